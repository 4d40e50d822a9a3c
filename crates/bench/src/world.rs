//! Private servers with one installation of ours on them, made for this run and removed after it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Context;
use bus::StreamLimits;
use event_store::setup::Database;
use ingest::service::ServiceLimits;
use jointcase::house::{House, Plan};
use jointcase::installation::bus_of;
use jointcase::secrets::Secrets;
use kernel::law::Law;
use kernel::reference::Reference;
use sqlx::PgPool;
use standalone::{Machine, Places, StartOptions, Tools};
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

/// Servers, keys and a database.
pub struct World {
    /// Where the owner connects.
    pub url: String,
    /// The database.
    pub database: Database,
    /// The trees.
    pub reference: Reference,
    /// The keys of all organisations, and from what passwords derive.
    pub secrets: Secrets,
    // Dropped in this order: the servers are gone before their folder.
    machine: Machine,
    folder: TempDir,
}

impl World {
    /// Starts the servers and sets a database up.
    pub async fn start(tools: &Tools, commit: Commit, more: &[(String, String)]) -> anyhow::Result<Self> {
        let (folder, reference) = (folder()?, roster::reference()?);
        let secrets = Secrets::open(folder.path(), &reference)?;
        let mut options = StartOptions::new("a bench", bus_of(&secrets)?);
        let delay = commit.settings().iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        options.postgres_settings.extend(delay.chain(more.iter().cloned()));
        let machine = Machine::start(tools, folder.path(), options).await.context("start private servers")?;
        let url = machine.postgres().admin_url("bench");
        let database = Database::new(&url, secrets.roles())?;
        database.set_up().await.context("set the database up")?;
        Ok(Self { url, database, reference, secrets, machine, folder })
    }

    /// The owner's pool.
    pub fn owner(&self) -> PgPool {
        self.database.owner_pool(4)
    }

    /// The bus.
    pub fn nats_url(&self) -> String {
        self.machine.nats().url()
    }

    /// The data folder with the secrets in it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the house that `jointcase up` opens, without pages; with the read tables kept up to date or not.
    pub async fn open(&self, project: bool) -> anyhow::Result<House> {
        let plan = Plan {
            database: self.database.clone(),
            key: self.secrets.store_key(),
            nats: (self.nats_url(), Some(self.secrets.service.clone())),
            reference: self.reference.clone(),
            law: Law::shipped()?,
            listen: None,
            streams: StreamLimits::default(),
            service: ServiceLimits::default(),
            project,
            react: project,
            relay: None,
        };
        House::open(plan).await.context("open a house")
    }

    /// How many events there are.
    pub async fn events(&self) -> anyhow::Result<u64> {
        Ok(self.head().await?.0)
    }

    /// How many events there are, in how many blocks.
    pub async fn head(&self) -> anyhow::Result<(u64, u64)> {
        let (position, block): (i64, i64) = sqlx::query_as("SELECT position, block FROM head").fetch_one(&self.owner()).await?;
        Ok((u64::try_from(position)?, u64::try_from(block)?))
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
