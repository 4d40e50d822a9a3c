//! One fact that two records tell: police state in their own case and in the regulator's transfer that they accepted it and how they decided.

use super::{Fact, FactSet};
use crate::{LegalFact, RecordId};

/// What police say both of their case and of the transfer from which it came.
const BOTH: [LegalFact; 4] = [LegalFact::CaseAccepted, LegalFact::CaseFiled, LegalFact::CaseNotFiled, LegalFact::CaseWithdrawn];
/// What is told of transfers only: a record that tells one of these is one.
const OF_TRANSFERS: [LegalFact; 5] = [
    LegalFact::TransferReported,
    LegalFact::TransferApproved,
    LegalFact::TransferSent,
    LegalFact::TransferReceived,
    LegalFact::TransferWithdrawn,
];

/// A fact of a transfer with the same fact of a case.
pub(super) struct Twin<'a> {
    /// As the transfer tells it.
    pub transfer: &'a Fact,
    /// As the case tells it.
    pub case: &'a Fact,
    /// Whether both may mean one day: then they are one fact.
    pub agree: bool,
}

/// The records among `facts` that are transfers.
pub(super) fn transfers<'a>(facts: impl Iterator<Item = &'a Fact>) -> Vec<RecordId> {
    let mut records: Vec<RecordId> = facts.filter(|fact| OF_TRANSFERS.contains(&fact.fact)).map(|fact| fact.record).collect();
    records.sort_unstable();
    records.dedup();
    records
}

/// Whether facts of these kinds can be told twice at all: most matters have no transfer.
pub(super) fn possible(present: &FactSet) -> bool {
    let any = |facts: &[LegalFact]| facts.iter().any(|fact| present.has(*fact));
    any(&OF_TRANSFERS) && any(&BOTH)
}

/// What a transfer and a case of one matter both tell of one organ's act.
///
/// Where they do not agree on the day they are told differently only if there is no other case that could be meant.
pub(super) fn twins<'a>(facts: &[&'a Fact]) -> Vec<Twin<'a>> {
    let records = transfers(facts.iter().copied());
    let mut twins = Vec::new();
    if records.is_empty() {
        return twins;
    }
    let told = |fact: &&&Fact, of_transfer: bool| BOTH.contains(&fact.fact) && records.contains(&fact.record) == of_transfer;
    for transfer in facts.iter().filter(|fact| told(fact, true)) {
        let same = |other: &&&Fact| told(other, false) && other.fact == transfer.fact && other.org == transfer.org;
        let cases: Vec<&'a Fact> = facts.iter().filter(same).copied().collect();
        let agree = |case: &&Fact| agree(transfer, case);
        match cases.iter().copied().find(agree) {
            Some(case) => twins.push(Twin { transfer, case, agree: true }),
            None if let [case] = cases[..] => {
                let alone = |other: &&&Fact| told(other, true) && other.fact == transfer.fact && other.org == transfer.org;
                if facts.iter().filter(alone).count() == 1 {
                    twins.push(Twin { transfer, case, agree: false });
                }
            }
            None => {}
        }
    }
    twins
}

/// Whether both may have happened on one day: two clerks seldom write the same minute.
fn agree(a: &Fact, b: &Fact) -> bool {
    a.when.first_day() <= b.when.last_day() && b.when.first_day() <= a.when.last_day()
}
