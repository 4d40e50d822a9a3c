//! `jointcase demo`: the whole flow on sample data, through the agencies' own publishers.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use bus::Outgoing;
use chrono::NaiveDate;
use importer::Mapping;
use kernel::{AgencyCode, OrgId};
use simulator::{SimOptions, Simulation};

use super::publish::{Published, envelopes, mapped};
use super::say;
use super::up::{interrupted, plan, until_stopped};
use crate::cli::{DemoArgs, LISTEN, listen};
use crate::config::Config;
use crate::delivery::{Delivered, Delivery, Senders};
use crate::house::House;
use crate::installation::{Installation, folder};
use crate::words::{Saying, ours};

/// The 2016 account as reports.
const FIXTURE: &str = include_str!("../../../../samples/jining-2016/reports.jsonl");
/// Delaware's inspections, and how its columns become reports.
const DELAWARE: &str = include_str!("../../../../samples/us-de/inspections.csv");
const DELAWARE_MAPPING: &str = include_str!("../../../../samples/us-de/mapping.toml");
/// How long the read tables may take to catch up.
const CATCH_UP: Duration = Duration::from_secs(120);

/// One source of the summary.
struct Source {
    name: &'static str,
    delivered: Delivered,
    rejected: u64,
    seconds: f64,
}

/// Publishes the sample input and shows the dashboard's address.
pub(crate) async fn run(config: &Config, given: Option<&Path>, args: &DemoArgs) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let folder = folder(config, given, "demo")?;
    say(format!("private Postgres and NATS in (数据目录) {}", folder.display()));
    // The demo never touches servers of one's own.
    let own = Config { database_url: None, nats_url: None, ..config.clone() };
    let mut installation = Installation::start(&own, &folder, "jointcase demo", &reference).await?;
    let house = House::open(plan(&installation, reference, Some(address(config, args).await?))?).await?;
    let url = house.web.map(|address| format!("http://{address}/")).unwrap_or_default();
    installation.announce(Some(url.clone()))?;
    say(format!("dashboard (领导看板): {url}"));

    let work = publish_all(&installation, &house, args);
    let sources = tokio::select! {
        sources = work => sources?,
        stopped = interrupted() => {
            stopped?;
            say("stopping (正在停止)");
            house.stop().await;
            installation.stop().await?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let (checkpoint, head) = house.projected(CATCH_UP).await?;
    let unfolded = unfolded(&house).await?;
    let whole = summary(&sources, checkpoint >= head && unfolded == 0);
    if unfolded > 0 {
        say(format!(
            "读取表有{unfolded}个事件无法处理：请运行jointcase doctor查看 / {unfolded} events could not be put into the read tables: look with jointcase doctor"
        ));
    }
    if checkpoint < head {
        say(format!(
            "读取表落后：位置{checkpoint}，应为{head}；请稍后运行jointcase doctor / the read tables are behind: position {checkpoint} of {head}; look again with jointcase doctor"
        ));
    }
    if !args.once {
        say(format!("\ndashboard (领导看板): {url}   Ctrl-C stops everything (停止)"));
        until_stopped(&mut installation, house.door.condition()).await?;
        say("stopping (正在停止)");
    }
    house.stop().await;
    installation.stop().await?;
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How many events the live read tables lack although they have passed them.
async fn unfolded(house: &House) -> Result<i64> {
    let status = projections::read::status(&house.readers).await?;
    Ok(status.iter().filter(|one| one.live).map(|one| one.failures).sum())
}

/// The usual address, or a free one if another program has it and none was asked for.
async fn address(config: &Config, args: &DemoArgs) -> Result<SocketAddr> {
    let asked = args.listen.as_deref().or(config.listen.as_deref());
    let address = listen(asked, config)?;
    if asked.is_none() && tokio::net::TcpListener::bind(address).await.is_err() {
        say(format!("{LISTEN} is taken (已被占用): a free port is used instead"));
        return Ok(SocketAddr::from(([127, 0, 0, 1], 0)));
    }
    Ok(address)
}

async fn publish_all(installation: &Installation, house: &House, args: &DemoArgs) -> Result<Vec<Source>> {
    let senders = || {
        let seeds = installation.secrets.organisations.clone();
        Senders::new(&installation.nats_url, move |org| seeds.get(org.as_str()).cloned())
    };
    let samples = installation.folder.join("samples");
    let write = |name: &str, content: &str| -> Result<PathBuf> {
        let path = samples.join(name);
        std::fs::create_dir_all(&samples).saying(|| unwritten(&path))?;
        std::fs::File::create(&path).and_then(|mut file| file.write_all(content.as_bytes())).saying(|| unwritten(&path))?;
        Ok(path)
    };
    let mut sources = Vec::new();

    let started = Instant::now();
    let published = envelopes(senders(), &write("jining-2016.jsonl", FIXTURE)?, None).await?;
    sources.push(published_source("济宁2016 / Jining 2016", published, started, house).await?);

    let started = Instant::now();
    let file = write("delaware.csv", DELAWARE)?;
    let journal = installation.folder.join("publish");
    let published = mapped(senders(), &file, Mapping::parse(DELAWARE_MAPPING)?, &journal, &AgencyCode::new("food-drug")?).await?;
    sources.push(published_source("特拉华州 / Delaware", published, started, house).await?);

    let started = Instant::now();
    let delivered = simulated(senders(), args, &installation.folder).await?;
    sources.push(source("示例市 / Sample City", delivered, 0, started, house).await?);
    Ok(sources)
}

/// The simulated city, dated up to the day of the first run on this folder: the same seed and day make the same bytes, so that a second
/// run changes no tally, also tomorrow.
async fn simulated(senders: Senders, args: &DemoArgs, folder: &Path) -> Result<Delivered> {
    let note = folder.join(format!("simulated-{}-{}.day", args.seed, args.simulated));
    let until: NaiveDate = match std::fs::read_to_string(&note) {
        Ok(day) => day.trim().parse().saying(|| {
            let note = note.display();
            (
                format!("{note}中不是日期：请删除该文件后重新运行"),
                format!("{note} holds no day: remove it and run the demo again"),
            )
        })?,
        Err(_) => {
            let beijing = chrono::FixedOffset::east_opt(8 * 3600).ok_or_else(|| ours("no such offset"))?;
            let today = kernel::time::now().with_timezone(&beijing).date_naive();
            std::fs::write(&note, today.to_string()).saying(|| unwritten(&note))?;
            today
        }
    };
    let mut delivery = Delivery::begin(senders, "示例市 / Sample City", Some(args.simulated), None);
    for shot in Simulation::new(SimOptions::new(args.seed, args.simulated, until))? {
        let org: OrgId = shot.org;
        delivery.send(&org, Outgoing { message: shot.message, subject: shot.subject, body: shot.body.into() }).await?;
    }
    Ok(delivery.finish().await)
}

fn unwritten(path: &Path) -> (String, String) {
    let path = path.display();
    (
        format!("无法写入{path}：请检查目录权限和磁盘空间"),
        format!("cannot write {path}: see that the folder may be written and has space"),
    )
}

/// The source that a shipped file is; it is whole or the demo ends.
async fn published_source(name: &'static str, published: Published, started: Instant, house: &House) -> Result<Source> {
    match published.broken_off {
        Some(error) => Err(error),
        None => source(name, published.delivered, published.rejected, started, house).await,
    }
}

async fn source(name: &'static str, delivered: Delivered, rejected: u64, started: Instant, house: &House) -> Result<Source> {
    house.projected(CATCH_UP).await?;
    Ok(Source { name, delivered, rejected, seconds: started.elapsed().as_secs_f64() })
}

/// One line for each source; true if every report is accounted for and projected.
fn summary(sources: &[Source], projected: bool) -> bool {
    say(
        "\nsource (来源): published (报送) / accepted (接收) / duplicates (重复) / quarantined (隔离) / projected (已投影), seconds (秒)",
    );
    let mut whole = projected;
    for Source { name, delivered: d, rejected, seconds } in sources {
        let up_to = if projected { "all (全部)" } else { "NOT all (未完)" };
        say(format!(
            "  {name}: {} / {} / {} / {} / {up_to}, {seconds:.1}",
            d.published,
            d.accepted,
            d.duplicates,
            d.in_quarantine()
        ));
        for (code, number) in &d.quarantined {
            say(format!("      {code}: {number}"));
        }
        if *rejected > 0 {
            say(format!("      rows that could not be mapped (未转换): {rejected}"));
        }
        if !d.complete() {
            let missing = d.published - d.accepted - d.duplicates - d.in_quarantine();
            say(format!("      MISSING: {missing} without a receipt; run the demo again (缺{missing}条回执，请再运行一次)"));
            d.complaints.iter().for_each(|complaint| say(format!("      {complaint}")));
        }
        whole &= d.complete() && *rejected == 0;
    }
    whole
}
