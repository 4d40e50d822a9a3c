//! What a case is told, which is what it remembers.

use kernel::admin::{self, Step, Stepped};
use kernel::{Attribute, Count, DomainEvent, Entry, LegalFact, Mention, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Decided, Filed, Origin};
use crate::{CASES, PENALTIES, PENALTY_AMOUNT, SEIZURES, SUSPECTED_CRIMES, joint_work};

/// What happened in a case.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was filed.
    Filed(Told, Filed),
    /// Orders or a penalty were decided.
    Decided(Told, Decided),
    /// A step that all regulators report alike.
    Step(Step),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Entry for Event {
    fn place(&self) -> (&Told, String) {
        match self {
            Self::Filed(told, _) => (told, "filed".into()),
            Self::Decided(told, data) if data.without_filing => (told, format!("decided-directly/{}", data.decision)),
            Self::Decided(told, data) => (told, format!("decided/{}", data.decision)),
            Self::Step(step) => step.place(),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }

    fn withdrawal(&self) -> Option<&Withdrawal> {
        match self {
            Self::Withdrawn(_, back) => Some(back),
            Self::Filed(..) | Self::Decided(..) | Self::Step(_) => None,
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
            Self::Decided(..) => "admin-case-decided",
            Self::Step(step) => step.tag(),
            Self::Withdrawn(..) => "admin-case-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Filed(_, data) => filed(data),
            Self::Decided(_, data) => decided(data),
            Self::Step(step) => step.says(COUNTED),
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

const COUNTED: admin::Counted = admin::Counted { suspected_crimes: SUSPECTED_CRIMES.code, seizures: SEIZURES.code };

fn filed(data: &Filed) -> Vec<Says> {
    let mut says = admin::filed(&data.cause, data.premises.as_ref(), CASES.code);
    says.extend(joint_work(data.campaign.as_ref(), data.joint_action.as_ref()));
    says.extend(data.origin.as_ref().and_then(Origin::record).map(|(kind, number)| Says::ArisesFrom(kind, number.to_owned())));
    says
}

fn decided(data: &Decided) -> Vec<Says> {
    let penalty = !data.penalties().is_empty();
    let mut says = vec![Says::Attribute(Attribute::Outcome(if penalty { "penalised" } else { "ordered" }))];
    if penalty {
        says.extend([Says::Legal(LegalFact::PenaltyDecided), Count::one(PENALTIES.code)]);
    }
    says.extend(data.detention.map(|_| Says::Legal(LegalFact::DetentionWarranted)));
    says.extend(admin::amounts(data.fine.as_ref(), data.gains.as_ref(), PENALTY_AMOUNT.code));
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
