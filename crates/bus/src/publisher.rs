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
        let since = Instant::now();
        let news = self.client.said.listen();
        let request = Request::new()
            .payload(report.body.clone())
            .headers(Outgoing::heading(report.message))
            .timeout(Some(Duration::from_secs(10)));
        let answer = self.client.nats.send_request(report.subject.clone(), request);
        let answer = tokio::select! {
            answer = answer => answer,
            refusal = Said::forbids(news, &report.subject) => return Err(refusal),
        };
        match answer {
            Ok(answer) => ack::stored(&answer, &report.subject),
            Err(error) => Err(match error.kind() {
                RequestErrorKind::NoResponders => BusError::Missing { what: format!("a stream for {}", report.subject) },
                RequestErrorKind::InvalidSubject => BusError::Subject(report.subject.clone()),
                RequestErrorKind::MaxPayloadExceeded => self.client.too_large(report),
                RequestErrorKind::TimedOut | RequestErrorKind::Other => {
                    BusError::unavailable("sending a report", self.client.said.since(since), cause(error))
                }
            }),
        }
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
        let token = |token: &str| !token.is_empty() && !token.contains([' ', '\t', '\r', '\n', '*', '>']);
        if !subject.starts_with("report.") || !subject.split('.').all(token) {
            return Err(BusError::Subject(subject.clone()));
        }
        if report.body.len() > self.largest_body() { Err(self.too_large(report)) } else { Ok(()) }
    }

    fn too_large(&self, report: &Outgoing) -> BusError {
        BusError::TooLarge { size: report.body.len(), limit: self.largest_body() }
    }
}
