//! The rules of a sample.

use kernel::{Action, Asking, Book, Breach, Decider, Kind, Refusal};
use serde::{Deserialize, Serialize};

use super::event::{Event, Step};
use super::law::KIND;
use super::report::{Judged, NoRetest, Verdict};

/// A sample: what stands in each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sample {
    pub(super) book: Book<Event>,
}

/// How far a retest is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retest {
    /// None was asked for.
    #[default]
    None,
    /// One was asked for.
    Requested,
    /// It is not done.
    Refused,
    /// It is done.
    Accepted,
    /// It has this result, which is final.
    Reported(Verdict),
}

impl Sample {
    /// The verdict of the result that stands, with its rule.
    pub fn judged(&self) -> Option<Judged> {
        judged(&self.book)
    }

    /// How far a retest is: what was reached by any of the parties.
    pub fn retest(&self) -> Retest {
        if let Some(Event::Step(Step::RetestReported(_, data))) = self.book.get("retest-reported") {
            return Retest::Reported(data.verdict);
        }
        let any = |stage| self.book.of(stage).next().is_some();
        match (any("retest-accepted"), any("retest-refused"), any("retest-requested")) {
            (true, ..) => Retest::Accepted,
            (_, true, _) => Retest::Refused,
            (.., true) => Retest::Requested,
            (..) => Retest::None,
        }
    }

    /// The final verdict: that of a retest goes before the first.
    pub fn verdict(&self) -> Option<Verdict> {
        match self.retest() {
            Retest::Reported(verdict) => Some(verdict),
            Retest::None | Retest::Requested | Retest::Refused | Retest::Accepted => self.judged().map(|judged| judged.verdict),
        }
    }

    /// Why no retest may be asked for: the laboratory says so, or there is no backup part.
    pub fn no_retest(&self) -> Option<NoRetest> {
        no_retest(&self.book)
    }
}

fn judged(book: &Book<Event>) -> Option<Judged> {
    if let Some(Event::Tested(_, _, judged)) = book.get("tested") { Some(*judged) } else { None }
}

fn no_retest(book: &Book<Event>) -> Option<NoRetest> {
    let stated = if let Some(Event::Tested(_, data, _)) = book.get("tested") { data.no_retest } else { None };
    let bare = matches!(book.get("taken"), Some(Event::Step(Step::Taken(_, data))) if data.backup == Some(false));
    stated.or(bare.then_some(NoRetest::NoBackup))
}

impl Decider for Sample {
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
        actions.retain(|action| action.code != "retest-accepted" || self.no_retest().is_none());
        actions
    }

    fn breaches(&self) -> Vec<Breach> {
        let mut breaches = self.book.breaches(&KIND);
        breaches.extend(self.book.content(&KIND));
        breaches
    }
}
