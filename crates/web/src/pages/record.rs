//! One record: what it says, what it is about, what is counted of it, and its events.

use askama::Template;
use axum::extract::{Path, State};
use kernel::{Attribute, Link, LinkEnd, Says, Telling};
use projections::read::{self, EventRow, FactFilter, Page, RecordRow, SubjectRow};
use uuid::Uuid;

use super::facts::{FactLine, line as fact_line};
use super::rows::{RecordLine, line};
use super::{Shown, show};
use crate::app::today;
use crate::error::PageError;
use crate::format::{figure, money, occurred, time};
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;
use crate::{App, mask, words};

/// One event as a reader sees it.
struct EventView {
    position: i64,
    sequence: i64,
    stage: String,
    withdrawn: bool,
    occurred: String,
    precision: &'static str,
    recorded: String,
    org: String,
    agency: String,
    says: Vec<Said>,
    corrects: Option<String>,
    report: Option<String>,
    tag: String,
    payload: String,
}

/// One statement of an event.
struct Said {
    text: String,
    href: Option<String>,
}

/// A subject with its link.
struct SubjectLink {
    href: String,
    kind: String,
    name: String,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    f: Frame,
    r: RecordLine,
    recorded: String,
    entity: String,
    subjects: Vec<SubjectLink>,
    facts: Vec<FactLine>,
    events: Vec<EventView>,
    list: String,
    list_name: &'static str,
}

/// One record.
pub(crate) async fn record(State(app): State<App>, visitor: Visitor, Path((_, id)): Path<(String, String)>) -> Shown {
    let id: Uuid = id.parse().map_err(|_| PageError::NotFound)?;
    let row =
        read::record(&app.pool, id).await?.filter(|row| row.root == visitor.root.code.as_str()).ok_or(PageError::NotFound)?;
    // All of its facts, whenever they occurred.
    let counted = FactFilter {
        root: row.root.clone(),
        record: Some(id),
        to: row.last_on.max(today(&visitor.root)),
        ..FactFilter::default()
    };
    let page = Page::first(200);
    let (events, subjects, facts) = tokio::try_join!(
        read::history(&app.pool, id),
        read::subjects_of(&app.pool, id),
        read::facts(&app.pool, &counted, &page),
    )?;
    let shown = line(&app, &visitor, &row);
    let section = section(&app, &row);
    show(&RecordPage {
        f: Frame::new(&app, &visitor, Some(section), format!("{} {}", shown.kind, shown.number)),
        recorded: time(row.recorded_at, &visitor.root),
        entity: row.entity.clone().unwrap_or_default(),
        subjects: subjects.iter().map(|subject| subject_link(&app, &visitor, subject)).collect(),
        facts: facts.rows.iter().map(|fact| fact_line(&app, &visitor, fact)).collect(),
        events: events.into_iter().map(|event| event_view(&app, &visitor, event)).collect(),
        list: visitor.link(section.path()),
        list_name: section.name(visitor.lang),
        r: shown,
    })
}

fn section(app: &App, row: &RecordRow) -> Section {
    match app.vocabulary.kind(&row.kind).map(|kind| kind.class) {
        Some(kernel::Class::Inspection) => Section::Inspections,
        Some(kernel::Class::Case) => Section::Cases,
        Some(kernel::Class::Joint | kernel::Class::Own) | None => Section::Joint,
    }
}

fn subject_link(app: &App, visitor: &Visitor, subject: &SubjectRow) -> SubjectLink {
    SubjectLink {
        href: visitor.link(&format!("subject/{}", subject.subject)),
        kind: super::subject::kind_name(app, &subject.kind, visitor.lang),
        name: subject.name.clone(),
    }
}

fn event_view(app: &App, visitor: &Visitor, event: EventRow) -> EventView {
    let lang = visitor.lang;
    let kind = app.vocabulary.kind(&event.aggregate_type);
    let payload = event.payload.to_string();
    let told = app.vocabulary.hear(&event.aggregate_type, &event.event_type, &event.event_version, &payload);
    let telling = told.and_then(Result::ok);
    let stage = telling.as_ref().filter(|telling| !telling.part.is_empty());
    let corrects = telling.as_ref().and_then(|telling| telling.told.as_ref()?.corrects);
    EventView {
        position: event.position,
        sequence: event.sequence,
        stage: stage.map_or_else(|| event.event_type.clone(), |telling| words::part(kind, &telling.part, lang)),
        withdrawn: telling.as_ref().is_some_and(|telling| telling.withdrawn),
        occurred: occurred(event.occurred_earliest, event.occurred_latest, &event.occurred_precision, &visitor.root),
        precision: words::precision(&event.occurred_precision, lang),
        recorded: time(event.recorded_at, &visitor.root),
        says: telling.as_ref().map(|telling| says(app, visitor, telling)).unwrap_or_default(),
        corrects: corrects.map(|message| visitor.link(&format!("report/{}/{message}", event.org))),
        report: event.message_id.map(|message| visitor.link(&format!("report/{}/{message}", event.org))),
        org: app.org_name(&event.org, lang),
        agency: app.agency_name(&event.agency, lang),
        tag: format!("{} v{}", event.event_type, event.event_version),
        payload: mask::pretty(&payload, lang),
    }
}

/// What an event says, each statement in words.
fn says(app: &App, visitor: &Visitor, telling: &Telling) -> Vec<Said> {
    let lang = visitor.lang;
    let one = |said: &Says| -> Option<Said> {
        let named = |label: &str, value: &str| Some(Said { text: format!("{label}{}{value}", lang.t("：", ": ")), href: None });
        match said {
            Says::Attribute(Attribute::Title(_)) | Says::Mention(_) | Says::Tie(_) => None,
            Says::Attribute(Attribute::Outcome(code)) => {
                named(lang.t("结果", "outcome"), lang.of(&app.vocabulary.outcome_name(code)))
            }
            Says::Attribute(Attribute::Place(place)) => named(lang.t("地点", "place"), place),
            Says::Attribute(Attribute::Campaign(number)) => named(lang.t("专项行动", "campaign"), number),
            Says::Attribute(Attribute::Amount(amount)) => {
                named(lang.t("金额", "amount"), &money(amount.minor, amount.currency.code()))
            }
            Says::Attribute(Attribute::Findings(n)) => named(lang.t("发现问题", "findings"), &n.to_string()),
            Says::Count(count) => {
                let measure = app.vocabulary.measure(count.measure)?;
                let at_least = count.quantity.qualifier == kernel::Qualifier::AtLeast;
                let figure = figure(count.quantity.amount, measure.unit, at_least, lang);
                named(&format!("{}“{}”", lang.t("计入", "counted in "), lang.t(measure.zh, measure.en)), &figure.to_string())
            }
            Says::Legal(fact) => named(lang.t("法律事实", "legal fact"), lang.of(&fact.name())),
            Says::Link(link) => Some(linked(visitor, link)),
        }
    };
    telling.says.iter().filter_map(one).collect()
}

fn linked(visitor: &Visitor, link: &Link) -> Said {
    let lang = visitor.lang;
    let (text, path) = match link.to {
        LinkEnd::Subject(subject) => (lang.t("记录归入主题", "joins a record to a subject"), format!("subject/{subject}")),
        LinkEnd::Record(other) => (
            lang.t("与另一记录为同一件事，只计一次", "tells of one thing with another record, counted once"),
            format!("record/{other}"),
        ),
    };
    Said { text: text.to_owned(), href: Some(visitor.link(&path)) }
}
