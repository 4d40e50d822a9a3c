//! What a supervision remembers.

use kernel::{Attribute, Count, DomainEvent, Entry, LegalFact, Mention, Says, Telling};

use super::report::{CaseRef, ExplanationRequested, FilingNotified, ReasonsExplained};
use crate::{EXPLANATIONS_REQUESTED, FILINGS_NOTIFIED};

kernel::entries! {
    /// What happened in a supervision.
    pub enum Event {
        /// Police were asked why they filed no case.
        ExplanationRequested(ExplanationRequested) = "supervision-explanation-requested", |_| "explanation-requested";
        /// Police explained why they filed no case.
        ReasonsExplained(ReasonsExplained) = "supervision-reasons-explained", |_| "reasons-explained";
        /// Police were notified to file.
        FilingNotified(FilingNotified) = "supervision-filing-notified", |_| "filing-notified";
    }
    withdrawn = "supervision-withdrawn"
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        self.tag()
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::ExplanationRequested(_, data) => {
                let counted = Count::one(EXPLANATIONS_REQUESTED.code);
                to_police(said("explanation-requested", LegalFact::ExplanationRequested, Some(counted), &data.matter), &data.case)
            }
            Self::ReasonsExplained(_, data) => said("reasons-explained", LegalFact::ReasonsExplained, None, &data.matter),
            Self::FilingNotified(_, data) => {
                let counted = Count::one(FILINGS_NOTIFIED.code);
                to_police(said("filing-notified", LegalFact::FilingNotified, Some(counted), &data.matter), &data.case)
            }
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn said(outcome: &'static str, fact: LegalFact, counted: Option<Says>, matter: &Option<String>) -> Vec<Says> {
    let mut says = vec![Says::Attribute(Attribute::Outcome(outcome)), Says::Legal(fact)];
    says.extend(counted);
    let matter = matter.clone().map(|number| Mention::Shared { kind: "joint-office.matter", number });
    says.extend(matter.map(Says::Mention));
    says
}

/// It is addressed to the police whose case it is.
fn to_police(says: Vec<Says>, case: &CaseRef) -> Vec<Says> {
    says.into_iter().chain([Says::To(case.org.clone())]).collect()
}
