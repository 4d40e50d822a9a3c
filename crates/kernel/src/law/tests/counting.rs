//! Properties of counting: time that stands still never counts, held against a walk from day to day.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::super::count::{Counting, Gap};
use super::super::{Count, Day, Instance, Law, Roll, Start, State, Term, state};
use super::given::{at, facts, pausing};

type Stretch = RangeInclusive<i32>;

/// The last day of a time that begins after `from`, by walking: a day that does not count is passed over, and a rest day at the end too.
fn walked(law: &Law, from: Day, amount: i32, working: bool, rolls: bool, stopped: &[Stretch]) -> Day {
    let stands = |day: Day| stopped.iter().any(|stretch| stretch.contains(&day.0));
    let works = |day: Day| law.calendar.works(day).expect("a year with a calendar");
    let (mut day, mut left) = (from, amount);
    while left > 0 {
        day = day.plus(1);
        left -= i32::from(!stands(day) && (!working || works(day)));
    }
    while rolls && (stands(day) || !works(day)) {
        day = day.plus(1);
    }
    day
}

/// The first day of the histories here, under the Penalty Law of 2021 and well before the calendar ends.
fn first() -> Day {
    at("2021-08-02 12:00").date_naive().into()
}

/// Stretches of days one after the other, from `from` days after the first day on, with at least a day between two of them.
fn stretches(from: i32) -> impl Strategy<Value = Vec<Stretch>> {
    proptest::collection::vec((1..40i32, 0..15i32), 0..5).prop_map(move |lengths| {
        let mut next = first().0 + from;
        let one = |(wait, length): (i32, i32)| {
            let start = next + wait;
            next = start + length + 1;
            start..=start + length
        };
        lengths.into_iter().map(one).collect()
    })
}

fn told(stretches: &[Stretch], goods: &str) -> Vec<String> {
    let line = |day: i32, fact: &str| format!("{} food-drug testing-{fact} {goods}", Day(day).date());
    stretches.iter().flat_map(|stretch| [line(*stretch.start(), "started"), line(*stretch.end(), "ended")]).collect()
}

fn long_after() -> DateTime<Utc> {
    at("2024-01-01 12:00")
}

/// The one clock of `row` in a history of `lines`, and its last day.
fn look<T>(lines: &[String], row: &str, when: DateTime<Utc>, see: impl Fn(&Instance<'_>) -> T) -> (T, Option<Day>) {
    let history = facts(lines);
    let all = state(&history, pausing(), i64::MAX, when);
    let clock = all.iter().find(|clock| clock.row == row).expect("a clock");
    (see(clock), clock.last_day())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn stopped_days_count_in_no_kind_of_days_and_end_no_time(
        offset in 0..60i32, amount in 1..100i32, working in any::<bool>(), rolls in any::<bool>(), mut stopped in stretches(0),
        (wait, length) in (0..4i32, 0..9i32),
    ) {
        let law = pausing();
        let from = first().plus(offset);
        // The last stretch begins when the time is over, perhaps before the rest days at its end are.
        let bare = walked(law, from, amount, working, false, &stopped);
        stopped.retain(|stretch| *stretch.end() < bare.0);
        stopped.push(bare.0 + 1 + wait..=bare.0 + 1 + wait + length);
        let gap = |stretch: &Stretch| Gap { from: Day(*stretch.start()).start(), until: Day(*stretch.end()).end() };
        let gaps: Vec<Gap> = stopped.iter().map(gap).collect();
        let start = Start { at: from.end(), day: from, assumed: true };
        let roll = if rolls { Roll::NextWorking } else { Roll::None };
        let count = if working { Count::WorkingDays } else { Count::NaturalDays };
        let term = Term { amount: amount.unsigned_abs(), count };
        let due = Counting { law, start, roll, gaps: &gaps }.due(&[term]).expect("a calendar");
        prop_assert_eq!(due.last.day().date(), walked(law, from, amount, working, rolls, &stopped).date());
        prop_assert_eq!(due.rolled_from, (due.last.day() != bare).then_some(bare));
    }

    #[test]
    fn suspended_time_never_counts(one in stretches(0), two in stretches(5)) {
        // Two lists are tested, each several times: the case waits for either.
        let lines: Vec<String> = [format!("{} food-drug admin-case-filed", first().date())]
            .into_iter().chain(told(&one, "goods:1")).chain(told(&two, "goods:2")).collect();
        let both: Vec<Stretch> = one.iter().chain(&two).cloned().collect();
        let (_, last) = look(&lines, "N1", long_after(), |clock| clock.state);
        prop_assert_eq!(last, Some(walked(pausing(), first(), 90, false, true, &both)));
    }

    #[test]
    fn suspended_time_counts_neither_towards_what_was_granted(
        stopped in stretches(0), asked in 1..30i32, more in 20..70i32,
    ) {
        let law = pausing();
        let (granted, until) = (first().plus(asked), first().plus(asked + more));
        let lines: Vec<String> = [
            format!("{} food-drug seized goods:1", first().date()),
            format!("{} food-drug seizure-extended goods:1 until={}", granted.date(), until.date()),
        ].into_iter().chain(told(&stopped, "goods:1")).collect();
        let by_law = |days| walked(law, first(), days, false, false, &stopped);
        let expected = walked(law, granted, more, false, false, &stopped).min(by_law(60)).max(by_law(30));
        let (counts, last) = look(&lines, "Z1", long_after(), |clock| clock.extended.first().map(|extended| extended.counts));
        prop_assert_eq!(last, Some(expected));
        prop_assert_eq!(counts, Some(expected > by_law(30)));
    }

    #[test]
    fn what_stands_still_has_no_end(stopped in stretches(0), into in 0..15i32) {
        let lines: Vec<String> =
            [format!("{} food-drug seized goods:1", first().date())].into_iter().chain(told(&stopped, "goods:1")).collect();
        let by_law = walked(pausing(), first(), 30, false, false, &stopped);
        for stretch in stopped.iter().filter(|stretch| *stretch.start() <= by_law.0) {
            let noon = Day((stretch.start() + into).min(*stretch.end() - 1)).start().plus(12 * 3600).utc();
            if stretch.start() < stretch.end() {
                let (shown, last) = look(&lines, "Z1", noon, |clock| clock.state);
                prop_assert_eq!((shown, last), (State::Suspended, None));
            }
        }
    }
}
