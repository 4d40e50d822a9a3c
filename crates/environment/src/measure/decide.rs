//! The rules of a measure.

use kernel::{Action, Asking, Book, Breach, Decider, Entry, Kind, Refusal, Term, When};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::follow::Found;
use super::law::{DAILY_FINE, KIND, RESTRICTION, SEIZURE};
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
        terms(&self.book).into_iter().map(|(_, until)| until).max_by_key(|until| until.last_day())
    }

    /// Why it was lifted; `None` while it holds.
    pub fn lifted(&self) -> Option<LiftedBecause> {
        if let Some(Event::Lifted(_, data)) = self.book.get("lifted") { Some(data.because) } else { None }
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

/// The end of each term, by the part that set it.
fn terms(book: &Book<Event>) -> Vec<(String, &When)> {
    let mut terms = Vec::new();
    for (part, event) in book.iter() {
        if let Event::Imposed(_, data) = event {
            terms.extend(data.until.as_ref().map(|until| (part.to_owned(), until)));
        } else if let Event::Extended(_, data) = event {
            terms.push((part.to_owned(), &data.until));
        }
    }
    terms
}

/// The breaches that only the content shows: a term beyond the law, a fine for a violation that had ended.
fn own(book: &Book<Event>) -> Vec<Breach> {
    let mut breaches = too_long(book);
    for (round, event) in book.of("daily-fined") {
        let recheck = book.get(&format!("rechecked/{round}"));
        if matches!(recheck, Some(Event::Rechecked(_, data)) if data.found == Found::Corrected) {
            let (zh, en) = ("复查已改正的，不得按日连续处罚", "what the recheck found corrected is not fined for each day");
            breaches.push(Breach::of("fined-though-corrected", event.place().1, zh, en, DAILY_FINE));
        }
    }
    breaches
}

fn too_long(book: &Book<Event>) -> Vec<Breach> {
    let Some(Event::Imposed(told, data)) = book.get("imposed") else { return Vec::new() };
    let (first, extended, article) = match data.kind {
        MeasureKind::Seize => (Term::Days(30), Term::Days(60), SEIZURE),
        MeasureKind::LimitProduction => (Term::Months(3), Term::Months(6), RESTRICTION),
        // An order is fulfilled and a stop holds until the correction is done.
        MeasureKind::Correct | MeasureKind::StopProduction => return Vec::new(),
    };
    let start = data.served_on.as_ref().unwrap_or(&told.when).last_day();
    let late = |part: &str, until: &When| until.first_day() > if part == "imposed" { first } else { extended }.from(start);
    let breach =
        |part| Breach::of("term-too-long", part, "措施期限超过法定最长期限", "the term is longer than the law allows", article);
    terms(book).into_iter().filter(|(part, until)| late(part, until)).map(|(part, _)| breach(part)).collect()
}

impl Decider for Measure {
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
        let mut actions = self.book.actions(&KIND, asking);
        actions.retain(|action| action.code != "daily-fined" || self.found() != Some(Found::Corrected));
        actions
    }

    fn breaches(&self) -> Vec<Breach> {
        let mut breaches = self.book.breaches(&KIND);
        breaches.extend(own(&self.book));
        breaches
    }
}
