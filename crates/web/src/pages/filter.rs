//! The filters of a list: read from the link, shown as a form.

use kernel::{Class, Kind};
use projections::read::RecordFilter;

use super::Choice;
use super::dashboard::{agency_choices, county_choices};
use crate::app::short;
use crate::error::PageError;
use crate::visitor::Visitor;
use crate::words;
use crate::{App, Lang};

/// The filter that the link asks for.
pub(crate) fn filter(app: &App, visitor: &Visitor, class: Class) -> Result<RecordFilter, PageError> {
    let params = &visitor.params;
    let kind = |code: &str| app.vocabulary.kind(code).filter(|kind| kind.class == class).map(|kind| kind.code.to_owned());
    let outcome = |code: &str| app.vocabulary.outcomes(class).contains_key(code).then(|| code.to_owned());
    let flag = |code: &str| flags(class).contains(&code).then(|| code.to_owned());
    Ok(RecordFilter {
        root: visitor.root.code.to_string(),
        class: Some(class),
        kind: params.read("kind", ("本列表的记录种类代码", "the code of a kind of record of this list"), kind)?,
        agency: visitor.agency(app)?,
        county: visitor.county(app)?.map(|county| county.code.to_string()),
        outcome: params.read("outcome", ("结果代码", "the code of an outcome"), outcome)?,
        flag: params.read("flag", ("any或标记的种类，如gap", "any, or a kind of flag such as gap"), flag)?,
        text: params.text("q")?,
        from: params.day("from")?,
        to: params.day("to")?,
        campaign: params.text("campaign")?,
    })
}

/// The flags by which a list can be filtered.
const fn flags(class: Class) -> &'static [&'static str] {
    match class {
        Class::Evidence => &["any", "broken", "again", "gone", "seal", "differs", "awaited", "gap", "early", "restated"],
        Class::Inspection | Class::Case | Class::Joint | Class::Own => {
            &["any", "gap", "early", "restated", "identical", "twice", "unlisted", "differs", "unlawful", "across"]
        }
    }
}

/// The filters as a form shows them.
pub(crate) struct FilterView {
    pub text: String,
    pub from: String,
    pub to: String,
    pub campaign: String,
    pub kinds: Vec<Choice>,
    pub agencies: Vec<Choice>,
    pub counties: Vec<Choice>,
    pub outcomes: Vec<Choice>,
    pub flags: Vec<Choice>,
    /// Whether anything is filtered.
    pub any: bool,
}

/// The form with what is chosen.
pub(crate) fn view(app: &App, visitor: &Visitor, class: Class, filter: &RecordFilter) -> FilterView {
    let lang = visitor.lang;
    let kinds = app.vocabulary.kinds().filter(|kind| kind.class == class);
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let flag = |code: &&str| {
        let label = if *code == "any" { lang.t("任何标记", "any flag") } else { words::flag_name(code, lang) };
        Choice::new(*code, label, filter.flag.as_deref())
    };
    FilterView {
        text: filter.text.clone().unwrap_or_default(),
        from: day(filter.from),
        to: day(filter.to),
        campaign: filter.campaign.clone().unwrap_or_default(),
        kinds: kinds.map(|kind| Choice::new(kind.code, lang.t(kind.zh, kind.en), filter.kind.as_deref())).collect(),
        agencies: agency_choices(app, lang, filter.agency.as_deref()),
        counties: county_choices(app, visitor, filter.county.as_deref().map(short)),
        outcomes: outcomes(app, lang, class, filter.outcome.as_deref()),
        flags: flags(class).iter().map(flag).collect(),
        any: !visitor.params.except(&["after"]).is_empty(),
    }
}

/// The outcomes of a list; two that are called the same say whose they are.
fn outcomes(app: &App, lang: Lang, class: Class, chosen: Option<&str>) -> Vec<Choice> {
    let outcomes = app.vocabulary.outcomes(class);
    let name = |code: &str| lang.of(&app.vocabulary.outcome_name(code)).to_owned();
    let choice = |(code, kinds): (&&'static str, &Vec<&'static Kind>)| {
        let (own, mut label) = (name(code), name(code));
        if outcomes.keys().any(|other| other != code && name(other) == own) {
            let kinds: Vec<&str> = kinds.iter().map(|kind| lang.t(kind.zh, kind.en)).collect();
            label += &lang.t("（N）", " (N)").replace('N', &kinds.join(lang.t("、", ", ")));
        }
        Choice::new(*code, label, chosen)
    };
    let mut choices: Vec<Choice> = outcomes.iter().map(choice).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}
