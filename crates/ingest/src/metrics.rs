//! Counters of the door, for `/metrics` and for the summary of a run.

use std::sync::atomic::{AtomicU64, Ordering};

/// What the door has done since it was opened.
#[derive(Debug, Default)]
pub struct Metrics {
    accepted: AtomicU64,
    duplicates: AtomicU64,
    quarantined: AtomicU64,
    retried: AtomicU64,
    events: AtomicU64,
}

/// The counters at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports accepted.
    pub accepted: u64,
    /// Reports known already.
    pub duplicates: u64,
    /// Messages quarantined.
    pub quarantined: u64,
    /// Messages handed back to be tried again.
    pub retried: u64,
    /// Events appended.
    pub events: u64,
}

impl Metrics {
    pub(crate) fn accepted(&self, events: u64) {
        self.accepted.fetch_add(1, Ordering::Relaxed);
        self.events.fetch_add(events, Ordering::Relaxed);
    }

    pub(crate) fn duplicate(&self) {
        self.duplicates.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn quarantined(&self) {
        self.quarantined.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn retried(&self, messages: usize) {
        self.retried.fetch_add(messages as u64, Ordering::Relaxed);
    }

    /// The counters now.
    pub fn counts(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            accepted: read(&self.accepted),
            duplicates: read(&self.duplicates),
            quarantined: read(&self.quarantined),
            retried: read(&self.retried),
            events: read(&self.events),
        }
    }
}
