//! `jointcase doctor`: what is there, what is missing, what is behind; each line says what to do.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Error, Result};
use bus::ConnectOptions;
use chrono::{DateTime, TimeDelta, Utc};
use event_store::setup::{Database, Role};
use event_store::{feed, quarantine};
use kernel::AgencyCode;
use projections::read::{self, FollowerStatus};
use sqlx::PgPool;
use web::Lang;

use super::behind::Standing;
use super::say;
use crate::cli::DoctorArgs;
use crate::config::Config;
use crate::installation::{Installation, folder};
use crate::law::law;
use crate::notices::choices;
use crate::words::text;

/// What is told, line by line, and whether all of it is well.
struct Findings {
    lang: Lang,
    well: bool,
}

impl Findings {
    /// One finding in both languages.
    fn tell(&mut self, ok: bool, zh: impl AsRef<str>, en: impl AsRef<str>) {
        self.well &= ok;
        let verdict = if ok { self.lang.t("正常", "ok   ") } else { self.lang.t("异常", "WRONG") };
        self.line(verdict, zh.as_ref(), en.as_ref());
    }

    /// What needs time and nobody's work: neither well nor wrong.
    fn late(&self, zh: impl AsRef<str>, en: impl AsRef<str>) {
        self.line(self.lang.t("落后", "LATE "), zh.as_ref(), en.as_ref());
    }

    fn line(&self, verdict: &str, zh: &str, en: &str) {
        say(format!("{verdict} {}", self.lang.t(zh, en)));
    }

    /// Something of which an error speaks for itself.
    fn wrong(&mut self, zh: &str, en: &str, error: &Error) {
        let text = text(error);
        self.tell(false, format!("{zh}：{}", text.zh), format!("{en}: {}", text.en));
    }
}

/// Looks at everything; 1 if anything is wrong.
pub(crate) async fn run(config: &Config, given: Option<&Path>, args: &DoctorArgs) -> Result<ExitCode> {
    let mut found = Findings { lang: Lang::from_code(&args.lang).unwrap_or_default(), well: true };
    match config.find_tools() {
        Ok(tools) => {
            let servers = format!("nats-server {}, postgres {}", tools.nats_version(), tools.postgres_version());
            found.tell(true, format!("服务器程序：{servers}"), format!("servers: {servers}"));
        }
        Err(error) => {
            let text = text(&error.into());
            found.tell(config.database_url.is_some(), format!("服务器程序：{}", text.zh), format!("servers: {}", text.en));
        }
    }
    let folder = folder(config, given, "up")?;
    let place = folder.display();
    match standalone::free_mib(&folder) {
        Some(free) => found.tell(
            free > standalone::SPACE_LOW_MIB,
            format!("磁盘：{place} 可用{free} MiB"),
            format!("disk: {free} MiB free at {place}"),
        ),
        None => found.tell(true, format!("数据目录 {place} 尚不存在"), format!("data folder {place} does not exist yet")),
    }
    let reference = roster::reference()?;
    let (divisions, organisations) = (reference.divisions.iter().count(), reference.organisations.iter().count());
    found.tell(
        true,
        format!("名册：{divisions}个辖区，{organisations}个单位"),
        format!("trees: {divisions} divisions, {organisations} organisations"),
    );
    match choices(&folder, &reference) {
        Ok(_) => found.tell(true, "通知规则：已读取", "who is told of what: read"),
        Err(error) => found.wrong("通知规则", "who is told of what", &error),
    }
    match law(&folder) {
        Ok(law) => {
            let clocks = law.catalogue.clocks().len();
            found.tell(true, format!("法律：已读取，{clocks}个时限"), format!("law: read, {clocks} clocks"));
        }
        Err(error) => found.wrong("法律", "law", &error),
    }
    let installation = match Installation::reach(config, &folder, &reference).await {
        Ok(installation) => installation,
        Err(error) => {
            found.wrong("安装", "installation", &error);
            return Ok(ExitCode::FAILURE);
        }
    };
    history(&mut found, &installation.database()?, Installation::serves(&folder)).await?;
    the_bus(&mut found, &installation).await;
    installation.stop().await?;
    Ok(if found.well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The database, its history, and what follows from it.
async fn history(found: &mut Findings, database: &Database, serving: bool) -> Result<()> {
    match database.set_up().await {
        Ok(()) => found.tell(true, "数据库：已就绪", "database: set up"),
        Err(error) => found.wrong("数据库", "database", &Error::new(error)),
    }
    let pool = database.pool(Role::Ingest, 1);
    let head = match feed::head(&pool).await {
        Ok(head) => head,
        Err(error) => {
            found.wrong("历史", "history", &Error::new(error));
            return Ok(());
        }
    };
    let (events, blocks) = (head.position, head.block);
    found.tell(true, format!("历史：{events}个事件，{blocks}个区块"), format!("history: {events} events in {blocks} blocks"));
    let open = quarantine::open_count(&pool).await?;
    let joined = |colon: &str| if open > 0 { format!("{colon}jointcase quarantine list") } else { String::new() };
    found.tell(open == 0, format!("隔离区：{open}条待处理{}", joined("：")), format!("quarantine: {open} open{}", joined(": ")));
    followers(found, &database.pool(Role::Web, 1), &pool, serving).await
}

/// Something that follows the history.
struct Follower {
    zh: String,
    en: String,
    checkpoint: i64,
    behind: i64,
    moved: DateTime<Utc>,
    red: bool,
    error: Option<String>,
}

/// Everything that follows the history, and how far it is behind.
async fn followers(found: &mut Findings, readers: &PgPool, store: &PgPool, serving: bool) -> Result<()> {
    let mut all = Vec::new();
    for row in read::status(readers).await? {
        let (zh, en) =
            if row.live { ("读取表", "read tables") } else { ("正在重建的读取表", "read tables that are built anew") };
        let (zh, en, behind, red) = (zh.to_owned(), en.to_owned(), row.lag(), row.red());
        all.push(Follower { zh, en, checkpoint: row.checkpoint, behind, moved: row.updated_at, red, error: row.error });
    }
    let mut add = |zh: &str, en: &str, rows: Vec<FollowerStatus>| {
        all.extend(rows.into_iter().map(|row| {
            let (zh, en, behind, red) = (format!("{zh} {}", row.name), format!("{en} {}", row.name), row.lag(), row.red());
            Follower { zh, en, checkpoint: row.checkpoint, behind, moved: row.updated_at, red, error: row.error }
        }));
    };
    add("自动处理", "reaction", read::reactions(readers).await?);
    add("对外通知", "relay", read::relays(readers).await?);
    for one in all {
        let now = kernel::time::now();
        let next = feed::after(store, one.checkpoint, 1).await?.first().map_or(now, |event| event.recorded_at);
        let waits = (now - next).max(TimeDelta::zero());
        follower(found, &one, waits, Standing::of(one.behind, waits, now - one.moved, serving));
    }
    Ok(())
}

/// One of them, of which the first event that it has not followed was recorded `waits` ago.
fn follower(found: &mut Findings, Follower { zh, en, behind, red, error, .. }: &Follower, waits: TimeDelta, standing: Standing) {
    let error = error.as_deref().map(|error| format!(", {error}")).unwrap_or_default();
    let remark = standing.remark(waits);
    let (zh, en) = (format!("{zh}：落后{behind}{}{error}", remark.0), format!("{en}: {behind} behind{}{error}", remark.1));
    match standing {
        _ if *red => found.tell(false, zh, en),
        Standing::There | Standing::OnItsWay => found.tell(true, zh, en),
        Standing::CatchingUp | Standing::Waiting => found.late(zh, en),
        Standing::Stuck => found.tell(false, zh, en),
    }
}

/// The bus and its streams.
async fn the_bus(found: &mut Findings, installation: &Installation) {
    let options = ConnectOptions {
        url: installation.nats_url.clone(),
        nkey_seed: installation.service_seed.clone(),
        name: "jointcase doctor".into(),
        org: None,
    };
    let client = match bus::connect(options).await {
        Ok(client) => client,
        Err(error) => return found.wrong("消息总线", "bus", &Error::new(error)),
    };
    let version = client.server_version();
    found.tell(true, format!("消息总线：nats-server {version}"), format!("bus: nats-server {version}"));
    let agencies: Vec<AgencyCode> = ingest::Registry::of_the_roster().agencies().iter().map(kernel::Agency::code).collect();
    match bus::lag(&client, &agencies).await {
        Ok(lags) => {
            for lag in lags {
                let (stream, waiting, under_way, kept) = (&lag.stream, lag.pending, lag.unsettled, lag.messages);
                found.tell(
                    true,
                    format!("消息流 {stream}：{waiting}条等待，{under_way}条处理中，保留{kept}条"),
                    format!("stream {stream}: {waiting} waiting, {under_way} under way, {kept} kept"),
                );
            }
        }
        Err(error) => found.tell(
            true,
            format!("消息流：{}（由 `jointcase up` 建立）", error.text().zh),
            format!("streams: {} (they are made by `jointcase up`)", error.text().en),
        ),
    }
}
