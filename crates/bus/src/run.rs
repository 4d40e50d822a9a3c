//! One delivery from its first report to its last receipt: a single loop that sends, hears, and looks at the clock.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_nats::{Message, PublishErrorKind, Subscriber};
use futures::{Stream, StreamExt};
use kernel::MessageId;
use tokio::sync::broadcast;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use crate::ack;
use crate::client::{State, cause};
use crate::delivery::{DeliveryOptions, DeliveryReport, NotStored, Outcome, Step};
use crate::flight::Flights;
use crate::publisher::{Outgoing, Publisher};
use crate::receipt::{About, Judgement, Receipt};
use crate::said::Forbidden;
use crate::{BusError, Result, receipt_subject};

/// How often the clock is looked at.
const TICK: Duration = Duration::from_millis(100);

/// A delivery in progress.
pub(crate) struct Run<'a, F> {
    publisher: &'a Publisher,
    options: &'a DeliveryOptions,
    on_step: F,
    acks: Subscriber,
    receipts: Subscriber,
    news: broadcast::Receiver<Arc<str>>,
    /// Under which acknowledgements arrive, each with its message id behind.
    inbox: String,
    flights: Flights,
    /// A report whose id is under way already: it waits until that one has its receipt.
    held: Option<Outgoing>,
    /// Subjects on which the server does not let this organisation publish, with its words.
    forbidden: HashMap<String, String>,
    /// When a receipt came last, when an acknowledgement did, and how often the connection was made when they were waited for.
    heard: Instant,
    acked: Instant,
    connections: u64,
    lost: Option<Instant>,
    /// Why no more is taken from the input; forgotten if receipts come after all.
    halt: Option<BusError>,
    report: DeliveryReport,
}

enum Heard {
    Ack(Message),
    Receipts(Message),
    Said(Arc<str>),
    Next(Outgoing),
    End,
    Tick,
    Closed,
}

impl<'a, F: FnMut(Step<'_>)> Run<'a, F> {
    pub(crate) async fn open(publisher: &'a Publisher, options: &'a DeliveryOptions, on_step: F) -> Result<Self> {
        let client = &publisher.client;
        let news = client.said.listen();
        let inbox = client.nats.new_inbox();
        // Subscribed on the same connection before anything is sent, so no receipt can be missed.
        let receipts = client.subscribe(receipt_subject(&publisher.org)).await?;
        let acks = client.subscribe(format!("{inbox}.*")).await?;
        Ok(Self {
            publisher,
            options,
            on_step,
            acks,
            receipts,
            news,
            inbox,
            flights: Flights::default(),
            held: None,
            forbidden: HashMap::new(),
            heard: Instant::now(),
            acked: Instant::now(),
            connections: client.connections(),
            lost: None,
            halt: None,
            report: DeliveryReport::default(),
        })
    }

    pub(crate) async fn drive(mut self, reports: impl Stream<Item = Outgoing>) -> Result<DeliveryReport> {
        let mut reports = pin!(reports.fuse());
        let mut ended = false;
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let taking = !ended && self.takes();
            if self.flights.is_empty() && self.held.is_none() && (ended || self.halt.is_some()) {
                self.report.stopped = self.halt.take();
                return Ok(self.report);
            }
            let heard = tokio::select! {
                message = self.acks.next() => message.map_or(Heard::Closed, Heard::Ack),
                message = self.receipts.next() => message.map_or(Heard::Closed, Heard::Receipts),
                Ok(said) = self.news.recv() => Heard::Said(said),
                report = reports.next(), if taking => report.map_or(Heard::End, Heard::Next),
                _ = tick.tick() => Heard::Tick,
            };
            let done = match heard {
                Heard::Ack(message) => {
                    self.acknowledged(&message);
                    Ok(())
                }
                Heard::Receipts(message) => self.received(&message).await,
                Heard::Said(said) => self.complained(&said),
                Heard::Next(report) => self.next(report).await,
                Heard::End => {
                    ended = true;
                    Ok(())
                }
                Heard::Tick => self.look().await,
                Heard::Closed => Err(BusError::unavailable("delivering reports", self.publisher.client.said.last(), None)),
            };
            if let Err(error) = done {
                self.give_up_all();
                self.report.stopped = Some(error);
                return Ok(self.report);
            }
        }
    }

    fn takes(&self) -> bool {
        let open = self.held.is_none() && self.halt.is_none() && self.lost.is_none();
        open && self.flights.within(self.options.window, self.options.window_bytes)
    }

    /// Takes a report from the input.
    async fn next(&mut self, report: Outgoing) -> Result<()> {
        self.report.published += 1;
        self.begin(report).await
    }

    async fn begin(&mut self, report: Outgoing) -> Result<()> {
        if self.flights.has(report.message) {
            self.held = Some(report);
            return Ok(());
        }
        let message = report.message;
        if let Err(error) = self.publisher.client.check(&report) {
            self.finish(Outcome::NotStored(NotStored { message, error }));
            return Ok(());
        }
        if let Some(said) = self.forbidden.get(&report.subject) {
            let error = BusError::NotAllowed { said: said.clone() };
            self.finish(Outcome::NotStored(NotStored { message, error }));
            return Ok(());
        }
        self.flights.start(report);
        (self.on_step)(Step::Sent(message));
        self.send(message).await
    }

    /// Sends a report that is under way, for the first time or again.
    async fn send(&mut self, message: MessageId) -> Result<()> {
        let Some(flight) = self.flights.get_mut(message) else { return Ok(()) };
        flight.stored = false;
        flight.error = None;
        flight.sent = Instant::now();
        let reply = format!("{}.{}", self.inbox, message.0.simple());
        let (subject, body) = (flight.subject.clone(), flight.body.clone());
        let client = &self.publisher.client;
        let sending = client.nats.publish_with_reply_and_headers(subject, reply, Outgoing::heading(message), body);
        // Sending waits while the connection is away and its queue is full.
        let error = match tokio::time::timeout(self.options.outage, sending).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error,
            Err(late) => return Err(client.unavailable("sending a report", cause(late))),
        };
        let error = match error.kind() {
            PublishErrorKind::Send => return Err(client.unavailable("sending a report", cause(error))),
            PublishErrorKind::InvalidSubject => BusError::Subject(flight.subject.clone()),
            PublishErrorKind::MaxPayloadExceeded => BusError::TooLarge { size: flight.body.len(), limit: client.largest_body() },
        };
        self.flights.end(message);
        self.finish(Outcome::NotStored(NotStored { message, error }));
        Ok(())
    }

    /// The server has stored a report, or says why not.
    fn acknowledged(&mut self, answer: &Message) {
        let id = answer.subject.rsplit('.').next().and_then(|token| Uuid::try_parse(token).ok());
        let Some(flight) = id.and_then(|id| self.flights.get_mut(MessageId(id))) else { return };
        let now = Instant::now();
        self.acked = now;
        match ack::stored(answer, &flight.subject) {
            Ok(_) => {
                flight.stored = true;
                flight.error = None;
                flight.due = now + self.options.receipt_wait;
            }
            // A stream may be made, or have room again: it is sent again after a pause that doubles.
            Err(error) => {
                flight.due = now + self.options.ack_wait / 10 * (1 << flight.tries.min(10));
                flight.error = Some(error);
            }
        }
    }

    /// Receipts came for this organisation, perhaps for another of its programs.
    async fn received(&mut self, message: &Message) -> Result<()> {
        let Ok(receipts) = serde_json::from_slice::<Vec<Receipt>>(&message.payload) else {
            tracing::warn!(bytes = message.payload.len(), "receipts that cannot be read were left out");
            return Ok(());
        };
        for receipt in receipts.into_iter().filter(|receipt| receipt.org == self.publisher.org) {
            let About::Message(message) = receipt.about else { continue };
            if self.flights.end(message).is_none() {
                continue;
            }
            self.heard = Instant::now();
            self.halt = None;
            self.report.head = Some(receipt.head);
            self.finish(match receipt.judgement {
                Judgement::Accepted { position } => Outcome::Accepted { message, position },
                Judgement::Duplicate { position } => Outcome::Duplicate { message, position },
                Judgement::Quarantined { code, zh, en, quarantine_id } => {
                    Outcome::Quarantined { message, code, zh, en, quarantine_id }
                }
            });
        }
        self.release().await
    }

    /// Sends the held report once its forerunner has ended.
    async fn release(&mut self) -> Result<()> {
        match self.held.take() {
            Some(report) => self.begin(report).await,
            None => Ok(()),
        }
    }

    /// The server does not allow something; it says so only here.
    fn complained(&mut self, said: &str) -> Result<()> {
        match Forbidden::of(said) {
            Some(Forbidden::Publish(subject)) => {
                for message in self.flights.those(|flight| flight.subject == subject && !flight.stored) {
                    self.flights.end(message);
                    let error = BusError::NotAllowed { said: said.to_owned() };
                    self.finish(Outcome::NotStored(NotStored { message, error }));
                }
                // Bounded: a sender has few kinds of report, and what is not remembered is told again.
                if self.forbidden.len() < 1000 && subject.starts_with("report.") {
                    self.forbidden.insert(subject.to_owned(), said.to_owned());
                }
                Ok(())
            }
            Some(Forbidden::Subscribe(subject)) => {
                let ours = subject == receipt_subject(&self.publisher.org) || subject.starts_with(&self.inbox);
                if ours { Err(BusError::NotAllowed { said: said.to_owned() }) } else { Ok(()) }
            }
            None => Ok(()),
        }
    }

    /// Looks at the connection and at what has waited too long.
    async fn look(&mut self) -> Result<()> {
        let client = &self.publisher.client;
        let now = Instant::now();
        if client.state() == State::Disconnected {
            let lost = *self.lost.get_or_insert(now);
            return if now > lost + self.options.outage {
                Err(BusError::unavailable("delivering reports", client.said.since(lost), None))
            } else {
                Ok(())
            };
        }
        self.lost = None;
        let connections = client.connections();
        if connections != self.connections {
            // What was not acknowledged on the old connection may be lost with it; that is no try of its own.
            self.connections = connections;
            for message in self.flights.those(|flight| !flight.stored) {
                self.report.repeats += 1;
                self.send(message).await?;
            }
        }
        for message in self.flights.due(now, self.acked, self.options.ack_wait) {
            self.again(message).await?;
        }
        self.release().await
    }

    async fn again(&mut self, message: MessageId) -> Result<()> {
        let Some(flight) = self.flights.get_mut(message) else { return Ok(()) };
        if flight.tries < self.options.tries {
            flight.tries += 1;
            self.report.repeats += 1;
            return self.send(message).await;
        }
        let Some(flight) = self.flights.end(message) else { return Ok(()) };
        if let Some(error) = flight.error {
            if error.is_about_the_bus() {
                self.halt.get_or_insert(error.clone());
            }
            self.finish(Outcome::NotStored(NotStored { message, error }));
        } else {
            if self.heard < flight.since {
                self.halt.get_or_insert(BusError::NoReceipts);
            }
            self.finish(Outcome::Unaccounted(message));
        }
        Ok(())
    }

    fn give_up_all(&mut self) {
        for message in self.flights.those(|_| true) {
            self.flights.end(message);
            self.finish(Outcome::Unaccounted(message));
        }
        if let Some(report) = self.held.take() {
            self.finish(Outcome::Unaccounted(report.message));
        }
    }

    fn finish(&mut self, outcome: Outcome) {
        (self.on_step)(Step::Ended(&outcome));
        self.report.add(outcome);
    }
}
