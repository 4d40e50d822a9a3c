//! The leadership dashboard: tiles, trend and counties, refreshed while it is looked at.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use kernel::{Group, Measure};
use projections::read::{self, AsOf, Lens, Span, Tile, TileQuery, Windows};

use super::charts::{self, Counties, CountyView, TrendView};
use super::kept::{self, RunningView};
use super::tiles::{GroupView, TileView, group_code, groups};
use super::{Choice, Shown, show};
use crate::app::{short, today};
use crate::error::PageError;
use crate::format::{day, time};
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;
use crate::{App, Lang};

/// What the reader asks for.
struct Asked {
    from: Option<NaiveDate>,
    to: NaiveDate,
    /// Whether `to` was chosen for want of anything that happened this year.
    fallback: bool,
    as_of: Option<AsOf>,
    county: Option<String>,
    group: Option<Group>,
    measure: Option<&'static Measure>,
}

/// By when what was recorded counts: `at` is a position, `as_of` a day.
pub(super) async fn as_of(app: &App, visitor: &Visitor) -> Result<Option<AsOf>, PageError> {
    let params = &visitor.params;
    let expected = ("已有记录的位置，如1234", "a position at which something is recorded, such as 1234");
    let Some(position) = params.read("at", expected, |text| text.parse().ok())? else {
        return Ok(params.day("as_of")?.map(AsOf::from));
    };
    let as_of = AsOf::position(&app.pool, &visitor.root, position).await?;
    params.read("at", expected, |_| as_of)?;
    Ok(as_of)
}

async fn asked(app: &App, visitor: &Visitor) -> Result<Asked, PageError> {
    let params = &visitor.params;
    let (from, to, as_of) = (params.day("from")?, params.day("to")?, as_of(app, visitor).await?);
    let (to, fallback) = match to {
        Some(to) => (to, false),
        None => last_day(app, visitor).await?,
    };
    let expected = ("不晚于截止日期的日期", "a day that is not after the last day");
    params.read("from", expected, |_| from.is_none_or(|from| from <= to).then_some(()))?;
    let group_expected = ("joint、prevention、transfer或strike", "joint, prevention, transfer or strike");
    let group = params.read("group", group_expected, |code| Group::ALL.into_iter().find(|group| group_code(*group) == code))?;
    let measure = params.read("measure", ("统计项代码", "the code of a measure"), |code| app.vocabulary.measure(code))?;
    Ok(Asked { from, to, fallback, as_of, county: visitor.county(app)?.map(|county| county.code.to_string()), group, measure })
}

/// Today, or the last day on which anything happened if that was in an earlier year.
async fn last_day(app: &App, visitor: &Visitor) -> Result<(NaiveDate, bool), PageError> {
    use chrono::Datelike;
    let today = today(&visitor.root);
    let last = read::last_day(&app.pool, visitor.root.code.as_str(), today).await?;
    Ok(last.filter(|last| last.year() < today.year()).map_or((today, false), |last| (last, true)))
}

struct Panel {
    f: Frame,
    /// The transfers under way; not in figures as they once were.
    running: Option<RunningView>,
    groups: Vec<GroupView>,
    /// Measures without a figure.
    empty: Vec<TileView>,
    trend: TrendView,
    counties: CountyView,
    /// Filters that the chart forms carry along.
    trend_hidden: Vec<(String, String)>,
    county_hidden: Vec<(String, String)>,
}

async fn panel_of(app: &App, visitor: &Visitor, asked: &Asked) -> Result<Panel, PageError> {
    let root = &visitor.root;
    let query =
        TileQuery { from: asked.from, to: asked.to, county: asked.county.clone(), as_of: asked.as_of, ..TileQuery::default() };
    let lens = Lens { root: root.code.to_string(), county: asked.county.clone(), as_of: asked.as_of };
    let tiles = read::tiles(&app.pool, &app.vocabulary, root, &query).await?;
    let group = asked.group.unwrap_or_else(|| first_group(app, &tiles));
    let drawn: Vec<&str> = charts::drawn(app, group).iter().map(|measure| measure.code).collect();
    let trend_span = charts::trend_span(asked.to);
    let trend = read::trend(&app.pool, &lens, &drawn, trend_span).await?;
    let counties = counties_of(app, visitor, asked, &tiles, lens).await?;
    let hidden = |name: &str| visitor.params.except(&[name]).iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let running = if asked.as_of.is_none() { kept::running(app, visitor, asked.county.as_deref()).await? } else { None };
    // The table of counties knows who has sent anything.
    let silent = |county: &str| counties.rows.iter().any(|line| line.code == short(county) && line.figure.is_none());
    let duties = read::duty_tiles(&app.pool, &app.law, root, None, &query).await?;
    let tiles: Vec<Tile> = tiles.into_iter().chain(duties).collect();
    let (groups, empty) = groups(&tiles, asked.county.as_deref().is_some_and(silent), visitor);
    Ok(Panel {
        f: Frame::new(app, visitor, Some(Section::Dashboard), Section::Dashboard.name(visitor.lang)),
        running,
        groups,
        empty,
        trend: charts::trend(app, visitor, group, trend_span, &trend),
        counties,
        trend_hidden: hidden("group"),
        county_hidden: hidden("measure"),
    })
}

/// The first group with a figure that can be drawn; without any the first that could have one.
fn first_group(app: &App, tiles: &[Tile]) -> Group {
    let filled =
        tiles.iter().filter(|tile| tile.rows != 0 && charts::drawable(tile.measure)).map(|tile| tile.measure.group).min();
    let any = || Group::ALL.into_iter().find(|group| !charts::drawn(app, *group).is_empty());
    filled.or_else(any).unwrap_or(Group::Joint)
}

async fn counties_of(app: &App, visitor: &Visitor, asked: &Asked, tiles: &[Tile], lens: Lens) -> Result<CountyView, PageError> {
    // Unless the reader chooses: what most rows speak of.
    let busiest =
        || tiles.iter().filter(|tile| charts::drawable(tile.measure)).max_by_key(|tile| tile.rows).map(|tile| tile.measure);
    let measure = asked.measure.or_else(busiest).or(app.vocabulary.measures().first().copied()).ok_or(PageError::NotFound)?;
    let span = tiles
        .iter()
        .find(|tile| tile.measure.code == measure.code)
        .map_or_else(|| Windows::declared(measure, &visitor.root, asked.to).own, |tile| tile.windows.own);
    let codes: Vec<&str> = app.counties(&visitor.root).iter().map(|d| d.code.as_str()).collect();
    // The ranking shows all counties beside the one that the tiles are filtered by.
    let lens = Lens { county: None, ..lens };
    let (rows, reporting) = tokio::try_join!(
        read::by_county(&app.pool, &lens, measure.code, span),
        read::reporting_counties(&app.pool, &lens.root, &codes, Span { from: span.from, to: asked.to }),
    )?;
    Ok(charts::counties(app, visitor, &Counties { measure, span, rows: &rows, reporting: &reporting }))
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct DashboardPage {
    f: Frame,
    p: Panel,
    from: String,
    to: String,
    as_of: String,
    /// The position by which figures were recorded, instead of a day.
    at: String,
    /// The last day in words.
    day: String,
    fallback: bool,
    past: bool,
    counties: Vec<Choice>,
    live: String,
    panel: String,
    position: String,
    position_at: String,
    /// The same figures as they stand at this position, for good.
    snapshot: String,
}

/// Where the figures of this day stay what they are now.
fn snapshot(visitor: &Visitor, to: NaiveDate, position: i64) -> String {
    let params = visitor.params.with("as_of", "").with("to", &to.to_string()).with("at", &position.to_string());
    params.on(&visitor.link(""))
}

/// The whole page.
pub(crate) async fn dashboard(State(app): State<App>, visitor: Visitor) -> Shown {
    let asked = asked(&app, &visitor).await?;
    // Before the figures: what is folded meanwhile is announced as news, not taken for seen.
    let reached = app.live.reached();
    let p = panel_of(&app, &visitor, &asked).await?;
    let lang = visitor.lang;
    let text = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    show(&DashboardPage {
        f: p.f.clone().with_charts(),
        p,
        from: text(asked.from),
        to: asked.to.to_string(),
        as_of: text(asked.as_of.map(|as_of| as_of.day)),
        at: asked.as_of.and_then(|as_of| as_of.position).map(|at| at.to_string()).unwrap_or_default(),
        day: day(asked.to, lang),
        fallback: asked.fallback,
        past: asked.as_of.is_some(),
        counties: county_choices(&app, &visitor, asked.county.as_deref()),
        live: visitor.link("live"),
        panel: visitor.params.on(&visitor.link("panel")),
        snapshot: reached.map(|reached| snapshot(&visitor, asked.to, reached.position)).unwrap_or_default(),
        position: reached.map(|reached| reached.position.to_string()).unwrap_or_default(),
        position_at: reached.map(|reached| time(reached.at, &visitor.root)).unwrap_or_default(),
    })
}

/// The counties of the root as a choice.
pub(crate) fn county_choices(app: &App, visitor: &Visitor, current: Option<&str>) -> Vec<Choice> {
    let current = current.map(short);
    let choice = |code: &str| Choice::new(short(code), app.division_name(code, visitor.lang), current);
    app.counties(&visitor.root).iter().map(|county| choice(county.code.as_str())).collect()
}

/// The agencies as a choice.
pub(crate) fn agency_choices(app: &App, lang: Lang, current: Option<&str>) -> Vec<Choice> {
    app.vocabulary.agencies().iter().map(|agency| Choice::new(agency.code, lang.of(&agency.name()), current)).collect()
}

#[derive(Template)]
#[template(path = "panel.html")]
struct PanelPage {
    p: Panel,
}

/// The part of the page that changes: tiles and the tables behind the charts.
pub(crate) async fn panel(State(app): State<App>, visitor: Visitor) -> Shown {
    let asked = asked(&app, &visitor).await?;
    show(&PanelPage { p: panel_of(&app, &visitor, &asked).await? })
}

/// Server-sent events: the position of the read tables, each time it moves.
pub(crate) async fn live(State(app): State<App>, _: Visitor, headers: HeaderMap) -> Response {
    let last_seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    app.live.stream(last_seen).into_response()
}
