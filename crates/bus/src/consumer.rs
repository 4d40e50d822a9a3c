//! The pull consumer: batches merged fairly from the streams of all agencies. Not calling it is the backpressure.

use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::Info;
use futures::FutureExt;
use kernel::AgencyCode;
use serde_json::json;

use crate::ack::ask;
use crate::client::Client;
use crate::incoming::{Incoming, Settler, Verdict};
use crate::pull::Puller;
use crate::{CONSUMER, Result, stream_name};

/// How long a batch waits for reports that are on their way, so that a backlog comes in full batches.
const LINGER: Duration = Duration::from_millis(5);
/// How often lost requests are looked for while nothing arrives.
const LOOK: Duration = Duration::from_millis(200);

/// Pulls from the streams of several agencies.
#[derive(Debug)]
pub struct Consumer {
    settler: Settler,
    pullers: Vec<Puller>,
    /// Whose turn it is to be taken from first.
    turn: usize,
}

impl Consumer {
    /// Opens the consumers that [`crate::ensure_streams`] made.
    ///
    /// # Errors
    /// `Missing` if it was not called for one of the agencies, `Unavailable` if the server does not answer.
    pub async fn open(client: &Client, agencies: &[AgencyCode]) -> Result<Self> {
        let mut pullers = Vec::with_capacity(agencies.len());
        for agency in agencies {
            let stream = stream_name(agency);
            let doing = format!("{CONSUMER} of {stream}");
            let _: Info = ask(client, format!("CONSUMER.INFO.{stream}.{CONSUMER}"), &json!({}), &doing).await?;
            pullers.push(Puller::open(client, agency).await?);
        }
        Ok(Self { settler: Settler { client: client.clone() }, pullers, turn: 0 })
    }

    /// The next reports, in the order of each stream: at most `max_messages`, and at most `max_bytes` unless one alone is larger.
    ///
    /// Returns an empty batch if nothing arrives within `wait`. While a batch is worked on, the next one is on its way; so up to
    /// twice `max_messages` per stream are held here. It is cancel-safe, and outlives a restart of the server.
    ///
    /// # Errors
    /// `Refused` if the server turns down requests for long, such as for a deleted consumer (the next call tries again);
    /// `Unavailable` if the connection was closed.
    pub async fn next_batch(&mut self, max_messages: usize, max_bytes: usize, wait: Duration) -> Result<Vec<Incoming>> {
        let mut deadline = Instant::now() + wait;
        let mut lingers = false;
        loop {
            for puller in &mut self.pullers {
                puller.ask(&self.settler.client, max_messages.max(1), max_bytes).await?;
                if let Some(error) = puller.complaint() {
                    return Err(error);
                }
            }
            if let Some(arrived) = self.arrivals().now_or_never() {
                arrived?;
            }
            let held: usize = self.pullers.iter().map(|puller| puller.ready.len()).sum();
            let now = Instant::now();
            if held > 0 && !lingers {
                lingers = true;
                deadline = deadline.min(now + LINGER);
            }
            let full = held >= max_messages || (held > 0 && !self.pullers.iter().any(Puller::expects_more));
            if full || now >= deadline {
                return Ok(self.merge(max_messages, max_bytes));
            }
            // A time-out here is a look around, not an end.
            if let Ok(arrived) = tokio::time::timeout((deadline - now).min(LOOK), self.arrivals()).await {
                arrived?;
            }
        }
    }

    /// Tells the server what becomes of a delivery; see [`Settler::settle`].
    ///
    /// # Errors
    /// `Unavailable` if the connection was closed.
    pub async fn settle(&self, incoming: &Incoming, verdict: Verdict) -> Result<()> {
        self.settler.settle(incoming, verdict).await
    }

    /// What settles deliveries while this one pulls.
    pub fn settler(&self) -> Settler {
        self.settler.clone()
    }

    /// Waits until something arrives on any stream.
    async fn arrivals(&mut self) -> Result<()> {
        poll_fn(|cx| {
            let mut any = Poll::Pending;
            for puller in &mut self.pullers {
                match puller.poll_arrivals(cx) {
                    Poll::Ready(Ok(())) => any = Poll::Ready(Ok(())),
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    Poll::Pending => {}
                }
            }
            any
        })
        .await
    }

    /// One from each stream in turn, so that a busy agency does not keep the others waiting.
    fn merge(&mut self, max_messages: usize, max_bytes: usize) -> Vec<Incoming> {
        let mut batch = Vec::with_capacity(max_messages.min(1024));
        let mut bytes = 0;
        let mut empty = 0;
        let streams = self.pullers.len();
        while batch.len() < max_messages && empty < streams {
            let queue = &mut self.pullers[self.turn % streams].ready;
            match queue.front() {
                None => empty += 1,
                Some(next) if !batch.is_empty() && bytes + next.payload.len() > max_bytes => break,
                Some(next) => {
                    bytes += next.payload.len();
                    batch.extend(queue.pop_front());
                    empty = 0;
                }
            }
            self.turn = (self.turn + 1) % streams;
        }
        batch
    }
}
