//! The real program as a process of its own, for tests that kill or freeze it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::house::Site;

/// How long a start may take.
const START: Duration = Duration::from_secs(60);

/// The program beside the test program: cargo builds binaries of other packages only when it is asked to.
///
/// # Panics
/// If it has not been built.
pub fn binary() -> PathBuf {
    let tests = std::env::current_exe().expect("the path of this program");
    let folder = tests.ancestors().nth(2).expect("target/<profile>/deps/<program>");
    let program = folder.join("jointcase");
    assert!(program.is_file(), "{} is missing: build it with `cargo build -p jointcase`, as `make test` does", program.display());
    program
}

/// A running `jointcase up`.
#[derive(Debug)]
pub struct Service {
    process: Child,
    /// Ends the process if the test program dies without a word: its standard input is ours.
    guard: Child,
}

impl Site {
    /// Starts `jointcase up` on this site, and waits until it says that it is up.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn up(&self) -> Service {
        self.up_through(&self.nats.server.url()).await
    }

    /// Starts it with another way to the bus.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn up_through(&self, nats_url: &str) -> Service {
        Service::start(self.command(nats_url, &UP), &self.folder.path().join("up.log")).await
    }

    /// Runs another command of the program on this site to its end.
    ///
    /// # Panics
    /// If it cannot be run.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(&self.nats.server.url(), arguments).output().expect("a process")
    }

    /// What the services on this site have logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("up.log")).unwrap_or_default()
    }

    fn command(&self, nats_url: &str, arguments: &[&str]) -> Command {
        let key = self.folder.path().join("service.nkey");
        std::fs::write(&key, &self.secrets.service).expect("a key file");
        let url = self.database_url.as_deref().expect("the program needs a Postgres of the test's own: Site::on");
        let mut command = Command::new(binary());
        command.arg("--data-dir").arg(self.folder.path()).args(arguments);
        command.env_clear().env("DATABASE_URL", url).env("NATS_URL", nats_url).env("NATS_NKEY_FILE", key);
        command
    }
}

/// The service, on a port that is free.
pub(crate) const UP: [&str; 3] = ["up", "--listen", "127.0.0.1:0"];

impl Service {
    /// Runs `command`, which is a `jointcase up` that logs to the file `log`, until it says that it is up.
    pub(crate) async fn start(mut command: Command, log: &Path) -> Self {
        let file = File::options().create(true).append(true).open(log).expect("a log");
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file).spawn().expect("a process");
        let guard = Command::new("sh")
            .args(["-c", "read -r _; kill -9 \"$0\"", &process.id().to_string()])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a guard");
        let output = process.stdout.take().expect("its output");
        let (said, mut hear) = tokio::sync::mpsc::unbounded_channel();
        std::thread::spawn(move || {
            // Read to the end, so that the program never waits for a reader.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                drop(said.send(line));
            }
        });
        let service = Self { process, guard };
        loop {
            match tokio::time::timeout(START, hear.recv()).await {
                Ok(Some(line)) if line.starts_with("jointcase is up") => return service,
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => {
                    panic!("`jointcase up` did not start: {}", std::fs::read_to_string(log).unwrap_or_default())
                }
            }
        }
    }

    /// Kills it without a word.
    ///
    /// # Panics
    /// If it cannot be killed.
    pub fn kill(mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }

    /// Asks it to stop (SIGTERM), and waits until it has.
    ///
    /// # Panics
    /// If it does not end well.
    pub fn stop(mut self) {
        self.signal("TERM");
        let ended = self.process.wait().expect("ended");
        assert!(ended.success(), "`jointcase up` ended with {ended}");
    }

    /// Stops its clock: connections stay open and nothing is done (SIGSTOP).
    ///
    /// # Panics
    /// If it has ended.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    /// Lets it go on (SIGCONT).
    ///
    /// # Panics
    /// If it has ended.
    pub fn thaw(&self) {
        self.signal("CONT");
    }

    /// Whether it still runs.
    ///
    /// # Panics
    /// If that cannot be told.
    pub fn runs(&mut self) -> bool {
        self.process.try_wait().expect("its state").is_none()
    }

    fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        let done = Command::new("sh").args(["-c", "kill -\"$0\" \"$1\"", name, &pid]).status().expect("a shell");
        assert!(done.success(), "signal {name} to {pid}");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.process.kill());
        drop(self.process.wait());
        drop(self.guard.kill());
        drop(self.guard.wait());
    }
}
