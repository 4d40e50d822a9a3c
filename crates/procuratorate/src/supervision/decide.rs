//! The rules of a supervision.

use kernel::{Action, Asking, Book, Breach, Decider, Kind, Refusal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::law::KIND;
use super::report::CaseRef;

/// A supervision: what stands in each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Supervision {
    pub(super) book: Book<Event>,
}

impl Supervision {
    /// The police case whose filing is demanded by a notice that stands.
    pub fn to_be_filed(&self) -> Option<&CaseRef> {
        if let Some(Event::FilingNotified(_, data)) = self.book.get("filing-notified") { Some(&data.case) } else { None }
    }
}

impl Decider for Supervision {
    const KIND: Kind = KIND;
    type Command = Event;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Event) -> Result<Vec<Event>, Refusal> {
        self.book.admit(&KIND, command, |_| Vec::new())
    }

    fn evolve(&mut self, event: &Event) {
        self.book.evolve(event);
    }

    fn actions(&self, asking: Asking<'_>) -> Vec<Action> {
        self.book.actions(&KIND, asking)
    }

    fn breaches(&self) -> Vec<Breach> {
        self.book.breaches(&KIND)
    }
}
