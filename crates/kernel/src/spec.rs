//! Given, when, then: how the rules of every aggregate are tested, without services.

mod limits;
mod recorder;

pub use limits::{catalogued, lasts};
pub use recorder::{Recorder, check_agency};

use std::fmt::Debug;

use uuid::Uuid;

use crate::parts::{Part, flags};
use crate::{Decider, DomainEvent, LegalFact, MessageId, Refusal, Says, Told};

/// A record with a past.
#[derive(Clone, Debug)]
pub struct Given<D>(D);

/// What a command led to.
#[derive(Debug)]
pub struct Then<D: Decider> {
    state: D,
    result: Result<Vec<D::Event>, Refusal>,
}

/// A record to which `events` have happened.
pub fn given<D: Decider>(events: impl IntoIterator<Item = D::Event>) -> Given<D> {
    let mut state = D::default();
    events.into_iter().for_each(|event| state.evolve(&event));
    Given(state)
}

impl<D: Decider> Given<D> {
    /// Asks it for something; what is decided has happened afterwards.
    pub fn when(self, command: D::Command) -> Then<D> {
        let mut state = self.0;
        let result = state.decide(command).map_err(Into::into);
        result.iter().flatten().for_each(|event| state.evolve(event));
        Then { state, result }
    }

    /// The record as it stands.
    pub fn state(&self) -> &D {
        &self.0
    }
}

impl<D: Decider> Then<D> {
    /// Exactly these events.
    ///
    /// # Panics
    /// If it was otherwise.
    #[track_caller]
    pub fn then(self, events: impl IntoIterator<Item = D::Event>) -> Given<D> {
        assert_eq!(self.result, Ok(events.into_iter().collect()));
        Given(self.state)
    }

    /// Something was recorded.
    ///
    /// # Panics
    /// If it was refused or already known.
    #[track_caller]
    pub fn then_recorded(self) -> Given<D> {
        assert!(matches!(&self.result, Ok(events) if !events.is_empty()), "{:?}", self.result);
        Given(self.state)
    }

    /// It was known already.
    ///
    /// # Panics
    /// If it was not.
    #[track_caller]
    pub fn then_nothing(self) -> Given<D> {
        self.then([])
    }

    /// It was refused with this reason code.
    ///
    /// # Panics
    /// If it was not.
    #[track_caller]
    pub fn then_refused(self, code: &str) {
        assert_eq!(self.result.map_err(|refusal| refusal.code), Err(code));
    }
}

/// The flags of a record whose parts are `parts`.
pub fn flags_of<D: Decider>(parts: &crate::Parts) -> Vec<String> {
    flags(&D::KIND, parts.iter().collect::<Vec<(&str, &Part)>>().into_iter())
}

/// A telling for tests: report number `message`, stated on that day of August 2016, of something that happened on `day`.
///
/// # Panics
/// If `day` is not a time or `message` is no day of August.
pub fn told(message: u32, corrects: Option<u32>, day: &str) -> Told {
    let id = |n: u32| MessageId(Uuid::from_u128(u128::from(n)));
    Told {
        message: id(message),
        corrects: corrects.map(id),
        when: day.parse().unwrap_or_else(|error| panic!("{error}")),
        stated: format!("2016-08-{message:02}T00:00:00Z").parse().unwrap_or_else(|error| panic!("{message}: {error}")),
        act: false,
    }
}

/// The record after all of `commands`, none of which is refused.
///
/// # Panics
/// If one is.
pub fn settled<D: Decider>(commands: impl IntoIterator<Item = D::Command>) -> D {
    commands.into_iter().fold(D::default(), |mut state, command| {
        let events = state.decide(command).unwrap_or_else(|error| panic!("{error}"));
        events.iter().for_each(|event| state.evolve(event));
        state
    })
}

/// What an event counts: measure and amount.
pub fn counted(event: &impl DomainEvent) -> Vec<(&'static str, i64)> {
    let says = event.tell().says;
    says.iter().filter_map(|s| if let Says::Count(c) = s { Some((c.measure, c.quantity.amount)) } else { None }).collect()
}

/// The facts of law that an event states.
pub fn legal_facts(event: &impl DomainEvent) -> Vec<LegalFact> {
    event.tell().facts()
}
