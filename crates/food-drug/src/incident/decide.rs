//! The rules of an incident.

use kernel::{Action, Asking, Book, Breach, Decider, Kind, Refusal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::law::KIND;
use super::report::Level;

/// An incident: what stands in each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Incident {
    pub(super) book: Book<Event>,
}

impl Incident {
    /// How grave it is, by the latest report that says so; `None` if none does.
    pub fn level(&self) -> Option<Level> {
        let reported = self.book.of("reported-up").filter_map(|(_, event)| {
            if let Event::ReportedUp(_, data) = event { data.level.map(|level| (data.round, level)) } else { None }
        });
        let at_first = || if let Some(Event::Occurred(_, data)) = self.book.get("occurred") { data.level } else { None };
        reported.max_by_key(|(round, _)| *round).map(|(_, level)| level).or_else(at_first)
    }
}

impl Decider for Incident {
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
