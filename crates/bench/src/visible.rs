//! From publishing to seeing: how long after it is due to be published a report stands in the read tables.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use bus::Outcome;
use event_store::setup::Role;
use jointcase::delivery::{Delivery, Senders};
use sqlx::postgres::PgListener;
use tokio::time::Instant;

use crate::ingested::caught_up;
use crate::rows::Bench;
use crate::table::Line;
use crate::year::outgoing;

/// Reports a second.
pub const RATE: u32 = 2_000;

/// Publishes at an even pace through the organisations' own publishers. A report is due at its moment of the pace, however late it is
/// sent; its receipt names its position; it is visible when the read tables announce a position at or past that one.
pub async fn latency(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    let world = &bench.world;
    let house = caught_up(world).await?;
    world.settle().await?;
    let shots = bench.year.take_accepted(bench.paced())?;
    let count = shots.len();

    let pool = world.database.pool(Role::Web, 1);
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen(projections::CHANNEL).await?;
    let reached: Arc<Mutex<Vec<(i64, Instant)>>> = Arc::default();
    let announced = reached.clone();
    let watching = tokio::spawn(async move {
        while let Ok(said) = listener.recv().await {
            let at = Instant::now();
            if let Ok(position) = said.payload().parse() {
                announced.lock().unwrap_or_else(PoisonError::into_inner).push((position, at));
            }
        }
    });

    let receipts: Arc<Mutex<HashMap<_, i64>>> = Arc::default();
    let taken_in = receipts.clone();
    let on_ended = Arc::new(move |outcome: &Outcome| {
        if let Outcome::Accepted { message, position } = outcome
            && let Ok(position) = i64::try_from(*position)
        {
            taken_in.lock().unwrap_or_else(PoisonError::into_inner).insert(*message, position);
        }
    });
    let seeds = world.secrets.organisations.clone();
    let senders = Senders::new(world.nats_url(), move |org| seeds.get(org.as_str()).cloned());
    let mut delivery = Delivery::begin(senders, "paced", Some(u64::try_from(count)?), Some(on_ended));
    let mut due = HashMap::new();
    let start = Instant::now();
    for (n, shot) in (0_u32..).zip(shots) {
        let moment = start + Duration::from_secs(1) * n / RATE;
        tokio::time::sleep_until(moment).await;
        due.insert(shot.message, moment);
        let org = shot.org.clone();
        delivery.send(&org, outgoing(shot)).await?;
    }
    let sent = count as f64 / start.elapsed().as_secs_f64();
    let delivered = delivery.finish().await;
    let received = count as f64 / start.elapsed().as_secs_f64();
    anyhow::ensure!(
        delivered.complete() && delivered.accepted == u64::try_from(count)?,
        "not every report was taken in: {delivered:?}"
    );
    house.projected(Duration::from_secs(60)).await?;
    tokio::time::sleep(Duration::from_millis(100)).await; // The last announcement is on its way.
    watching.abort();
    house.stop().await;

    let (receipts, mut reached) = (locked(&receipts), locked(&reached));
    reached.sort_unstable();
    let mut micros = Vec::with_capacity(count);
    for (message, position) in receipts {
        let seen =
            reached.get(reached.partition_point(|(to, _)| *to < position)).context("a report that never became visible")?;
        let due = due.get(&message).context("a receipt for a report that was not sent")?;
        micros.push(u64::try_from(seen.1.saturating_duration_since(*due).as_micros())?);
    }
    micros.sort_unstable();
    let what = format!("published → visible in the read tables, {RATE} reports/s");
    Ok(vec![Line::latency(what, &micros).note(format!("{sent:.0} a second handed to publishers, {received:.0} with receipts"))])
}

fn locked<T: Default>(shared: &Mutex<T>) -> T {
    std::mem::take(&mut *shared.lock().unwrap_or_else(PoisonError::into_inner))
}
