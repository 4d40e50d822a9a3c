//! `jointcase up`: the service without sample data.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use ingest::service::ServiceLimits;
use ingest::{Condition, Part};
use kernel::Text;
use tokio::time::MissedTickBehavior;

use super::say;
use crate::cli::{UpArgs, listen};
use crate::config::Config;
use crate::house::{House, Plan};
use crate::installation::{Installation, folder};
use crate::law::law;
use crate::notices::choices;

/// How often private servers are looked at.
const LOOK: std::time::Duration = std::time::Duration::from_secs(2);

/// Runs until Ctrl-C or SIGTERM.
pub(crate) async fn run(config: &Config, given: Option<&Path>, args: &UpArgs) -> Result<ExitCode> {
    let address = listen(args.listen.as_deref(), config)?;
    let reference = roster::reference()?;
    let mut installation = Installation::start(config, &folder(config, given, "up")?, "jointcase up", &reference).await?;
    let house = House::open(plan(&installation, reference, Some(address))?).await?;
    let web = house.web.map(|address| format!("http://{address}/"));
    installation.announce(web.clone())?;
    say(format!("jointcase is up (服务已启动): {}", web.unwrap_or_default()));
    say(format!("data (数据目录): {}", installation.folder.display()));
    until_stopped(&mut installation, house.door.condition()).await?;
    say("stopping (正在停止)");
    house.stop().await;
    installation.stop().await?;
    Ok(ExitCode::SUCCESS)
}

/// The usual plan of a house on an installation.
pub(crate) fn plan(
    installation: &Installation,
    reference: kernel::reference::Reference,
    listen: Option<std::net::SocketAddr>,
) -> Result<Plan> {
    let choices = choices(&installation.folder, &reference)?;
    Ok(Plan {
        database: installation.database()?,
        key: installation.secrets.store_key(),
        nats: (installation.nats_url.clone(), installation.service_seed.clone()),
        reference,
        law: law(&installation.folder)?,
        listen,
        streams: bus::StreamLimits::default(),
        service: ServiceLimits::default(),
        project: true,
        react: true,
        relay: Some(choices),
    })
}

/// Waits for Ctrl-C or SIGTERM.
pub(crate) async fn interrupted() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

/// Waits for Ctrl-C or SIGTERM; private servers are looked after meanwhile, and what is wrong with them is told.
pub(crate) async fn until_stopped(installation: &mut Installation, condition: &Condition) -> Result<()> {
    let stopped = interrupted();
    tokio::pin!(stopped);
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = None;
    loop {
        let wrong = tokio::select! {
            stopped = &mut stopped => return stopped,
            wrong = async {
                look.tick().await;
                installation.keep().await
            } => wrong,
        };
        match &wrong {
            Some(text) => {
                let zh = format!("本机的数据库或消息总线不能工作，暂停接收报送，恢复后自动继续：{}", text.zh);
                condition.wrong(Part::Machine, Text::of(zh, text.en.clone()));
            }
            None => condition.well(Part::Machine),
        }
        if wrong != told {
            match &wrong {
                Some(wrong) => tracing::error!("{}", wrong.en),
                None => tracing::info!("the private servers are well (again)"),
            }
            told = wrong;
        }
    }
}
