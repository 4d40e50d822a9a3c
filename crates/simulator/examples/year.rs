//! Makes a simulated year and says what is in it and how fast: `cargo run --release -p simulator --example year -- 100000`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Instant;

use simulator::{SimOptions, Simulation};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reports = std::env::args().nth(1).map_or(Ok(100_000), |n| n.parse())?;
    let until = kernel::time::now().date_naive();
    let mut simulation = Simulation::new(SimOptions::new(1, reports, until))?;
    let began = Instant::now();
    let (mut bytes, mut types) = (0, BTreeMap::<String, u64>::new());
    for shot in simulation.by_ref() {
        bytes += shot.body.len();
        *types.entry(shot.subject.replace(shot.org.as_str(), "*")).or_default() += 1;
    }
    let seconds = began.elapsed().as_secs_f64();
    let mut out = io::stdout().lock();
    writeln!(out, "{reports} reports, {bytes} bytes, {seconds:.2} s")?;
    for (subject, count) in types {
        writeln!(out, "{count:>9}  {subject}")?;
    }
    if let Some(expected) = simulation.expected() {
        writeln!(out, "{expected:#?}")?;
    }
    Ok(out.flush()?)
}
