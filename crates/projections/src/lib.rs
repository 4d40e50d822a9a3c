//! Folds of events into read tables, their runner, and the questions that pages ask of the tables.
//!
//! [`changes`] is the fold, without a database, over [`state`], [`mentioned`] and [`links`]; [`write`](mod@write) puts what changed into
//! the tables of a slot; [`runner`] keeps the
//! live slot up to date; [`rebuild`] fills the other slot and swaps; [`read`] answers.

mod ahead;
mod bulk;
pub mod changes;
pub mod clocks;
mod copy;
pub mod cube;
mod joins;
pub mod legal;
pub mod links;
mod load;
mod members;
pub mod mentioned;
pub mod read;
pub mod rebuild;
pub mod runner;
mod settled;
pub mod slot;
pub mod state;
pub mod vocabulary;
pub mod write;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::law::Law;
use kernel::reference::Reference;
use kernel::{DivisionCode, DivisionTree, OrganisationTree};

pub use runner::Runner;
pub use slot::Slot;
pub use vocabulary::Vocabulary;

/// The name of the projection; one fold feeds all views, so that they never disagree about how far they are.
pub const NAME: &str = "read";
/// The version of the fold and its tables; a change of either is a new version, built beside the old one.
pub const VERSION: i32 = 13;
/// The channel on which each batch says how far the read tables are.
pub const CHANNEL: &str = "jointcase_projected";

/// What the fold needs besides events.
pub struct Folding {
    /// What the agencies declare.
    pub vocabulary: Vocabulary,
    /// The division trees.
    pub divisions: DivisionTree,
    /// The organisations.
    pub organisations: OrganisationTree,
    /// The law by which clocks run.
    pub law: Law,
    zones: HashMap<DivisionCode, chrono_tz::Tz>,
}

impl Folding {
    /// Over the agencies' declarations, the trees and the law.
    pub fn new(vocabulary: Vocabulary, reference: &Reference, law: Law) -> Self {
        let Reference { divisions, organisations } = reference.clone();
        let zones = divisions.roots().iter().map(|root| (root.code.clone(), root.zone)).collect();
        Self { vocabulary, divisions, organisations, law, zones }
    }

    /// Whether the law's clocks run under `root`: the statutes are those of China, whose days begin in Shanghai.
    pub fn under_the_law(&self, root: &DivisionCode) -> bool {
        self.zones.get(root) == Some(&chrono_tz::Asia::Shanghai)
    }

    /// The day on which something was recorded, where `root` lies.
    pub fn local_day(&self, root: &DivisionCode, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(self.zones.get(root).unwrap_or(&chrono_tz::UTC)).date_naive()
    }
}

/// What can go wrong with a projection, sorted by what the caller does next.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The database is away: wait and try again.
    #[error("the read tables are unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// Another process runs this projection: leave it to it.
    #[error("another process keeps the read tables up to date")]
    HeldElsewhere,
    /// An event cannot be folded: a rebuild stops here.
    #[error("the event at position {position} cannot be folded: {reason}")]
    CannotFold {
        /// Where.
        position: i64,
        /// Why.
        reason: String,
    },
    /// What is stored cannot be read: rebuild.
    #[error("the read tables cannot be read: {0}; rebuild them with `jointcase projections rebuild`")]
    Unreadable(String),
}

impl From<sqlx::Error> for ProjectionError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error)
    }
}

impl From<event_store::StoreError> for ProjectionError {
    fn from(error: event_store::StoreError) -> Self {
        match error {
            event_store::StoreError::Unavailable(e)
            | event_store::StoreError::DiskFull(e)
            | event_store::StoreError::Refused(e) => Self::Unavailable(e),
            event_store::StoreError::Unreadable(reason) => Self::Unreadable(reason),
            error @ event_store::StoreError::Taken => Self::Unreadable(error.to_string()),
            event_store::StoreError::Stopped => Self::Unavailable(sqlx::Error::PoolClosed),
        }
    }
}
