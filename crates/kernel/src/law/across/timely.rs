//! What is done before its time or after it: as the clocks of the matter stood when it was done.

use super::rule::{EXPLANATION_TOO_EARLY, RETEST_LAPSED, SUPERVISION_TOO_EARLY};
use super::{Across, Dated, Matter};
use crate::LegalFact;
use crate::law::{Fact, Instance, State, state};
use crate::rule::label_of;

/// The question of the catalogue that police answer by a decision on filing.
const DECISION: &str = "G9";
/// The one that gives the right to ask for a retest.
const RETEST: &str = "S5";

/// Supervision of filing while police may still decide, or have filed in time: they neither refused nor let their time pass.
pub(super) fn supervised_too_early(matter: &Matter<'_>, fact: &Dated<'_>) -> Option<Across> {
    use LegalFact as F;
    let rule = if fact.is(&[F::SupervisionSuggested]) {
        &SUPERVISION_TOO_EARLY
    } else if fact.is(&[F::ExplanationRequested]) {
        &EXPLANATION_TOO_EARLY
    } else {
        return None;
    };
    if matter.with(fact, &[F::CaseNotFiled, F::CaseWithdrawn]).any(|refused| refused.perhaps_before(fact)) {
        return None;
    }
    let (affairs, roles) = (&matter.affairs, &matter.law.catalogue);
    let of_affair = |told: &Fact| affairs.together((told, roles.role(told.agency.as_str())), (fact.fact, fact.role));
    let decisions = matter.clocks(DECISION, fact, of_affair);
    let open = |clock: &Instance<'_>| matches!(clock.state, State::Running | State::Suspended | State::Met);
    let accepted = decisions.first().filter(|_| decisions.iter().all(open))?;
    Some(Across::of(rule, fact.fact, accepted.trigger))
}

/// A retest that was accepted though its party asked for it when the right had lapsed.
pub(super) fn retested_too_late(matter: &Matter<'_>, fact: &Dated<'_>) -> Option<Across> {
    if !fact.is(&[LegalFact::RetestAccepted]) {
        return None;
    }
    let of_party = |told: &Fact| told.record == fact.fact.record && label_of(&told.part) == label_of(&fact.fact.part);
    let requests = matter.of(&[LegalFact::RetestRequested]).filter(|asked| of_party(asked.fact));
    let asked = requests.min_by_key(|asked| asked.earliest)?;
    let rights = matter.clocks(RETEST, asked, of_party);
    let lapsed = |right: &Instance<'_>| right.due.is_some_and(|due| asked.earliest > due.last);
    let notified = rights.first().filter(|_| rights.iter().all(lapsed))?;
    Some(Across::of(&RETEST_LAPSED, fact.fact, notified.trigger))
}

impl<'a> Matter<'a> {
    /// The clocks of `question` as they stood when `fact` had surely happened, of those that a fact for which `of` holds started.
    fn clocks(&self, question: &str, fact: &Dated<'_>, of: impl Fn(&Fact) -> bool) -> Vec<Instance<'a>> {
        let mut clocks = state(self.history, self.law, self.known_at, fact.latest.utc());
        clocks.retain(|clock| clock.clock.question == question && of(clock.trigger));
        clocks
    }
}
