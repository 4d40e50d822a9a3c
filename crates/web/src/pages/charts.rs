//! The charts as tables: the script draws what the tables say, so that both always agree.

use chrono::{Datelike, Months, NaiveDate};
use kernel::{Group, Measure, Nature, Unit};
use projections::read::{CountyRow, Span, TrendRow};

use super::Choice;
use super::tiles::{group_code, rows_link};
use crate::app::short;
use crate::format::{Figure, figure};
use crate::visitor::Visitor;
use crate::{App, Lang};

/// The months of a group's measures.
pub(crate) struct TrendView {
    pub groups: Vec<Choice>,
    pub group: String,
    pub measures: Vec<&'static str>,
    pub months: Vec<MonthView>,
    /// What cannot be placed in a month, per measure; empty if there is nothing.
    pub unplaced: Vec<String>,
}

/// One month.
pub(crate) struct MonthView {
    pub month: String,
    /// Whether it lies between the first and the last month of which anything is known.
    pub known: bool,
    pub cells: Vec<CellView>,
}

/// One figure of a month.
pub(crate) struct CellView {
    pub value: i64,
    pub text: String,
    pub href: String,
}

/// The measures that one chart can hold: things that add up over a window.
pub(crate) fn drawable(measure: &Measure) -> bool {
    measure.nature == Nature::Flow && measure.unit == Unit::Item
}

/// The measures of `group` that are drawn.
pub(crate) fn drawn(app: &App, group: Group) -> Vec<&'static Measure> {
    app.vocabulary.measures().iter().copied().filter(|measure| measure.group == group && drawable(measure)).collect()
}

/// The 24 months that end with that of `to`.
pub(crate) fn trend_span(to: NaiveDate) -> Span {
    let first = to.with_day(1).and_then(|first| first.checked_sub_months(Months::new(23)));
    Span { from: first, to }
}

/// The trend of `group`.
pub(crate) fn trend(app: &App, visitor: &Visitor, group: Group, span: Span, rows: &[TrendRow]) -> TrendView {
    let lang = visitor.lang;
    let known = |measure: &&'static Measure| rows.iter().any(|row| row.measure == measure.code);
    let measures: Vec<&'static Measure> = drawn(app, group).into_iter().filter(known).collect();
    let sum = |month: Option<NaiveDate>, measure: &Measure| {
        let row = rows.iter().find(|row| row.month == month && row.measure == measure.code);
        row.map_or((0, false), |row| (row.amount, row.bounds > 0))
    };
    let placed = || rows.iter().filter_map(|row| row.month);
    let known_months = placed().min().zip(placed().max());
    let month_view = |first: NaiveDate| MonthView {
        month: first.format("%Y-%m").to_string(),
        known: known_months.is_some_and(|(earliest, latest)| (earliest..=latest).contains(&first)),
        cells: measures.iter().map(|measure| cell(visitor, measure, first, span.to, sum(Some(first), measure))).collect(),
    };
    let firsts = span.from.into_iter().flat_map(|from| (0..24).filter_map(move |n| from.checked_add_months(Months::new(n))));
    let unplaced = |measure: &&'static Measure| {
        let (amount, at_least) = sum(None, measure);
        figure(amount, measure.unit, at_least, lang).to_string()
    };
    let some_unplaced = rows.iter().any(|row| row.month.is_none());
    TrendView {
        groups: groups(app, lang, group),
        group: lang.of(&group.name()).to_owned(),
        months: if known_months.is_some() { firsts.map(month_view).collect() } else { Vec::new() },
        unplaced: if some_unplaced { measures.iter().map(unplaced).collect() } else { Vec::new() },
        measures: measures.iter().map(|measure| lang.t(measure.zh, measure.en)).collect(),
    }
}

fn cell(visitor: &Visitor, measure: &Measure, first: NaiveDate, to: NaiveDate, (value, at_least): (i64, bool)) -> CellView {
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first);
    let span = Span { from: Some(first), to: last.min(to) };
    let text = figure(value, measure.unit, at_least, visitor.lang).to_string();
    CellView { value, text, href: if value == 0 { String::new() } else { rows_link(visitor, measure.code, span) } }
}

fn groups(app: &App, lang: Lang, current: Group) -> Vec<Choice> {
    let filled = Group::ALL.into_iter().filter(|group| !drawn(app, *group).is_empty());
    filled.map(|group| Choice::new(group_code(group), lang.of(&group.name()), Some(group_code(current)))).collect()
}

/// The counties of one measure.
pub(crate) struct CountyView {
    pub measures: Vec<Choice>,
    pub measure: &'static str,
    pub window: String,
    pub rows: Vec<CountyLine>,
    /// The link of the map's outlines; empty where there is no map.
    pub map: &'static str,
}

/// One county.
pub(crate) struct CountyLine {
    /// Its place in the ranking, the same for equals; blank where nothing was reported or no county is stated.
    pub rank: String,
    pub code: String,
    pub name: String,
    /// `None`: nothing reported (未报送).
    pub figure: Option<Figure>,
    pub value: i64,
    pub href: String,
    /// Whether a county is stated.
    pub stated: bool,
}

/// What the counties of one measure are shown from.
pub(crate) struct Counties<'a> {
    pub measure: &'static Measure,
    pub span: Span,
    pub rows: &'a [CountyRow],
    pub reporting: &'a [String],
}

/// The counties ranked by `measure`; those that sent nothing at all come last and have no figure.
pub(crate) fn counties(app: &App, visitor: &Visitor, counties: &Counties<'_>) -> CountyView {
    let (lang, measure) = (visitor.lang, counties.measure);
    let found = |code: &str| counties.rows.iter().find(|row| row.county.as_deref() == Some(code));
    let mut ranked: Vec<(&str, Option<&CountyRow>)> =
        app.counties(&visitor.root).iter().map(|d| (d.code.as_str(), found(d.code.as_str()))).collect();
    ranked.sort_by_key(|(code, row)| {
        let reports = row.is_some() || counties.reporting.iter().any(|known| known == code);
        (!reports, std::cmp::Reverse(row.map_or(0, |row| row.amount)))
    });
    let amounts: Vec<i64> = ranked.iter().map(|(_, row)| row.map_or(0, |row| row.amount)).collect();
    let line = |(code, row): &(&str, Option<&CountyRow>)| {
        let reports = row.is_some() || counties.reporting.iter().any(|known| known == code);
        let value = row.map_or(0, |row| row.amount);
        let rank = 1 + amounts.iter().filter(|amount| **amount > value).count();
        CountyLine {
            rank: if reports { rank.to_string() } else { String::new() },
            code: short(code).to_owned(),
            name: app.division_name(code, lang),
            figure: reports.then(|| figure(value, measure.unit, row.is_some_and(|row| row.at_least), lang)),
            value,
            href: if value == 0 { String::new() } else { county_link(visitor, measure.code, counties.span, short(code)) },
            stated: true,
        }
    };
    let mut rows: Vec<CountyLine> = ranked.iter().map(line).collect();
    rows.extend(
        counties
            .rows
            .iter()
            .filter(|row| row.county.as_deref().is_none_or(|code| !ranked.iter().any(|(known, _)| *known == code)))
            .map(|row| CountyLine {
                rank: String::new(),
                code: String::new(),
                name: row
                    .county
                    .as_deref()
                    .map_or_else(|| lang.t("区县未载明", "county not stated").to_owned(), |code| app.division_name(code, lang)),
                figure: Some(figure(row.amount, measure.unit, row.at_least, lang)),
                value: row.amount,
                href: county_link(visitor, measure.code, counties.span, row.county.as_deref().map_or("none", short)),
                stated: false,
            }),
    );
    CountyView {
        measures: app.vocabulary.measures().iter().map(|m| Choice::new(m.code, lang.t(m.zh, m.en), Some(measure.code))).collect(),
        measure: lang.t(measure.zh, measure.en),
        window: super::tiles::dates(counties.span, measure.nature, lang),
        rows,
        map: if visitor.root.code.as_str() == "370800000000" { crate::assets::link("jining.geojson") } else { "" },
    }
}

fn county_link(visitor: &Visitor, measure: &str, span: Span, county: &str) -> String {
    let from = span.from.map(|from| from.to_string()).unwrap_or_default();
    let kept = visitor.params.only(&["agency", "as_of", "at"]);
    let all = kept.with("measure", measure).with("from", &from).with("to", &span.to.to_string()).with("county", county);
    all.on(&visitor.link("facts"))
}
