//! What an incident is told, which is what it remembers.

use kernel::{Attribute, Count, DomainEvent, Entry, LegalFact, Mention, Says, Telling};

use super::report::{Learned, Level, Occurred, ReportedUp, ResponsibilityReported, ToldByUnit};
use crate::INCIDENTS;

kernel::entries! {
    /// What happened in an incident.
    pub enum Event {
        /// It occurred.
        Occurred(Occurred) = "incident-occurred", |_| "occurred";
        /// The regulator learned of it.
        Learned(Learned) = "incident-learned", |_| "learned";
        /// The unit that had it told of it.
        ToldByUnit(ToldByUnit) = "incident-told-by-unit", |_| "told-by-unit";
        /// It was reported upward.
        ReportedUp(ReportedUp) = "incident-reported-up", |data| format!("reported-up/{}", data.round);
        /// Who is responsible was reported to the government.
        ResponsibilityReported(ResponsibilityReported) = "incident-responsibility-reported", |_| "responsibility-reported";
    }
    withdrawn = "incident-withdrawn"
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        self.tag()
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Occurred(_, data) => occurred(data),
            Self::Learned(..) => vec![Says::Legal(LegalFact::IncidentLearned)],
            Self::ToldByUnit(..) => vec![Says::Legal(LegalFact::IncidentTold)],
            Self::ReportedUp(_, data) => {
                [Says::Legal(LegalFact::IncidentReportedUp)].into_iter().chain(data.level.map(level)).collect()
            }
            Self::ResponsibilityReported(..) => vec![Says::Legal(LegalFact::IncidentResponsibilityReported)],
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn level(level: Level) -> Says {
    Says::Attribute(Attribute::Outcome(level.code()))
}

fn occurred(data: &Occurred) -> Vec<Says> {
    let mut says = vec![
        Says::Attribute(Attribute::Title(data.title.clone())),
        Says::Legal(LegalFact::IncidentOccurred),
        Count::one(INCIDENTS.code),
    ];
    says.extend(data.level.map(level));
    if let Some(premises) = &data.premises {
        says.extend(premises.address.clone().map(|place| Says::Attribute(Attribute::Place(place))));
        says.push(Says::Mention(Mention::Premises(premises.clone())));
    }
    says
}
