//! Backlog ingest: reports wait on the bus, then the real service pulls, decides, commits, answers and acknowledges them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use bus::{Client, ConnectOptions, Publisher, StreamLimits};
use futures::{StreamExt, TryStreamExt};
use ingest::Registry;
use jointcase::house::House;
use kernel::{Agency, AgencyCode, OrgId};
use simulator::Shot;

use crate::rows::Bench;
use crate::table::{Basis, Line};
use crate::world::World;
use crate::year::outgoing;

/// How many reports are on their way to the bus while a backlog is made.
const WINDOW: usize = 2_000;
/// Without any progress for so long, a row fails instead of waiting for ever.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the read tables may take for all that is there: at ten million events they take minutes.
pub const CATCH_UP: Duration = Duration::from_secs(3600);

/// What became of a backlog.
#[derive(Clone, Copy, Debug)]
pub struct Ingested {
    /// Events there were before.
    pub at: u64,
    reports: f64,
    events: f64,
    blocks: f64,
    bytes: usize,
    seconds: f64,
}

impl Ingested {
    /// Reports a second.
    pub fn rate(&self) -> f64 {
        self.reports / self.seconds
    }

    /// As lines of the table.
    pub fn lines(&self, what: &str) -> Vec<Line> {
        let block = self.events / self.blocks.max(1.0);
        let note = format!("at {} events; {} bytes a report, {block:.0} events a block", self.at, self.bytes);
        vec![
            Line::rate(format!("{what}: reports"), Basis::Ours, self.rate()).note(note),
            Line::rate("  its events", Basis::Ours, self.events / self.seconds),
        ]
    }
}

/// Lets a backlog wait, and measures how long it takes until all of it is accounted for and acknowledged; with `project` until all of it
/// is in the read tables too.
pub async fn backlog(bench: &Bench, project: bool) -> anyhow::Result<Ingested> {
    let world = &bench.world;
    if project {
        caught_up(world).await?.stop().await;
    }
    let shots = bench.year.take(bench.reports)?;
    let bytes = shots.iter().map(|shot| shot.body.len()).sum::<usize>() / shots.len().max(1);
    let agencies = agencies();
    publish(world, &agencies, shots).await?;
    world.settle().await?;
    let (at, block) = world.head().await?;

    let house = world.open(project).await?;
    let start = Instant::now();
    accounted_for(&house, u64::try_from(bench.reports)?).await?;
    while bus::lag(&house.bus, &agencies).await?.iter().any(|lag| lag.pending + lag.unsettled > 0) {
        anyhow::ensure!(start.elapsed() < PATIENCE * 10, "reports are not acknowledged");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if project {
        let (checkpoint, head) = house.projected(CATCH_UP).await?;
        anyhow::ensure!(checkpoint >= head, "the read tables are at {checkpoint} of {head}");
    }
    let seconds = start.elapsed().as_secs_f64();
    let counts = house.door.metrics().counts();
    eprintln!("  accepted {}, known {}, put aside {}", counts.accepted, counts.duplicates, counts.quarantined);
    house.stop().await;
    let (events, blocks) = world.head().await?;
    let (events, blocks) = ((events - at) as f64, (blocks - block) as f64);
    Ok(Ingested { at, reports: bench.reports as f64, events, blocks, bytes, seconds })
}

/// A house whose read tables have all that is recorded.
pub async fn caught_up(world: &World) -> anyhow::Result<House> {
    let house = world.open(true).await?;
    let (checkpoint, head) = house.projected(CATCH_UP).await?;
    anyhow::ensure!(checkpoint >= head, "the read tables are at {checkpoint} of {head}");
    Ok(house)
}

async fn accounted_for(house: &House, reports: u64) -> anyhow::Result<()> {
    let (mut before, mut moved) = (0, Instant::now());
    loop {
        let counts = house.door.metrics().counts();
        let done = counts.accepted + counts.duplicates + counts.quarantined;
        if done >= reports {
            return Ok(());
        }
        if done > before {
            (before, moved) = (done, Instant::now());
        } else if moved.elapsed() > PATIENCE {
            bail!("ingest stands still at {done} of {reports} reports");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Every agency of the roster: each has a stream.
fn agencies() -> Vec<AgencyCode> {
    Registry::of_the_roster().agencies().iter().map(Agency::code).collect()
}

/// Stores all on the bus, in their order, as fast as it syncs them.
async fn publish(world: &World, agencies: &[AgencyCode], shots: Vec<Shot>) -> anyhow::Result<()> {
    // The service's key may publish for everybody, so one connection does.
    let nkey_seed = Some(world.secrets.service.clone());
    let options = ConnectOptions { url: world.nats_url(), nkey_seed, name: "bench".into(), org: None };
    let client: Client = bus::connect(options).await.context("the bus")?;
    bus::ensure_streams(&client, agencies, &StreamLimits::default()).await.context("the streams of the bus")?;
    let publishers: BTreeMap<OrgId, Publisher> =
        shots.iter().map(|shot| (shot.org.clone(), Publisher::new(&client, shot.org.clone()))).collect();
    let (start, count) = (Instant::now(), shots.len());
    let stored = futures::stream::iter(shots).map(|shot| {
        let publisher = publishers.get(&shot.org);
        async move { publisher.context("a publisher for everybody")?.publish(&outgoing(shot)).await.context("store a report") }
    });
    stored.buffer_unordered(WINDOW).try_for_each(|_| std::future::ready(Ok(()))).await?;
    eprintln!("  {count} reports wait on the bus, stored at {:.0} a second", count as f64 / start.elapsed().as_secs_f64());
    client.close().await.context("close the connection to the bus")
}
