//! The log file of a server: opened for it, and read when it fails.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Context, Server, StandaloneError};
use crate::space;

/// A log is moved aside at a start when it is larger than this, in bytes.
const LARGE: u64 = 16 * 1024 * 1024;
/// What is read of it at most, from its end, in bytes.
const TAIL: u64 = 64 * 1024;
const TAIL_LINES: usize = 12;

/// The log of one server in `folder/log`.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    server: Server,
    path: PathBuf,
    start: u64,
}

impl Log {
    /// Opens the log for a new run of the server.
    pub(crate) fn open(server: Server, folder: &Path, name: &str) -> crate::Result<(Self, File)> {
        let folder = folder.join("log");
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).context("create", &folder)?;
        let path = folder.join(name);
        if fs::metadata(&path).is_ok_and(|log| log.len() > LARGE) {
            fs::rename(&path, path.with_extension("log.1")).context("move aside", &path)?;
        }
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path).context("open", &path)?;
        let start = file.metadata().context("look at", &path)?.len();
        Ok((Self { server, path, start }, file))
    }

    /// How long the log is now.
    pub(crate) fn len(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |log| log.len())
    }

    /// What was written since a length, at most the last 64 KiB.
    pub(crate) fn since(&self, start: u64) -> String {
        let read = || -> std::io::Result<Vec<u8>> {
            let mut file = File::open(&self.path)?;
            let end = file.metadata()?.len();
            file.seek(SeekFrom::Start(start.max(end.saturating_sub(TAIL))))?;
            let mut bytes = Vec::new();
            file.take(TAIL).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// What this run wrote.
    pub(crate) fn of_this_run(&self) -> String {
        self.since(self.start)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The error for a server that did something wrong; a full disk is named as such.
    pub(crate) fn failed(&self, what: &'static str) -> StandaloneError {
        let text = self.of_this_run();
        self.full_disk(&text).unwrap_or_else(|| StandaloneError::Failed {
            server: self.server,
            what,
            log: self.path.clone(),
            tail: last_lines(&text),
        })
    }

    /// The error for a server that did not do something in time; a full disk is named as such.
    pub(crate) fn timed_out(&self, what: &'static str, after: Duration) -> StandaloneError {
        let text = self.of_this_run();
        self.full_disk(&text).unwrap_or_else(|| StandaloneError::TimedOut {
            server: self.server,
            what,
            after,
            log: self.path.clone(),
            tail: last_lines(&text),
        })
    }

    fn full_disk(&self, text: &str) -> Option<StandaloneError> {
        let place = self.path.clone();
        space::told_by(text).then(|| StandaloneError::DiskFull { free_mib: space::free_mib(&place).unwrap_or(0), place })
    }
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}
