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

/// The process that holds a data folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its id.
    pub pid: u32,
    /// What it does, such as `jointcase up`.
    pub purpose: String,
    /// Since when, in local time.
    pub since: String,
    /// The beginning of its command line.
    pub command: String,
}

impl Holder {
    pub(crate) fn zh(holder: &Option<Self>) -> String {
        match holder {
            Some(Self { pid, purpose, since, command }) => format!("进程{pid}（{purpose}，自{since}，命令`{command}`）"),
            None => "另一个刚启动的进程".to_owned(),
        }
    }

    pub(crate) fn en(holder: &Option<Self>) -> String {
        match holder {
            Some(Self { pid, purpose, since, command }) => {
                format!("process {pid} ({purpose}, since {since}, command `{command}`)")
            }
            None => "another process, which has just begun".to_owned(),
        }
    }
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

fn read_holder(file: &mut File) -> Option<Holder> {
    let mut note = String::new();
    file.read_to_string(&mut note).ok()?;
    serde_json::from_str(&note).ok()
}
