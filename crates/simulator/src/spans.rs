//! What a story's records make of each other: the rules that span a regulator's case and its transfers, over the days that were meant.

use std::sync::LazyLock;

use kernel::law::{self, Across, Catalogue, Fact};
use kernel::{LegalFact, When};

use crate::ledger::Record;

static SHIPPED: LazyLock<Option<Catalogue>> = LazyLock::new(|| Catalogue::shipped().ok());

/// Each record with a flag, without its label, that it has because of another; nothing for stories without a suspected crime.
pub(crate) fn across(records: &[Record]) -> Vec<(&Record, String)> {
    let suspected = |record: &Record| record.parts.contains_key("crime-suspected");
    let Some(catalogue) = SHIPPED.as_ref().filter(|_| records.iter().any(suspected)) else { return Vec::new() };
    let facts: Vec<Fact> = records.iter().flat_map(facts).collect();
    let flag = |one: &Across| {
        let record = records.iter().find(|record| record.id == one.record)?;
        Some((record, one.flag().split('/').next().unwrap_or_default().to_owned()))
    };
    law::across(&facts, catalogue, i64::MAX).iter().filter_map(flag).collect()
}

/// What the law knows of a record of a case or of its transfer.
fn facts(record: &Record) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (name, part) in &record.parts {
        let (Some(entry), Some(fact)) = (part.standing(), legal(record.kind, part.stage)) else { continue };
        facts.push(Fact {
            fact,
            when: When::Day(entry.on),
            record: record.id,
            part: name.clone(),
            about: None,
            agency: entry.agency.clone(),
            org: entry.org.clone(),
            to: None,
            division: entry.division.clone(),
            recorded: 1,
            withdrawn: None,
        });
    }
    facts
}

/// The fact that a stage states, as far as a rule over several records asks for it.
fn legal(kind: &str, stage: &str) -> Option<LegalFact> {
    use LegalFact as F;
    let transfer = kind == "joint-office.transfer";
    let case = kind.ends_with(".admin-case");
    Some(match stage {
        "crime-suspected" if case => F::SuspectedCrimeFound,
        "penalised" if case => F::PenaltyDecided,
        "seizure-lifted" if case => F::SeizureLifted,
        "goods-disposed" if case => F::GoodsDisposed,
        "closed" if case => F::AdminCaseClosed,
        "sent" if transfer => F::TransferSent,
        "refused" if transfer => F::TransferRefused,
        "returned" if transfer => F::CaseReturned,
        "forwarded" if transfer => F::CaseForwarded,
        "filed" if transfer => F::CaseFiled,
        "not-filed" if transfer => F::CaseNotFiled,
        "case-withdrawn" if transfer => F::CaseWithdrawn,
        "non-prosecution-notified" if transfer => F::NonProsecutionNotified,
        "penalty-urged" if transfer => F::PenaltyUrged,
        "items-handed-over" if transfer => F::ItemsHandedOver,
        _ => return None,
    })
}
