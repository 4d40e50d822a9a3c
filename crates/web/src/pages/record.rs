//! One record: what it says, what it is about, what is counted of it, and its events.

use askama::Template;
use axum::extract::{Path, State};
use projections::read::{self, FactFilter, Page, RecordRow, SubjectRow};
use uuid::Uuid;

use super::alerts::{self, Alerts};
use super::clocks::{RecordClocks, of_record};
use super::custody::{self, ChainView, EvidenceLine, FileLine};
use super::facets::{self, FacetView};
use super::facts::{FactLine, line as fact_line};
use super::history::HistoryView;
use super::links::{LinkLine, lines};
use super::paper;
use super::rows::{RecordLine, line};
use super::{Shown, show};
use crate::App;
use crate::app::today;
use crate::error::PageError;
use crate::format::time;
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;

/// A subject with its link.
pub(crate) struct SubjectLink {
    pub href: String,
    pub kind: String,
    pub name: String,
}

/// Another record of the same thing.
struct Twin {
    r: RecordLine,
    history: HistoryView,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    f: Frame,
    r: RecordLine,
    recorded: String,
    entity: String,
    subjects: Vec<SubjectLink>,
    /// The page of everything about it, where others may name it by its shared number.
    subject: Option<String>,
    /// Where it stands: not one state but a vector.
    facets: Vec<FacetView>,
    links: Vec<LinkLine>,
    facts: Vec<FactLine>,
    /// Whether more is counted of it than the page shows.
    more_facts: bool,
    due: RecordClocks,
    alerts: Alerts,
    /// The chain of custody of a piece of evidence, or of each thing of a case, and the files.
    chains: Vec<ChainView>,
    files: Vec<FileLine>,
    /// The evidence and documents that belong to the record.
    evidence: Vec<EvidenceLine>,
    /// Where all records about it are, if more of them may be evidence than the page shows.
    more_evidence: Option<String>,
    /// What can be printed of it.
    papers: Vec<(String, &'static str)>,
    history: HistoryView,
    /// Records that a person joined with it, each with its own history.
    twins: Vec<Twin>,
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
    let (events, subjects, facts, one) = tokio::try_join!(
        read::history(&app.pool, id),
        read::subjects_of(&app.pool, id),
        read::facts(&app.pool, &counted, &page),
        read::one_with(&app.pool, id),
    )?;
    let mut twins = Vec::new();
    for twin in read::records_by_id(&app.pool, &one[1..]).await?.iter().filter(|twin| twin.root == row.root) {
        let events = read::history(&app.pool, twin.record).await?;
        let r = line(&app, &visitor, twin);
        twins.push(Twin { history: HistoryView::beginning(&app, &visitor, events, &r.href), r });
    }
    let links = lines(&app, &visitor, &[id], true).await?;
    let due = of_record(&app, &visitor, id).await?;
    let alerts = alerts::of_record(&app, &visitor, id, None).await?;
    let facets = facets::of_record(&app, &visitor, &row.kind, &events);
    let (chains, files) = custody::of_record(&app, &visitor, &row.kind, &events).await?;
    let (evidence, more_evidence) = custody::evidence_of(&app, &visitor, &row).await?;
    let shown = line(&app, &visitor, &row);
    let joint = row.class == kernel::Class::Joint.code();
    let section = section(&app, &row);
    show(&RecordPage {
        f: Frame::new(&app, &visitor, Some(section), format!("{} {}", shown.kind, shown.number)),
        recorded: time(row.recorded_at, &visitor.root),
        entity: row.entity.clone().unwrap_or_default(),
        subjects: subjects.iter().map(|subject| subject_link(&app, &visitor, subject)).collect(),
        more_facts: facts.next.is_some(),
        facts: facts.rows.iter().map(|fact| fact_line(&app, &visitor, fact)).collect(),
        history: HistoryView::of(&app, &visitor, events, |_| None)?,
        subject: joint.then(|| visitor.link(&format!("subject/{id}"))),
        facets,
        links,
        due,
        alerts,
        chains,
        files,
        evidence,
        more_evidence: more_evidence.then(|| visitor.link(&format!("subject/{id}"))),
        papers: paper::links(&visitor, &row.kind, id),
        twins,
        list: visitor.link(section.path()),
        list_name: section.name(visitor.lang),
        r: shown,
    })
}

fn section(app: &App, row: &RecordRow) -> Section {
    match app.vocabulary.kind(&row.kind).map(|kind| kind.class) {
        Some(kernel::Class::Inspection) => Section::Inspections,
        Some(kernel::Class::Case) => Section::Cases,
        Some(kernel::Class::Evidence) => Section::Evidence,
        Some(kernel::Class::Joint | kernel::Class::Own) | None => Section::Joint,
    }
}

pub(crate) fn subject_link(app: &App, visitor: &Visitor, subject: &SubjectRow) -> SubjectLink {
    SubjectLink {
        href: visitor.link(&format!("subject/{}", subject.subject)),
        kind: super::subject::kind_name(app, &subject.kind, visitor.lang),
        name: subject.name.clone(),
    }
}
