//! The data folder of Postgres itself: made whole or not at all, and what it says about a running server.

use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::account::Account;
use crate::error::{Context, Server, StandaloneError};
use crate::guardian::plain;
use crate::secrets::write_private;
use crate::space;
use crate::tools::Tools;

const ATTEMPT: &str = "postgres.new-";

/// Where it lies in a data folder.
pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join("postgres")
}

pub(super) fn exists(folder: &Path) -> bool {
    path(folder).join("PG_VERSION").exists()
}

/// Refuses data of another major version.
pub(super) fn check_major(folder: &Path, tools: &Tools) -> crate::Result<()> {
    let cluster = path(folder);
    let file = cluster.join("PG_VERSION");
    let made_by = match fs::read_to_string(&file) {
        Ok(text) => text.trim().to_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(source).context("read", file),
    };
    let found = tools.postgres_version().0;
    if made_by == found.to_string() {
        return Ok(());
    }
    Err(StandaloneError::OtherMajor { folder: folder.into(), cluster, made_by, found })
}

/// Runs initdb beside the final place and renames the result, so that an interrupted one is simply made again.
pub(super) async fn make_once(tools: &Tools, folder: &Path, account: &Account, password: &str) -> crate::Result<()> {
    if exists(folder) {
        return Ok(());
    }
    remove_attempts(folder)?;
    // A name of its own, since initdb may go on for a while after its owner was killed.
    let attempt = folder.join(format!("{ATTEMPT}{}", std::process::id()));
    let word = attempt.join("password");
    let made = attempt.join("postgres");
    let mut complaint = String::new();
    for locale in locales(tools.postgres_version().0) {
        if attempt.exists() {
            fs::remove_dir_all(&attempt).context("remove", &attempt)?;
        }
        account.private_folder(&attempt)?;
        write_private(&word, password.as_bytes())?;
        account.own(&word)?;
        let mut command = std::process::Command::new(tools.postgres_program("initdb"));
        plain(&mut command, &attempt, account);
        command.args(["--auth=scram-sha-256", "--encoding=UTF8", "--username=postgres"]).args(*locale);
        command.arg("--pwfile").arg(&word).arg("-D").arg(&made);
        let output = Command::from(command).kill_on_drop(true).output().await.context("run initdb for", &made)?;
        if output.status.success() {
            super::settings::include(&made)?;
            fs::rename(&made, path(folder)).context("put in place", path(folder))?;
            return fs::remove_dir_all(&attempt).context("remove", &attempt);
        }
        complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if space::told_by(&complaint) {
            break;
        }
    }
    if space::told_by(&complaint) {
        return Err(StandaloneError::DiskFull { place: folder.into(), free_mib: space::free_mib(folder).unwrap_or(0) });
    }
    Err(StandaloneError::Failed { server: Server::Postgres, what: "could not be set up", log: attempt, tail: complaint })
}

/// Removes what interrupted starts left.
fn remove_attempts(folder: &Path) -> crate::Result<()> {
    for entry in fs::read_dir(folder).context("list", folder)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(ATTEMPT) {
            fs::remove_dir_all(entry.path()).context("remove", entry.path())?;
        }
    }
    Ok(())
}

/// Ways to sort by code point with Unicode letters, best first; the last one works everywhere.
fn locales(major: u32) -> &'static [&'static [&'static str]] {
    if major >= 17 {
        &[&["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"], &["--locale=C"]]
    } else {
        &[&["--locale=C", "--lc-ctype=C.UTF-8"], &["--locale=C"]]
    }
}

/// The pid in Postgres's own note about a running server.
pub(super) fn noted_pid(cluster: &Path) -> Option<u32> {
    fs::read_to_string(cluster.join("postmaster.pid")).ok()?.lines().next()?.trim().parse().ok()
}

/// Whether that note says that this server is ready; its eighth line is the state.
pub(super) fn says_ready(cluster: &Path, pid: u32) -> bool {
    let Ok(note) = fs::read_to_string(cluster.join("postmaster.pid")) else { return false };
    let lines: Vec<&str> = note.lines().map(str::trim).collect();
    lines.first().is_some_and(|first| *first == pid.to_string()) && lines.get(7) == Some(&"ready")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_a_locale_that_works_everywhere() {
        for major in [15, 16, 17, 18] {
            assert_eq!(locales(major).last(), Some(&["--locale=C"].as_slice()));
        }
        assert!(locales(18)[0].contains(&"--locale-provider=builtin"));
        assert!(!locales(15)[0].contains(&"--locale-provider=builtin"));
    }
}
