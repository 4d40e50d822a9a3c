//! Builds the read tables anew in the free slot, beside the live one, and swaps when it has caught up.

use sqlx::{Connection, PgConnection, PgPool};

use crate::ahead::{self, Ahead};
use crate::bulk::Bulk;
use crate::runner::{checkpoint_at, fold};
use crate::slot::{self, Slot};
use crate::{Folding, ProjectionError, clocks, cube, write};

/// Most events of one batch that is folded while the live runner waits.
const BATCH: i64 = 10_000;

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
    let position = catch_up(pool, &mut tx, folding, rebuilt.slot, rebuilt.position).await?;
    slot::swap(&mut tx, rebuilt.slot).await?;
    slot::discard(&mut tx, rebuilt.slot.other()).await?;
    tx.commit().await?;
    unlock(connection).await?;
    Ok(Rebuilt { position, ..rebuilt })
}

/// Fills the free slot up to the head, under the lock that one rebuild of a database holds.
///
/// Three things happen at once: events are read and understood ahead of the fold, and what it has changed is written behind it.
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
    let mut ahead = Ahead::of(pool.clone(), folding.vocabulary.clone());
    let mut bulk = Bulk::new(pool.clone(), slot);
    let mut position = 0;
    while let Some(batch) = ahead.next().await {
        let (batch, head) = batch?;
        position = batch.last;
        bulk.fold(connection, folding, batch.all()?).await?;
        progress(position, head);
    }
    bulk.finish(connection).await?;
    slot::index(connection, slot).await?;
    clocks::fill(pool, connection, slot.schema(), folding).await?;
    clocks::computed_under(connection, slot, folding).await?;
    checkpoint_at(connection, slot, position).await?;
    Ok(Rebuilt { slot, position })
}

/// Folds what follows `position` into `slot`, in the caller's transaction; returns how far that is.
async fn catch_up(
    pool: &PgPool,
    connection: &mut PgConnection,
    folding: &Folding,
    slot: Slot,
    mut position: i64,
) -> Result<i64, ProjectionError> {
    while let Some(last) = batch(pool, connection, folding, slot, position).await? {
        position = last;
    }
    Ok(position)
}

async fn batch(
    pool: &PgPool,
    connection: &mut PgConnection,
    folding: &Folding,
    slot: Slot,
    position: i64,
) -> Result<Option<i64>, ProjectionError> {
    let Some(batch) = ahead::batch(pool, &folding.vocabulary, position, BATCH).await? else { return Ok(None) };
    let last = batch.last;
    let changes = fold(connection, slot, folding, batch.all()?).await?;
    write::write(connection, slot.schema(), &changes).await?;
    cube::add(connection, slot.schema(), &changes).await?;
    clocks::refresh(connection, slot.schema(), folding, &changes).await?;
    checkpoint_at(connection, slot, last).await?;
    Ok(Some(last))
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
    let position = catch_up(pool, &mut tx, folding, rebuilt.slot, rebuilt.position).await?;
    let mut checkpoint = live.checkpoint;
    while checkpoint < position {
        let Some(last) = batch(pool, &mut tx, folding, live.slot, checkpoint).await? else { break };
        checkpoint = last;
    }
    let (live_sums, rebuilt_sums) = (slot::checksums(&mut tx, live.slot).await?, slot::checksums(&mut tx, rebuilt.slot).await?);
    slot::discard(&mut tx, rebuilt.slot).await?;
    tx.commit().await?;
    unlock(connection).await?;
    let pairs = live_sums.into_iter().zip(rebuilt_sums);
    Ok(pairs.map(|(a, b)| Compared { table: a.0, live: (a.1, a.2), rebuilt: (b.1, b.2) }).collect())
}
