//! Events as a reader sees them: on the page of their record, and in the history of a matter.

use std::collections::HashSet;
use std::ops::Range;

use kernel::{Attribute, Enclosed, Kind, Link, LinkEnd, Relation, Says, Telling};
use projections::read::EventRow;
use uuid::Uuid;

use crate::format::{figure, money, occurred, time};
use crate::visitor::Visitor;
use crate::{App, mask, words};

/// One event as a reader sees it.
pub(crate) struct EventView {
    /// The record, where the page is not its own.
    pub of: Option<Said>,
    pub position: i64,
    pub sequence: i64,
    pub stage: String,
    pub withdrawn: bool,
    pub occurred: String,
    pub precision: &'static str,
    pub recorded: String,
    pub org: String,
    pub agency: String,
    /// Who acted, where a person did.
    pub person: String,
    pub says: Vec<Said>,
    pub corrects: Option<String>,
    pub report: Option<String>,
    pub tag: String,
    pub payload: Vec<mask::Piece>,
}

/// One statement of an event.
pub(crate) struct Said {
    pub text: String,
    pub href: Option<String>,
}

/// Those of the events of a history that `shown` names, in words; `of` names the record of one, where the page is not its own.
pub(super) fn views(
    app: &App,
    visitor: &Visitor,
    events: Vec<EventRow>,
    shown: Range<usize>,
    of: impl Fn(&str) -> Option<Said>,
) -> Vec<EventView> {
    // What a person said at the door has no report that could be opened.
    let reported: HashSet<Uuid> = events.iter().filter_map(|event| event.message_id).collect();
    let one = |event: EventRow| {
        let of = of(&event.aggregate_id);
        view(app, visitor, event, of, &reported)
    };
    events.into_iter().skip(shown.start).take(shown.len()).map(one).collect()
}

fn view(app: &App, visitor: &Visitor, event: EventRow, of: Option<Said>, reported: &HashSet<Uuid>) -> EventView {
    let lang = visitor.lang;
    let kind = app.vocabulary.kind(&event.aggregate_type);
    let payload = event.payload.to_string();
    let told = app.vocabulary.hear(&event.aggregate_type, &event.event_type, &event.event_version, &payload);
    let telling = told.and_then(Result::ok);
    let stage = telling.as_ref().filter(|telling| !telling.part.is_empty());
    let corrects = telling.as_ref().and_then(|telling| telling.told.as_ref()?.corrects);
    let corrects = corrects.filter(|message| reported.contains(&message.0));
    let person = event.metadata["actor"].as_str().filter(|actor| !actor.starts_with("org:")).and_then(super::links::name);
    EventView {
        of,
        position: event.position,
        sequence: event.sequence,
        stage: stage.map_or_else(|| event.event_type.clone(), |telling| app.part(kind, &telling.part, visitor)),
        withdrawn: telling.as_ref().is_some_and(|telling| telling.withdrawn),
        occurred: occurred(event.occurred_earliest, event.occurred_latest, &event.occurred_precision, &visitor.root),
        precision: words::precision(&event.occurred_precision, lang),
        recorded: time(event.recorded_at, &visitor.root),
        says: telling.as_ref().map(|telling| says(app, visitor, kind, telling)).unwrap_or_default(),
        corrects: corrects.map(|message| visitor.link(&format!("report/{}/{message}", event.org))),
        report: event.message_id.map(|message| visitor.link(&format!("report/{}/{message}", event.org))),
        org: app.org_name(&event.org, lang),
        person: person.map(|name| format!("{name}{}", lang.t("（未认证）", " (not authenticated)"))).unwrap_or_default(),
        agency: app.agency_name(&event.agency, lang),
        tag: format!("{} v{}", event.event_type, event.event_version),
        payload: mask::worded(&payload, lang, |field, code| {
            app.vocabulary.word(field, code).map(|word| lang.of(word).to_owned())
        }),
    }
}

/// What an event says, each statement in words.
fn says(app: &App, visitor: &Visitor, kind: Option<&Kind>, telling: &Telling) -> Vec<Said> {
    let lang = visitor.lang;
    let one = |said: &Says| -> Option<Said> {
        let named = |label: &str, value: &str| Some(Said { text: format!("{label}{}{value}", lang.t("：", ": ")), href: None });
        match said {
            Says::Attribute(Attribute::Title(_) | Attribute::OutcomeOver(_)) | Says::Mention(_) => None,
            Says::Attribute(Attribute::Outcome(code)) => {
                named(lang.t("结果", "outcome"), lang.of(&app.vocabulary.outcome_name(code)))
            }
            Says::Attribute(Attribute::Place(place)) => named(lang.t("地点", "place"), place),
            Says::Attribute(Attribute::Campaign(number)) => named(lang.t("专项行动", "campaign"), number),
            Says::Attribute(Attribute::Amount(amount)) => {
                named(lang.t("金额", "amount"), &money(amount.minor, amount.currency.code()))
            }
            Says::Attribute(Attribute::Findings(n)) => named(lang.t("发现问题", "findings"), &n.to_string()),
            Says::Attribute(Attribute::File(file)) => {
                named(lang.t("文件", "file"), &format!("{} {} {}", file.sha256.short(), file.media_type, file.size))
            }
            Says::Count(count) => {
                let measure = app.vocabulary.measure(count.measure)?;
                let at_least = count.quantity.qualifier == kernel::Qualifier::AtLeast;
                let figure = figure(count.quantity.amount, measure.unit, at_least, lang);
                named(&format!("{}“{}”", lang.t("计入", "counted in "), lang.t(measure.zh, measure.en)), &figure.to_string())
            }
            Says::Legal(fact) => named(lang.t("法律事实", "legal fact"), lang.of(&fact.name())),
            Says::Aside(aside) => named(&app.part(kind, &aside.part, visitor), &aside.when.to_string()),
            Says::ArisesFrom(_, number) => named(lang.t("来源", "arose from"), number),
            Says::Alert(alert) => {
                let (warning, _) = words::warning(if alert.historical { "historical" } else { alert.warning.code() }, lang);
                let href = Some(visitor.link(&format!("record/{}", alert.record)));
                Some(Said { text: format!("{}{}{warning}", lang.t("预警", "alert"), lang.t("：", ": ")), href })
            }
            Says::Until(day) => named(lang.t("延长至", "granted until"), &day.to_string()),
            Says::Of(label) => named(lang.t("对象", "of"), label),
            Says::To(org) => named(lang.t("致", "addressed to"), &app.org_name(org.as_str(), lang)),
            Says::Encloses(Enclosed::Document(code)) => {
                let name = kernel::transfer::DocumentKind::from_code(code).map(kernel::transfer::DocumentKind::name);
                named(lang.t("材料", "document"), name.as_ref().map_or(code, |name| lang.of(name)))
            }
            Says::Encloses(Enclosed::Item(label)) => named(lang.t("物品", "item"), label),
            Says::Encloses(Enclosed::Seized(label, list)) => {
                named(lang.t("物品", "item"), &format!("{label}{}{list}", lang.t("，查封扣押清单", ", seized under list ")))
            }
            Says::Tie(_) => None,
            Says::Link(..) => None, // Several things, said below.
        }
    };
    let links =
        telling.says.iter().filter_map(|said| if let Says::Link(link, reason) = said { Some((link, reason)) } else { None });
    let links = links.flat_map(|(link, reason)| linked(visitor, link, reason));
    telling.says.iter().filter_map(one).chain(links).collect()
}

fn linked(visitor: &Visitor, link: &Link, reason: &str) -> Vec<Said> {
    let lang = visitor.lang;
    let text = match link.relation() {
        Some(Relation::About) => lang.t("记录归入主题", "the record is about the subject"),
        Some(Relation::Same) => lang.t("二者为同一件事，只计一次", "the two are one thing, counted once"),
        Some(Relation::Apart) => lang.t("二者不是同一件事", "the two are two things"),
        None => "",
    };
    let end = |name: &str, end: LinkEnd| {
        let path = match end {
            LinkEnd::Subject(subject) => format!("subject/{subject}"),
            LinkEnd::Record(record) => format!("record/{record}"),
        };
        Said { text: name.to_owned(), href: Some(visitor.link(&path)) }
    };
    let reason = format!("{}{reason}", lang.t("理由：", "reason: "));
    vec![
        Said { text: text.to_owned(), href: None },
        end(lang.t("一方", "the one"), link.from),
        end(lang.t("另一方", "the other"), link.to),
        Said { text: reason, href: None },
    ]
}
