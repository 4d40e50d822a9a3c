//! The rules of a campaign.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Class, Decider, Identity, Kind, OrgId, Parts, Refusal, Stage, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{CampaignKind, Ended, Launched, PlaceGoverned, ProblemFound};
use crate::Account;

/// A campaign as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    pub(super) parts: Parts,
    /// Of which kind it was launched, by each organisation's account that stands.
    pub launched: BTreeMap<OrgId, CampaignKind>,
    ended_by: BTreeSet<OrgId>,
}

impl Campaign {
    /// Whether somebody launched it and nobody ended it.
    pub fn is_running(&self) -> bool {
        !self.launched.is_empty() && self.ended_by.is_empty()
    }
}

/// What a campaign is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// It was launched.
    Launch(Account, Launched),
    /// A premises was found with a problem.
    FindProblem(Account, ProblemFound),
    /// A place was governed at the source.
    GovernPlace(Account, PlaceGoverned),
    /// It ended.
    End(Account, Ended),
    /// A part is taken back.
    Withdraw(Account, Withdrawal),
}

impl Decider for Campaign {
    const KIND: Kind = Kind {
        code: "joint-office.campaign",
        zh: "专项行动",
        en: "Campaign",
        class: Class::Joint,
        identity: Identity::Shared,
        stages: &[
            Stage::first("launched", "已启动", "launched"),
            Stage::after("problem-found", "发现问题场所", "problem found", &["launched"]),
            Stage::after("place-governed", "源头治理", "place governed", &["launched"]),
            Stage::after("ended", "已结束", "ended", &["launched"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Launch(account, data) => Event::Launched(account, data),
            Command::FindProblem(account, data) => Event::ProblemFound(account, data),
            Command::GovernPlace(account, data) => Event::PlaceGoverned(account, data),
            Command::End(account, data) => Event::Ended(account, data),
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
            Event::Launched(account, data) => {
                self.launched.insert(account.org.clone(), data.kind);
            }
            Event::Ended(account, _) => {
                self.ended_by.insert(account.org.clone());
            }
            Event::Withdrawn(account, _) if part == account.part("launched") => {
                self.launched.remove(&account.org);
            }
            Event::Withdrawn(account, _) if part == account.part("ended") => {
                self.ended_by.remove(&account.org);
            }
            Event::ProblemFound(..) | Event::PlaceGoverned(..) | Event::Withdrawn(..) => {}
        }
    }
}
