//! What an office remembers.

use kernel::{Attribute, Count, DomainEvent, Quantity, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Closed, Opened, Seconded, SecondmentEnded};
use crate::{OFFICES, SECONDED};

/// What happened to an office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was opened.
    Opened(Told, Opened),
    /// Somebody was seconded to it.
    Seconded(Told, Seconded),
    /// A secondment ended.
    SecondmentEnded(Told, SecondmentEnded),
    /// It was closed.
    Closed(Told, Closed),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Opened(told, _) => (told, "opened".into()),
            Self::Seconded(told, data) => (told, format!("seconded/{}", data.staff)),
            Self::SecondmentEnded(told, data) => (told, format!("secondment-ended/{}", data.staff)),
            Self::Closed(told, _) => (told, "closed".into()),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Opened(..) => "office-opened",
            Self::Seconded(..) => "office-seconded",
            Self::SecondmentEnded(..) => "office-secondment-ended",
            Self::Closed(..) => "office-closed",
            Self::Withdrawn(..) => "office-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Opened(_, data) => vec![
                Says::Attribute(Attribute::Title(data.name.clone())),
                Says::Attribute(Attribute::Outcome("office-open")),
                Count::one(OFFICES.code),
            ],
            Self::Seconded(..) => vec![Count::one(SECONDED.code)],
            Self::SecondmentEnded(..) => vec![Count::of(SECONDED.code, Quantity::count(-1))],
            Self::Closed(..) => {
                vec![Says::Attribute(Attribute::Outcome("office-closed")), Count::of(OFFICES.code, Quantity::count(-1))]
            }
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}
