//! What the alerts of a clock remember.

use chrono::SecondsFormat;
use kernel::{Alert, Attribute, DomainEvent, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::Raised;
use crate::Account;

/// What happened to the alerts of a clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// One was raised.
    Raised(Account, Box<Raised>),
    /// One was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told: `missed/2016-09-01T16:00:00Z`, since a clock whose end moves warns anew.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Raised(account, data) => {
                (&account.told, format!("{}/{}", data.warning.code(), data.due.to_rfc3339_opts(SecondsFormat::Secs, true)))
            }
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Raised(..) => "alert-raised",
            Self::Withdrawn(..) => "alert-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        match self {
            Self::Raised(_, data) => {
                let Raised { warning, due, record, historical, .. } = **data;
                let alert = Alert { clock: data.clock.key.clone(), warning, due, record, historical };
                let title = format!("{} {}", data.clock.line, data.clock.citation);
                Telling::of(part, told, vec![Says::Attribute(Attribute::Title(title)), Says::Alert(alert)])
            }
            Self::Withdrawn(..) => Telling::withdrawn(part, told),
        }
    }
}
