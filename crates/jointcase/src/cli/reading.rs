//! Options of what a person reads: tallies, deadlines, notices, the law.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use kernel::OrgId;

use crate::words::Said;

/// Options of `tally`.
#[derive(Debug, Args)]
pub struct TallyArgs {
    /// The division root or a county under it, such as 370800 or US-DE.
    #[arg(long, default_value = "370800000000", value_name = "CODE")]
    pub division: String,
    /// First day; without it each tally has its own window.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<NaiveDate>,
    /// Last day; without it today, or the last day of which anything is recorded.
    #[arg(long, value_name = "DAY", value_parser = day)]
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

/// A day, such as `2016-08-15`.
fn day(text: &str) -> Result<NaiveDate, Said> {
    text.parse().map_err(|_| {
        Said::of(format!("“{text}”不是日期：请写成2016-08-15的形式"), format!("{text:?} is no day: write one such as 2016-08-15"))
    })
}

fn moment(text: &str) -> Result<Moment, Said> {
    let position = text.parse().ok().filter(|position| *position > 0).map(Moment::Position);
    let day = || text.parse().ok().map(Moment::Day);
    position.or_else(day).ok_or_else(|| {
        Said::of(
            format!("“{text}”不是日期或位置：请写成2016-08-15或1234的形式"),
            format!("{text:?} is no day and no position: write one such as 2016-08-15, or one such as 1234"),
        )
    })
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

/// Options of `due`.
#[derive(Debug, Args)]
pub struct DueArgs {
    /// Only what this organisation owes, by its id.
    #[arg(long, value_name = "ORG", value_parser = super::org)]
    pub org: Option<OrgId>,
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
    #[arg(long, default_value_t = 200, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub limit: u16,
    /// zh or en.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
}

/// `3d`, `12h`: days or hours.
fn within(text: &str) -> Result<chrono::TimeDelta, Said> {
    let expected = || {
        Said::of(
            format!("“{text}”不是时间：请写3d（天）或12h（小时）"),
            format!("{text:?} is no time: write 3d for days or 12h for hours"),
        )
    };
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
    #[arg(long = "as", value_name = "ORG", value_parser = super::org)]
    pub org: OrgId,
    /// Waits for further notices, until Ctrl-C.
    #[arg(long)]
    pub follow: bool,
    /// Only what stands at this position of the history or behind it.
    #[arg(long, default_value_t = 0, value_name = "POSITION", allow_negative_numbers = true)]
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

/// Options of `statutes`.
#[derive(Debug, Args)]
pub struct StatutesArgs {
    /// Only these rows of the clock table, such as G9a; of the other lists, articles of offences and codes of documents or measures.
    pub rows: Vec<String>,
    /// The offences with their thresholds, instead of the clocks.
    #[arg(long, group = "list")]
    pub offences: bool,
    /// The documents of transfers, instead of the clocks.
    #[arg(long, group = "list")]
    pub documents: bool,
    /// The measures with their maximum lengths, instead of the clocks.
    #[arg(long, group = "list")]
    pub measures: bool,
    /// Only what is in force on this day; of clocks, those that can start on it.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub on: Option<NaiveDate>,
    /// zh or en.
    #[arg(long, default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
}
