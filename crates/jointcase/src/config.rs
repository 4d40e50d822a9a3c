//! The environment, read once into values; everything below is handed values.

use std::path::PathBuf;

/// What the environment says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// `DATABASE_URL`: Postgres as its owner; without it a private instance runs.
    pub database_url: Option<String>,
    /// `NATS_URL`: NATS; without it a private instance runs.
    pub nats_url: Option<String>,
    /// `NATS_NKEY_FILE`: a file with the seed of the service's, or for `publish` the organisation's, key.
    pub nkey_file: Option<PathBuf>,
    /// `JOINTCASE_LISTEN`: where the pages are served.
    pub listen: Option<String>,
    /// `JOINTCASE_DATA_DIR`: where keys and private instances live.
    pub data_dir: Option<PathBuf>,
    /// `JOINTCASE_TOOLS`: where set-up put the servers.
    pub tools: Option<String>,
    /// `XDG_CACHE_HOME`.
    pub cache_home: Option<String>,
    /// `XDG_DATA_HOME`.
    pub data_home: Option<PathBuf>,
    /// `HOME`.
    pub home: Option<String>,
    /// `PATH`.
    pub path: Option<String>,
    /// `RUST_LOG`.
    pub log: Option<String>,
}

impl Config {
    /// The names of all variables that are read, for the test that compares them with docker-compose.yml.
    pub const VARIABLES: [&str; 11] = [
        "DATABASE_URL",
        "NATS_URL",
        "NATS_NKEY_FILE",
        "JOINTCASE_LISTEN",
        "JOINTCASE_DATA_DIR",
        "JOINTCASE_TOOLS",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "HOME",
        "PATH",
        "RUST_LOG",
    ];

    /// Reads the variables through `get`.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let [database, nats, nkey, listen, data_dir, tools, cache_home, data_home, home, path, log] = Self::VARIABLES;
        Self {
            database_url: get(database),
            nats_url: get(nats),
            nkey_file: get(nkey).map(Into::into),
            listen: get(listen),
            data_dir: get(data_dir).map(Into::into),
            tools: get(tools),
            cache_home: get(cache_home),
            data_home: get(data_home).map(Into::into),
            home: get(home),
            path: get(path),
            log: get(log),
        }
    }

    /// Finds the servers that set-up installed.
    ///
    /// # Errors
    /// [`standalone::StandaloneError`] names what is missing and how to get it.
    pub fn find_tools(&self) -> Result<standalone::Tools, standalone::StandaloneError> {
        standalone::Tools::locate(|name| match name {
            "JOINTCASE_TOOLS" => self.tools.clone(),
            "XDG_CACHE_HOME" => self.cache_home.clone(),
            "HOME" => self.home.clone(),
            "PATH" => self.path.clone(),
            _ => None,
        })
    }
}
