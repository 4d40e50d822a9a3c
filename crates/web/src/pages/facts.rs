//! The rows behind a figure, whose sum is the figure.

use askama::Template;
use axum::extract::State;
use kernel::Measure;
use projections::read::{self, FactFilter, FactRow, Span, TallyQuery};

use super::{Shown, page, show};
use crate::App;
use crate::app::today;
use crate::error::PageError;
use crate::format::{Figure, day, figure, grouped, span};
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;
use crate::words;

/// One counted thing as a reader sees it.
pub(crate) struct FactLine {
    pub href: String,
    pub number: String,
    pub title: String,
    pub kind: String,
    pub part: String,
    pub measure: String,
    pub dates: String,
    pub precision: &'static str,
    pub county: String,
    pub org: String,
    pub figure: Figure,
    pub recorded: String,
    pub mark: &'static str,
}

#[derive(Template)]
#[template(path = "facts.html")]
struct FactsPage {
    f: Frame,
    measure: &'static str,
    window: String,
    filters: Vec<String>,
    /// The figure, from the cube.
    figure: Figure,
    /// How many rows make it up.
    count: String,
    /// The rows added up one by one; `None` where they are too many.
    sum: Option<Figure>,
    agrees: bool,
    possible: bool,
    rows: Vec<FactLine>,
    back: String,
    first: Option<String>,
    next: Option<String>,
}

/// Above it the rows are not added up one by one for each look at the page.
const MOST_ADDED: i64 = 200_000;

/// The rows behind one figure.
pub(crate) async fn facts(State(app): State<App>, visitor: Visitor) -> Shown {
    let lang = visitor.lang;
    let (filter, measure) = asked(&app, &visitor).await?;
    let page = page(&visitor.params)?;
    let query = TallyQuery {
        root: filter.root.clone(),
        measures: vec![measure.code.to_owned()],
        from: filter.from,
        to: filter.to,
        county: filter.county.clone(),
        agency: filter.agency.clone(),
        campaign: filter.campaign.clone(),
        as_of: filter.as_of,
    };
    let (tally, found) = tokio::try_join!(read::tally(&app.pool, &query), read::facts(&app.pool, &filter, &page))?;
    let tally = tally.into_iter().next().ok_or(PageError::NotFound)?;
    let amount = if filter.possible { tally.possible } else { tally.amount };
    let sum = if tally.rows <= MOST_ADDED { Some(read::facts_sum(&app.pool, &filter).await?) } else { None };
    let count = sum.as_ref().map_or(tally.rows, |sum| sum.rows);
    let at_least = sum.as_ref().map_or(tally.at_least, |sum| sum.at_least);
    let here = visitor.link("facts");
    show(&FactsPage {
        f: Frame::new(&app, &visitor, Some(Section::Dashboard), lang.t(measure.zh, measure.en)),
        measure: lang.t(measure.zh, measure.en),
        window: super::tiles::dates(Span { from: filter.from, to: filter.to }, measure.nature, lang),
        filters: filters(&app, &visitor, &filter),
        figure: figure(amount, measure.unit, at_least, lang),
        count: grouped(count),
        agrees: sum.as_ref().is_none_or(|sum| sum.amount == amount),
        sum: sum.map(|sum| figure(sum.amount, measure.unit, sum.at_least, lang)),
        possible: filter.possible,
        rows: found.rows.iter().map(|row| line(&app, &visitor, row)).collect(),
        back: visitor.params.only(&["agency", "as_of", "at", "county"]).with("to", &filter.to.to_string()).on(&visitor.link("")),
        first: page.after.is_some().then(|| visitor.params.with("after", "").on(&here)),
        next: found.next.map(|next| visitor.params.with("after", &next.to_string()).on(&here)),
    })
}

async fn asked(app: &App, visitor: &Visitor) -> Result<(FactFilter, &'static Measure), PageError> {
    let params = &visitor.params;
    let measure = params.read("measure", ("统计项代码", "the code of a measure"), |code| app.vocabulary.measure(code))?;
    let measure = measure.ok_or(PageError::NotFound)?;
    let county = if params.get("county") == Some("none") {
        Some(String::new())
    } else {
        visitor.county(app)?.map(|county| county.code.to_string())
    };
    let filter = FactFilter {
        root: visitor.root.code.to_string(),
        measure: Some(measure.code.to_owned()),
        record: None,
        from: params.day("from")?,
        to: params.day("to")?.unwrap_or_else(|| today(&visitor.root)),
        county,
        agency: visitor.agency(app)?,
        campaign: params.text("campaign")?,
        as_of: super::dashboard::as_of(app, visitor).await?,
        possible: params.get("possible").is_some(),
    };
    Ok((filter, measure))
}

/// What narrows the figure, in words.
fn filters(app: &App, visitor: &Visitor, filter: &FactFilter) -> Vec<String> {
    let lang = visitor.lang;
    let mut words = Vec::new();
    match filter.county.as_deref() {
        None => {}
        Some("") => words.push(lang.t("区县未载明", "county not stated").to_owned()),
        Some(code) => words.push(app.division_name(code, lang)),
    }
    words.extend(filter.agency.as_deref().map(|code| app.agency_name(code, lang)));
    words.extend(filter.campaign.clone());
    words.extend(filter.as_of.map(|as_of| match (as_of.position, lang) {
        (None, crate::Lang::Zh) => format!("按{}结束时的记录", day(as_of.day, lang)),
        (None, crate::Lang::En) => format!("as recorded by the end of {}", day(as_of.day, lang)),
        (Some(position), crate::Lang::Zh) => format!("按位置{position}（{}）的记录", day(as_of.day, lang)),
        (Some(position), crate::Lang::En) => format!("as recorded by position {position}, on {}", day(as_of.day, lang)),
    }));
    words
}

/// The fact as a line.
pub(crate) fn line(app: &App, visitor: &Visitor, row: &FactRow) -> FactLine {
    let lang = visitor.lang;
    let kind = app.vocabulary.kind(&row.kind);
    let measure = app.vocabulary.measure(&row.measure);
    let unit = measure.map_or(kernel::Unit::Item, |measure| measure.unit);
    FactLine {
        href: visitor.link(&format!("record/{}", row.record)),
        number: row.number.clone(),
        title: row.title.clone().unwrap_or_default(),
        kind: kind.map_or_else(|| row.kind.clone(), |kind| lang.t(kind.zh, kind.en).to_owned()),
        part: app.part(kind, &row.part, visitor),
        measure: measure.map_or_else(|| row.measure.clone(), |measure| lang.t(measure.zh, measure.en).to_owned()),
        dates: span(row.occurred_from, row.occurred_on, &row.precision),
        precision: words::precision(&row.precision, lang),
        county: row
            .county
            .as_deref()
            .map_or_else(|| lang.t("未载明", "not stated").to_owned(), |code| app.division_name(code, lang)),
        org: app.org_name(&row.org, lang),
        figure: figure(row.amount, unit, row.qualifier == "at-least", lang),
        recorded: row.made_on.to_string(),
        mark: words::shown_mark(row.mark.as_deref(), &visitor.root, lang),
    }
}
