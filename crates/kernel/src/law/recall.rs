//! A transfer that is taken back after police accepted it: it stays with them, so that no clock ends and none runs again.

use super::Fact;
use crate::LegalFact;

/// What police tell of a transfer only once they accepted it, or gave it back themselves.
const TAKEN_ON: [LegalFact; 7] = [
    LegalFact::CaseAccepted,
    LegalFact::CaseReturned,
    LegalFact::CaseFiled,
    LegalFact::CaseNotFiled,
    LegalFact::DetentionTransferAccepted,
    LegalFact::DetentionTransferReturned,
    LegalFact::AdminDetentionDecided,
];

/// Whether `fact` takes a transfer back that police had accepted on an earlier day, as `others` of the same affair tell.
pub(super) fn too_late<'a>(fact: &Fact, mut others: impl Iterator<Item = &'a Fact>) -> bool {
    let before = |other: &Fact| other.when.last_day() < fact.when.first_day();
    fact.fact == LegalFact::TransferWithdrawn && others.any(|other| TAKEN_ON.contains(&other.fact) && before(other))
}
