//! The events of a record and the reports behind them, as they were recorded.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::ReadError;

super::row::row! {
    /// One event; personal fields are sealed.
    EventRow {
        /// Its position in the whole history.
        position: i64,
        /// Its place in the record's own.
        sequence: i64,
        /// When it was recorded.
        recorded_at: DateTime<Utc>,
        /// Not before.
        occurred_earliest: DateTime<Utc>,
        /// Not after.
        occurred_latest: DateTime<Utc>,
        /// How exactly that is known.
        occurred_precision: String,
        /// Its id.
        event_id: Uuid,
        /// The report that caused it.
        message_id: Option<Uuid>,
        /// The record's id.
        aggregate_id: String,
        /// The record's kind.
        aggregate_type: String,
        /// The tag.
        event_type: String,
        /// The version of the payload's shape.
        event_version: String,
        /// The agency.
        agency: String,
        /// The organisation.
        org: String,
        /// The division as stated.
        division: String,
        /// Actor, causation, correlation, trace.
        metadata: Value,
        /// What is remembered.
        payload: Value,
    }
}

super::row::row! {
    /// A report as it was accepted; personal fields are sealed.
    ReportRow {
        /// Who stated it.
        org: String,
        /// Its id.
        message_id: Uuid,
        /// Its type with version.
        report_type: String,
        /// The record it is about.
        aggregate_id: String,
        /// The first position it caused.
        first_position: i64,
        /// The last position it caused.
        last_position: i64,
        /// When it was recorded.
        recorded_at: DateTime<Utc>,
        /// SHA-256 of its body as it arrived, in hexadecimal.
        body_hash: String,
        /// The envelope.
        report: Value,
        /// The same as it is kept: its fields in the order in which they were sent.
        text: String,
    }
}

const COLUMNS: &str =
    "position, sequence, recorded_at, occurred_earliest, occurred_latest, occurred_precision, event_id, message_id,
    aggregate_id, aggregate_type, event_type, event_version, agency, org, division, metadata, payload";

/// The events of `record` in the order in which they were recorded: all of them, since what stands follows from all.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn history(pool: &PgPool, record: Uuid) -> Result<Vec<EventRow>, ReadError> {
    let query = format!("SELECT {COLUMNS} FROM event_history WHERE aggregate_id = $1 ORDER BY sequence");
    Ok(sqlx::query_as(&query).bind(record.to_string()).fetch_all(pool).await?)
}

/// The events of all of `records` in the order in which they occurred: all of them.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn histories(pool: &PgPool, records: &[Uuid]) -> Result<Vec<EventRow>, ReadError> {
    let query = format!("SELECT {COLUMNS} FROM event_history WHERE aggregate_id = ANY($1) ORDER BY occurred_latest, position");
    let records: Vec<String> = records.iter().map(Uuid::to_string).collect();
    Ok(sqlx::query_as(&query).bind(records).fetch_all(pool).await?)
}

const REPORT: &str =
    "SELECT org, message_id, report_type, aggregate_id, first_position, last_position, recorded_at, body_hash, report,
    report::text AS text FROM report_history";

/// The report with this id from this organisation.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn report(pool: &PgPool, org: &str, message: Uuid) -> Result<Option<ReportRow>, ReadError> {
    let query = format!("{REPORT} WHERE message_id = $1 AND org = $2");
    Ok(sqlx::query_as(&query).bind(message).bind(org).fetch_optional(pool).await?)
}

/// The reports with these ids, each from its organisation, in the order in which they were recorded.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn reports(pool: &PgPool, told: &[(&str, Uuid)]) -> Result<Vec<ReportRow>, ReadError> {
    let (orgs, messages): (Vec<&str>, Vec<Uuid>) = told.iter().copied().unzip();
    let query = format!(
        "{REPORT} WHERE (message_id, org) IN (SELECT * FROM unnest($1::uuid[], $2::text[])) ORDER BY first_position, message_id"
    );
    Ok(sqlx::query_as(&query).bind(messages).bind(orgs).fetch_all(pool).await?)
}
