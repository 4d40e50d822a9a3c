//! Holds private servers on a data folder until it is stopped: `cargo run -p standalone --example hold -- FOLDER`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use nkeys::KeyPair;
use standalone::nats::{NatsConfig, NatsUser};
use standalone::{Machine, Places, StartOptions, Tools};

#[tokio::main]
async fn main() -> ExitCode {
    match hold().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn hold() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).map(PathBuf::from).ok_or("name a data folder")?;
    let tools = Tools::find(&Places::of(environment))?;
    let user = NatsUser {
        public_key: KeyPair::new_user().public_key(),
        account: "HOLD".into(),
        publish_allow: vec![">".into()],
        subscribe_allow: vec![">".into()],
        allow_responses: true,
    };
    let nats = NatsConfig { users: vec![user], jetstream_accounts: vec!["HOLD".into()], ..NatsConfig::default() };
    let machine = Machine::start(&tools, &folder, StartOptions::new("hold", nats)).await?;
    let (postgres, nats) = (machine.postgres(), machine.nats());
    let mut out = std::io::stdout();
    writeln!(out, "postgres {} {}", postgres.pid(), postgres.admin_url("postgres"))?;
    writeln!(out, "nats {} {}", nats.pid(), nats.url())?;
    writeln!(out, "ready")?;
    out.flush()?;
    tokio::signal::ctrl_c().await?;
    machine.stop().await?;
    writeln!(out, "stopped")?;
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "an example is a program of its own and reads its own environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
