//! What is due (时限): the clocks of the law, by who owes what and until when.

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::law::{self, Clock};
use kernel::{Identity, LegalFact};
use projections::read::{self, ClockFilter, ClockRow, Due, Owing};
use uuid::Uuid;

use super::dashboard::county_choices;
use super::kept::{self, KeptLine};
use super::{Choice, Shown, page, rows, show};
use crate::app::{now, short, today};
use crate::error::PageError;
use crate::format::deadline;
use crate::frame::{Frame, Section};
use crate::params::encoded;
use crate::visitor::Visitor;
use crate::{App, Lang, words};

/// One clock as a reader sees it.
pub(crate) struct ClockLine {
    pub href: String,
    pub line: String,
    pub name: String,
    /// Of whom or what, where its matter has several.
    pub of: String,
    pub kind: String,
    pub state: String,
    /// The style of the state: `bad`, `warn`, `ok` or none.
    pub tone: &'static str,
    pub started: String,
    pub due: String,
    /// How much time is left, or since when it is over.
    pub left: String,
    pub owner: String,
    pub trigger: String,
    pub record: String,
    pub record_href: String,
    /// Whether it is the record whose page this is.
    pub own: bool,
    pub county: String,
    pub confirmed: bool,
    /// The last alert of it, and its style.
    pub alerted: Option<(String, &'static str)>,
}

/// What one organisation owes, as a line.
struct OwingLine {
    who: String,
    running: i64,
    near: i64,
    late: i64,
    href: String,
    late_href: String,
}

#[derive(Template)]
#[template(path = "clocks.html")]
struct ClocksPage {
    f: Frame,
    here: String,
    owing: Vec<OwingLine>,
    total: (i64, i64, i64),
    tabs: Vec<(String, &'static str, bool)>,
    since: String,
    closed_since: String,
    /// The days in which something was done or ran out, if the reader chose any.
    days: Option<[String; 2]>,
    kept: Vec<KeptLine>,
    ends: Vec<Choice>,
    affairs: Vec<Choice>,
    sides: Vec<Choice>,
    kinds: Vec<Choice>,
    counties: Vec<Choice>,
    lines: Vec<Choice>,
    show: &'static str,
    org: String,
    org_name: String,
    /// The record or matter to which all belong: its id and what it is called.
    record: Option<(Uuid, String)>,
    any: bool,
    rows: Vec<ClockLine>,
    first: Option<String>,
    next: Option<String>,
}

const SHOW: [(&str, Due); 9] = [
    ("due", Due::Ahead),
    ("open", Due::Open),
    ("late", Due::Late),
    ("undated", Due::Undated),
    ("keep", Due::Keeping),
    ("closed", Due::Closed),
    ("done", Due::Done),
    ("overrun", Due::Overrun),
    ("ranout", Due::RanOut),
];
/// Days after today with whose end a clock ends, or before.
const WITHIN: [(&str, u64); 3] = [("0", 0), ("3", 3), ("7", 7)];
/// Of how many clocks a record's page tells at most.
const MOST: usize = 200;
const SIDES: [&str; 5] = ["regulator", "police", "procuratorate", "party", "laboratory"];
const KINDS: [&str; 4] = ["duty", "right", "limit", "keep"];

/// What is due.
pub(crate) async fn clocks(State(app): State<App>, visitor: Visitor) -> Shown {
    let (params, lang) = (&visitor.params, visitor.lang);
    let due = params.read(
        "show",
        (
            "due、open、late、undated、keep、closed、done、overrun或ranout",
            "due, open, late, undated, keep, closed, done, overrun or ranout",
        ),
        |code| SHOW.iter().find(|(known, _)| *known == code).copied(),
    )?;
    let (shown, due) = due.unwrap_or(SHOW[0]);
    let one_of = |name: &str, known: &'static [&'static str], expected| {
        params.read(name, expected, |code| known.contains(&code).then(|| code.to_owned()))
    };
    let within = params.read("within", ("0、3或7", "0, 3 or 7"), |days| {
        WITHIN.iter().find(|(known, _)| *known == days).map(|(_, days)| *days)
    })?;
    let since = params.read("since", ("月份，如2026-01", "a month, such as 2026-01"), |month| {
        let day = format!("{month}-01").parse::<NaiveDate>().ok()?;
        (month.len() == 7 && (1900..=2200).contains(&day.year())).then_some(day)
    })?;
    let (from, to) = (params.day("from")?, params.day("to")?);
    let expected = ("不晚于截止日期的日期", "a day that is not after the last day");
    params.read("from", expected, |_| from.zip(to).is_none_or(|(from, to)| from <= to).then_some(()))?;
    let span = read::Span { from, to: to.unwrap_or_else(|| today(&visitor.root)) };
    let chosen = if from.is_some() || to.is_some() { read::days(&span) } else { None };
    let filter = ClockFilter {
        root: visitor.root.code.to_string(),
        due,
        org: params.text("org")?,
        owner: one_of(
            "owner",
            &SIDES,
            ("regulator、police、procuratorate、party或laboratory", "regulator, police, procuratorate, party or laboratory"),
        )?,
        county: visitor.county(&app)?.map(|county| county.code.to_string()),
        kind: one_of("kind", &KINDS, ("duty、right、limit或keep", "duty, right, limit or keep"))?,
        line: params.read("line", ("时限表中的编号，如G9a", "a row of the clock table, such as G9a"), |id| {
            app.law.catalogue.clocks().iter().flat_map(Clock::rows).find(|row| *row == id).map(str::to_owned)
        })?,
        record: params.read("record", ("记录的标识", "the id of a record"), |id| id.parse().ok())?,
        transfers: params.read("of", ("transfer", "transfer"), |of| (of == "transfer").then_some(()))?.is_some(),
        between: chosen.or_else(|| read::months(since?, today(&visitor.root))),
        until: within.map(|days| kept::end_of(today(&visitor.root) + chrono::Days::new(days), &visitor.root)),
    };
    let page = page(params)?;
    let (found, owing, (since, kept), record) = tokio::try_join!(
        async { Ok::<_, PageError>(read::clocks(&app.pool, &filter, &page).await?) },
        async { Ok(read::owing(&app.pool, &filter.root, filter.county.as_deref()).await?) },
        kept::kept(&app, &visitor, filter.county.as_deref()),
        whose(&app, &visitor, filter.record)
    )?;
    let here = visitor.link(Section::Due.path());
    let tab = |(code, due): &(&'static str, Due)| {
        // What is still open was done or ran out on no day yet.
        let over = matches!(due, Due::Closed | Due::Done | Due::Overrun | Due::RanOut);
        let dropped: &[&str] = if over { &["after"] } else { &["after", "from", "to", "since"] };
        let kept = dropped.iter().fold(params.with("show", code), |kept, name| kept.with(name, ""));
        (kept.on(&here), tab_name(*due, lang), *code == shown)
    };
    let sum = |pick: fn(&Owing) -> i64| owing.iter().map(pick).sum::<i64>();
    let choose = |codes: &'static [&'static str], name: fn(&str, Lang) -> String, chosen: &Option<String>| -> Vec<Choice> {
        codes.iter().map(|code| Choice::new(*code, name(code, lang), chosen.as_deref())).collect()
    };
    let unpaged = params.with("after", "");
    show(&ClocksPage {
        f: Frame::new(&app, &visitor, Some(Section::Due), Section::Due.name(lang)),
        total: (sum(|o| o.running), sum(|o| o.near), sum(|o| o.late)),
        owing: owing.iter().map(|owing| owing_line(&app, &visitor, owing)).collect(),
        tabs: SHOW.iter().map(tab).collect(),
        since,
        days: chosen.is_some().then(|| ["from", "to"].map(|name| params.get(name).unwrap_or_default().to_owned())),
        closed_since: params.get("since").unwrap_or_default().to_owned(),
        kept,
        ends: WITHIN.iter().map(|(code, days)| Choice::new(*code, ends_name(*days, lang), params.get("within"))).collect(),
        affairs: vec![Choice::new("transfer", lang.t("移送", "transfers"), params.get("of"))],
        sides: choose(&SIDES, |code, lang| words::side(code, lang).to_owned(), &filter.owner),
        kinds: choose(&KINDS, words::clock_kind, &filter.kind),
        counties: county_choices(&app, &visitor, filter.county.as_deref().map(short)),
        lines: line_choices(&app, lang, filter.line.as_deref()),
        show: shown,
        org_name: match filter.org.as_deref() {
            Some(ClockFilter::UNNAMED) => lang.t("未载明", "not stated").to_owned(),
            Some(org) => app.org_name(org, lang),
            None => String::new(),
        },
        org: filter.org.unwrap_or_default(),
        record: filter.record.zip(record),
        any: !params.except(&["after", "show"]).is_empty(),
        rows: lines(&app, &visitor, &found.rows),
        first: page.after.is_some().then(|| unpaged.on(&here)),
        next: found.next.map(|next| params.with("after", &next.to_string()).on(&here)),
        here,
    })
}

/// What a record of these pages is called.
async fn whose(app: &App, visitor: &Visitor, record: Option<Uuid>) -> Result<Option<String>, PageError> {
    let Some(record) = record else { return Ok(None) };
    let row = read::record(&app.pool, record).await?.filter(|row| row.root == visitor.root.code.as_str());
    Ok(Some(rows::line(app, visitor, &row.ok_or(PageError::NotFound)?).called()))
}

const fn tab_name(due: Due, lang: Lang) -> &'static str {
    match due {
        Due::Ahead => lang.t("即将到期", "Due"),
        Due::Open => lang.t("全部未结", "All open"),
        Due::Late => lang.t("逾期未办", "Late"),
        Due::Undated => lang.t("无期限或中止", "Undated"),
        Due::Keeping => lang.t("应当保存", "To be kept"),
        Due::Closed => lang.t("已结", "Settled"),
        Due::Done => lang.t("已办", "Done"),
        Due::Overrun => lang.t("逾期办结", "Done late"),
        Due::RanOut => lang.t("全部超期", "All overdue"),
    }
}

fn ends_name(days: u64, lang: Lang) -> String {
    match (days, lang) {
        (0, lang) => lang.t("今日", "today").to_owned(),
        (days, Lang::Zh) => format!("{days}日内"),
        (days, Lang::En) => format!("within {days} days"),
    }
}

/// The rows of the clock table, each once, with the name of what is owed.
fn line_choices(app: &App, lang: Lang, chosen: Option<&str>) -> Vec<Choice> {
    kept::names_of_rows(app).into_iter().map(|(row, name)| Choice::new(row, format!("{row} {}", lang.of(name)), chosen)).collect()
}

fn owing_line(app: &App, visitor: &Visitor, owing: &Owing) -> OwingLine {
    let lang = visitor.lang;
    let county = visitor.params.get("county").map(|county| format!("&county={}", encoded(county))).unwrap_or_default();
    let whose = match &owing.org {
        Some(org) => format!("&org={}", encoded(org)),
        None => format!("&org={}&owner={}", ClockFilter::UNNAMED, owing.owner),
    };
    let link = |show: &str| format!("{}?show={show}{whose}{county}", visitor.link(Section::Due.path()));
    OwingLine {
        who: kept::who(app, &owing.owner, owing.org.as_deref(), lang),
        running: owing.running,
        near: owing.near,
        late: owing.late,
        href: link("due"),
        late_href: link("late"),
    }
}

/// The page of one clock.
pub(crate) fn clock_href(visitor: &Visitor, grp: Uuid, key: &str) -> String {
    format!("{}?key={}", visitor.link(&format!("clock/{grp}")), encoded(key))
}

/// The rule under which a clock runs that started then.
pub(crate) fn rule_of<'a>(
    app: &'a App,
    visitor: &Visitor,
    line: &str,
    regime: &str,
    started: DateTime<Utc>,
) -> Option<&'a Clock> {
    // What starts at the end of a day starts under the law of that day.
    let local = started.with_timezone(&visitor.root.zone);
    let day = local.date_naive();
    let day = if local.time() == chrono::NaiveTime::MIN { day.pred_opt().unwrap_or(day) } else { day };
    app.law.catalogue.clock(line, regime, day)
}

/// Of whom or what a clock is: as its key says, or else the label of the part that started it.
fn of_whom(app: &App, visitor: &Visitor, row: &ClockRow) -> String {
    let told = format!("{}/{}/{}/", row.question, row.record, row.part);
    if let Some(about) = row.key.strip_prefix(&told) {
        return words::about(about, visitor.lang);
    }
    let shared = app.vocabulary.kind(&row.record_kind).is_none_or(|kind| kind.identity != Identity::Own);
    let label = row.part.split_once('/').map(|(_, label)| label).filter(|label| !shared && label.parse::<u32>().is_err());
    label.map(|_| app.named(&row.part, visitor)).and_then(|part| Some(part.split_once('/')?.1.to_owned())).unwrap_or_default()
}

/// What precedes the end of a clock: by most something is to be done, until some something is to be kept.
fn until(row: &ClockRow, lang: Lang) -> &'static str {
    if row.kind == law::Kind::Keep.code() { lang.t("保存至 ", "keep until ") } else { "" }
}

/// The clocks of one record or matter.
pub(crate) fn lines(app: &App, visitor: &Visitor, rows: &[ClockRow]) -> Vec<ClockLine> {
    rows.iter().map(|row| clock_line(app, visitor, row)).collect()
}

fn clock_line(app: &App, visitor: &Visitor, row: &ClockRow) -> ClockLine {
    let lang = visitor.lang;
    let clock = rule_of(app, visitor, &row.line, &row.regime, row.started_at);
    let (state, tone) = words::clock_state(&row.state, lang);
    let near = row.state == law::State::Running.code() && row.near_at.is_some_and(|near| near <= now());
    let kind = app.vocabulary.kind(&row.record_kind).map_or("", |kind| lang.t(kind.zh, kind.en));
    let title = row.title.as_deref().unwrap_or(&row.number);
    ClockLine {
        href: clock_href(visitor, row.grp, &row.key),
        of: of_whom(app, visitor, row),
        line: row.line.clone(),
        name: clock.map_or_else(|| row.question.clone(), |clock| lang.of(&clock.name).to_owned()),
        kind: words::clock_kind(&row.kind, lang),
        state,
        tone: if near { "warn" } else { tone },
        started: deadline(row.started_at, &visitor.root),
        due: row.due_at.map(|due| format!("{}{}", until(row, lang), deadline(due, &visitor.root))).unwrap_or_default(),
        left: if row.open { row.due_at.map(|due| words::left(due, now(), lang)).unwrap_or_default() } else { String::new() },
        owner: row.org.as_deref().map_or_else(|| words::side(&row.owner, lang).to_owned(), |org| app.org_name(org, lang)),
        trigger: LegalFact::from_code(&row.trigger).map_or_else(|| row.trigger.clone(), |fact| lang.of(&fact.name()).to_owned()),
        record: format!("{kind} {title}"),
        record_href: visitor.link(&format!("record/{}", row.record)),
        own: false,
        county: row.county.as_deref().map(|code| app.division_name(code, lang)).unwrap_or_default(),
        confirmed: row.confirmed,
        alerted: row.alerted.as_deref().map(|code| words::warning(code, lang)),
    }
}

/// The clocks of a record or of a matter, for its page.
pub(crate) struct RecordClocks {
    /// How many there are.
    pub total: usize,
    /// The first of them.
    pub lines: Vec<ClockLine>,
    /// Where all are listed, open and settled, if there are more.
    pub more: Option<[String; 2]>,
}

/// The clocks that facts of `record`, or of the records of this matter, started.
pub(crate) async fn of_record(app: &App, visitor: &Visitor, record: Uuid) -> Result<RecordClocks, PageError> {
    let rows = read::clocks_of(&app.pool, record).await?;
    let shown = &rows[..rows.len().min(MOST)];
    let lines = lines(app, visitor, shown).into_iter().zip(shown);
    let list = |show| format!("{}?show={show}&record={record}", visitor.link(Section::Due.path()));
    Ok(RecordClocks {
        total: rows.len(),
        lines: lines.map(|(line, row)| ClockLine { own: row.record == record, ..line }).collect(),
        more: (rows.len() > MOST).then(|| [list("open"), list("closed")]),
    })
}
