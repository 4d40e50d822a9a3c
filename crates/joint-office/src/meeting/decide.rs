//! The rules of a meeting.

use std::collections::BTreeMap;

use kernel::{Class, Decider, Identity, Kind, OrgId, Parts, Refusal, Stage, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Decision, Held};
use crate::Account;

/// A meeting as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    pub(super) parts: Parts,
    /// What was agreed, by each organisation's account that stands.
    pub agreed: BTreeMap<OrgId, Vec<Decision>>,
}

/// What a meeting is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// It was held.
    Hold(Account, Held),
    /// A part is taken back.
    Withdraw(Account, Withdrawal),
}

impl Decider for Meeting {
    const KIND: Kind = Kind {
        code: "joint-office.meeting",
        zh: "联席会议",
        en: "Joint meeting",
        class: Class::Joint,
        identity: Identity::Shared,
        stages: &[Stage::first("held", "已召开", "held")],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Hold(account, data) => Event::Held(account, data),
            Command::Withdraw(account, data) => {
                data.check(&Self::KIND, &account.told)?;
                let data = account.own(data, &[], &[])?;
                Event::Withdrawn(account, data)
            }
        };
        let (told, part) = event.place();
        Ok(if self.parts.knows(&part, told) { Vec::new() } else { vec![event] })
    }

    fn evolve(&mut self, event: &Event) {
        let (told, part) = event.place();
        match event {
            Event::Held(account, data) => {
                if self.parts.record(&part, told) {
                    self.agreed.insert(account.org.clone(), data.decisions.clone());
                }
            }
            Event::Withdrawn(account, _) => {
                if self.parts.take_back(&part, told) {
                    self.agreed.remove(&account.org);
                }
            }
        }
    }
}
