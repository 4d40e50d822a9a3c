//! A transfer, given / when / then: the loops of domain.md 2.2 as stories, reports in any order, and what a person may do.

mod acts;
mod facets;
mod order;
mod reports;
mod stories;

use kernel::spec::told;
use kernel::transfer::{Document, DocumentKind, Item, consultation, platform, police, procuratorate, regulator};
use kernel::{AgencyCode, Decider, Envelope, OrgId, Quantity, RecordKey, Refusal, Report, TransferKind, TransferNumber};

use super::{Command, Event, Role, Said, Step, Transfer};
use crate::Account;

pub(super) const REGULATOR: &str = "jn-food-drug";
pub(super) const POLICE: &str = "jn-police";
pub(super) const OTHER_POLICE: &str = "jn-police-370811";
pub(super) const PROCURATORATE: &str = "jn-procuratorate";
pub(super) const NUMBER: &str = "jn-food-drug:济食药立〔2016〕3号:1";

pub(super) fn org(id: &str) -> OrgId {
    OrgId::new(id).expect("an org")
}

pub(super) fn number() -> TransferNumber {
    NUMBER.parse().expect("a number")
}

/// The account of `org` in the `message`th report, which is also the day of August.
pub(super) fn by(org: &str, message: u32, corrects: Option<u32>) -> Account {
    let told = told(message, corrects, &format!("2016-08-{message:02}"));
    let agency = match org {
        REGULATOR => "food-drug",
        PROCURATORATE => "procuratorate",
        _ => "police",
    };
    let agency = AgencyCode::new(agency).ok();
    Account { told, org: self::org(org), agency, number: RecordKey::new(NUMBER).expect("a number") }
}

/// The step as it is remembered.
pub(super) fn event(account: Account, said: Said) -> Event {
    Event::Told(account, Box::new(said))
}

/// The data of a golden example.
pub(super) fn example<R: Report>() -> R {
    let envelope: Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
    serde_json::from_str(envelope.data.get()).expect("data")
}

/// The usual words of `step`, as its golden example has them.
pub(super) fn usual(step: Step) -> Said {
    match step {
        Step::TransferUrged => example::<procuratorate::TransferUrged>().into(),
        Step::Reported => example::<regulator::Reported>().into(),
        Step::Approved => example::<regulator::Approved>().into(),
        Step::Refused => example::<regulator::Refused>().into(),
        Step::Sent => example::<regulator::Sent>().into(),
        Step::PartyTold => example::<regulator::PartyTold>().into(),
        Step::SignedFor => example::<police::SignedFor>().into(),
        Step::GapsNotified => example::<police::GapsNotified>().into(),
        Step::SupplementSupplied => example::<regulator::SupplementSupplied>().into(),
        Step::SupplementImpossible => example::<regulator::SupplementImpossible>().into(),
        Step::Recalled => example::<regulator::Recalled>().into(),
        Step::Forwarded => example::<police::Forwarded>().into(),
        Step::Returned => example::<police::Returned>().into(),
        Step::Accepted => example::<police::Accepted>().into(),
        Step::Extended => example::<police::Extended>().into(),
        Step::NotFiled => example::<police::NotFiled>().into(),
        Step::ReconsiderationRequested => example::<regulator::ReconsiderationRequested>().into(),
        Step::Reconsidered => example::<police::Reconsidered>().into(),
        Step::SupervisionSuggested => example::<regulator::SupervisionSuggested>().into(),
        Step::ExplanationRequested => example::<procuratorate::ExplanationRequested>().into(),
        Step::ReasonsExplained => example::<police::ReasonsExplained>().into(),
        Step::FilingNotified => example::<procuratorate::FilingNotified>().into(),
        Step::Filed => example::<police::Filed>().into(),
        Step::NoticeServed => example::<police::NoticeServed>().into(),
        Step::ItemsHandedOver => example::<regulator::ItemsHandedOver>().into(),
        Step::DetentionDecided => example::<police::DetentionDecided>().into(),
        Step::DetentionCopied => example::<police::DetentionCopied>().into(),
        Step::CaseWithdrawn => example::<police::CaseWithdrawn>().into(),
        Step::WithdrawalTold => example::<police::WithdrawalTold>().into(),
        Step::NonProsecutionNotified => example::<procuratorate::NonProsecutionNotified>().into(),
        Step::PenaltyUrged => example::<procuratorate::PenaltyUrged>().into(),
        Step::ResultReported => example::<regulator::ResultReported>().into(),
        Step::EnteredInPlatform => example::<platform::EnteredInPlatform>().into(),
        Step::Consulted => example::<consultation::Consulted>().into(),
        Step::ConsultationAnswered => example::<consultation::ConsultationAnswered>().into(),
    }
}

/// The same for a file that goes for administrative detention.
#[allow(clippy::wildcard_enum_match_arm, reason = "what does not name the kind of transfer stays as it is")]
pub(super) fn for_detention(said: Said) -> Said {
    let kind = TransferKind::Detention;
    match said {
        Said::Reported(data) => regulator::Reported { kind, ..data }.into(),
        Said::Approved(data) => regulator::Approved { kind, ..data }.into(),
        Said::Refused(data) => regulator::Refused { kind, ..data }.into(),
        Said::Sent(data) => {
            let document = |kind| Document { kind, name: None, present: true, not_applicable: None };
            let needed = [DocumentKind::TransferLetter, DocumentKind::ApprovalForm, DocumentKind::Evidence];
            let documents = needed.into_iter().map(document).collect();
            regulator::Sent { kind, documents, items: Vec::new(), ..data }.into()
        }
        Said::SignedFor(data) => police::SignedFor { kind, ..data }.into(),
        Said::GapsNotified(data) => police::GapsNotified { kind, ..data }.into(),
        Said::Returned(data) => police::Returned { kind, ..data }.into(),
        Said::Accepted(data) => police::Accepted { kind, ..data }.into(),
        other => other,
    }
}

pub(super) fn item(label: &str) -> Item {
    Item {
        label: label.into(), name: "示例物品".into(), quantity: Quantity::count(1), state: None, kept_at: None, seized: None
    }
}

/// Who takes the steps of a role, where no other organisation is named.
pub(super) const fn usually(role: Role) -> &'static str {
    match role {
        Role::Regulator | Role::Each => REGULATOR,
        Role::Police => POLICE,
        Role::Procuratorate => PROCURATORATE,
        Role::JointOffice => "jn-joint-office",
    }
}

/// A transfer on which persons act day by day, each act offered as lawful before it is taken.
/// The account of who does it here and now.
pub(super) fn acting(mut account: Account) -> Account {
    account.told.act = true;
    account
}

/// The day on which who acts as the `n`th does so.
pub(super) fn day(n: u32) -> chrono::NaiveDate {
    by(REGULATOR, n, None).told.when.last_day()
}

#[derive(Default)]
pub(super) struct Story {
    pub(super) transfer: Transfer,
    pub(super) day: u32,
    pub(super) events: Vec<Event>,
}

impl Story {
    /// What `org` would be told if it took the step now.
    pub(super) fn attempt(&self, org: &str, said: Said) -> Result<Vec<Event>, Refusal> {
        self.transfer.decide(Command::Tell(acting(by(org, self.day + 1, None)), Box::new(said)))
    }

    pub(super) fn offered(&self, org: &str, role: Role) -> Vec<Step> {
        self.transfer.lawful(&number(), &self::org(org), role, day(self.day + 1)).into_iter().map(|action| action.step).collect()
    }

    #[track_caller]
    pub(super) fn acts(mut self, org: &str, said: Said) -> Self {
        let step = said.step();
        assert!(self.offered(org, step.role()).contains(&step), "{step:?} is not offered to {org}");
        let events = self.attempt(org, said).unwrap_or_else(|refusal| panic!("{step:?}: {refusal}"));
        assert_eq!(events.len(), 1, "{step:?}");
        events.iter().for_each(|event| self.transfer.evolve(event));
        self.events.extend(events);
        self.day += 1;
        assert_eq!(self.transfer.flags(), Vec::<String>::new(), "after {step:?}: what is lawful leaves no flag");
        self
    }

    /// Each of `steps` in its usual words, by who usually takes it.
    #[track_caller]
    pub(super) fn goes(self, steps: &[Step]) -> Self {
        let story = steps.iter().fold(self, |story, step| story.acts(usually(step.role()), usual(*step)));
        acts::every_refusal_is_a_flag(&story);
        story
    }

    /// A person is refused the step, with its article in both languages, and nobody offers it.
    #[track_caller]
    pub(super) fn bars(self, org: &str, said: Said) -> Self {
        let step = said.step();
        assert!(!self.offered(org, step.role()).contains(&step), "{step:?} is offered to {org}");
        self.refuses(org, said)
    }

    /// The step is refused for what is written in it.
    #[track_caller]
    pub(super) fn refuses(self, org: &str, said: Said) -> Self {
        let article = self.transfer.article(said.step(), &number(), day(self.day + 1));
        let refusal = self.attempt(org, said).expect_err("barred");
        assert_eq!(refusal.code, "unlawful");
        assert!(refusal.text.zh.contains(&*article.zh) && refusal.text.en.contains(&*article.en), "{:?}", refusal.text);
        self
    }
}

/// A transfer that police have signed for.
pub(super) fn signed_for() -> Story {
    Story::default().goes(&[Step::Reported, Step::Approved, Step::Sent, Step::SignedFor])
}
