//! The inbox: which reports have been accepted, with the receipt they got.

use std::collections::HashMap;

use kernel::{MessageId, OrgId};
use sqlx::PgPool;

use crate::StoreError;

/// An accepted report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// SHA-256 of the bytes that were accepted.
    pub body_hash: Vec<u8>,
    /// The position to which its receipt points.
    pub position: i64,
}

/// Looks reports up by sender and id.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn known(pool: &PgPool, reports: &[(OrgId, MessageId)]) -> Result<HashMap<(OrgId, MessageId), Known>, StoreError> {
    if reports.is_empty() {
        return Ok(HashMap::new());
    }
    let orgs: Vec<&str> = reports.iter().map(|(org, _)| org.as_str()).collect();
    let messages: Vec<uuid::Uuid> = reports.iter().map(|(_, message)| message.0).collect();
    let rows: Vec<(i64, Vec<u8>, i64)> = sqlx::query_as(
        "SELECT asked.place, inbox.body_hash, inbox.last_position
           FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS asked (message, org, place)
           JOIN inbox ON inbox.message_id = asked.message AND inbox.org = asked.org",
    )
    .bind(&messages)
    .bind(&orgs)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(place, body_hash, position)| {
            let key = reports.get(usize::try_from(place - 1).ok()?)?.clone();
            Some((key, Known { body_hash, position }))
        })
        .collect())
}
