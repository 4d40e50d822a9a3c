//! Questions to the read tables: what pages, exports and the command line show.
//!
//! Everything here reads the views of schema `read`, which stand over the live slot of the projection, and never writes.

mod adoptions;
mod alerts;
mod as_of;
mod charts;
mod clocks;
mod duplicates;
mod duties;
mod duties_as_of;
mod duty_tiles;
mod facts;
mod history;
mod links;
mod page;
mod records;
mod row;
mod status;
mod subjects;
mod tally;
mod tiles;
mod window;

pub use adoptions::{AdoptionRow, adopted_by, adoptions};
pub use alerts::{AlertRow, DueAlert, alerts_of, due_alerts};
pub use as_of::AsOf;
pub use charts::{CountyRow, Lens, TrendRow, by_county, reporting_counties, trend};
pub use clocks::{ClockFilter, ClockRow, Due, Owing, clock_facts, clocks, clocks_of, matters_of, owing, would_break};
pub use duplicates::{Pair, possible_duplicates};
pub use duties::{Kept, KeptOfTransfers, Running, Whose, days, kept, kept_of_transfers, months, running_transfers, year_up_to};
pub use duties_as_of::kept_of_transfers_as_of;
pub use duty_tiles::{MEAN_TIME, OVERDUE, duty_tiles};
pub use facts::{FactFilter, FactRow, FactSum, facts, facts_sum};
pub use history::{EventRow, ReportRow, histories, history, report, reports};
pub use links::{LinkRow, links, one_with};
pub use page::{Cursor, InvalidCursor, Page, Paged};
pub use records::{RecordFilter, RecordRow, campaigns, last_day, record, records, records_by_id, roots_with_records};
pub use status::{
    FollowerStatus, ProjectionStatus, QuarantineRow, checkpoint, head, open_quarantine, quarantine, reactions, relays, status,
};
pub use subjects::{
    About, SubjectRow, about, involved, premises_of, record_ids, subject_records, subjects, subjects_by_id, subjects_of,
};
pub use tally::{TallyQuery, TallyRow, tally};
pub use tiles::{Base, Tile, TileQuery, tiles};
pub use window::{Span, Windows};

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The database is away or too busy: try again later.
    #[error("the database does not answer")]
    Unavailable(#[source] sqlx::Error),
    /// A mistake of ours: tell the operator.
    #[error("the question could not be answered")]
    Broken(#[source] sqlx::Error),
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        // 08 connection, 53 resources, 55 not available (lock), 57 operator intervention (shutdown, statement timeout).
        let class = error.as_database_error().and_then(|database| database.code()).unwrap_or_default().into_owned();
        let away = matches!(&error, Io(_) | Tls(_) | PoolTimedOut | PoolClosed | WorkerCrashed)
            || ["08", "53", "55", "57"].iter().any(|prefix| class.starts_with(prefix));
        if away { Self::Unavailable(error) } else { Self::Broken(error) }
    }
}
