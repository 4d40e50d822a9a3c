//! Which records tell of one thing, as people said (认定为同一件事): of all that hang together one is counted.

use std::collections::{BTreeSet, HashMap};

use kernel::RecordId;
use uuid::Uuid;

/// The joins that stand: of each the first is said to be the same as the second, which is the one to be counted.
#[derive(Clone, Debug, Default)]
pub struct Joins {
    /// Of each end, the joins that name it.
    of: HashMap<Uuid, BTreeSet<(Uuid, Uuid)>>,
}

impl Joins {
    /// Nothing is joined.
    pub fn new() -> Self {
        Self::default()
    }

    /// A join holds from here on.
    pub fn insert(&mut self, join: (Uuid, Uuid)) {
        for end in [join.0, join.1] {
            self.of.entry(end).or_default().insert(join);
        }
    }

    /// A join was undone.
    pub fn remove(&mut self, join: (Uuid, Uuid)) {
        for end in [join.0, join.1] {
            if let Some(joins) = self.of.get_mut(&end) {
                joins.remove(&join);
            }
        }
    }

    /// All that hangs together with `one`, itself included.
    pub fn together(&self, one: Uuid) -> BTreeSet<Uuid> {
        let mut together = BTreeSet::from([one]);
        let mut open = vec![one];
        while let Some(next) = open.pop() {
            for (from, to) in self.of.get(&next).into_iter().flatten() {
                open.extend([*from, *to].into_iter().filter(|end| together.insert(*end)));
            }
        }
        together
    }

    /// Everything that is joined with anything.
    pub fn ends(&self) -> impl Iterator<Item = RecordId> {
        self.of.iter().filter(|(_, joins)| !joins.is_empty()).map(|(end, _)| RecordId(*end))
    }

    /// Whether anything is said to be the same as `record`, or it as anything: most records are joined with none.
    pub fn joined(&self, record: RecordId) -> bool {
        self.of.get(&record.0).is_some_and(|joins| !joins.is_empty())
    }

    /// Whether `record` is counted: of what hangs together, the one that is said to be the same as no other; of several, or if people joined
    /// them in a circle, the least.
    pub fn counts(&self, record: RecordId) -> bool {
        if !self.joined(record) {
            return true;
        }
        let together = self.together(record.0);
        let elsewhere = |one: &Uuid| self.of.get(one).is_some_and(|joins| joins.iter().any(|(from, _)| from == one));
        together.iter().find(|one| !elsewhere(one)).or_else(|| together.first()) == Some(&record.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(joins: &[(u128, u128)]) -> Vec<u128> {
        let mut all = Joins::new();
        joins.iter().for_each(|(from, to)| all.insert((Uuid::from_u128(*from), Uuid::from_u128(*to))));
        (1..=4).filter(|one| all.counts(RecordId(Uuid::from_u128(*one)))).collect()
    }

    #[test]
    fn of_all_that_hang_together_one_is_counted() {
        assert_eq!(counted(&[]), [1, 2, 3, 4]);
        assert_eq!(counted(&[(1, 2)]), [2, 3, 4], "the second of a pair");
        assert_eq!(counted(&[(1, 2), (2, 3)]), [3, 4], "the last of a chain");
        assert_eq!(counted(&[(1, 2), (1, 3)]), [2, 4], "what is the same as two makes these one");
        assert_eq!(counted(&[(1, 2), (2, 3), (3, 1)]), [1, 4], "a circle");
        assert_eq!(counted(&[(4, 1), (1, 2), (2, 1)]), [1, 3]);
    }

    #[test]
    fn what_is_undone_falls_apart() {
        let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
        let mut joins = Joins::new();
        joins.insert((one, two));
        joins.insert((two, three));
        joins.remove((two, three));
        assert_eq!(joins.together(one), [one, two].into());
        assert!(joins.counts(RecordId(two)) && joins.counts(RecordId(three)) && !joins.counts(RecordId(one)));
        assert_eq!(joins.ends().count(), 2);
    }
}
