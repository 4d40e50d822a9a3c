//! What a case is told, which is what it remembers.

use kernel::admin::{self, Step, Stepped};
use kernel::{Attribute, Count, DomainEvent, Entry, LegalFact, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::drugs::{self, DrugRetestRequested, DrugSeizureDecided, DrugTestReported};
use super::report::{Filed, Origin, Penalised};
use crate::{CASES, PENALTIES, PENALTY_AMOUNT, SEIZURES, SUSPECTED_CRIMES, joint_work};

/// What happened in a case.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was filed.
    Filed(Told, Filed),
    /// A penalty was decided.
    Penalised(Told, Penalised),
    /// The report on the test of seized drugs was issued.
    DrugTestReported(Told, DrugTestReported),
    /// The party asked for a retest of them.
    DrugRetestRequested(Told, DrugRetestRequested),
    /// It was decided how they are handled.
    DrugSeizureDecided(Told, DrugSeizureDecided),
    /// A step that all regulators report alike.
    Step(Step),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Entry for Event {
    fn place(&self) -> (&Told, String) {
        match self {
            Self::Filed(told, _) => (told, "filed".into()),
            Self::Penalised(told, data) => (told, format!("penalised/{}", data.decision)),
            Self::DrugTestReported(told, data) => (told, format!("drug-test-reported/{}", data.list)),
            Self::DrugRetestRequested(told, data) => (told, format!("drug-retest-requested/{}", data.list)),
            Self::DrugSeizureDecided(told, data) => (told, format!("drug-seizure-decided/{}", data.list)),
            Self::Step(step) => step.place(),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }

    fn withdrawal(&self) -> Option<&Withdrawal> {
        match self {
            Self::Withdrawn(_, back) => Some(back),
            Self::Filed(..)
            | Self::Penalised(..)
            | Self::DrugTestReported(..)
            | Self::DrugRetestRequested(..)
            | Self::DrugSeizureDecided(..)
            | Self::Step(_) => None,
        }
    }
}

impl Stepped for Event {
    fn step(&self) -> Option<&Step> {
        if let Self::Step(step) = self { Some(step) } else { None }
    }
}

impl DomainEvent for Event {
    const FOLLOWED: &'static [&'static str] = admin::FOLLOWED;

    fn event_type(&self) -> &'static str {
        match self {
            Self::Filed(..) => "admin-case-filed",
            Self::Penalised(..) => "admin-case-penalised",
            Self::DrugTestReported(..) => "admin-case-drug-test-reported",
            Self::DrugRetestRequested(..) => "admin-case-drug-retest-requested",
            Self::DrugSeizureDecided(..) => "admin-case-drug-seizure-decided",
            Self::Step(step) => step.tag(),
            Self::Withdrawn(..) => "admin-case-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Filed(_, data) => filed(data),
            Self::Penalised(_, data) => penalised(data),
            Self::DrugTestReported(_, data) => {
                let passed = data.passed == Some(true);
                drugs::step(if passed { LegalFact::DrugTestPassed } else { LegalFact::DrugTestReported }, &part, &data.list)
            }
            Self::DrugRetestRequested(_, data) => drugs::step(LegalFact::DrugRetestRequested, &part, &data.list),
            Self::DrugSeizureDecided(_, data) => drugs::step(LegalFact::DrugSeizureDecided, &part, &data.list),
            Self::Step(step) => {
                let seized = if let Step::Seized(_, data) = step { drugs::seized(data) } else { None };
                step.says(COUNTED).into_iter().chain(seized).collect()
            }
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

const COUNTED: admin::Counted = admin::Counted { suspected_crimes: SUSPECTED_CRIMES.code, seizures: SEIZURES.code };

fn filed(data: &Filed) -> Vec<Says> {
    let mut says = admin::filed(&data.cause, data.premises.as_ref(), CASES.code);
    says.extend(data.drugs.then_some(Says::Legal(LegalFact::DrugCase)));
    says.extend(joint_work(data.campaign.as_ref(), data.joint_action.as_ref()));
    says.extend(data.origin.as_ref().and_then(Origin::record).map(|(kind, number)| Says::ArisesFrom(kind, number.to_owned())));
    says
}

fn penalised(data: &Penalised) -> Vec<Says> {
    let mut says = vec![
        Says::Attribute(Attribute::Outcome("penalised")),
        Says::Legal(LegalFact::PenaltyDecided),
        Count::one(PENALTIES.code),
    ];
    says.extend(admin::amounts(data.fine.as_ref(), data.gains.as_ref(), PENALTY_AMOUNT.code));
    says
}
