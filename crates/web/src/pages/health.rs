//! For machines: whether the process lives, whether it can serve, and its numbers.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use projections::read::{self, ReadError};

use crate::App;
use crate::metrics::Store;

/// The process answers.
pub(crate) async fn livez() -> &'static str {
    "ok\n"
}

/// The database answers and the read tables are there.
pub(crate) async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    match read::checkpoint(&app.pool).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(ReadError::Unavailable(_)) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
        Err(ReadError::Broken(_)) => (StatusCode::SERVICE_UNAVAILABLE, "the read tables cannot be read\n"),
    }
}

/// Numbers for Prometheus.
pub(crate) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let store = store(&app).await.ok();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.text(store.as_ref()))
}

async fn store(app: &App) -> Result<Store, ReadError> {
    let (head, projections, quarantine) =
        tokio::try_join!(read::head(&app.pool), read::status(&app.pool), read::open_quarantine(&app.pool))?;
    Ok(Store { head: head.0, projections, quarantine })
}
