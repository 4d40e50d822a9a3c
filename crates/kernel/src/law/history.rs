//! The history that clocks are computed over: the facts of a matter, each with its circumstances.

use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, LazyLock};

use LegalFact as F;
use chrono::{DateTime, NaiveDate, Utc};

use super::{CaseOf, FactSet};
use crate::rule::thing;
use crate::{AgencyCode, DivisionCode, Enclosed, LegalFact, OrgId, RecordId, When};

/// Facts of one suspect each.
const OF_SUSPECTS: &[F] = &[
    F::Detained,
    F::ArrestRequestExtended,
    F::ArrestRequestExtendedTo30,
    F::ArrestRequested,
    F::Arrested,
    F::ArrestRefused,
    F::Bailed,
    F::ResidenceSurveilled,
    F::Released,
    F::CustodyExtendedFirst,
    F::CustodyExtendedSecond,
    F::CustodyExtendedThird,
    F::Prosecuted,
    F::NotProsecuted,
    F::AdminDetentionDecided,
    F::AdminDetentionCopied,
];
/// Facts of suspects whom one part names together: its own label is no suspect's.
const OF_SUSPECTS_TOGETHER: &[F] = &[F::SentForProsecution];
/// Facts of one list of goods each.
const OF_GOODS: &[F] = &[
    F::Seized,
    F::SeizureExtended,
    F::SeizureLifted,
    F::GoodsDisposed,
    F::TestingStarted,
    F::TestingEnded,
    F::EmergencySeized,
    F::SeizureApproved,
    F::ReleaseRequested,
    F::ReleaseDecided,
    F::ReleaseServed,
    F::ReleaseAnnounced,
    F::GoodsCollected,
    F::DrugsSeized,
    F::DrugSeizureDecided,
    F::DrugTestReported,
    F::DrugTestPassed,
    F::DrugRetestRequested,
    F::EvidencePreserved,
    F::PreservationDisposed,
];
/// Facts of one penalty decision each.
const OF_DECISIONS: &[F] = &[F::PenaltyDecided, F::DetentionWarranted, F::PenaltyServed, F::PenaltyPaid, F::PenaltyAppealed];
/// Facts of one order each.
const OF_ORDERS: &[F] = &[
    F::CorrectionOrdered,
    F::CorrectionServed,
    F::ProductionLimited,
    F::ProductionLimitExtended,
    F::ProductionStopped,
    F::RestrictionServed,
    F::RestrictionLifted,
    F::CorrectionPlanFiled,
    F::CorrectionFinished,
    F::CompletionReported,
];

/// Facts that speak of their own record only, also where a matter has several of its kind: a sample, a seizure, a case of the police.
const OF_RECORDS: &[F] = &[
    F::ViolationEnded,
    F::HarmToLifeOrHealth,
    F::ViolationDiscovered,
    F::AdminCaseFiled,
    F::DetentionWarranted,
    F::DrugsSeized,
    F::EconomicCrime,
    F::Sampled,
    F::FarmProduce,
    F::SampleReceived,
    F::TestReported,
    F::SamplePassed,
    F::SampleFailed,
    F::ReportSubmitted,
    F::HighRiskFound,
    F::HighRiskReported,
    F::FailureNotified,
    F::RetestExcluded,
    F::RetestRequested,
    F::RetestAccepted,
    F::RetestRefused,
    F::RetestNamingExtended,
    F::RetestLabNamed,
    F::BackupCollected,
    F::RetestReported,
    F::AuthenticityDisputed,
    F::BackupDisposed,
    F::HandlingFinished,
    F::ResultPublished,
    F::QuickTestNotified,
    F::QuickTestDisputed,
];

/// Facts of one round of gaps in a set each: what was asked for, and what answers it.
const OF_ROUNDS: &[F] = &[F::GapsNotified, F::DetentionGapsNotified, F::SupplementSupplied, F::SupplementImpossible];
/// Facts of one question each, by the number of the letter that asks.
const OF_QUESTIONS: &[F] = &[F::Consulted, F::ConsultationAnswered];

/// What a fact is about where a matter has several of a kind. Facts without one speak of the whole matter.
///
/// Two facts may belong to one clock if they are about the same, or if at least one does not say, or if they speak of different kinds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// A suspect, by the label in the police case; never by name.
    Suspect(String),
    /// A seizure or a list of goods, by its number.
    Goods(String),
    /// A penalty decision, by its number.
    Decision(String),
    /// An order or measure, by its number.
    Order(String),
    /// A sample, by its number.
    Sample(String),
    /// A transfer, by its number, where one matter is transferred more than once.
    Transfer(String),
    /// A deed of the organisation that tells it: a decision that it entered into a platform.
    Deed(LegalFact),
    /// A question of one organ to another, by the number of its letter.
    Question(String),
    /// What is missing from a set, by the round in which it was asked for.
    Round(String),
}

impl About {
    fn parts(&self) -> (u8, &'static str, &str) {
        match self {
            Self::Suspect(key) => (0, "suspect", key),
            Self::Goods(key) => (1, "goods", key),
            Self::Decision(key) => (2, "decision", key),
            Self::Order(key) => (3, "order", key),
            Self::Sample(key) => (4, "sample", key),
            Self::Transfer(key) => (5, "transfer", key),
            Self::Deed(fact) => (6, "deed", fact.code()),
            Self::Question(key) => (7, "question", key),
            Self::Round(key) => (8, "round", key),
        }
    }

    fn agrees(&self, other: &Self) -> bool {
        let ((kind, _, key), (other_kind, _, other_key)) = (self.parts(), other.parts());
        kind != other_kind || key == other_key
    }
}

impl About {
    /// What a part of a record with `label` states `fact` about: the label names one of the things of which the fact is told.
    ///
    /// `None` where a matter has only one of the kind, so that the fact speaks of all of it.
    pub fn of(fact: LegalFact, label: &str) -> Option<Self> {
        let label = Some(label.to_owned()).filter(|label| !label.is_empty())?;
        let of = |facts: &[F]| facts.contains(&fact);
        Some(if of(OF_SUSPECTS) {
            // Who is held again is the same: each round is a part of its own.
            Self::Suspect(thing(&label).to_owned())
        } else if of(OF_GOODS) {
            Self::Goods(label)
        } else if of(OF_DECISIONS) {
            Self::Decision(label)
        } else if of(OF_ORDERS) {
            Self::Order(label)
        } else if of(OF_ROUNDS) {
            Self::Round(label)
        } else if of(OF_QUESTIONS) {
            Self::Question(label)
        } else if fact == F::EnteredInPlatform {
            Self::Deed(F::from_code(&label)?)
        } else {
            return None;
        })
    }

    /// What a part states `fact` about that names several of which it is told ([`crate::Says::Of`]), for each of these labels.
    pub fn each(fact: LegalFact, label: &str) -> Option<Self> {
        OF_SUSPECTS_TOGETHER.contains(&fact).then(|| Self::Suspect(label.to_owned()))
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, kind, key) = self.parts();
        write!(f, "{kind}:{key}")
    }
}

/// One fact of a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What the law calls it.
    pub fact: LegalFact,
    /// When it happened.
    pub when: When,
    /// The record that tells it.
    pub record: RecordId,
    /// The part of the record that tells it.
    pub part: String,
    /// What it is about, where the matter has several.
    pub about: Option<About>,
    /// The agency whose act it was, not the one that keeps the record.
    pub agency: AgencyCode,
    /// The organisation whose act it was.
    pub org: OrgId,
    /// The organisation it is addressed to, where that is known: who owes what follows.
    pub to: Option<OrgId>,
    /// Where.
    pub division: DivisionCode,
    /// Until when what it grants was granted, where the report says so: an extension need not give all that the law allows.
    pub until: Option<NaiveDate>,
    /// What went with it: the documents of a set, the things on a list.
    pub encloses: Vec<Enclosed>,
    /// Whose case the transfer is that tells it; `None` in other records.
    pub case_of: Option<Arc<CaseOf>>,
    /// The position that recorded it.
    pub recorded: i64,
    /// When that was.
    pub recorded_at: DateTime<Utc>,
    /// The position that took it back or replaced it.
    pub withdrawn: Option<i64>,
}

impl Fact {
    /// Whether it stood when the history was known up to `position`.
    pub fn stands_at(&self, position: i64) -> bool {
        self.recorded <= position && self.withdrawn.is_none_or(|withdrawn| withdrawn > position)
    }

    /// Whether it speaks of `other`, a deed of the same organisation: of all its deeds if it does not say of which.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        let deed = if let Some(About::Deed(deed)) = &self.about { Some(*deed) } else { None };
        self.org == other.org && deed.is_none_or(|deed| deed == other.fact)
    }

    /// Whether it speaks of its own record only.
    pub(super) fn of_its_record(&self) -> bool {
        static SET: LazyLock<FactSet> = LazyLock::new(|| OF_RECORDS.iter().copied().collect());
        SET.has(self.fact)
    }

    /// The same fact with the same circumstances, whenever and however often it was recorded.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.place() == other.place() && self.when == other.when && self.circumstances() == other.circumstances()
    }

    /// An order of facts by what is told, in which the same fact told twice stands side by side; of these the first recorded comes first.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let when = || (self.when != other.when).then(|| self.when.to_string().cmp(&other.when.to_string()));
        let then = |order: Ordering| order.then_with(|| self.circumstances().cmp(&other.circumstances()));
        then(self.place().cmp(&other.place()).then_with(|| when().unwrap_or(Ordering::Equal)))
            .then_with(|| self.recorded.cmp(&other.recorded))
    }

    fn place(&self) -> impl Ord + '_ {
        (self.record, self.part.as_str(), self.fact, self.about.as_ref())
    }

    fn circumstances(&self) -> impl Ord + '_ {
        (self.agency.as_str(), self.org.as_str(), self.to.as_ref(), self.division.as_str(), self.until, &self.encloses)
    }

    /// Whether both may belong to one clock.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        match (&self.about, &other.about) {
            (Some(a), Some(b)) => a.agrees(b),
            (None, _) | (_, None) => true,
        }
    }
}
