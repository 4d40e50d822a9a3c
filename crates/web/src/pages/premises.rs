//! The list of premises (场所).

use askama::Template;
use axum::extract::State;
use projections::read;

use super::dashboard::county_choices;
use super::{Choice, Shown, page, show};
use crate::App;
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;

struct PremisesLine {
    href: String,
    name: String,
    address: String,
    licence: String,
    entity: String,
    county: String,
}

#[derive(Template)]
#[template(path = "premises.html")]
struct PremisesPage {
    f: Frame,
    here: String,
    text: String,
    counties: Vec<Choice>,
    rows: Vec<PremisesLine>,
    any: bool,
    first: Option<String>,
    next: Option<String>,
}

/// Premises, those that became known last first.
pub(crate) async fn premises(State(app): State<App>, visitor: Visitor) -> Shown {
    let lang = visitor.lang;
    let text = visitor.params.text("q")?;
    let county = visitor.county(&app)?.map(|county| county.code.to_string());
    let page = page(&visitor.params)?;
    let root = visitor.root.code.as_str();
    let found = read::subjects(&app.pool, root, "premises", county.as_deref(), text.as_deref(), &page).await?;
    let here = visitor.link(Section::Premises.path());
    let line = |row: &read::SubjectRow| PremisesLine {
        href: visitor.link(&format!("subject/{}", row.subject)),
        name: row.name.clone(),
        address: row.address.clone().unwrap_or_default(),
        licence: row.licence.clone().unwrap_or_default(),
        entity: row.entity.clone().unwrap_or_default(),
        county: row.county.as_deref().map(|code| app.division_name(code, lang)).unwrap_or_default(),
    };
    show(&PremisesPage {
        f: Frame::new(&app, &visitor, Some(Section::Premises), Section::Premises.name(lang)),
        rows: found.rows.iter().map(line).collect(),
        any: text.is_some() || county.is_some(),
        text: text.unwrap_or_default(),
        counties: county_choices(&app, &visitor, county.as_deref()),
        first: page.after.is_some().then(|| visitor.params.with("after", "").on(&here)),
        next: found.next.map(|next| visitor.params.with("after", &next.to_string()).on(&here)),
        here,
    })
}
