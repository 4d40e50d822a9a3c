//! Looking at processes that we did not start in this life: servers that an earlier owner left behind.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::time::Instant;

/// The arguments of a running process; `None` if there is none with this pid.
fn command_line(pid: u32) -> Option<Vec<String>> {
    if Path::new("/proc/self").exists() {
        let raw = fs::read(format!("/proc/{pid}/cmdline")).ok().filter(|raw| !raw.is_empty())?;
        return Some(raw.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect());
    }
    let out = Command::new("ps").args(["-o", "command=", "-p", &pid.to_string()]).output().ok()?;
    let line = String::from_utf8_lossy(&out.stdout).trim().to_owned();
    (!line.is_empty()).then(|| line.split(' ').map(str::to_owned).collect())
}

/// Whether `pid` is a running `program` that was started with the argument `argument`.
pub(crate) fn is_server(pid: u32, program: &str, argument: &Path) -> bool {
    let Some(words) = command_line(pid) else { return false };
    let named = words.first().is_some_and(|first| Path::new(first).file_name().is_some_and(|name| name == program));
    named && words.iter().any(|word| Path::new(word) == argument)
}

/// Stops a server of ours that outlived its owner; waits until it is gone. Answers whether it is.
pub(crate) async fn stop_orphan(pid: u32, program: &str, argument: &Path, signal: &str, patience: Duration) -> bool {
    let deadline = Instant::now() + patience;
    let mut told = false;
    while is_server(pid, program, argument) {
        if !told {
            tracing::warn!(pid, program, "stopping a server that outlived its owner");
            for signal in [signal, "CONT"] {
                let mut kill = Command::new("kill");
                kill.args(["-s", signal, &pid.to_string()]).stdin(Stdio::null()).stderr(Stdio::null());
                // It may have ended meanwhile, which the loop notices.
                let _ = kill.status();
            }
            told = true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    true
}
