//! Seized things after police filed a case: each leaves the regulator by a hand-over, whatever else was handed over before.

use super::rule::LEFT_WITHOUT_HAND_OVER;
use super::{Across, Dated, Matter};
use crate::LegalFact;
use crate::law::About;
use crate::law::things::{HandedOver, Things};

/// The things that left by `fact`, a release or a disposal after `filing`, and not by a hand-over.
///
/// Where the release does not say of which list it is, nobody can tell whether what was handed over was the same: then any hand-over is
/// taken to have been.
pub(super) fn left_otherwise(matter: &Matter<'_>, fact: &Dated<'_>, filing: &Dated<'_>) -> Vec<Across> {
    let left = || Across::of(&LEFT_WITHOUT_HAND_OVER, fact.fact, filing.fact);
    let of_this_regulator = |told: &&Dated<'_>| told.fact.org == fact.fact.org;
    let sent = matter.with(fact, &[LegalFact::TransferSent]).filter(of_this_regulator);
    let things = match &fact.fact.about {
        Some(About::Goods(_)) => Things::of(sent.map(|sent| sent.fact), fact.fact.about.as_ref()),
        Some(_) | None => Things::Unknown,
    };
    let mut handed_over = HandedOver::default();
    let by_then = matter.with(fact, &[LegalFact::ItemsHandedOver]).filter(|handed| handed.perhaps_before(fact));
    by_then.filter(of_this_regulator).for_each(|handed| handed_over.add(handed.fact));
    match handed_over.lacks(&things) {
        None => Vec::new(),
        Some(things) if things.is_empty() => vec![left()],
        Some(things) => things.into_iter().map(|thing| left().with(thing)).collect(),
    }
}
