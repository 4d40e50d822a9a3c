//! Keeps the live slot up to date: batch and checkpoint commit together, one runner at a time, woken by each append.

use std::sync::Arc;
use std::time::Duration;

use event_store::feed;
use kernel::RecordId;
use sqlx::postgres::PgListener;
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::ahead::Next;
use crate::changes::{Changes, Heard};
use crate::slot::{self, Live};
use crate::{CHANNEL, Folding, NAME, ProjectionError, Slot, clocks, cube, load, rebuild, write};

/// Most events of one live batch: only who is behind reads so many, and a record that is told of several times is then written once.
const BATCH: i64 = 5_000;
/// After a batch that was not full there is a pause as long as it took, so that the next begins within these bounds of its beginning: a batch
/// costs some thirty statements however few events it holds, and one after the other they took all that the machine had. Who is alone is
/// folded at once.
const PACE: (Duration, Duration) = (Duration::from_millis(25), Duration::from_millis(75));
/// How long to wait for a wake-up before looking anyway.
const POLL: Duration = Duration::from_secs(1);
/// The advisory lock that one runner of a database holds.
pub(crate) const LEASE: i64 = 0x6a6f_696e_7463_6173;

/// The runner of the projection in this process.
pub struct Runner {
    pool: PgPool,
    folding: Arc<Folding>,
    stop: CancellationToken,
}

impl Runner {
    /// Over a pool of role `project`; `stop` ends [`Runner::run`].
    pub fn new(pool: PgPool, folding: Arc<Folding>, stop: CancellationToken) -> Self {
        Self { pool, folding, stop }
    }

    /// Works until told to stop: takes the lease (waiting while another process has it), builds what is missing, follows the feed.
    pub async fn run(self) {
        let mut pause = Duration::from_millis(200);
        while !self.stop.is_cancelled() {
            match self.session().await {
                Ok(()) => pause = Duration::from_millis(200),
                Err(ProjectionError::HeldElsewhere) => pause = Duration::from_secs(1),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the read tables are behind; trying again");
                    pause = (pause * 2).min(Duration::from_secs(5));
                }
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    /// One connection's life: the lease belongs to the very connection that writes, so they end together.
    async fn session(&self) -> Result<(), ProjectionError> {
        let mut connection = PgConnection::connect_with(&self.pool.connect_options()).await?;
        if !lease(&mut connection).await? {
            return Err(ProjectionError::HeldElsewhere);
        }
        let mut listener = feed::listen(&self.pool).await?;
        if slot::live(&mut connection).await?.is_none_or(|live| live.version != crate::VERSION) {
            rebuild::build_and_swap(&self.pool, &mut connection, &self.folding, &mut |_, _| {}).await?;
        }
        let renewed = clocks::renew(&self.pool, &mut connection, &self.folding).await?;
        if renewed > 0 {
            tracing::info!(matters = renewed, "the law has changed: clocks were computed anew");
        }
        let mut next = Next::new(self.pool.clone(), Arc::clone(&self.folding), BATCH);
        while !self.stop.is_cancelled() {
            let begun = Instant::now();
            match step(&mut connection, &mut next, &self.folding).await? {
                0 => self.wait(&mut listener).await?,
                read if i64::try_from(read) == Ok(BATCH) => {}
                _ => tokio::time::sleep_until(begun + (begun.elapsed() * 2).clamp(PACE.0, PACE.1)).await,
            }
        }
        Ok(connection.close().await?)
    }

    async fn wait(&self, listener: &mut PgListener) -> Result<(), ProjectionError> {
        tokio::select! {
            notified = listener.recv() => drop(notified?),
            () = tokio::time::sleep(POLL) => {}
            () = self.stop.cancelled() => {}
        }
        // One look serves all wake-ups that have arrived meanwhile.
        while listener.next_buffered().is_some() {}
        Ok(())
    }
}

async fn lease(connection: &mut PgConnection) -> Result<bool, ProjectionError> {
    Ok(sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(LEASE).fetch_one(connection).await?)
}

/// Folds one batch into the live slot; returns how many events it read.
///
/// # Errors
/// [`ProjectionError`]; then nothing of the batch was written.
async fn step(connection: &mut PgConnection, next: &mut Next, folding: &Folding) -> Result<usize, ProjectionError> {
    let Some(Live { slot, checkpoint, .. }) = slot::live(connection).await? else { return Ok(0) };
    let Some(batch) = next.after(checkpoint).await? else { return Ok(0) };
    let (last, read) = (batch.last, batch.read);
    let mut tx = connection.begin().await?;
    // A rebuild swaps under this row: whoever comes second looks again.
    let still: Option<i64> =
        sqlx::query_scalar("SELECT checkpoint FROM projections WHERE name = $1 AND slot = $2 AND live FOR UPDATE")
            .bind(NAME)
            .bind(slot.code())
            .fetch_optional(&mut *tx)
            .await?;
    if still != Some(checkpoint) {
        return Ok(read);
    }
    let mut changes = fold(&mut tx, slot, folding, batch.heard).await?;
    changes.failures.extend(batch.failures);
    write::write(&mut tx, slot.schema(), &changes).await?;
    cube::add(&mut tx, slot.schema(), &changes).await?;
    clocks::refresh(&mut tx, slot.schema(), folding, &changes).await?;
    note_failures(&mut tx, slot, &changes.failures).await?;
    checkpoint_at(&mut tx, slot, last).await?;
    tx.commit().await?;
    // After the commit and by itself: NOTIFY takes a lock of the whole cluster until its transaction ends.
    sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(last.to_string()).execute(connection).await?;
    Ok(read)
}

/// Loads what the fold needs, and folds.
///
/// # Errors
/// [`ProjectionError`] if the present states cannot be read.
pub(crate) async fn fold(
    connection: &mut PgConnection,
    slot: Slot,
    folding: &Folding,
    heard: Vec<Heard>,
) -> Result<Changes, ProjectionError> {
    let mut needed: Vec<RecordId> = heard.iter().flat_map(Heard::needs).collect();
    needed.sort_unstable();
    needed.dedup();
    let mut present = load::load(connection, slot.schema(), &folding.vocabulary, &needed).await?;
    // A link that is taken back says no more what it joined; its state does.
    let joined = present.values().flat_map(|known| known.state.joins()).map(|(record, _)| RecordId(record));
    let mut touched: Vec<RecordId> = heard.iter().map(Heard::record).chain(joined).chain(needed).collect();
    touched.sort_unstable();
    touched.dedup();
    let mut joins = load::joins(connection, slot.schema(), &touched).await?;
    let absent: Vec<RecordId> = joins.ends().filter(|record| !present.contains_key(record)).collect();
    present.extend(load::load(connection, slot.schema(), &folding.vocabulary, &absent).await?);
    let mut changes = Changes::default();
    changes.fold(folding, heard, present, &mut joins);
    Ok(changes)
}

pub(crate) async fn checkpoint_at(connection: &mut PgConnection, slot: Slot, position: i64) -> Result<(), ProjectionError> {
    sqlx::query("UPDATE projections SET checkpoint = $3, updated_at = clock_timestamp() WHERE name = $1 AND slot = $2")
        .bind(NAME)
        .bind(slot.code())
        .bind(position)
        .execute(connection)
        .await?;
    Ok(())
}

/// Live running goes on past an event that cannot be folded: it is listed, and the status is red until a version that can is swapped in.
async fn note_failures(connection: &mut PgConnection, slot: Slot, failures: &[(i64, String)]) -> Result<(), ProjectionError> {
    let Some((position, error)) = failures.first() else { return Ok(()) };
    tracing::error!(position, error, "an event cannot be folded");
    sqlx::query(
        "INSERT INTO projection_failures (name, slot, position, error) SELECT $1, $2, p, e FROM unnest($3::bigint[], $4::text[]) AS f (p, e)
         ON CONFLICT DO NOTHING",
    )
    .bind(NAME)
    .bind(slot.code())
    .bind(failures.iter().map(|failure| failure.0).collect::<Vec<_>>())
    .bind(failures.iter().map(|failure| failure.1.as_str()).collect::<Vec<_>>())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "UPDATE projections SET error = coalesce(error, $3), error_at = coalesce(error_at, $4) WHERE name = $1 AND slot = $2",
    )
    .bind(NAME)
    .bind(slot.code())
    .bind(error)
    .bind(position)
    .execute(connection)
    .await?;
    Ok(())
}
