//! For machines: whether the process lives, whether it can serve, and its numbers.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use kernel::Text;
use projections::read::{self, ReadError};

use crate::App;
use crate::metrics::Store;

/// The process answers.
pub(crate) async fn livez() -> &'static str {
    "ok\n"
}

/// The database answers, the read tables are there, and reports are taken in; else what is wrong, a line for each.
pub(crate) async fn readyz(State(app): State<App>) -> (StatusCode, String) {
    let mut troubles = (app.intake)().troubles;
    match read::checkpoint(&app.pool).await {
        Ok(_) => {}
        Err(ReadError::Unavailable(_)) => troubles.push(Text::new("数据库没有应答", "the database does not answer")),
        Err(ReadError::Broken(_)) => troubles.push(Text::new("统计表无法读取", "the read tables cannot be read")),
    }
    if troubles.is_empty() {
        return (StatusCode::OK, "ready\n".to_owned());
    }
    (StatusCode::SERVICE_UNAVAILABLE, troubles.iter().map(|text| format!("{} / {}\n", text.zh, text.en)).collect())
}

/// Numbers for Prometheus.
pub(crate) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let store = store(&app).await.ok();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.text(&(app.intake)(), store.as_ref()))
}

async fn store(app: &App) -> Result<Store, ReadError> {
    let (head, projections, reactions, relays, quarantine) = tokio::try_join!(
        read::head(&app.pool),
        read::status(&app.pool),
        read::reactions(&app.pool),
        read::relays(&app.pool),
        read::open_quarantine(&app.pool)
    )?;
    Ok(Store { head: head.0, projections, reactions, relays, quarantine })
}
