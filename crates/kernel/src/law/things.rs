//! Which things a hand-over has to be of, and whether it was of all of them.

use std::collections::BTreeSet;

use super::{About, Fact};
use crate::{Enclosed, LegalFact};

/// The things that are to be handed over, as the lists of the transfers say.
#[derive(Debug)]
pub(super) enum Things<'a> {
    /// These; none if only material goes with the case.
    These(BTreeSet<&'a str>),
    /// Of the list of the case that is asked about none went with the transfer: they stay.
    Stay,
    /// No list says under which list of the case a thing was seized: any hand-over may have been of it, and is taken to have been.
    Unknown,
}

impl<'a> Things<'a> {
    /// Those on the lists of `sent`; only those that were seized under the list of the case that `about` names, if it names one.
    pub fn of(sent: impl Iterator<Item = &'a Fact>, about: Option<&About>) -> Self {
        let things: Vec<&Enclosed> = sent.flat_map(|sent| &sent.encloses).collect();
        let seized: BTreeSet<(&str, &str)> = things.iter().filter_map(|enclosed| seized(enclosed)).collect();
        let Some(About::Goods(list)) = about else { return Self::These(things.into_iter().filter_map(thing).collect()) };
        if seized.is_empty() {
            return Self::Unknown;
        }
        let those: BTreeSet<&str> = seized.iter().filter(|(of, _)| of == list).map(|(_, thing)| *thing).collect();
        if those.is_empty() { Self::Stay } else { Self::These(those) }
    }
}

/// What was handed over up to now.
#[derive(Debug, Default)]
pub(super) struct HandedOver<'a> {
    gone: BTreeSet<&'a str>,
    any: bool,
}

impl<'a> HandedOver<'a> {
    /// Adds what `fact` tells, if it is a hand-over.
    pub fn add(&mut self, fact: &'a Fact) {
        if fact.fact == LegalFact::ItemsHandedOver {
            self.any = true;
            self.gone.extend(fact.encloses.iter().filter_map(thing));
        }
    }

    /// Those of `things` that have not been handed over; `None` if all that has to be done is done.
    pub fn lacks<'t>(&self, things: &Things<'t>) -> Option<Vec<&'t str>> {
        let left: Vec<&str> = match things {
            Things::These(things) => things.iter().copied().filter(|thing| !self.gone.contains(thing)).collect(),
            Things::Stay => return Some(Vec::new()),
            Things::Unknown => Vec::new(),
        };
        (!self.any || !left.is_empty()).then_some(left)
    }
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
