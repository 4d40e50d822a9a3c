//! `jointcase doctor`: what is there, what is missing, what is behind; each line says what to do.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use bus::ConnectOptions;
use event_store::setup::Role;
use event_store::{feed, quarantine};
use kernel::AgencyCode;

use super::say;
use crate::config::Config;
use crate::installation::{Installation, folder};
use crate::notices::choices;

/// Looks at everything; 1 if anything is wrong.
pub(crate) async fn run(config: &Config, given: Option<&Path>) -> Result<ExitCode> {
    let mut well = true;
    let mut line = |ok: bool, text: String| {
        well &= ok;
        say(format!("{} {text}", if ok { "ok   " } else { "WRONG" }));
    };
    match config.find_tools() {
        Ok(tools) => line(true, format!("servers: nats-server {}, postgres {}", tools.nats_version(), tools.postgres_version())),
        Err(error) => line(config.database_url.is_some(), format!("servers: {error}")),
    }
    let folder = folder(config, given, "up")?;
    match standalone::free_mib(&folder) {
        Some(free) => line(free > standalone::SPACE_LOW_MIB, format!("disk: {free} MiB free at {}", folder.display())),
        None => line(true, format!("data folder {} does not exist yet", folder.display())),
    }
    let reference = roster::reference()?;
    line(
        true,
        format!(
            "trees: {} divisions, {} organisations",
            reference.divisions.iter().count(),
            reference.organisations.iter().count()
        ),
    );
    match choices(&folder, &reference) {
        Ok(_) => line(true, "who is told of what: read".into()),
        Err(error) => line(false, format!("{error:#}")),
    }
    let installation = match Installation::reach(config, &folder, &reference).await {
        Ok(installation) => installation,
        Err(error) => {
            line(false, format!("installation: {error:#}"));
            return Ok(ExitCode::FAILURE);
        }
    };
    let database = installation.database()?;
    match database.set_up().await {
        Ok(()) => line(true, "database: set up".into()),
        Err(error) => line(false, format!("database: {:#}", anyhow::Error::new(error))),
    }
    let pool = database.pool(Role::Ingest, 1);
    match feed::head(&pool).await {
        Ok(head) => {
            line(true, format!("history: {} events in {} blocks", head.position, head.block));
            let open = quarantine::open_count(&pool).await?;
            line(open == 0, format!("quarantine: {open} open{}", if open > 0 { ": jointcase quarantine list" } else { "" }));
            for status in projections::read::status(&database.pool(Role::Web, 1)).await? {
                line(
                    !status.red(),
                    format!("read tables: {} behind{}", status.lag(), status.error.map(|e| format!(", {e}")).unwrap_or_default()),
                );
            }
            for status in projections::read::reactions(&database.pool(Role::Web, 1)).await? {
                let error = status.error.as_deref().map(|e| format!(", {e}")).unwrap_or_default();
                line(!status.red(), format!("reaction {}: {} behind{error}", status.name, status.lag()));
            }
            for status in projections::read::relays(&database.pool(Role::Web, 1)).await? {
                let error = status.error.as_deref().map(|e| format!(", {e}")).unwrap_or_default();
                line(!status.red(), format!("relay {}: {} behind{error}", status.name, status.lag()));
            }
        }
        Err(error) => line(false, format!("history: {:#}", anyhow::Error::new(error))),
    }
    let options = ConnectOptions {
        url: installation.nats_url.clone(),
        nkey_seed: installation.service_seed.clone(),
        name: "jointcase doctor".into(),
        org: None,
    };
    match bus::connect(options).await {
        Ok(client) => {
            line(true, format!("bus: nats-server {}", client.server_version()));
            let agencies: Vec<AgencyCode> =
                ingest::Registry::of_the_roster().agencies().iter().map(kernel::Agency::code).collect();
            match bus::lag(&client, &agencies).await {
                Ok(lags) => lags.iter().for_each(|lag| {
                    line(
                        true,
                        format!(
                            "stream {}: {} waiting, {} under way, {} kept",
                            lag.stream, lag.pending, lag.unsettled, lag.messages
                        ),
                    );
                }),
                Err(error) => line(true, format!("streams: {error} (they are made by `jointcase up`)")),
            }
        }
        Err(error) => line(false, format!("bus: {:#}", anyhow::Error::new(error))),
    }
    installation.stop().await?;
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
