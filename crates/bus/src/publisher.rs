//! An organisation's publisher: reports go out, and count as delivered once their receipts are in.

use std::time::{Duration, Instant};

use async_nats::{HeaderMap, Request, RequestErrorKind};
use futures::Stream;
use kernel::{MessageId, OrgId};

use crate::ack::{self, Stored};
use crate::client::{Client, cause};
use crate::delivery::{DeliveryOptions, DeliveryReport, Step};
use crate::run::Run;
use crate::said::Said;
use crate::{BusError, Bytes, MESSAGE_HEADER, Result};

/// A report to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id, which the envelope in the body states as well.
    pub message: MessageId,
    /// `report.<agency>.<org>.<kind>`, see [`kernel::ReportType::subject`].
    pub subject: String,
    /// The envelope as JSON.
    pub body: Bytes,
}

impl Outgoing {
    /// The heading: the message id, and never `Nats-Msg-Id`, for which JetStream would drop another body without a receipt.
    pub(crate) fn heading(message: MessageId) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(MESSAGE_HEADER, message.to_string());
        headers
    }
}

/// Publishes the reports of one organisation.
#[derive(Debug, Clone)]
pub struct Publisher {
    pub(crate) client: Client,
    pub(crate) org: OrgId,
    options: DeliveryOptions,
}

impl Publisher {
    /// Publishes for `org`, with the usual limits.
    pub fn new(client: &Client, org: OrgId) -> Self {
        Self::with_options(client, org, DeliveryOptions::default())
    }

    /// Publishes for `org`, with other limits.
    pub fn with_options(client: &Client, org: OrgId, options: DeliveryOptions) -> Self {
        Self { client: client.clone(), org, options }
    }

    /// Sends one report and waits until it is stored on the bus. Its receipt is not waited for.
    ///
    /// # Errors
    /// `TooLarge`, `Subject` or `NotAllowed` for this report; `Missing`, `Full`, `Refused` or `Unavailable` for the bus.
    pub async fn publish(&self, report: &Outgoing) -> Result<Stored> {
        self.client.check(report)?;
        self.client.store(&report.subject, Outgoing::heading(report.message), &report.body).await
    }

    /// Sends reports and waits for the receipt of each; one whose receipt does not arrive in time is sent again, a few times.
    ///
    /// At most a window of reports is under way, so memory stays bounded and a slow service slows the sender. `on_step` hears of
    /// every report, also of those beyond what the lists of the answer keep.
    ///
    /// # Errors
    /// `Unavailable` if it cannot begin. Once begun it always answers, with [`DeliveryReport::stopped`] if it ended early.
    pub async fn deliver<S>(&self, reports: S, on_step: impl FnMut(Step<'_>)) -> Result<DeliveryReport>
    where
        S: Stream<Item = Outgoing>,
    {
        Run::open(self, &self.options, on_step).await?.drive(reports).await
    }
}

impl Client {
    /// Whether a report can be sent at all.
    pub(crate) fn check(&self, report: &Outgoing) -> Result<()> {
        let subject = &report.subject;
        if !subject.starts_with("report.") { Err(BusError::Subject(subject.clone())) } else { self.fits(subject, &report.body) }
    }

    /// Whether `body` can be sent on `subject`.
    fn fits(&self, subject: &str, body: &Bytes) -> Result<()> {
        let token = |token: &str| !token.is_empty() && !token.contains([' ', '\t', '\r', '\n', '*', '>']);
        if !subject.split('.').all(token) {
            return Err(BusError::Subject(subject.to_owned()));
        }
        if body.len() > self.largest_body() { Err(self.too_large(body)) } else { Ok(()) }
    }

    fn too_large(&self, body: &Bytes) -> BusError {
        BusError::TooLarge { size: body.len(), limit: self.largest_body() }
    }

    /// Sends `body` and waits until a stream has stored it.
    pub(crate) async fn store(&self, subject: &str, headers: HeaderMap, body: &Bytes) -> Result<Stored> {
        self.fits(subject, body)?;
        let since = Instant::now();
        let news = self.said.listen();
        let request = Request::new().payload(body.clone()).headers(headers).timeout(Some(Duration::from_secs(10)));
        let answer = tokio::select! {
            answer = self.nats.send_request(subject.to_owned(), request) => answer,
            refusal = Said::forbids(news, subject) => return Err(refusal),
        };
        match answer {
            Ok(answer) => ack::stored(&answer, subject),
            Err(error) => Err(match error.kind() {
                RequestErrorKind::NoResponders => BusError::Missing { what: format!("a stream for {subject}") },
                RequestErrorKind::InvalidSubject => BusError::Subject(subject.to_owned()),
                RequestErrorKind::MaxPayloadExceeded => self.too_large(body),
                RequestErrorKind::TimedOut | RequestErrorKind::Other => {
                    BusError::unavailable("sending a message", self.said.since(since), cause(error))
                }
            }),
        }
    }
}
