//! What a sample remembers.

use kernel::{Attribute, Count, DomainEvent, LegalFact, Mention, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Judged, Notified, Taken, Tested, Verdict};
use crate::{FAILED_SAMPLES, SAMPLES, SAMPLES_TESTED, joint_work};

/// What happened to a sample.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was taken.
    Taken(Told, Taken),
    /// The laboratory stated its result; the verdict comes with the rule by which it was reached.
    Tested(Told, Tested, Judged),
    /// The result was notified.
    Notified(Told, Notified),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Taken(told, _) => (told, "taken".into()),
            Self::Tested(told, ..) => (told, "tested".into()),
            Self::Notified(told, data) => (told, format!("notified/{}", data.to.code())),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Taken(..) => "sample-taken",
            Self::Tested(..) => "sample-tested",
            Self::Notified(..) => "sample-notified",
            Self::Withdrawn(..) => "sample-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Taken(_, data) => taken(data),
            Self::Tested(_, _, judged) => tested(*judged),
            Self::Notified(..) => Vec::new(),
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn taken(data: &Taken) -> Vec<Says> {
    let mut says = vec![
        Says::Attribute(Attribute::Title(format!("{} · {}", data.product.name, data.premises.name))),
        Says::Mention(Mention::Premises(data.premises.clone())),
        Says::Legal(LegalFact::Sampled),
        Count::one(SAMPLES.code),
    ];
    says.extend(data.premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
    // A label's producer is a claim: the record is about that entity, but a name and address alone do not make it about a premises.
    let claimed = data.producer.iter().chain(&data.supplier);
    says.extend(claimed.filter_map(|p| Some(Says::Mention(Mention::Entity(p.entity.clone()?, p.name.clone())))));
    says.extend(joint_work(data.campaign.as_ref(), data.joint_action.as_ref()));
    says
}

fn tested(judged: Judged) -> Vec<Says> {
    let mut says = vec![
        Says::Attribute(Attribute::Outcome(judged.verdict.code())),
        Says::Attribute(Attribute::Findings(judged.failed)),
        Count::one(SAMPLES_TESTED.code),
    ];
    match judged.verdict {
        Verdict::Pass => {}
        Verdict::Fail => says.extend([Says::Legal(LegalFact::SampleFailed), Count::one(FAILED_SAMPLES.code)]),
    }
    says
}
