//! How the law's duties are kept (办理情况), and what transfers ask of whom now (在办移送).

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use kernel::Text;
use kernel::division::Root;
use projections::read::{self, ClockFilter, Kept, Running};

use crate::app::today;
use crate::error::PageError;
use crate::format::length;
use crate::frame::Section;
use crate::params::encoded;
use crate::visitor::Visitor;
use crate::{App, Lang, words};

/// Duties of one row of the clock table.
pub(crate) struct KeptLine {
    pub line: String,
    pub name: String,
    pub owner: &'static str,
    pub done: i64,
    pub done_href: String,
    pub late: i64,
    pub late_href: String,
    pub missing: i64,
    pub missing_href: String,
    /// The mean time; empty if none was done.
    pub mean: String,
}

/// How the duties of the twelve months up to today were kept, with the first of these months.
pub(crate) async fn kept(app: &App, visitor: &Visitor, county: Option<&str>) -> Result<(String, Vec<KeptLine>), PageError> {
    let to = today(&visitor.root);
    let from = read::year_up_to(to);
    let rows = read::kept(&app.pool, visitor.root.code.as_str(), county, (from, to)).await?;
    let since = format!("{}-{:02}", from.year(), from.month());
    let names = names_of_rows(app);
    let line = |row: &Kept| {
        let href = |show: &str| {
            let county = visitor.params.get("county").map(|county| format!("&county={}", encoded(county))).unwrap_or_default();
            format!("{}?show={show}&line={}&owner={}{county}", visitor.link(Section::Due.path()), encoded(&row.line), row.owner)
        };
        KeptLine {
            name: names.get(row.line.as_str()).map(|name| visitor.lang.of(name).to_owned()).unwrap_or_default(),
            owner: words::side(&row.owner, visitor.lang),
            done: row.done,
            done_href: format!("{}&since={since}", href("done")),
            late: row.late,
            late_href: format!("{}&since={since}", href("overrun")),
            missing: row.missing,
            missing_href: href("late"),
            mean: if row.done == 0 { String::new() } else { length(row.seconds / row.done, visitor.lang) },
            line: row.line.clone(),
        }
    };
    let lines = rows.iter().map(line).collect();
    Ok((since, lines))
}

/// The rows of the clock table with the name of what is owed: where several regimes answer, as the most general says it.
pub(crate) fn names_of_rows(app: &App) -> BTreeMap<&str, &Text> {
    let mut names: BTreeMap<&str, (u8, &Text)> = BTreeMap::new();
    for clock in app.law.catalogue.clocks() {
        for row in clock.rows() {
            let known = names.entry(row).or_insert((clock.regime.rank, &clock.name));
            if clock.regime.rank < known.0 {
                *known = (clock.regime.rank, &clock.name);
            }
        }
    }
    names.into_iter().map(|(row, (_, name))| (row, name)).collect()
}

/// What transfers ask of one organisation now.
pub(crate) struct RunningLine {
    pub who: String,
    pub transfers: i64,
    pub href: String,
    pub late: i64,
    pub late_href: String,
    pub soon: i64,
    pub soon_href: String,
}

/// The transfers under way.
#[derive(Default)]
pub(crate) struct RunningView {
    pub transfers: i64,
    pub href: String,
    pub late: i64,
    pub late_href: String,
    pub soon: i64,
    pub soon_href: String,
    /// Who owes something; the worst first.
    pub by: Vec<RunningLine>,
    /// How many more there are.
    pub others: usize,
    pub others_href: String,
}

/// Most organisations that the dashboard names.
const NAMED: usize = 8;

/// The transfers under way; `None` where the law's clocks do not run, or none ever did.
pub(crate) async fn running(app: &App, visitor: &Visitor, county: Option<&str>) -> Result<Option<RunningView>, PageError> {
    let until = end_of(today(&visitor.root), &visitor.root);
    let rows = read::running_transfers(&app.pool, visitor.root.code.as_str(), county, until).await?;
    let Some((all, by)) = rows.split_first().filter(|(all, _)| all.transfers > 0) else { return Ok(None) };
    let county = visitor.params.get("county").map(|county| format!("&county={}", encoded(county))).unwrap_or_default();
    let href = |show: &str, more: &str| format!("{}?of=transfer&show={show}{county}{more}", visitor.link(Section::Due.path()));
    let line = |row: &Running| {
        let owner = row.owner.as_deref().unwrap_or_default();
        let org = row.org.as_deref();
        let whose =
            org.map_or_else(|| format!("&org={}&owner={owner}", ClockFilter::UNNAMED), |org| format!("&org={}", encoded(org)));
        RunningLine {
            who: who(app, owner, org, visitor.lang),
            transfers: row.transfers,
            href: href("open", &whose),
            late: row.late,
            late_href: href("late", &whose),
            soon: row.soon,
            soon_href: href("due", &format!("&within=0{whose}")),
        }
    };
    Ok(Some(RunningView {
        transfers: all.transfers,
        href: href("open", ""),
        late: all.late,
        late_href: href("late", ""),
        soon: all.soon,
        soon_href: href("due", "&within=0"),
        by: by.iter().take(NAMED).map(line).collect(),
        others: by.len().saturating_sub(NAMED),
        others_href: visitor.params.only(&["county"]).on(&visitor.link(Section::Due.path())),
    }))
}

/// An organisation, or the side it is on where it is not known which.
pub(crate) fn who(app: &App, owner: &str, org: Option<&str>, lang: Lang) -> String {
    let side = || format!("{}{}", words::side(owner, lang), lang.t("（单位未载明）", " (not stated which)"));
    org.map_or_else(side, |org| app.org_name(org, lang))
}

/// The instant at which `day` ends where `root` lies.
pub(crate) fn end_of(day: NaiveDate, root: &Root) -> DateTime<Utc> {
    let midnight = day.checked_add_days(Days::new(1)).unwrap_or(day).and_time(NaiveTime::MIN);
    root.zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}
