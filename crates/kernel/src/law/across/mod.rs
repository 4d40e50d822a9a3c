//! Rules that span the records of one matter: what the facts of one record forbid to another.
//!
//! A rule is broken only where the dates leave no doubt. A filing bars new penalties on the same facts and keeps seized things on the list
//! until they are handed over; what was decided before it stands, and seizures and orders are not touched by it.

mod documents;
mod goods;
mod rule;
#[cfg(test)]
mod tests;
mod timely;

use std::cmp::Reverse;
use std::collections::BTreeSet;

pub use self::rule::{Across, SPANNING, Spanning, Wrong};
use self::rule::{CLOSED_INSTEAD, PENALISED_AFTER_FILING, TWO_ORGANS, URGED_WITHOUT_GROUND};
use super::affair::Affairs;
use super::day::stretch;
use super::recall;
use super::twice::{transfers, twins};
use super::{Catalogue, Fact, Law, Moment, Role};
use crate::{LegalFact, RecordId};

/// A fact with the stretch of time in which it occurred: what is known to one day only is not put in order.
#[derive(Clone, Copy)]
struct Dated<'a> {
    fact: &'a Fact,
    earliest: Moment,
    latest: Moment,
    role: Role,
}

impl<'a> Dated<'a> {
    fn of(fact: &'a Fact, catalogue: &Catalogue) -> Self {
        let (earliest, latest) = stretch(&fact.when);
        Self { fact, earliest, latest, role: catalogue.role(fact.agency.as_str()) }
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
/// It depends on the facts and the law only, not on the order in which they were recorded, nor on when it is asked.
pub fn across(history: &[Fact], law: &Law, known_at: i64) -> BTreeSet<Across> {
    let mut facts: Vec<&Fact> = history.iter().filter(|fact| fact.stands_at(known_at)).collect();
    // Of two that did the same on one day either could be named: it is always the same one, however the history was read.
    facts.sort_unstable_by(|a, b| a.order(b));
    facts.dedup_by(|a, b| a.same(b)); // What was told twice is one fact.
    let mut found = BTreeSet::new();
    if facts.iter().skip(1).all(|fact| fact.record == facts[0].record) && !facts.iter().any(|fact| needs_another(fact)) {
        return found; // One record alone breaks none of these.
    }
    let twins = twins(&facts);
    for twin in twins.iter().filter(|twin| !twin.agree) {
        for (one, other) in [(twin.transfer, twin.case), (twin.case, twin.transfer)] {
            let (record, part, other) = (one.record, one.part.clone(), other.record);
            found.insert(Across { record, part, wrong: Wrong::Differs, thing: None, other, on: one.when.last_day() });
        }
    }
    let dated: Vec<Dated<'_>> = facts.iter().map(|fact| Dated::of(fact, &law.catalogue)).collect();
    let affairs = Affairs::of(facts.iter().copied(), &twins);
    let transfers = transfers(facts.iter().copied());
    let matter = Matter { facts: &dated, transfers, affairs, history, law, known_at };
    for fact in &dated {
        found.extend(matter.after_filing(fact));
        found.extend(matter.closed_instead(fact));
        found.extend(matter.decided_twice(fact));
        found.extend(matter.urged_without_ground(fact));
        found.extend(documents::missing(&matter, fact));
        found.extend(timely::supervised_too_early(&matter, fact));
        found.extend(timely::retested_too_late(&matter, fact));
    }
    found
}

/// Whether a record that tells this fact may break a rule though it is alone.
fn needs_another(fact: &Fact) -> bool {
    use LegalFact as F;
    matches!(
        fact.fact,
        F::SuspectedCrimeFound
            | F::TransferSent
            | F::DetentionTransferSent
            | F::PenaltyUrged
            | F::SupervisionSuggested
            | F::ExplanationRequested
            | F::RetestAccepted
    )
}

struct Matter<'a> {
    facts: &'a [Dated<'a>],
    transfers: Vec<RecordId>,
    affairs: Affairs<'a>,
    history: &'a [Fact],
    law: &'a Law,
    known_at: i64,
}

impl<'a> Matter<'a> {
    fn of(&self, facts: &'static [LegalFact]) -> impl Iterator<Item = &'a Dated<'a>> {
        self.facts.iter().filter(move |dated| dated.is(facts))
    }

    /// Those that may be said of the affair of `fact`.
    fn with(&self, fact: &Dated<'_>, facts: &'static [LegalFact]) -> impl Iterator<Item = &'a Dated<'a>> {
        self.of(facts).filter(|other| self.affairs.together((other.fact, other.role), (fact.fact, fact.role)))
    }

    /// Whether police had accepted by then what `recall` takes back.
    fn recalled_too_late(&self, recall: &Dated<'_>) -> bool {
        let together = |other: &&Dated<'_>| self.affairs.together((other.fact, other.role), (recall.fact, recall.role));
        recall::too_late(recall.fact, self.facts.iter().filter(together).map(|other| other.fact))
    }

    /// The last filing of what the organisation of `fact` transferred that had not come back by then.
    fn filing_before(&self, fact: &Dated<'_>) -> Option<&'a Dated<'a>> {
        use LegalFact as F;
        let transferred = self.with(fact, &[F::TransferSent]).any(|sent| sent.fact.org == fact.fact.org);
        if !transferred {
            return None;
        }
        let filed = self.with(fact, &[F::CaseFiled]).filter(|filed| filed.surely_before(fact));
        // Of several of one day always the same.
        let filing = filed.min_by_key(|filed| Reverse(filed.latest))?;
        let back = &[
            F::CaseWithdrawn,
            F::NotProsecuted,
            F::NonProsecutionNotified,
            F::PenaltyUrged,
            F::ExemptedFromPunishment,
            F::CaseReturned,
        ];
        let returned = self.with(fact, back).any(|back| filing.perhaps_before(back) && back.perhaps_before(fact));
        (!returned).then_some(filing)
    }

    /// A regulator's new penalty, or seized things that left it, after police filed a case on the same facts.
    fn after_filing(&self, fact: &Dated<'_>) -> Vec<Across> {
        use LegalFact as F;
        let penalty = fact.is(&[F::PenaltyDecided, F::DailyFineDecided]);
        let left = fact.is(&[F::SeizureLifted, F::GoodsDisposed]);
        if !(penalty || left) || fact.role != Role::Regulator {
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
        let by_then = |told: &&Dated<'_>| told.fact.org == fact.fact.org && told.perhaps_before(fact);
        let recalled = |sent: &Dated<'_>| {
            let back = self.of(&[F::TransferWithdrawn]).filter(by_then).filter(|back| !self.recalled_too_late(back));
            back.filter(|back| back.surely_before(fact)).any(|back| back.fact.record == sent.fact.record)
        };
        let went = self
            .with(fact, &[F::TransferSent, F::TransferRefused])
            .filter(by_then)
            .any(|went| went.is(&[F::TransferRefused]) || !recalled(went));
        (!went).then(|| Across::of(&CLOSED_INSTEAD, fact.fact, suspected.fact))
    }

    /// An opinion to penalise while nothing is known by which the case that police filed comes back.
    fn urged_without_ground(&self, fact: &Dated<'_>) -> Option<Across> {
        use LegalFact as F;
        let filed = if fact.is(&[F::PenaltyUrged]) { self.with(fact, &[F::CaseFiled]) } else { return None };
        let filing = filed.filter(|filed| filed.surely_before(fact)).min_by_key(|filed| Reverse(filed.latest))?;
        let grounds = &[
            F::CaseWithdrawn,
            F::CaseReturned,
            F::NotProsecuted,
            F::NonProsecutionNotified,
            F::ExemptedFromPunishment,
            F::Judged,
        ];
        let ground = self.with(fact, grounds).any(|ground| filing.perhaps_before(ground) && ground.perhaps_before(fact));
        (!ground).then(|| Across::of(&URGED_WITHOUT_GROUND, fact.fact, filing.fact))
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
