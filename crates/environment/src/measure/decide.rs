//! The rules of a measure.

use chrono::{DateTime, NaiveDate};
use kernel::{Action, Asking, Book, Breach, Decider, Kind, MessageId, Refusal, Told, When};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::Event;
use super::follow::Found;
use super::law::{KIND, RESTRICTION_RUN_OUT, SEIZURE_RUN_OUT};
use super::report::{Extended, LiftedBecause, MeasureKind};
use super::{release, testing};

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

    /// Whether its first term is over by that day, so that it is not extended any more.
    fn has_run_out(&self, on: NaiveDate) -> bool {
        let when = When::Day(on);
        let told =
            Told { message: MessageId(Uuid::nil()), corrects: None, when: when.clone(), stated: DateTime::UNIX_EPOCH, act: true };
        let mut after = self.clone();
        after.evolve(&Event::Extended(told, Extended { on: when.clone(), kind: None, round: 1, until: when, reason: None }));
        let rules = [SEIZURE_RUN_OUT.code, RESTRICTION_RUN_OUT.code];
        after.book.content(&KIND).iter().any(|breach| rules.contains(&breach.code))
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
        actions.retain(|action| action.code != "extended" || !self.has_run_out(asking.on));
        let with_the_police = self.lifted() == Some(LiftedBecause::HandedOver);
        actions.retain(|action| {
            let of_a_seizure = release::STEPS.contains(&action.code) || testing::STEPS.contains(&action.code);
            !(other && of_a_seizure || with_the_police && release::RETURNED.contains(&action.code))
        });
        actions
    }

    fn breaches(&self) -> Vec<Breach> {
        let mut breaches = self.book.breaches(&KIND);
        breaches.extend(self.book.content(&KIND));
        breaches
    }
}
