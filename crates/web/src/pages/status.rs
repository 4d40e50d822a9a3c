//! Where the history and its projections stand.

use askama::Template;
use axum::extract::State;
use kernel::reference::Adopted;
use projections::read::{self, AdoptionRow, FollowerStatus, ProjectionStatus};

use super::{Shown, show};
use crate::App;
use crate::format::{grouped, time};
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;

struct StatusLine {
    name: String,
    version: i32,
    live: bool,
    checkpoint: String,
    lag: String,
    behind: bool,
    red: bool,
    error: String,
    failures: String,
    updated: String,
}

struct FollowerLine {
    name: String,
    version: i32,
    checkpoint: String,
    lag: String,
    behind: bool,
    red: bool,
    error: String,
    failures: String,
    updated: String,
}

/// A version of the trees that reports are read against.
struct AdoptionLine {
    version: i64,
    since: String,
    position: String,
    divisions: String,
    organisations: String,
    texts: String,
    /// The beginning of its hash, and all of it.
    hash: (String, String),
}

#[derive(Template)]
#[template(path = "status.html")]
struct StatusPage {
    f: Frame,
    head: String,
    recorded: String,
    quarantine: String,
    rows: Vec<StatusLine>,
    reactions: Vec<FollowerLine>,
    relays: Vec<FollowerLine>,
    /// The version in use first.
    adoptions: Vec<AdoptionLine>,
    /// The same of the law.
    laws: Vec<AdoptionLine>,
    red: bool,
    /// A reaction met events that it could not handle.
    unhandled: bool,
    /// A relay met events of which it could not tell.
    untold: bool,
    /// What keeps reports from being taken in.
    troubles: Vec<String>,
}

/// Head, projections, lag, quarantine, reference data.
pub(crate) async fn status(State(app): State<App>, visitor: Visitor) -> Shown {
    let (head, rows, reactions, relays, open, adoptions, laws) = tokio::try_join!(
        read::head(&app.pool),
        read::status(&app.pool),
        read::reactions(&app.pool),
        read::relays(&app.pool),
        read::open_quarantine(&app.pool),
        read::adoptions(&app.pool, Adopted::Trees),
        read::adoptions(&app.pool, Adopted::Law)
    )?;
    show(&StatusPage {
        f: Frame::new(&app, &visitor, Some(Section::Status), Section::Status.name(visitor.lang)),
        head: grouped(head.0),
        recorded: head.1.map(|at| time(at, &visitor.root)).unwrap_or_default(),
        quarantine: grouped(open),
        troubles: (app.intake)().troubles.iter().map(|text| visitor.lang.of(text).to_owned()).collect(),
        red: rows.iter().any(ProjectionStatus::red),
        rows: rows.into_iter().map(|row| line(&visitor, row)).collect(),
        unhandled: reactions.iter().any(FollowerStatus::red),
        untold: relays.iter().any(FollowerStatus::red),
        relays: relays.into_iter().map(|row| follower_line(&visitor, row)).collect(),
        reactions: reactions.into_iter().map(|row| follower_line(&visitor, row)).collect(),
        adoptions: adoptions.into_iter().map(|row| adoption_line(&visitor, row)).collect(),
        laws: laws.into_iter().map(|row| adoption_line(&visitor, row)).collect(),
    })
}

fn line(visitor: &Visitor, row: ProjectionStatus) -> StatusLine {
    let at = row.error_at.map(|at| format!(" @{at}")).unwrap_or_default();
    StatusLine {
        version: row.version,
        live: row.live,
        checkpoint: grouped(row.checkpoint),
        lag: grouped(row.lag()),
        behind: row.lag() > 0,
        red: row.red(),
        failures: grouped(row.failures),
        updated: time(row.updated_at, &visitor.root),
        error: row.error.map(|error| format!("{error}{at}")).unwrap_or_default(),
        name: if row.name == "read" { visitor.lang.t("读取表", "read tables").to_owned() } else { row.name },
    }
}

fn follower_line(visitor: &Visitor, row: FollowerStatus) -> FollowerLine {
    let at = row.error_at.map(|at| format!(" @{at}")).unwrap_or_default();
    let name = match row.name.as_str() {
        "suspected-crime" => visitor.lang.t("涉嫌犯罪→案事件", "suspected crime → matter").to_owned(),
        "clock-alerts" => visitor.lang.t("时限预警", "alerts of clocks").to_owned(),
        "notices" => visitor.lang.t("通知各单位", "notices to organisations").to_owned(),
        other => other.to_owned(),
    };
    FollowerLine {
        name,
        version: row.version,
        checkpoint: grouped(row.checkpoint),
        lag: grouped(row.lag()),
        behind: row.lag() > 0,
        red: row.red(),
        failures: grouped(row.failures),
        updated: time(row.updated_at, &visitor.root),
        error: row.error.map(|error| format!("{error}{at}")).unwrap_or_default(),
    }
}

fn adoption_line(visitor: &Visitor, row: AdoptionRow) -> AdoptionLine {
    let count = |count: Option<i32>| count.map(|count| grouped(i64::from(count))).unwrap_or_default();
    let hash = row.hash.unwrap_or_default();
    AdoptionLine {
        version: row.version,
        since: time(row.recorded_at, &visitor.root),
        position: grouped(row.position),
        divisions: count(row.divisions),
        organisations: count(row.organisations),
        texts: count(row.texts),
        hash: (hash.chars().take(12).collect(), hash),
    }
}
