//! Load on our store: batches in flight on one writer, and a person who wants to be served meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;
use event_store::setup::{Database, Role};
use event_store::{Outcome, Priority, Writer, WriterLimits};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

use crate::reports::Reports;

/// How the load is shaped.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Shape {
    /// Batches in flight.
    pub batches: usize,
    /// Reports in a batch.
    pub reports: usize,
    /// Whether a person acts meanwhile.
    pub person: bool,
}

impl Shape {
    /// A backlog: as fast as it goes.
    pub const BACKLOG: Self = Self { batches: 3, reports: 400, person: false };
}

/// What came of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Done {
    /// Events committed while it was measured.
    pub events: u64,
    /// For how long it was measured.
    pub seconds: f64,
    /// How long each of a person's commands took, in microseconds, sorted.
    pub person_micros: Vec<u64>,
}

/// Load that runs until it is dropped.
pub struct Load {
    committed: Arc<AtomicU64>,
    measuring: Arc<AtomicBool>,
    people: Option<tokio::task::JoinHandle<anyhow::Result<Vec<u64>>>>,
    tasks: JoinSet<anyhow::Result<()>>,
}

impl Load {
    /// Starts it on a writer of its own.
    pub fn start(database: &Database, shape: Shape) -> anyhow::Result<Self> {
        let pool = database.pool(Role::Ingest, 8);
        let writer = Writer::start(pool.clone(), WriterLimits::default());
        let reports = Reports::new()?;
        let mut load = Self { committed: Arc::default(), measuring: Arc::default(), people: None, tasks: JoinSet::new() };
        for _ in 0..shape.batches {
            let (pool, writer, reports, committed) = (pool.clone(), writer.clone(), reports.clone(), Arc::clone(&load.committed));
            load.tasks.spawn(async move {
                loop {
                    let units = reports.decide(&pool, shape.reports).await?;
                    let outcomes = writer.append(units, Priority::Machine).await?;
                    committed.fetch_add(written(&outcomes)?, Ordering::Relaxed);
                }
            });
        }
        if shape.person {
            let measuring = Arc::clone(&load.measuring);
            load.people = Some(tokio::spawn(async move {
                let mut micros = Vec::new();
                let mut begun = false;
                while !begun || measuring.load(Ordering::Relaxed) {
                    tokio::time::sleep(Duration::from_millis(7)).await;
                    begun |= measuring.load(Ordering::Relaxed);
                    let start = Instant::now();
                    let unit = reports.decide(&pool, 1).await?;
                    written(&writer.append(unit, Priority::Person).await?)?;
                    if begun {
                        micros.push(u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX));
                    }
                }
                Ok(micros)
            }));
        }
        Ok(load)
    }

    /// Counts for so long, then stops the load.
    pub async fn measure(mut self, time: Duration) -> anyhow::Result<Done> {
        self.measuring.store(true, Ordering::Relaxed);
        let (start, before) = (Instant::now(), self.committed.load(Ordering::Relaxed));
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            Some(ended) = self.tasks.join_next() => { ended??; bail!("the load ended by itself"); }
        }
        let (seconds, after) = (start.elapsed().as_secs_f64(), self.committed.load(Ordering::Relaxed));
        self.measuring.store(false, Ordering::Relaxed);
        let mut person_micros = match self.people {
            Some(people) => people.await??,
            None => Vec::new(),
        };
        person_micros.sort_unstable();
        self.tasks.shutdown().await;
        Ok(Done { events: after - before, seconds, person_micros })
    }
}

fn written(outcomes: &[Outcome]) -> anyhow::Result<u64> {
    let mut events = 0;
    for outcome in outcomes {
        match outcome {
            Outcome::Written { first, last, .. } => events += u64::try_from(last + 1 - first)?,
            Outcome::Stale | Outcome::Known => bail!("every report is new, but one came back as {outcome:?}"),
        }
    }
    Ok(events)
}
