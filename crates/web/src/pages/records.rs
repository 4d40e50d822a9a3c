//! The lists: inspections, cases, joint work.

use askama::Template;
use axum::extract::State;
use kernel::Class;
use projections::read;

use super::filter::{FilterView, filter, view};
use super::rows::{RecordLine, line};
use super::{Shown, page, show};
use crate::App;
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "records.html")]
struct RecordsPage {
    f: Frame,
    filter: FilterView,
    rows: Vec<RecordLine>,
    class: Class,
    here: String,
    csv: String,
    /// The page of joint actions that may be one; on the list of joint work.
    duplicates: Option<String>,
    first: Option<String>,
    next: Option<String>,
}

/// Inspections, samples, recalls.
pub(crate) async fn inspections(State(app): State<App>, visitor: Visitor) -> Shown {
    list(&app, &visitor, Class::Inspection, Section::Inspections).await
}

/// Cases and the measures taken in them.
pub(crate) async fn cases(State(app): State<App>, visitor: Visitor) -> Shown {
    list(&app, &visitor, Class::Case, Section::Cases).await
}

/// Evidence and documents.
pub(crate) async fn evidence(State(app): State<App>, visitor: Visitor) -> Shown {
    list(&app, &visitor, Class::Evidence, Section::Evidence).await
}

/// Offices, meetings, joint actions, campaigns.
pub(crate) async fn joint(State(app): State<App>, visitor: Visitor) -> Shown {
    list(&app, &visitor, Class::Joint, Section::Joint).await
}

async fn list(app: &App, visitor: &Visitor, class: Class, section: Section) -> Shown {
    let filter = filter(app, visitor, class)?;
    let page = page(&visitor.params)?;
    let found = read::records(&app.pool, &filter, &page).await?;
    let here = visitor.link(section.path());
    let unpaged = visitor.params.with("after", "");
    show(&RecordsPage {
        f: Frame::new(app, visitor, Some(section), section.name(visitor.lang)),
        filter: view(app, visitor, class, &filter),
        rows: found.rows.iter().map(|row| line(app, visitor, row)).collect(),
        class,
        duplicates: (class == Class::Joint).then(|| visitor.link("duplicates")),
        csv: unpaged.on(&format!("{here}.csv")),
        first: page.after.is_some().then(|| unpaged.on(&here)),
        next: found.next.map(|next| visitor.params.with("after", &next.to_string()).on(&here)),
        here,
    })
}
