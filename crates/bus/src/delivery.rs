//! The limits of a delivery, and what it tells.

use std::time::Duration;

use kernel::MessageId;

use crate::{BusError, Head};

/// The limits of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryOptions {
    /// How many reports may be sent and without receipt.
    pub window: usize,
    /// How many bytes of bodies these may have.
    pub window_bytes: usize,
    /// How long the server may store nothing at all before reports are sent again.
    pub ack_wait: Duration,
    /// How long to wait for a receipt before the report is sent again.
    pub receipt_wait: Duration,
    /// How often a report is sent at most.
    pub tries: u32,
    /// How long to wait for a lost connection.
    pub outage: Duration,
}

impl Default for DeliveryOptions {
    fn default() -> Self {
        Self {
            // A server that syncs every report stores no faster for a longer queue, it only answers later.
            window: 1_000,
            window_bytes: 64 * 1024 * 1024,
            ack_wait: Duration::from_secs(20),
            receipt_wait: Duration::from_secs(60),
            tries: 3,
            outage: Duration::from_secs(120),
        }
    }
}

/// What became of one report.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was taken in.
    Accepted {
        /// Which.
        message: MessageId,
        /// The position of its last event.
        position: u64,
    },
    /// It had been taken in before, perhaps by a try of this delivery whose receipt was lost.
    Duplicate {
        /// Which.
        message: MessageId,
        /// The position of its last event.
        position: u64,
    },
    /// It was put aside.
    Quarantined {
        /// Which.
        message: MessageId,
        /// Stable reason code.
        code: String,
        /// What is wrong, in Chinese.
        zh: String,
        /// What is wrong, in English.
        en: String,
        /// Under which it can be shown and retried.
        quarantine_id: String,
    },
    /// It is not on the bus.
    NotStored(NotStored),
    /// It was sent as often as allowed, and no receipt arrived.
    Unaccounted(MessageId),
}

/// A report that is not on the bus, and why.
#[derive(Debug, Clone)]
pub struct NotStored {
    /// Which.
    pub message: MessageId,
    /// Why.
    pub error: BusError,
}

/// A step of a delivery, for a progress bar or a file of rejected rows.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// A report was sent for the first time.
    Sent(MessageId),
    /// Something became of a report; the last step for it.
    Ended(&'a Outcome),
}

/// A list that counts all and keeps the first 10,000.
#[derive(Debug, Clone)]
pub struct Listed<T> {
    /// How many there are.
    pub total: u64,
    /// The first of them.
    pub first: Vec<T>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { total: 0, first: Vec::new() }
    }
}

impl<T> Listed<T> {
    const KEPT: usize = 10_000;

    fn add(&mut self, item: T) {
        self.total += 1;
        if self.first.len() < Self::KEPT {
            self.first.push(item);
        }
    }
}

/// What a delivery came to. Every report that was taken from the input is in exactly one of the counts and lists.
#[derive(Debug, Clone, Default)]
pub struct DeliveryReport {
    /// Reports taken from the input.
    pub published: u64,
    /// Reports taken in.
    pub accepted: u64,
    /// Reports that had been taken in before.
    pub duplicates: u64,
    /// Reports put aside: each an [`Outcome::Quarantined`].
    pub quarantined: Listed<Outcome>,
    /// Reports that are not on the bus.
    pub not_stored: Listed<NotStored>,
    /// Reports of which nothing was heard.
    pub unaccounted: Listed<MessageId>,
    /// How many more times reports were sent.
    pub repeats: u64,
    /// The end of the store's history as the last receipt has it.
    pub head: Option<Head>,
    /// Why it ended early, if it did: the rest of the input was not touched.
    pub stopped: Option<BusError>,
}

impl DeliveryReport {
    /// Whether all of the input was sent and every report has its receipt.
    pub fn complete(&self) -> bool {
        self.stopped.is_none() && self.not_stored.total == 0 && self.unaccounted.total == 0
    }

    pub(crate) fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Accepted { .. } => self.accepted += 1,
            Outcome::Duplicate { .. } => self.duplicates += 1,
            outcome @ Outcome::Quarantined { .. } => self.quarantined.add(outcome),
            Outcome::NotStored(not_stored) => self.not_stored.add(not_stored),
            Outcome::Unaccounted(message) => self.unaccounted.add(message),
        }
    }
}
