//! The read tables built anew from all events, as `jointcase projections rebuild` does, and all clocks from the read tables, as after a
//! change of the law.

use std::time::{Duration, Instant};

use event_store::setup::Role;
use kernel::law::Law;
use projections::{Folding, Vocabulary, rebuild};
use sqlx::{Connection, PgConnection};

use crate::ingested::caught_up;
use crate::table::{Basis, Line};
use crate::world::World;

fn folding(world: &World) -> anyhow::Result<Folding> {
    Ok(Folding::new(Vocabulary::of(roster::mount_all), &world.reference, Law::shipped()?))
}

/// Rebuilds while nothing else runs.
pub async fn rebuild(world: &World) -> anyhow::Result<Vec<Line>> {
    let pool = world.database.pool(Role::Project, 3);
    let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
    let folding = folding(world)?;
    let (start, mut told) = (Instant::now(), Instant::now());
    let mut progress = |position: i64, head: i64| {
        if told.elapsed() > Duration::from_secs(5) {
            told = Instant::now();
            eprintln!("  rebuilt to {position} of {head}");
        }
    };
    let rebuilt = rebuild::build_and_swap(&pool, &mut connection, &folding, &mut progress).await?;
    let seconds = start.elapsed().as_secs_f64();
    connection.close().await?;
    pool.close().await;
    let note = format!("{} events in {seconds:.1} s", rebuilt.position);
    Ok(vec![Line::rate("rebuild of all read tables: events", Basis::Neither, rebuilt.position as f64 / seconds).note(note)])
}

/// How often all clocks are computed: what is told is the median.
const TIMES: usize = 3;

/// Computes all clocks anew while nothing else runs; none of them says anything new, so none is written.
pub async fn clocks(world: &World) -> anyhow::Result<Vec<Line>> {
    caught_up(world).await?.stop().await;
    world.settle().await?;
    let pool = world.database.pool(Role::Project, 2);
    let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
    let (all, open): (i64, i64) = sqlx::query_as("SELECT count(*), count(DISTINCT grp) FILTER (WHERE open) FROM read.clocks")
        .fetch_one(&world.owner())
        .await?;
    let (folding, mut seconds, mut matters) = (folding(world)?, Vec::new(), 0);
    for _ in 0..TIMES {
        sqlx::query("UPDATE projections SET law = NULL").execute(&world.owner()).await?;
        let start = Instant::now();
        matters = projections::clocks::renew(&pool, &mut connection, &folding).await?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    connection.close().await?;
    pool.close().await;
    anyhow::ensure!(matters > 0, "no matter has a clock");
    seconds.sort_by(f64::total_cmp);
    let [fastest, median, ..] = seconds[..] else { anyhow::bail!("never computed") };
    let note = format!("{all} clocks of {matters} matters, {open} open, in {median:.1} s; at best {fastest:.1}");
    Ok(vec![Line::rate("clocks computed anew: matters", Basis::Neither, matters as f64 / median).note(note)])
}
