//! `jointcase tally --duties`: how the law's duties are kept, the same figures as on the page of deadlines.

use anyhow::Result;
use chrono::NaiveDate;
use kernel::division::Root;
use kernel::law::{Catalogue, Clock};
use projections::read::{self, Kept};
use serde::Serialize;
use sqlx::PgPool;
use web::{Lang, length, side};

use crate::cli::TallyArgs;

/// The duties of one row of the clock table.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Printed {
    line: String,
    name: String,
    owner: String,
    done: i64,
    done_late: i64,
    mean_seconds: Option<i64>,
    late_now: i64,
    from: String,
    to: String,
}

/// Prints them for one root or county: those done in the months from that of the first day to that of the last, and what is late now.
pub(super) async fn print(
    pool: &PgPool,
    catalogue: &Catalogue,
    root: &Root,
    county: Option<&str>,
    window: (NaiveDate, NaiveDate),
    args: &TallyArgs,
) -> Result<()> {
    let rows = read::kept(pool, root.code.as_str(), county, window).await?;
    let rows: Vec<Printed> = rows.iter().map(|row| printed(row, catalogue, window, &args.lang)).collect();
    let words = ("duties", "没有办理记录 / no duty was done or is late");
    super::rows(&rows, args.format, root.simulated, words, |row| line(row, &args.lang))
}

fn printed(row: &Kept, catalogue: &Catalogue, (from, to): (NaiveDate, NaiveDate), lang: &str) -> Printed {
    let clock = catalogue.clocks().iter().find(|clock: &&Clock| clock.rows().any(|line| line == row.line));
    Printed {
        name: clock.map_or_else(|| row.line.clone(), |clock| clock.name.r#in(lang).to_owned()),
        line: row.line.clone(),
        owner: row.owner.clone(),
        done: row.done,
        done_late: row.late,
        mean_seconds: row.seconds.checked_div(row.done),
        late_now: row.missing,
        from: from.format("%Y-%m").to_string(),
        to: to.format("%Y-%m").to_string(),
    }
}

fn line(row: &Printed, lang: &str) -> String {
    let lang = Lang::from_code(lang).unwrap_or_default();
    let (done, late) = (lang.t("已办", "done"), lang.t("其中逾期", "of these late"));
    let (mean, now) = (lang.t("平均用时", "mean time"), lang.t("逾期未办", "late now"));
    let took = row.mean_seconds.map(|seconds| format!("  {mean} {}", length(seconds, lang))).unwrap_or_default();
    format!(
        "{:5} {}  {}  {done} {} ({late} {}){took}  {now} {}  [{} – {}]",
        row.line,
        row.name,
        side(&row.owner, lang),
        row.done,
        row.done_late,
        row.late_now,
        row.from,
        row.to
    )
}
