//! What a link remembers.

use kernel::{DomainEvent, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::Linked;
use crate::Account;

/// What happened to a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Two things were joined, or told apart.
    Linked(Account, Linked),
    /// That was undone.
    Unlinked(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told: one part, since anybody's later word on a link counts.
    pub(super) fn place(&self) -> (&Told, &'static str) {
        match self {
            Self::Linked(account, _) => (&account.told, "linked"),
            Self::Unlinked(told, _) => (told, "linked"),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Linked(..) => "link-linked",
            Self::Unlinked(..) => "link-unlinked",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        match self {
            Self::Linked(_, data) => Telling::of(part, told, vec![Says::Link(data.link, data.reason.clone())]),
            Self::Unlinked(..) => Telling::withdrawn(part, told),
        }
    }
}
