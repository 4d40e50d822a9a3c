//! The command line.

mod acting;
mod operating;
mod reading;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use kernel::OrgId;

pub use acting::{
    ActArgs, ActionsArgs, Actor, ErasePersonArgs, FileAction, FileArgs, LinkArgs, PersonAction, PersonArgs, PutArgs, SharedFiles,
    UnlinkArgs,
};
pub use operating::{DoctorArgs, ProjectionsAction, ProjectionsArgs, QuarantineAction, QuarantineArgs};
pub use reading::{DueArgs, Format, Moment, NoticesArgs, StatutesArgs, TallyArgs};

use crate::commands;
use crate::config::Config;
use crate::words::{Said, Saying};

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
    /// What is sealed about natural persons: destroys a person's key, and says whose were (个人信息).
    Person(PersonArgs),
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
    #[arg(long, default_value_t = 20_000, value_name = "N", allow_negative_numbers = true)]
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

/// The id of an organisation.
fn org(text: &str) -> Result<OrgId, Said> {
    OrgId::new(text).map_err(|error| {
        Said::of(
            format!("“{text}”不是单位代码：请写成jn-joint-office的形式"),
            format!("{error}: write one such as jn-joint-office"),
        )
    })
}

/// The usual place for pages.
pub const LISTEN: &str = "127.0.0.1:8471";

/// Where pages are served.
///
/// # Errors
/// If the text is no address.
pub fn listen(given: Option<&str>, config: &Config) -> Result<SocketAddr> {
    let text = given.or(config.listen.as_deref()).unwrap_or(LISTEN);
    text.parse().ok().saying(|| {
        (format!("“{text}”不是地址：请写成{LISTEN}的形式"), format!("{text:?} is no address: write one such as {LISTEN}"))
    })
}

impl Cli {
    /// The language that the person chose, of the commands that ask for one; the others speak both.
    pub fn language(&self) -> Option<&str> {
        match &self.command {
            Command::Tally(args) => Some(&args.lang),
            Command::Due(args) => Some(&args.lang),
            Command::Notices(args) => Some(&args.lang),
            Command::Statutes(args) => Some(&args.lang),
            Command::Doctor(args) => Some(&args.lang),
            Command::Up(_)
            | Command::Demo(_)
            | Command::Publish(_)
            | Command::Actions(_)
            | Command::Act(_)
            | Command::File(_)
            | Command::Person(_)
            | Command::Quarantine(_)
            | Command::Link(_)
            | Command::Unlink(_)
            | Command::Projections(_)
            | Command::Verify => None,
        }
    }

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
            Command::Person(args) => commands::person::run(config, folder, &args.action).await,
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
