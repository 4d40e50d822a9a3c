//! Our own settings file, which Postgres's main one includes and every start writes anew.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use crate::account::Account;
use crate::error::{Context, StandaloneError};
use crate::secrets::write_private;

const NAME: &str = "jointcase.conf";

/// For a machine with 2 cores and 24 GiB that it shares with the program and NATS. Durable: `fsync` stays on.
const OURS: &[(&str, &str)] = &[
    ("listen_addresses", "127.0.0.1"),
    ("unix_socket_directories", ""),
    ("password_encryption", "scram-sha-256"),
    ("max_connections", "300"),
    ("shared_buffers", "256MB"),
    ("effective_cache_size", "4GB"),
    ("work_mem", "16MB"),
    ("maintenance_work_mem", "256MB"),
    ("random_page_cost", "1.1"),
    ("jit", "off"),
    ("fsync", "on"),
    ("synchronous_commit", "on"),
    ("wal_level", "replica"),
    ("max_wal_size", "4GB"),
    ("checkpoint_timeout", "15min"),
    ("checkpoint_completion_target", "0.9"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("lc_messages", "C"),
    ("log_line_prefix", "%m [%p] %q%u@%d "),
    ("logging_collector", "off"),
    ("log_destination", "stderr"),
];

/// Makes the main settings file include ours; once, right after initdb.
pub(super) fn include(cluster: &Path) -> crate::Result<()> {
    let main = cluster.join("postgresql.conf");
    let mut file = OpenOptions::new().append(true).open(&main).context("open", &main)?;
    writeln!(file, "\n# Written at every start; change postgresql.auto.conf (ALTER SYSTEM) instead.\ninclude '{NAME}'")
        .context("write", &main)
}

/// Writes our settings, then the caller's.
pub(super) fn write(folder: &Path, account: &Account, port: u16, more: &[(String, String)]) -> crate::Result<()> {
    let path = super::cluster::path(folder).join(NAME);
    let text = render(port, more)?;
    write_private(&path, text.as_bytes())?;
    account.own(&path)?;
    // A hand-made copy of the data may have lost the line.
    let main = path.with_file_name("postgresql.conf");
    match fs::read_to_string(&main).context("read", &main)?.contains(NAME) {
        true => Ok(()),
        false => include(&super::cluster::path(folder)),
    }
}

fn render(port: u16, more: &[(String, String)]) -> crate::Result<String> {
    let mut text = format!("port = {port}\n");
    for (name, value) in OURS {
        text.push_str(&format!("{name} = '{value}'\n"));
    }
    for (name, value) in more {
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.') || value.contains(['\n', '\r']) {
            return Err(StandaloneError::Configuration(format!("`{name}` is not a setting of Postgres: correct it")));
        }
        text.push_str(&format!("{name} = '{}'\n", value.replace('\\', "\\\\").replace('\'', "''")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_caller_come_last_and_are_quoted() {
        let text = render(5433, &[("commit_delay".into(), "5000".into()), ("x.y".into(), "it's".into())]).unwrap();
        assert!(text.starts_with("port = 5433\n"));
        assert!(text.contains("fsync = 'on'"));
        assert!(text.ends_with("commit_delay = '5000'\nx.y = 'it''s'\n"));
        assert!(render(1, &[("a b".into(), "c".into())]).is_err());
        assert!(render(1, &[("a".into(), "c\nfsync = off".into())]).is_err());
    }
}
