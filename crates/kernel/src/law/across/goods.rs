//! Seized things after police filed a case: each leaves the regulator by a hand-over, whatever else was handed over before.

use std::collections::BTreeSet;

use super::rule::LEFT_WITHOUT_HAND_OVER;
use super::{Across, Dated, Matter};
use crate::law::About;
use crate::{Enclosed, LegalFact};

/// The things that left by `fact`, a release or a disposal after `filing`, and not by a hand-over.
///
/// The list of the transfer says under which list of the case each thing was seized. Where it does so of none, or the release does not say
/// of which list it is, nobody can tell whether what was handed over was the same: then any hand-over is taken to have been.
pub(super) fn left_otherwise(matter: &Matter<'_>, fact: &Dated<'_>, filing: &Dated<'_>) -> Vec<Across> {
    let left = || Across::of(&LEFT_WITHOUT_HAND_OVER, fact.fact, filing.fact);
    let of_this_regulator = |told: &&Dated<'_>| told.fact.org == fact.fact.org;
    let sent = matter.of(&[LegalFact::TransferSent]).filter(of_this_regulator);
    let seized: BTreeSet<(&str, &str)> = sent.flat_map(|sent| &sent.fact.encloses).filter_map(seized).collect();
    let handed_over = matter.of(&[LegalFact::ItemsHandedOver]).filter(|handed| handed.perhaps_before(fact));
    let list = if let Some(About::Goods(list)) = &fact.fact.about { Some(list.as_str()) } else { None };
    let Some(list) = list.filter(|_| !seized.is_empty()) else {
        let any = handed_over.count() > 0;
        return if any { Vec::new() } else { vec![left()] };
    };
    let things: Vec<&str> = seized.iter().filter(|(of, _)| *of == list).map(|(_, thing)| *thing).collect();
    if things.is_empty() {
        return vec![left()]; // Nothing of that list went with the case.
    }
    let gone: BTreeSet<&str> =
        handed_over.filter(of_this_regulator).flat_map(|handed| &handed.fact.encloses).filter_map(thing).collect();
    things.into_iter().filter(|thing| !gone.contains(thing)).map(|thing| left().with(thing)).collect()
}

/// The list under which a thing was seized, and the thing.
fn seized(enclosed: &Enclosed) -> Option<(&str, &str)> {
    match enclosed {
        Enclosed::Seized(thing, list) => Some((list, thing)),
        Enclosed::Item(_) | Enclosed::Document(_) => None,
    }
}

fn thing(enclosed: &Enclosed) -> Option<&str> {
    match enclosed {
        Enclosed::Item(thing) | Enclosed::Seized(thing, _) => Some(thing),
        Enclosed::Document(_) => None,
    }
}
