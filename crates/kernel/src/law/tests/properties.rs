//! Properties of the clocks over histories of any facts in any order.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::super::day::stretch;
use super::super::{Fact, Instance, Moment, State, across, course, state};
use super::given::{at, facts, pausing};
use crate::LegalFact;

const AGENCIES: &[&str] = &["food-drug", "environment", "police", "procuratorate"];

/// What rules over several records ask for.
const SPANNED: &[&str] = &[
    "suspected-crime-found",
    "transfer-sent",
    "transfer-refused",
    "case-accepted",
    "case-filed",
    "case-not-filed",
    "case-forwarded",
    "case-withdrawn",
    "penalty-decided",
    "seized",
    "seizure-lifted",
    "items-handed-over",
    "admin-case-closed",
    "goods-disposed",
    "supplement-supplied",
    "detention-transfer-sent",
    "test-reported",
    "supervision-suggested",
    "explanation-requested",
    "failure-notified",
    "retest-requested",
    "retest-accepted",
];

/// What may go with a fact of these.
const ENCLOSED: &[&str] =
    &["", "+transfer-letter", "+investigation-report", "+item:1", "+item:2<1", "+item:1<2", "+item:1<1 +item:2<2"];

const TRANSFER: &[&str] = &[
    "transfer-reported",
    "transfer-approved",
    "transfer-sent",
    "transfer-received",
    "gaps-notified",
    "supplement-supplied",
    "case-accepted",
    "clue-check-needed",
    "major-case-approved",
    "case-filed",
    "case-not-filed",
    "case-forwarded",
    "refusal-notice-served",
    "reconsideration-requested",
    "reconsideration-upheld",
    "seized",
    "seizure-extended",
    "testing-started",
    "testing-ended",
    "seizure-lifted",
    "items-handed-over",
    "filing-notice-served",
];

/// A history of up to `n` facts in 2017, some known to the minute and some to the day, some taken back.
fn histories(n: usize) -> impl Strategy<Value = Vec<Fact>> {
    // Mostly the words of one transfer, so that clocks start, stop and close; else any word of the law.
    let word = prop_oneof![
        4 => proptest::sample::select(TRANSFER).prop_map(|code| LegalFact::from_code(code).expect("a fact")),
        1 => proptest::sample::select(LegalFact::ALL),
    ];
    // Recorded up to two weeks late, in a record of the agency's own or in one that several tell.
    let one = (word, 0..AGENCIES.len(), 0u16..200, 0u16..1440, any::<bool>(), (0u8..3, 0u8..4), any::<bool>(), 0i64..20_000);
    let fact = one.prop_map(|(fact, agency, day, minute, exact, (about, record), withdrawn, delay)| {
        let date = (at("2017-01-01 00:00") + TimeDelta::hours(8) + TimeDelta::days(day.into())).date_naive();
        let when = if exact { format!("{date}T{:02}:{:02}", minute / 60, minute % 60) } else { date.to_string() };
        let about = if about == 0 { String::new() } else { format!("suspect:{about}") };
        let record = if record == 0 { String::new() } else { format!("#{record}") };
        (format!("{when} {} {} {about} {record}", AGENCIES[agency], fact.code()), withdrawn, delay)
    });
    proptest::collection::vec(fact, 0..n).prop_map(|rows| {
        let lines: Vec<&String> = rows.iter().map(|(line, ..)| line).collect();
        let mut history = facts(&lines);
        for (fact, (_, withdrawn, delay)) in history.iter_mut().zip(&rows) {
            fact.withdrawn = withdrawn.then_some(fact.recorded + 7);
            fact.recorded_at += TimeDelta::minutes(*delay);
        }
        history
    })
}

/// Everything that an instance shows, without the references.
fn shown(all: &[Instance<'_>]) -> Vec<String> {
    let line = |c: &Instance<'_>| {
        let circumstances = (c.row, &c.clock.regime.code, c.state, c.start, c.due, c.uncertain, &c.terms, c.owner, c.org);
        let facts = [c.closed, c.ended].map(|fact| fact.map(|f| (f.fact, f.when.clone())));
        let stopped: Vec<_> = c.suspended.iter().map(|s| (&s.by.when, s.resumed.map(|r| &r.when))).collect();
        let extended: Vec<_> = c.extended.iter().map(|e| (e.by.fact, e.counts)).collect();
        let facts = (facts, c.over_at, c.entered);
        format!("{} {circumstances:?} {facts:?} {stopped:?} {extended:?} {}", c.key(), c.also.len())
    };
    all.iter().map(line).collect()
}

fn instant(hours: u32) -> DateTime<Utc> {
    at("2017-01-01 00:00") + TimeDelta::hours(hours.into())
}

/// `history` with some of it told again later, word by word.
fn told_again(history: &[Fact], seed: u64) -> Vec<Fact> {
    let again = |(n, fact): (usize, &Fact)| {
        let (recorded, recorded_at) = (fact.recorded + 1, fact.recorded_at + TimeDelta::hours(1));
        (seed >> (n % 64) & 1 == 1).then(|| Fact { recorded, recorded_at, ..fact.clone() })
    };
    history.iter().cloned().chain(history.iter().enumerate().filter_map(again)).collect()
}

/// An order that `seed` decides.
fn shuffled(mut history: Vec<Fact>, seed: u64) -> Vec<Fact> {
    history.sort_by_key(|fact| (fact.part.bytes().fold(seed, |hash, byte| hash.rotate_left(7) ^ u64::from(byte)), fact.recorded));
    history
}

fn settled(state: State) -> bool {
    matches!(state, State::Met | State::MetLate | State::Done | State::Used | State::Kept | State::Preserved | State::EndedEarly)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn out_of_order_or_twice_gives_the_same(history in histories(40), seed in any::<u64>(), hours in 0u32..6000, known in 0i64..50) {
        let law = pausing();
        let expected = shown(&state(&history, law, known, instant(hours)));
        prop_assert_eq!(&expected, &shown(&state(&history, law, known, instant(hours))));
        let mut other = shuffled(history.clone(), seed);
        other.extend(history.iter().take(7).cloned());
        prop_assert_eq!(&expected, &shown(&state(&other, law, known, instant(hours))));
        let again = shuffled(told_again(&history, seed), seed);
        prop_assert_eq!(&expected, &shown(&state(&again, law, known, instant(hours))));
    }

    #[test]
    fn the_order_of_arrival_changes_nothing_once_all_is_known(history in histories(40), seed in any::<u64>(), hours in 0u32..6000) {
        let law = pausing();
        let standing: Vec<Fact> = history.into_iter().map(|fact| Fact { withdrawn: None, ..fact }).collect();
        let mut other = shuffled(standing.clone(), seed);
        other.iter_mut().zip(1..).for_each(|(fact, position)| fact.recorded = position);
        let (a, b) = (state(&standing, law, i64::MAX, instant(hours)), state(&other, law, i64::MAX, instant(hours)));
        prop_assert_eq!(shown(&a), shown(&b));
    }

    #[test]
    fn when_facts_were_recorded_matters_only_for_what_is_known(history in histories(40), hours in 0u32..6000, shift in 1i64..1000) {
        let law = pausing();
        let mut later = history.clone();
        for fact in &mut later {
            fact.recorded += shift;
            fact.withdrawn = fact.withdrawn.map(|position| position + shift);
        }
        let (a, b) = (state(&history, law, 30, instant(hours)), state(&later, law, 30 + shift, instant(hours)));
        prop_assert_eq!(shown(&a), shown(&b));
    }

    #[test]
    fn what_is_not_known_yet_changes_nothing(history in histories(40), hours in 0u32..6000, known in 0i64..40) {
        let law = pausing();
        let known_then: Vec<Fact> = history.iter().filter(|fact| fact.recorded <= known).cloned().collect();
        let all = shown(&state(&history, law, known, instant(hours)));
        prop_assert_eq!(all, shown(&state(&known_then, law, known, instant(hours))));
    }

    #[test]
    fn only_what_corrects_or_predates_the_closing_can_unmake_a_met_clock(history in histories(30), more in histories(20)) {
        let law = pausing();
        let (known, end) = (i64::MAX, instant(20_000));
        let before = state(&history, law, known, end);
        for clock in before.iter().filter(|clock| settled(clock.state)) {
            let Some(closed) = clock.closed else { continue };
            let told = stretch(&closed.when).1.max(stretch(&clock.trigger.when).1);
            let last = told.max(clock.over_at.expect("an end"));
            let mut grown = history.clone();
            grown.extend(more.iter().filter(|fact| stretch(&fact.when).0 > last).cloned().map(|mut fact| {
                fact.part.push_str("/more");
                fact
            }));
            let after = state(&grown, law, known, end);
            let same = after.iter().find(|other| other.key() == clock.key());
            prop_assert_eq!(same.map(|other| (other.state, other.row, other.due)), Some((clock.state, clock.row, clock.due)));
        }
    }

    #[test]
    fn a_correction_leaves_both_versions_visible(history in histories(30), which in any::<prop::sample::Index>(), day in 0i64..200, hours in 0u32..6000) {
        let law = pausing();
        let first: Vec<Fact> = history.into_iter().map(|fact| Fact { withdrawn: None, ..fact }).collect();
        prop_assume!(!first.is_empty());
        let (known, which) = (first.len() as i64, which.index(first.len()));
        let date = (at("2017-01-01 00:00") + TimeDelta::hours(8) + TimeDelta::days(day)).date_naive();
        let correction = Fact { when: crate::When::Day(date), recorded: known + 1, ..first[which].clone() };
        let second: Vec<Fact> =
            first.iter().enumerate().map(|(n, fact)| if n == which { correction.clone() } else { fact.clone() }).collect();
        let mut both = first.clone();
        both[which].withdrawn = Some(known + 1);
        both.push(correction);
        let seen = |history: &[Fact], position: i64| shown(&state(history, law, position, instant(hours)));
        prop_assert_eq!(seen(&both, known), seen(&first, known));
        prop_assert_eq!(seen(&both, known + 1), seen(&second, known + 1));
    }

    #[test]
    fn a_clock_only_runs_out(history in histories(30), hours in 0u32..6000) {
        // Nothing more happens or is recorded: what runs may run out, and what has run out stays so.
        let law = pausing();
        let now = instant(hours);
        let over = |fact: &Fact| stretch(&fact.when).1 <= Moment::from(now) && fact.recorded_at <= now;
        let past: Vec<Fact> = history.into_iter().filter(over).collect();
        let (before, after) = (state(&past, law, i64::MAX, now), state(&past, law, i64::MAX, now + TimeDelta::days(30)));
        prop_assert_eq!(before.len(), after.len());
        for (a, b) in before.iter().zip(&after) {
            prop_assert_eq!((a.key(), a.due), (b.key(), b.due));
            let kept = (a.state, b.state) == (State::Keeping, State::Preserved);
            prop_assert!(a.state == b.state || a.state == State::Running || kept, "{:?} became {:?}", a.state, b.state);
        }
    }

    #[test]
    fn a_course_says_what_the_state_is_at_any_instant_from_then_on(history in histories(40), hours in 0u32..6000, known in 0i64..50) {
        let law = pausing();
        let last = history.iter().map(|fact| stretch(&fact.when).1.max(fact.recorded_at.into())).max().unwrap_or(Moment::MAX);
        let then = if last == Moment::MAX { instant(hours) } else { last.utc() + TimeDelta::hours(hours.into()) };
        let course = course(&history, law, known);
        let now = state(&history, law, known, then);
        prop_assert_eq!(now.len(), course.len());
        let line = |clock: &Instance<'_>| shown(std::slice::from_ref(clock));
        for (now, course) in now.iter().zip(&course) {
            let sooner = course.before.as_ref().unwrap_or(&course.after);
            prop_assert!([line(sooner), line(&course.after)].contains(&line(now)), "{course:?} and then {now:?}");
        }
        let end: Vec<Instance<'_>> = course.into_iter().map(|course| course.after).collect();
        prop_assert_eq!(shown(&end), shown(&state(&history, law, known, DateTime::<Utc>::MAX_UTC)));
    }

    #[test]
    fn what_the_records_of_a_matter_make_of_each_other_depends_neither_on_the_order_of_the_facts_nor_on_how_often_they_are_told(
        rows in proptest::collection::vec((proptest::sample::select(SPANNED), 0..3usize, 1u8..4, 1u8..29, any::<bool>(), (proptest::sample::select(ENCLOSED), 0u8..3)), 0..25),
        seed in any::<u64>(), known in 0i64..40,
    ) {
        let law = pausing();
        let lines: Vec<String> = rows
            .iter()
            .map(|(code, agency, record, day, exact, (enclosed, list))| {
                let when = if *exact { format!("2017-03-{day:02}T10:00") } else { format!("2017-03-{day:02}") };
                let about = if *list > 0 { format!("goods:{list}") } else { String::new() };
                format!("{when} {} {code} #{record} {about} {enclosed}", AGENCIES[*agency])
            })
            .collect();
        let history = facts(&lines);
        let set = |history: &[Fact]| across(history, law, known);
        let expected = set(&history);
        prop_assert_eq!(&expected, &set(&shuffled(history.clone(), seed)));
        prop_assert_eq!(&expected, &set(&shuffled(told_again(&history, seed), seed)));
        let clocks = |history: &[Fact]| shown(&state(history, law, known, at("2017-04-10 09:00")));
        prop_assert_eq!(clocks(&history), clocks(&shuffled(told_again(&history, seed), seed)));
    }
}
