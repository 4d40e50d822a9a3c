//! Finding the servers' programs, and refusing those that are too old.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Server, StandaloneError};
use crate::place::Places;

/// The oldest nats-server that will do.
pub const OLDEST_NATS: Version = Version(2, 14, 0);
/// The oldest Postgres that will do.
pub const OLDEST_POSTGRES: Version = Version(15, 0, 0);

const OLD_NATS: &str = "older servers overwrite consumers, ignore filter subjects or do not know `sync_interval: always`, \
                        and have known security holes";
const OLD_POSTGRES: &str = "older servers are not tested with this program";

/// A version of a server: major, minor, patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// Reads the first thing that looks like a version, as in `nats-server: v2.15.1` or `postgres (PostgreSQL) 18.6`.
    pub fn parse(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| {
            let word = word.trim_start_matches('v');
            if !word.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            // "2.14.0-RC.1" and "19beta1" count by their leading digits.
            let mut numbers = word.split('.').map(|part| {
                let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
                part[..digits].parse::<u32>().ok()
            });
            let major = numbers.next()??;
            Some(Self(major, numbers.next().flatten().unwrap_or(0), numbers.next().flatten().unwrap_or(0)))
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// The programs of both servers.
#[derive(Debug, Clone)]
pub struct Tools {
    nats_server: PathBuf,
    nats_version: Version,
    postgres_bin: PathBuf,
    postgres_version: Version,
}

impl Tools {
    /// Finds both servers in the places that [`Places::of`] makes of `env`.
    ///
    /// # Errors
    /// If one is missing or too old, with a sentence that says what to do.
    pub fn locate(env: impl Fn(&str) -> Option<String>) -> crate::Result<Self> {
        Self::find(&Places::of(env))
    }

    /// Finds both servers: first in the tools folders (highest version first), then in the system.
    ///
    /// # Errors
    /// If one is missing or too old, with a sentence that says what to do.
    pub fn find(places: &Places) -> crate::Result<Self> {
        let mut nats = Vec::new();
        let mut postgres = Vec::new();
        for tools in &places.tools {
            nats.extend(versioned(tools, "nats-server-").into_iter().map(|folder| folder.join("nats-server")));
            postgres.extend(versioned(tools, "postgres-").into_iter().map(|folder| folder.join("bin/postgres")));
        }
        nats.extend(places.path.iter().map(|folder| folder.join("nats-server")));
        postgres.extend(places.path.iter().map(|folder| folder.join("postgres")));
        for folder in &places.postgres {
            for prefix in ["", "postgresql@"] {
                postgres.extend(versioned(folder, prefix).into_iter().map(|major| major.join("bin/postgres")));
            }
        }
        let (nats_server, nats_version) = newest_that_runs(Server::Nats, nats, OLDEST_NATS, OLD_NATS)?;
        let (server, postgres_version) = newest_that_runs(Server::Postgres, postgres, OLDEST_POSTGRES, OLD_POSTGRES)?;
        let postgres_bin = server.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(Self { nats_server, nats_version, postgres_bin, postgres_version })
    }

    /// The program `nats-server`.
    pub fn nats_server(&self) -> &Path {
        &self.nats_server
    }

    /// The version of nats-server.
    pub fn nats_version(&self) -> Version {
        self.nats_version
    }

    /// The version of Postgres.
    pub fn postgres_version(&self) -> Version {
        self.postgres_version
    }

    /// The folder with Postgres's programs.
    pub fn postgres_bin(&self) -> &Path {
        &self.postgres_bin
    }

    /// `pg_test_fsync`, which measures what one commit costs on a disk, if it is there.
    pub fn pg_test_fsync(&self) -> Option<PathBuf> {
        Some(self.postgres_bin.join("pg_test_fsync")).filter(|program| program.is_file())
    }

    pub(crate) fn postgres_program(&self, name: &str) -> PathBuf {
        self.postgres_bin.join(name)
    }
}

/// The folders `parent/PREFIXvERSION`, highest version first.
fn versioned(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut found: Vec<(Version, PathBuf)> = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((Version::parse(name.strip_prefix(prefix)?)?, entry.path()))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// The first candidate that runs and is new enough.
fn newest_that_runs(
    server: Server,
    candidates: Vec<PathBuf>,
    oldest: Version,
    reason: &'static str,
) -> crate::Result<(PathBuf, Version)> {
    let mut too_old = None;
    for program in candidates.into_iter().filter(|program| program.is_file()) {
        let Some(found) = version_of(&program) else { continue };
        if found >= oldest {
            return Ok((program, found));
        }
        too_old.get_or_insert((program, found));
    }
    Err(match too_old {
        Some((program, found)) => StandaloneError::TooOld { program: program.display().to_string(), found, oldest, reason },
        None => StandaloneError::Missing { server },
    })
}

pub(crate) fn check_nats(program: String, found: Version) -> crate::Result<()> {
    if found >= OLDEST_NATS {
        return Ok(());
    }
    Err(StandaloneError::TooOld { program, found, oldest: OLDEST_NATS, reason: OLD_NATS })
}

fn version_of(program: &Path) -> Option<Version> {
    let output = Command::new(program).arg("--version").output().ok()?;
    Version::parse(&String::from_utf8_lossy(&output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_programs_print() {
        assert_eq!(Version::parse("nats-server: v2.15.1"), Some(Version(2, 15, 1)));
        assert_eq!(Version::parse("nats-server: v2.9.10"), Some(Version(2, 9, 10)));
        assert_eq!(Version::parse("postgres (PostgreSQL) 18.6"), Some(Version(18, 6, 0)));
        assert_eq!(Version::parse("postgres (PostgreSQL) 15.17 (Debian 15.17-0+deb12u1)"), Some(Version(15, 17, 0)));
        assert_eq!(Version::parse("postgres (PostgreSQL) 19beta1"), Some(Version(19, 0, 0)));
        assert_eq!(Version::parse("2.14.0-RC.1"), Some(Version(2, 14, 0)));
        assert_eq!(Version::parse("no version here"), None);
        assert!(Version(2, 9, 10) < OLDEST_NATS);
    }
}
