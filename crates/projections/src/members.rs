//! Which records belong together: those of a matter, and a transfer with its case. Where neither names a matter the case stands for it.
//!
//! The view `belonging` says it of everything and fills the table of a rebuild; here the table follows what a batch changed, by index alone.

use sqlx::{Executor, PgConnection};
use uuid::Uuid;

use crate::ProjectionError;
use crate::changes::Changes;

/// Brings the members of `slot` up to date with what `changes` moved; returns every record and matter that gained or lost one.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read or written: then the transaction must be given up.
pub(crate) async fn refresh(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<Vec<Uuid>, ProjectionError> {
    if changes.moved.is_empty() {
        return Ok(Vec::new());
    }
    let moved: Vec<Uuid> = changes.moved.iter().copied().collect();
    // Whatever named a matter before it was told of, and the other side of each case and transfer.
    let linked: Vec<Uuid> =
        sqlx::query_scalar(&format!("SELECT from_id FROM {slot}.links WHERE to_id = ANY($1) AND relation = 'about'"))
            .bind(&moved)
            .fetch_all(&mut *connection)
            .await?;
    let own = with_partners(connection, slot, [moved, linked].concat()).await?;
    let around = with_partners(connection, slot, own.clone()).await?;
    let left: Vec<Uuid> = sqlx::query_scalar(&format!("DELETE FROM {slot}.members WHERE record = ANY($1) RETURNING matter"))
        .bind(&own)
        .fetch_all(&mut *connection)
        .await?;
    let joined: Vec<Uuid> =
        sqlx::query_scalar(&JOIN.replace("{slot}", slot)).bind(&own).bind(&around).fetch_all(&mut *connection).await?;
    Ok([own, left, joined].concat())
}

/// `records` with the cases of those that are transfers, and the transfers of those that are cases.
async fn with_partners(connection: &mut PgConnection, slot: &str, mut records: Vec<Uuid>) -> Result<Vec<Uuid>, ProjectionError> {
    let partners: Vec<Uuid> = sqlx::query_scalar(&format!(
        "SELECT file FROM {slot}.files WHERE transfer = ANY($1) UNION SELECT transfer FROM {slot}.files WHERE file = ANY($1)"
    ))
    .bind(&records)
    .fetch_all(connection)
    .await?;
    records.extend(partners);
    records.sort_unstable();
    records.dedup();
    Ok(records)
}

/// Fills the empty table of `slot`.
///
/// # Errors
/// [`ProjectionError`] if it cannot be read or written.
pub(crate) async fn fill(connection: &mut PgConnection, slot: &str) -> Result<(), ProjectionError> {
    let fill = format!("INSERT INTO {slot}.members SELECT record, matter FROM {slot}.belonging; ANALYZE {slot}.members");
    connection.execute(fill.as_str()).await?;
    Ok(())
}

/// The view's words for the records `$1`, for which those of `$2` must be known.
const JOIN: &str = "
WITH named AS MATERIALIZED (
    SELECT s.record, s.subject AS matter FROM {slot}.record_subjects s WHERE s.record = ANY($2) AND s.kind = 'joint-office.matter'
    UNION ALL
    SELECT l.from_id, l.to_id FROM {slot}.links l
     WHERE l.from_id = ANY($2) AND l.relation = 'about' AND l.stands
       AND EXISTS (SELECT FROM {slot}.records r WHERE r.record = l.to_id AND r.kind = 'joint-office.matter')
), cased AS MATERIALIZED (
    SELECT f.transfer, f.file FROM {slot}.files f
     WHERE f.transfer = ANY($2) AND EXISTS (SELECT FROM {slot}.records r WHERE r.record = f.file)
)
INSERT INTO {slot}.members (record, matter)
SELECT n.record, n.matter FROM named n WHERE n.record = ANY($1)
UNION
SELECT c.transfer, n.matter FROM cased c JOIN named n ON n.record = c.file WHERE c.transfer = ANY($1)
UNION
SELECT c.file, n.matter FROM cased c JOIN named n ON n.record = c.transfer WHERE c.file = ANY($1)
UNION
SELECT c.transfer, c.file FROM cased c
 WHERE c.transfer = ANY($1) AND NOT EXISTS (SELECT FROM named n WHERE n.record IN (c.transfer, c.file))
RETURNING matter";
