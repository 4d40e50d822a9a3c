//! Grows the store before it is measured: real reports through the door, without the bus.

use std::time::{Duration, Instant};

use ingest::Arrived;
use jointcase::house::House;
use tokio::task::JoinSet;

use crate::world::World;
use crate::year::Year;

/// Reports of one batch: larger than ingest's, since nobody waits for a receipt.
const BATCH: usize = 1_000;
/// Batches on their way: while one is appended others are decided.
const UNDER_WAY: usize = 3;

/// Admits reports until the history has `events` events.
pub async fn grow(world: &World, year: &Year, events: u64) -> anyhow::Result<()> {
    let before = world.events().await?;
    if before >= events {
        return Ok(());
    }
    let (pool, door) = House::door(&world.database, world.secrets.store_key(), world.reference.clone());
    let have = || before + door.metrics().counts().events;
    let (start, mut told) = (Instant::now(), Instant::now());
    let mut batches = JoinSet::new();
    loop {
        while have() < events && batches.len() < UNDER_WAY {
            let shots = year.take(BATCH)?.into_iter();
            let messages =
                shots.map(|shot| Arrived { subject: shot.subject, body: shot.body.into(), by: None, act: false }).collect();
            let door = door.clone();
            batches.spawn(async move { door.admit(messages).await });
        }
        let Some(admitted) = batches.join_next().await else { break };
        admitted??;
        if told.elapsed() > Duration::from_secs(5) {
            told = Instant::now();
            eprintln!("  grown to {} of {events} events in {:.0} s", have(), start.elapsed().as_secs_f64());
        }
    }
    pool.close().await;
    let rate = (have() - before) as f64 / start.elapsed().as_secs_f64();
    eprintln!("  grown to {} events, {rate:.0} a second", have());
    Ok(())
}
