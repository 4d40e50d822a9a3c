//! The reports that were sent and have no receipt yet.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use kernel::MessageId;

use crate::{BusError, Bytes, Outgoing};

/// A report under way.
#[derive(Debug)]
pub(crate) struct Flight {
    pub(crate) subject: String,
    pub(crate) body: Bytes,
    /// How often it was sent, not counting what a lost connection took.
    pub(crate) tries: u32,
    /// When it was sent first.
    pub(crate) since: Instant,
    /// When it is sent again, or given up.
    pub(crate) due: Instant,
    /// Whether the server has said that it is stored.
    pub(crate) stored: bool,
    /// Why the server did not store it at the last try.
    pub(crate) error: Option<BusError>,
}

/// All reports under way: a window bounded in number and bytes.
#[derive(Debug, Default)]
pub(crate) struct Flights {
    all: HashMap<MessageId, Flight>,
    bytes: usize,
}

impl Flights {
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn within(&self, number: usize, bytes: usize) -> bool {
        self.all.len() < number && self.bytes < bytes
    }

    pub(crate) fn has(&self, message: MessageId) -> bool {
        self.all.contains_key(&message)
    }

    pub(crate) fn get_mut(&mut self, message: MessageId) -> Option<&mut Flight> {
        self.all.get_mut(&message)
    }

    pub(crate) fn start(&mut self, report: Outgoing, wait: Duration) {
        let now = Instant::now();
        self.bytes += report.body.len();
        let Outgoing { message, subject, body } = report;
        let flight = Flight { subject, body, tries: 1, since: now, due: now + wait, stored: false, error: None };
        self.all.insert(message, flight);
    }

    pub(crate) fn end(&mut self, message: MessageId) -> Option<Flight> {
        let flight = self.all.remove(&message)?;
        self.bytes -= flight.body.len();
        Some(flight)
    }

    /// Those whose time has come.
    pub(crate) fn due(&self, now: Instant) -> Vec<MessageId> {
        self.those(|flight| flight.due <= now)
    }

    /// Those that fulfil a condition, in the order in which they were sent first.
    pub(crate) fn those(&self, wanted: impl Fn(&Flight) -> bool) -> Vec<MessageId> {
        let mut found: Vec<(Instant, MessageId)> =
            self.all.iter().filter(|(_, flight)| wanted(flight)).map(|(message, flight)| (flight.since, *message)).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, message)| message).collect()
    }
}
