//! What a joint action remembers.

use std::collections::BTreeMap;

use kernel::{Attribute, Count, DomainEvent, Mention, Premises, Quantity, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Held, Participant, PlaceGoverned, Planned, ProblemFound};
use crate::{ACTIONS, Account, GOVERNED, PERSONS, PROBLEMS, SITES};

/// What happened in a joint action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was planned, by this account.
    Planned(Account, Planned),
    /// It took place, by this account.
    Held(Account, Held),
    /// A premises was found with a problem.
    ProblemFound(Account, ProblemFound),
    /// A place was governed at the source.
    PlaceGoverned(Account, PlaceGoverned),
    /// A part was taken back; the part has its full name.
    Withdrawn(Account, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Planned(account, _) => (&account.told, account.part("planned")),
            Self::Held(account, _) => (&account.told, account.part("held")),
            Self::ProblemFound(account, data) => (&account.told, account.labelled("problem-found", &data.place.label)),
            Self::PlaceGoverned(account, data) => (&account.told, account.labelled("place-governed", &data.place.label)),
            Self::Withdrawn(account, data) => (&account.told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Planned(..) => "joint-action-planned",
            Self::Held(..) => "joint-action-held",
            Self::ProblemFound(..) => "joint-action-problem-found",
            Self::PlaceGoverned(..) => "joint-action-place-governed",
            Self::Withdrawn(..) => "joint-action-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Planned(_, data) => called(&data.title, &data.campaign),
            Self::Held(_, data) => held(data),
            Self::ProblemFound(account, data) => data.place.says(account, PROBLEMS.code),
            Self::PlaceGoverned(account, data) => data.place.says(account, GOVERNED.code),
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn called(title: &Option<String>, campaign: &Option<String>) -> Vec<Says> {
    let title = title.clone().map(Attribute::Title);
    title.into_iter().chain(campaign.clone().map(Attribute::Campaign)).map(Says::Attribute).collect()
}

/// The action, each site and each organisation's persons are counted once, whoever tells of them and in whatever order.
fn held(data: &Held) -> Vec<Says> {
    let mut says = called(&data.title, &data.campaign);
    says.push(Count::once_per_record(ACTIONS.code));
    let matter = data.matter.clone().map(|number| Mention::Shared { kind: "joint-office.matter", number });
    says.extend(matter.map(Says::Mention));
    for Participant { org, persons, .. } in &data.participants {
        let sent = |persons: u32| Count::once_per_record_in(PERSONS.code, org.as_str(), Quantity::count(persons.into()));
        says.extend(persons.map(sent));
    }
    // A list may name one premises twice in two spellings.
    let sites: BTreeMap<String, &Premises> = data.sites.iter().map(|site| (site.key(), site)).collect();
    for (key, site) in sites {
        says.push(Count::once_per_record_in(SITES.code, key, Quantity::count(1)));
        says.push(Says::Mention(Mention::Premises(site.clone())));
    }
    says
}
