//! What a meeting remembers.

use kernel::{Attribute, Count, DomainEvent, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::Held;
use crate::{Account, MEETINGS};

/// What happened to a meeting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was held, by this account.
    Held(Account, Held),
    /// A part was taken back; the part has its full name.
    Withdrawn(Account, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Held(account, _) => (&account.told, account.part("held")),
            Self::Withdrawn(account, data) => (&account.told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Held(..) => "meeting-held",
            Self::Withdrawn(..) => "meeting-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        match self {
            Self::Held(_, data) => {
                let mut says = vec![Count::once_per_record(MEETINGS.code)];
                says.extend(data.title.clone().map(|title| Says::Attribute(Attribute::Title(title))));
                Telling::of(part, told, says)
            }
            Self::Withdrawn(..) => Telling::withdrawn(part, told),
        }
    }
}
