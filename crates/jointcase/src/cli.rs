//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use kernel::OrgId;
use kernel::reference::Reference;

use crate::commands;
use crate::config::Config;

/// Jointcase (联勤联动案件系统): one history for police, food-drug and environment agencies.
#[derive(Debug, Parser)]
#[command(name = "jointcase", version, about)]
pub struct Cli {
    /// Where keys and private instances live (数据目录); JOINTCASE_DATA_DIR, else the usual place.
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// Where files are kept, s3://bucket/prefix or file:///folder (文件存储地址); JOINTCASE_FILES_URL, else in the data folder.
    #[arg(long, global = true, value_name = "URL")]
    pub files_url: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the service: ingest, projections and pages, until Ctrl-C (启动服务).
    Up(UpArgs),
    /// Runs the service on sample data: the 2016 account, Delaware's inspections, a simulated city (演示).
    Demo(DemoArgs),
    /// Publishes an agency's own file as reports (报送文件).
    Publish(PublishArgs),
    /// Prints tallies (统计).
    Tally(TallyArgs),
    /// What an organisation may lawfully do now to a record (现在可以办理的事项).
    Actions(ActionsArgs),
    /// Does it (办理): refused with the article where the law bars it.
    Act(ActArgs),
    /// What the law asks of whom, and until when (时限).
    Due(DueArgs),
    /// An organisation reads its own notices (通知).
    Notices(NoticesArgs),
    /// Documents and evidence: stores their bytes, gives them back, checks them (证据与文书文件).
    File(FileArgs),
    /// The law as data: every clock with its citation (法定期限目录).
    Statutes(StatutesArgs),
    /// What was refused: list, show, retry, discard (隔离区).
    Quarantine(QuarantineArgs),
    /// Joins two things that belong together, or tells them apart (关联).
    Link(LinkArgs),
    /// Undoes a link (解除关联).
    Unlink(UnlinkArgs),
    /// The read tables: status, rebuild (读模型).
    Projections(ProjectionsArgs),
    /// Proves that the history is whole and the read tables follow from it (核验).
    Verify,
    /// Says what is there, what is missing, what is behind (体检).
    Doctor(DoctorArgs),
}

/// Options of `up`.
#[derive(Debug, Args)]
pub struct UpArgs {
    /// Where pages are served; JOINTCASE_LISTEN, else 127.0.0.1:8471.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Ends when everything is published and projected: 0 if every report is accounted for, else 1.
    #[arg(long)]
    pub once: bool,
    /// Where pages are served; JOINTCASE_LISTEN, else 127.0.0.1:8471, or a free port if that is taken.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// How many reports of the simulated city are published.
    #[arg(long, default_value_t = 20_000, value_name = "N")]
    pub simulated: u64,
    /// The seed of the simulated city.
    #[arg(long, default_value_t = 2016)]
    pub seed: u64,
}

/// Options of `publish`.
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// The agency whose reports they are, such as food-drug.
    pub agency: String,
    /// The file: CSV, XLSX, JSON or JSON lines; a file of reports needs no mapping.
    pub file: PathBuf,
    /// How its columns become reports.
    #[arg(long, value_name = "FILE.toml")]
    pub mapping: Option<PathBuf>,
    /// Shows the first reports and sends nothing.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "3")]
    pub dry_run: Option<usize>,
    /// The seed of the organisation's key on the bus; NATS_NKEY_FILE, else from the data folder.
    #[arg(long, value_name = "FILE")]
    pub nkey_file: Option<PathBuf>,
}

/// Options of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// zh or en.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
}

/// Options of `tally`.
#[derive(Debug, Args)]
pub struct TallyArgs {
    /// The division root or a county under it, such as 370800 or US-DE.
    #[arg(long, default_value = "370800000000", value_name = "CODE")]
    pub division: String,
    /// First day; without it each tally has its own window.
    #[arg(long, value_name = "DAY")]
    pub from: Option<NaiveDate>,
    /// Last day; without it today, or the last day of which anything is recorded.
    #[arg(long, value_name = "DAY")]
    pub to: Option<NaiveDate>,
    /// Only this agency's.
    #[arg(long)]
    pub agency: Option<String>,
    /// Only this campaign's, by its number.
    #[arg(long)]
    pub campaign: Option<String>,
    /// As recorded by the end of this day, or by this position of the history.
    #[arg(long, value_name = "DAY|POSITION", value_parser = moment)]
    pub as_of: Option<Moment>,
    /// Also prints tallies of which nothing was counted.
    #[arg(long)]
    pub all: bool,
    /// How the law's duties are kept instead: done, late, mean time, late now; by whole months, a year up to `--to` or today (办理情况).
    #[arg(long, conflicts_with_all = ["agency", "campaign", "as_of", "all"])]
    pub duties: bool,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// zh or en.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
}

/// By when what was recorded counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// By the end of a day.
    Day(NaiveDate),
    /// By a position.
    Position(i64),
}

fn moment(text: &str) -> Result<Moment, String> {
    let position = text.parse().ok().filter(|position| *position > 0).map(Moment::Position);
    let day = || text.parse().ok().map(Moment::Day);
    position.or_else(day).ok_or_else(|| "write a day such as 2016-08-15, or a position such as 1234".to_owned())
}

/// How figures are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Who acts; recorded as "not authenticated" until sign-in exists.
#[derive(Debug, Args)]
pub struct Actor {
    /// The organisation for which you act.
    #[arg(long = "as", value_name = "ORG")]
    pub org: OrgId,
    /// Your name.
    #[arg(long)]
    pub name: String,
}

impl Actor {
    /// As it is recorded.
    ///
    /// # Errors
    /// If the organisation is not listed or the name is empty.
    pub fn text(&self, reference: &Reference) -> Result<String> {
        if reference.organisations.get(&self.org).is_none() {
            bail!("organisation {} is not listed: give one that is, such as jn-joint-office (单位未登记)", self.org);
        }
        if self.name.trim().is_empty() {
            bail!("--name is empty: say who acts (请写明姓名)");
        }
        Ok(format!("{} of {} (not authenticated)", self.name.trim(), self.org))
    }
}

/// Options of `link`.
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// A record or a subject, by the id in the address of its page. Of two records of one thing this one is not counted again.
    pub record: String,
    /// What it belongs to: a premises, an entity, a matter, or another record of the same thing.
    #[arg(long, value_name = "ID")]
    pub to: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    /// They look alike but are two: not joined, and not proposed again (判定为两件事).
    #[arg(long)]
    pub different: bool,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `unlink`.
#[derive(Debug, Args)]
pub struct UnlinkArgs {
    /// One of the two, by the id in the address of its page.
    pub record: String,
    /// The other.
    #[arg(long, value_name = "ID")]
    pub from: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `actions`.
#[derive(Debug, Args)]
pub struct ActionsArgs {
    /// The record's id, from the address of its page; or the number of a transfer that begins.
    pub record: String,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `act`.
#[derive(Debug, Args)]
pub struct ActArgs {
    /// The record's id, from the address of its page; or the number of a transfer that begins.
    pub record: String,
    /// What is done, as `actions` lists it, such as `filed`.
    pub action: String,
    /// A field of what is said of it, such as reasons=…; a value in JSON is read as such. May be repeated.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub fields: Vec<String>,
    /// When; now if not given.
    #[arg(long, value_name = "TIME")]
    pub on: Option<String>,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `due`.
#[derive(Debug, Args)]
pub struct DueArgs {
    /// Only what this organisation owes, by its id.
    #[arg(long, value_name = "ORG")]
    pub org: Option<String>,
    /// The division root or a county under it, such as 370800.
    #[arg(long, default_value = "370800000000", value_name = "CODE")]
    pub division: String,
    /// Only what is due within this time from now, such as 3d or 12h.
    #[arg(long, value_name = "TIME", value_parser = within)]
    pub within: Option<chrono::TimeDelta>,
    /// What is over and not done, instead of what is to come (逾期).
    #[arg(long, conflicts_with = "within")]
    pub late: bool,
    /// table, json or csv.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Most clocks that are listed.
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub limit: u16,
    /// zh or en.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
}

/// `3d`, `12h`: days or hours.
fn within(text: &str) -> Result<chrono::TimeDelta, String> {
    let expected = || format!("{text:?} is no time: write 3d for days or 12h for hours (请写3d或12h)");
    let unit = text.chars().last().ok_or_else(expected)?;
    let amount: i64 =
        text.strip_suffix(unit).and_then(|n| n.parse().ok()).filter(|n| (1..=10_000).contains(n)).ok_or_else(expected)?;
    match unit {
        'd' => Ok(chrono::TimeDelta::days(amount)),
        'h' => Ok(chrono::TimeDelta::hours(amount)),
        _ => Err(expected()),
    }
}

/// Options of `notices`.
#[derive(Debug, Args)]
pub struct NoticesArgs {
    /// The organisation whose notices they are.
    #[arg(long = "as", value_name = "ORG")]
    pub org: OrgId,
    /// Waits for further notices, until Ctrl-C.
    #[arg(long)]
    pub follow: bool,
    /// Only what stands at this position of the history or behind it.
    #[arg(long, default_value_t = 0, value_name = "POSITION")]
    pub from: u64,
    /// The notices as they travel, one for each line.
    #[arg(long)]
    pub json: bool,
    /// The seed of the organisation's key on the bus; NATS_NKEY_FILE, else from the data folder.
    #[arg(long, value_name = "FILE")]
    pub nkey_file: Option<PathBuf>,
    /// zh or en.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
}

/// Options of `file`.
#[derive(Debug, Args)]
pub struct FileArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: FileAction,
}

/// What can be done with files.
#[derive(Debug, Subcommand)]
pub enum FileAction {
    /// Stores a file's bytes, encrypted, and says so through the one door (文件入库).
    Put(PutArgs),
    /// Gives a file back (取出文件).
    Get {
        /// The SHA-256 of its bytes.
        hash: String,
        /// The new file that is written.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Reads every file that the history names: present, missing, changed (核对文件); 1 if one is missing or changed.
    Check,
}

/// Options of `file put`.
#[derive(Debug, Args)]
pub struct PutArgs {
    /// The file.
    pub file: PathBuf,
    /// The evidence whose file it is, as ORG/NUMBER.
    #[arg(long, value_name = "ORG/NUMBER", required_unless_present = "record")]
    pub evidence: Option<String>,
    /// The record to which it belongs, by the id in the address of its page: a new document of it.
    #[arg(long, value_name = "ID", conflicts_with = "evidence", requires = "title")]
    pub record: Option<String>,
    /// What the document is, without names of natural persons.
    #[arg(long)]
    pub title: Option<String>,
    /// Who acts.
    #[command(flatten)]
    pub actor: Actor,
}

/// Options of `statutes`.
#[derive(Debug, Args)]
pub struct StatutesArgs {
    /// Only these rows of the clock table, such as G9a.
    pub rows: Vec<String>,
    /// Only clocks that can start on this day.
    #[arg(long, value_name = "DAY")]
    pub on: Option<NaiveDate>,
    /// zh or en.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
}

/// Options of `quarantine`.
#[derive(Debug, Args)]
pub struct QuarantineArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: QuarantineAction,
}

/// What can be done with refused messages.
#[derive(Debug, Subcommand)]
pub enum QuarantineAction {
    /// Lists them, the latest first.
    List {
        /// Also those that were decided.
        #[arg(long)]
        all: bool,
        /// How many at most.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Shows one with its bytes.
    Show {
        /// Its number.
        id: i64,
    },
    /// Judges one anew.
    Retry {
        /// Its number.
        id: i64,
        /// Why it should pass now.
        #[arg(long)]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
    /// Closes one without effect.
    Discard {
        /// Its number.
        id: i64,
        /// Why.
        #[arg(long)]
        reason: String,
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
}

/// Options of `projections`.
#[derive(Debug, Args)]
pub struct ProjectionsArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: ProjectionsAction,
}

/// What can be done with the read tables.
#[derive(Debug, Subcommand)]
pub enum ProjectionsAction {
    /// How far they are.
    Status,
    /// Builds them anew beside the live ones, and swaps.
    Rebuild {
        /// Who acts.
        #[command(flatten)]
        actor: Actor,
    },
}

/// The usual place for pages.
pub const LISTEN: &str = "127.0.0.1:8471";

/// Where pages are served.
///
/// # Errors
/// If the text is no address.
pub fn listen(given: Option<&str>, config: &Config) -> Result<SocketAddr> {
    let text = given.or(config.listen.as_deref()).unwrap_or(LISTEN);
    text.parse().with_context(|| format!("{text:?} is no address: write one such as {LISTEN}"))
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// A sentence that says what went wrong and what to do.
    pub async fn run(self, config: &Config) -> Result<ExitCode> {
        let folder = self.data_dir.as_deref();
        let config = &Config { files_url: self.files_url.or(config.files_url.clone()), ..config.clone() };
        match self.command {
            Command::Up(args) => commands::up::run(config, folder, &args).await,
            Command::Demo(args) => commands::demo::run(config, folder, &args).await,
            Command::Publish(args) => commands::publish::run(config, folder, &args).await,
            Command::Tally(args) => commands::tally::run(config, folder, &args).await,
            Command::Actions(args) => commands::acting::actions(config, folder, &args).await,
            Command::Act(args) => commands::acting::act(config, folder, &args).await,
            Command::Due(args) => commands::due::run(config, folder, &args).await,
            Command::Notices(args) => commands::notices::run(config, folder, &args).await,
            Command::File(args) => commands::file::run(config, folder, &args.action).await,
            Command::Statutes(args) => commands::statutes::run(config, folder, &args),
            Command::Quarantine(args) => commands::quarantine::run(config, folder, args.action).await,
            Command::Link(args) => commands::link::run(config, folder, &args).await,
            Command::Unlink(args) => commands::link::undo(config, folder, &args).await,
            Command::Projections(args) => commands::projections::run(config, folder, args.action).await,
            Command::Verify => commands::verify::run(config, folder).await,
            Command::Doctor(args) => commands::doctor::run(config, folder, &args).await,
        }
    }
}
