//! What a campaign remembers.

use kernel::{Attribute, Count, DomainEvent, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{CampaignKind, Ended, Launched, PlaceGoverned, ProblemFound};
use crate::{Account, CLUSTER_CAMPAIGNS, GOVERNED, PROBLEMS, SPECIAL_CAMPAIGNS};

/// What happened in a campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was launched, by this account.
    Launched(Account, Launched),
    /// A premises was found with a problem.
    ProblemFound(Account, ProblemFound),
    /// A place was governed at the source.
    PlaceGoverned(Account, PlaceGoverned),
    /// It ended, by this account.
    Ended(Account, Ended),
    /// A part was taken back; the part has its full name.
    Withdrawn(Account, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Launched(account, _) => (&account.told, account.part("launched")),
            Self::ProblemFound(account, data) => (&account.told, account.labelled("problem-found", &data.place.label)),
            Self::PlaceGoverned(account, data) => (&account.told, account.labelled("place-governed", &data.place.label)),
            Self::Ended(account, _) => (&account.told, account.part("ended")),
            Self::Withdrawn(account, data) => (&account.told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Launched(..) => "campaign-launched",
            Self::ProblemFound(..) => "campaign-problem-found",
            Self::PlaceGoverned(..) => "campaign-place-governed",
            Self::Ended(..) => "campaign-ended",
            Self::Withdrawn(..) => "campaign-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Launched(account, data) => launched(account, data),
            Self::ProblemFound(account, data) => under(account, data.place.says(account, PROBLEMS.code)),
            Self::PlaceGoverned(account, data) => under(account, data.place.says(account, GOVERNED.code)),
            Self::Ended(account, _) => under(account, vec![Says::Attribute(Attribute::Outcome("campaign-ended"))]),
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

/// What a campaign counts belongs to the campaign.
fn under(account: &Account, mut says: Vec<Says>) -> Vec<Says> {
    says.push(Says::Attribute(Attribute::Campaign(account.number.to_string())));
    says
}

fn launched(account: &Account, data: &Launched) -> Vec<Says> {
    let measure = match data.kind {
        CampaignKind::Special => SPECIAL_CAMPAIGNS,
        CampaignKind::Cluster => CLUSTER_CAMPAIGNS,
    };
    let says = vec![
        Says::Attribute(Attribute::Title(data.name.clone())),
        Says::Attribute(Attribute::Outcome("campaign-running")),
        Count::once_per_record(measure.code),
    ];
    under(account, says)
}
