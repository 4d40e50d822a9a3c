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

/// Who hears `(position, head)` after each batch.
pub type Progress<'a> = dyn FnMut(i64, i64) + Send + 'a;

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
    progress: &mut Progress<'_>,
) -> Result<Rebuilt, ProjectionError> {
    let rebuilt = build(pool, connection, folding, progress).await?;
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
    slot::discard(&mut tx, rebuilt.slot.other()).await?;
    tx.commit().await?;
    unlock(connection).await?;
    Ok(Rebuilt { position, ..rebuilt })
}

/// Fills the free slot up to the head, under the lock that one rebuild of a database holds.
async fn build(
    pool: &PgPool,
    connection: &mut PgConnection,
    folding: &Folding,
    progress: &mut Progress<'_>,
) -> Result<Rebuilt, ProjectionError> {
    // One rebuild of a database at a time: the free slot is one.
    sqlx::query("SELECT pg_advisory_lock($1)").bind(crate::runner::LEASE + 1).execute(&mut *connection).await?;
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

async fn unlock(connection: &mut PgConnection) -> Result<(), ProjectionError> {
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(crate::runner::LEASE + 1).execute(connection).await?;
    Ok(())
}

/// One read table, live and rebuilt: `(rows, checksum)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The table.
    pub table: String,
    /// As it is live.
    pub live: (i64, String),
    /// As a rebuild makes it.
    pub rebuilt: (i64, String),
}

impl Compared {
    /// Whether they are equal.
    pub fn equal(&self) -> bool {
        self.live == self.rebuilt
    }
}

/// Rebuilds beside the live tables and compares both at the same position, without swapping.
///
/// # Errors
/// [`ProjectionError`] if either cannot be read or built.
pub async fn compare(pool: &PgPool, connection: &mut PgConnection, folding: &Folding) -> Result<Vec<Compared>, ProjectionError> {
    let rebuilt = build(pool, connection, folding, &mut |_, _| {}).await?;
    let mut tx = connection.begin().await?;
    // The live runner waits here while both are compared.
    sqlx::query("SELECT 1 FROM projections WHERE name = $1 FOR UPDATE").bind(crate::NAME).execute(&mut *tx).await?;
    let live = match slot::live(&mut tx).await? {
        Some(live) => live,
        None => return Err(ProjectionError::Unreadable("there are none yet: start `jointcase up` once".into())),
    };
    let mut position = rebuilt.position;
    while let (Some(last), _) = batch(pool, &mut tx, folding, rebuilt.slot, position, &mut HashMap::new()).await? {
        position = last;
    }
    let mut checkpoint = live.checkpoint;
    while checkpoint < position {
        let (Some(last), _) = batch(pool, &mut tx, folding, live.slot, checkpoint, &mut HashMap::new()).await? else { break };
        checkpoint = last;
    }
    let (live_sums, rebuilt_sums) = (slot::checksums(&mut tx, live.slot).await?, slot::checksums(&mut tx, rebuilt.slot).await?);
    slot::discard(&mut tx, rebuilt.slot).await?;
    tx.commit().await?;
    unlock(connection).await?;
    let pairs = live_sums.into_iter().zip(rebuilt_sums);
    Ok(pairs.map(|(a, b)| Compared { table: a.0, live: (a.1, a.2), rebuilt: (b.1, b.2) }).collect())
}
