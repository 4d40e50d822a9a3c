//! The filters of a list: read from the link, shown as a form.

use kernel::Class;
use projections::read::RecordFilter;

use super::Choice;
use super::dashboard::{agency_choices, county_choices};
use crate::App;
use crate::app::{short, today};
use crate::error::PageError;
use crate::visitor::Visitor;
use crate::words;

/// The filter that the link asks for.
pub(crate) fn filter(app: &App, visitor: &Visitor, class: Class) -> Result<RecordFilter, PageError> {
    let params = &visitor.params;
    let kind = |code: &str| app.vocabulary.kind(code).filter(|kind| kind.class == class).map(|kind| kind.code.to_owned());
    let outcome = |code: &str| app.vocabulary.outcomes().any(|(known, _)| known == code).then(|| code.to_owned());
    let flag = |code: &str| FLAGS.contains(&code).then(|| code.to_owned());
    Ok(RecordFilter {
        root: visitor.root.code.to_string(),
        class: Some(class),
        kind: params.read("kind", ("本列表的记录种类代码", "the code of a kind of record of this list"), kind)?,
        agency: visitor.agency(app)?,
        county: visitor.county(app)?.map(|county| county.code.to_string()),
        outcome: params.read("outcome", ("结果代码", "the code of an outcome"), outcome)?,
        flag: params.read("flag", ("any、gap、early或restated", "any, gap, early or restated"), flag)?,
        text: params.text("q")?,
        from: params.day("from")?,
        to: params.day("to")?,
        campaign: params.text("campaign")?,
    })
}

const FLAGS: [&str; 4] = ["any", "gap", "early", "restated"];

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
    let mut outcomes: Vec<Choice> =
        app.vocabulary.outcomes().map(|(code, name)| Choice::new(code, lang.of(name), filter.outcome.as_deref())).collect();
    outcomes.sort_by(|a, b| a.label.cmp(&b.label));
    FilterView {
        text: filter.text.clone().unwrap_or_default(),
        from: day(filter.from),
        to: day(filter.to),
        campaign: filter.campaign.clone().unwrap_or_default(),
        kinds: kinds.map(|kind| Choice::new(kind.code, lang.t(kind.zh, kind.en), filter.kind.as_deref())).collect(),
        agencies: agency_choices(app, lang, filter.agency.as_deref()),
        counties: county_choices(
            app,
            visitor,
            filter.to.unwrap_or_else(|| today(&visitor.root)),
            filter.county.as_deref().map(short),
        ),
        outcomes,
        flags: FLAGS.iter().map(flag).collect(),
        any: !visitor.params.except(&["after"]).is_empty(),
    }
}
