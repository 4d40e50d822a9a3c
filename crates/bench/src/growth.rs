//! Grows the store before it is measured, by appending as everybody does.

use std::time::Instant;

use crate::child::side_by_side;
use crate::load::Shape;
use crate::world::World;

/// Appends until the history has `events` events.
pub async fn grow(world: &World, events: u64) -> anyhow::Result<()> {
    let start = Instant::now();
    loop {
        let position = event_store::feed::head(&world.owner()).await?.position;
        let have = u64::try_from(position)?;
        if have >= events {
            return Ok(());
        }
        eprintln!("grown to {have} of {events} events in {:.0} s", start.elapsed().as_secs_f64());
        // Twenty thousand a second, or ten seconds at a time.
        let seconds = ((events - have) / 20_000).clamp(1, 10);
        side_by_side(world, seconds, &[Shape::BACKLOG]).await?;
    }
}
