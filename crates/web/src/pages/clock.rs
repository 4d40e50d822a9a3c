//! One clock with its sum: what started it, what was counted, left out and added, under which rule, and what came of it.

use askama::Template;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use kernel::law::{self, Count, Doubt, Fact, Instance, NoCalendar, Roll, Term};
use kernel::reference::Adopted;
use projections::read;
use uuid::Uuid;

use super::alerts::{self, Alerts};
use super::paper::day;
use super::{Shown, rows, show};
use crate::app::now;
use crate::error::PageError;
use crate::format::{deadline, time};
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;
use crate::{App, Lang, words};

/// A fact with the record that tells it.
struct FactView {
    name: String,
    /// Of whom or what, where the matter has several.
    of: String,
    when: String,
    org: String,
    href: String,
    position: i64,
    withdrawn: Option<i64>,
}

/// One line of the sum.
struct Step {
    label: &'static str,
    text: String,
    note: String,
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "clock.html")]
struct ClockPage {
    f: Frame,
    name: String,
    /// Of whom or what, where the matter has several.
    of: String,
    /// The record whose fact started it: what it is called, its page, and where it is.
    record: Option<(String, String, String)>,
    line: String,
    kind: String,
    state: String,
    tone: &'static str,
    /// What of the rule is from general knowledge.
    doubts: Option<String>,
    /// As known at this position, if the reader asks for the past.
    known: Option<i64>,
    /// Which version of the law was in use by that position, and which is now, where they differ.
    law: Option<(i64, i64)>,
    status: String,
    rule: String,
    steps: Vec<Step>,
    /// What other regimes answer: shown, not applied.
    also: Vec<(String, String)>,
    facts: Vec<FactView>,
    alerts: Alerts,
    list: String,
}

/// One clock.
pub(crate) async fn clock(State(app): State<App>, visitor: Visitor, Path((_, grp)): Path<(String, String)>) -> Shown {
    let grp: Uuid = grp.parse().map_err(|_| PageError::NotFound)?;
    let key = visitor.params.get("key").ok_or(PageError::NotFound)?.to_owned();
    let position = ("记录位置（正整数）", "a position of the history, a positive number");
    let known = visitor.params.read("known", position, |text| text.parse::<i64>().ok().filter(|at| *at > 0))?;
    let facts = read::clock_facts(&app.pool, grp).await?;
    let found = |at| {
        let mut instances = law::state(&facts, &app.law, known.unwrap_or(i64::MAX), at).into_iter();
        Some((instances.find(|instance| instance.key().to_string() == key)?, at))
    };
    // What is dated later today has not occurred yet; lists show it, and so does its page.
    let later = || facts.iter().map(|fact| fact.when.span(visitor.root.zone).earliest).max();
    let (instance, at) = found(now()).or_else(|| found(later()?)).ok_or(PageError::NotFound)?;
    let instance = &instance;
    let under_root = app.reference.divisions.root_of(instance.division()).is_some_and(|root| root.code == visitor.root.code);
    if !under_root {
        return Err(PageError::NotFound);
    }
    let started = read::record(&app.pool, instance.trigger.record.0).await?.map(|row| rows::line(&app, &visitor, &row));
    let record = started.map(|r| (r.called(), r.href, r.county));
    // In the order in which one follows them.
    let mut told: Vec<&Fact> = facts.iter().collect();
    told.sort_by_key(|fact| (fact.when.span(visitor.root.zone).latest, fact.recorded));
    let alerts = alerts::of_record(&app, &visitor, instance.trigger.record.0, Some(&key)).await?;
    let law = match known {
        Some(position) => read::adopted_by(&app.pool, Adopted::Law, position).await?,
        None => None,
    };
    let lang = visitor.lang;
    let (state, tone) = words::clock_state(instance.state.code(), lang);
    let also = |also: &law::Also<'_>| {
        let due = also.due.map_or_else(|| lang.t("无期限", "no date").to_owned(), |due| deadline(due.at.utc(), &visitor.root));
        (rule(also.clock, &also.clock.doubts, lang), due)
    };
    show(&ClockPage {
        f: Frame::new(&app, &visitor, Some(Section::Due), lang.of(&instance.clock.name)),
        name: lang.of(&instance.clock.name).to_owned(),
        of: of_whom(instance.trigger, lang),
        record,
        line: instance.row.to_owned(),
        kind: words::clock_kind(instance.clock.kind.code(), lang),
        state,
        tone,
        doubts: doubts(&instance.doubts(), lang),
        known,
        law: law.filter(|(then, now)| then < now),
        status: visitor.link(Section::Status.path()),
        rule: rule(instance.clock, &instance.clock.doubts, lang),
        steps: steps(&app, &visitor, instance, at),
        also: instance.also.iter().map(also).collect(),
        alerts,
        facts: told.into_iter().map(|fact| fact_view(&app, &visitor, fact)).collect(),
        list: visitor.link(Section::Due.path()),
    })
}

/// Of whom or what a fact is told, where its matter has several.
fn of_whom(fact: &Fact, lang: Lang) -> String {
    fact.about.as_ref().map(|about| words::about(&about.to_string(), lang)).unwrap_or_default()
}

/// The rule, with what of it is from general knowledge.
pub(crate) fn rule(clock: &law::Clock, of: &[Doubt], lang: Lang) -> String {
    let mark = doubts(of, lang).map(|doubts| format!(" [K] {doubts}")).unwrap_or_default();
    format!("{} {}{mark}", lang.of(&clock.instrument.name), words::article(&clock.article, lang))
}

fn doubts(doubts: &[Doubt], lang: Lang) -> Option<String> {
    let line = Doubt::line(doubts)?;
    Some(format!("{}{}", lang.of(&line), lang.t("未经核实", " not confirmed")))
}

fn fact_view(app: &App, visitor: &Visitor, fact: &Fact) -> FactView {
    FactView {
        name: visitor.lang.of(&fact.fact.name()).to_owned(),
        of: of_whom(fact, visitor.lang),
        when: day(&fact.when, visitor),
        org: app.org_name(fact.org.as_str(), visitor.lang),
        href: visitor.link(&format!("record/{}", fact.record)),
        position: fact.recorded,
        withdrawn: fact.withdrawn,
    }
}

/// The sum in the order in which one would do it by hand.
fn steps(app: &App, visitor: &Visitor, instance: &Instance<'_>, at: DateTime<Utc>) -> Vec<Step> {
    let lang = visitor.lang;
    let told = |label, fact: &Fact, note: String| Step {
        label,
        text: format!("{} {}", lang.of(&fact.fact.name()), day(&fact.when, visitor)),
        note,
        href: Some(visitor.link(&format!("record/{}", fact.record))),
    };
    let plain = |label, text: String, note: &str| Step { label, text, note: note.to_owned(), href: None };
    let mut steps =
        vec![told(lang.t("起算事由", "Started by"), instance.trigger, app.org_name(instance.trigger.org.as_str(), lang))];
    let assumed = lang.t("时刻未载明，按当日24:00计", "the time of day is not stated: 24:00 is taken");
    let excluded = lang.t("开始当日不计", "the first day does not count");
    let start = deadline(instance.start.at.utc(), &visitor.root);
    let days = instance.clock.term.is_some_and(|term| term.count != Count::Hours);
    let excludes = instance.clock.start_excluded && days;
    let notes = [instance.start.assumed.then_some(assumed), excludes.then_some(excluded)];
    steps.push(plain(lang.t("起点", "Start"), start, &notes.into_iter().flatten().collect::<Vec<_>>().join(lang.t("；", "; "))));
    // What made it longer follows.
    for term in instance.clock.term.iter() {
        let decided = term.count == Count::UnstatedDays;
        let note = if decided {
            lang.t("条文未写明自然日或工作日，由本市设置决定", "the text does not say which days: a setting of the city decides")
        } else {
            ""
        };
        steps.push(plain(lang.t("期限", "Time"), amount(app, *term, lang), note));
    }
    for extended in &instance.extended {
        let note = if extended.counts {
            ""
        } else {
            lang.t("不生效：期限已过或次数已用完", "counts for nothing: too late, or once too often")
        };
        let mark = doubts(&extended.rule.doubts, lang).map(|doubts| format!(" [K] {doubts}")).unwrap_or_default();
        let granted = extended.by.until.map(|day| format!("{} {day}", lang.t("，批准至", ", granted until"))).unwrap_or_default();
        let said = [extended.rule.approver.as_ref(), extended.rule.note.as_ref()].into_iter().flatten();
        let said: String = said.map(|said| format!("{}{}", lang.t("；", "; "), lang.of(said))).collect();
        let note = if note.is_empty() { String::new() } else { format!("{}{note}", lang.t("，", ", ")) };
        let term = amount(app, extended.rule.term, lang);
        let term = if extended.rule.altogether { format!("{} {term}", lang.t("共计", "altogether")) } else { term };
        let text = format!("{term}{granted}{note}{said}{mark}");
        steps.push(told(lang.t("延长", "Extended by"), extended.by, text));
    }
    for stretch in &instance.suspended {
        let until = stretch.resumed.map_or_else(|| lang.t("至今", "until now").to_owned(), |fact| day(&fact.when, visitor));
        let set = lang.t("；是否中止由本市设置决定", "; that it does is a setting of the city");
        let setting = stretch.rule.setting.as_ref().map(|_| set).unwrap_or_default();
        let mark = if stretch.confirmed { None } else { doubts(&[Doubt::Rule], lang) };
        let mark = mark.map(|doubts| format!(" [K] {doubts}")).unwrap_or_default();
        steps.push(told(lang.t("中止", "Stood still"), stretch.by, format!("{} {until}{setting}{mark}", lang.t("至", "to"))));
    }
    match instance.rest_days(&app.law) {
        Ok(days) if !days.is_empty() => {
            let list = days.iter().take(40).map(ToString::to_string).collect::<Vec<_>>().join(lang.t("、", ", "));
            steps.push(plain(
                lang.t("不计的休息日", "Rest days left out"),
                format!("{} {}", days.len(), lang.t("天", "days")),
                &list,
            ));
        }
        Ok(_) => {}
        Err(missing) => steps.push(plain(lang.t("缺工作日历", "No calendar"), year_of(missing, lang), "")),
    }
    if let Some(due) = instance.due {
        if let Some(from) = due.rolled_from {
            let note = lang.t("末日为休息日，顺延至下一工作日", "the last day is a rest day: the next working day is the last");
            let note =
                if instance.clock.roll == Roll::Unstated { format!("{note}{}", by_setting(lang)) } else { note.to_owned() };
            steps.push(plain(lang.t("顺延", "Moved on"), from.date().to_string(), &note));
        } else if instance.stays_on_rest_day(&app.law) {
            let note = lang.t("末日为休息日，不顺延", "the last day is a rest day, and stays the last");
            steps.push(plain(
                lang.t("不顺延", "Not moved on"),
                due.last.day().date().to_string(),
                &format!("{note}{}", by_setting(lang)),
            ));
        }
        let left = if instance.open() { words::left(due.at.utc(), at, lang) } else { String::new() };
        let keep = instance.clock.kind == law::Kind::Keep;
        let label = if keep { lang.t("保存至", "Keep until") } else { lang.t("到期", "Due") };
        steps.push(plain(label, deadline(due.at.utc(), &visitor.root), &left));
    }
    if let Some(missing) = instance.missing {
        steps.push(plain(lang.t("缺工作日历", "No calendar"), year_of(missing, lang), ""));
    }
    if let Some(missing) = instance.unwarned(&app.law) {
        let note = lang.t(
            "不能确定何时预警“即将到期”，到期前不会预警",
            "when its end is near cannot be said: no such warning will be given",
        );
        steps.push(plain(lang.t("缺工作日历", "No calendar"), year_of(missing, lang), note));
    }
    if let Some(fact) = instance.closed {
        let how = entered(instance, visitor).unwrap_or_else(|| app.org_name(fact.org.as_str(), lang));
        let how = overdue(instance, lang).map_or_else(|| how.clone(), |late| format!("{how}{}{late}", lang.t("；", "; ")));
        steps.push(told(lang.t("办结", "Closed by"), fact, how));
    }
    if let Some(fact) = instance.ended {
        steps.push(told(lang.t("不再需要", "No longer owed since"), fact, app.org_name(fact.org.as_str(), lang)));
    }
    let owner =
        instance.org.map_or_else(|| words::side(instance.owner.code(), lang).to_owned(), |org| app.org_name(org.as_str(), lang));
    let output = instance.clock.output.as_ref().map(|output| lang.of(output)).unwrap_or_default();
    steps.push(plain(lang.t("责任单位", "Owed by"), owner, output));
    if let Some(note) = &instance.clock.note {
        steps.push(plain(lang.t("说明", "Remark"), lang.of(note).to_owned(), ""));
    }
    steps
}

/// By how much time it was done late.
fn overdue(instance: &Instance<'_>, lang: Lang) -> Option<String> {
    let (due, over) = (instance.due?.at.utc(), instance.over_at?.utc());
    (instance.state == law::State::MetLate && over > due).then(|| words::late(over - due, lang))
}

/// The year of which there is no calendar.
fn year_of(missing: NoCalendar, lang: Lang) -> String {
    format!("{}{}", missing.0, lang.t("年", ""))
}

/// After a remark on the last day: that the text is silent, and the city decides.
const fn by_setting(lang: Lang) -> &'static str {
    lang.t("；条文未写明是否顺延，由本市设置决定", "; the text does not say whether it moves: a setting of the city decides")
}

/// When what started a clock was recorded here, where that closed it by a setting of the city.
pub(crate) fn entered(instance: &Instance<'_>, visitor: &Visitor) -> Option<String> {
    let at = time(instance.over_at.filter(|_| instance.entered)?.utc(), &visitor.root);
    Some(match visitor.lang {
        Lang::Zh => format!("{at}在本系统记录即视为录入平台（本市设置）"),
        Lang::En => format!("recorded here on {at}, which enters it into the platform (a setting of the city)"),
    })
}

fn amount(app: &App, term: Term, lang: Lang) -> String {
    let working = app.law.settings.unstated_days == law::DayType::Working;
    let unit = match term.count {
        Count::Hours => lang.t("小时", "hours"),
        Count::NaturalDays => lang.t("自然日", "natural days"),
        Count::WorkingDays => lang.t("工作日", "working days"),
        Count::UnstatedDays if working => lang.t("日（按工作日）", "days (as working days)"),
        Count::UnstatedDays => lang.t("日（按自然日）", "days (as natural days)"),
        Count::Months => lang.t("个月", "months"),
        Count::Years => lang.t("年", "years"),
    };
    format!("{} {unit}", term.amount)
}
