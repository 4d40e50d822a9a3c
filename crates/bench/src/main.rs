//! Measures the whole system in one run on private servers and prints one table: progress on stderr, the table on stdout.

mod child;
mod growth;
mod load;
mod machine;
mod reports;
mod rows;
mod stock;
mod table;
mod world;

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
    /// Grow the store to this many events before anything is measured.
    #[arg(long, default_value_t = 0)]
    events: u64,
    /// How long each row is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
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
    let mut table = Table::default();
    let tools = world::tools()?;
    machine::describe(&tools, &mut table)?;
    if !args.settings.is_empty() {
        let settings: Vec<String> = args.settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
        table.head(format!("settings: {}", settings.join(" ")));
    }
    for commit in [Commit::Plain, Commit::Delayed] {
        let rows: Vec<_> = ROWS.iter().filter(|row| row.name.contains(&args.only) && row.under.contains(&commit)).collect();
        if rows.is_empty() || (args.no_delay && commit == Commit::Delayed) {
            continue;
        }
        let world = World::start(&tools, commit, &args.settings).await?;
        let bench = Bench { world, seconds: args.seconds };
        if commit == Commit::Plain {
            growth::grow(&bench.world, args.events).await?;
        }
        for row in rows {
            eprintln!("{} – {}", commit.name(), row.name);
            bench.world.settle().await?;
            let lines = (row.run)(&bench).await.with_context(|| format!("measure {}", row.name))?;
            table.add(commit, lines);
        }
    }
    std::io::stdout().write_all(table.to_string().as_bytes()).context("print the table")
}
