//! `jointcase projections`: how far the read tables are, and building them anew.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::deeds::{self, Deed, Done};
use event_store::setup::Role;
use indicatif::ProgressBar;
use projections::read;
use projections::{Folding, Vocabulary, rebuild};
use sqlx::{Connection, PgConnection};

use super::say;
use crate::cli::ProjectionsAction;
use crate::config::Config;
use crate::installation::{Installation, folder};
use crate::law::law;

/// Shows the status, or rebuilds.
pub(crate) async fn run(config: &Config, given: Option<&Path>, action: ProjectionsAction) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let installation = Installation::reach(config, &folder(config, given, "up")?, &reference).await?;
    let database = installation.database()?;
    database.set_up().await?;
    let mut code = ExitCode::SUCCESS;
    match action {
        ProjectionsAction::Status => {
            for status in read::status(&database.pool(Role::Web, 1)).await? {
                say(format!(
                    "{} version (版本) {}: position (位置) {} / {}{}{}",
                    status.name,
                    status.version,
                    status.checkpoint,
                    status.head,
                    status.error.as_deref().map(|error| format!(", red (异常): {error}")).unwrap_or_default(),
                    if status.failures > 0 {
                        format!(", {} events not folded (个事件未处理)", status.failures)
                    } else {
                        String::new()
                    }
                ));
                if status.red() {
                    code = ExitCode::FAILURE;
                }
            }
            let rebuilt = deeds::list(&database.pool(Role::Web, 1), &[Deed::ReadTablesRebuilt], None, 1).await?;
            for Done { at, actor, .. } in rebuilt {
                say(format!("rebuilt last (最近重建): {} {actor}", at.format("%Y-%m-%d %H:%M:%S UTC")));
            }
        }
        ProjectionsAction::Rebuild { actor } => {
            let actor = actor.text(&reference)?;
            let pool = database.pool(Role::Project, 3);
            let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
            let folding = Folding::new(Vocabulary::of(roster::mount_all), &reference, law(&installation.folder)?);
            let bar = ProgressBar::new(0);
            let started = std::time::Instant::now();
            let rebuilt = rebuild::build_and_swap(&pool, &mut connection, &folding, &mut |position, head| {
                bar.set_length(u64::try_from(head).unwrap_or(0));
                bar.set_position(u64::try_from(position).unwrap_or(0));
            })
            .await?;
            bar.finish_and_clear();
            deeds::record(&pool, Deed::ReadTablesRebuilt, None, None, &actor).await?;
            let (position, seconds) = (rebuilt.position, started.elapsed().as_secs_f64());
            say(format!("rebuilt up to position {position} in {seconds:.1} s (已重建至该位置)"));
        }
    }
    installation.stop().await?;
    Ok(code)
}
