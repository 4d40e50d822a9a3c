//! Writer processes: this program started again, told on stdin what to do, answering on stdout.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use anyhow::Context;
use event_store::setup::Database;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::load::{Done, Load, Shape};
use crate::world::World;

/// The first line on a writer's stdin; the second line lets it begin to count.
#[derive(Debug, Serialize, Deserialize)]
struct Orders {
    url: String,
    /// From which the roles' passwords derive.
    secret: [u8; 32],
    seconds: u64,
    shape: Shape,
}

const WARM: Duration = Duration::from_millis(1500);

/// A writer process, warmed up.
struct Writer {
    child: Child,
    stdin: ChildStdin,
    stdout: Lines<BufReader<ChildStdout>>,
}

/// Runs one writer process for each shape at the same time and returns what each did.
pub async fn side_by_side(world: &World, seconds: u64, shapes: &[Shape]) -> anyhow::Result<Vec<Done>> {
    let mut writers = Vec::new();
    for shape in shapes {
        let (url, secret) = (world.url.clone(), world.secrets.roles());
        writers.push(start(&Orders { url, secret, seconds, shape: *shape }).await?);
    }
    for writer in &mut writers {
        anyhow::ensure!(writer.line().await? == "ready", "a writer process is not ready");
    }
    for writer in &mut writers {
        writer.stdin.write_all(b"go\n").await?;
    }
    let mut done = Vec::new();
    for mut writer in writers {
        done.push(serde_json::from_str(&writer.line().await?)?);
        writer.child.wait().await?;
    }
    Ok(done)
}

async fn start(orders: &Orders) -> anyhow::Result<Writer> {
    let program = std::env::current_exe().context("find this program")?;
    let mut command = Command::new(program);
    command.arg("writer").stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().context("start a writer process")?;
    let mut stdin = child.stdin.take().context("its stdin")?;
    let stdout = BufReader::new(child.stdout.take().context("its stdout")?).lines();
    stdin.write_all(format!("{}\n", serde_json::to_string(orders)?).as_bytes()).await?;
    Ok(Writer { child, stdin, stdout })
}

impl Writer {
    async fn line(&mut self) -> anyhow::Result<String> {
        self.stdout.next_line().await?.context("a writer process ended before its time")
    }
}

/// What a writer process does.
pub async fn run() -> anyhow::Result<()> {
    let orders: Orders = serde_json::from_str(&told().await?)?;
    let load = Load::start(&Database::new(&orders.url, orders.secret)?, orders.shape)?;
    tokio::time::sleep(WARM).await;
    say("ready")?;
    told().await?;
    let done = load.measure(Duration::from_secs(orders.seconds)).await?;
    say(&serde_json::to_string(&done)?)
}

/// The next line on stdin.
async fn told() -> anyhow::Result<String> {
    let read = || {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map(|_| line)
    };
    let line = tokio::task::spawn_blocking(read).await??;
    anyhow::ensure!(!line.is_empty(), "whoever started this writer process is gone");
    Ok(line)
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout();
    stdout.write_all(format!("{line}\n").as_bytes())?;
    Ok(stdout.flush()?)
}
