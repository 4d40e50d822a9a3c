//! The rules of a matter.

use std::collections::BTreeSet;

use kernel::{Class, Decider, Identity, Kind, OrgId, Parts, Refusal, Stage, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Closed, Opened};
use crate::Account;

/// A matter as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    pub(super) parts: Parts,
    opened_by: BTreeSet<OrgId>,
    closed_by: BTreeSet<OrgId>,
}

impl Matter {
    /// Whether somebody opened it and nobody closed it.
    pub fn is_open(&self) -> bool {
        !self.opened_by.is_empty() && self.closed_by.is_empty()
    }
}

/// What a matter is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// It was opened.
    Open(Account, Opened),
    /// It was closed.
    Close(Account, Closed),
    /// A part is taken back.
    Withdraw(Account, Withdrawal),
}

impl Decider for Matter {
    const KIND: Kind = Kind {
        code: "joint-office.matter",
        zh: "案事件",
        en: "Matter",
        class: Class::Joint,
        identity: Identity::Shared,
        stages: &[Stage::first("opened", "已建立", "opened"), Stage::after("closed", "已办结", "closed", &["opened"])],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Open(account, data) => Event::Opened(account, data),
            Command::Close(account, data) => Event::Closed(account, data),
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
        let withdrawn = matches!(event, Event::Withdrawn(..));
        let stands = if withdrawn { self.parts.take_back(&part, told) } else { self.parts.record(&part, told) };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::Opened(account, _) => {
                self.opened_by.insert(account.org.clone());
            }
            Event::Closed(account, _) => {
                self.closed_by.insert(account.org.clone());
            }
            Event::Withdrawn(account, _) => {
                let told = if part == account.part("opened") { &mut self.opened_by } else { &mut self.closed_by };
                told.remove(&account.org);
            }
        }
    }
}
