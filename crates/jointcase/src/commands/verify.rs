//! `jointcase verify`: the history is whole, and the read tables are what follows from it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::setup::Role;
use event_store::verify::verify;
use indicatif::ProgressBar;
use projections::{Folding, Vocabulary, rebuild};
use sqlx::{Connection, PgConnection};

use super::say;
use crate::config::Config;
use crate::installation::{Installation, folder};
use crate::law::law;

/// Recomputes everything; 1 if anything is wrong.
pub(crate) async fn run(config: &Config, given: Option<&Path>) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let installation = Installation::reach(config, &folder(config, given, "up")?, &reference).await?;
    let database = installation.database()?;
    database.set_up().await?;
    let bar = ProgressBar::new_spinner();
    let verified =
        verify(&database.pool(Role::Project, 2), |position| bar.set_position(u64::try_from(position).unwrap_or(0))).await?;
    bar.finish_and_clear();
    say(format!(
        "history: {} events, {} blocks, {} records, {} reports",
        verified.events, verified.blocks, verified.records, verified.reports
    ));
    verified.faults.iter().for_each(|fault| say(format!("  WRONG: {fault}")));

    let pool = database.pool(Role::Project, 3);
    let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
    let folding = Folding::new(Vocabulary::of(roster::mount_all), reference.divisions.clone(), law(&installation.folder)?);
    let comparison = rebuild::compare(&pool, &mut connection, &folding).await?;
    for row in &comparison {
        let verdict = if row.equal() { "as rebuilt" } else { "WRONG: differs from a rebuild" };
        say(format!("read table {}: {} rows, {verdict}", row.table, row.live.0));
    }
    installation.stop().await?;
    let whole = verified.faults.is_empty() && comparison.iter().all(rebuild::Compared::equal);
    say(if whole { "verified (核验通过)" } else { "NOT verified (核验不通过)" });
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
