//! `/`: the first root that has records.

use axum::extract::{Path, State};
use axum::response::Redirect;
use projections::read;

use crate::App;
use crate::app::short;
use crate::error::PageError;

/// Sends the reader to the first root with records, or to the first one.
pub(crate) async fn home(State(app): State<App>) -> Result<Redirect, PageError> {
    let codes: Vec<&str> = app.reference.roots().iter().map(|root| root.code.as_str()).collect();
    let filled = read::roots_with_records(&app.pool, &codes).await?;
    let code = filled.first().map(String::as_str).or(codes.first().copied()).ok_or(PageError::NotFound)?;
    Ok(Redirect::temporary(&format!("/{}/", short(code))))
}

/// `/370800` is meant as `/370800/`.
pub(crate) async fn slash(State(app): State<App>, Path(code): Path<String>) -> Result<Redirect, PageError> {
    let root = app.root(&code).ok_or(PageError::NotFound)?;
    Ok(Redirect::permanent(&format!("/{}/", short(root.code.as_str()))))
}
