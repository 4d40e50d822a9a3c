//! The rules of a joint action.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Class, Decider, Identity, Kind, OrgId, Parts, Refusal, Stage, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Held, PlaceGoverned, Planned, ProblemFound};
use crate::Account;

/// A joint action as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JointAction {
    pub(super) parts: Parts,
    /// Who took part, by each organisation's account that stands.
    pub accounts: BTreeMap<OrgId, BTreeSet<OrgId>>,
}

/// What a joint action is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// It was planned.
    Plan(Account, Planned),
    /// It took place.
    Hold(Account, Held),
    /// A premises was found with a problem.
    FindProblem(Account, ProblemFound),
    /// A place was governed at the source.
    GovernPlace(Account, PlaceGoverned),
    /// A part is taken back.
    Withdraw(Account, Withdrawal),
}

impl Decider for JointAction {
    const KIND: Kind = Kind {
        code: "joint-office.joint-action",
        zh: "联合执法",
        en: "Joint enforcement action",
        class: Class::Joint,
        identity: Identity::Shared,
        stages: &[
            Stage::first("planned", "已计划", "planned"),
            Stage::first("held", "已开展", "held"),
            Stage::after("problem-found", "发现问题场所", "problem found", &["held"]),
            Stage::after("place-governed", "源头治理", "place governed", &["held"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Plan(account, data) => Event::Planned(account, data),
            Command::Hold(account, data) => Event::Held(account, data),
            Command::FindProblem(account, data) => Event::ProblemFound(account, data),
            Command::GovernPlace(account, data) => Event::PlaceGoverned(account, data),
            Command::Withdraw(account, data) => {
                data.check(&Self::KIND, &account.told)?;
                let data = account.own(data, &["problem-found", "place-governed"], &[])?;
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
            Event::Held(account, data) => {
                let participants = data.participants.iter().map(|participant| participant.org.clone());
                self.accounts.insert(account.org.clone(), participants.chain(data.lead.clone()).collect());
            }
            Event::Withdrawn(account, _) if part == account.part("held") => {
                self.accounts.remove(&account.org);
            }
            Event::Planned(..) | Event::ProblemFound(..) | Event::PlaceGoverned(..) | Event::Withdrawn(..) => {}
        }
    }
}
