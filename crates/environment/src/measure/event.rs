//! What a measure is told, which is what it remembers.

use kernel::money::Currency;
use kernel::{Attribute, Count, DomainEvent, Entry, LegalFact, Mention, Quantity, Says, Telling, Unit};

use super::follow::{CompletionReported, DailyFined, Finished, FollowedUp, Found, PlanFiled, Rechecked, Served};
use super::report::{Extended, Imposed, Lifted, LiftedBecause, MeasureKind};
use crate::{CORRECTION_ORDERS, CORRECTIONS, DAILY_FINES, PENALTY_AMOUNT, PRODUCTION_LIMITS, PRODUCTION_STOPS, SEIZURES};

kernel::entries! {
    /// What happened to a measure.
    pub enum Event {
        /// It was imposed.
        Imposed(Imposed) = "measure-imposed", |_| "imposed";
        /// It was served.
        Served(Served) = "measure-served", |_| "served";
        /// It was rechecked.
        Rechecked(Rechecked) = "measure-rechecked", |data| format!("rechecked/{}", data.round);
        /// A fine for each day was decided.
        DailyFined(DailyFined) = "measure-daily-fined", |data| format!("daily-fined/{}", data.round);
        /// It was extended.
        Extended(Extended) = "measure-extended", |data| format!("extended/{}", data.round);
        /// A plan of correction was filed.
        PlanFiled(PlanFiled) = "measure-plan-filed", |_| "plan-filed";
        /// The correction was finished.
        Finished(Finished) = "measure-finished", |_| "finished";
        /// The completion was reported.
        CompletionReported(CompletionReported) = "measure-completion-reported", |_| "completion-reported";
        /// It was lifted.
        Lifted(Lifted) = "measure-lifted", |_| "lifted";
        /// It was checked after its end.
        FollowedUp(FollowedUp) = "measure-followed-up", |_| "followed-up";
    }
    withdrawn = "measure-withdrawn"
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        self.tag()
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let fact = |fact| vec![Says::Legal(fact)];
        let says = match self {
            Self::Imposed(_, data) => imposed(data),
            Self::Served(_, data) => match data.kind {
                MeasureKind::Correct => fact(LegalFact::CorrectionServed),
                MeasureKind::LimitProduction | MeasureKind::StopProduction => fact(LegalFact::RestrictionServed),
                MeasureKind::Seize => Vec::new(),
            },
            Self::Rechecked(_, data) => match data.found {
                Found::Corrected => fact(LegalFact::Rechecked),
                Found::Continuing | Found::Refused => [LegalFact::Rechecked, LegalFact::NotCorrected].map(Says::Legal).to_vec(),
            },
            Self::DailyFined(_, data) => daily_fined(data),
            Self::Extended(_, data) => match data.kind {
                Some(MeasureKind::Seize) => fact(LegalFact::SeizureExtended),
                Some(MeasureKind::LimitProduction) => fact(LegalFact::ProductionLimitExtended),
                Some(MeasureKind::Correct | MeasureKind::StopProduction) | None => Vec::new(),
            },
            Self::PlanFiled(..) => fact(LegalFact::CorrectionPlanFiled),
            Self::Finished(..) => fact(LegalFact::CorrectionFinished),
            Self::CompletionReported(..) => fact(LegalFact::CompletionReported),
            Self::Lifted(_, data) => lifted(data),
            Self::FollowedUp(_, data) => {
                let mut says = fact(LegalFact::FollowedUp);
                says.extend(data.again.then_some(Says::Legal(LegalFact::RepeatedViolation)));
                says
            }
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn daily_fined(data: &DailyFined) -> Vec<Says> {
    let mut says = vec![Says::Legal(LegalFact::DailyFineDecided), Count::one(DAILY_FINES.code)];
    if let Some(amount) = data.amount() {
        if amount.currency == Currency::Cny {
            says.push(Count::of(PENALTY_AMOUNT.code, Quantity::of(amount.minor, Unit::Fen)));
        }
        says.push(Says::Attribute(Attribute::Amount(amount)));
    }
    says
}

fn imposed(data: &Imposed) -> Vec<Says> {
    let (fact, measure) = match data.kind {
        MeasureKind::Correct => (LegalFact::CorrectionOrdered, CORRECTION_ORDERS.code),
        MeasureKind::Seize => (LegalFact::Seized, SEIZURES.code),
        MeasureKind::LimitProduction => (LegalFact::ProductionLimited, PRODUCTION_LIMITS.code),
        MeasureKind::StopProduction => (LegalFact::ProductionStopped, PRODUCTION_STOPS.code),
    };
    let mut says = vec![
        Says::Attribute(Attribute::Title(format!("{} · {}", data.premises.name, data.kind.name_zh()))),
        Says::Attribute(Attribute::Outcome(data.kind.code())),
        Says::Mention(Mention::Premises(data.premises.clone())),
        Says::Legal(fact),
        Count::one(measure),
    ];
    says.extend(data.premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
    says
}

fn lifted(data: &Lifted) -> Vec<Says> {
    let mut says = vec![Says::Attribute(Attribute::Outcome(data.because.code()))];
    match (data.kind, data.because) {
        (MeasureKind::Correct, LiftedBecause::Corrected) => {
            says.extend([Says::Legal(LegalFact::Corrected), Count::one(CORRECTIONS.code)]);
        }
        // Handed over with its case, a thing stays seized.
        (MeasureKind::Correct, LiftedBecause::Expired | LiftedBecause::Revoked | LiftedBecause::HandedOver)
        | (_, LiftedBecause::HandedOver) => {}
        (MeasureKind::Seize, LiftedBecause::Corrected | LiftedBecause::Expired | LiftedBecause::Revoked) => {
            says.push(Says::Legal(LegalFact::SeizureLifted));
        }
        (MeasureKind::LimitProduction | MeasureKind::StopProduction, LiftedBecause::Corrected) => {
            says.extend([LegalFact::RestrictionLifted, LegalFact::Corrected].map(Says::Legal));
        }
        (MeasureKind::LimitProduction | MeasureKind::StopProduction, LiftedBecause::Expired | LiftedBecause::Revoked) => {
            says.push(Says::Legal(LegalFact::RestrictionLifted));
        }
    }
    says
}
