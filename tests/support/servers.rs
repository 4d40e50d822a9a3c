//! Servers for tests: one Postgres for the whole run, and others that a test may break.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::LazyLock;

use event_store::setup::Database;
use nkeys::KeyPair;
use standalone::nats::{Nats, NatsConfig, NatsUser};
use standalone::postgres::{Postgres, PostgresOptions};
use standalone::{Places, Tools};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

/// The installation's secret in tests: roles' passwords and the key of persons derive from it.
pub const SECRET: [u8; 32] = *b"a secret for tests, known to all";

const PREFIX: &str = "jointcase-tests-";

/// The tools of this machine.
///
/// # Panics
/// If they are not installed: run `make setup`.
pub fn tools() -> &'static Tools {
    #[allow(clippy::disallowed_methods, reason = "a test program reads its own environment")]
    static TOOLS: LazyLock<Tools> = LazyLock::new(|| {
        Tools::find(&Places::of(|name| std::env::var(name).ok())).expect("`make setup` installs Postgres and NATS")
    });
    &TOOLS
}

/// A folder that the servers' unprivileged user may enter; removed when dropped.
///
/// # Panics
/// If it cannot be made.
pub fn folder() -> TempDir {
    let prefix = format!("{PREFIX}{}-", std::process::id());
    let mode = Permissions::from_mode(0o755);
    tempfile::Builder::new().prefix(&prefix).permissions(mode).tempdir().expect("a folder for a test")
}

/// A database of its own, set up, on the cluster that the whole run shares.
///
/// # Panics
/// If Postgres cannot be started or the schema does not fit.
pub async fn database() -> Database {
    static SHARED: OnceCell<OwnPostgres> = OnceCell::const_new();
    let shared = SHARED.get_or_init(|| async {
        remove_what_earlier_runs_left();
        OwnPostgres::start(&[("max_connections", "500")]).await
    });
    shared.await.database().await
}

/// A Postgres that belongs to one test, which may stop or kill it.
#[derive(Debug)]
pub struct OwnPostgres {
    /// The server.
    pub server: Postgres,
    // After the server: fields are dropped in order, and the server must be gone before its folder.
    _folder: TempDir,
}

impl OwnPostgres {
    /// Starts one with `settings` beside our own.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn start(settings: &[(&str, &str)]) -> Self {
        let folder = folder();
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let options = PostgresOptions { settings, ..PostgresOptions::default() };
        let server = Postgres::start(tools(), folder.path(), options).await.expect("a private Postgres");
        Self { server, _folder: folder }
    }

    /// A name for a further database on it, which does not exist yet.
    ///
    /// # Panics
    /// Never: the address is our own.
    pub fn new_database(&self) -> Database {
        let url = self.server.admin_url(&format!("test_{}", Uuid::new_v4().simple()));
        Database::new(&url, SECRET).expect("an address of our own")
    }

    /// A further database on it, set up.
    ///
    /// # Panics
    /// If the schema does not fit.
    pub async fn database(&self) -> Database {
        let database = self.new_database();
        database.set_up().await.expect("a database that is set up");
        database
    }
}

/// A NATS that belongs to one test.
#[derive(Debug)]
pub struct OwnNats {
    /// The server.
    pub server: Nats,
    _folder: TempDir,
}

impl OwnNats {
    /// Starts one with `config`, which names its users.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn start(config: NatsConfig) -> Self {
        let folder = folder();
        let server = Nats::start(tools(), folder.path(), config).await.expect("a private NATS");
        Self { server, _folder: folder }
    }

    /// Starts one whose only user may do everything in one account with JetStream, and returns the user's key.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn with_one_user() -> (Self, KeyPair) {
        let key = KeyPair::new_user();
        let user = NatsUser {
            public_key: key.public_key(),
            account: "HOUSE".into(),
            publish_allow: vec![">".into()],
            subscribe_allow: vec![">".into()],
            allow_responses: true,
        };
        let config = NatsConfig { users: vec![user], jetstream_accounts: vec!["HOUSE".into()], ..NatsConfig::default() };
        (Self::start(config).await, key)
    }
}

/// The shared cluster is never dropped, so its folder outlives the run: the next run removes it.
fn remove_what_earlier_runs_left() {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|rest| rest.split('-').next());
        let gone = pid.is_some_and(|pid| pid.parse::<u32>().is_ok() && !Path::new("/proc").join(pid).exists());
        if gone && Path::new("/proc/self").exists() {
            // Another run may be removing it too; what stays is removed next time.
            drop(std::fs::remove_dir_all(entry.path()));
        }
    }
}
