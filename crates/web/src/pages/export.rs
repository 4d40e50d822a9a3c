//! The lists as CSV, streamed page by page; a simulated export says so in its name and in each line.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::stream::{self, Stream, StreamExt, TryStreamExt};
use kernel::Class;
use projections::read::{self, Cursor, Page, Paged, ReadError, RecordFilter, RecordRow};

use super::Shown;
use super::filter::filter;
use super::rows::line;
use crate::app::{short, today};
use crate::frame::Section;
use crate::params::encoded;
use crate::visitor::Visitor;
use crate::{App, csv, words};

/// Rows asked of the database at once.
const BATCH: u16 = 1000;
/// Rows of one file: what a spreadsheet opens.
const MOST_ROWS: usize = 1_000_000;

/// Inspections as CSV.
pub(crate) async fn inspections(State(app): State<App>, visitor: Visitor) -> Shown {
    export(app, visitor, Class::Inspection, Section::Inspections).await
}

/// Cases as CSV.
pub(crate) async fn cases(State(app): State<App>, visitor: Visitor) -> Shown {
    export(app, visitor, Class::Case, Section::Cases).await
}

/// Evidence and documents as CSV.
pub(crate) async fn evidence(State(app): State<App>, visitor: Visitor) -> Shown {
    export(app, visitor, Class::Evidence, Section::Evidence).await
}

/// Joint work as CSV.
pub(crate) async fn joint(State(app): State<App>, visitor: Visitor) -> Shown {
    export(app, visitor, Class::Joint, Section::Joint).await
}

async fn export(app: App, visitor: Visitor, class: Class, section: Section) -> Shown {
    let filter = filter(&app, &visitor, class)?;
    // The first rows are asked for before the answer begins, so that a database that is away is a page, not half a file.
    let first = read::records(&app.pool, &filter, &Page::first(BATCH)).await?;
    let name = file_name(&visitor, section);
    let head = stream::once(std::future::ready(Ok(format!("{}{}", csv::MARK, header(&visitor)))));
    let lines = batches(app.clone(), filter, first).map_ok(move |rows| {
        rows.iter().map(|row| csv::line(cells(&app, &visitor, row).iter().map(String::as_str))).collect::<String>()
    });
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    let response: Response = (headers, Body::from_stream(head.chain(lines))).into_response();
    Ok(response)
}

/// The rows in batches; an error ends the download so that the browser reports it as incomplete.
fn batches(app: App, filter: RecordFilter, first: Paged<RecordRow>) -> impl Stream<Item = Result<Vec<RecordRow>, ReadError>> {
    type Ask = Option<(Option<Paged<RecordRow>>, Option<Cursor>, usize)>;
    let start: Ask = Some((Some(first), None, 0));
    stream::try_unfold(start, move |ask| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let Some((ready, after, sent)) = ask else { return Ok(None) };
            let page = match ready {
                Some(page) => page,
                None => read::records(&app.pool, &filter, &Page { after, limit: BATCH }).await?,
            };
            let sent = sent + page.rows.len();
            let rest = page.next.filter(|_| sent < MOST_ROWS).map(|next| (None, Some(next), sent));
            Ok(Some((page.rows, rest)))
        }
    })
}

fn file_name(visitor: &Visitor, section: Section) -> String {
    let root = short(visitor.root.code.as_str());
    let day = today(&visitor.root);
    let (ascii, zh) = if visitor.root.simulated { ("-simulated", "-模拟数据") } else { ("", "") };
    let plain = format!("jointcase-{root}-{}{ascii}-{day}", section.path());
    let full = format!("jointcase-{root}-{}{ascii}{zh}-{day}", section.path());
    format!("attachment; filename=\"{plain}.csv\"; filename*=UTF-8''{}.csv", encoded(&full))
}

fn header(visitor: &Visitor) -> String {
    let lang = visitor.lang;
    csv::line([
        lang.t("数据性质", "data"),
        lang.t("编号", "number"),
        lang.t("名称", "title"),
        lang.t("种类", "kind"),
        lang.t("部门", "agency"),
        lang.t("单位", "organisation"),
        lang.t("区县", "county"),
        lang.t("区划代码", "division"),
        lang.t("环节", "stage"),
        lang.t("结果", "outcome"),
        lang.t("首次发生", "first day"),
        lang.t("最近发生", "last day"),
        lang.t("日期精度", "precision"),
        lang.t("地点", "place"),
        lang.t("专项行动", "campaign"),
        lang.t("金额", "amount"),
        lang.t("问题数", "findings"),
        lang.t("标记", "flags"),
        lang.t("记录", "record"),
    ])
}

fn cells(app: &App, visitor: &Visitor, row: &RecordRow) -> Vec<String> {
    let lang = visitor.lang;
    let shown = line(app, visitor, row);
    let mark = match row.mark.as_deref() {
        None if visitor.root.simulated => words::mark("simulated", lang),
        None => lang.t("报送", "reported"),
        Some(mark) => words::mark(mark, lang),
    };
    let flags: Vec<String> = shown.flags.into_iter().map(|flag| flag.sentence).collect();
    let cells = [
        mark.to_owned(),
        shown.number,
        shown.title,
        shown.kind,
        shown.agency,
        shown.org,
        shown.county,
        row.division.clone(),
        shown.stage,
        shown.outcome,
        row.first_on.to_string(),
        row.last_on.to_string(),
        row.precision.clone(),
        shown.place,
        shown.campaign,
        shown.amount,
        shown.findings,
        flags.join(lang.t("；", "; ")),
        row.record.to_string(),
    ];
    cells.to_vec()
}
