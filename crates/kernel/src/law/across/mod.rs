//! Rules that span the records of one matter: what the facts of one record forbid to another.
//!
//! A rule is broken only where the dates leave no doubt. A filing bars new penalties on the same facts and keeps seized things on the list
//! until they are handed over; what was decided before it stands, and seizures and orders are not touched by it.

mod documents;
mod goods;
mod rule;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::NaiveDate;

pub use self::rule::{Across, SPANNING, Spanning, Wrong};
use self::rule::{CLOSED_INSTEAD, PENALISED_AFTER_FILING, TWO_ORGANS};
use super::twice::{transfers, twins};
use super::{Catalogue, Fact, Role};
use crate::{LegalFact, RecordId};

/// A fact with the days between which it occurred: what happened on one day is not put in order.
struct Dated<'a> {
    fact: &'a Fact,
    earliest: NaiveDate,
    latest: NaiveDate,
}

impl<'a> Dated<'a> {
    fn of(fact: &'a Fact) -> Self {
        Self { fact, earliest: fact.when.first_day(), latest: fact.when.last_day() }
    }

    fn is(&self, facts: &[LegalFact]) -> bool {
        facts.contains(&self.fact.fact)
    }

    fn surely_before(&self, other: &Self) -> bool {
        self.latest < other.earliest
    }

    fn perhaps_before(&self, other: &Self) -> bool {
        self.earliest <= other.latest
    }
}

/// Where the records of one matter break a rule that spans them, or tell one fact differently, as known at `known_at`.
///
/// It depends on the facts only, not on the order in which they were recorded.
pub fn across(history: &[Fact], catalogue: &Catalogue, known_at: i64) -> BTreeSet<Across> {
    let mut facts: Vec<&Fact> = history.iter().filter(|fact| fact.stands_at(known_at)).collect();
    // Of two that did the same on one day either could be named: it is always the same one, however the history was read.
    facts.sort_unstable_by(|a, b| a.order(b));
    facts.dedup_by(|a, b| a.same(b)); // What was told twice is one fact.
    let mut found = BTreeSet::new();
    if facts.iter().skip(1).all(|fact| fact.record == facts[0].record) && !facts.iter().any(|fact| needs_another(fact)) {
        return found; // One record alone breaks none of these.
    }
    for twin in twins(&facts).into_iter().filter(|twin| !twin.agree) {
        for (one, other) in [(twin.transfer, twin.case), (twin.case, twin.transfer)] {
            let (record, part, other) = (one.record, one.part.clone(), other.record);
            found.insert(Across { record, part, wrong: Wrong::Differs, thing: None, other });
        }
    }
    let dated: Vec<Dated<'_>> = facts.iter().copied().map(Dated::of).collect();
    let matter = Matter { facts: &dated, transfers: transfers(facts.iter().copied()), catalogue };
    for fact in &dated {
        found.extend(matter.after_filing(fact));
        found.extend(matter.closed_instead(fact));
        found.extend(matter.decided_twice(fact));
        found.extend(documents::missing(&matter, fact));
    }
    found
}

/// Whether a record that tells this fact may break a rule though it is alone.
fn needs_another(fact: &Fact) -> bool {
    use LegalFact as F;
    matches!(fact.fact, F::SuspectedCrimeFound | F::TransferSent | F::DetentionTransferSent)
}

struct Matter<'a> {
    facts: &'a [Dated<'a>],
    transfers: Vec<RecordId>,
    catalogue: &'a Catalogue,
}

impl Matter<'_> {
    fn of(&self, facts: &'static [LegalFact]) -> impl Iterator<Item = &Dated<'_>> {
        self.facts.iter().filter(move |dated| dated.is(facts))
    }

    /// The filing of a case that `organisation` transferred and that had not come back by the time of `fact`.
    fn filing_before(&self, fact: &Dated<'_>) -> Option<&Dated<'_>> {
        use LegalFact as F;
        let transferred = self.of(&[F::TransferSent]).any(|sent| sent.fact.org == fact.fact.org);
        if !transferred {
            return None;
        }
        let filing = self.of(&[F::CaseFiled]).filter(|filed| filed.surely_before(fact)).min_by_key(|filed| filed.latest)?;
        let back = &[
            F::CaseWithdrawn,
            F::NotProsecuted,
            F::NonProsecutionNotified,
            F::PenaltyUrged,
            F::ExemptedFromPunishment,
            F::CaseReturned,
        ];
        let returned = self.of(back).any(|back| filing.perhaps_before(back) && back.perhaps_before(fact));
        (!returned).then_some(filing)
    }

    /// A regulator's new penalty, or seized things that left it, after police filed a case on the same facts.
    fn after_filing(&self, fact: &Dated<'_>) -> Vec<Across> {
        use LegalFact as F;
        let penalty = fact.is(&[F::PenaltyDecided, F::DailyFineDecided]);
        let left = fact.is(&[F::SeizureLifted, F::GoodsDisposed]);
        if !(penalty || left) || self.catalogue.role(fact.fact.agency.as_str()) != Role::Regulator {
            return Vec::new();
        }
        let Some(filing) = self.filing_before(fact) else { return Vec::new() };
        if penalty {
            return vec![Across::of(&PENALISED_AFTER_FILING, fact.fact, filing.fact)];
        }
        goods::left_otherwise(self, fact, filing)
    }

    /// A regulator's case that was closed although the suspected crime went nowhere.
    fn closed_instead(&self, fact: &Dated<'_>) -> Option<Across> {
        use LegalFact as F;
        let own = |suspected: &&Dated<'_>| suspected.fact.record == fact.fact.record && suspected.perhaps_before(fact);
        let suspected = if fact.is(&[F::AdminCaseClosed]) { self.of(&[F::SuspectedCrimeFound]).find(own)? } else { return None };
        let went = self
            .of(&[F::TransferSent, F::TransferRefused])
            .any(|went| went.fact.org == fact.fact.org && went.perhaps_before(fact));
        (!went).then(|| Across::of(&CLOSED_INSTEAD, fact.fact, suspected.fact))
    }

    /// A decision on the only transfer of the matter and one of another organ in a case of its own, where nothing was forwarded.
    fn decided_twice(&self, fact: &Dated<'_>) -> Vec<Across> {
        use LegalFact as F;
        let decisions = &[F::CaseFiled, F::CaseNotFiled];
        let [transfer] = self.transfers[..] else { return Vec::new() };
        if !fact.is(decisions) || fact.fact.record != transfer || self.of(&[F::CaseForwarded]).next().is_some() {
            return Vec::new();
        }
        let others = self.of(decisions).filter(|other| other.fact.record != transfer && other.fact.org != fact.fact.org);
        let both =
            |other: &Dated<'_>| [Across::of(&TWO_ORGANS, fact.fact, other.fact), Across::of(&TWO_ORGANS, other.fact, fact.fact)];
        others.flat_map(both).collect()
    }
}
