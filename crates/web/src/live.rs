//! Live updates: one listening connection tells all clients how far the read tables have come.
//!
//! Clients need the latest position only, so the channel keeps one value: a slow client skips, and never lags or blocks others.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use chrono::{DateTime, Utc};
use futures::stream::{self, Stream, StreamExt};
use projections::read;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::watch;

use crate::app::now;

/// The channel on which the projection tells its checkpoint after each committed batch.
const CHANNEL: &str = "jointcase_projected";
/// A client is told at most this often; in between only the latest position counts.
const AT_MOST_EVERY: Duration = Duration::from_millis(200);
/// A notice that was lost (a connection that broke) is made good by asking.
const ASK_EVERY: Duration = Duration::from_secs(5);

/// How far the read tables have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reached {
    /// The checkpoint's position.
    pub position: i64,
    /// When this server learnt of it.
    pub at: DateTime<Utc>,
}

/// The position all clients are told.
#[derive(Debug)]
pub(crate) struct Live {
    reached: watch::Sender<Option<Reached>>,
    /// Becomes true when the server stops: open streams end.
    stopped: watch::Sender<bool>,
}

impl Live {
    pub fn new() -> Self {
        Self { reached: watch::Sender::new(None), stopped: watch::Sender::new(false) }
    }

    /// Where the read tables stand, as far as is known.
    pub fn reached(&self) -> Option<Reached> {
        *self.reached.borrow()
    }

    /// Ends all streams.
    pub fn stop(&self) {
        self.stopped.send_replace(true);
    }

    /// Takes a position; also a lower one, which a rebuild or a restore brings.
    fn tell(&self, position: i64) {
        self.reached.send_if_modified(|reached| {
            let moved = reached.is_none_or(|known| known.position != position);
            if moved {
                *reached = Some(Reached { position, at: now() });
            }
            moved
        });
    }

    /// Listens until `stop`; while the database is away it tries again and again.
    pub async fn listen(&self, pool: &PgPool, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => return,
                result = self.session(pool) => if let Err(error) = result {
                    tracing::warn!(%error, "live updates wait for the database");
                },
            }
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }

    /// One connection's life.
    async fn session(&self, pool: &PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        let mut ask = tokio::time::interval(ASK_EVERY);
        ask.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                notice = listener.recv() => match notice?.payload().parse() {
                    Ok(position) => self.tell(position),
                    Err(error) => tracing::warn!(%error, "a notice without a position"),
                },
                _ = ask.tick() => match read::checkpoint(pool).await {
                    Ok(position) => self.tell(position),
                    Err(read::ReadError::Unavailable(error) | read::ReadError::Broken(error)) => return Err(error),
                },
            }
        }
    }

    /// What one client is told: at once if it is behind, then each time the position moves.
    pub fn stream(&self, last_seen: Option<i64>) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let mut stopped = self.stopped.subscribe();
        let ended = async move {
            // An error means that the server is gone: the stream ends too.
            let _ = stopped.wait_for(|stopped| *stopped).await;
        };
        let state = (self.reached.subscribe(), last_seen, false);
        let events = stream::unfold(state, |(mut reached, seen, waited)| async move {
            if waited {
                tokio::time::sleep(AT_MOST_EVERY).await;
            }
            let unseen = |now: &Option<Reached>| now.is_some_and(|now| Some(now.position) != seen);
            let next = (*reached.wait_for(unseen).await.ok()?)?;
            let data = serde_json::json!({"position": next.position, "at": next.at});
            let event = Event::default().event("position").id(next.position.to_string()).data(data.to_string());
            Some((Ok(event), (reached, Some(next.position), true)))
        });
        Sse::new(events.take_until(Box::pin(ended)).boxed()).keep_alive(KeepAlive::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    async fn first_bytes(live: &Live, last_seen: Option<i64>) -> Option<String> {
        let body = live.stream(last_seen).into_response().into_body();
        let mut data = body.into_data_stream();
        let next = tokio::time::timeout(Duration::from_millis(150), data.next()).await.ok()??;
        next.ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn a_client_that_is_behind_is_told_at_once_and_one_that_is_not_waits() {
        let live = Live::new();
        assert_eq!(first_bytes(&live, None).await, None);
        live.tell(7);
        assert!(first_bytes(&live, None).await.is_some_and(|text| text.contains("id: 7")));
        assert!(first_bytes(&live, Some(6)).await.is_some_and(|text| text.contains("id: 7")));
        assert_eq!(first_bytes(&live, Some(7)).await, None);
        live.tell(8);
        assert!(first_bytes(&live, Some(7)).await.is_some_and(|text| text.contains("id: 8")));
    }

    #[tokio::test]
    async fn streams_end_when_the_server_stops() {
        let live = Live::new();
        let body = live.stream(None).into_response().into_body();
        live.stop();
        assert!(tokio::time::timeout(Duration::from_secs(5), body.into_data_stream().next()).await.expect("an end").is_none());
    }
}
