//! The rules of a case.

use kernel::admin::{
    APPEALED, CLOSED, CLUE_EXTENDED, CLUE_RECEIVED, CRIME_SUSPECTED, DECIDED, EXTENDED, FILED, GOODS_COLLECTED, GOODS_DISPOSED,
    HEARING_HELD, HEARING_NOTIFIED, HEARING_REQUESTED, NOT_FILED, PAID, PRESERVATION_DISPOSED, PRESERVED, RELEASE_ANNOUNCED,
    RELEASE_DECIDED, RELEASE_REQUESTED, RELEASE_SERVED, SEIZED, SEIZURE_APPROVED, SEIZURE_EXTENDED, SEIZURE_LIFTED, SERVED,
    State, TESTING_ENDED, TESTING_STARTED, VIOLATION_DISCOVERED, VIOLATION_ENDED,
};
use kernel::{Action, Asking, Book, Breach, Class, Decider, Facet, Identity, Kind, Refusal, Stage, admin};
use serde::{Deserialize, Serialize};

use super::event::Event;

/// A case: what stands in each of its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AdminCase {
    pub(super) book: Book<Event>,
}

/// The stages of decision.
const DECISIONS: &[&str] = &["decided", "decided-directly"];

impl AdminCase {
    /// Where it stands, dimension by dimension.
    pub fn state(&self) -> State {
        State::of(&self.book, DECISIONS)
    }
}

impl Decider for AdminCase {
    const KIND: Kind = Kind {
        code: "environment.admin-case",
        zh: "环境行政案件",
        en: "Environmental administrative case",
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
            SEIZED,
            SEIZURE_APPROVED,
            SEIZURE_EXTENDED,
            TESTING_STARTED,
            TESTING_ENDED,
            RELEASE_REQUESTED,
            RELEASE_DECIDED,
            RELEASE_SERVED,
            SEIZURE_LIFTED,
            RELEASE_ANNOUNCED,
            GOODS_COLLECTED,
            GOODS_DISPOSED,
            CRIME_SUSPECTED.following(&["filed", "decided-directly"]),
            HEARING_NOTIFIED,
            HEARING_REQUESTED,
            HEARING_HELD,
            Stage::after("decided", "已决定", "decided", &["filed"]).under(&DECIDED),
            // Decided on the spot (当场处罚), or published without its file.
            Stage::first("decided-directly", "当场决定", "decided without filing"),
            SERVED.following(&["decided", "decided-directly"]),
            PAID,
            APPEALED,
            CLOSED.following(&["filed", "decided-directly"]),
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
        self.book.actions(&Self::KIND, asking)
    }

    fn facets(&self) -> Vec<Facet> {
        admin::facets(&self.book, DECISIONS)
    }

    fn breaches(&self) -> Vec<Breach> {
        [self.book.breaches(&Self::KIND), self.book.content(&Self::KIND)].concat()
    }
}
