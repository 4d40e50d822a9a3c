//! What ours is compared with: postgres-es as it comes, and one COPY of the same rows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{anyhow, bail};
use cqrs_es::CqrsFramework;
use cqrs_es::persist::PersistedEventStore;
use event_store::adapter::Record;
use food_drug::inspection::Inspection;
use postgres_es::PostgresEventRepository;
use sqlx::PgPool;
use tokio::task::JoinSet;

use crate::reports::Reports;
use crate::world::World;

/// postgres-es in its own table, as its documentation makes it: events a second with so many callers.
pub async fn postgres_es(world: &World, seconds: u64, callers: usize) -> anyhow::Result<f64> {
    let pool = world.database.owner_pool(u32::try_from(callers)?);
    sqlx::raw_sql(
        "DROP TABLE IF EXISTS stock_events;
         CREATE TABLE stock_events (
             aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence bigint CHECK (sequence >= 0) NOT NULL,
             event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL,
             PRIMARY KEY (aggregate_type, aggregate_id, sequence))",
    )
    .execute(&pool)
    .await?;
    let committed = Arc::<AtomicU64>::default();
    let mut tasks: JoinSet<anyhow::Result<()>> = JoinSet::new();
    for _ in 0..callers {
        let (pool, committed, reports) = (pool.clone(), Arc::clone(&committed), Reports::new()?);
        tasks.spawn(async move {
            let repository = PostgresEventRepository::new(pool).with_tables("stock_events", "stock_snapshots");
            let store = PersistedEventStore::<_, Record<Inspection>>::new_event_store(repository);
            let framework = CqrsFramework::new(store, Vec::new(), ());
            loop {
                let (message, record, command) = reports.command()?;
                let metadata = reports.metadata(message).into_iter().collect();
                let done = framework.execute_with_metadata(&record.to_string(), command, metadata).await;
                done.map_err(|error| anyhow!("{error}"))?;
                committed.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (start, before) = (Instant::now(), committed.load(Ordering::Relaxed));
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(seconds)) => {}
        Some(ended) = tasks.join_next() => { ended??; bail!("a caller ended by itself"); }
    }
    let rate = (committed.load(Ordering::Relaxed) - before) as f64 / start.elapsed().as_secs_f64();
    tasks.shutdown().await;
    sqlx::raw_sql("DROP TABLE stock_events").execute(&world.owner()).await?;
    Ok(rate)
}

/// Copies the last `events` rows of our events and their inbox rows, which must be there, into tables with the same indexes: events a second.
pub async fn copy(world: &World, events: i64) -> anyhow::Result<f64> {
    let pool: PgPool = world.owner();
    let before = event_store::feed::head(&pool).await?.position - events;
    sqlx::raw_sql(
        "DROP TABLE IF EXISTS copied_events, copied_inbox;
         CREATE TABLE copied_events (LIKE events INCLUDING ALL); CREATE TABLE copied_inbox (LIKE inbox INCLUDING ALL)",
    )
    .execute(&pool)
    .await?;
    let mut reading = pool.acquire().await?;
    let mut tables = Vec::new();
    for (table, column) in [("events", "position"), ("inbox", "first_position")] {
        let mut out = reading.copy_out_raw(&format!("COPY (SELECT * FROM {table} WHERE {column} > {before}) TO STDOUT")).await?;
        let mut chunks = Vec::new();
        while let Some(chunk) = futures::TryStreamExt::try_next(&mut out).await? {
            match chunks.last_mut() {
                Some(last) if Vec::len(last) < 1 << 18 => last.extend_from_slice(&chunk),
                Some(_) | None => chunks.push(chunk.to_vec()),
            }
        }
        tables.push((format!("COPY copied_{table} FROM STDIN"), chunks));
    }
    let start = Instant::now();
    let mut transaction = pool.begin().await?;
    let mut rows = Vec::new();
    for (statement, chunks) in tables {
        let mut copying = transaction.copy_in_raw(&statement).await?;
        for chunk in chunks {
            copying.send(chunk).await?;
        }
        rows.push(copying.finish().await?);
    }
    transaction.commit().await?;
    let took = start.elapsed().as_secs_f64();
    // An event of the system's own has no inbox row.
    if rows.iter().any(|copied| copied.abs_diff(events.unsigned_abs()) > 10) {
        bail!("copied {rows:?} rows, not {events} of each");
    }
    sqlx::raw_sql("DROP TABLE copied_events, copied_inbox").execute(&pool).await?;
    Ok(events as f64 / took)
}
