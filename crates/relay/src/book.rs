//! What the relay knows of the agencies: their kinds of record, and how to hear an event of each.

use std::collections::BTreeMap;

use kernel::decider::hear;
use kernel::{Agency, Decider, Heading, Host, Kind, Measure, Report, Telling, Withdrawal};

type Hear = fn(&str, &str, &str) -> Result<Telling, serde_json::Error>;

/// The kinds of record of all mounted agencies.
#[derive(Clone, Default)]
pub struct Book(BTreeMap<&'static str, (&'static Kind, Hear)>);

impl Book {
    /// The kinds of the agencies that `mount` mounts: `Book::of(roster::mount_all)`.
    pub fn of(mount: impl FnOnce(&mut Self)) -> Self {
        let mut book = Self::default();
        mount(&mut book);
        book
    }

    /// The kind with `code`.
    pub fn kind(&self, code: &str) -> Option<&'static Kind> {
        self.0.get(code).map(|(kind, _)| *kind)
    }

    /// What an event says.
    ///
    /// # Errors
    /// A sentence that says why it cannot be heard.
    pub fn hear(&self, kind: &str, event_type: &str, version: &str, payload: &str) -> Result<Telling, String> {
        let (_, hear) = self.0.get(kind).ok_or_else(|| format!("no agency declares records of kind {kind}"))?;
        hear(event_type, version, payload).map_err(|error| error.to_string())
    }
}

impl Host for Book {
    fn agency(&mut self, _: Agency) {}

    fn record<D: Decider>(&mut self) {
        self.0.insert(D::KIND.code, (&D::KIND, hear::<D>));
    }

    fn report<R: Report, D: Decider>(&mut self, _: fn(&Heading, R) -> D::Command) {}

    fn withdrawal<D: Decider>(&mut self, _: fn(&Heading, Withdrawal) -> D::Command) {}

    fn measures(&mut self, _: &'static [Measure]) {}

    fn outcomes(&mut self, _: &'static [(&'static str, &'static str, &'static str)]) {}
}
