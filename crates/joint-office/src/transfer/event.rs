//! What a transfer remembers, and what each step says: outcomes, facts of law, counts, and what the parts must agree on.

use kernel::transfer::police::{Decision, Extension, Reconsideration};
use kernel::transfer::regulator::{Handling, Sent};
use kernel::transfer::{About, Document};
use kernel::{
    Attribute, Count, DomainEvent, Enclosed, LegalFact, Mention, OrgId, Says, Telling, Tie, Told, TransferKind, Withdrawal,
    detention,
};
use serde::{Deserialize, Serialize};

use super::measures;
use super::steps::{Said, Step};
use super::ties::{approved, ties};
use crate::Account;

/// What happened in a transfer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A step, by this account.
    Told(Account, Box<Said>),
    /// A part was taken back; the part has its full name.
    Withdrawn(Account, Withdrawal),
}

/// The steps of which one organisation may tell several, each with its label.
pub(super) const LABELLED: &[&str] = &[
    "supplement-supplied",
    "supplement-impossible",
    "items-handed-over",
    "gaps-notified",
    "extended",
    "notice-served",
    "entered-in-platform",
    "consulted",
    "consultation-answered",
];

/// The steps that may come again, each time but the first with its number: a case that police withdraw may be supervised and filed again.
pub const REPEATED: &[&str] = &[
    "filed",
    "case-withdrawn",
    "withdrawal-told",
    "supervision-suggested",
    "explanation-requested",
    "reasons-explained",
    "filing-notified",
];

/// The codes of outcomes with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("transfer-urged", "检察意见：应当移送", "procuratorate: to be transferred"),
    ("transfer-reported", "待负责人批准移送", "waits for the head's approval"),
    ("transfer-approved", "已批准移送", "transfer approved"),
    ("transfer-refused", "决定不移送", "transfer refused by the head"),
    ("transfer-sent", "已移送公安机关", "sent to police"),
    ("detention-sent", "已移送行政拘留", "sent for administrative detention"),
    ("transfer-recalled", "已撤回移送", "transfer recalled"),
    ("transfer-signed-for", "公安机关已签收", "signed for by police"),
    ("transfer-incomplete", "材料待补充", "set to be supplemented"),
    ("transfer-forwarded", "已转送其他公安机关", "forwarded to another police organ"),
    ("transfer-returned", "公安机关退回", "given back by police"),
    ("transfer-accepted", "公安机关已受案", "accepted by police"),
    ("transfer-filed", "公安机关已立案", "case filed by police"),
    ("transfer-not-filed", "公安机关不予立案", "no case filed by police"),
    ("transfer-to-be-reconsidered", "复议中", "under reconsideration"),
    ("transfer-reversed", "复议决定立案", "reconsidered: to be filed"),
    ("transfer-upheld", "复议维持不予立案", "reconsidered: refusal upheld"),
    ("transfer-supervised", "检察院立案监督中", "filing under supervision"),
    ("transfer-to-be-filed", "检察院通知立案", "police notified to file"),
    ("transfer-case-withdrawn", "公安机关撤案", "case withdrawn by police"),
    ("transfer-not-prosecuted", "检察院不起诉", "not prosecuted"),
    ("transfer-detained", "已决定行政拘留", "administrative detention decided"),
    ("transfer-to-be-penalised", "反向移送行政处罚", "back to the regulator for a penalty"),
    ("transfer-penalised", "反向移送后已处罚", "penalised after the reverse transfer"),
    ("transfer-not-penalised", "反向移送后不予处罚", "not penalised after the reverse transfer"),
];

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Told(account, said) => (&account.told, part(account, said)),
            Self::Withdrawn(account, data) => (&account.told, data.part.clone()),
        }
    }
}

/// The part by name; rounds, lists, grounds and decisions are told apart by their label.
fn part(account: &Account, said: &Said) -> String {
    let stage = said.step().code();
    let label = match said {
        Said::GapsNotified(data) => data.round.to_string(),
        Said::SupplementSupplied(data) => data.round.to_string(),
        Said::SupplementImpossible(data) => data.round.to_string(),
        Said::ItemsHandedOver(data) => data.list.clone(),
        Said::Extended(data) => data.ground.code().to_owned(),
        Said::NoticeServed(data) if data.round > 1 => format!("{}-{}", data.decision.code(), data.round),
        Said::NoticeServed(data) => data.decision.code().to_owned(),
        Said::EnteredInPlatform(data) => data.decision.code().to_owned(),
        Said::Consulted(data) => data.question.clone(),
        Said::ConsultationAnswered(data) => data.question.clone(),
        Said::SupervisionSuggested(_)
        | Said::ExplanationRequested(_)
        | Said::ReasonsExplained(_)
        | Said::FilingNotified(_)
        | Said::Filed(_)
        | Said::CaseWithdrawn(_)
        | Said::WithdrawalTold(_) => match said.round() {
            0 | 1 => return account.part(stage),
            round => round.to_string(),
        },
        Said::TransferUrged(_)
        | Said::Reported(_)
        | Said::Approved(_)
        | Said::Refused(_)
        | Said::Sent(_)
        | Said::PartyTold(_)
        | Said::SignedFor(_)
        | Said::Recalled(_)
        | Said::Forwarded(_)
        | Said::Returned(_)
        | Said::Accepted(_)
        | Said::NotFiled(_)
        | Said::ReconsiderationRequested(_)
        | Said::Reconsidered(_)
        | Said::DetentionDecided(_)
        | Said::DetentionCopied(_)
        | Said::NonProsecutionNotified(_)
        | Said::PenaltyUrged(_)
        | Said::ResultReported(_) => return account.part(stage),
    };
    account.labelled(stage, &label)
}

impl DomainEvent for Event {
    const FOLLOWED: &'static [&'static str] = &["transfer-reported", "transfer-sent"];

    fn event_type(&self) -> &'static str {
        match self {
            Self::Told(_, said) => said.step().tag(),
            Self::Withdrawn(..) => "transfer-part-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        match self {
            Self::Told(account, said) => {
                let ties = ties(account, said, &part);
                Telling::of(part, told, says(account, said).into_iter().chain(ties).collect())
            }
            Self::Withdrawn(..) => Telling::withdrawn(part, told),
        }
    }
}

fn outcome(code: &'static str) -> Says {
    Says::Attribute(Attribute::Outcome(code))
}

/// The set waits for no supplement any more; what else had become of the transfer stays.
fn supplemented() -> Says {
    Says::Attribute(Attribute::OutcomeOver("transfer-incomplete"))
}

/// The same step for a suspected crime and for administrative detention is another fact of law; some are none for detention.
fn by_kind(kind: TransferKind, crime: LegalFact, detention: Option<LegalFact>) -> Vec<Says> {
    let fact = match kind {
        TransferKind::Crime => Some(crime),
        TransferKind::Detention => detention,
    };
    let kind = Says::Tie(Tie::Is("kind".to_owned(), kind.code().to_owned()));
    fact.map(Says::Legal).into_iter().chain([kind]).collect()
}

/// Counted once per transfer, however many police organs or rounds say so.
fn once(measure: kernel::Measure) -> Says {
    Count::once_per_record(measure.code)
}

/// One police organ decides on one transfer.
fn decided_by(account: &Account) -> Says {
    Says::Tie(Tie::Is("deciding-organ".to_owned(), account.org.to_string()))
}

/// What `said` says.
fn says(account: &Account, said: &Said) -> Vec<Says> {
    use Says::Legal;
    let mut says = match said {
        Said::TransferUrged(data) => {
            let facts = [LegalFact::OpinionSent, LegalFact::TransferUrged].map(Legal);
            about(data.about.as_ref()).chain(facts).chain([Count::one(measures::OPINIONS.code)]).collect()
        }
        Said::Reported(data) => about(Some(&data.about))
            .chain(by_kind(data.kind, LegalFact::TransferReported, Some(LegalFact::DetentionWarranted)))
            .collect(),
        Said::Approved(data) => by_kind(data.kind, LegalFact::TransferApproved, None),
        Said::Refused(data) => by_kind(data.kind, LegalFact::TransferRefused, None),
        Said::Sent(data) => sent(data),
        Said::PartyTold(_) => vec![Legal(LegalFact::HandOverTold)],
        Said::SignedFor(data) => by_kind(data.kind, LegalFact::TransferReceived, None),
        Said::GapsNotified(data) => {
            let facts = by_kind(data.kind, LegalFact::GapsNotified, Some(LegalFact::DetentionGapsNotified));
            facts.into_iter().chain([Says::Tie(Tie::Lists(round(data.round)))]).collect()
        }
        Said::SupplementSupplied(data) => {
            let answers = [Legal(LegalFact::SupplementSupplied), Says::Tie(Tie::Takes(round(data.round))), supplemented()];
            answers.into_iter().chain(documents(&data.documents)).collect()
        }
        Said::SupplementImpossible(data) => {
            vec![Legal(LegalFact::SupplementImpossible), Says::Tie(Tie::Takes(round(data.round))), supplemented()]
        }
        Said::Recalled(_) => vec![Legal(LegalFact::TransferWithdrawn)],
        Said::Forwarded(_) => vec![Legal(LegalFact::CaseForwarded)],
        Said::Returned(data) => by_kind(data.kind, LegalFact::CaseReturned, Some(LegalFact::DetentionTransferReturned)),
        Said::Accepted(data) => {
            let counted = (data.kind == TransferKind::Crime).then(|| once(measures::ACCEPTED));
            let facts = by_kind(data.kind, LegalFact::CaseAccepted, Some(LegalFact::DetentionTransferAccepted));
            facts.into_iter().chain(counted).collect()
        }
        // Without its approval it extends nothing.
        Said::Extended(data) if !approved(account, data) => Vec::new(),
        Said::Extended(data) => vec![Legal(match data.ground {
            Extension::Clue => LegalFact::ClueCheckNeeded,
            Extension::Complex => LegalFact::ComplexCaseApproved,
            Extension::Major => LegalFact::MajorCaseApproved,
            Extension::Special => LegalFact::SpecialCaseApproved,
        })],
        Said::NotFiled(_) => vec![Legal(LegalFact::CaseNotFiled), decided_by(account), once(measures::NOT_FILED)],
        Said::ReconsiderationRequested(_) => {
            vec![Legal(LegalFact::ReconsiderationRequested), once(measures::RECONSIDERED)]
        }
        Said::Reconsidered(data) => vec![
            Legal(match data.outcome {
                Reconsideration::Reversed => LegalFact::ReconsiderationReversed,
                Reconsideration::Upheld => LegalFact::ReconsiderationUpheld,
            }),
            decided_by(account),
            once(measures::RECONSIDERED),
        ],
        Said::SupervisionSuggested(_) => vec![Legal(LegalFact::SupervisionSuggested)],
        Said::ExplanationRequested(_) => vec![Legal(LegalFact::ExplanationRequested), once(measures::SUPERVISED)],
        Said::ReasonsExplained(_) => vec![Legal(LegalFact::ReasonsExplained)],
        Said::FilingNotified(_) => vec![Legal(LegalFact::FilingNotified), once(measures::SUPERVISED)],
        Said::Filed(_) => vec![Legal(LegalFact::CaseFiled), decided_by(account), once(measures::FILED)],
        Said::NoticeServed(data) => vec![Legal(match data.decision {
            Decision::Filed => LegalFact::FilingNoticeServed,
            Decision::NotFiled => LegalFact::RefusalNoticeServed,
        })],
        Said::ItemsHandedOver(data) => {
            let taken = data.items.iter().map(|label| Says::Tie(Tie::Takes(item(label))));
            let things = data.items.iter().map(|label| Says::Encloses(Enclosed::Item(label.clone())));
            [Legal(LegalFact::ItemsHandedOver)].into_iter().chain(taken).chain(things).collect()
        }
        Said::DetentionDecided(data) => {
            let long = detention::too_long(&account.part(Step::DetentionDecided.code()), data.days, data.acts);
            [Legal(LegalFact::AdminDetentionDecided), decided_by(account)].into_iter().chain(long).collect()
        }
        Said::DetentionCopied(_) => vec![Legal(LegalFact::AdminDetentionCopied)],
        Said::CaseWithdrawn(_) => vec![Legal(LegalFact::CaseWithdrawn)],
        Said::WithdrawalTold(_) => vec![Legal(LegalFact::WithdrawalNotified)],
        Said::NonProsecutionNotified(_) => vec![Legal(LegalFact::NonProsecutionNotified)],
        Said::PenaltyUrged(data) => {
            let facts = [LegalFact::OpinionSent, LegalFact::PenaltyUrged].map(Legal);
            let counted = [Count::one(measures::OPINIONS.code), once(measures::REVERSED)];
            about(data.about.as_ref()).chain(facts).chain(counted).collect()
        }
        Said::ResultReported(_) => vec![Legal(LegalFact::PenaltyResultReported)],
        Said::EnteredInPlatform(_) => vec![Legal(LegalFact::EnteredInPlatform)],
        Said::Consulted(data) => vec![Legal(LegalFact::Consulted), Says::Tie(Tie::Lists(question(&data.question, &data.to)))],
        Said::ConsultationAnswered(data) => {
            let answers = Tie::Takes(question(&data.question, &account.org));
            vec![Legal(LegalFact::ConsultationAnswered), Says::Tie(answers)]
        }
    };
    says.extend(addressee(said).cloned().map(Says::To));
    says.extend(outcome_of(said).map(outcome));
    says
}

/// Whom `said` names as the one to whom it is addressed: who owes what follows.
fn addressee(said: &Said) -> Option<&OrgId> {
    match said {
        Said::Sent(data) => Some(&data.to),
        Said::Forwarded(data) => Some(&data.to),
        Said::ItemsHandedOver(data) => Some(&data.to),
        Said::SupervisionSuggested(data) => data.to.as_ref(),
        Said::ExplanationRequested(data) => Some(&data.police),
        Said::FilingNotified(data) => Some(&data.police),
        Said::Consulted(data) => Some(&data.to),
        Said::TransferUrged(_)
        | Said::Reported(_)
        | Said::Approved(_)
        | Said::Refused(_)
        | Said::PartyTold(_)
        | Said::SignedFor(_)
        | Said::GapsNotified(_)
        | Said::SupplementSupplied(_)
        | Said::SupplementImpossible(_)
        | Said::Recalled(_)
        | Said::Returned(_)
        | Said::Accepted(_)
        | Said::Extended(_)
        | Said::NotFiled(_)
        | Said::ReconsiderationRequested(_)
        | Said::Reconsidered(_)
        | Said::ReasonsExplained(_)
        | Said::Filed(_)
        | Said::NoticeServed(_)
        | Said::DetentionDecided(_)
        | Said::DetentionCopied(_)
        | Said::CaseWithdrawn(_)
        | Said::WithdrawalTold(_)
        | Said::NonProsecutionNotified(_)
        | Said::PenaltyUrged(_)
        | Said::ResultReported(_)
        | Said::EnteredInPlatform(_)
        | Said::ConsultationAnswered(_) => None,
    }
}

/// How the transfer stands after `said`; `None` where that does not change.
fn outcome_of(said: &Said) -> Option<&'static str> {
    Some(match said {
        Said::TransferUrged(_) => "transfer-urged",
        Said::Reported(_) => "transfer-reported",
        Said::Approved(_) => "transfer-approved",
        Said::Refused(_) => "transfer-refused",
        Said::Sent(Sent { kind: TransferKind::Crime, .. }) => "transfer-sent",
        Said::Sent(Sent { kind: TransferKind::Detention, .. }) => "detention-sent",
        Said::SignedFor(_) => "transfer-signed-for",
        Said::GapsNotified(_) => "transfer-incomplete",
        Said::Recalled(_) => "transfer-recalled",
        Said::Forwarded(_) => "transfer-forwarded",
        Said::Returned(_) => "transfer-returned",
        Said::Accepted(_) => "transfer-accepted",
        Said::NotFiled(_) => "transfer-not-filed",
        Said::ReconsiderationRequested(_) => "transfer-to-be-reconsidered",
        Said::Reconsidered(data) => match data.outcome {
            Reconsideration::Reversed => "transfer-reversed",
            Reconsideration::Upheld => "transfer-upheld",
        },
        Said::ExplanationRequested(_) => "transfer-supervised",
        Said::FilingNotified(_) => "transfer-to-be-filed",
        Said::Filed(_) => "transfer-filed",
        Said::DetentionDecided(_) => "transfer-detained",
        Said::CaseWithdrawn(_) => "transfer-case-withdrawn",
        Said::NonProsecutionNotified(_) => "transfer-not-prosecuted",
        Said::PenaltyUrged(_) => "transfer-to-be-penalised",
        Said::ResultReported(data) => match data.handling {
            Handling::Penalised => "transfer-penalised",
            Handling::NotPenalised => "transfer-not-penalised",
        },
        Said::PartyTold(_)
        | Said::Extended(_)
        | Said::SupervisionSuggested(_)
        | Said::ReasonsExplained(_)
        | Said::NoticeServed(_)
        | Said::ItemsHandedOver(_)
        | Said::DetentionCopied(_)
        | Said::WithdrawalTold(_)
        | Said::EnteredInPlatform(_)
        | Said::Consulted(_)
        | Said::ConsultationAnswered(_)
        | Said::SupplementSupplied(_)
        | Said::SupplementImpossible(_) => return None,
    })
}

fn sent(data: &Sent) -> Vec<Says> {
    let measure = match data.kind {
        TransferKind::Crime => measures::SENT,
        TransferKind::Detention => measures::DETENTION_SENT,
    };
    let copied = data.copied_to.as_ref().map(|_| Says::Legal(LegalFact::TransferCopied));
    about(data.about.as_ref())
        .chain(by_kind(data.kind, LegalFact::TransferSent, Some(LegalFact::DetentionTransferSent)))
        .chain(copied)
        .chain([once(measure)])
        .chain(data.items.iter().map(|one| Says::Tie(Tie::Lists(item(&one.label)))))
        .chain(documents(&data.documents))
        .chain(data.items.iter().map(|one| Says::Encloses(one.enclosed())))
        .collect()
}

/// The documents that leave no gap in the set.
fn documents(documents: &[Document]) -> impl Iterator<Item = Says> {
    documents.iter().filter_map(Document::enclosed).map(Says::Encloses)
}

/// A thing on the list, as the parts agree on it.
fn item(label: &str) -> String {
    format!("item/{label}")
}

/// A round of gaps, which is answered once.
fn round(number: u16) -> String {
    format!("round/{number}")
}

/// A question to `org`, as asking and answering agree on it.
pub(super) fn question(number: &str, org: &OrgId) -> String {
    format!("question/{number}@{org}")
}

fn about(about: Option<&About>) -> impl Iterator<Item = Says> {
    about.into_iter().flat_map(|about| {
        let place = about.premises.as_ref().and_then(|premises| premises.address.clone());
        let matter = about.matter.clone().map(|number| Mention::Shared { kind: "joint-office.matter", number });
        let party = about.party.clone().map(|party| Mention::Entity(party.code, party.name));
        let premises = about.premises.clone().map(Mention::Premises);
        let drugs = about.drugs.then_some(Says::Legal(LegalFact::DrugCase));
        let attributes = [Attribute::Title(about.title.clone())].into_iter().chain(place.map(Attribute::Place));
        let mentions = premises.into_iter().chain(party).chain(matter).map(Says::Mention);
        attributes.map(Says::Attribute).chain(mentions).chain(drugs).collect::<Vec<_>>()
    })
}
