//! What a site check remembers.

use kernel::{Attribute, Count, DomainEvent, LegalFact, Mention, Quantity, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Judged, Monitored, Outcome, RecheckOutcome, Rechecked, Visited};
use crate::{EXCEEDANCES, FINDINGS, INSPECTIONS, MONITORINGS, joint_work};

/// What happened in a site check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The premises was checked; `outcome` is the officers' own or, where they give none, follows from the findings.
    Visited(Told, Visited, Outcome),
    /// Samples were monitored; each reading has its verdict, in the same order, with the rule by which it was reached.
    Monitored(Told, Monitored, Vec<Judged>),
    /// It was checked again.
    Rechecked(Told, Rechecked),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Visited(told, ..) => (told, "visited".into()),
            Self::Monitored(told, data, _) => (told, format!("monitored/{}", data.round)),
            Self::Rechecked(told, data) => (told, format!("rechecked/{}", data.round)),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Visited(..) => "inspection-visited",
            Self::Monitored(..) => "inspection-monitored",
            Self::Rechecked(..) => "inspection-rechecked",
            Self::Withdrawn(..) => "inspection-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Visited(_, data, outcome) => visited(data, *outcome),
            Self::Monitored(_, _, judged) => monitored(judged),
            Self::Rechecked(_, data) => rechecked(data.outcome),
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
        Count::one(INSPECTIONS.code),
    ];
    says.extend(data.premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
    says.extend(joint_work(data.campaign.as_ref(), data.joint_action.as_ref()));
    if findings > 0 {
        says.push(Count::of(FINDINGS.code, Quantity::count(i64::from(findings))));
    }
    says
}

fn monitored(judged: &[Judged]) -> Vec<Says> {
    let exceeded = judged.iter().filter(|one| one.exceeded).count();
    let exceeded = i64::try_from(exceeded).unwrap_or(i64::MAX);
    let outcome = if exceeded > 0 { "exceeded" } else { "within-limits" };
    let mut says = vec![Says::Attribute(Attribute::Outcome(outcome)), Count::one(MONITORINGS.code)];
    if exceeded > 0 {
        says.push(Count::of(EXCEEDANCES.code, Quantity::count(exceeded)));
    }
    says
}

fn rechecked(outcome: RecheckOutcome) -> Vec<Says> {
    let mut says = vec![Says::Attribute(Attribute::Outcome(outcome.code()))];
    match outcome {
        RecheckOutcome::Corrected => says.push(Says::Legal(LegalFact::Corrected)),
        RecheckOutcome::Continuing | RecheckOutcome::Refused => {}
    }
    says
}
