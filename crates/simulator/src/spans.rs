//! What a story's records make of each other: the rules that span a matter's records, over the days that were meant.

use kernel::transfer::RECORD as TRANSFER;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::law::{self, About, Across, Fact, Law};
use kernel::{LegalFact, When};

use crate::ledger::{Part, Record};

static SHIPPED: LazyLock<Option<Law>> = LazyLock::new(|| Law::shipped().ok());

/// Each record with a flag, without its label, that it has because of another or of a clock; nothing for stories that have neither crime nor
/// retest.
pub(crate) fn across(records: &[Record]) -> Vec<(&Record, String)> {
    let stages = |record: &Record| record.parts.values().any(|part| ["crime-suspected", "retest-accepted"].contains(&part.stage));
    let concerned = |record: &Record| record.kind == TRANSFER || stages(record);
    let Some(law) = SHIPPED.as_ref().filter(|_| records.iter().any(concerned)) else { return Vec::new() };
    together(records).iter().flat_map(|group| flags(group, law)).collect()
}

/// The records that belong together: those that name the story's matter, with a transfer its case; every other is alone.
fn together(records: &[Record]) -> Vec<Vec<&Record>> {
    let told = || records.iter().filter(|record| !record.parts.is_empty());
    let (transfer, case) = (told().find(|record| record.kind == TRANSFER), told().find(|record| is_case(record.kind)));
    let names = |record: &&Record| record.parts.values().filter_map(Part::standing).any(|entry| entry.meaning.of_matter);
    // A transfer's number contains its case's, so that the one brings the other.
    let pair: Vec<&Record> = transfer.into_iter().zip(case).flat_map(|(transfer, case)| [transfer, case]).collect();
    let paired = |record: &Record| pair.iter().any(|other| other.id == record.id);
    let with = |record: &&Record| names(record) || paired(record) && pair.iter().any(names);
    let (matter, rest): (Vec<&Record>, Vec<&Record>) = told().partition(with);
    let (pair, alone): (Vec<&Record>, Vec<&Record>) = rest.into_iter().partition(|record| paired(record));
    [matter, pair].into_iter().chain(alone.into_iter().map(|record| vec![record])).collect()
}

fn is_case(kind: &str) -> bool {
    kind.ends_with(".admin-case")
}

fn flags<'r>(group: &[&'r Record], law: &Law) -> Vec<(&'r Record, String)> {
    let facts: Vec<Fact> = group.iter().flat_map(|record| facts(record)).collect();
    let flag = |one: &Across| {
        let record = group.iter().find(|record| record.id == one.record)?;
        Some((*record, one.flag().split('/').next().unwrap_or_default().to_owned()))
    };
    // Several records may be the cause of one flag.
    let found: BTreeMap<_, _> =
        law::across(&facts, law, i64::MAX).into_iter().map(|one| ((one.record, one.flag()), one)).collect();
    found.values().filter_map(flag).collect()
}

/// What the law knows of a record of a case or of its transfer.
fn facts(record: &Record) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (name, part) in &record.parts {
        let Some(entry) = part.standing() else { continue };
        let Some(fact) = entry.meaning.fact.or_else(|| legal(record.kind, part.stage)) else { continue };
        facts.push(Fact {
            fact,
            when: When::Day(entry.on),
            record: record.id,
            part: name.clone(),
            about: name.split_once('/').and_then(|(_, label)| About::of(fact, label)),
            agency: entry.agency.clone(),
            org: entry.org.clone(),
            to: None,
            division: entry.division.clone(),
            until: None,
            encloses: entry.meaning.encloses.clone(),
            case_of: None,
            recorded: 1,
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            withdrawn: None,
        });
    }
    facts
}

/// The fact that a stage states, as far as a rule over several records asks for it.
fn legal(kind: &str, stage: &str) -> Option<LegalFact> {
    use LegalFact as F;
    let (transfer, police) = (kind == TRANSFER, kind == "police.case");
    let (case, sample) = (is_case(kind), kind == "food-drug.sample");
    Some(match stage {
        "crime-suspected" if case => F::SuspectedCrimeFound,
        "penalised" if case => F::PenaltyDecided,
        "seizure-lifted" if case => F::SeizureLifted,
        "goods-disposed" if case => F::GoodsDisposed,
        "closed" if case => F::AdminCaseClosed,
        "reported" if transfer => F::TransferReported,
        "approved" if transfer => F::TransferApproved,
        "sent" if transfer => F::TransferSent,
        "signed-for" if transfer => F::TransferReceived,
        "recalled" if transfer => F::TransferWithdrawn,
        "refused" if transfer => F::TransferRefused,
        "returned" if transfer => F::CaseReturned,
        "forwarded" if transfer => F::CaseForwarded,
        "accepted" if transfer || police => F::CaseAccepted,
        "filed" if transfer || police => F::CaseFiled,
        "not-filed" if transfer || police => F::CaseNotFiled,
        "case-withdrawn" if transfer => F::CaseWithdrawn,
        "closed-without-charge" if police => F::CaseWithdrawn,
        "not-prosecuted" if police => F::NotProsecuted,
        "non-prosecution-notified" if transfer => F::NonProsecutionNotified,
        "penalty-urged" if transfer => F::PenaltyUrged,
        "items-handed-over" if transfer => F::ItemsHandedOver,
        "supplement-supplied" if transfer => F::SupplementSupplied,
        "supervision-suggested" if transfer => F::SupervisionSuggested,
        "explanation-requested" if transfer => F::ExplanationRequested,
        "retest-requested" if sample => F::RetestRequested,
        "retest-accepted" if sample => F::RetestAccepted,
        _ => return None,
    })
}
