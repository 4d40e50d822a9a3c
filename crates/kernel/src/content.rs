//! Where a record breaks the law by what its parts say, not by their order or dates: a term that is too long, days that are miscounted, a
//! thing given by who did not have it, an act that another part excludes. The parts say so as ties, so that lists know it as well as the record itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::rule::stands_still;
use crate::{Pass, Tie, custody};

/// A seized thing was given by someone who did not have it.
pub const CHAIN_BROKEN: &str = "chain-broken";
/// A seized thing moved after it had left for good.
pub const MOVED_AFTER_HAND_OVER: &str = "moved-after-hand-over";
/// A seized thing is on no list.
pub const NOT_ON_A_LIST: &str = "not-on-a-list";

/// What is forbidden: by which rule, after which day, and what stops that time.
type Forbidden<'a> = (&'a str, Option<NaiveDate>, Option<&'a (String, String)>);

/// The breaches that `ties` show, each as `unlawful:<rule>:<part>`; they do not depend on the order of the ties.
pub(crate) fn flags<'a>(ties: impl Iterator<Item = &'a Tie>) -> Vec<String> {
    let mut forbidden: BTreeMap<&str, Forbidden<'_>> = BTreeMap::new();
    let (mut done, mut listed, mut needed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut moves: BTreeMap<&str, Vec<&Pass>> = BTreeMap::new();
    let (mut dated, mut counted) = (BTreeMap::<&str, (NaiveDate, NaiveDate)>::new(), BTreeSet::new());
    for tie in ties {
        match tie {
            Tie::Forbids { what, rule, after, paused } => {
                let said = (rule.as_str(), *after, paused.as_ref());
                let one = forbidden.entry(what).or_insert(said);
                *one = (*one).max(said);
            }
            Tie::Does { what, part, until } => drop(done.insert((what.as_str(), part.as_str(), *until))),
            Tie::On(what, when) => {
                let (first, last) = (when.first_day(), when.last_day());
                let one = dated.entry(what).or_insert((first, last));
                *one = (one.0.min(first), one.1.max(last));
            }
            Tie::Counts { part, rule, days, from, since, to } => {
                counted.insert((part.as_str(), rule.as_str(), i64::from(*days), from.as_str(), since.as_str(), to.as_str()));
            }
            Tie::Moves(thing, pass) => moves.entry(thing).or_default().push(pass),
            Tie::Lists(thing) => drop(listed.insert(thing.as_str())),
            Tie::Needs { what, part, rule } => drop(needed.insert((what.as_str(), part.as_str(), rule.as_str()))),
            Tie::Takes(_) | Tie::Is(..) | Tie::Awaits(_) | Tie::Arrived(_) | Tie::Passes(_) | Tie::Names(_) => {}
        }
    }
    let mut flags = Vec::new();
    for (what, part, until) in done {
        let Some((rule, after, paused)) = forbidden.get(what) else { continue };
        let pause = |(stops, runs): &(String, String)| {
            (dated.get(stops.as_str()).map(|(from, _)| *from), dated.get(runs.as_str()).map(|(_, to)| *to))
        };
        let after = after.map(|after| paused.map(pause).map_or(after, |(stopped, again)| stands_still(after, stopped, again)));
        if after.is_none_or(|after| until.is_some_and(|until| until > after)) {
            flags.push(format!("unlawful:{rule}:{part}"));
        }
    }
    for (_, part, rule) in needed.into_iter().filter(|(what, ..)| !listed.contains(what)) {
        flags.push(format!("unlawful:{rule}:{part}"));
    }
    for (part, rule, days, from, since, to) in counted {
        let (Some((start, _)), Some((first, last))) = (dated.get(from), dated.get(to)) else { continue };
        let most = (*last - *start).num_days();
        let least = dated.get(since).map_or(0, |(_, latest)| (*first - *latest).num_days());
        // What ends before it begins is out of order, and no number of days would be right.
        if most > 0 && !(least..=most).contains(&days) {
            flags.push(format!("unlawful:{rule}:{part}"));
        }
    }
    for (thing, passes) in moves {
        for flag in custody::flags(passes.iter().copied()) {
            let Some((what, part)) = flag.split_once(':') else { continue };
            let rule = match what {
                "gone" => MOVED_AFTER_HAND_OVER,
                "seal" => continue, // The page of the record shows it: that a seal differs is not that another had the thing.
                _ => CHAIN_BROKEN,
            };
            flags.push(format!("unlawful:{rule}:{part}"));
        }
        let last = custody::chain(passes.into_iter()).last().map(|pass| &pass.part);
        if let Some(part) = last.filter(|_| !listed.contains(thing)) {
            flags.push(format!("unlawful:{NOT_ON_A_LIST}:{part}"));
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn forbids(rule: &str, after: Option<&str>) -> Tie {
        Tie::Forbids { what: "it".into(), rule: rule.into(), after: after.map(day), paused: None }
    }

    fn does(until: Option<&str>) -> Tie {
        Tie::Does { what: "it".into(), part: "done/1".into(), until: until.map(day) }
    }

    fn pass(part: &str, on: &str, order: u16, from: Option<&str>, to: Option<&str>) -> Tie {
        let pass = Pass::of(part, &on.parse().expect("a day"), order, from, to);
        Tie::Moves("item/W1".into(), pass)
    }

    #[test]
    fn what_is_forbidden_is_a_breach_once_it_is_done() {
        assert!(flags([forbids("no", None)].iter()).is_empty());
        assert!(flags([does(None)].iter()).is_empty());
        assert_eq!(flags([forbids("no", None), does(None)].iter()), ["unlawful:no:done/1"]);
    }

    #[test]
    fn what_lasts_too_long_is_a_breach_after_its_last_day() {
        let limit = forbids("long", Some("2016-08-31"));
        assert!(flags([limit.clone(), does(Some("2016-08-31"))].iter()).is_empty());
        assert_eq!(flags([does(Some("2016-09-01")), limit].iter()), ["unlawful:long:done/1"]);
    }

    #[test]
    fn what_stands_still_lasts_so_much_longer() {
        let paused = Some(("stopped".to_owned(), "again".to_owned()));
        let (what, rule) = ("it".to_owned(), "long".to_owned());
        let limit = Tie::Forbids { what, rule, after: Some(day("2016-08-31")), paused };
        let on = |what: &str, when: &str| Tie::On(what.into(), when.parse().expect("a day"));
        let lawful = |until: &str, ties: &[Tie]| flags([does(Some(until)), limit.clone()].iter().chain(ties)).is_empty();
        let (stopped, again) = (on("stopped", "2016-08-05"), on("again", "2016-08-25"));
        let both = [stopped.clone(), again];
        assert!(lawful("2016-09-20", &both) && !lawful("2016-09-21", &both));
        assert!(lawful("2017-09-20", &[stopped]), "it still stands");
        assert!(!lawful("2016-09-01", &[on("stopped", "2016-09-01")]), "it was over by then");
    }

    #[test]
    fn days_are_counted_from_the_day_after_their_start_as_far_as_the_dates_are_known() {
        let counts = |days| Tie::Counts {
            part: "fined/1".into(),
            rule: "days".into(),
            days,
            from: "served".into(),
            since: "served".into(),
            to: "rechecked/1".into(),
        };
        let on = |what: &str, when: &str| Tie::On(what.into(), when.parse().expect("a day"));
        let wrong = |days, served: &str| {
            let ties = [counts(days), on("rechecked/1", "2016-08-20"), on("served", served)];
            let found = flags(ties.iter());
            assert_eq!(found, flags(ties.iter().rev()));
            !found.is_empty()
        };
        let found: Vec<_> = (16..=18).map(|days| wrong(days, "2016-08-03")).collect();
        assert_eq!(found, [true, false, true]);
        assert!((1..=19).all(|days| !wrong(days, "2016-08")), "the day of service is not known");
        assert!(!wrong(17, "2016-09-01"), "out of order, not miscounted");
        assert!(flags([counts(170), on("rechecked/1", "2016-08-20")].iter()).is_empty());
    }

    #[test]
    fn what_needs_a_thing_on_the_list_is_a_breach_without_it() {
        let needs = Tie::Needs { what: "decision/filed".into(), part: "entered/1".into(), rule: "not-decided".into() };
        assert_eq!(flags([needs.clone()].iter()), ["unlawful:not-decided:entered/1"]);
        assert!(flags([needs, Tie::Lists("decision/filed".into())].iter()).is_empty());
    }

    #[test]
    fn of_two_rules_that_forbid_it_the_later_is_named_in_either_order() {
        let two = [forbids("no", None), forbids("no-2019", None), does(None)];
        assert_eq!(flags(two.iter()), ["unlawful:no-2019:done/1"]);
        assert_eq!(flags(two.iter().rev()), ["unlawful:no-2019:done/1"]);
    }

    #[test]
    fn each_thing_has_a_chain_of_its_own() {
        let listed = [Tie::Lists("item/W1".into()), pass("goods-seized/1", "2016-08-01", 0, None, Some("所"))];
        let whole = [pass("item-moved/W1#1", "2016-08-02", 1, Some("所"), Some("库"))];
        assert!(flags(listed.iter().chain(&whole)).is_empty());
        let broken = [pass("item-moved/W1#1", "2016-08-02", 1, Some("别处"), Some("库"))];
        assert_eq!(flags(listed.iter().chain(&broken)), ["unlawful:chain-broken:item-moved/W1#1"]);
        let gone = [pass("item-handed-over/W1", "2016-08-01", u16::MAX, None, None)];
        assert_eq!(flags(listed.iter().chain(&whole).chain(&gone)), ["unlawful:moved-after-hand-over:item-moved/W1#1"]);
        assert_eq!(flags(whole.iter()), ["unlawful:not-on-a-list:item-moved/W1#1"]);
    }
}
