//! Records as lines of a list: the same on lists, premises pages and behind figures.

use projections::read::RecordRow;

use crate::format::{money, span};
use crate::visitor::Visitor;
use crate::{App, Lang, words};

/// Records of warnings.
const ALERT: &str = "joint-office.alert";

/// One record as a reader sees it.
pub(crate) struct RecordLine {
    pub href: String,
    pub number: String,
    pub title: String,
    pub kind: String,
    pub agency: String,
    pub org: String,
    pub county: String,
    pub stage: String,
    pub outcome: String,
    pub dates: String,
    pub amount: String,
    pub findings: String,
    pub flags: Vec<FlagView>,
    pub mark: &'static str,
    pub place: String,
    pub campaign: String,
}

impl RecordLine {
    /// Its kind, and its title or else its number.
    pub(crate) fn called(&self) -> String {
        format!("{} {}", self.kind, if self.title.is_empty() { &self.number } else { &self.title })
    }
}

/// One flag.
pub(crate) struct FlagView {
    /// Its short name.
    pub name: &'static str,
    /// What it means.
    pub sentence: String,
}

/// The flags of a record in words.
pub(crate) fn flags(app: &App, visitor: &Visitor, row: &RecordRow) -> Vec<FlagView> {
    let kind = app.vocabulary.kind(&row.kind);
    let view = |flag: &String| FlagView {
        name: words::flag_name(flag, visitor.lang),
        sentence: words::flag(kind, &app.named(flag, visitor), (row.first_on, row.last_on), visitor.lang),
    };
    let identical = row.ordinal.map(|n| format!("identical:{n}"));
    row.flags.iter().chain(&identical).map(view).collect()
}

/// What it is called: alerts, whose title names a row of the clock table first, as the law calls what is owed there.
fn title(app: &App, row: &RecordRow, lang: Lang) -> String {
    let title = row.title.as_deref().unwrap_or_default();
    let named = || {
        let id = title.split(' ').next()?;
        let clock = app.law.catalogue.clocks().iter().find(|clock| clock.rows().any(|row| row == id))?;
        Some(format!("{id} {}", lang.of(&clock.name)))
    };
    if row.kind == ALERT { named().unwrap_or_else(|| title.to_owned()) } else { title.to_owned() }
}

/// The record as a line.
pub(crate) fn line(app: &App, visitor: &Visitor, row: &RecordRow) -> RecordLine {
    let lang = visitor.lang;
    let kind = app.vocabulary.kind(&row.kind);
    RecordLine {
        href: visitor.link(&format!("record/{}", row.record)),
        number: row.number.clone(),
        title: title(app, row, lang),
        kind: kind.map_or_else(|| row.kind.clone(), |kind| lang.t(kind.zh, kind.en).to_owned()),
        agency: app.agency_name(&row.agency, lang),
        org: app.org_name(&row.org, lang),
        county: row
            .county
            .as_deref()
            .map_or_else(|| lang.t("未载明", "not stated").to_owned(), |code| app.division_name(code, lang)),
        stage: row.stage.as_deref().map(|stage| app.part(kind, stage, visitor)).unwrap_or_default(),
        outcome: row.outcome.as_deref().map(|code| lang.of(&app.vocabulary.outcome_name(code)).to_owned()).unwrap_or_default(),
        dates: span(row.first_on, row.last_on, &row.precision),
        amount: row.amount_minor.map(|minor| money(minor, row.currency.as_deref().unwrap_or_default())).unwrap_or_default(),
        findings: row.findings.map(|findings| findings.to_string()).unwrap_or_default(),
        flags: flags(app, visitor, row),
        mark: words::shown_mark(row.mark.as_deref(), &visitor.root, lang),
        place: row.place.clone().unwrap_or_default(),
        campaign: row.campaign.clone().unwrap_or_default(),
    }
}
