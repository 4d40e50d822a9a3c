//! What an inspection remembers.

use kernel::{Attribute, Count, DomainEvent, LegalFact, Mention, Quantity, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Disposed, Disposition, Outcome, Planned, Rechecked, ResultPublished, ResultTold, Visited};
use crate::{FINDINGS, INSPECTIONS};

/// What happened in an inspection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// An inspection was planned.
    Planned(Told, Planned),
    /// The premises was visited; `outcome` is the inspectors' own or, where they give none, follows from the findings.
    Visited(Told, Visited, Outcome),
    /// The result was told on the spot.
    ResultTold(Told, ResultTold),
    /// The result was published.
    ResultPublished(Told, ResultPublished),
    /// It was decided what follows.
    Disposed(Told, Disposed),
    /// It was checked again.
    Rechecked(Told, Rechecked),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Planned(told, _) => (told, "planned".into()),
            Self::Visited(told, ..) => (told, "visited".into()),
            Self::ResultTold(told, _) => (told, "result-told".into()),
            Self::ResultPublished(told, _) => (told, "result-published".into()),
            Self::Disposed(told, _) => (told, "disposed".into()),
            Self::Rechecked(told, data) => (told, format!("rechecked/{}", data.round)),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    const FOLLOWED: &'static [&'static str] = &["inspection-disposed"];

    fn event_type(&self) -> &'static str {
        match self {
            Self::Planned(..) => "inspection-planned",
            Self::Visited(..) => "inspection-visited",
            Self::ResultTold(..) => "inspection-result-told",
            Self::ResultPublished(..) => "inspection-result-published",
            Self::Disposed(..) => "inspection-disposed",
            Self::Rechecked(..) => "inspection-rechecked",
            Self::Withdrawn(..) => "inspection-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Planned(_, data) => {
                vec![
                    Says::Attribute(Attribute::Title(data.premises.name.clone())),
                    Says::Mention(Mention::Premises(data.premises.clone())),
                ]
            }
            Self::Visited(_, data, outcome) => visited(data, *outcome),
            Self::ResultTold(..) => vec![Says::Legal(LegalFact::InspectionTold)],
            Self::ResultPublished(..) => vec![Says::Legal(LegalFact::InspectionPublished)],
            Self::Disposed(_, data) => disposed(data.disposition),
            Self::Rechecked(_, data) => {
                let outcome = if data.corrected { "corrected" } else { "not-corrected" };
                let mut says = vec![Says::Attribute(Attribute::Outcome(outcome))];
                says.extend(data.corrected.then_some(Says::Legal(LegalFact::Corrected)));
                says
            }
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn visited(data: &Visited, outcome: Outcome) -> Vec<Says> {
    let findings = u32::try_from(data.findings.len()).unwrap_or(u32::MAX);
    let mut says = vec![
        Says::Attribute(Attribute::Title(data.premises.name.clone())),
        Says::Attribute(Attribute::Outcome(outcome.code())),
        Says::Attribute(Attribute::Findings(findings)),
        Says::Mention(Mention::Premises(data.premises.clone())),
        Says::Legal(LegalFact::Inspected),
        Count::one(INSPECTIONS.code),
    ];
    says.extend(data.premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
    says.extend(data.campaign.clone().map(|number| Says::Attribute(Attribute::Campaign(number))));
    says.extend(
        data.joint_action.clone().map(|number| Says::Mention(Mention::Shared { kind: "joint-office.joint-action", number })),
    );
    if findings > 0 {
        says.push(Count::of(FINDINGS.code, Quantity::count(i64::from(findings))));
    }
    says
}

fn disposed(disposition: Disposition) -> Vec<Says> {
    let mut says = vec![Says::Attribute(Attribute::Outcome(disposition.code()))];
    match disposition {
        Disposition::Pass | Disposition::OwnCase => {}
        Disposition::Correct => says.push(Says::Legal(LegalFact::CorrectionOrdered)),
        Disposition::SuspectedCrime => says.push(Says::Legal(LegalFact::SuspectedCrimeFound)),
    }
    says
}
