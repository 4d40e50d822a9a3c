//! A set of facts in a few words, so that asking whether a fact belongs to it is one test of a bit.

use crate::LegalFact;

const WORDS: usize = 4;
const _: () = assert!(LegalFact::ALL.len() <= WORDS * 64, "the set has room for every fact");

/// A set of facts that the law knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactSet([u64; WORDS]);

impl FactSet {
    const fn place(fact: LegalFact) -> (usize, u64) {
        let index = fact as usize;
        (index / 64, 1 << (index % 64))
    }

    /// Adds `fact`.
    pub const fn insert(&mut self, fact: LegalFact) {
        let (word, bit) = Self::place(fact);
        self.0[word] |= bit;
    }

    /// Whether `fact` belongs to it.
    pub const fn has(&self, fact: LegalFact) -> bool {
        let (word, bit) = Self::place(fact);
        self.0[word] & bit != 0
    }

    /// Whether some fact belongs to both.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    /// Whether no fact belongs to it.
    pub fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    /// All that belong to either.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a |= b);
        self
    }

    /// Its facts, in the order of the vocabulary.
    pub fn iter(&self) -> impl Iterator<Item = LegalFact> {
        LegalFact::ALL.iter().copied().filter(|fact| self.has(*fact))
    }
}

impl FromIterator<LegalFact> for FactSet {
    fn from_iter<I: IntoIterator<Item = LegalFact>>(facts: I) -> Self {
        let mut set = Self::default();
        facts.into_iter().for_each(|fact| set.insert(fact));
        set
    }
}
