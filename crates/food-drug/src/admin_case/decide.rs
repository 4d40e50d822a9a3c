//! The rules of a case.

use kernel::admin::{
    APPEALED, CLOSED, CLUE_EXTENDED, CLUE_RECEIVED, CRIME_SUSPECTED, DECIDED, EXTENDED, FILED, GOODS_COLLECTED, GOODS_DISPOSED,
    HEARING_HELD, HEARING_NOTIFIED, HEARING_REQUESTED, NOT_FILED, PAID, PRESERVATION_DISPOSED, PRESERVED, RELEASE_ANNOUNCED,
    RELEASE_DECIDED, RELEASE_REQUESTED, RELEASE_SERVED, SEIZURE_APPROVED, SEIZURE_EXTENDED, SEIZURE_LIFTED, SERVED, State, Step,
    TESTING_ENDED, TESTING_STARTED, VIOLATION_DISCOVERED, VIOLATION_ENDED,
};
use kernel::{Action, Asking, Book, Breach, Class, Decider, Facet, Identity, Kind, Refusal, Stage, admin};
use serde::{Deserialize, Serialize};

use super::drugs;
use super::event::Event;

/// A case: what stands in each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AdminCase {
    pub(super) book: Book<Event>,
}

/// The stages of decision.
const DECISIONS: &[&str] = &["penalised"];

impl AdminCase {
    /// Where it stands, dimension by dimension.
    pub fn state(&self) -> State {
        State::of(&self.book, DECISIONS)
    }
}

impl Decider for AdminCase {
    const KIND: Kind = Kind {
        code: "food-drug.admin-case",
        zh: "食药行政案件",
        en: "Food and drug administrative case",
        class: Class::Case,
        identity: Identity::Own,
        stages: &[
            VIOLATION_ENDED,
            VIOLATION_DISCOVERED,
            CLUE_RECEIVED,
            CLUE_EXTENDED,
            Stage::first("filed", "已立案", "filed").under(&FILED),
            NOT_FILED,
            EXTENDED,
            PRESERVED,
            PRESERVATION_DISPOSED,
            drugs::SEIZED_HERE,
            SEIZURE_APPROVED,
            SEIZURE_EXTENDED,
            TESTING_STARTED,
            TESTING_ENDED,
            drugs::TEST_REPORTED,
            drugs::RETEST_REQUESTED,
            drugs::SEIZURE_DECIDED,
            RELEASE_REQUESTED,
            RELEASE_DECIDED,
            RELEASE_SERVED,
            SEIZURE_LIFTED,
            RELEASE_ANNOUNCED,
            GOODS_COLLECTED,
            GOODS_DISPOSED,
            CRIME_SUSPECTED,
            HEARING_NOTIFIED,
            HEARING_REQUESTED,
            HEARING_HELD,
            Stage::after("penalised", "已处罚", "penalised", &["filed"]).under(&DECIDED),
            SERVED.following(&["penalised"]),
            PAID,
            APPEALED,
            CLOSED,
        ],
    };
    type Command = Event;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Event) -> Result<Vec<Event>, Refusal> {
        self.book.admit(&Self::KIND, command, |book| book.content(&Self::KIND))
    }

    fn evolve(&mut self, event: &Event) {
        self.book.evolve(event);
    }

    fn actions(&self, asking: Asking<'_>) -> Vec<Action> {
        let mut actions = self.book.actions(&Self::KIND, asking);
        let of_drugs = |list: &str| {
            let seized = self.book.get(&format!("seized/{list}"));
            // Of a seizure that is not told of nothing says that it is of something else.
            if let Some(Event::Step(Step::Seized(_, data))) = seized { data.drugs } else { true }
        };
        actions.retain(|action| !drugs::STEPS.contains(&action.code) || action.label.as_deref().is_none_or(of_drugs));
        actions
    }

    fn facets(&self) -> Vec<Facet> {
        admin::facets(&self.book, DECISIONS)
    }

    fn breaches(&self) -> Vec<Breach> {
        let mut breaches = self.book.breaches(&Self::KIND);
        breaches.extend(self.book.content(&Self::KIND));
        breaches
    }
}
