//! One private Postgres: made once, started on a free loopback port, reached with a password only.

mod cluster;
mod settings;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::error::{Context, Server};
use crate::guardian::{Guardian, Plan};
use crate::lock::Lock;
use crate::log::Log;
use crate::net::{free_port, loopback, remembered};
use crate::process;
use crate::secrets::Secrets;
use crate::space;
use crate::tools::Tools;

/// How a private Postgres is set up.
#[derive(Debug, Clone)]
pub struct PostgresOptions {
    /// Settings that come after, and so win over, our own: ("commit_delay", "5000").
    pub settings: Vec<(String, String)>,
    /// How long it may take to get ready; after a crash it first replays its log.
    pub deadline: Duration,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self { settings: Vec::new(), deadline: Duration::from_secs(180) }
    }
}

/// A running private Postgres; dropped, it stops.
#[derive(Debug)]
pub struct Postgres {
    guardian: Guardian,
    run: Run,
    port: u16,
    lock: Option<Lock>,
}

impl Postgres {
    /// Starts a Postgres of its own in `folder`, which it locks.
    ///
    /// # Errors
    /// See [`crate::StandaloneError`]; every message says what to do.
    pub async fn start(tools: &Tools, folder: &Path, options: PostgresOptions) -> crate::Result<Self> {
        let account = Account::for_folder(&cluster::path(folder))?;
        let lock = Lock::take(folder, account.passage_mode(), "a private Postgres")?;
        let mut postgres = Self::start_locked(tools, folder, options).await?;
        postgres.lock = Some(lock);
        Ok(postgres)
    }

    /// Starts it in a folder that the caller has locked.
    pub(crate) async fn start_locked(tools: &Tools, folder: &Path, options: PostgresOptions) -> crate::Result<Self> {
        let folder = folder.canonicalize().context("find", folder)?;
        let cluster = cluster::path(&folder);
        let account = Account::for_folder(&cluster)?;
        account.open_passage(&folder)?;
        account.check_reach(&folder)?;
        account.check_reach(tools.postgres_bin())?;
        space::check(&folder)?;
        cluster::check_major(&folder, tools)?;
        let password = Secrets::load(&folder, !cluster::exists(&folder))?.postgres_password;
        let (log, _) = Log::open(Server::Postgres, &folder, "postgres.log")?;
        stop_orphan(&cluster, &log).await?;
        cluster::make_once(tools, &folder, &account, &password).await?;
        let mut run = Run { tools: tools.clone(), folder, options, account, password, log };
        let (guardian, port) = run.start().await?;
        Ok(Self { guardian, run, port, lock: None })
    }

    /// `postgres://…` for the superuser on one database.
    pub fn admin_url(&self, database: &str) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/{database}", self.run.password, self.port)
    }

    /// The loopback port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The pid of the server.
    pub fn pid(&self) -> u32 {
        self.guardian.server()
    }

    /// The log file.
    pub fn log(&self) -> &Path {
        self.run.log.path()
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.guardian.runs()
    }

    /// Starts it again if it has ended, which a full disk makes it do: it cannot go on without its log. Not before there is space.
    ///
    /// # Errors
    /// `DiskFull` while the disk is nearly full, or as for a start.
    pub async fn keep(&mut self) -> crate::Result<()> {
        space::check(&self.run.folder)?;
        if !self.guardian.runs() {
            tracing::warn!("Postgres has ended, and is started again");
            self.restart().await?;
        }
        Ok(())
    }

    /// Reads the settings again after adding some, without a stop (for those that allow it).
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn reload(&mut self, settings: Vec<(String, String)>) -> crate::Result<()> {
        self.run.options.settings = settings;
        settings::write(&self.run.folder, &self.run.account, self.port, &self.run.options.settings)?;
        self.guardian.signal("HUP");
        Ok(())
    }

    /// Kills the server without warning, as a crash of the machine would.
    ///
    /// # Errors
    /// If it does not end.
    pub async fn kill(&mut self) -> crate::Result<()> {
        self.guardian.signal("KILL");
        match self.guardian.ended(Duration::from_secs(10)).await {
            true => Ok(()),
            false => Err(self.run.log.timed_out("did not die", Duration::from_secs(10))),
        }
    }

    /// Stops it if it runs, and starts it again on the same port.
    ///
    /// # Errors
    /// As for a start.
    pub async fn restart(&mut self) -> crate::Result<()> {
        stop(&mut self.guardian, &self.run.log).await?;
        self.guardian = self.run.start_on(self.port).await?;
        Ok(())
    }

    /// Stops it: clients are cut off, everything committed is kept.
    ///
    /// # Errors
    /// If it does not end.
    pub async fn stop(mut self) -> crate::Result<()> {
        stop(&mut self.guardian, &self.run.log).await?;
        drop(self.lock.take());
        Ok(())
    }
}

/// Everything needed to start it again.
#[derive(Debug)]
struct Run {
    tools: Tools,
    folder: PathBuf,
    options: PostgresOptions,
    account: Account,
    password: String,
    log: Log,
}

impl Run {
    /// Starts the server and waits until it takes connections. A port that somebody takes meanwhile is replaced.
    async fn start(&mut self) -> crate::Result<(Guardian, u16)> {
        let file = self.folder.join("postgres.port");
        let mut wanted = remembered(&file);
        let mut attempts = 0;
        loop {
            let port = free_port(wanted.take(), &self.folder)?;
            attempts += 1;
            match self.start_on(port).await {
                Ok(guardian) => {
                    std::fs::write(&file, port.to_string()).context("write", &file)?;
                    return Ok((guardian, port));
                }
                Err(_) if attempts < 5 && self.log.of_this_run().contains("could not bind") => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn start_on(&mut self, port: u16) -> crate::Result<Guardian> {
        let deadline = Instant::now() + self.options.deadline;
        settings::write(&self.folder, &self.account, port, &self.options.settings)?;
        loop {
            let mut guardian = self.spawn()?;
            let failure = self.ready(&mut guardian, port, deadline).await;
            let Err(failure) = failure else { return Ok(guardian) };
            // Left over from a killed server, and gone as soon as its last process has noticed.
            let lingering = self.log.of_this_run().contains("is still in use");
            if !lingering || Instant::now() >= deadline {
                return Err(failure);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn spawn(&mut self) -> crate::Result<Guardian> {
        let (log, file) = Log::open(Server::Postgres, &self.folder, "postgres.log")?;
        self.log = log;
        let cluster = cluster::path(&self.folder);
        Guardian::spawn(Plan {
            program: self.tools.postgres_program("postgres"),
            arguments: vec!["-D".into(), cluster.clone().into()],
            folder: &cluster,
            log: file,
            account: &self.account,
            gentle: "INT",
            last: "QUIT",
        })
    }

    async fn ready(&self, guardian: &mut Guardian, port: u16, deadline: Instant) -> crate::Result<()> {
        let cluster = cluster::path(&self.folder);
        loop {
            if cluster::says_ready(&cluster, guardian.server()) && tokio::net::TcpStream::connect(loopback(port)).await.is_ok() {
                return Ok(());
            }
            if !guardian.runs() {
                return Err(self.log.failed("did not start"));
            }
            if Instant::now() >= deadline {
                return Err(self.log.timed_out("did not become ready", self.options.deadline));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Stops a server that an earlier owner left behind on these data.
async fn stop_orphan(cluster: &Path, log: &Log) -> crate::Result<()> {
    let Some(pid) = cluster::noted_pid(cluster) else { return Ok(()) };
    let patience = Duration::from_secs(90);
    match process::stop_orphan(pid, "postgres", cluster, "INT", patience).await {
        true => Ok(()),
        false => Err(log.timed_out("of an earlier run did not stop", patience)),
    }
}

async fn stop(guardian: &mut Guardian, log: &Log) -> crate::Result<()> {
    match guardian.stop().await {
        true => Ok(()),
        false => Err(log.timed_out("did not stop", Duration::from_secs(75))),
    }
}
