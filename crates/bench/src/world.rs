//! A private Postgres with one database of ours, made for this run and removed after it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use anyhow::Context;
use event_store::setup::Database;
use sqlx::PgPool;
use standalone::postgres::{Postgres, PostgresOptions};
use standalone::{Places, Tools};
use tempfile::TempDir;

/// What a commit costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// What this machine's disk costs.
    Plain,
    /// Five milliseconds more, as on a slow or a network disk.
    Delayed,
}

impl Commit {
    /// The name as printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "as this machine commits",
            Self::Delayed => "each commit delayed by 5 ms",
        }
    }

    const fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Plain => &[],
            Self::Delayed => &[("commit_delay", "5000"), ("commit_siblings", "0")],
        }
    }
}

/// The servers' tools on this machine.
pub fn tools() -> anyhow::Result<Tools> {
    #[allow(clippy::disallowed_methods, reason = "the top of this program")]
    let places = Places::of(|name| std::env::var(name).ok());
    Tools::find(&places).context("find Postgres and NATS")
}

/// A folder for this run on the disk that is measured, which the servers' unprivileged user may enter.
pub fn folder() -> anyhow::Result<TempDir> {
    let mode = Permissions::from_mode(0o755);
    tempfile::Builder::new().prefix("jointcase-bench-").permissions(mode).tempdir().context("make a folder for this run")
}

/// A server and our database on it.
pub struct World {
    /// Where the owner connects.
    pub url: String,
    /// The database.
    pub database: Database,
    // Dropped in this order: the server is gone before its folder.
    _server: Postgres,
    _folder: TempDir,
}

/// The installation's secret of a bench run.
pub const SECRET: [u8; 32] = *b"a secret for one run of benches!";

impl World {
    /// Starts a server and sets a database up on it.
    pub async fn start(tools: &Tools, commit: Commit, more: &[(String, String)]) -> anyhow::Result<Self> {
        let folder = folder()?;
        let delay = commit.settings().iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = delay.chain(more.iter().cloned()).collect();
        let options = PostgresOptions { settings, ..PostgresOptions::default() };
        let server = Postgres::start(tools, folder.path(), options).await.context("start a private Postgres")?;
        let url = server.admin_url("bench");
        let database = Database::new(&url, SECRET)?;
        database.set_up().await.context("set the database up")?;
        Ok(Self { url, database, _server: server, _folder: folder })
    }

    /// The owner's pool.
    pub fn owner(&self) -> PgPool {
        self.database.owner_pool(4)
    }

    /// Finishes what earlier rows left to do, so that each row pays for itself only.
    pub async fn settle(&self) -> anyhow::Result<()> {
        let owner = self.owner();
        sqlx::raw_sql("VACUUM (ANALYZE) events").execute(&owner).await?;
        sqlx::raw_sql("VACUUM (ANALYZE) inbox").execute(&owner).await?;
        sqlx::raw_sql("CHECKPOINT").execute(&owner).await?;
        Ok(())
    }
}
