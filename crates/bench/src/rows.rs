//! The rows of the table, in their order: to measure something further, add a row.

use std::future::Future;
use std::pin::Pin;

use crate::child::side_by_side;
use crate::load::{Done, Shape};
use crate::stock;
use crate::table::{Basis, Line};
use crate::world::{Commit, World};

/// What a row is handed.
pub struct Bench {
    /// The servers.
    pub world: World,
    /// How long to measure.
    pub seconds: u64,
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

/// All rows. COPY needs events to copy, so it comes after the appends.
pub const ROWS: &[Row] = &[
    Row { name: "stock", under: BOTH, run: |bench| Box::pin(stock_postgres_es(bench)) },
    Row { name: "append", under: BOTH, run: |bench| Box::pin(append(bench)) },
    Row { name: "copy", under: BOTH, run: |bench| Box::pin(copy(bench)) },
    Row { name: "person", under: BOTH, run: |bench| Box::pin(person(bench)) },
];

async fn stock_postgres_es(bench: &Bench) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for callers in [1, 8, 32] {
        let rate = stock::postgres_es(&bench.world, bench.seconds, callers).await?;
        lines.push(Line::rate(format!("stock postgres-es, {callers} callers: events"), Basis::Stock, rate));
    }
    Ok(lines)
}

async fn append(bench: &Bench) -> anyhow::Result<Vec<Line>> {
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
