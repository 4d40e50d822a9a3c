//! What the server said out of turn: a refusal reaches a client only as a time-out, and its reason only as an event.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_nats::{Event, ServerError};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::BusError;

/// The server's words, kept for those who time out.
#[derive(Debug)]
pub(crate) struct Said {
    last: Mutex<Option<(Instant, Arc<str>)>>,
    news: broadcast::Sender<Arc<str>>,
}

impl Default for Said {
    fn default() -> Self {
        Self { last: Mutex::default(), news: broadcast::channel(256).0 }
    }
}

impl Said {
    /// Keeps an error of the server.
    pub(crate) fn hear(&self, event: &Event) {
        let words: Arc<str> = match event {
            Event::ServerError(ServerError::Other(words)) => words.as_str().into(),
            Event::ServerError(error @ (ServerError::AuthorizationViolation | ServerError::SlowConsumer(_))) => {
                error.to_string().into()
            }
            Event::SlowConsumer(subscription) => {
                tracing::warn!(subscription, "messages were dropped because they were not read in time");
                return;
            }
            Event::Connected
            | Event::Disconnected
            | Event::LameDuckMode
            | Event::Draining
            | Event::Closed
            | Event::ClientError(_) => return,
        };
        tracing::warn!(%words, "the NATS server complains");
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), words.clone()));
        // Nobody need listen.
        let _ = self.news.send(words);
    }

    /// What was said last, and not before `since`.
    pub(crate) fn since(&self, since: Instant) -> Option<String> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(at, _)| *at >= since).map(|(_, words)| words.to_string())
    }

    /// What was said last.
    pub(crate) fn last(&self) -> Option<String> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().map(|(_, words)| words.to_string())
    }

    /// Waits for the server's words that `subject` is not allowed; for ever if it is.
    pub(crate) async fn forbids(mut news: broadcast::Receiver<Arc<str>>, subject: &str) -> BusError {
        loop {
            match news.recv().await {
                Ok(said) if Forbidden::of(&said) == Some(Forbidden::Publish(subject)) => {
                    return BusError::NotAllowed { said: said.to_string() };
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    /// What will be said from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Arc<str>> {
        self.news.subscribe()
    }
}

/// What the server did not allow, from its own words: `Permissions Violation for Publish to "report.police.x.y"`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Forbidden<'a> {
    /// Publishing on this subject.
    Publish(&'a str),
    /// Subscribing to this subject.
    Subscribe(&'a str),
}

impl<'a> Forbidden<'a> {
    pub(crate) fn of(words: &'a str) -> Option<Self> {
        let quoted = |rest: &'a str| rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
        if let Some(rest) = words.strip_prefix("Permissions Violation for Publish to ") {
            return quoted(rest).map(Self::Publish);
        }
        words.strip_prefix("Permissions Violation for Subscription to ").and_then(quoted).map(Self::Subscribe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_read_from_the_servers_words() {
        let words = r#"Permissions Violation for Publish to "report.police.jn-police.case.accepted""#;
        assert_eq!(Forbidden::of(words), Some(Forbidden::Publish("report.police.jn-police.case.accepted")));
        let words = r#"Permissions Violation for Subscription to "receipt.x" using queue "q""#;
        assert_eq!(Forbidden::of(words), Some(Forbidden::Subscribe("receipt.x")));
        assert_eq!(Forbidden::of("Stale Connection"), None);
    }

    #[test]
    fn old_words_are_not_blamed_for_a_later_failure() {
        let said = Said::default();
        said.hear(&Event::ServerError(ServerError::Other("no".into())));
        assert_eq!(said.last().as_deref(), Some("no"));
        assert_eq!(said.since(Instant::now()), None);
    }
}
