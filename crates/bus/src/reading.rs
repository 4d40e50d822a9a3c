//! An organisation reads the notices that the stream keeps for it, and no other's.

use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::pull::{self, BatchConfig};
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, Info, IntoConsumerConfig};
use async_nats::{Message, StatusCode, Subscriber};
use futures::StreamExt;
use kernel::OrgId;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ack::ask;
use crate::client::{Client, cause};
use crate::incoming::Numbers;
use crate::notices::{ID_HEADER, NOTICES, known_as};
use crate::subject::{own_notices, reader_name};
use crate::{BusError, Bytes, Result};

/// For so long after its last question a reader is kept by the server.
const KEPT: Duration = Duration::from_secs(30);
/// How long the server keeps a question for which it has no notices.
const EXPIRES: Duration = Duration::from_secs(10);
/// Most notices of one question.
const BATCH: usize = 200;

/// A notice as it lies on the bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptNotice {
    /// Its number in the stream.
    pub sequence: u64,
    /// `notice.<org>.<kind of record>.<event>`.
    pub subject: String,
    /// The CloudEvents event as JSON.
    pub body: Bytes,
}

/// Reads an organisation's notices from the oldest that is kept, in order.
#[derive(Debug)]
pub struct NoticeReader {
    client: Client,
    org: OrgId,
    inbox: String,
    arrivals: Subscriber,
    /// The last that was read: after a loss the next one begins behind it.
    last: u64,
    /// How many wait behind it.
    behind: u64,
    /// What may still arrive for the question under way.
    outstanding: usize,
    asked: Instant,
    connection: u64,
}

impl NoticeReader {
    /// Opens the one reader that `org` may have beside its own programs, over a connection as `org`.
    ///
    /// # Errors
    /// `NotAllowed` for another organisation's key, `Refused` while another reader of `org` is open, `Missing` before the service has
    /// made the stream, `Unavailable` if the server does not answer.
    pub async fn open(client: &Client, org: OrgId) -> Result<Self> {
        let inbox = client.nats.new_inbox();
        let arrivals = client.subscribe(inbox.clone()).await?;
        let (client, asked) = (client.clone(), Instant::now());
        let mut reader = Self { client, org, inbox, arrivals, last: 0, behind: 0, outstanding: 0, asked, connection: 0 };
        reader.begin().await?;
        Ok(reader)
    }

    /// How many notices are kept behind the last that was read, as far as the server has said.
    pub fn behind(&self) -> u64 {
        self.behind
    }

    /// Makes the server's side of it, behind the last notice that was read.
    async fn begin(&mut self) -> Result<()> {
        let (name, filter) = (reader_name(&self.org), own_notices(&self.org));
        let start = match self.last {
            0 => DeliverPolicy::All,
            last => DeliverPolicy::ByStartSequence { start_sequence: last + 1 },
        };
        let config = pull::Config {
            name: Some(name.clone()),
            // Tells this reader from another of the same name, which the server then refuses.
            description: Some(format!("reader {}", self.inbox)),
            filter_subject: filter.clone(),
            deliver_policy: start,
            ack_policy: AckPolicy::None,
            inactive_threshold: KEPT,
            memory_storage: true,
            ..pull::Config::default()
        };
        let body = json!({ "stream_name": NOTICES, "config": config.into_consumer_config(), "action": "create" });
        let info: Info = ask(&self.client, format!("CONSUMER.CREATE.{NOTICES}.{name}.{filter}"), &body, NOTICES).await?;
        self.behind = info.num_pending;
        self.outstanding = 0;
        self.connection = self.client.connections();
        Ok(())
    }

    /// Makes it anew: what was on its way when a connection was lost is handed out once more.
    async fn begin_anew(&mut self) -> Result<()> {
        match self.end().await {
            Ok(()) | Err(BusError::Missing { .. }) => self.begin().await,
            Err(error) => Err(error),
        }
    }

    /// Takes the server's side of it away.
    async fn end(&self) -> Result<()> {
        let subject = format!("CONSUMER.DELETE.{NOTICES}.{}", reader_name(&self.org));
        ask::<Value>(&self.client, subject, &json!({}), NOTICES).await.map(drop)
    }

    /// Lets another reader of the organisation begin at once.
    ///
    /// # Errors
    /// `Unavailable` if the server does not answer: then it lets go by itself after half a minute.
    pub async fn close(self) -> Result<()> {
        self.end().await
    }

    /// The next notices, in order; none if none arrive within `wait`. It outlives a restart of the server.
    ///
    /// What is no notice to this organisation, such as an answer that somebody aimed at its subjects, is passed over.
    ///
    /// # Errors
    /// `Unavailable` if the server does not answer: the next call goes on where this one stopped.
    pub async fn next_batch(&mut self, wait: Duration) -> Result<Vec<KeptNotice>> {
        if self.client.connections() != self.connection {
            self.begin_anew().await?;
        }
        let deadline = tokio::time::Instant::now() + wait;
        let mut all = Vec::new();
        while all.len() < BATCH {
            if self.outstanding == 0 || self.asked.elapsed() > EXPIRES * 2 {
                self.question().await?;
            }
            match tokio::time::timeout_at(deadline, self.arrivals.next()).await {
                Ok(Some(message)) => match message.status.filter(|status| *status != StatusCode::OK) {
                    None => all.extend(self.read(message)),
                    Some(StatusCode::TIMEOUT | StatusCode::NOT_FOUND) => self.outstanding = 0,
                    Some(status) => {
                        tracing::debug!(%status, "the server has no reader any more: it begins anew");
                        self.begin_anew().await?;
                    }
                },
                Ok(None) => return Err(BusError::unavailable("waiting for notices", None, None)),
                Err(_) => return Ok(all),
            }
            // What is here is shown at once.
            if !all.is_empty() && self.behind == 0 {
                return Ok(all);
            }
        }
        Ok(all)
    }

    /// Asks for a batch.
    async fn question(&mut self) -> Result<()> {
        let request = BatchConfig { batch: BATCH, expires: Some(EXPIRES), ..BatchConfig::default() };
        let body = serde_json::to_vec(&request).map_err(|error| self.client.unavailable("asking for notices", cause(error)))?;
        let subject = format!("$JS.API.CONSUMER.MSG.NEXT.{NOTICES}.{}", reader_name(&self.org));
        let sent = self.client.nats.publish_with_reply(subject, self.inbox.clone(), body.into()).await;
        sent.map_err(|error| self.client.unavailable("asking for notices", cause(error)))?;
        self.outstanding = BATCH;
        self.asked = Instant::now();
        Ok(())
    }

    fn read(&mut self, message: Message) -> Option<KeptNotice> {
        let numbers = Numbers::of(message.reply.as_ref()?)?;
        self.outstanding = self.outstanding.saturating_sub(1);
        (self.last, self.behind) = (numbers.sequence, numbers.pending);
        #[derive(Deserialize)]
        struct Named {
            id: String,
        }
        let named = serde_json::from_slice::<Named>(&message.payload).ok();
        let known = message.headers.as_ref().and_then(|headers| headers.get(ID_HEADER)).map(|known| known.as_str());
        if named.is_none_or(|named| known != Some(&known_as(&named.id, &self.org))) {
            tracing::warn!(sequence = numbers.sequence, "what is no notice to {} was passed over", self.org);
            return None;
        }
        Some(KeptNotice { sequence: numbers.sequence, subject: message.subject.to_string(), body: message.payload })
    }
}
