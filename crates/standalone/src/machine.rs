//! Both servers on one data folder, with one owner.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::account::Account;
use crate::error::Context;
use crate::lock::Lock;
use crate::nats::{Nats, NatsConfig};
use crate::postgres::{Postgres, PostgresOptions};
use crate::tools::Tools;

/// How the servers of one machine are started.
#[derive(Debug, Clone)]
pub struct StartOptions {
    /// What for ("demo"); a second start is told.
    pub purpose: String,
    /// Settings of Postgres that come after, and so win over, our own.
    pub postgres_settings: Vec<(String, String)>,
    /// How long Postgres may take; after a crash it first replays its log.
    pub postgres_deadline: Duration,
    /// Users, accounts and limits of NATS.
    pub nats: NatsConfig,
}

impl StartOptions {
    /// The usual options for a purpose and the users of NATS.
    pub fn new(purpose: impl Into<String>, nats: NatsConfig) -> Self {
        let PostgresOptions { settings, deadline } = PostgresOptions::default();
        Self { purpose: purpose.into(), postgres_settings: settings, postgres_deadline: deadline, nats }
    }
}

/// A running pair of servers; dropped, they stop.
#[derive(Debug)]
pub struct Machine {
    postgres: Postgres,
    nats: Nats,
    folder: PathBuf,
    // Last, so that the folder is free only after both servers have stopped.
    _lock: Lock,
}

impl Machine {
    /// Locks the data folder (made if needed) and starts both servers on it.
    ///
    /// The folder holds `postgres/`, `nats/`, `log/`, `secrets.json` and `lock`.
    ///
    /// # Errors
    /// See [`crate::StandaloneError`]; every message says what to do.
    pub async fn start(tools: &Tools, data_dir: &Path, options: StartOptions) -> crate::Result<Self> {
        let account = Account::for_folder(&data_dir.join("postgres"))?;
        let lock = Lock::take(data_dir, account.passage_mode(), &options.purpose)?;
        let folder = data_dir.canonicalize().context("find", data_dir)?;
        let settings = PostgresOptions { settings: options.postgres_settings, deadline: options.postgres_deadline };
        let (postgres, nats) =
            tokio::join!(Postgres::start_locked(tools, &folder, settings), Nats::start_locked(tools, &folder, options.nats),);
        let (postgres, nats) = (postgres?, nats?);
        tracing::info!(folder = %folder.display(), postgres = postgres.port(), nats = nats.address().port(), "private servers run");
        Ok(Self { postgres, nats, folder, _lock: lock })
    }

    /// The data folder, as an absolute path.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Postgres.
    pub fn postgres(&self) -> &Postgres {
        &self.postgres
    }

    /// Postgres, to restart or kill it.
    pub fn postgres_mut(&mut self) -> &mut Postgres {
        &mut self.postgres
    }

    /// NATS.
    pub fn nats(&self) -> &Nats {
        &self.nats
    }

    /// NATS, to reload, restart or kill it.
    pub fn nats_mut(&mut self) -> &mut Nats {
        &mut self.nats
    }

    /// Starts again what has ended or a full disk has broken, each on its port; to be called now and then.
    ///
    /// # Errors
    /// What is still wrong: `DiskFull`, or why a server does not start.
    pub async fn keep(&mut self) -> crate::Result<()> {
        let (postgres, nats) = tokio::join!(self.postgres.keep(), self.nats.keep());
        postgres.and(nats)
    }

    /// Stops both servers, and then frees the folder.
    ///
    /// # Errors
    /// If one does not end.
    pub async fn stop(self) -> crate::Result<()> {
        let Self { postgres, nats, folder: _, _lock } = self;
        let (postgres, nats) = tokio::join!(postgres.stop(), nats.stop());
        postgres.and(nats)
    }
}
