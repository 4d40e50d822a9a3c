//! Builds the read tables anew in the free slot, beside the live one, and swaps when it has caught up.

use std::collections::HashMap;

use event_store::feed;
use kernel::RecordId;
use sqlx::{Connection, PgConnection, PgPool};

use crate::changes::{Changes, Known, hear};
use crate::runner::{checkpoint_at, fold};
use crate::slot::{self, Slot};
use crate::{Folding, ProjectionError, write};

/// Most events of one batch of a rebuild.
const BATCH: i64 = 10_000;
/// States of records kept in memory between batches of a rebuild.
const KEPT: usize = 100_000;

/// What a rebuild did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// The slot that was filled.
    pub slot: Slot,
    /// Position of the last event folded.
    pub position: i64,
}

/// Fills the free slot and makes it the live one. `progress` hears `(position, head)`.
///
/// # Errors
/// [`ProjectionError::CannotFold`] at the first event that cannot be folded: the live slot stays as it is.
pub async fn build_and_swap(
    pool: &PgPool,
    connection: &mut PgConnection,
    folding: &Folding,
    mut progress: impl FnMut(i64, i64),
) -> Result<Rebuilt, ProjectionError> {
    let rebuilt = build(pool, connection, folding, &mut progress).await?;
    let mut tx = connection.begin().await?;
    // The live runner waits at this row; what has arrived meanwhile is folded before the swap.
    sqlx::query("SELECT 1 FROM projections WHERE name = $1 FOR UPDATE").bind(crate::NAME).execute(&mut *tx).await?;
    let mut position = rebuilt.position;
    loop {
        let (last, _) = batch(pool, &mut tx, folding, rebuilt.slot, position, &mut HashMap::new()).await?;
        match last {
            Some(last) => position = last,
            None => break,
        }
    }
    slot::swap(&mut tx, rebuilt.slot).await?;
    tx.commit().await?;
    Ok(Rebuilt { position, ..rebuilt })
}

/// Fills the free slot up to the head without swapping: what `verify` compares with the live one.
///
/// # Errors
/// [`ProjectionError::CannotFold`] at the first event that cannot be folded.
pub async fn build(
    pool: &PgPool,
    connection: &mut PgConnection,
    folding: &Folding,
    progress: &mut impl FnMut(i64, i64),
) -> Result<Rebuilt, ProjectionError> {
    let slot = slot::live(connection).await?.map_or(Slot::A, |live| live.slot.other());
    slot::create(connection, slot).await?;
    let mut position = 0;
    let mut kept: HashMap<RecordId, Known> = HashMap::new();
    loop {
        let head = feed::head(pool).await?.position;
        let mut tx = connection.begin().await?;
        let (last, changes) = batch(pool, &mut tx, folding, slot, position, &mut kept).await?;
        tx.commit().await?;
        match last {
            Some(last) => position = last,
            None => break,
        }
        if kept.len() + changes.records.len() > KEPT {
            kept.clear();
        }
        kept.extend(changes.records);
        progress(position, head);
    }
    slot::index(connection, slot).await?;
    Ok(Rebuilt { slot, position })
}

async fn batch(
    pool: &PgPool,
    connection: &mut PgConnection,
    folding: &Folding,
    slot: Slot,
    position: i64,
    kept: &mut HashMap<RecordId, Known>,
) -> Result<(Option<i64>, Changes), ProjectionError> {
    let events = feed::after(pool, position, BATCH).await?;
    let Some(last) = events.last().map(|event| event.position) else { return Ok((None, Changes::default())) };
    let (heard, failures) = hear(&folding.vocabulary, events);
    if let Some((position, reason)) = failures.into_iter().next() {
        return Err(ProjectionError::CannotFold { position, reason });
    }
    let needed: Vec<RecordId> = heard.iter().flat_map(crate::changes::Heard::needs).collect();
    let cached = needed.into_iter().filter_map(|record| kept.remove(&record).map(|known| (record, known))).collect();
    let changes = fold(connection, slot, folding, heard, cached).await?;
    write::write(connection, slot.schema(), &changes).await?;
    checkpoint_at(connection, slot, last).await?;
    Ok((Some(last), changes))
}
