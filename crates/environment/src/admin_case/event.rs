//! What a case remembers.

use kernel::money::Currency;
use kernel::{Attribute, Count, DomainEvent, LegalFact, Mention, Quantity, Says, Telling, Told, Unit, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Closed, CrimeSuspected, Decided, Filed, Served};
use crate::{CASES, PENALTIES, PENALTY_AMOUNT, SUSPECTED_CRIMES, joint_work};

/// What happened in a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was filed.
    Filed(Told, Filed),
    /// A suspected crime was found in it.
    CrimeSuspected(Told, CrimeSuspected),
    /// Orders or a penalty were decided.
    Decided(Told, Decided),
    /// The decision was served.
    Served(Told, Served),
    /// It was closed.
    Closed(Told, Closed),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Filed(told, _) => (told, "filed".into()),
            Self::CrimeSuspected(told, _) => (told, "crime-suspected".into()),
            Self::Decided(told, data) if data.without_filing => (told, format!("decided-directly/{}", data.decision)),
            Self::Decided(told, data) => (told, format!("decided/{}", data.decision)),
            Self::Served(told, data) => (told, format!("served/{}", data.decision)),
            Self::Closed(told, _) => (told, "closed".into()),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Filed(..) => "admin-case-filed",
            Self::CrimeSuspected(..) => "admin-case-crime-suspected",
            Self::Decided(..) => "admin-case-decided",
            Self::Served(..) => "admin-case-served",
            Self::Closed(..) => "admin-case-closed",
            Self::Withdrawn(..) => "admin-case-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Filed(_, data) => filed(data),
            Self::CrimeSuspected(..) => vec![
                Says::Attribute(Attribute::Outcome("suspected-crime")),
                Says::Legal(LegalFact::SuspectedCrimeFound),
                Count::one(SUSPECTED_CRIMES.code),
            ],
            Self::Decided(_, data) => decided(data),
            Self::Served(..) => vec![Says::Legal(LegalFact::PenaltyServed)],
            Self::Closed(_, data) => {
                vec![Says::Attribute(Attribute::Outcome(data.closure.code())), Says::Legal(LegalFact::AdminCaseClosed)]
            }
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn filed(data: &Filed) -> Vec<Says> {
    let title = match &data.premises {
        Some(premises) => format!("{} · {}", premises.name, data.cause),
        None => data.cause.clone(),
    };
    let mut says = vec![
        Says::Attribute(Attribute::Title(title)),
        Says::Attribute(Attribute::Outcome("filed")),
        Says::Legal(LegalFact::AdminCaseFiled),
        Count::one(CASES.code),
    ];
    if let Some(premises) = &data.premises {
        says.push(Says::Mention(Mention::Premises(premises.clone())));
        says.extend(premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
    }
    says.extend(joint_work(data.campaign.as_ref(), data.joint_action.as_ref()));
    says
}

fn decided(data: &Decided) -> Vec<Says> {
    let penalty = !data.penalties().is_empty();
    let mut says = vec![Says::Attribute(Attribute::Outcome(if penalty { "penalised" } else { "ordered" }))];
    if penalty {
        says.extend([Says::Legal(LegalFact::PenaltyDecided), Count::one(PENALTIES.code)]);
    }
    says.extend(data.total().map(|total| Says::Attribute(Attribute::Amount(total))));
    for (slot, money) in [("fine", &data.fine), ("gains", &data.gains)] {
        // Dollars stay dollars: they are shown, and enter no tally of fen.
        if let Some(money) = money.as_ref().filter(|money| money.currency == Currency::Cny) {
            says.push(Count::in_slot(PENALTY_AMOUNT.code, slot, Quantity::of(money.minor, Unit::Fen)));
        }
    }
    says.extend(data.premises.clone().map(|premises| Says::Mention(Mention::Premises(premises))));
    if data.without_filing {
        // Nothing else names the record.
        let name = data.premises.as_ref().map(|premises| premises.name.clone());
        let title = name.or_else(|| data.summary.as_deref().map(headline));
        says.extend(title.map(|title| Says::Attribute(Attribute::Title(title))));
    }
    if !data.places.is_empty() {
        says.push(Says::Attribute(Attribute::Place(data.places.join(", "))));
    }
    says
}

/// The beginning of a text, as long as a line of a list.
fn headline(text: &str) -> String {
    const LONGEST: usize = 100;
    let text = text.trim();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
