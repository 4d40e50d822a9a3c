//! Rules from what is recorded to further reports, and alerts when the time of a clock runs out; both speak through the one door.
//!
//! [`suspicion`] is a rule, without a database: from an event as it is told to reports. [`runner`] follows the feed and runs it;
//! [`ticker`] turns the passing of an instant into an [`alert`]. What they say has ids and bytes that follow from its cause, so that saying
//! it again is harmless: the inbox knows it.

pub mod alert;
pub mod heard;
pub mod lookup;
pub mod office;
pub mod runner;
pub mod saying;
pub mod suspicion;
#[cfg(test)]
mod tests;
pub mod ticker;

pub use runner::Runner;
pub use ticker::Ticker;

use event_store::StoreError;
use ingest::{Arrived, Door, Verdict};
use projections::read::ReadError;

/// The most reports that are said at once, so that other reports get their turn.
const SAID_AT_ONCE: usize = 100;

/// What can go wrong with a reaction, sorted by what the caller does next.
#[derive(Debug, thiserror::Error)]
pub enum ReactionError {
    /// The store or the read tables are away, or refuse: wait and try again; nothing is lost and nothing is passed over.
    #[error("reactions wait for the database")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Another process runs this reaction: leave it to it.
    #[error("another process runs this reaction")]
    HeldElsewhere,
}

impl From<StoreError> for ReactionError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<ReadError> for ReactionError {
    fn from(error: ReadError) -> Self {
        Self::Unavailable(error.into())
    }
}

impl From<sqlx::Error> for ReactionError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error.into())
    }
}

impl ReactionError {
    pub(crate) fn held_elsewhere(&self) -> bool {
        matches!(self, Self::HeldElsewhere)
    }
}

/// What became of what was said.
#[derive(Debug, Default)]
struct Said {
    /// The position at which the last of it stands.
    until: i64,
    /// What the door did not take: place among what was said, and the reason.
    refused: Vec<(usize, String)>,
}

/// Says `reports` through the door, in order.
async fn say(door: &Door, reports: Vec<Arrived>) -> Result<Said, StoreError> {
    let mut said = Said::default();
    let mut verdicts = Vec::with_capacity(reports.len());
    for some in reports.chunks(SAID_AT_ONCE) {
        verdicts.extend(door.admit(some.to_vec()).await?);
    }
    for (place, verdict) in verdicts.into_iter().enumerate() {
        match verdict {
            Verdict::Accepted { position, .. } | Verdict::Duplicate { position } => said.until = said.until.max(position),
            Verdict::Quarantined { entry, refusal } => {
                said.refused.push((place, format!("{} / {} (quarantine entry {entry})", refusal.text.zh, refusal.text.en)));
            }
        }
    }
    Ok(said)
}
