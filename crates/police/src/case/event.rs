//! What a case remembers.

use kernel::money::Currency;
use kernel::{Attribute, Count, DomainEvent, LegalFact, Mention, Premises, Quantity, Says, Telling, Told, Unit, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{
    Accepted, AdministrativelyDetained, AmountEstablished, Arrested, Bailed, ClosedWithoutCharge, DenDestroyed, Detained, Filed,
    GangBroken, GoodsSeized, Judged, Judgment, NotFiled, SentForProsecution, Solved, SuspectIdentified,
};

/// What happened in a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was accepted.
    Accepted(Told, Accepted),
    /// It was decided to file.
    Filed(Told, Filed),
    /// It was decided not to file.
    NotFiled(Told, NotFiled),
    /// A suspect was identified.
    SuspectIdentified(Told, SuspectIdentified),
    /// A suspect was detained.
    Detained(Told, Detained),
    /// A suspect was released pending trial.
    Bailed(Told, Bailed),
    /// A suspect was arrested.
    Arrested(Told, Arrested),
    /// Administrative detention was imposed on a suspect.
    AdministrativelyDetained(Told, AdministrativelyDetained),
    /// A den was destroyed.
    DenDestroyed(Told, DenDestroyed),
    /// A gang was broken.
    GangBroken(Told, GangBroken),
    /// Goods were seized.
    GoodsSeized(Told, GoodsSeized),
    /// The amount involved was established.
    AmountEstablished(Told, AmountEstablished),
    /// It was solved.
    Solved(Told, Solved),
    /// It was sent for prosecution.
    SentForProsecution(Told, SentForProsecution),
    /// A court judged.
    Judged(Told, Judged),
    /// It was closed without charge.
    ClosedWithoutCharge(Told, ClosedWithoutCharge),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Accepted(told, _) => (told, "accepted".into()),
            Self::Filed(told, _) => (told, "filed".into()),
            Self::NotFiled(told, _) => (told, "not-filed".into()),
            Self::SuspectIdentified(told, data) => (told, format!("suspect-identified/{}", data.suspect)),
            Self::Detained(told, data) => (told, format!("detained/{}", data.suspect)),
            Self::Bailed(told, data) => (told, format!("bailed/{}", data.suspect)),
            Self::Arrested(told, data) => (told, format!("arrested/{}", data.suspect)),
            Self::AdministrativelyDetained(told, data) => (told, format!("administratively-detained/{}", data.suspect)),
            Self::DenDestroyed(told, data) => (told, format!("den-destroyed/{}", data.den)),
            Self::GangBroken(told, data) => (told, format!("gang-broken/{}", data.gang)),
            Self::GoodsSeized(told, data) => (told, format!("goods-seized/{}", data.list)),
            Self::AmountEstablished(told, _) => (told, "amount-established".into()),
            Self::Solved(told, _) => (told, "solved".into()),
            Self::SentForProsecution(told, data) => (told, format!("sent-for-prosecution/{}", data.round)),
            Self::Judged(told, data) => (told, format!("judged/{}", data.instance.code())),
            Self::ClosedWithoutCharge(told, _) => (told, "closed-without-charge".into()),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Accepted(..) => "case-accepted",
            Self::Filed(..) => "case-filed",
            Self::NotFiled(..) => "case-not-filed",
            Self::SuspectIdentified(..) => "case-suspect-identified",
            Self::Detained(..) => "case-suspect-detained",
            Self::Bailed(..) => "case-suspect-bailed",
            Self::Arrested(..) => "case-suspect-arrested",
            Self::AdministrativelyDetained(..) => "case-suspect-administratively-detained",
            Self::DenDestroyed(..) => "case-den-destroyed",
            Self::GangBroken(..) => "case-gang-broken",
            Self::GoodsSeized(..) => "case-goods-seized",
            Self::AmountEstablished(..) => "case-amount-established",
            Self::Solved(..) => "case-solved",
            Self::SentForProsecution(..) => "case-sent-for-prosecution",
            Self::Judged(..) => "case-judged",
            Self::ClosedWithoutCharge(..) => "case-closed-without-charge",
            Self::Withdrawn(..) => "case-part-withdrawn", // Not 撤案, which closes a case without charge.
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Accepted(_, data) => accepted(data),
            Self::Filed(_, data) => filed(data),
            Self::NotFiled(..) => {
                vec![outcome("case-not-filed"), Says::Legal(LegalFact::CaseNotFiled), Count::one(crate::NOT_FILED.code)]
            }
            Self::SuspectIdentified(..) => Vec::new(),
            Self::Detained(..) => vec![Says::Legal(LegalFact::Detained), Count::one(crate::DETAINED.code)],
            Self::Bailed(..) => vec![Says::Legal(LegalFact::Bailed), Count::one(crate::BAILED.code)],
            Self::Arrested(..) => vec![Says::Legal(LegalFact::Arrested), Count::one(crate::ARRESTED.code)],
            Self::AdministrativelyDetained(..) => vec![Count::one(crate::ADMINISTRATIVELY_DETAINED.code)],
            Self::DenDestroyed(_, data) => {
                let mut says = vec![Count::one(crate::DENS.code)];
                says.extend(data.premises.clone().map(about));
                says
            }
            Self::GangBroken(..) => vec![Count::one(crate::GANGS.code)],
            Self::GoodsSeized(_, data) => goods_seized(data),
            Self::AmountEstablished(_, data) => amount_established(data),
            Self::Solved(..) => vec![outcome("case-solved"), Count::one(crate::SOLVED.code)],
            Self::SentForProsecution(_, data) => sent_for_prosecution(data),
            Self::Judged(_, data) => judged(data),
            Self::ClosedWithoutCharge(..) => vec![outcome("closed-without-charge"), Says::Legal(LegalFact::CaseWithdrawn)],
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn outcome(code: &'static str) -> Says {
    Says::Attribute(Attribute::Outcome(code))
}

fn about(premises: Premises) -> Says {
    Says::Mention(Mention::Premises(premises))
}

fn shared(kind: &'static str, number: &Option<String>) -> Option<Says> {
    number.clone().map(|number| Says::Mention(Mention::Shared { kind, number }))
}

fn accepted(data: &Accepted) -> Vec<Says> {
    let mut says = vec![
        Says::Attribute(Attribute::Title(data.title.clone())),
        outcome("case-accepted"),
        Says::Legal(LegalFact::CaseAccepted),
        Count::one(crate::ACCEPTED.code),
    ];
    if let Some(premises) = &data.premises {
        says.extend(premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
        says.push(about(premises.clone()));
    }
    says.extend(shared("joint-office.matter", &data.matter));
    says.extend(shared("joint-office.joint-action", &data.joint_action));
    says.extend(data.campaign.clone().map(|number| Says::Attribute(Attribute::Campaign(number))));
    says
}

fn filed(data: &Filed) -> Vec<Says> {
    let mut says = vec![outcome("case-filed"), Says::Legal(LegalFact::CaseFiled), Count::one(crate::FILED.code)];
    says.extend(shared("joint-office.matter", &data.matter));
    says.extend(data.campaign.clone().map(|number| Says::Attribute(Attribute::Campaign(number))));
    says
}

fn goods_seized(data: &GoodsSeized) -> Vec<Says> {
    let line = |(at, goods): (usize, &super::report::Goods)| {
        let measure = match goods.quantity.unit {
            Unit::Item => crate::SEIZED_ITEMS,
            Unit::Gram => crate::SEIZED_GRAMS,
            Unit::Millilitre => crate::SEIZED_MILLILITRES,
            Unit::Fen => return None, // Refused by the report's check: money is not goods.
        };
        Some(Count::in_slot(measure.code, format!("{}/{}", at + 1, goods.kind.code()), goods.quantity))
    };
    let mut says = vec![Says::Legal(LegalFact::Seized)];
    says.extend(data.goods.iter().enumerate().filter_map(line));
    says
}

fn amount_established(data: &AmountEstablished) -> Vec<Says> {
    let mut says = vec![Says::Attribute(Attribute::Amount(data.amount.clone()))];
    if data.amount.currency == Currency::Cny {
        let quantity = Quantity { amount: data.amount.minor, unit: Unit::Fen, qualifier: data.qualifier };
        says.push(Count::of(crate::AMOUNT.code, quantity));
    }
    says
}

/// A suspect whose case is returned and sent again, or judged in two instances, is one person.
fn person(measure: &'static str, suspect: &str) -> Says {
    Count::once_per_record_in(measure, suspect, Quantity::count(1))
}

fn sent_for_prosecution(data: &SentForProsecution) -> Vec<Says> {
    let mut says = vec![outcome("sent-for-prosecution"), Says::Legal(LegalFact::SentForProsecution)];
    says.extend(data.suspects.iter().map(|suspect| person(crate::PROSECUTED.code, suspect)));
    says
}

fn judged(data: &Judged) -> Vec<Says> {
    let gravest = data.verdicts.iter().map(|verdict| verdict.judgment).min();
    let mut says = vec![Says::Legal(LegalFact::Judged)];
    says.extend(gravest.map(Judgment::code).map(outcome));
    says.extend(data.verdicts.iter().map(|verdict| person(crate::JUDGED.code, &verdict.suspect)));
    says
}
