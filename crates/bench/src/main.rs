//! Measures the whole system in one run on private servers and prints one table: progress on stderr, the table on stdout.

mod asked;
mod child;
mod growth;
mod ingested;
mod load;
mod machine;
mod rebuilt;
mod reports;
mod rows;
mod serving;
mod stock;
mod table;
mod visible;
mod world;
mod year;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::rows::{Bench, ROWS};
use crate::table::Table;
use crate::world::{Commit, World};

/// Measure what a production build does on this machine.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Args {
    /// Grow the store to this many events before it is measured.
    #[arg(long, default_value_t = 100_000)]
    events: u64,
    /// How many reports wait on the bus for each row of ingest.
    #[arg(long, default_value_t = 40_000)]
    reports: usize,
    /// How long each row is measured that could go on for ever.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// A first look: a small store, short rows, without the second run.
    #[arg(long, conflicts_with_all = ["events", "reports", "seconds"])]
    quick: bool,
    /// Only rows whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
    /// Without the second run, in which every commit takes five milliseconds.
    #[arg(long)]
    no_delay: bool,
    /// A setting of Postgres, such as shared_buffers=1GB; may be given several times.
    #[arg(long = "set", value_parser = setting)]
    settings: Vec<(String, String)>,
    #[command(subcommand)]
    hidden: Option<Hidden>,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[derive(Debug, Subcommand)]
enum Hidden {
    /// One of several writer processes; started by the program itself, told what to do on stdin.
    #[command(hide = true)]
    Writer,
}

/// As the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = Args::parse();
    let run = || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("start the runtime")?;
        match args.hidden {
            Some(Hidden::Writer) => runtime.block_on(child::run()),
            None => runtime.block_on(measure(&args)),
        }
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(args: &Args) -> anyhow::Result<()> {
    let (events, reports, seconds) = if args.quick { (20_000, 10_000, 2) } else { (args.events, args.reports, args.seconds) };
    let mut table = Table::default();
    let tools = world::tools()?;
    machine::describe(&tools, &mut table)?;
    if !args.settings.is_empty() {
        let settings: Vec<String> = args.settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
        table.head(format!("settings: {}", settings.join(" ")));
    }
    for commit in [Commit::Plain, Commit::Delayed] {
        let rows: Vec<_> = ROWS.iter().filter(|row| row.name.contains(&args.only) && row.under.contains(&commit)).collect();
        if rows.is_empty() || ((args.no_delay || args.quick) && commit == Commit::Delayed) {
            continue;
        }
        // Only the first world is grown: in the second the commit is what differs.
        let grown = if commit == Commit::Plain { events } else { 0 };
        let bench = Bench::new(World::start(&tools, commit, &args.settings).await?, grown, reports, seconds)?;
        for row in rows {
            eprintln!("{} – {}", commit.name(), row.name);
            bench.world.settle().await?;
            let lines = (row.run)(&bench).await.with_context(|| format!("measure {}", row.name))?;
            table.add(commit, lines);
        }
    }
    std::io::stdout().write_all(table.to_string().as_bytes()).context("print the table")
}
