//! Warnings of clocks: those that were given, and those that are to be.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::ReadError;

super::row::row! {
    /// A warning that was given.
    AlertRow {
        /// The record of the clock's alerts: its history says when it was given.
        alert: Uuid,
        /// The clock's key, which begins with the question it answers.
        clock: String,
        /// `half`, `near` or `missed`.
        warning: String,
        /// When the clock ends, as it was known.
        due_at: DateTime<Utc>,
        /// The record whose fact started it.
        record: Uuid,
        /// Whether that was over before it was recorded.
        historical: bool,
        /// False once a person took it back.
        stands: bool,
        /// The matter in which the clock is, with the row of the clock table and the regime that apply to it; `None` for a clock that is no more.
        grp: Option<Uuid>,
        /// That row.
        line: Option<String>,
        /// That regime.
        regime: Option<String>,
        /// When it started.
        started_at: Option<DateTime<Utc>>,
    }
}

super::row::row! {
    /// A warning that is to be given.
    DueAlert {
        /// The matter, or the record that belongs to none.
        grp: Uuid,
        /// The clock's key.
        key: String,
        /// The question it answers.
        question: String,
        /// The row of the clock table that applies.
        line: String,
        /// Under which regime.
        regime: String,
        /// When it started.
        started_at: DateTime<Utc>,
        /// When it ends.
        due_at: DateTime<Utc>,
        /// When to warn.
        next_at: DateTime<Utc>,
        /// Of what.
        next_warning: String,
        /// When the fact that started it was recorded.
        recorded_at: DateTime<Utc>,
        /// The last position that told of this matter.
        known_at: i64,
        /// Whose side owes it.
        owner: String,
        /// The organisation that owes it, where it is known.
        org: Option<String>,
        /// The record whose fact started it.
        record: Uuid,
        /// Where.
        division: String,
    }
}

/// The warnings that were given of clocks that facts of `record`, or of the records of this matter, started, latest end first: all of them.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn alerts_of(pool: &PgPool, record: Uuid) -> Result<Vec<AlertRow>, ReadError> {
    Ok(sqlx::query_as(
        "SELECT a.alert, a.clock, a.warning, a.due_at, a.record, a.historical, a.stands, c.grp, c.line, c.regime, c.started_at
           FROM read.alerts a
           LEFT JOIN LATERAL (SELECT grp, line, regime, started_at FROM read.clocks c
                               WHERE c.record = a.record AND c.key = a.clock ORDER BY grp LIMIT 1) c ON true
          WHERE a.record = $1 OR a.record IN (SELECT m.record FROM read.members m WHERE m.matter = $1)
          ORDER BY a.due_at DESC, a.clock, array_position(ARRAY['missed', 'near', 'half'], a.warning)",
    )
    .bind(record)
    .fetch_all(pool)
    .await?)
}

/// The warnings to be given at `now`, earliest first; at most `limit`. Those of what was over before it was recorded are asked for apart.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn due_alerts(pool: &PgPool, now: DateTime<Utc>, historical: bool, limit: i64) -> Result<Vec<DueAlert>, ReadError> {
    let which = if historical { "c.next_at <= c.recorded_at" } else { "c.next_at > c.recorded_at" };
    Ok(sqlx::query_as(&format!(
        "SELECT c.grp, c.key, c.question, c.line, c.regime, c.started_at, c.due_at, c.next_at, c.next_warning, c.recorded_at,
                (SELECT coalesce(max(f.known_at), 0) FROM read.legal_facts f
                  WHERE f.record = ANY (ARRAY(SELECT c.grp UNION ALL SELECT m.record FROM read.members m WHERE m.matter = c.grp))) AS known_at,
                c.owner, c.org, c.record, c.division
           FROM read.clocks c WHERE c.next_at <= $1 AND {which} ORDER BY c.next_at, c.grp, c.key LIMIT $2"
    ))
    .bind(now)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}
