//! The group-commit writer: whatever waits while one block is committed becomes the next block, people before machines.
//!
//! fsync decides how many blocks a second there are; blocks grow with it, up to a bound on the time that the head is locked.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use sqlx::PgPool;
use tokio::sync::{mpsc, oneshot};

use crate::append::Committed;
use crate::queue::Queue;
use crate::settle::settle;
use crate::{StoreError, Unit};

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
    /// Most events in one block.
    pub block_events: usize,
    /// How long a block may hold the head, its commit aside: blocks are made as large as this allows.
    pub block_time: Duration,
    /// Most submissions that wait; a further caller waits to be let in.
    pub waiting: usize,
}

impl Default for WriterLimits {
    fn default() -> Self {
        Self { block_events: 1000, block_time: Duration::from_millis(20), waiting: 64 }
    }
}

/// Units that somebody wants to have appended.
pub(crate) struct Submission {
    pub(crate) priority: Priority,
    pub(crate) units: Vec<Unit>,
    pub(crate) answer: oneshot::Sender<Result<Vec<Outcome>, StoreError>>,
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
    /// Starts the writer on `pool`, of which it uses two connections.
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
        let submission = Submission { priority, units, answer };
        let queue = match priority {
            Priority::Person => &self.people,
            Priority::Machine => &self.machines,
        };
        queue.send(submission).await.map_err(|_| StoreError::Stopped)?;
        answered.await.map_err(|_| StoreError::Stopped)?
    }
}

/// While one block holds the head the next one travels, so that the head is never idle for want of a client.
pub(crate) const IN_FLIGHT: usize = 2;

async fn write(
    pool: PgPool,
    limits: WriterLimits,
    mut people: mpsc::Receiver<Submission>,
    mut machines: mpsc::Receiver<Submission>,
) {
    let mut queue = Queue::new(limits);
    let mut in_flight = FuturesUnordered::new();
    loop {
        while queue.waiting() < 2 * limits.waiting
            && let Ok(submission) = people.try_recv()
        {
            queue.admit(submission);
        }
        while queue.waiting() < limits.waiting
            && let Ok(submission) = machines.try_recv()
        {
            queue.admit(submission);
        }
        while in_flight.len() < IN_FLIGHT
            && let Some(block) = queue.next_block()
        {
            let pool = pool.clone();
            in_flight.push(async move {
                let settled = settle(&pool, &block.units).await;
                (block, settled)
            });
        }
        let room = in_flight.len() < IN_FLIGHT;
        // Biased: a person who waits is served before a batch that waits.
        tokio::select! {
            biased;
            Some((block, settled)) = in_flight.next() => queue.finish(block, settled),
            Some(submission) = people.recv(), if room => queue.admit(submission),
            Some(submission) = machines.recv(), if room => queue.admit(submission),
            else => return,
        }
    }
}
