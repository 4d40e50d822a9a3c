//! The tiles as a reader sees them.

use kernel::{Group, Nature};
use projections::read::{self, Base, Span, Tile};

use crate::Lang;
use crate::format::{Figure, day, days, figure, percent, short_figure};
use crate::frame::Section;
use crate::params::Params;
use crate::visitor::Visitor;

/// One group of tiles.
pub(crate) struct GroupView {
    pub code: &'static str,
    pub name: String,
    pub tiles: Vec<TileView>,
}

/// One tile.
pub(crate) struct TileView {
    pub key: &'static str,
    pub name: &'static str,
    pub figure: Figure,
    /// The window in words, such as 今年以来.
    pub window: String,
    /// Its days.
    pub dates: String,
    pub changes: Vec<ChangeView>,
    /// How much of the figure has no stated day.
    pub unplaced: Option<String>,
    /// How much more may lie in the window, and where its rows are.
    pub possible: Option<(String, String)>,
    pub href: String,
    pub zero: bool,
    /// Whether the county of the page has sent nothing at all (未报送): then there is no figure.
    pub silent: bool,
}

/// 同比 or 环比.
pub(crate) struct ChangeView {
    pub label: &'static str,
    /// Blank if the base is 0.
    pub text: String,
    pub direction: &'static str,
    /// The base in words.
    pub base: String,
}

/// The code of a group in links.
pub(crate) const fn group_code(group: Group) -> &'static str {
    match group {
        Group::Joint => "joint",
        Group::Prevention => "prevention",
        Group::Transfer => "transfer",
        Group::Strike => "strike",
    }
}

/// Measures with a figure, or with one to be compared with, under their groups; and those of which nothing is known in these days.
///
/// `nothing_sent`: the page is of one county, and that one has sent nothing at all.
pub(crate) fn groups(tiles: &[Tile], nothing_sent: bool, visitor: &Visitor) -> (Vec<GroupView>, Vec<TileView>) {
    let silent = |tile: &&Tile| {
        let based = [tile.last_year, tile.previous].into_iter().flatten().any(|base| base.amount != 0);
        tile.rows == 0 && tile.amount == 0 && tile.possible == 0 && !based
    };
    let (empty, filled): (Vec<&Tile>, Vec<&Tile>) = tiles.iter().partition(silent);
    let group_view = |group: Group| GroupView {
        code: group_code(group),
        name: visitor.lang.of(&group.name()).to_owned(),
        tiles: filled.iter().filter(|tile| tile.measure.group == group).map(|tile| view(tile, false, visitor)).collect(),
    };
    let groups = Group::ALL.into_iter().map(group_view).filter(|group| !group.tiles.is_empty()).collect();
    (groups, empty.into_iter().map(|tile| view(tile, nothing_sent, visitor)).collect())
}

/// The link to the rows behind a figure.
pub(crate) fn rows_link(visitor: &Visitor, measure: &str, span: Span) -> String {
    rows_params(visitor, measure, span).on(&visitor.link("facts"))
}

fn rows_params(visitor: &Visitor, measure: &str, span: Span) -> Params {
    let from = span.from.map(|from| from.to_string()).unwrap_or_default();
    let kept = visitor.params.only(&["county", "agency", "campaign", "as_of", "at"]);
    kept.with("measure", measure).with("from", &from).with("to", &span.to.to_string())
}

/// The link to the duties of transfers behind a figure; empty where it is not one of today: the list is.
fn duties_link(visitor: &Visitor, show: &str, span: Span) -> String {
    if ["as_of", "at"].iter().any(|name| visitor.params.get(name).is_some()) {
        return String::new();
    }
    let from = span.from.map(|from| from.to_string()).unwrap_or_default();
    let kept = visitor.params.only(&["county"]).with("of", "transfer").with("show", show);
    kept.with("from", &from).with("to", &span.to.to_string()).on(&visitor.link(Section::Due.path()))
}

fn view(tile: &Tile, silent: bool, visitor: &Visitor) -> TileView {
    let (lang, measure) = (visitor.lang, tile.measure);
    let amount = |value, at_least| figure(value, measure.unit, at_least, lang).to_string();
    let window =
        if tile.declared { lang.of(&measure.window.name()).to_owned() } else { lang.t("所选期间", "chosen days").to_owned() };
    let href = match measure {
        &read::MEAN_TIME => duties_link(visitor, "done", tile.windows.own),
        &read::OVERDUE => duties_link(visitor, "ranout", tile.windows.own),
        measure => rows_link(visitor, measure.code, tile.windows.own),
    };
    // Of a lower bound any part may be one.
    let part = (tile.unplaced != 0)
        .then(|| format!("{}{}", lang.t("其中日期未载明 ", "day not stated: "), amount(tile.unplaced, tile.at_least)));
    let more = (tile.possible != 0).then(|| {
        let text = format!("{}{}", lang.t("另有可能属于本期间 ", "may also belong here: "), amount(tile.possible, false));
        (text, rows_params(visitor, measure.code, tile.windows.own).with("possible", "1").on(&visitor.link("facts")))
    });
    TileView {
        key: measure.code,
        name: lang.t(measure.zh, measure.en),
        figure: short_figure(tile.amount, measure.unit, tile.at_least, lang),
        window,
        dates: dates(tile.windows.own, measure.nature, lang),
        changes: changes(tile, lang),
        unplaced: part,
        possible: more,
        href,
        zero: tile.rows == 0,
        silent,
    }
}

/// The days of a window in words: `2026年1月1日至11月22日`, `1 Jan – 22 Nov 2026`.
pub(crate) fn dates(span: Span, nature: Nature, lang: Lang) -> String {
    match (span.from, nature, lang) {
        (_, Nature::Stock, _) => day(span.to, lang),
        (Some(from), Nature::Flow, _) => days(from, span.to, lang),
        (None, Nature::Flow, Lang::Zh) => format!("截至{}", day(span.to, lang)),
        (None, Nature::Flow, Lang::En) => format!("until {}", day(span.to, lang)),
    }
}

fn changes(tile: &Tile, lang: Lang) -> Vec<ChangeView> {
    let sides = [
        (lang.t("同比", "YoY"), tile.windows.last_year, tile.last_year, tile.yoy(), lang.t("去年同期", "same days last year")),
        (lang.t("环比", "PoP"), tile.windows.previous, tile.previous, tile.pop(), lang.t("上一期", "period before")),
    ];
    let change = |(label, span, base, change, name): (_, Option<Span>, Option<Base>, Option<i64>, &str)| {
        let (span, base) = (span?, base?);
        let blank = if base.amount == 0 { lang.t("，基数为0，不计算", "; base 0, not computed") } else { "" };
        Some(ChangeView {
            label,
            text: change.map(percent).unwrap_or_default(),
            direction: match change {
                Some(1..) => "up",
                Some(..=-1) => "down",
                Some(0) | None => "flat",
            },
            base: format!(
                "{name} {}: {}{blank}",
                dates(span, tile.measure.nature, lang),
                figure(base.amount, tile.measure.unit, base.at_least, lang)
            ),
        })
    };
    sides.into_iter().filter_map(change).collect()
}
