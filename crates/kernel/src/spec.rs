//! Given, when, then: how the rules of every aggregate are tested, without services.

use std::fmt::Debug;

use crate::parts::{Part, flags};
use crate::{Decider, Refusal};

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
