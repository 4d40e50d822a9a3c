//! The rules of a case.

use kernel::{Action, Asking, Book, Breach, Decider, Facet, Kind, Refusal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::facets;
use super::law::KIND;
use super::report::ComplaintOutcome;

/// A case: what stands in each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Case {
    pub(super) book: Book<Event>,
}

impl Decider for Case {
    const KIND: Kind = KIND;
    type Command = Event;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Event) -> Result<Vec<Event>, Refusal> {
        self.book.admit(&KIND, command, |book| book.content(&KIND))
    }

    fn evolve(&mut self, event: &Event) {
        self.book.evolve(event);
    }

    fn actions(&self, asking: Asking<'_>) -> Vec<Action> {
        let mut actions = self.book.actions(&KIND, asking);
        let decided = self.book.get("complaint-decided");
        let won = matches!(decided, Some(Event::ComplaintDecided(_, data)) if data.outcome == ComplaintOutcome::Reversed);
        actions.retain(|action| action.code != "complaint-review-requested" || !won);
        actions
    }

    fn facets(&self) -> Vec<Facet> {
        facets::facets(self)
    }

    fn breaches(&self) -> Vec<Breach> {
        let mut breaches = self.book.breaches(&KIND);
        breaches.extend(self.book.content(&KIND));
        breaches
    }
}
