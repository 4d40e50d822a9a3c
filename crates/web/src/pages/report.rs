//! The original report behind an event, as it was accepted; personal fields are masked.

use askama::Template;
use axum::extract::{Path, State};
use projections::read;
use uuid::Uuid;

use super::{Shown, show};
use crate::App;
use crate::error::PageError;
use crate::format::time;
use crate::frame::Frame;
use crate::mask;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    f: Frame,
    kind: String,
    message: Uuid,
    org: String,
    org_id: String,
    recorded: String,
    first: i64,
    last: i64,
    hash: String,
    body: String,
    record: Option<String>,
}

/// One report.
pub(crate) async fn report(
    State(app): State<App>,
    visitor: Visitor,
    Path((_, org, message)): Path<(String, String, String)>,
) -> Shown {
    let message: Uuid = message.parse().map_err(|_| PageError::NotFound)?;
    let row = read::report(&app.pool, &org, message).await?.ok_or(PageError::NotFound)?;
    let record = match row.aggregate_id.parse() {
        Ok(id) => read::record(&app.pool, id).await?,
        Err(_) => None,
    };
    // A report on a record of another root has its page there.
    if record.as_ref().is_some_and(|record| record.root != visitor.root.code.as_str()) {
        return Err(PageError::NotFound);
    }
    let lang = visitor.lang;
    show(&ReportPage {
        f: Frame::new(&app, &visitor, None, lang.t("原始报送", "Original report")),
        kind: row.report_type,
        message: row.message_id,
        org: app.org_name(&row.org, lang),
        org_id: row.org,
        recorded: time(row.recorded_at, &visitor.root),
        first: row.first_position,
        last: row.last_position,
        hash: row.body_hash,
        body: mask::pretty(&row.text, lang),
        record: record.map(|record| visitor.link(&format!("record/{}", record.record))),
    })
}
