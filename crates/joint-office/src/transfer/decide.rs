//! The rules of a transfer: what a report may state, and what stands of all that was told.

use std::collections::BTreeMap;

use kernel::{Action, Asking, Class, Decider, DomainEvent, Facet, Identity, Kind, Parts, Refusal, TransferNumber, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::{Event, LABELLED, REPEATED};
use super::facets;
use super::steps::{Role, STAGES, Said};
use crate::Account;

/// A transfer as it stands: each part with what its standing telling says. All else follows from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    pub(super) parts: Parts,
    pub(super) standing: BTreeMap<String, (Account, Said)>,
}

/// What a transfer is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// A step was taken: recorded, whatever its order; where a person takes it now, refused if the law bars it.
    Tell(Account, Box<Said>),
    /// A part is taken back by its side.
    Withdraw(Account, Role, Withdrawal),
}

impl Decider for Transfer {
    const KIND: Kind = Kind {
        code: kernel::transfer::RECORD,
        zh: "案件移送",
        en: "Transfer",
        class: Class::Case,
        identity: Identity::Shared,
        stages: STAGES,
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Tell(account, said) => Event::Told(account, said),
            Command::Withdraw(account, role, data) => {
                authority(&account, role)?;
                data.check(&Self::KIND, &account.told)?;
                let data = account.own(data, LABELLED, REPEATED)?;
                Event::Withdrawn(account, data)
            }
        };
        if let Event::Told(account, said) = &event {
            authority(account, said.step().role())?;
            not_to_oneself(account, said)?;
        }
        let (told, part) = event.place();
        if self.parts.knows(&part, told) {
            return Ok(Vec::new());
        }
        if let Event::Told(account, said) = &event
            && account.told.act
        {
            self.bars(account, said)?;
        }
        Ok(vec![event])
    }

    fn actions(&self, asking: Asking<'_>) -> Vec<Action> {
        self.offered(asking)
    }

    fn facets(&self) -> Vec<Facet> {
        facets::facets(self)
    }

    fn evolve(&mut self, event: &Event) {
        let (told, part) = event.place();
        match event {
            Event::Told(account, said) => {
                // What was corrected before it arrived is kept, but it does not stand.
                let names: Vec<String> = event.tell().names().map(ToOwned::to_owned).collect();
                if self.parts.record_of(&part, told, &names, &[]) {
                    self.standing.insert(part, (account.clone(), (**said).clone()));
                }
            }
            Event::Withdrawn(..) => {
                if self.parts.take_back(&part, told) {
                    self.standing.remove(&part);
                }
            }
        }
    }
}

/// The number by which `account` tells it; `None` if it knows only the letter's or the acceptance's number.
///
/// # Errors
/// If it is meant as the number of a transfer and is none.
pub(super) fn number(account: &Account) -> Result<Option<TransferNumber>, Refusal> {
    let text = account.number.as_str();
    match text.parse() {
        Ok(number) => Ok(Some(number)),
        // A letter or an acceptance has no colon: this is a misspelt number, under which nobody would find the record.
        Err(_) if text.contains(':') => Err(misspelt(text)),
        Err(_) => Ok(None),
    }
}

fn misspelt(text: &str) -> Refusal {
    Refusal::contradiction(
        format!("“{text}”不是移送编号：应为“移送单位:案件编号:次序”，如jn-food-drug:2024-001:1"),
        format!(
            "{text:?} is not the number of a transfer: write <organisation>:<case number>:<ordinal>, such as jn-food-drug:2024-001:1"
        ),
    )
}

/// A regulator tells its own transfers and knows their numbers; the others may know a transfer by an alias.
fn authority(account: &Account, role: Role) -> Result<(), Refusal> {
    let number = number(account)?;
    match (role, number) {
        (Role::Regulator, Some(number)) if *number.org() != account.org => Err(Refusal::new(
            "not-your-record",
            format!("移送“{number}”属于“{}”，不能由“{}”报送其行政机关一方的内容", number.org(), account.org),
            format!("transfer {number} is of {}: {} cannot tell the regulator's side of it", number.org(), account.org),
        )),
        (Role::Regulator, None) => Err(misspelt(account.number.as_str())),
        (Role::Regulator, Some(_)) | (Role::Police | Role::Procuratorate | Role::JointOffice | Role::Each, _) => Ok(()),
    }
}

fn not_to_oneself(account: &Account, said: &Said) -> Result<(), Refusal> {
    let to = if let Said::Sent(data) = said {
        Some(&data.to)
    } else if let Said::Forwarded(data) = said {
        Some(&data.to)
    } else if let Said::ItemsHandedOver(data) = said {
        Some(&data.to)
    } else if let Said::Consulted(data) = said {
        Some(&data.to)
    } else {
        None
    };
    if to == Some(&account.org) {
        return Err(Refusal::contradiction(
            "接收单位不能是本单位",
            "an organisation cannot hand a case or things to itself, nor ask itself",
        ));
    }
    Ok(())
}
