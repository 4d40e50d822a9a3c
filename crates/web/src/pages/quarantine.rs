//! What was not accepted and why, read-only; deciding about it is a command.

use askama::Template;
use axum::extract::State;
use projections::read::{self, QuarantineRow};

use super::{Shown, page, show};
use crate::format::time;
use crate::frame::{Frame, Section};
use crate::visitor::Visitor;
use crate::{App, Lang};

struct QuarantineLine {
    id: i64,
    received: String,
    org: String,
    sentence: String,
    code: String,
    subject: String,
    message: String,
    times: i32,
    decision: &'static str,
}

#[derive(Template)]
#[template(path = "quarantine.html")]
struct QuarantinePage {
    f: Frame,
    open: i64,
    all: bool,
    rows: Vec<QuarantineLine>,
    here: String,
    first: Option<String>,
    next: Option<String>,
}

/// Messages that wait for a decision; with `all=1` also those that have been decided.
pub(crate) async fn quarantine(State(app): State<App>, visitor: Visitor) -> Shown {
    let all = visitor.params.get("all").is_some();
    let page = page(&visitor.params)?;
    let (open, found) = tokio::try_join!(read::open_quarantine(&app.pool), read::quarantine(&app.pool, !all, &page))?;
    let here = visitor.link(Section::Quarantine.path());
    show(&QuarantinePage {
        f: Frame::new(&app, &visitor, Some(Section::Quarantine), Section::Quarantine.name(visitor.lang)),
        open,
        all,
        rows: found.rows.into_iter().map(|row| line(&app, &visitor, row)).collect(),
        first: page.after.is_some().then(|| visitor.params.with("after", "").on(&here)),
        next: found.next.map(|next| visitor.params.with("after", &next.to_string()).on(&here)),
        here,
    })
}

fn line(app: &App, visitor: &Visitor, row: QuarantineRow) -> QuarantineLine {
    let lang = visitor.lang;
    QuarantineLine {
        id: row.id,
        received: time(row.received_at, &visitor.root),
        org: row.org.map_or_else(|| lang.t("无法识别", "not readable").to_owned(), |org| app.org_name(&org, lang)),
        sentence: lang.t(&row.zh, &row.en).to_owned(),
        code: row.code,
        subject: row.subject,
        message: row.message_id.map(|id| id.to_string()).unwrap_or_default(),
        times: row.times,
        decision: decision(row.decision.as_deref(), lang),
    }
}

fn decision(code: Option<&str>, lang: Lang) -> &'static str {
    match code {
        None => lang.t("待处理", "open"),
        Some("retried") => lang.t("已重新受理", "retried"),
        Some("discarded") => lang.t("已作废", "discarded"),
        Some("expired") => lang.t("已过期", "expired"),
        Some(_) => lang.t("已处理", "decided"),
    }
}
