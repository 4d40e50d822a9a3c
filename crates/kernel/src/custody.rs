//! Who had a thing, from hand to hand: where that chain is broken follows from all that was told of it, in whatever order.

use serde::{Deserialize, Serialize};

use crate::When;

/// One link of the chain: who had the thing before and has it after, and how it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// The part that tells it, without who does: `handed-on/2`. Two accounts of one hand-over are one.
    pub part: String,
    /// When.
    pub on: When,
    /// Which of one day's: 0 the taking, then the hand-overs in their order, last the end.
    pub order: u16,
    /// Who had it; `None` where it was taken.
    pub from: Option<String>,
    /// Who has it afterwards; `None` where it left for good.
    pub to: Option<String>,
    /// The seal that was found on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The seal that was put on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
    /// Where: of the step itself, or where it is kept from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The SHA-256 of the file that shows it then, such as a photograph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Pass {
    /// That it went from one to another, with nothing said of seals and places.
    pub fn of(part: impl Into<String>, on: &When, order: u16, from: Option<&str>, to: Option<&str>) -> Self {
        let own = |text: &str| text.to_owned();
        let (part, on, from, to) = (part.into(), on.clone(), from.map(own), to.map(own));
        Self { part, on, order, from, to, found: None, sealed: None, place: None, file: None }
    }
}

/// The chain in the order in which it happened, each link once.
pub fn chain<'a>(passes: impl Iterator<Item = &'a Pass>) -> Vec<&'a Pass> {
    let mut chain: Vec<&Pass> = passes.collect();
    // Of two accounts of one link the one that shows it stands.
    let key = |pass: &&'a Pass| (pass.on.last_day(), pass.order, &pass.part, &pass.from, &pass.to, pass.file.is_none());
    chain.sort_by(|a, b| key(a).cmp(&key(b)));
    chain.dedup_by(|a, b| (&a.part, &a.from, &a.to) == (&b.part, &b.from, &b.to));
    chain
}

/// Where the chain does not hold, as `<what>:<part>`.
///
/// `broken` (handed on by one who did not have it), `again` (by one who had handed it on already), `gone` (it had left for good),
/// `seal` (another seal was found than had been put on it). What was told of no taking at all is a gap, not a broken chain.
pub fn flags<'a>(passes: impl Iterator<Item = &'a Pass>) -> Vec<String> {
    let (mut holder, mut seal, mut left): (Option<&str>, Option<&str>, bool) = (None, None, false);
    let (mut earlier, mut flags) = (Vec::new(), Vec::new());
    for pass in chain(passes) {
        let what = match (pass.from.as_deref(), holder) {
            (Some(_), _) if left => Some("gone"),
            (Some(from), Some(holder)) if from != holder && earlier.contains(&from) => Some("again"),
            (Some(from), Some(holder)) if from != holder => Some("broken"),
            (Some(_) | None, _) => None,
        };
        flags.extend(what.map(|what| format!("{what}:{}", pass.part)));
        if let (Some(known), Some(found)) = (seal, pass.found.as_deref())
            && known != found
        {
            flags.push(format!("seal:{}", pass.part));
        }
        earlier.extend(pass.from.as_deref());
        holder = pass.to.as_deref().or(holder);
        left |= pass.to.is_none();
        seal = pass.sealed.as_deref().or(pass.found.as_deref()).or(seal);
    }
    flags
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pass(part: &str, day: u32, order: u16, from: Option<&str>, to: Option<&str>) -> Pass {
        Pass::of(part, &format!("2016-08-{day:02}").parse().expect("a day"), order, from, to)
    }

    fn whole() -> Vec<Pass> {
        vec![
            Pass { sealed: Some("F1".into()), ..pass("taken", 1, 0, None, Some("所")) },
            Pass { found: Some("F1".into()), ..pass("handed-on/1", 2, 1, Some("所"), Some("库")) },
            pass("handed-on/2", 3, 2, Some("库"), Some("检验院")),
            Pass { sealed: Some("F2".into()), ..pass("examined/1", 4, 1, Some("检验院"), Some("检验院")) },
            Pass { found: Some("F2".into()), ..pass("handed-on/3", 5, 3, Some("检验院"), Some("库")) },
            pass("disposed", 9, u16::MAX, Some("库"), None),
        ]
    }

    #[test]
    fn a_whole_chain_has_no_flag_also_if_giver_and_receiver_both_tell_of_it() {
        let both = [whole(), whole()].concat();
        assert!(flags(both.iter()).is_empty());
        assert_eq!(chain(both.iter()).len(), 6);
    }

    #[test]
    fn what_one_did_not_have_one_cannot_hand_on() {
        let other = pass("handed-on/2", 3, 2, Some("别处"), Some("检验院"));
        assert_eq!(flags(whole()[..2].iter().chain([&other])), ["broken:handed-on/2"]);
    }

    #[test]
    fn what_was_handed_on_already_is_handed_over_twice() {
        let again = pass("handed-on/2", 3, 2, Some("所"), Some("检验院"));
        assert_eq!(flags(whole()[..2].iter().chain([&again])), ["again:handed-on/2"]);
    }

    #[test]
    fn another_seal_than_was_put_on_it_is_flagged() {
        let opened = Pass { found: Some("F9".into()), ..pass("handed-on/1", 2, 1, Some("所"), Some("库")) };
        assert_eq!(flags(whole()[..1].iter().chain([&opened])), ["seal:handed-on/1"]);
    }

    #[test]
    fn what_has_left_for_good_is_handed_on_no_more() {
        let after = pass("handed-on/4", 10, 4, Some("库"), Some("所"));
        assert_eq!(flags(whole().iter().chain([&after])), ["gone:handed-on/4"]);
    }

    proptest! {
        #[test]
        fn the_flags_do_not_depend_on_the_order_in_which_the_links_were_told(
            (told, shuffled) in proptest::collection::vec((0u16..4, 1u32..9, 0usize..3, 0usize..3), 1..7)
                .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        ) {
            let of = |rows: &[(u16, u32, usize, usize)]| {
                let keepers = ["所", "库", "检验院"];
                let links = rows.iter().map(|(step, day, from, to)| {
                    pass(&format!("handed-on/{step}"), *day, *step, Some(keepers[*from]), Some(keepers[*to]))
                });
                flags(links.collect::<Vec<_>>().iter())
            };
            prop_assert_eq!(of(&told), of(&shuffled));
        }
    }
}
