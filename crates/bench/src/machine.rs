//! The machine, in the first lines of the table: a figure without them says little.

use std::fs;
use std::process::Command;

use anyhow::{Context, bail};
use standalone::Tools;

use crate::table::Table;
use crate::world;

/// Puts the machine, its servers and the cost of an fsync at the head of the table.
pub fn describe(tools: &Tools, table: &mut Table) -> anyhow::Result<()> {
    let field = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
        line.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory: u64 = field("/proc/meminfo", "MemTotal").split(' ').next().and_then(|kib| kib.parse().ok()).unwrap_or(0);
    table.head(format!("machine: {}, {cores} cores, {} GiB", field("/proc/cpuinfo", "model name"), memory.div_ceil(1 << 20)));
    table.head(format!("servers: Postgres {}, fsync on; everything on this machine", tools.postgres_version()));
    eprintln!("pg_test_fsync");
    table.head(fsync(tools)?);
    Ok(())
}

/// What `pg_test_fsync` says of the method that Postgres uses on Linux.
fn fsync(tools: &Tools) -> anyhow::Result<String> {
    let Some(program) = tools.pg_test_fsync() else { return Ok("pg_test_fsync: not installed".into()) };
    let folder = world::folder()?;
    let file = folder.path().join("probe");
    let output = Command::new(program).args(["-s", "1", "-f"]).arg(&file).output().context("run pg_test_fsync")?;
    if !output.status.success() {
        bail!("pg_test_fsync: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = text.lines().map(str::trim).find(|line| line.starts_with("fdatasync") && line.contains("usecs/op"));
    let Some(said) = said else { bail!("pg_test_fsync says nothing of fdatasync") };
    Ok(format!("pg_test_fsync, one 8 kB write: {}", said.split_whitespace().collect::<Vec<_>>().join(" ")))
}
