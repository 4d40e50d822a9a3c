//! What the read tables say of where records belong.

use kernel::RecordId;
use sqlx::PgPool;
use uuid::Uuid;

use crate::ReactionError;
use crate::suspicion::{Belongs, Known};

/// Where `records` belong, as far as the read tables have got.
///
/// # Errors
/// [`ReactionError`] if the database does not answer.
pub async fn belongings(pool: &PgPool, records: &[RecordId]) -> Result<Known, ReactionError> {
    let rows: Vec<(Uuid, bool, Vec<Uuid>, bool)> = sqlx::query_as(
        "SELECT id, EXISTS (SELECT FROM read.records r WHERE r.record = id),
                ARRAY(SELECT DISTINCT m.matter FROM read.named m WHERE m.record = id),
                EXISTS (SELECT FROM read.links l JOIN read.records r ON r.record = l.to_id AND r.kind = 'joint-office.matter'
                         WHERE l.from_id = id AND l.relation = 'about' AND NOT l.stands)
           FROM unnest($1::uuid[]) AS id",
    )
    .bind(records.iter().map(|record| record.0).collect::<Vec<_>>())
    .fetch_all(pool)
    .await?;
    let belongs = |(id, seen, matters, taken_out): (Uuid, bool, Vec<Uuid>, bool)| {
        (RecordId(id), Belongs { seen, matters: matters.into_iter().collect(), taken_out })
    };
    Ok(rows.into_iter().map(belongs).collect())
}
