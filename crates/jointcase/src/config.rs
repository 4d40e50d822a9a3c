//! The environment, read once into values; everything below is handed values.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::words::Saying;

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
    /// `JOINTCASE_FILES_URL`: where files are kept, `s3://bucket/prefix` or `file:///folder`; without it in the data folder.
    pub files_url: Option<String>,
    /// `JOINTCASE_FILES_LIMIT`: most MiB of one file.
    pub files_limit: Option<String>,
    /// `AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`: how the bucket is reached.
    pub s3: files::S3,
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
    pub const VARIABLES: [&str; 17] = [
        "DATABASE_URL",
        "NATS_URL",
        "NATS_NKEY_FILE",
        "JOINTCASE_LISTEN",
        "JOINTCASE_DATA_DIR",
        "JOINTCASE_FILES_URL",
        "JOINTCASE_FILES_LIMIT",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "JOINTCASE_TOOLS",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "HOME",
        "PATH",
        "RUST_LOG",
    ];

    /// Reads the variables through `get`.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let [database, nats, nkey, listen, data_dir, rest @ ..] = Self::VARIABLES;
        let [files_url, files_limit, endpoint, region, access_key, secret_key, rest @ ..] = rest;
        let [tools, cache_home, data_home, home, path, log] = rest;
        Self {
            database_url: get(database),
            nats_url: get(nats),
            nkey_file: get(nkey).map(Into::into),
            listen: get(listen),
            data_dir: get(data_dir).map(Into::into),
            files_url: get(files_url),
            files_limit: get(files_limit),
            s3: files::S3 {
                endpoint: get(endpoint),
                region: get(region),
                access_key: get(access_key),
                secret_key: get(secret_key),
            },
            tools: get(tools),
            cache_home: get(cache_home),
            data_home: get(data_home).map(Into::into),
            home: get(home),
            path: get(path),
            log: get(log),
        }
    }

    /// Where the files of an installation in `folder` are kept.
    ///
    /// # Errors
    /// If the limit is no number of MiB.
    pub fn files(&self, folder: &Path) -> Result<files::Place> {
        let mib = |text: &String| text.trim().parse::<u64>().ok().filter(|mib| (1..=1 << 20).contains(mib));
        let limit = match &self.files_limit {
            None => files::DEFAULT_LIMIT,
            Some(text) => mib(text).map(|mib| mib << 20).saying(|| {
                (
                    format!("JOINTCASE_FILES_LIMIT={text}不是MiB数：请写1至1048576之间的整数，例如200"),
                    format!("JOINTCASE_FILES_LIMIT={text} is no number of MiB: write one from 1 to 1048576, such as 200"),
                )
            })?,
        };
        Ok(files::Place { folder: folder.join("files"), url: self.files_url.clone(), s3: self.s3.clone(), limit })
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
