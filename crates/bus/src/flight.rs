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
    /// When it was sent last.
    pub(crate) sent: Instant,
    /// When it is sent again or given up, once the server has answered.
    pub(crate) due: Instant,
    /// Whether the server has said that it is stored.
    pub(crate) stored: bool,
    /// Why the server did not store it at the last try.
    pub(crate) error: Option<BusError>,
}

impl Flight {
    /// Whether its time has come. `acked` is when the server answered last.
    ///
    /// A server that syncs every report answers in batches, after all that came before; so while it answers, an unanswered report
    /// is not lost but queued, and sending it again would only lengthen the queue.
    fn is_due(&self, now: Instant, acked: Instant, ack_wait: Duration) -> bool {
        if self.stored || self.error.is_some() {
            return now >= self.due;
        }
        now >= self.sent.max(acked) + ack_wait || now >= self.sent + ack_wait * 5
    }
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

    pub(crate) fn start(&mut self, report: Outgoing) {
        let now = Instant::now();
        self.bytes += report.body.len();
        let Outgoing { message, subject, body } = report;
        let flight = Flight { subject, body, tries: 1, since: now, sent: now, due: now, stored: false, error: None };
        self.all.insert(message, flight);
    }

    pub(crate) fn end(&mut self, message: MessageId) -> Option<Flight> {
        let flight = self.all.remove(&message)?;
        self.bytes -= flight.body.len();
        Some(flight)
    }

    /// Those whose time has come.
    pub(crate) fn due(&self, now: Instant, acked: Instant, ack_wait: Duration) -> Vec<MessageId> {
        self.those(|flight| flight.is_due(now, acked, ack_wait))
    }

    /// Those that fulfil a condition, in the order in which they were sent first.
    pub(crate) fn those(&self, wanted: impl Fn(&Flight) -> bool) -> Vec<MessageId> {
        let mut found: Vec<(Instant, MessageId)> =
            self.all.iter().filter(|(_, flight)| wanted(flight)).map(|(message, flight)| (flight.since, *message)).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, message)| message).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_report_is_not_sent_again_while_the_server_works_off_what_came_before() {
        let wait = Duration::from_secs(10);
        let message = MessageId(Uuid::nil());
        let mut flights = Flights::default();
        flights.start(Outgoing { message, subject: "report.police.jn-police.x".into(), body: Bytes::new() });
        let sent = flights.get_mut(message).unwrap().sent;
        let due = |flights: &Flights, after: u64, acked: u64| {
            !flights.due(sent + Duration::from_secs(after), sent + Duration::from_secs(acked), wait).is_empty()
        };
        assert!(!due(&flights, 9, 0) && due(&flights, 10, 0));
        assert!(!due(&flights, 49, 45) && due(&flights, 50, 45));
        let flight = flights.get_mut(message).unwrap();
        (flight.stored, flight.due) = (true, sent + Duration::from_secs(60));
        assert!(!due(&flights, 59, 0) && due(&flights, 60, 59));
    }
}
