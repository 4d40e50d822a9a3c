//! What a case is told, which is what it remembers.

use kernel::money::Currency;
use kernel::rule::{again, round_of};
use kernel::{Attribute, Count, DomainEvent, Entry, LegalFact, Mention, Premises, Quantity, Says, Telling, Tie, Unit, detention};

use super::custody;
use super::law::REVIEW_AFTER_REVERSAL;
use super::report::{
    Accepted, AdministrativelyDetained, AmountEstablished, ArrestRefused, ArrestRequestExtended, ArrestRequested, Arrested,
    Bailed, Charged, ClosedWithoutCharge, ComplainantNotified, ComplaintDecided, ComplaintOutcome, ComplaintRequested,
    ComplaintReviewDecided, ComplaintReviewRequested, CustodyExtended, DenDestroyed, Detained, Domain, ExtensionGround, Filed,
    GangBroken, GoodsSeized, ItemHandedOver, ItemMoved, Judged, Judgment, NotFiled, NotProsecuted, Receiver, Released,
    ResidenceSurveilled, Returned, ReviewExtended, SentForProsecution, Solved, SuspectIdentified,
};
use crate::measures::{self, ByDomain};

kernel::entries! {
    /// What happened in a case.
    pub enum Event {
        /// It was accepted.
        Accepted(Accepted) = "case-accepted", |_| "accepted";
        /// It was decided to file.
        Filed(Filed) = "case-filed", |data| again("filed", data.round);
        /// It was decided not to file.
        NotFiled(NotFiled) = "case-not-filed", |_| "not-filed";
        /// The complainant was told of it.
        ComplainantNotified(ComplainantNotified) = "case-complainant-notified", |_| "complainant-notified";
        /// The complainant asked for reconsideration.
        ComplaintRequested(ComplaintRequested) = "case-complaint-requested", |_| "complaint-requested";
        /// It was decided on that.
        ComplaintDecided(ComplaintDecided) = "case-complaint-decided", |_| "complaint-decided";
        /// The complainant asked for a review.
        ComplaintReviewRequested(ComplaintReviewRequested) = "case-complaint-review-requested", |_| "complaint-review-requested";
        /// It was decided on that.
        ComplaintReviewDecided(ComplaintReviewDecided) = "case-complaint-review-decided", |_| "complaint-review-decided";
        /// A suspect was identified.
        SuspectIdentified(SuspectIdentified) = "case-suspect-identified", |data| format!("suspect-identified/{}", data.suspect);
        /// A suspect was detained.
        Detained(Detained) = "case-suspect-detained", |data| against("detained", &data.suspect, data.round);
        /// The time to ask for a suspect's arrest was extended.
        ArrestRequestExtended(ArrestRequestExtended) = "case-arrest-request-extended",
            |data| against(data.stage(), &data.suspect, data.round);
        /// A suspect's arrest was requested.
        ArrestRequested(ArrestRequested) = "case-arrest-requested", |data| against("arrest-requested", &data.suspect, data.round);
        /// A suspect was arrested.
        Arrested(Arrested) = "case-suspect-arrested", |data| against("arrested", &data.suspect, data.round);
        /// A suspect's arrest was not approved.
        ArrestRefused(ArrestRefused) = "case-arrest-refused", |data| against("arrest-refused", &data.suspect, data.round);
        /// A suspect was released pending trial.
        Bailed(Bailed) = "case-suspect-bailed", |data| against("bailed", &data.suspect, data.round);
        /// A suspect was placed under residential surveillance.
        ResidenceSurveilled(ResidenceSurveilled) = "case-suspect-surveilled",
            |data| against("residence-surveilled", &data.suspect, data.round);
        /// A suspect's custody was extended.
        CustodyExtended(CustodyExtended) = "case-custody-extended", |data| against(data.stage(), &data.suspect, data.arrest);
        /// A suspect was released.
        Released(Released) = "case-suspect-released", |data| against("released", &data.suspect, data.round);
        /// Administrative detention was imposed on a suspect.
        AdministrativelyDetained(AdministrativelyDetained) = "case-suspect-administratively-detained",
            |data| against("administratively-detained", &data.suspect, data.round);
        /// A den was destroyed.
        DenDestroyed(DenDestroyed) = "case-den-destroyed", |data| format!("den-destroyed/{}", data.den);
        /// A gang was broken.
        GangBroken(GangBroken) = "case-gang-broken", |data| format!("gang-broken/{}", data.gang);
        /// Goods were seized.
        GoodsSeized(GoodsSeized) = "case-goods-seized", |data| format!("goods-seized/{}", data.list);
        /// A seized thing changed its keeper.
        ItemMoved(ItemMoved) = "case-item-moved", |data| format!("item-moved/{}#{}", data.item, data.step);
        /// A seized thing left the police for good.
        ItemHandedOver(ItemHandedOver) = "case-item-handed-over", |data| format!("item-handed-over/{}", data.item);
        /// The amount involved was established.
        AmountEstablished(AmountEstablished) = "case-amount-established", |_| "amount-established";
        /// It was solved.
        Solved(Solved) = "case-solved", |_| "solved";
        /// It was sent for prosecution.
        SentForProsecution(SentForProsecution) = "case-sent-for-prosecution",
            |data| format!("sent-for-prosecution/{}", data.round);
        /// It was sent back for supplementary investigation.
        Returned(Returned) = "case-returned", |data| format!("returned/{}", data.round);
        /// Its review was extended.
        ReviewExtended(ReviewExtended) = "case-review-extended", |data| format!("review-extended/{}", data.round);
        /// A suspect was charged.
        Charged(Charged) = "case-suspect-charged", |data| format!("charged/{}", data.suspect);
        /// A suspect is not prosecuted.
        NotProsecuted(NotProsecuted) = "case-suspect-not-prosecuted", |data| format!("not-prosecuted/{}", data.suspect);
        /// A court judged.
        Judged(Judged) = "case-judged", |data| format!("judged/{}", round_of(data.instance.code(), data.round));
        /// It was closed without charge.
        ClosedWithoutCharge(ClosedWithoutCharge) = "case-closed-without-charge",
            |data| again("closed-without-charge", data.round);
    }
    withdrawn = "case-part-withdrawn", // Not 撤案, which closes a case without charge.
    names = names
}

/// The suspects whom it names, where its part is not that of one.
fn names(event: &Event) -> Vec<String> {
    event.tell().names().map(ToOwned::to_owned).collect()
}

/// The part that tells of a measure against a suspect.
fn against(stage: &str, suspect: &str, round: u16) -> String {
    format!("{stage}/{}", round_of(suspect, round))
}

/// What a decision for the complainant forbids.
const REVIEW: &str = "complaint-review";

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        self.tag()
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Accepted(_, data) => accepted(data),
            Self::Filed(_, data) => filed(data),
            Self::NotFiled(..) => {
                vec![outcome("case-not-filed"), Says::Legal(LegalFact::CaseNotFiled), Count::one(measures::NOT_FILED.code)]
            }
            Self::ComplainantNotified(..) => vec![Says::Legal(LegalFact::ComplainantNotified)],
            Self::ComplaintRequested(..) => vec![Says::Legal(LegalFact::ComplaintRequested)],
            Self::ComplaintDecided(_, data) => match data.outcome {
                ComplaintOutcome::Upheld => vec![Says::Legal(LegalFact::ComplaintDecided)],
                ComplaintOutcome::Reversed => {
                    let won = Tie::Forbids {
                        what: REVIEW.to_owned(),
                        rule: REVIEW_AFTER_REVERSAL.code.to_owned(),
                        after: None,
                        paused: None,
                    };
                    vec![Says::Legal(LegalFact::ComplaintReversed), Says::Tie(won)]
                }
            },
            Self::ComplaintReviewRequested(..) => {
                let asks = Tie::Does { what: REVIEW.to_owned(), part: part.clone(), until: None };
                vec![Says::Legal(LegalFact::ComplaintReviewRequested), Says::Tie(asks)]
            }
            Self::ComplaintReviewDecided(..) => vec![Says::Legal(LegalFact::ComplaintReviewDecided)],
            Self::SuspectIdentified(_, data) => by_domain(&measures::SUSPECTS, data.domain.unwrap_or(Domain::Other)).collect(),
            Self::Detained(_, data) => measure(LegalFact::Detained, measures::DETAINED.code, &data.suspect),
            Self::ArrestRequestExtended(_, data) => {
                let fact = match data.ground {
                    ExtensionGround::Special => LegalFact::ArrestRequestExtended,
                    ExtensionGround::RoamingRepeatedOrGang => LegalFact::ArrestRequestExtendedTo30,
                };
                kernel::admin::granted(fact, data.until.as_ref())
            }
            Self::ArrestRequested(_, data) => measure(LegalFact::ArrestRequested, measures::ARREST_REQUESTED.code, &data.suspect),
            Self::Arrested(_, data) => measure(LegalFact::Arrested, measures::ARRESTED.code, &data.suspect),
            Self::ArrestRefused(..) => vec![Says::Legal(LegalFact::ArrestRefused)],
            Self::Bailed(_, data) => measure(LegalFact::Bailed, measures::BAILED.code, &data.suspect),
            Self::ResidenceSurveilled(_, data) => {
                measure(LegalFact::ResidenceSurveilled, measures::SURVEILLED.code, &data.suspect)
            }
            Self::CustodyExtended(_, data) => vec![Says::Legal(match data.round {
                1 => LegalFact::CustodyExtendedFirst,
                2 => LegalFact::CustodyExtendedSecond,
                _ => LegalFact::CustodyExtendedThird,
            })],
            Self::Released(..) => vec![Says::Legal(LegalFact::Released)],
            Self::AdministrativelyDetained(_, data) => {
                let mut says = measure(LegalFact::AdminDetentionDecided, measures::ADMINISTRATIVELY_DETAINED.code, &data.suspect);
                says.extend(detention::too_long(&part, data.days, data.acts));
                says
            }
            Self::DenDestroyed(_, data) => {
                let mut says = vec![Count::one(measures::DENS.code)];
                says.extend(data.premises.clone().map(about));
                says
            }
            Self::GangBroken(..) => vec![Count::one(measures::GANGS.code)],
            Self::GoodsSeized(told, data) => {
                let mut says = goods_seized(data);
                says.extend(custody::seized(&told.when, &part, data));
                says
            }
            Self::ItemMoved(told, data) => vec![custody::moved(&told.when, &part, data)],
            Self::ItemHandedOver(told, data) => {
                let mut says = handed_over(data.to);
                says.push(custody::left(&told.when, &part, data));
                says
            }
            Self::AmountEstablished(_, data) => amount_established(data),
            Self::Solved(..) => vec![outcome("case-solved"), Count::one(measures::SOLVED.code)],
            Self::SentForProsecution(_, data) => sent_for_prosecution(data),
            Self::Returned(..) => {
                vec![outcome("returned-for-investigation"), Says::Legal(LegalFact::SupplementaryInvestigation)]
            }
            Self::ReviewExtended(..) => vec![Says::Legal(LegalFact::ProsecutionReviewExtended)],
            Self::Charged(_, data) => {
                vec![outcome("charged"), Says::Legal(LegalFact::Prosecuted), person(measures::CHARGED.code, &data.suspect)]
            }
            Self::NotProsecuted(_, data) => vec![
                outcome("not-prosecuted"),
                Says::Legal(LegalFact::NotProsecuted),
                person(measures::NOT_PROSECUTED.code, &data.suspect),
            ],
            Self::Judged(_, data) => judged(data),
            Self::ClosedWithoutCharge(_, data) => {
                let counted = (data.round == 1).then(|| Count::one(measures::CLOSED_WITHOUT_CHARGE.code));
                [outcome("closed-without-charge"), Says::Legal(LegalFact::CaseWithdrawn)].into_iter().chain(counted).collect()
            }
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

/// A measure against a suspect, who is one person however often it happens.
fn measure(fact: LegalFact, measure: &'static str, suspect: &str) -> Vec<Says> {
    vec![Says::Legal(fact), person(measure, suspect)]
}

/// One of the total and one of its domain: the parts cannot fail to add up.
fn by_domain(measure: &ByDomain, domain: Domain) -> impl Iterator<Item = Says> {
    let part = match domain {
        Domain::Food => measure.food,
        Domain::Drug => measure.drug,
        Domain::Environment => measure.environment,
        Domain::Other => measure.other,
    };
    [Count::one(measure.total.code), Count::one(part.code)].into_iter()
}

/// What the law knows of a hand-over: to another authority the thing stays under seizure.
fn handed_over(to: Receiver) -> Vec<Says> {
    match to {
        Receiver::Owner => vec![Says::Legal(LegalFact::SeizureLifted)],
        Receiver::Treasury | Receiver::Destroyed => vec![Says::Legal(LegalFact::GoodsDisposed)],
        Receiver::Procuratorate | Receiver::Court | Receiver::Regulator => Vec::new(),
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
        Count::one(measures::ACCEPTED.code),
    ];
    says.extend(data.economic.then_some(Says::Legal(LegalFact::EconomicCrime)));
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
    let mut says = vec![outcome("case-filed"), Says::Legal(LegalFact::CaseFiled)];
    // A case that is filed again is no other case.
    says.extend(by_domain(&measures::FILED, data.domain()).filter(|_| data.round == 1));
    says.extend(shared("joint-office.matter", &data.matter));
    says.extend(data.campaign.clone().map(|number| Says::Attribute(Attribute::Campaign(number))));
    says
}

fn goods_seized(data: &GoodsSeized) -> Vec<Says> {
    let line = |(at, goods): (usize, &super::report::Goods)| {
        // Money is refused by the report's check: it is not goods.
        let seized = measures::seized(goods.quantity.unit)?;
        let slot = format!("{}/{}", at + 1, goods.kind.code());
        let count = |measure: kernel::Measure| Count::in_slot(measure.code, slot.clone(), goods.quantity);
        Some([count(seized.total), count(seized.of(goods.kind))])
    };
    let mut says = vec![Says::Legal(LegalFact::Seized)];
    says.extend(data.goods.iter().enumerate().filter_map(line).flatten());
    says
}

fn amount_established(data: &AmountEstablished) -> Vec<Says> {
    let mut says = vec![Says::Attribute(Attribute::Amount(data.amount.clone()))];
    if data.amount.currency == Currency::Cny {
        let quantity = Quantity { amount: data.amount.minor, unit: Unit::Fen, qualifier: data.qualifier };
        says.push(Count::of(measures::AMOUNT.code, quantity));
    }
    says
}

/// A suspect whose case is returned and sent again, who is held twice or judged in two instances, is one person.
fn person(measure: &'static str, suspect: &str) -> Says {
    Count::once_per_record_in(measure, suspect, Quantity::count(1))
}

/// Of the suspects of the case this one is meant.
fn named(suspect: &str) -> Says {
    Says::Tie(Tie::Names(suspect.to_owned()))
}

fn sent_for_prosecution(data: &SentForProsecution) -> Vec<Says> {
    let mut says = vec![outcome("sent-for-prosecution"), Says::Legal(LegalFact::SentForProsecution)];
    says.extend(data.suspects.iter().cloned().map(Says::Of));
    says.extend(data.suspects.iter().map(|suspect| person(measures::PROSECUTED.code, suspect)));
    says.extend(data.suspects.iter().map(|suspect| named(suspect)));
    says
}

fn judged(data: &Judged) -> Vec<Says> {
    let gravest = data.verdicts.iter().map(|verdict| verdict.judgment).min();
    let exempted = data.verdicts.iter().any(|verdict| verdict.judgment == Judgment::ExemptFromPunishment);
    let mut says = vec![Says::Legal(LegalFact::Judged)];
    says.extend(exempted.then_some(Says::Legal(LegalFact::ExemptedFromPunishment)));
    says.extend(gravest.map(Judgment::code).map(outcome));
    says.extend(data.verdicts.iter().map(|verdict| person(measures::JUDGED.code, &verdict.suspect)));
    says.extend(data.verdicts.iter().map(|verdict| named(&verdict.suspect)));
    says
}
