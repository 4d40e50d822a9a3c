//! The group-commit writer: whatever waits while one block is committed becomes the next block, people before machines.
//!
//! fsync decides how many blocks a second there are; blocks grow with it, up to a bound on the time that the head is locked.

use std::collections::{HashMap, HashSet, VecDeque};

use kernel::RecordId;
use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use crate::append::{Appended, Committed, append};
use crate::{PreparedEvent, StoreError, Unit};

/// Who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// A person at a screen or a shell: goes first.
    Person,
    /// A batch of reports.
    Machine,
}

/// What became of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Written in this block; its events have the positions `first..=last` (`last < first` if it caused none).
    Written {
        /// The block.
        block: Committed,
        /// Position of its first event.
        first: i64,
        /// Position of its last event.
        last: i64,
    },
    /// A record it touches has moved on: decide again.
    Stale,
    /// Its report was accepted before.
    Known,
}

/// Bounds of the writer.
#[derive(Clone, Copy, Debug)]
pub struct WriterLimits {
    /// Most events in one block: bounds the time under the lock.
    pub block_events: usize,
    /// Most submissions that wait; a further caller waits to be let in.
    pub waiting: usize,
}

impl Default for WriterLimits {
    fn default() -> Self {
        Self { block_events: 600, waiting: 64 }
    }
}

struct Submission {
    priority: Priority,
    units: VecDeque<Unit>,
    outcomes: Vec<Outcome>,
    answer: oneshot::Sender<Result<Vec<Outcome>, StoreError>>,
}

/// A handle on the writer task; the task ends when the last handle is dropped.
#[derive(Clone, Debug)]
pub struct Writer {
    people: mpsc::Sender<Submission>,
    machines: mpsc::Sender<Submission>,
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Submission").field("units", &self.units.len()).finish_non_exhaustive()
    }
}

impl Writer {
    /// Starts the writer on `pool`, of which it uses one connection.
    pub fn start(pool: PgPool, limits: WriterLimits) -> Self {
        let (people, people_in) = mpsc::channel(limits.waiting);
        let (machines, machines_in) = mpsc::channel(limits.waiting);
        tokio::spawn(write(pool, limits, people_in, machines_in));
        Self { people, machines }
    }

    /// Appends `units` in their order and says what became of each. Units of one submission may share a block with others'.
    ///
    /// # Errors
    /// [`StoreError`] if the store failed: then it is not known whether the last block was written; sending again is harmless for units
    /// with an inbox row and comes back as [`Outcome::Stale`] for others.
    pub async fn append(&self, units: Vec<Unit>, priority: Priority) -> Result<Vec<Outcome>, StoreError> {
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let (answer, answered) = oneshot::channel();
        let submission = Submission { priority, outcomes: Vec::with_capacity(units.len()), units: units.into(), answer };
        let queue = match priority {
            Priority::Person => &self.people,
            Priority::Machine => &self.machines,
        };
        queue.send(submission).await.map_err(|_| StoreError::Stopped)?;
        answered.await.map_err(|_| StoreError::Stopped)?
    }
}

async fn write(
    pool: PgPool,
    limits: WriterLimits,
    mut people: mpsc::Receiver<Submission>,
    mut machines: mpsc::Receiver<Submission>,
) {
    let mut waiting: VecDeque<Submission> = VecDeque::new();
    loop {
        if waiting.is_empty() {
            // Biased: a person who waits is served before a batch that waits.
            let next = tokio::select! {
                biased;
                Some(submission) = people.recv() => submission,
                Some(submission) = machines.recv() => submission,
                else => return,
            };
            waiting.push_back(next);
        }
        // Before all machines, behind the people who wait already.
        let mut place = waiting.iter().take_while(|submission| submission.priority == Priority::Person).count();
        while waiting.len() < 2 * limits.waiting
            && let Ok(submission) = people.try_recv()
        {
            waiting.insert(place, submission);
            place += 1;
        }
        while waiting.len() < limits.waiting {
            let Ok(submission) = machines.try_recv() else { break };
            waiting.push_back(submission);
        }
        write_block(&pool, limits.block_events, &mut waiting).await;
    }
}

/// Writes one block from the front of `waiting` and answers every submission that is complete.
async fn write_block(pool: &PgPool, block_events: usize, waiting: &mut VecDeque<Submission>) {
    let mut taken: Vec<(usize, Unit)> = Vec::new();
    let mut events = 0;
    'fill: for (index, submission) in waiting.iter_mut().enumerate() {
        while let Some(unit) = submission.units.front() {
            let size = unit.events.len().max(1);
            if events > 0 && events + size > block_events {
                break 'fill;
            }
            events += size;
            taken.extend(submission.units.pop_front().map(|unit| (index, unit)));
        }
    }
    match settle(pool, &taken).await {
        Ok(outcomes) => {
            for ((index, _), outcome) in taken.iter().zip(outcomes) {
                waiting[*index].outcomes.push(outcome);
            }
            // Complete submissions stand at the front: the block was filled in order.
            while waiting.front().is_some_and(|submission| submission.units.is_empty()) {
                if let Some(submission) = waiting.pop_front() {
                    drop(submission.answer.send(Ok(submission.outcomes)));
                }
            }
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a block could not be written");
            // Whoever had a unit in the block is told; the rest of their units is not tried, so that order holds.
            let touched = taken.last().map_or(0, |(index, _)| index + 1);
            let mut failed: Vec<Submission> = waiting.drain(..touched).collect();
            if touched == 1 || error.may_pass() {
                let mut error = Some(error);
                for submission in failed {
                    let error = error.take().unwrap_or_else(|| StoreError::Unavailable(sqlx::Error::PoolClosed));
                    drop(submission.answer.send(Err(error)));
                }
                return;
            }
            // Something in the block cannot be stored. Alone in a block, each harms nobody else; nothing of the block was written.
            for (index, unit) in taken.into_iter().rev() {
                failed[index].units.push_front(unit);
            }
            for submission in failed {
                Box::pin(write_alone(pool, block_events, submission)).await;
            }
        }
    }
}

/// Writes a submission in blocks of its own.
async fn write_alone(pool: &PgPool, block_events: usize, submission: Submission) {
    let mut waiting = VecDeque::from([submission]);
    while !waiting.is_empty() {
        write_block(pool, block_events, &mut waiting).await;
    }
}

/// Appends the units; where some stand in the way, marks those and appends the others.
async fn settle(pool: &PgPool, taken: &[(usize, Unit)]) -> Result<Vec<Outcome>, StoreError> {
    let mut outcomes: Vec<Option<Outcome>> = vec![None; taken.len()];
    mark(taken, &HashSet::new(), &HashSet::new(), &mut outcomes);
    // Each round marks at least one unit, so this ends; one round is usual.
    loop {
        let open: Vec<usize> = (0..taken.len()).filter(|i| outcomes[*i].is_none()).collect();
        if open.is_empty() {
            break;
        }
        let units: Vec<&Unit> = open.iter().map(|i| &taken[*i].1).collect();
        match append(pool, &units).await? {
            Appended::Written(block) => {
                let mut first = block.first_position;
                for i in open {
                    let last = first + i64::try_from(taken[i].1.events.len()).unwrap_or(0) - 1;
                    outcomes[i] = Some(Outcome::Written { block: block.clone(), first, last });
                    first = last + 1;
                }
            }
            Appended::Blocked { stale, known } => {
                let reports: Vec<usize> = open.iter().copied().filter(|i| taken[*i].1.inbox.is_some()).collect();
                let known = known.iter().filter_map(|place| reports.get(*place).copied()).collect();
                if !mark(taken, &stale.into_iter().collect(), &known, &mut outcomes) {
                    return Err(StoreError::Unreadable("the store names a conflict that no unit has".into()));
                }
            }
        }
    }
    Ok(outcomes.into_iter().flatten().collect())
}

/// Marks each open unit that stands in the way: its report is `known`, a record of it is `stale`, or an earlier unit of this very block
/// collides with it (two callers decided on the same past). True if any was marked.
fn mark(taken: &[(usize, Unit)], stale: &HashSet<String>, known: &HashSet<usize>, outcomes: &mut [Option<Outcome>]) -> bool {
    let mut broken: HashSet<RecordId> = HashSet::new();
    let mut last: HashMap<RecordId, i64> = HashMap::new();
    let mut reports = HashSet::new();
    let mut marked = false;
    for (i, (_, unit)) in taken.iter().enumerate() {
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
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    fn unit(record: u128, sequences: &[i64]) -> (usize, Unit) {
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
        (0, Unit { events: events.collect(), inbox: None })
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
