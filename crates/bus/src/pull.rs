//! Pulling from one stream: one request under way, what arrived, and when to ask again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::pull::BatchConfig;
use async_nats::{Message, StatusCode, Subscriber};
use futures::StreamExt;
use kernel::AgencyCode;

use crate::client::{Client, cause};
use crate::incoming::Incoming;
use crate::{BusError, CONSUMER, Result, stream_name};

/// How long the server keeps a request for which it has no reports.
const EXPIRES: Duration = Duration::from_secs(30);
/// After this much more silence the request is taken for lost.
const GRACE: Duration = Duration::from_secs(5);
/// The pause after a request that the server turned down.
const PAUSE: Duration = Duration::from_millis(500);
/// How long the server may turn down requests, as it does while it starts, before the caller is told.
const PATIENCE: Duration = Duration::from_secs(15);

/// One stream's pulls. At most one request is under way; two requests' worth of reports are held at most.
#[derive(Debug)]
pub(crate) struct Puller {
    stream: Arc<str>,
    inbox: String,
    arrivals: Subscriber,
    /// Arrived, not yet handed to the caller.
    pub(crate) ready: VecDeque<Incoming>,
    /// What may still arrive for the request under way.
    outstanding: usize,
    /// Whether the stream had more behind what arrived last.
    more: bool,
    asked: Instant,
    connection: u64,
    not_before: Instant,
    failing: Option<(Instant, String)>,
}

impl Puller {
    pub(crate) async fn open(client: &Client, agency: &AgencyCode) -> Result<Self> {
        let inbox = client.nats.new_inbox();
        let arrivals = client.subscribe(inbox.clone()).await?;
        Ok(Self {
            stream: stream_name(agency).into(),
            inbox,
            arrivals,
            ready: VecDeque::new(),
            outstanding: 0,
            more: false,
            asked: Instant::now(),
            connection: client.connections(),
            not_before: Instant::now(),
            failing: None,
        })
    }

    /// Asks for a batch unless one is under way or enough is held.
    pub(crate) async fn ask(&mut self, client: &Client, messages: usize, bytes: usize) -> Result<()> {
        let now = Instant::now();
        let connection = client.connections();
        if connection != self.connection || now > self.asked + EXPIRES + GRACE {
            // The server forgets requests with the connection on which they were made.
            self.connection = connection;
            self.outstanding = 0;
        }
        if self.outstanding > 0 || self.ready.len() >= messages || now < self.not_before {
            return Ok(());
        }
        // A single report must always fit, or the server would turn the request down for ever.
        let max_bytes = bytes.max(client.nats.max_payload() * 2);
        let request = BatchConfig { batch: messages, max_bytes, expires: Some(EXPIRES), ..BatchConfig::default() };
        let body = serde_json::to_vec(&request).map_err(|error| client.unavailable("asking for reports", cause(error)))?;
        let subject = format!("$JS.API.CONSUMER.MSG.NEXT.{}.{CONSUMER}", self.stream);
        let sent = client.nats.publish_with_reply(subject, self.inbox.clone(), body.into()).await;
        sent.map_err(|error| client.unavailable("asking for reports", cause(error)))?;
        self.outstanding = messages;
        self.more = false;
        self.asked = now;
        Ok(())
    }

    /// Takes in what has arrived; ready if anything had.
    pub(crate) fn poll_arrivals(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let mut any = false;
        while let Poll::Ready(arrival) = self.arrivals.poll_next_unpin(cx) {
            let Some(message) = arrival else {
                return Poll::Ready(Err(BusError::unavailable("waiting for reports", None, None)));
            };
            self.take(message);
            any = true;
        }
        if any { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    fn take(&mut self, message: Message) {
        if let Some(status) = message.status.filter(|status| *status != StatusCode::OK) {
            self.ended(status, message.description.unwrap_or_default());
        } else if let Some((incoming, pending)) = Incoming::read(message, &self.stream) {
            self.outstanding = self.outstanding.saturating_sub(1);
            self.more = pending > 0;
            self.failing = None;
            self.ready.push_back(incoming);
        }
    }

    /// The server ended the request: it expired, it was full, or it was turned down.
    fn ended(&mut self, status: StatusCode, description: String) {
        if status == StatusCode::IDLE_HEARTBEAT {
            return;
        }
        self.outstanding = 0;
        self.more = false;
        let usual = matches!(status, StatusCode::TIMEOUT | StatusCode::NOT_FOUND)
            || ["Batch Completed", "Message Size Exceeds MaxBytes"].contains(&description.as_str());
        if usual {
            self.failing = None;
            return;
        }
        let now = Instant::now();
        self.not_before = now + PAUSE;
        let since = self.failing.take().map_or(now, |(since, _)| since);
        tracing::debug!(stream = %self.stream, %status, description, "a request for reports was turned down");
        self.failing = Some((since, format!("{status} {description}")));
    }

    /// Whether the caller should be told that requests have been turned down for long.
    pub(crate) fn complaint(&mut self) -> Option<BusError> {
        let (since, said) = self.failing.as_ref()?;
        if since.elapsed() < PATIENCE {
            return None;
        }
        let error = BusError::Refused { doing: format!("reports of {}", self.stream), said: said.clone() };
        self.failing = None;
        Some(error)
    }

    /// Whether more is on its way at this moment.
    pub(crate) fn expects_more(&self) -> bool {
        self.more && self.outstanding > 0
    }
}
