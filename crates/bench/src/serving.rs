//! From the start of the real program to its first answer that it can serve.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::ingested::caught_up;
use crate::table::Line;
use crate::world::World;

const STARTS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts `jointcase up` several times on the servers that run already, and asks `/readyz` until it says 200.
pub async fn starts(world: &World) -> anyhow::Result<Vec<Line>> {
    caught_up(world).await?.stop().await;
    let program = program()?;
    let key = world.folder().join("service.nkey");
    std::fs::write(&key, &world.secrets.service).context("write a key file")?;
    let mut micros = Vec::new();
    for _ in 0..STARTS {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?;
        let start = Instant::now();
        let mut child = up(world, &program, &key, address)?;
        while !ready(address).await {
            if let Some(status) = child.try_wait()? {
                bail!("`jointcase up` ended: {status}");
            }
            anyhow::ensure!(start.elapsed() < PATIENCE, "`jointcase up` does not get ready");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        micros.push(u64::try_from(start.elapsed().as_micros())?);
        stop(child).await?;
    }
    micros.sort_unstable();
    let note = format!("at {} events; Postgres and NATS run already", world.events().await?);
    Ok(vec![Line::latency("start of `jointcase up` to /readyz", &micros).note(note)])
}

/// The program beside this one: cargo builds another package's binary only when it is asked to.
fn program() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe().context("find this program")?.with_file_name("jointcase");
    anyhow::ensure!(program.is_file(), "{} is missing: `make bench` builds it", program.display());
    Ok(program)
}

fn up(world: &World, program: &Path, key: &Path, address: SocketAddr) -> anyhow::Result<Child> {
    let mut command = Command::new(program);
    command.arg("--data-dir").arg(world.folder()).args(["up", "--listen", &address.to_string()]);
    command.env_clear().env("DATABASE_URL", &world.url).env("NATS_URL", world.nats_url()).env("NATS_NKEY_FILE", key);
    command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    command.spawn().context("start `jointcase up`")
}

async fn ready(address: SocketAddr) -> bool {
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        std::io::Result::Ok(answer)
    };
    asked.await.is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"))
}

/// Ends it as a user would, so that the next start finds what a start usually finds.
async fn stop(mut child: Child) -> anyhow::Result<()> {
    let pid = child.id().context("a program that runs")?.to_string();
    Command::new("kill").args(["-TERM", &pid]).status().await.context("end `jointcase up`")?;
    tokio::time::timeout(PATIENCE, child.wait()).await.context("`jointcase up` does not end")??;
    Ok(())
}
