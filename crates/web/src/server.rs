//! The routes, and serving them on loopback until told to stop.

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::error::PageError;
use crate::{App, assets, guard, pages};

/// Why the pages are not served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from other machines.
    #[error(
        "the pages are served on loopback only until sign-in exists, and {0} can be reached by others: use 127.0.0.1 or [::1] \
         （登录功能完成前，页面只在本机回环地址上提供；{0}可被其他机器访问，请改用127.0.0.1或[::1]）"
    )]
    NotLoopback(SocketAddr),
    /// The listener failed.
    #[error("the listener failed")]
    Listener(#[source] std::io::Error),
}

/// All pages.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/", get(pages::home::home))
        .route("/livez", get(pages::health::livez))
        .route("/readyz", get(pages::health::readyz))
        .route("/metrics", get(pages::health::metrics))
        .route("/assets/{hash}/{name}", get(assets::serve))
        .route("/{root}", get(pages::home::slash))
        .route("/{root}/", get(pages::dashboard::dashboard))
        .route("/{root}/panel", get(pages::dashboard::panel))
        .route("/{root}/live", get(pages::dashboard::live))
        .route("/{root}/facts", get(pages::facts::facts))
        .route("/{root}/record/{record}", get(pages::record::record))
        .route("/{root}/paper/{record}/{paper}", get(pages::paper::paper))
        .route("/{root}/report/{org}/{message}", get(pages::report::report))
        .route("/{root}/inspections", get(pages::records::inspections))
        .route("/{root}/cases", get(pages::records::cases))
        .route("/{root}/evidence", get(pages::records::evidence))
        .route("/{root}/joint", get(pages::records::joint))
        .route("/{root}/inspections.csv", get(pages::export::inspections))
        .route("/{root}/cases.csv", get(pages::export::cases))
        .route("/{root}/evidence.csv", get(pages::export::evidence))
        .route("/{root}/joint.csv", get(pages::export::joint))
        .route("/{root}/duplicates", get(pages::duplicates::duplicates))
        .route("/{root}/premises", get(pages::premises::premises))
        .route("/{root}/subject/{subject}", get(pages::subject::subject))
        .route("/{root}/due", get(pages::clocks::clocks))
        .route("/{root}/clock/{grp}", get(pages::clock::clock))
        .route("/{root}/quarantine", get(pages::quarantine::quarantine))
        .route("/{root}/status", get(pages::status::status))
        .fallback(async || PageError::NotFound)
        .layer(from_fn_with_state(app.clone(), guard::dress))
        .with_state(app)
}

/// Serves until `shutdown`; requests that have begun are answered, live streams are ended.
///
/// # Errors
/// [`ServeError`] if the address is not loopback, or the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: App,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Listener)?;
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    let stopping = app.clone();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async move {
        shutdown.await;
        stopping.live.stop();
        // The listener may be gone already; then nobody needs to be told.
        let _ = stop.send(());
    };
    let server = axum::serve(listener, router(app.clone())).with_graceful_shutdown(shutdown);
    let listening = app.live.listen(&app.pool, async {
        // A dropped sender means that the server has ended.
        let _ = stopped.await;
    });
    let (served, ()) = tokio::join!(server, listening);
    served.map_err(ServeError::Listener)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WebConfig;
    use kernel::law::Law;
    use kernel::reference::Reference;
    use projections::Vocabulary;

    fn app() -> App {
        // Nothing listens there: a pool that connects when it is asked to, and then fails.
        let pool = sqlx::postgres::PgPoolOptions::new()
            .acquire_timeout(std::time::Duration::from_millis(200))
            .connect_lazy("postgres://nobody@127.0.0.1:1/nothing")
            .expect("a pool");
        App::new(WebConfig {
            pool,
            vocabulary: Vocabulary::default(),
            reference: Reference::default(),
            law: Law::shipped().expect("the shipped law"),
            intake: std::sync::Arc::new(crate::Intake::default),
        })
    }

    #[tokio::test]
    async fn an_address_that_others_can_reach_is_refused() {
        let listener = TcpListener::bind("0.0.0.0:0").await.expect("a port");
        let refused = serve(listener, app(), std::future::pending()).await;
        assert!(matches!(refused, Err(ServeError::NotLoopback(_))));
    }

    #[tokio::test]
    async fn serving_ends_when_it_is_told_to_while_the_database_is_away() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = tokio::spawn(serve(listener, app(), async {
            let _ = stopped.await;
        }));
        stop.send(()).expect("a server");
        let served = tokio::time::timeout(std::time::Duration::from_secs(10), serving).await.expect("an end");
        assert!(served.expect("no panic").is_ok());
    }
}
