//! Where the store and its projections stand, and what waits in quarantine.

use chrono::{DateTime, Utc};
use sqlx::{PgPool, QueryBuilder};
use uuid::Uuid;

use super::{Cursor, Page, Paged, ReadError};

super::row::row! {
    /// Where one projection stands.
    ProjectionStatus {
        /// Its name.
        name: String,
        /// Its version.
        version: i32,
        /// Whether pages read it, or it is being built beside.
        live: bool,
        /// The last position it has folded.
        checkpoint: i64,
        /// The end of the history.
        head: i64,
        /// Why it has stopped.
        error: Option<String>,
        /// The position at which it stopped.
        error_at: Option<i64>,
        /// When it last moved.
        updated_at: DateTime<Utc>,
        /// Events that it could not fold.
        failures: i64,
    }
}

impl ProjectionStatus {
    /// How many events it is behind.
    pub fn lag(&self) -> i64 {
        (self.head - self.checkpoint).max(0)
    }

    /// Whether a person must look at it.
    pub fn red(&self) -> bool {
        self.error.is_some() || self.failures > 0
    }
}

super::row::row! {
    /// Where one follower of the history stands: a reaction or a relay.
    FollowerStatus {
        /// Its name.
        name: String,
        /// Its version.
        version: i32,
        /// The position up to which it has gone.
        checkpoint: i64,
        /// The end of the history.
        head: i64,
        /// The first event that it could not handle, and why.
        error: Option<String>,
        /// The position of that event.
        error_at: Option<i64>,
        /// When it last moved.
        updated_at: DateTime<Utc>,
        /// Events that it could not handle.
        failures: i64,
    }
}

impl FollowerStatus {
    /// How many events it is behind.
    pub fn lag(&self) -> i64 {
        (self.head - self.checkpoint).max(0)
    }

    /// Whether a person must look at it.
    pub fn red(&self) -> bool {
        self.error.is_some() || self.failures > 0
    }
}

super::row::row! {
    /// A message that was not accepted.
    QuarantineRow {
        /// Its number.
        id: i64,
        /// When it first arrived.
        received_at: DateTime<Utc>,
        /// The subject under which it arrived.
        subject: String,
        /// The organisation, where it could be read.
        org: Option<String>,
        /// Its id, where it could be read.
        message_id: Option<Uuid>,
        /// The reason code.
        code: String,
        /// The reason in Chinese.
        zh: String,
        /// The reason in English.
        en: String,
        /// How often it arrived.
        times: i32,
        /// `retried`, `discarded` or `expired`; `None` while it is open.
        decision: Option<String>,
    }
}

/// All projections, live ones first.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn status(pool: &PgPool) -> Result<Vec<ProjectionStatus>, ReadError> {
    let rows = sqlx::query_as(
        "SELECT p.name, p.version, p.live, p.checkpoint, h.position AS head, p.error, p.error_at, p.updated_at,
                (SELECT count(*) FROM projection_failures f WHERE f.name = p.name AND f.slot = p.slot) AS failures
           FROM projections p CROSS JOIN head h ORDER BY p.live DESC, p.name, p.slot",
    )
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

/// All reactions by name.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn reactions(pool: &PgPool) -> Result<Vec<FollowerStatus>, ReadError> {
    followers(pool, "reactions", "reaction_failures").await
}

/// All relays by name.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn relays(pool: &PgPool) -> Result<Vec<FollowerStatus>, ReadError> {
    followers(pool, "relays", "relay_failures").await
}

async fn followers(pool: &PgPool, table: &str, failures: &str) -> Result<Vec<FollowerStatus>, ReadError> {
    let query = format!(
        "SELECT r.name, r.version, r.checkpoint, h.position AS head, r.error, r.error_at, r.updated_at,
                (SELECT count(*) FROM {failures} f WHERE f.name = r.name) AS failures
           FROM {table} r CROSS JOIN head h ORDER BY r.name"
    );
    Ok(sqlx::query_as(&query).fetch_all(pool).await?)
}

/// The end of the history and when it was recorded; `None` for an empty history.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn head(pool: &PgPool) -> Result<(i64, Option<DateTime<Utc>>), ReadError> {
    Ok(sqlx::query_as("SELECT position, CASE WHEN position > 0 THEN recorded_at END FROM head").fetch_one(pool).await?)
}

/// The position up to which every live projection has folded.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn checkpoint(pool: &PgPool) -> Result<i64, ReadError> {
    Ok(sqlx::query_scalar("SELECT coalesce(min(checkpoint), 0) FROM projections WHERE live").fetch_one(pool).await?)
}

/// Quarantined messages, latest first; `open` leaves out those that have been decided.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn quarantine(pool: &PgPool, open: bool, page: &Page) -> Result<Paged<QuarantineRow>, ReadError> {
    let mut query = QueryBuilder::new("SELECT * FROM quarantine_entries WHERE true");
    if open {
        query.push(" AND decision IS NULL");
    }
    if let Some(after) = &page.after {
        query.push(" AND id < ").push_bind(after.number);
    }
    query.push(" ORDER BY id DESC LIMIT ").push_bind(i64::from(page.limit) + 1);
    let rows: Vec<QuarantineRow> = query.build_query_as().fetch_all(pool).await?;
    let place = |row: &QuarantineRow| Cursor {
        day: row.received_at.date_naive(),
        number: row.id,
        id: Uuid::nil(),
        detail: String::new(),
    };
    Ok(Paged::cut(rows, page.limit, place))
}

/// How many quarantined messages wait for a decision.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn open_quarantine(pool: &PgPool) -> Result<i64, ReadError> {
    let count = sqlx::query_scalar("SELECT count(*) FROM quarantine_entries WHERE decision IS NULL").fetch_one(pool).await?;
    Ok(count)
}
