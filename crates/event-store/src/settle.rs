//! Settling a block: units that stand in the way of the others are marked, and the others are appended.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use kernel::RecordId;
use sqlx::PgPool;

use crate::append::{Appended, append};
use crate::{Outcome, PreparedEvent, StoreError, Unit};

/// Appends the units; where some stand in the way, marks those and appends the others. Says how long the head was held, too.
pub(crate) async fn settle(pool: &PgPool, taken: &[Unit]) -> Result<(Vec<Outcome>, Duration), StoreError> {
    let mut outcomes: Vec<Option<Outcome>> = vec![None; taken.len()];
    let mut took = Duration::ZERO;
    mark(taken, &HashSet::new(), &HashSet::new(), &mut outcomes);
    // Each round marks at least one unit, so this ends; one round is usual.
    loop {
        let open: Vec<usize> = (0..taken.len()).filter(|i| outcomes[*i].is_none()).collect();
        if open.is_empty() {
            break;
        }
        let units: Vec<&Unit> = open.iter().map(|i| &taken[*i]).collect();
        match append(pool, &units).await? {
            Appended::Written(block, under_lock) => {
                took = under_lock;
                let mut first = block.first_position;
                for i in open {
                    let last = first + i64::try_from(taken[i].events.len()).unwrap_or(0) - 1;
                    outcomes[i] = Some(Outcome::Written { block: block.clone(), first, last });
                    first = last + 1;
                }
            }
            Appended::Blocked { stale, known } => {
                let reports: Vec<usize> = open.iter().copied().filter(|i| taken[*i].inbox.is_some()).collect();
                let known = known.iter().filter_map(|place| reports.get(*place).copied()).collect();
                if !mark(taken, &stale.into_iter().collect(), &known, &mut outcomes) {
                    return Err(StoreError::Unreadable("the store names a conflict that no unit has".into()));
                }
            }
        }
    }
    Ok((outcomes.into_iter().flatten().collect(), took))
}

/// Marks each open unit that stands in the way: its report is `known`, a record of it is `stale`, or an earlier unit of this very block
/// collides with it (two callers decided on the same past). True if any was marked.
fn mark(taken: &[Unit], stale: &HashSet<String>, known: &HashSet<usize>, outcomes: &mut [Option<Outcome>]) -> bool {
    let mut broken: HashSet<RecordId> = HashSet::new();
    let mut last: HashMap<RecordId, i64> = HashMap::new();
    let mut reports = HashSet::new();
    let mut marked = false;
    for (i, unit) in taken.iter().enumerate() {
        if outcomes[i].is_some() {
            continue;
        }
        let collides = |event: &PreparedEvent| {
            broken.contains(&event.aggregate_id)
                || last.get(&event.aggregate_id).is_some_and(|last| event.sequence != last + 1)
                || (!stale.is_empty() && stale.contains(&event.aggregate_id.to_string()))
        };
        let told_twice = unit.inbox.as_ref().is_some_and(|row| reports.contains(&(row.message, &row.org)));
        // The events of one unit follow each other; only its first event of each record can collide.
        let mut touched = HashSet::new();
        let outcome = if known.contains(&i) {
            Some(Outcome::Known)
        } else if told_twice || unit.events.iter().any(|event| touched.insert(event.aggregate_id) && collides(event)) {
            Some(Outcome::Stale)
        } else {
            None
        };
        if outcome.is_some() {
            // What this unit would have written is missing now, so later units on its records are stale too.
            broken.extend(unit.events.iter().map(|event| event.aggregate_id));
            outcomes[i] = outcome;
            marked = true;
        } else {
            last.extend(unit.events.iter().map(|event| (event.aggregate_id, event.sequence)));
            reports.extend(unit.inbox.as_ref().map(|row| (row.message, &row.org)));
        }
    }
    marked
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    pub(crate) fn unit(record: u128, sequences: &[i64]) -> Unit {
        let events = sequences.iter().map(|sequence| PreparedEvent {
            event_id: Uuid::nil(),
            aggregate_type: String::new(),
            aggregate_id: RecordId(Uuid::from_u128(record)),
            sequence: *sequence,
            event_type: String::new(),
            event_version: String::new(),
            payload: String::new(),
            metadata: String::new(),
            agency: String::new(),
            org: String::new(),
            division: String::new(),
            root: String::new(),
            earliest: DateTime::<Utc>::UNIX_EPOCH,
            latest: DateTime::<Utc>::UNIX_EPOCH,
            precision: "day",
            message: None,
            digest: [0; 32],
        });
        Unit { events: events.collect(), inbox: None }
    }

    #[test]
    fn two_callers_that_decided_on_the_same_past_do_not_share_a_block() {
        let taken = [unit(1, &[1, 2]), unit(1, &[1]), unit(1, &[3]), unit(2, &[1])];
        let mut outcomes = vec![None; 4];
        assert!(mark(&taken, &HashSet::new(), &HashSet::new(), &mut outcomes));
        assert_eq!(outcomes, [None, Some(Outcome::Stale), Some(Outcome::Stale), None]);
    }

    #[test]
    fn what_builds_on_a_stale_unit_is_stale_too() {
        let taken = [unit(1, &[1]), unit(2, &[1]), unit(1, &[2])];
        let mut outcomes = vec![None; 3];
        let stale = [RecordId(Uuid::from_u128(1)).to_string()].into_iter().collect();
        assert!(mark(&taken, &stale, &HashSet::new(), &mut outcomes));
        assert_eq!(outcomes, [Some(Outcome::Stale), None, Some(Outcome::Stale)]);
    }
}
