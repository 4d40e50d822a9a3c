//! Who has a piece of evidence, as the simulator keeps it for itself: where its chain must be found broken.

use chrono::NaiveDate;

/// A piece of evidence in passing: taken from nobody, handed on, or gone to nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hand {
    /// Its place among what happens on one day: the taking, the numbered steps, the end.
    pub(crate) order: u16,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    /// The seal that was found on it.
    pub(crate) found: Option<String>,
    /// The seal that was put on it.
    pub(crate) sealed: Option<String>,
}

/// Each stage at which the chain does not hold, with why, as the domain will flag it.
pub(crate) fn breaks(mut hands: Vec<(&'static str, NaiveDate, &Hand)>) -> Vec<String> {
    hands.sort_by_key(|(stage, on, hand)| (*on, hand.order, *stage));
    let mut flags = Vec::new();
    for (place, (stage, _, hand)) in hands.iter().enumerate() {
        let earlier = || hands[..place].iter().map(|(.., hand)| *hand);
        let keeper = earlier().filter_map(|hand| hand.to.as_ref()).next_back();
        if let Some(from) = &hand.from {
            let gone = earlier().any(|hand| hand.to.is_none());
            let gave = earlier().any(|hand| hand.from.as_ref() == Some(from));
            match keeper {
                _ if gone => flags.push(format!("gone:{stage}")),
                Some(keeper) if keeper != from => flags.push(format!("{}:{stage}", if gave { "again" } else { "broken" })),
                Some(_) | None => {}
            }
        }
        let seal = earlier().filter_map(|hand| hand.sealed.as_ref().or(hand.found.as_ref())).next_back();
        if let (Some(seal), Some(found)) = (seal, &hand.found)
            && seal != found
        {
            flags.push(format!("seal:{stage}"));
        }
    }
    flags
}
