//! Which records of a matter are about one affair: a regulator's case, its transfer, and the case of police that came of it.

use super::twice::Twin;
use super::{Fact, Role};
use crate::{AgencyCode, LegalFact, OrgId, RecordId};

/// Whose case a transfer is, as its number says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseOf {
    /// The regulator.
    pub org: OrgId,
    /// Its agency, where the organisation is known.
    pub agency: Option<AgencyCode>,
    /// The records that may tell of that case: one for each kind of case that regulators have.
    pub records: Vec<RecordId>,
}

/// The transfers of a matter, as far as their numbers say whose they are.
///
/// A matter may hold several affairs: two regulators that each transfer a case, one that transfers only one of its two. What is told of one
/// is not said of the other.
pub(super) struct Affairs<'a> {
    transfers: Vec<(RecordId, &'a CaseOf)>,
    /// The records that are a regulator's case.
    cases: Vec<RecordId>,
    /// Transfers with the case in which police tell the same.
    twins: Vec<(RecordId, RecordId)>,
}

impl<'a> Affairs<'a> {
    /// Those of `facts`.
    pub fn of(facts: impl Iterator<Item = &'a Fact>, twins: &[Twin<'_>]) -> Self {
        let (mut transfers, mut cases): (Vec<(RecordId, &CaseOf)>, Vec<RecordId>) = (Vec::new(), Vec::new());
        for fact in facts {
            match fact.case_of.as_deref() {
                Some(case) if !transfers.iter().any(|(record, _)| *record == fact.record) => transfers.push((fact.record, case)),
                None if fact.fact == LegalFact::AdminCaseFiled && !cases.contains(&fact.record) => cases.push(fact.record),
                Some(_) | None => {}
            }
        }
        Self { transfers, cases, twins: twins.iter().map(|twin| (twin.transfer.record, twin.case.record)).collect() }
    }

    /// Whose case `record` is about, if it is a transfer or the case of police that came of one.
    pub fn whose(&self, record: RecordId) -> Option<&'a CaseOf> {
        let twin = || self.twins.iter().find(|(_, case)| *case == record);
        self.transfer(record).or_else(|| self.transfer(twin()?.0))
    }

    fn transfer(&self, record: RecordId) -> Option<&'a CaseOf> {
        self.transfers.iter().find(|(transfer, _)| *transfer == record).map(|(_, case)| *case)
    }

    /// Whether both may be said of one affair. `role` is that of whoever acted.
    pub fn together(&self, a: (&Fact, Role), b: (&Fact, Role)) -> bool {
        if a.0.record == b.0.record || self.transfers.len() + self.cases.len() < 2 {
            return true;
        }
        match (self.transfer(a.0.record), self.transfer(b.0.record)) {
            (Some(_), Some(_)) => false,
            (Some(case), None) => self.about(a.0.record, case, b),
            (None, Some(case)) => self.about(b.0.record, case, a),
            (None, None) => !(self.cases.contains(&a.0.record) && self.cases.contains(&b.0.record)),
        }
    }

    /// Whether what `fact` says in a record that is no transfer may be about `transfer`, which is one of `case`.
    fn about(&self, transfer: RecordId, case: &CaseOf, (fact, role): (&Fact, Role)) -> bool {
        let record = fact.record;
        if self.twins.contains(&(transfer, record)) || case.records.contains(&record) {
            return true;
        }
        let anothers = self.twins.iter().any(|(_, twin)| *twin == record)
            || self.transfers.iter().any(|(_, other)| other.records.contains(&record));
        // Another case of the same regulator did not go with this one.
        let another_case = self.cases.contains(&record);
        !(anothers || another_case || role == Role::Regulator && case.org != fact.org)
    }
}
