//! Where the house stands: on given URLs, on the instances of a running `up` or `demo`, or on private instances of its own.

use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Result;
use bus::{permissions_for_org, permissions_for_service};
use event_store::setup::Database;
use kernel::reference::Reference;
use kernel::{OrgId, Text};
use serde::{Deserialize, Serialize};
use standalone::nats::{NatsConfig, NatsUser};
use standalone::{Machine, StartOptions};

use crate::config::Config;
use crate::secrets::Secrets;
use crate::words::{Saying, said, text};

/// Only one of the two servers is one's own.
fn half(set: &str, unset: &str) -> anyhow::Error {
    said(
        format!("已设置{set}而未设置{unset}：使用自己的服务器须两者都设置，使用自带的服务器则都不设置"),
        format!("{set} is set and {unset} is not: set both for your own servers, or neither for private ones"),
    )
}

fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).saying(|| {
        let folder = folder.display();
        (
            format!("无法建立数据目录{folder}：请用--data-dir另选目录，或检查权限"),
            format!("cannot make the data folder {folder}: choose another with --data-dir, or see that it may be made"),
        )
    })
}

/// The account on the bus that all organisations share.
const ACCOUNT: &str = "JOINTCASE";
/// The file in which a running installation says where it can be reached.
const RUNNING: &str = "running.json";

/// The servers and secrets of one installation.
pub struct Installation {
    /// The data folder.
    pub folder: PathBuf,
    /// Its secrets.
    pub secrets: Secrets,
    /// Postgres, as its owner.
    pub database_url: String,
    /// NATS.
    pub nats_url: String,
    /// Seed of the service's key, if the bus asks for one.
    pub service_seed: Option<String>,
    /// The private instances, if they are ours to stop.
    machine: Option<Machine>,
}

/// Where a running installation can be reached.
#[derive(Debug, Serialize, Deserialize)]
struct Running {
    pid: u32,
    database_url: String,
    nats_url: String,
    web: Option<String>,
}

/// The data folder: given, from the environment, or the usual one for `purpose`.
///
/// # Errors
/// If none can be told.
pub fn folder(config: &Config, given: Option<&Path>, purpose: &str) -> Result<PathBuf> {
    if let Some(folder) = given.or(config.data_dir.as_deref()) {
        return std::path::absolute(folder).saying(|| {
            let folder = folder.display();
            (format!("{folder}不是路径：请用--data-dir另行指定"), format!("{folder} is no path: give another with --data-dir"))
        });
    }
    let home = config.home.as_ref().map(Path::new);
    standalone::default_data_dir(purpose, standalone::is_root(), home, config.data_home.as_deref()).saying(|| {
        ("找不到用户主目录：请用--data-dir指定数据目录", "no home folder is known: say where data may be kept with --data-dir")
    })
}

impl Installation {
    /// For a service: on the given URLs, or on private instances that it starts and stops.
    ///
    /// # Errors
    /// A sentence that says what is missing or who holds the folder.
    pub async fn start(config: &Config, folder: &Path, purpose: &str, reference: &Reference) -> Result<Self> {
        match (&config.database_url, &config.nats_url) {
            (Some(database_url), Some(nats_url)) => {
                make(folder)?;
                let secrets = Secrets::open(folder, reference)?;
                let service_seed = config.nkey_file.as_deref().map(read_seed).transpose()?;
                Ok(Self {
                    folder: folder.to_owned(),
                    secrets,
                    database_url: database_url.clone(),
                    nats_url: nats_url.clone(),
                    service_seed,
                    machine: None,
                })
            }
            (None, None) => Self::private(config, folder, purpose, reference).await,
            (Some(_), None) => Err(half("DATABASE_URL", "NATS_URL")),
            (None, Some(_)) => Err(half("NATS_URL", "DATABASE_URL")),
        }
    }

    async fn private(config: &Config, folder: &Path, purpose: &str, reference: &Reference) -> Result<Self> {
        let tools = config.find_tools()?;
        make(folder)?;
        let secrets = Secrets::open(folder, reference)?;
        let nats = bus_of(&secrets)?;
        let machine = Machine::start(&tools, folder, StartOptions::new(purpose, nats)).await?;
        Ok(Self {
            database_url: machine.postgres().admin_url("jointcase"),
            nats_url: machine.nats().url(),
            service_seed: Some(secrets.service.clone()),
            folder: folder.to_owned(),
            secrets,
            machine: Some(machine),
        })
    }

    /// For a command beside a service: the given URLs, the running installation of the folder, or private instances for its duration.
    ///
    /// # Errors
    /// A sentence that says what is missing.
    pub async fn reach(config: &Config, folder: &Path, reference: &Reference) -> Result<Self> {
        if config.database_url.is_none() && Running::of(folder).is_some() {
            return Self::running(folder, reference);
        }
        Self::start(config, folder, "a command", reference).await
    }

    /// Whether a service runs on `folder`.
    pub fn serves(folder: &Path) -> bool {
        Running::of(folder).is_some()
    }

    /// The installation that runs on `folder`.
    ///
    /// # Errors
    /// If none runs there.
    pub fn running(folder: &Path, reference: &Reference) -> Result<Self> {
        let Some(running) = Running::of(folder) else {
            let folder = folder.display();
            return Err(said(
                format!(
                    "{folder}上没有运行中的服务：请用`jointcase up`启动，或用--data-dir指定其目录，或设置NATS_URL和NATS_NKEY_FILE"
                ),
                format!(
                    "no service runs on {folder}: start it with `jointcase up`, name its folder with --data-dir, or set NATS_URL and NATS_NKEY_FILE"
                ),
            ));
        };
        let secrets = Secrets::open(folder, reference)?;
        Ok(Self {
            folder: folder.to_owned(),
            service_seed: Some(secrets.service.clone()),
            secrets,
            database_url: running.database_url,
            nats_url: running.nats_url,
            machine: None,
        })
    }

    /// The database with its roles.
    ///
    /// # Errors
    /// If the URL cannot be read.
    pub fn database(&self) -> Result<Database> {
        Ok(Database::new(&self.database_url, self.secrets.roles())?)
    }

    /// The key of `org` on the bus: from this installation's secrets.
    pub fn seed_of(&self, org: &OrgId) -> Option<String> {
        self.service_seed.as_ref()?;
        self.secrets.organisations.get(org.as_str()).cloned()
    }

    /// Lets other commands find this installation while it runs.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn announce(&self, web: Option<String>) -> Result<()> {
        let running =
            Running { pid: std::process::id(), database_url: self.database_url.clone(), nats_url: self.nats_url.clone(), web };
        let path = self.folder.join(RUNNING);
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
        std::io::Write::write_all(&mut file, &serde_json::to_vec_pretty(&running)?).saying(|| {
            let path = path.display();
            (format!("无法写入{path}：请检查该目录的权限"), format!("cannot write {path}: see that the folder may be written"))
        })
    }

    /// Starts private servers again that have ended; says what is still wrong with them.
    pub async fn keep(&mut self) -> Option<Text> {
        self.machine.as_mut()?.keep().await.err().map(|error| text(&error.into()))
    }

    /// Stops what is ours to stop.
    ///
    /// # Errors
    /// If a server does not stop.
    pub async fn stop(self) -> Result<()> {
        if Running::of(&self.folder).is_some_and(|running| running.pid == std::process::id()) {
            drop(fs::remove_file(self.folder.join(RUNNING)));
        }
        if let Some(machine) = self.machine {
            machine.stop().await?;
        }
        Ok(())
    }
}

impl Running {
    /// What runs on `folder`, if its process still lives.
    fn of(folder: &Path) -> Option<Self> {
        let running: Self = serde_json::from_slice(&fs::read(folder.join(RUNNING)).ok()?).ok()?;
        Path::new("/proc").join(running.pid.to_string()).exists().then_some(running)
    }
}

fn user(public: &str, permissions: bus::Permissions) -> NatsUser {
    NatsUser {
        public_key: public.to_owned(),
        account: ACCOUNT.to_owned(),
        publish_allow: permissions.publish,
        subscribe_allow: permissions.subscribe,
        allow_responses: false,
    }
}

/// The private bus of an installation: the service, and every organisation with its own key and no more than its own subjects.
///
/// # Errors
/// If a key is damaged.
pub fn bus_of(secrets: &Secrets) -> Result<NatsConfig> {
    let mut users = vec![user(&secrets.service_key()?.public, permissions_for_service())];
    for (org, seed) in &secrets.organisations {
        users.push(user(&bus::NkeyPair::from_seed(seed)?.public, permissions_for_org(&OrgId::new(org.as_str())?)));
    }
    Ok(NatsConfig { users, jetstream_accounts: vec![ACCOUNT.to_owned()], ..NatsConfig::default() })
}

/// Reads a seed from a file.
///
/// # Errors
/// If the file cannot be read.
pub fn read_seed(path: &Path) -> Result<String> {
    Ok(fs::read_to_string(path)
        .saying(|| {
            let path = path.display();
            (
                format!("无法读取密钥文件{path}：请检查路径和权限"),
                format!("cannot read the key file {path}: see that it is there and may be read"),
            )
        })?
        .trim()
        .to_owned())
}
