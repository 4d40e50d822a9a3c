//! A child process that cannot outlive its owner: a small shell guards it, and stops it when our end of a pipe closes.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::error::Context;

const SCRIPT: &str = include_str!("guardian.sh");
/// A server gets this long to stop gently before its last signal.
const PATIENCE: Duration = Duration::from_secs(60);
/// And this long to vanish after that.
const AFTERMATH: Duration = Duration::from_secs(15);

/// What to run, and how to end it.
pub(crate) struct Plan<'a> {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) folder: &'a Path,
    pub(crate) log: File,
    pub(crate) account: &'a Account,
    pub(crate) gentle: &'static str,
    pub(crate) last: &'static str,
}

/// A running server and its guardian.
#[derive(Debug)]
pub(crate) struct Guardian {
    shell: Child,
    pipe: Option<ChildStdin>,
    server: u32,
    gentle: &'static str,
    last: &'static str,
}

impl Guardian {
    pub(crate) fn spawn(plan: Plan<'_>) -> crate::Result<Self> {
        // Without its comments, since it shows in lists of processes.
        let script: Vec<&str> = SCRIPT.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        let mut command = Command::new("sh");
        command.args(["-c", &script.join("\n"), "guardian", plan.gentle, plan.last, &PATIENCE.as_secs().to_string()]);
        command.arg(&plan.program).args(&plan.arguments);
        plain(&mut command, plan.folder, plan.account);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(plan.log);
        let mut shell = command.spawn().context("run", &plan.program)?;
        let pipe = shell.stdin.take();
        let mut line = String::new();
        if let Some(output) = shell.stdout.take() {
            BufReader::new(output).read_line(&mut line).context("run", &plan.program)?;
        }
        let server = line.trim().parse().map_err(std::io::Error::other).context("run", &plan.program)?;
        Ok(Self { shell, pipe, server, gentle: plan.gentle, last: plan.last })
    }

    /// The pid of the server.
    pub(crate) fn server(&self) -> u32 {
        self.server
    }

    /// Whether the server still runs.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.shell.try_wait(), Ok(None))
    }

    /// Sends the server a signal by its short name; a server that has ended does not mind.
    pub(crate) fn signal(&mut self, name: &str) {
        if let Some(pipe) = &mut self.pipe {
            // It fails only when the guardian has gone, and it goes after its server.
            let _ = writeln!(pipe, "{name}");
        }
    }

    /// Waits until the server has ended. Answers whether it has, in time.
    pub(crate) async fn ended(&mut self, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        while self.runs() {
            if Instant::now() >= deadline {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        true
    }

    /// Stops the server gently, and less gently after a minute. Answers whether it has ended.
    pub(crate) async fn stop(&mut self) -> bool {
        self.ask_to_stop();
        if self.ended(PATIENCE).await {
            return true;
        }
        self.signal(self.last);
        self.ended(AFTERMATH).await
    }

    fn ask_to_stop(&mut self) {
        self.signal(self.gentle);
        // A frozen server would not notice.
        self.signal("CONT");
    }
}

impl Drop for Guardian {
    fn drop(&mut self) {
        self.ask_to_stop();
        // A short wait lets the owner remove the folder; then the guardian goes on without us.
        let deadline = Instant::now() + Duration::from_secs(10);
        while self.runs() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.pipe = None;
    }
}

/// Runs a command out of reach of our terminal, environment and privileges.
pub(crate) fn plain(command: &mut Command, folder: &Path, account: &Account) {
    command
        .current_dir(folder)
        .env_clear()
        .envs([("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"), ("LC_ALL", "C"), ("TZ", "UTC")])
        .process_group(0);
    account.apply(command);
}
