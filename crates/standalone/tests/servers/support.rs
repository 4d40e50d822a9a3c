//! A private folder per test, the tools of this machine, and small clients for both servers.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use nkeys::KeyPair;
use standalone::nats::{NatsConfig, NatsUser};
use standalone::{Places, StartOptions, Tools};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Nothing here takes longer than this, unless it is broken.
pub const PATIENCE: Duration = Duration::from_secs(60);

#[allow(clippy::disallowed_methods, reason = "a test program reads its own environment")]
pub fn places() -> Places {
    Places::of(|name| std::env::var(name).ok())
}

pub fn tools() -> Tools {
    Tools::find(&places()).expect("run scripts/setup.sh first")
}

/// A folder that the servers' unprivileged user may enter.
pub fn folder() -> TempDir {
    tempfile::Builder::new().prefix("standalone-").permissions(Permissions::from_mode(0o755)).tempdir().unwrap()
}

pub fn user(key: &KeyPair) -> NatsUser {
    NatsUser {
        public_key: key.public_key(),
        account: "ORGS".into(),
        publish_allow: vec![">".into()],
        subscribe_allow: vec![">".into()],
        allow_responses: true,
    }
}

pub fn config(users: Vec<NatsUser>) -> NatsConfig {
    NatsConfig { users, jetstream_accounts: vec!["ORGS".into()], ..NatsConfig::default() }
}

pub fn options(purpose: &str) -> StartOptions {
    StartOptions::new(purpose, config(vec![user(&KeyPair::new_user())]))
}

/// Runs one statement with psql; the error is what psql said.
pub async fn sql(url: &str, statement: &str) -> Result<String, String> {
    let psql = tools().postgres_bin().join("psql");
    let mut command = tokio::process::Command::new(psql);
    command.args(["-X", "-q", "-t", "-A", "-c", statement, url]).env("LC_ALL", "C").stdin(Stdio::null());
    let out = command.output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if out.status.success() { Ok(text(&out.stdout)) } else { Err(text(&out.stderr)) }
}

/// Whether a process runs; one that has ended and was not fetched by its parent does not.
pub fn runs(pid: u32) -> bool {
    if let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        return !stat.contains(") Z ");
    }
    Command::new("kill").args(["-0", &pid.to_string()]).stderr(Stdio::null()).status().unwrap().success()
}

pub async fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The example that holds servers; cargo builds it with the tests.
pub fn holder(folder: &Path) -> tokio::process::Command {
    let test = std::env::current_exe().unwrap();
    let target: PathBuf = test.ancestors().nth(2).unwrap().to_path_buf();
    let program = target.join("examples/hold");
    assert!(program.is_file(), "{} is missing: cargo build -p standalone --examples", program.display());
    let mut command = tokio::process::Command::new(program);
    command.arg(folder).stdout(Stdio::piped()).kill_on_drop(true);
    command
}

/// As much of a NATS client as a test needs.
pub struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    /// Connects with a key; the error is what the server said.
    pub async fn connect(address: std::net::SocketAddrV4, key: &KeyPair) -> Result<Self, String> {
        let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
        let mut client = Self { stream: BufReader::new(stream) };
        let info: serde_json::Value = serde_json::from_str(&client.line().await?[5..]).unwrap();
        let nonce = info["nonce"].as_str().expect("the server asks for a signature");
        let hello = serde_json::json!({
            "nkey": key.public_key(),
            "sig": BASE64_URL_SAFE_NO_PAD.encode(key.sign(nonce.as_bytes()).unwrap()),
            "verbose": false, "pedantic": false, "headers": true, "no_responders": true,
            "name": "test", "lang": "rust", "version": "0", "protocol": 1,
        });
        client.send(&format!("CONNECT {hello}\r\n")).await;
        client.ping().await.map(|()| client)
    }

    /// Asks for a sign of life.
    pub async fn ping(&mut self) -> Result<(), String> {
        self.send("PING\r\n").await;
        loop {
            match self.line().await?.as_str() {
                "PONG" => return Ok(()),
                said if said.starts_with("-ERR") => return Err(said.to_owned()),
                _ => {}
            }
        }
    }

    /// Publishes an empty message; the error is what the server said.
    pub async fn publish(&mut self, subject: &str) -> Result<(), String> {
        self.send(&format!("PUB {subject} 0\r\n\r\n")).await;
        self.ping().await
    }

    /// One request and its answer.
    pub async fn request(&mut self, subject: &str, body: &str) -> serde_json::Value {
        let call = format!("SUB _INBOX.t 1\r\nUNSUB 1 1\r\nPUB {subject} _INBOX.t {}\r\n{body}\r\n", body.len());
        self.send(&call).await;
        loop {
            let line = self.line().await.unwrap();
            assert!(!line.starts_with("-ERR"), "{subject}: {line}");
            if line.starts_with("MSG") {
                let size: usize = line.rsplit(' ').next().unwrap().parse().unwrap();
                let mut answer = vec![0; size];
                self.stream.read_exact(&mut answer).await.unwrap();
                return serde_json::from_slice(&answer).unwrap();
            }
            assert!(!line.starts_with("HMSG"), "nobody answers {subject}");
        }
    }

    async fn send(&mut self, text: &str) {
        // A server that has closed the connection has said why, which is read next.
        let _ = self.stream.get_mut().write_all(text.as_bytes()).await;
    }

    async fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        match tokio::time::timeout(PATIENCE, self.stream.read_line(&mut line)).await.expect("an answer") {
            Ok(1..) => Ok(line.trim_end().to_owned()),
            Ok(0) | Err(_) => Err("the server closed the connection".into()),
        }
    }
}
