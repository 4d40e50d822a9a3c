//! The rules of alerts: they say what the law engine found, so there is little to judge.

use kernel::{Class, Decider, Identity, Kind, Parts, RecordKey, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::Event;
use super::report::Raised;
use crate::Account;

/// The alerts of one clock as they stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClockAlert {
    pub(super) parts: Parts,
}

/// What the alerts of a clock are told.
#[derive(Clone, Debug)]
pub enum Command {
    /// One is raised.
    Raise(Account, Box<Raised>),
    /// One is taken back.
    Withdraw(Told, Withdrawal),
}

impl ClockAlert {
    /// The number of the record that holds the alerts of the clock known by `key`: keys can be longer than a number may be.
    ///
    /// # Errors
    /// None that is known: a UUID is a record number.
    pub fn number(key: &str) -> Result<RecordKey, kernel::id::InvalidId> {
        RecordKey::new(Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes()).to_string())
    }
}

impl Decider for ClockAlert {
    const KIND: Kind = Kind {
        code: "joint-office.alert",
        zh: "时限预警",
        en: "Alert of a clock",
        class: Class::Own,
        identity: Identity::Shared,
        stages: &[
            Stage::first("half", "期限过半", "half of the time gone"),
            Stage::first("near", "即将到期", "ends soon"),
            Stage::first("missed", "逾期", "missed"),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Raise(account, data) => {
                if Self::number(&data.clock.key).ok().as_ref() != Some(&account.number) {
                    return Err(Refusal::contradiction(
                        "预警编号与期限标识（clock.key）不符",
                        "the number of the alert does not follow from the clock's key",
                    ));
                }
                Event::Raised(account, data)
            }
            Command::Withdraw(told, data) => {
                data.check(&Self::KIND, &told)?;
                Event::Withdrawn(told, data)
            }
        };
        let (told, part) = event.place();
        Ok(if self.parts.knows(&part, told) { Vec::new() } else { vec![event] })
    }

    fn evolve(&mut self, event: &Event) {
        let (told, part) = event.place();
        match event {
            Event::Raised(..) => self.parts.record(&part, told),
            Event::Withdrawn(..) => self.parts.take_back(&part, told),
        };
    }
}
