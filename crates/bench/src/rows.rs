//! The rows of the table, in their order: to measure something further, add a row.

use std::future::Future;
use std::pin::Pin;

use crate::child::side_by_side;
use crate::growth::grow;
use crate::load::{Done, Shape};
use crate::table::{Basis, Line};
use crate::world::{Commit, World};
use crate::year::Year;
use crate::{asked, ingested, rebuilt, serving, stock, visible};

/// What a row is handed.
pub struct Bench {
    /// The servers.
    pub world: World,
    /// The reports that are ingested.
    pub year: Year,
    /// How many events the store is grown to.
    pub events: u64,
    /// How many reports are one backlog.
    pub reports: usize,
    /// How long to measure.
    pub seconds: u64,
}

/// With how many events growth is compared.
const SMALL: u64 = 100_000;

impl Bench {
    /// On a world of its own, with a year that has enough reports for all rows.
    pub fn new(world: World, events: u64, reports: usize, seconds: u64) -> anyhow::Result<Self> {
        let mut bench = Self { world, year: Year::new(0)?, events, reports, seconds };
        // Fewer events than reports would do: some are known already, some are put aside.
        let rows = 3 * reports + bench.paced() * 5 / 4;
        bench.year = Year::new(events * 9 / 8 + u64::try_from(rows)? + 10_000)?;
        Ok(bench)
    }

    /// How many reports are published at an even pace: for twice as long as other rows take, since the rare slow one counts.
    pub fn paced(&self) -> usize {
        usize::try_from(2 * self.seconds).unwrap_or(1) * visible::RATE as usize
    }

    async fn grown(&self) -> anyhow::Result<()> {
        grow(&self.world, &self.year, self.events).await?;
        self.world.settle().await
    }
}

type Measuring<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Vec<Line>>> + 'a>>;

/// One measurement, which may print several lines.
pub struct Row {
    /// The name, for `--only`.
    pub name: &'static str,
    /// Under which costs of a commit it is measured.
    pub under: &'static [Commit],
    /// Measures it.
    pub run: for<'a> fn(&'a Bench) -> Measuring<'a>,
}

const BOTH: &[Commit] = &[Commit::Plain, Commit::Delayed];

/// All rows. COPY copies what was appended, so it comes after the appends; the read tables are built before anything is folded live,
/// and what is due is asked last, of clocks that nothing computed.
pub const ROWS: &[Row] = &[
    Row { name: "stock", under: BOTH, run: |bench| Box::pin(stock_postgres_es(bench)) },
    Row { name: "backlog", under: BOTH, run: |bench| Box::pin(backlog(bench)) },
    Row { name: "rebuild", under: &[Commit::Plain], run: |bench| Box::pin(rebuild(bench)) },
    Row { name: "live", under: BOTH, run: |bench| Box::pin(live(bench)) },
    Row { name: "visible", under: BOTH, run: |bench| Box::pin(visible(bench)) },
    Row { name: "dashboard", under: &[Commit::Plain], run: |bench| Box::pin(dashboard(bench)) },
    Row { name: "clocks", under: &[Commit::Plain], run: |bench| Box::pin(clocks(bench)) },
    Row { name: "start", under: &[Commit::Plain], run: |bench| Box::pin(start(bench)) },
    Row { name: "append", under: BOTH, run: |bench| Box::pin(append(bench)) },
    Row { name: "copy", under: BOTH, run: |bench| Box::pin(copy(bench)) },
    Row { name: "person", under: BOTH, run: |bench| Box::pin(person(bench)) },
    Row { name: "due", under: &[Commit::Plain], run: |bench| Box::pin(due(bench)) },
];

async fn stock_postgres_es(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for callers in [1, 8, 32] {
        let rate = stock::postgres_es(&bench.world, bench.seconds, callers).await?;
        lines.push(Line::rate(format!("stock postgres-es, {callers} callers: events"), Basis::Stock, rate));
    }
    Ok(lines)
}

async fn backlog(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    grow(&bench.world, &bench.year, bench.events.min(SMALL)).await?;
    let small = ingested::backlog(bench, false).await?;
    let mut lines = small.lines("backlog ingest");
    if bench.events > SMALL {
        bench.grown().await?;
        let grown = ingested::backlog(bench, false).await?;
        lines.extend(grown.lines("backlog ingest, the store grown"));
        if let Some(line) = lines.last_mut() {
            line.note = format!("{:.2} × that at {} events", grown.rate() / small.rate(), small.at);
        }
    }
    Ok(lines)
}

async fn rebuild(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    rebuilt::rebuild(&bench.world).await
}

async fn live(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    Ok(ingested::backlog(bench, true).await?.lines("backlog ingest until all is in the read tables"))
}

async fn visible(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    visible::latency(bench).await
}

async fn dashboard(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    asked::questions(&bench.world).await
}

async fn clocks(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    rebuilt::clocks(&bench.world).await
}

async fn due(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    asked::due(&bench.world).await
}

async fn start(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    serving::starts(&bench.world).await
}

async fn append(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    let mut lines = Vec::new();
    for processes in [1, 2, 4] {
        let done = side_by_side(&bench.world, bench.seconds, &vec![Shape::BACKLOG; processes]).await?;
        let what = format!("decided and appended with inbox rows, {processes} writer processes: events");
        lines.push(Line::rate(what, Basis::Ours, rate(&done)));
    }
    Ok(lines)
}

async fn copy(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    let head = event_store::feed::head(&bench.world.owner()).await?.position;
    let rate = stock::copy(&bench.world, head.min(100_000)).await?;
    Ok(vec![Line::rate("one COPY of the same rows in one transaction: events", Basis::Copy, rate)])
}

async fn person(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    bench.grown().await?;
    let idle = Shape { batches: 0, reports: 0, person: true };
    let alone = side_by_side(&bench.world, bench.seconds, &[idle]).await?;
    let inside = side_by_side(&bench.world, bench.seconds, &[Shape { person: true, ..Shape::BACKLOG }]).await?;
    let beside = side_by_side(&bench.world, bench.seconds, &[Shape::BACKLOG, idle]).await?;
    let micros = |done: &[Done]| {
        let mut all: Vec<u64> = done.iter().flat_map(|one| one.person_micros.clone()).collect();
        all.sort_unstable();
        all
    };
    Ok(vec![
        Line::latency("a person's command, nobody else", &micros(&alone)),
        Line::latency("a person's command while the same process is saturated", &micros(&inside)),
        Line::rate("  events beside it", Basis::Ours, rate(&inside)),
        Line::latency("a person's command while another process is saturated", &micros(&beside)),
        Line::rate("  events beside it", Basis::Ours, rate(&beside)),
    ])
}

fn rate(done: &[Done]) -> f64 {
    done.iter().map(|one| one.events as f64 / one.seconds).sum()
}
