//! The read tables built anew from all events, as `jointcase projections rebuild` does.

use std::time::{Duration, Instant};

use event_store::setup::Role;
use kernel::law::Law;
use projections::{Folding, Vocabulary, rebuild};
use sqlx::{Connection, PgConnection};

use crate::table::{Basis, Line};
use crate::world::World;

/// Rebuilds while nothing else runs.
pub async fn rebuild(world: &World) -> anyhow::Result<Vec<Line>> {
    let pool = world.database.pool(Role::Project, 3);
    let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
    let folding = Folding::new(Vocabulary::of(roster::mount_all), world.reference.divisions.clone(), Law::shipped()?);
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
