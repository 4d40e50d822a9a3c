//! The rules of a measure.

use kernel::{Action, Asking, Book, Breach, Decider, Kind, Refusal, When};
use serde::{Deserialize, Serialize};

use super::event::{Event, first_term};
use super::follow::Found;
use super::law::KIND;
use super::release;
use super::report::{LiftedBecause, MeasureKind};

/// A measure: what stands in each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Measure {
    pub(super) book: Book<Event>,
}

impl Measure {
    /// Until when it holds: the latest of its term and its extensions.
    pub fn until(&self) -> Option<&When> {
        terms(&self.book).into_iter().max_by_key(|until| until.last_day())
    }

    /// Why it was lifted; `None` while it holds.
    pub fn lifted(&self) -> Option<LiftedBecause> {
        if let Some(Event::Lifted(_, data)) = self.book.get("lifted") { Some(data.because) } else { None }
    }

    /// Whether the covert recheck of that round found the violation ended.
    fn corrected(&self, round: Option<&str>) -> bool {
        let recheck = round.and_then(|round| self.book.get(&format!("rechecked/{round}")));
        matches!(recheck, Some(Event::Rechecked(_, data)) if data.found == Found::Corrected)
    }

    /// What the latest covert recheck found.
    pub fn found(&self) -> Option<Found> {
        let rounds = self
            .book
            .of("rechecked")
            .filter_map(|(_, event)| if let Event::Rechecked(_, data) = event { Some((data.round, data.found)) } else { None });
        rounds.max_by_key(|(round, _)| *round).map(|(_, found)| found)
    }
}

/// The end of each term that was set.
fn terms(book: &Book<Event>) -> Vec<&When> {
    let mut terms = Vec::new();
    for (_, event) in book.iter() {
        if let Event::Imposed(_, data) = event {
            terms.extend(data.until.as_ref());
        } else if let Event::Extended(_, data) = event {
            terms.push(&data.until);
        }
    }
    terms
}

impl Decider for Measure {
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
        actions.retain(|action| action.code != "daily-fined" || !self.corrected(action.label.as_deref()));
        let imposed = self.book.get("imposed");
        let other = matches!(imposed, Some(Event::Imposed(_, data)) if data.kind != MeasureKind::Seize);
        let run_out = if let Some(Event::Imposed(told, data)) = imposed { first_term(&told.when, data) } else { None };
        actions.retain(|action| action.code != "extended" || run_out.is_none_or(|last| asking.on <= last));
        let with_the_police = self.lifted() == Some(LiftedBecause::HandedOver);
        actions.retain(|action| {
            !(other && release::STEPS.contains(&action.code) || with_the_police && release::RETURNED.contains(&action.code))
        });
        actions
    }

    fn breaches(&self) -> Vec<Breach> {
        let mut breaches = self.book.breaches(&KIND);
        breaches.extend(self.book.content(&KIND));
        breaches
    }
}
