//! Possible duplicates (可能重复): joint actions that may be one, side by side, with the command by which a person joins them.

use askama::Template;
use axum::extract::State;
use chrono::{Days, NaiveDate};
use projections::read::{self, Pair, Span};

use super::rows::{RecordLine, line};
use super::{Shown, show};
use crate::App;
use crate::app::today;
use crate::format::span;
use crate::frame::{Frame, Section};
use crate::params::Params;
use crate::visitor::Visitor;

/// Days on one page.
const DAYS: u64 = 92;

/// One of two.
struct Side {
    r: RecordLine,
    held: String,
    told_by: Vec<String>,
}

/// Two that may be one.
struct PairView {
    sides: [Side; 2],
    /// What makes it likely.
    likely: Vec<String>,
    /// The premises that both name.
    premises: Vec<(String, String)>,
    link: String,
    apart: String,
}

#[derive(Template)]
#[template(path = "duplicates.html")]
struct DuplicatesPage {
    f: Frame,
    here: String,
    from: String,
    to: String,
    pairs: Vec<PairView>,
    joint: String,
    earlier: String,
}

/// Pairs of joint actions that may be one.
pub(crate) async fn duplicates(State(app): State<App>, visitor: Visitor) -> Shown {
    let lang = visitor.lang;
    let root = visitor.root.code.as_str();
    let (from, to) = (visitor.params.day("from")?, visitor.params.day("to")?);
    let to = match to {
        Some(to) => to,
        None => read::last_day(&app.pool, root, today(&visitor.root)).await?.unwrap_or_else(|| today(&visitor.root)),
    };
    let from = from.unwrap_or_else(|| before(to));
    let pairs = read::possible_duplicates(&app.pool, root, Span { from: Some(from), to }).await?;
    let here = visitor.link("duplicates");
    let before_that = from.pred_opt().unwrap_or(from);
    let earlier = Params::from([("from", before(before_that).to_string()), ("to", before_that.to_string())]);
    show(&DuplicatesPage {
        f: Frame::new(&app, &visitor, Some(Section::Joint), lang.t("可能重复的联合执法", "Possible duplicates of joint actions")),
        from: from.to_string(),
        to: to.to_string(),
        pairs: pairs.iter().map(|pair| view(&app, &visitor, pair)).collect(),
        joint: visitor.link(Section::Joint.path()),
        earlier: earlier.on(&here),
        here,
    })
}

fn before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(DAYS)).unwrap_or(day)
}

/// Who links records of `kind` under this root: the organisation of the kind's agency that has none above it.
fn office(app: &App, visitor: &Visitor, kind: &str) -> String {
    let agency = kind.split('.').next().unwrap_or_default();
    let of_the_root = |org: &&kernel::Organisation| {
        org.agency.as_str() == agency
            && org.parent.is_none()
            && app.reference.divisions.root_of(&org.division).is_some_and(|root| root.code == visitor.root.code)
    };
    app.reference.organisations.iter().find(of_the_root).map_or_else(|| "ORG".to_owned(), |org| org.id.to_string())
}

fn view(app: &App, visitor: &Visitor, pair: &Pair) -> PairView {
    let lang = visitor.lang;
    let side = |record, told_by: &std::collections::BTreeSet<String>, held: (NaiveDate, NaiveDate)| Side {
        r: line(app, visitor, record),
        held: span(held.0, held.1, "day"),
        told_by: told_by.iter().map(|org| app.org_name(org, lang)).collect(),
    };
    let mut likely = vec![if pair.held[0] == pair.held[1] && pair.held[0].0 == pair.held[0].1 {
        lang.t("同一天", "the same day").to_owned()
    } else {
        lang.t("日期重叠", "days that overlap").to_owned()
    }];
    likely.extend((!pair.premises.is_empty()).then(|| lang.t("同一场所", "the same premises").to_owned()));
    likely.extend(pair.same_county().then(|| lang.t("同一区县", "the same county").to_owned()));
    likely.extend(pair.same_title().then(|| lang.t("名称相同", "the same name").to_owned()));
    likely.push(lang.t("报送单位不同，编号不同", "different organisations, different numbers").to_owned());
    let command = |flag: &str| {
        let (reason, name) = (lang.t("理由", "why"), lang.t("姓名", "who"));
        let (one, other) = (pair.second.record, pair.first.record);
        let office = office(app, visitor, &pair.second.kind);
        format!("jointcase link {one} --to {other} {flag}--reason \"{reason}\" --as {office} --name \"{name}\"")
    };
    let premises = |(id, name): &(uuid::Uuid, String)| (visitor.link(&format!("subject/{id}")), name.clone());
    PairView {
        sides: [side(&pair.first, &pair.told_by[0], pair.held[0]), side(&pair.second, &pair.told_by[1], pair.held[1])],
        likely,
        premises: pair.premises.iter().map(premises).collect(),
        link: command(""),
        apart: command("--different "),
    }
}
