//! One private NATS server with JetStream on a free loopback port, which knows its users by their keys.

mod config;

use std::net::SocketAddrV4;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;

pub use config::{NatsConfig, NatsUser};

use crate::account::Account;
use crate::error::{Context, Server};
use crate::guardian::{Guardian, Plan};
use crate::lock::Lock;
use crate::log::Log;
use crate::net::{free_port, loopback, remembered};
use crate::tools::{Tools, Version, check_nats};
use crate::{process, space};

const DEADLINE: Duration = Duration::from_secs(60);
const PROGRAM: &str = "nats-server";

/// A running private NATS; dropped, it stops.
#[derive(Debug)]
pub struct Nats {
    guardian: Guardian,
    run: Run,
    ports: Ports,
    lock: Option<Lock>,
    /// Whether the disk was nearly full when it was last looked at.
    was_full: bool,
}

impl Nats {
    /// Starts a NATS of its own in `folder`, which it locks.
    ///
    /// # Errors
    /// See [`crate::StandaloneError`]; every message says what to do.
    pub async fn start(tools: &Tools, folder: &Path, config: NatsConfig) -> crate::Result<Self> {
        let account = Account::for_folder(&folder.join("nats"))?;
        let lock = Lock::take(folder, account.passage_mode(), "a private NATS")?;
        let mut nats = Self::start_locked(tools, folder, config).await?;
        nats.lock = Some(lock);
        Ok(nats)
    }

    /// Starts it in a folder that the caller has locked.
    pub(crate) async fn start_locked(tools: &Tools, folder: &Path, config: NatsConfig) -> crate::Result<Self> {
        let folder = folder.canonicalize().context("find", folder)?;
        let home = folder.join("nats");
        let account = Account::for_folder(&home)?;
        account.open_passage(&folder)?;
        account.check_reach(&folder)?;
        account.check_reach(tools.nats_server())?;
        space::check(&folder)?;
        account.private_folder(&home)?;
        let (log, _) = Log::open(Server::Nats, &folder, "nats.log")?;
        let mut run = Run { tools: tools.clone(), folder, home, config, account, log };
        run.stop_orphan().await?;
        let (guardian, ports) = run.start().await?;
        Ok(Self { guardian, run, ports, lock: None, was_full: false })
    }

    /// `nats://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("nats://{}", self.address())
    }

    /// The loopback address for clients.
    pub fn address(&self) -> SocketAddrV4 {
        loopback(self.ports.client)
    }

    /// The address of the monitoring pages, if they were asked for.
    pub fn monitoring(&self) -> Option<SocketAddrV4> {
        self.ports.monitoring.map(loopback)
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

    /// Starts it again if it has ended, or once a full disk has space again: a stream that could not be written stays broken until then.
    /// Its log tells that it was so, but may lie on the same disk.
    ///
    /// # Errors
    /// `DiskFull` while the disk is nearly full, or as for a start.
    pub async fn keep(&mut self) -> crate::Result<()> {
        if let Err(full) = space::check(&self.run.folder) {
            self.was_full = true;
            return Err(full);
        }
        if !self.guardian.runs() || self.was_full || space::told_by(&self.run.log.of_this_run()) {
            tracing::warn!("NATS has ended or had no space, and is started again");
            self.restart().await?;
            self.was_full = false;
        }
        Ok(())
    }

    /// Gives it other users and permissions without a stop; clients whose rights shrink are cut off.
    ///
    /// # Errors
    /// If the server does not take the configuration; it then keeps the old one.
    pub async fn reload(&mut self, config: NatsConfig) -> crate::Result<()> {
        config::write(&self.run.home, &self.run.account, &config, &self.ports)?;
        let before = self.run.log.len();
        self.guardian.signal("HUP");
        let deadline = Instant::now() + DEADLINE;
        loop {
            let said = self.run.log.since(before);
            if said.contains("Reloaded server configuration") {
                self.run.config = config;
                return Ok(());
            }
            if said.contains("Failed to reload server configuration") {
                config::write(&self.run.home, &self.run.account, &self.run.config, &self.ports)?;
                return Err(self.run.log.failed("refused the new configuration and keeps the old one"));
            }
            if !self.guardian.runs() {
                return Err(self.run.log.failed("has ended"));
            }
            if Instant::now() >= deadline {
                return Err(self.run.log.timed_out("did not take the new configuration", DEADLINE));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
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

    /// Freezes it (SIGSTOP): connections stay open and nothing answers.
    pub fn freeze(&mut self) {
        self.guardian.signal("STOP");
    }

    /// Lets a frozen server go on.
    pub fn thaw(&mut self) {
        self.guardian.signal("CONT");
    }

    /// Stops it if it runs, and starts it again on the same port.
    ///
    /// # Errors
    /// As for a start.
    pub async fn restart(&mut self) -> crate::Result<()> {
        self.halt().await?;
        self.guardian = self.run.start_on(&self.ports).await?;
        Ok(())
    }

    /// Stops the server and keeps its place, for a later [`Nats::restart`].
    ///
    /// # Errors
    /// If it does not end.
    pub async fn halt(&mut self) -> crate::Result<()> {
        match self.guardian.stop().await {
            true => Ok(()),
            false => Err(self.run.log.timed_out("did not stop", Duration::from_secs(75))),
        }
    }

    /// Stops it.
    ///
    /// # Errors
    /// If it does not end.
    pub async fn stop(mut self) -> crate::Result<()> {
        self.halt().await?;
        drop(self.lock.take());
        Ok(())
    }
}

/// Everything needed to start it again.
#[derive(Debug)]
struct Run {
    tools: Tools,
    folder: PathBuf,
    home: PathBuf,
    config: NatsConfig,
    account: Account,
    log: Log,
}

#[derive(Debug)]
struct Ports {
    client: u16,
    monitoring: Option<u16>,
}

impl Run {
    /// Starts the server and waits until it answers. A port that somebody takes meanwhile is replaced.
    async fn start(&mut self) -> crate::Result<(Guardian, Ports)> {
        let file = self.folder.join("nats.port");
        let mut wanted = remembered(&file);
        let mut attempts = 0;
        loop {
            let client = free_port(wanted.take(), &self.folder)?;
            let monitoring = self.config.monitoring.then(|| free_port(None, &self.folder)).transpose()?;
            let ports = Ports { client, monitoring };
            attempts += 1;
            match self.start_on(&ports).await {
                Ok(guardian) => {
                    std::fs::write(&file, client.to_string()).context("write", &file)?;
                    return Ok((guardian, ports));
                }
                Err(_) if attempts < 5 && self.log.of_this_run().contains("address already in use") => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn start_on(&mut self, ports: &Ports) -> crate::Result<Guardian> {
        let path = config::write(&self.home, &self.account, &self.config, ports)?;
        let (log, file) = Log::open(Server::Nats, &self.folder, "nats.log")?;
        self.log = log;
        let mut guardian = Guardian::spawn(Plan {
            program: self.tools.nats_server().to_path_buf(),
            arguments: vec!["--config".into(), path.into()],
            folder: &self.home,
            log: file,
            account: &self.account,
            gentle: "TERM",
            last: "KILL",
        })?;
        let note = self.folder.join("nats.pid");
        std::fs::write(&note, guardian.server().to_string()).context("write", &note)?;
        self.ready(&mut guardian, ports.client).await?;
        Ok(guardian)
    }

    async fn ready(&self, guardian: &mut Guardian, port: u16) -> crate::Result<()> {
        let name = config::server_name(&self.home)?;
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(info) = greeting(port).await
                && info.server_name == name
            {
                let version = Version::parse(&info.version).unwrap_or(Version(0, 0, 0));
                return check_nats(format!("the NATS server at port {port}"), version);
            }
            if !guardian.runs() {
                return Err(self.log.failed("did not start"));
            }
            if Instant::now() >= deadline {
                return Err(self.log.timed_out("did not become ready", DEADLINE));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Stops a server that an earlier owner left behind on these data.
    async fn stop_orphan(&self) -> crate::Result<()> {
        let Some(pid) = std::fs::read_to_string(self.folder.join("nats.pid")).ok().and_then(|pid| pid.parse().ok()) else {
            return Ok(());
        };
        let patience = Duration::from_secs(90);
        match process::stop_orphan(pid, PROGRAM, &config::path(&self.home), "TERM", patience).await {
            true => Ok(()),
            false => Err(self.log.timed_out("of an earlier run did not stop", patience)),
        }
    }
}

#[derive(Deserialize)]
struct Info {
    server_name: String,
    version: String,
}

/// The first line that a NATS server says to everybody: `INFO {…}`.
async fn greeting(port: u16) -> Option<Info> {
    let read = async {
        let stream = TcpStream::connect(loopback(port)).await.ok()?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).await.ok()?;
        serde_json::from_str(line.strip_prefix("INFO ")?).ok()
    };
    tokio::time::timeout(Duration::from_secs(2), read).await.ok().flatten()
}
