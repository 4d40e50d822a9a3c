//! What a matter remembers.

use kernel::{Attribute, DomainEvent, Mention, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Closed, Opened};
use crate::Account;

/// What happened to a matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was opened, by this account.
    Opened(Account, Opened),
    /// It was closed, by this account.
    Closed(Account, Closed),
    /// A part was taken back; the part has its full name.
    Withdrawn(Account, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Opened(account, _) => (&account.told, account.part("opened")),
            Self::Closed(account, _) => (&account.told, account.part("closed")),
            Self::Withdrawn(account, data) => (&account.told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Opened(..) => "matter-opened",
            Self::Closed(..) => "matter-closed",
            Self::Withdrawn(..) => "matter-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Opened(_, data) => opened(data),
            Self::Closed(..) => vec![Says::Attribute(Attribute::Outcome("matter-closed"))],
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn opened(data: &Opened) -> Vec<Says> {
    let mut says =
        vec![Says::Attribute(Attribute::Title(data.title.clone())), Says::Attribute(Attribute::Outcome("matter-open"))];
    says.extend(data.campaign.clone().map(|number| Says::Attribute(Attribute::Campaign(number))));
    says.extend(data.premises.iter().cloned().map(|premises| Says::Mention(Mention::Premises(premises))));
    says
}
