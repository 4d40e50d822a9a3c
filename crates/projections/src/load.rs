//! Reads back what the fold needs: the present states of records, and their joins.

use std::collections::HashMap;

use kernel::RecordId;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::changes::Known;
use crate::joins::Joins;
use crate::state::RecordState;
use crate::{ProjectionError, Vocabulary};

/// Reads the present state of `records` from the tables of `slot`.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read.
pub async fn load(
    connection: &mut PgConnection,
    slot: &str,
    vocabulary: &Vocabulary,
    records: &[RecordId],
) -> Result<HashMap<RecordId, Known>, ProjectionError> {
    if records.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query(&format!(
        "SELECT record, kind, root, number, mark, ordinal, first_position, last_position, recorded_at, sharing, origin, state
           FROM {slot}.records WHERE record = ANY($1)"
    ))
    .bind(records.iter().map(|record| record.0).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| known(row, vocabulary)).collect()
}

/// Reads the joins that stand among all that hangs together with `records`, from the tables of `slot`.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read.
pub async fn joins(connection: &mut PgConnection, slot: &str, records: &[RecordId]) -> Result<Joins, ProjectionError> {
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(&format!(
        "WITH RECURSIVE joins (from_id, to_id) AS (
            SELECT from_id, to_id FROM {slot}.links
             WHERE (from_id = ANY($1) OR to_id = ANY($1)) AND relation = 'same' AND stands
             UNION
            SELECT l.from_id, l.to_id
              FROM joins j JOIN {slot}.links l ON l.from_id IN (j.from_id, j.to_id) OR l.to_id IN (j.from_id, j.to_id)
             WHERE l.relation = 'same' AND l.stands
         ) SELECT from_id, to_id FROM joins"
    ))
    .bind(records.iter().map(|record| record.0).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    let mut joins = Joins::new();
    rows.into_iter().for_each(|join| joins.insert(join));
    Ok(joins)
}

fn known(row: &PgRow, vocabulary: &Vocabulary) -> Result<(RecordId, Known), ProjectionError> {
    let record = RecordId(row.try_get(0)?);
    let kind: String = row.try_get(1)?;
    let state: &[u8] = row.try_get(11)?;
    let state = RecordState::from_bytes(state).map_err(|error| ProjectionError::Unreadable(error.to_string()))?;
    let known = Known {
        kind: vocabulary.kind(&kind).ok_or_else(|| ProjectionError::Unreadable(format!("a record of kind {kind}")))?,
        state,
        root: row.try_get(2)?,
        number: row.try_get(3)?,
        mark: row.try_get(4)?,
        ordinal: row.try_get(5)?,
        first_position: row.try_get(6)?,
        last_position: row.try_get(7)?,
        recorded_at: row.try_get(8)?,
        sharing: row.try_get(9)?,
        origin: row.try_get(10)?,
        stored: true,
    };
    Ok((record, known))
}
