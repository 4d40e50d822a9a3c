//! One owner per data folder: an operating-system lock, and a note that says who holds it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::error::{Context, StandaloneError};

/// Held while the servers of a data folder run; the system frees it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    pid: u32,
    purpose: String,
    since: String,
    command: String,
}

impl Lock {
    /// Makes the folder if needed, and takes its lock.
    ///
    /// # Errors
    /// `Busy` with pid, purpose, time and command of the holder.
    pub(crate) fn take(folder: &Path, mode: u32, purpose: &str) -> crate::Result<Self> {
        fs::DirBuilder::new().recursive(true).mode(mode).create(folder).context("create", folder)?;
        let path = folder.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .context("open", &path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StandaloneError::Busy { folder: folder.into(), holder: read_holder(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(source).context("lock", &path),
        }
        let holder = Holder {
            pid: std::process::id(),
            purpose: purpose.to_owned(),
            since: chrono::DateTime::<chrono::Local>::from(SystemTime::now()).format("%Y-%m-%d %H:%M:%S %:z").to_string(),
            command: std::env::args().take(4).collect::<Vec<_>>().join(" "),
        };
        let note = serde_json::to_vec(&holder).map_err(std::io::Error::other).context("write", &path)?;
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(&note)).context("write", &path)?;
        Ok(Self { _file: file })
    }
}

fn read_holder(file: &mut File) -> String {
    let mut note = String::new();
    let known: Option<Holder> = match file.read_to_string(&mut note) {
        Ok(_) => serde_json::from_str(&note).ok(),
        Err(_) => None,
    };
    match known {
        Some(Holder { pid, purpose, since, command }) => {
            format!("process {pid} ({purpose}, since {since}, command `{command}`)")
        }
        None => "another process, which has just begun".to_owned(),
    }
}
