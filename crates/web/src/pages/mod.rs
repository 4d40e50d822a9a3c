//! The pages, one per file with its template: extract, ask, show.

pub(crate) mod alerts;
pub(crate) mod charts;
pub(crate) mod clock;
pub(crate) mod clocks;
pub(crate) mod custody;
pub(crate) mod dashboard;
pub(crate) mod duplicates;
pub(crate) mod events;
pub(crate) mod export;
pub(crate) mod facets;
pub(crate) mod facts;
pub(crate) mod filter;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod kept;
pub(crate) mod links;
pub(crate) mod paper;
pub(crate) mod premises;
pub(crate) mod quarantine;
pub(crate) mod record;
pub(crate) mod records;
pub(crate) mod report;
pub(crate) mod rows;
pub(crate) mod status;
pub(crate) mod subject;
pub(crate) mod tiles;

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use projections::read::{Cursor, Page};

use crate::error::PageError;
use crate::params::{BadParameter, Params};

/// Rows on one page.
pub(crate) const PER_PAGE: u16 = 50;

/// What a handler gives.
pub(crate) type Shown = Result<Response, PageError>;

/// The template as a page.
pub(crate) fn show(page: &impl Template) -> Shown {
    Ok(Html(page.render()?).into_response())
}

/// The page named by parameter `after`.
pub(crate) fn page(params: &Params) -> Result<Page, BadParameter> {
    let after = params.read::<Cursor>(
        "after",
        ("本页“下一页”链接中的位置", "the place that a “next page” link gives"),
        |text| text.parse().ok(),
    )?;
    Ok(Page { after, limit: PER_PAGE })
}

/// One entry of a choice in a form.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Choice {
    /// An entry; chosen if `current` is its value.
    pub fn new(value: impl Into<String>, label: impl Into<String>, current: Option<&str>) -> Self {
        let value = value.into();
        let chosen = current == Some(value.as_str());
        Self { value, label: label.into(), chosen }
    }
}
