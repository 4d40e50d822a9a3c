//! The generated password of a private Postgres, kept beside its data and readable by its owner only.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Context, StandaloneError};

#[derive(Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// Of the superuser `postgres`; letters and digits only, so that it needs no escaping in a URL.
    pub(crate) postgres_password: String,
}

impl Secrets {
    /// Reads `secrets.json`, or makes it when `may_create`.
    pub(crate) fn load(folder: &Path, may_create: bool) -> crate::Result<Self> {
        let path = folder.join("secrets.json");
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).map_err(std::io::Error::other).context("read", &path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && may_create => Self::create(&path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(StandaloneError::Configuration(format!(
                "the data folder {} has lost its secrets.json, which holds the password of its Postgres: put it back \
                     from a backup, or delete the folder to begin anew",
                folder.display()
            ))),
            Err(source) => Err(source).context("read", &path),
        }
    }

    fn create(path: &Path) -> crate::Result<Self> {
        let secrets = Self { postgres_password: format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()) };
        let text = serde_json::to_vec(&secrets).map_err(std::io::Error::other).context("write", path)?;
        write_private(path, &text)?;
        Ok(secrets)
    }
}

/// Writes a file that only its owner can read, whole or not at all.
pub(crate) fn write_private(path: &Path, text: &[u8]) -> crate::Result<()> {
    let partial = path.with_extension("partial");
    let write = || {
        let _ = fs::remove_file(&partial);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&partial, path)
    };
    write().context("write", path)
}
