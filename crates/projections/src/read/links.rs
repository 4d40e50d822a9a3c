//! What people linked, told apart, or undid: which records and subjects are one thing while a link stands.

use chrono::NaiveDate;
use sqlx::PgPool;
use uuid::Uuid;

use super::ReadError;

super::row::row! {
    /// What was said of two things.
    LinkRow {
        /// The link's own record: its history says who said what and when.
        link: Uuid,
        /// `about`, `same` or `apart`.
        relation: String,
        /// A record or a subject.
        from_id: Uuid,
        /// What it was linked to, or told apart from.
        to_id: Uuid,
        /// False once it was undone.
        stands: bool,
        /// The day on which it was said.
        linked_on: NaiveDate,
        /// Why.
        reason: String,
        /// The organisation that said it.
        org: String,
        /// The person who did, where one acted.
        acted_by: Option<String>,
    }
}

/// A page shows so many links, and so many things that are one, at most.
const MOST: i64 = 100;

/// `id` and everything that is the same thing by links that stand, however long the chain: `id` first, then by id; at most 100.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn one_with(pool: &PgPool, id: Uuid) -> Result<Vec<Uuid>, ReadError> {
    let ids = sqlx::query_scalar(
        "WITH RECURSIVE one (id) AS (
            SELECT $1::uuid
             UNION
            SELECT CASE WHEN l.from_id = one.id THEN l.to_id ELSE l.from_id END
              FROM one JOIN read.links l ON (l.from_id = one.id OR l.to_id = one.id) AND l.relation = 'same' AND l.stands
         )
         SELECT id FROM one ORDER BY id <> $1, id LIMIT $2",
    )
    .bind(id)
    .bind(MOST)
    .fetch_all(pool)
    .await?;
    Ok(ids)
}

/// All links of any of `ids`, those that stand first, latest first; at most 100.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn links(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<LinkRow>, ReadError> {
    let rows = sqlx::query_as(
        "SELECT link, relation, from_id, to_id, stands, linked_on, reason, org, acted_by FROM read.links
          WHERE from_id = ANY($1) OR to_id = ANY($1) ORDER BY stands DESC, linked_on DESC, link LIMIT $2",
    )
    .bind(ids)
    .bind(MOST)
    .fetch_all(pool)
    .await?;
    Ok(rows)
}
