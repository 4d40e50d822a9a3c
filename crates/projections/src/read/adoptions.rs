//! Reference data (基础数据) and the law as they were adopted: which version, and since when.

use chrono::{DateTime, Utc};
use kernel::reference::Adopted;
use sqlx::PgPool;

use super::ReadError;

super::row::row! {
    /// One version of the trees of divisions and organisations, or of the law.
    AdoptionRow {
        /// Its place among the versions, from 1.
        version: i64,
        /// The position at which it was adopted: what is recorded from here on is read against it.
        position: i64,
        /// When.
        recorded_at: DateTime<Utc>,
        /// SHA-256 of its content, in hexadecimal.
        hash: Option<String>,
        /// How many divisions it has.
        divisions: Option<i32>,
        /// How many organisations it has.
        organisations: Option<i32>,
        /// Of how many texts it is made: statutes and calendars.
        texts: Option<i32>,
    }
}

/// How many versions are shown.
const LATEST: i64 = 10;

/// The versions of `what` that were adopted, the one in use first; at most 10.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn adoptions(pool: &PgPool, what: Adopted) -> Result<Vec<AdoptionRow>, ReadError> {
    Ok(sqlx::query_as(
        "SELECT sequence AS version, position, recorded_at, payload #>> '{Adopted,hash}' AS hash,
                json_array_length(payload #> '{Adopted,content,divisions}') AS divisions,
                json_array_length(payload #> '{Adopted,content,organisations}') AS organisations,
                json_array_length(payload #> '{Adopted,content,texts}') AS texts
           FROM event_history WHERE aggregate_id = $1 ORDER BY sequence DESC LIMIT $2",
    )
    .bind(what.record().to_string())
    .bind(LATEST)
    .fetch_all(pool)
    .await?)
}

/// Which version of `what` was in use at `position`, and which is now; `None` if none had been adopted.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn adopted_by(pool: &PgPool, what: Adopted, position: i64) -> Result<Option<(i64, i64)>, ReadError> {
    let (then, now): (Option<i64>, Option<i64>) = sqlx::query_as(
        "SELECT max(sequence) FILTER (WHERE position <= $2), max(sequence) FROM event_history WHERE aggregate_id = $1",
    )
    .bind(what.record().to_string())
    .bind(position)
    .fetch_one(pool)
    .await?;
    Ok(then.zip(now))
}
