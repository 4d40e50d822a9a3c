//! A report as it arrives, and what becomes of its delivery.

use std::sync::Arc;
use std::time::Duration;

use async_nats::Subject;
use async_nats::jetstream::AckKind;
use kernel::MessageId;

use crate::client::{Client, cause};
use crate::{Bytes, MESSAGE_HEADER, Result};

/// One report as it came from its stream; not settled, it comes again.
#[derive(Debug)]
pub struct Incoming {
    /// The subject on which it was sent, which says agency and organisation.
    pub subject: String,
    /// The body as sent, decodable or not.
    pub payload: Bytes,
    /// The message id of the heading, if the sender set one.
    pub message: Option<MessageId>,
    /// The stream that keeps it.
    pub stream: Arc<str>,
    /// Its number there.
    pub sequence: u64,
    /// How often it was handed out, this time included.
    pub delivered: u64,
    /// Where the server waits to hear of it.
    answer: Subject,
}

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Remembered, or known already: it does not come again.
    Done,
    /// Not now: it comes again after this time.
    RetryLater(Duration),
    /// Kept in quarantine: it does not come again.
    NeverRetry,
}

impl Incoming {
    /// Reads a message of `stream`, and how many more wait behind it; `None` if it is not a message of a stream.
    pub(crate) fn read(message: async_nats::Message, stream: &Arc<str>) -> Option<(Self, u64)> {
        let answer = message.reply?;
        let numbers = Numbers::of(&answer)?;
        let id = message.headers.as_ref().and_then(|headers| headers.get(MESSAGE_HEADER)).and_then(|id| id.as_str().parse().ok());
        let incoming = Self {
            subject: message.subject.to_string(),
            payload: message.payload,
            message: id,
            stream: stream.clone(),
            sequence: numbers.sequence,
            delivered: numbers.delivered,
            answer,
        };
        Some((incoming, numbers.pending))
    }
}

/// Settles deliveries; clones may run beside the consumer that pulls.
#[derive(Debug, Clone)]
pub struct Settler {
    pub(crate) client: Client,
}

impl Settler {
    /// Tells the server what becomes of a delivery, without waiting for its answer: a lost word only brings the report again.
    ///
    /// # Errors
    /// `Unavailable` if the connection was closed.
    pub async fn settle(&self, incoming: &Incoming, verdict: Verdict) -> Result<()> {
        let word = match verdict {
            Verdict::Done => AckKind::Ack,
            Verdict::RetryLater(delay) => AckKind::Nak(Some(delay)),
            Verdict::NeverRetry => AckKind::Term,
        };
        let sent = self.client.nats.publish(incoming.answer.clone(), word.into()).await;
        sent.map_err(|error| self.client.unavailable("settling a report", cause(error)))
    }
}

/// The numbers in `$JS.ACK.<domain>.<account>.<stream>.<consumer>.<delivered>.<sequence>.<consumer sequence>.<time>.<pending>…`,
/// or without domain and account on servers that still write the first form (NATS ADR-15).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub(crate) delivered: u64,
    pub(crate) sequence: u64,
    pub(crate) pending: u64,
}

impl Numbers {
    pub(crate) fn of(answer: &str) -> Option<Self> {
        let rest = answer.strip_prefix("$JS.ACK.")?;
        let skipped = if rest.split('.').count() >= 9 { 4 } else { 2 };
        let mut tokens = rest.split('.').skip(skipped).map(|token| token.parse::<u64>().ok());
        let delivered = tokens.next()??;
        let sequence = tokens.next()??;
        let pending = tokens.nth(2)??;
        Some(Self { delivered, sequence, pending })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_answer_subject_are_read() {
        let numbers = Some(Numbers { delivered: 2, sequence: 77, pending: 5 });
        assert_eq!(Numbers::of("$JS.ACK.REPORTS_POLICE.ingest.2.77.9.1700000000000000000.5"), numbers);
        assert_eq!(Numbers::of("$JS.ACK._.HASH.REPORTS_POLICE.ingest.2.77.9.1700000000000000000.5"), numbers);
        assert_eq!(Numbers::of("$JS.ACK.hub.HASH.REPORTS_POLICE.ingest.2.77.9.1700000000000000000.5.token"), numbers);
        assert_eq!(Numbers::of("_INBOX.x.y"), None);
    }
}
