//! The rules of a case.

use kernel::{Action, Asking, Book, Breach, Decider, Entry, Kind, Refusal};
use serde::{Deserialize, Serialize};

use super::custody;
use super::event::Event;
use super::law::{ADMINISTRATIVE, KIND};

/// A case: what stands in each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Case {
    pub(super) book: Book<Event>,
}

/// The longest administrative detention, several acts taken together.
const LONGEST_ADMINISTRATIVE: u16 = 20;

impl Decider for Case {
    const KIND: Kind = KIND;
    type Command = Event;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Event) -> Result<Vec<Event>, Refusal> {
        self.book.admit(&KIND, command, own)
    }

    fn evolve(&mut self, event: &Event) {
        self.book.evolve(event);
    }

    fn actions(&self, asking: Asking<'_>) -> Vec<Action> {
        self.book.actions(&KIND, asking)
    }

    fn breaches(&self) -> Vec<Breach> {
        let mut breaches = self.book.breaches(&KIND);
        breaches.extend(own(&self.book));
        breaches
    }
}

/// The breaches that only the content of the parts shows.
fn own(book: &Book<Event>) -> Vec<Breach> {
    let mut breaches = custody::breaches(book);
    for (_, event) in book.of("administratively-detained") {
        if let Event::AdministrativelyDetained(_, data) = event
            && data.days.is_some_and(|days| days > LONGEST_ADMINISTRATIVE)
        {
            breaches.push(Breach::of(
                "administratively-detained-too-long",
                event.place().1,
                "行政拘留合并执行最长不超过二十日",
                "administrative detention lasts at most twenty days, several acts taken together",
                ADMINISTRATIVE,
            ));
        }
    }
    breaches
}
