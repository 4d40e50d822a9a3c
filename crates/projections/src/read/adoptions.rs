//! Reference data (基础数据) as it was adopted: which version, and since when.

use chrono::{DateTime, Utc};
use kernel::reference::Adoption;
use sqlx::PgPool;

use super::ReadError;

super::row::row! {
    /// One version of the trees of divisions and organisations.
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
    }
}

/// How many versions are shown.
const LATEST: i64 = 10;

/// The versions that were adopted, the one in use first; at most 10.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn adoptions(pool: &PgPool) -> Result<Vec<AdoptionRow>, ReadError> {
    Ok(sqlx::query_as(
        "SELECT sequence AS version, position, recorded_at, payload #>> '{Adopted,hash}' AS hash,
                json_array_length(payload #> '{Adopted,content,divisions}') AS divisions,
                json_array_length(payload #> '{Adopted,content,organisations}') AS organisations
           FROM event_history WHERE aggregate_id = $1 ORDER BY sequence DESC LIMIT $2",
    )
    .bind(Adoption::record().to_string())
    .bind(LATEST)
    .fetch_all(pool)
    .await?)
}
