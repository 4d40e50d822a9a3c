//! A private installation, as its user has it: the real program with its own servers, and what each command came to.

use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::folder;
use crate::program::{Service, UP, binary};

/// A data folder, and the program that works on it.
#[derive(Debug)]
pub struct Installed {
    folder: TempDir,
}

/// What a command printed, and the code with which it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The exit code.
    pub code: i32,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ended with {}\n{}{}", self.code, self.out, self.err)
    }
}

/// An installation on which the demo was run, and which a service then serves.
#[derive(Debug)]
pub struct Sample {
    /// The installation.
    pub here: Installed,
    /// What the demo said when it was run first and again.
    pub runs: [Ended; 2],
    /// All tallies of the sample roots after either run.
    pub tallies: [[String; 3]; 2],
    _service: Service,
}

/// The roots of the sample data.
const ROOTS: [&str; 3] = ["370800", "US-DE", "SIM"];

impl Installed {
    /// An empty one.
    pub fn new() -> Self {
        Self { folder: folder() }
    }

    /// A file of its user, with `content`.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    }

    /// Where a file of its user lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command to its end.
    ///
    /// # Panics
    /// If it cannot be run or prints what is no text.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[])
    }

    /// The same under further settings.
    ///
    /// # Panics
    /// As [`Installed::run`].
    pub fn run_with(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Ended {
        let output = self.command(arguments).envs(settings.iter().copied()).output().expect("a process");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let code = output.status.code().expect("a code, not a signal");
        Ended { code, out: text(output.stdout), err: text(output.stderr) }
    }

    /// What a command prints that succeeds.
    ///
    /// # Panics
    /// If it does not succeed.
    pub fn prints(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 0, "{arguments:?} {ended}");
        ended.out
    }

    /// What a command says that ends with `code`.
    ///
    /// # Panics
    /// If it ends with another.
    pub fn fails(&self, code: i32, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, code, "{arguments:?} {ended}");
        format!("{}{}", ended.out, ended.err)
    }

    /// Serves it.
    ///
    /// # Panics
    /// If the service does not start.
    pub async fn serve(&self) -> Service {
        Service::start(self.command(&UP), &self.path("up.log")).await
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.arg("--data-dir").arg(self.folder.path().join("data")).args(arguments);
        // Only what finds the servers: no setting of whoever runs the tests.
        command.env_clear();
        #[allow(clippy::disallowed_methods, reason = "a test program reads its own environment")]
        command.envs(
            ["JOINTCASE_TOOLS", "XDG_CACHE_HOME", "HOME", "PATH"]
                .into_iter()
                .filter_map(|name| std::env::var(name).ok().map(|value| (name, value))),
        );
        command
    }
}

impl Default for Installed {
    fn default() -> Self {
        Self::new()
    }
}

impl Sample {
    /// The one that all tests of a run share: whoever asks first makes it.
    ///
    /// # Panics
    /// If the demo or the service does not run.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<Sample> = OnceCell::const_new();
        SHARED.get_or_init(Self::make).await
    }

    async fn make() -> Self {
        let here = Installed::new();
        let demo = || here.run(&["demo", "--once", "--simulated", "3000"]);
        let tallies = || ROOTS.map(|root| here.prints(&["tally", "--division", root, "--all", "--format", "json"]));
        let first = demo();
        let service = here.serve().await;
        let before = tallies();
        service.stop();
        let again = demo();
        let _service = here.serve().await;
        let tallies = [before, tallies()];
        Self { here, runs: [first, again], tallies, _service }
    }
}
