//! What a measure remembers.

use kernel::{Attribute, Count, DomainEvent, LegalFact, Mention, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Extended, Imposed, Lifted, LiftedBecause, MeasureKind};
use crate::{CORRECTION_ORDERS, CORRECTIONS, PRODUCTION_LIMITS, PRODUCTION_STOPS, SEIZURES};

/// What happened to a measure.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was imposed.
    Imposed(Told, Imposed),
    /// It was extended.
    Extended(Told, Extended),
    /// It was lifted.
    Lifted(Told, Lifted),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Imposed(told, _) => (told, "imposed".into()),
            Self::Extended(told, data) => (told, format!("extended/{}", data.round)),
            Self::Lifted(told, _) => (told, "lifted".into()),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Imposed(..) => "measure-imposed",
            Self::Extended(..) => "measure-extended",
            Self::Lifted(..) => "measure-lifted",
            Self::Withdrawn(..) => "measure-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Imposed(_, data) => imposed(data),
            Self::Extended(..) => Vec::new(),
            Self::Lifted(_, data) => lifted(data),
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
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
