//! A service with its private servers on a small disk of its own: a file system in memory that only they see.
//!
//! Mounting takes a mount namespace, and for an ordinary user a user namespace, which not every machine allows.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::folder;
use crate::program::binary;

/// Mounts, and then runs what follows as whoever asked: in the namespace of the mount an ordinary user is root, whom Postgres refuses.
const AS_USER: &str = r#"mount -t tmpfs -o "size=$1m,mode=755" none "$2" && echo mounted &&
    uid=$3 gid=$4 && shift 4 && exec unshare --user --map-user="$uid" --map-group="$gid" -- "$@""#;
const AS_ROOT: &str = r#"mount -t tmpfs -o "size=$1m,mode=755" none "$2" && echo mounted && shift 4 && exec "$@""#;

/// How long a start may take.
const START: Duration = Duration::from_secs(90);

/// The disk with `jointcase up` on it; both end with this value.
#[derive(Debug)]
pub struct SmallDisk {
    process: Child,
    address: SocketAddr,
    mount: TempDir,
}

impl SmallDisk {
    /// Mounts a disk of `size` MiB and starts the service on it; none, with the reason printed, where the machine allows no such mount.
    ///
    /// # Panics
    /// If the service does not start; in CI also if the mount is not allowed.
    pub async fn up(size: u32) -> Option<Self> {
        let mount = folder();
        let root = standalone::is_root();
        let errors = mount.path().with_extension("log");
        let mut command = Command::new("unshare");
        command.args(if root { &["-m"][..] } else { &["-r", "-m"] }).args([
            "sh",
            "-c",
            if root { AS_ROOT } else { AS_USER },
            "sh",
        ]);
        command.arg(size.to_string()).arg(mount.path()).args([id("-u"), id("-g")]);
        command.arg(binary()).arg("--data-dir").arg(mount.path().join("data")).args(["up", "--listen", "127.0.0.1:0"]);
        command.env_remove("DATABASE_URL").env_remove("NATS_URL").stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::create(&errors).expect("a log"));
        let Ok(mut process) = command.spawn() else { return not_run("no `unshare` is installed") };
        let output = BufReader::new(process.stdout.take().expect("its output"));
        let (said, mut hear) = tokio::sync::mpsc::unbounded_channel();
        // Read to the end, so that the program never waits for a reader.
        std::thread::spawn(move || output.lines().map_while(Result::ok).for_each(|line| drop(said.send(line))));
        let log = || std::fs::read_to_string(&errors).unwrap_or_default();
        if hear.recv().await.as_deref() != Some("mounted") {
            drop(process.wait());
            return not_run(log().trim());
        }
        loop {
            match tokio::time::timeout(START, hear.recv()).await {
                Ok(Some(line)) => {
                    let Some((_, address)) = line.split_once("http://") else { continue };
                    let address = address.trim_end_matches('/').parse().expect("an address");
                    return Some(Self { process, address, mount });
                }
                Ok(None) | Err(_) => {
                    drop(process.kill());
                    panic!("`jointcase up` did not start: {}", log());
                }
            }
        }
    }

    /// The data folder on it, as this process sees it: through the service's.
    pub fn data(&self) -> PathBuf {
        self.seen().join("data")
    }

    fn seen(&self) -> PathBuf {
        let inside = self.mount.path().strip_prefix("/").expect("an absolute path");
        Path::new("/proc").join(self.process.id().to_string()).join("root").join(inside)
    }

    /// Runs another command of the program beside the service, to its end.
    ///
    /// # Panics
    /// If it cannot be run.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(binary());
        command.arg("--data-dir").arg(self.data()).args(arguments).env_remove("DATABASE_URL").env_remove("NATS_URL");
        command.output().expect("a process")
    }

    /// What the service has logged; the log lies beside the disk, not on it.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.mount.path().with_extension("log")).unwrap_or_default()
    }

    /// Fills the disk up to `mib` MiB with a file, and returns its path.
    ///
    /// # Panics
    /// If it cannot be written although there is space.
    pub fn fill_leaving(&self, mib: u64) -> PathBuf {
        let path = self.seen().join(format!("filler-{mib}"));
        let mut file = File::create(&path).expect("a file");
        let block = vec![1; 1 << 20];
        while mib == 0 || self.free_mib() > mib {
            if let Err(error) = file.write_all(&block) {
                assert_eq!((error.kind(), mib), (std::io::ErrorKind::StorageFull, 0), "{error}");
                break;
            }
        }
        path
    }

    fn free_mib(&self) -> u64 {
        let out = Command::new("stat").args(["-f", "-c", "%a %S"]).arg(self.seen()).output().expect("stat");
        let text = String::from_utf8_lossy(&out.stdout);
        let mut words = text.split_whitespace().map(|word| word.parse::<u64>().expect("a number"));
        words.next().expect("blocks") * words.next().expect("their size") / (1 << 20)
    }

    /// What it says on `/readyz` while it is not ready; empty if it is.
    pub async fn unready(&self) -> String {
        let address = self.address;
        let ask = move || -> std::io::Result<String> {
            let mut stream = TcpStream::connect(address)?;
            stream.set_read_timeout(Some(Duration::from_secs(20)))?;
            write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        match tokio::task::spawn_blocking(ask).await.expect("no panic") {
            Ok(answer) if answer.starts_with("HTTP/1.1 200") => String::new(),
            Ok(answer) => answer,
            Err(error) => error.to_string(),
        }
    }

    /// Whether the service still runs.
    ///
    /// # Panics
    /// If that cannot be told.
    pub fn runs(&mut self) -> bool {
        self.process.try_wait().expect("its state").is_none()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // It may have ended already; its servers end with it.
        drop(self.process.kill());
        drop(self.process.wait());
        drop(std::fs::remove_file(self.mount.path().with_extension("log")));
    }
}

fn not_run(reason: &str) -> Option<SmallDisk> {
    #[allow(clippy::disallowed_methods, reason = "a test program reads its own environment")]
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!ci, "the test of a full disk needs a mount of its own: {reason}");
    // Past the capture of the test's output: it must be seen.
    let _ = writeln!(std::io::stderr(), "full disk: not run (no mount of one's own is allowed here: {reason})");
    None
}

fn id(which: &str) -> String {
    let out = Command::new("id").arg(which).output().expect("id");
    String::from_utf8_lossy(&out.stdout).trim().to_owned()
}
