//! A measure, given / when / then.

use kernel::spec::{counted, flags_of, given, legal_facts, told};
use kernel::{AgencyCode, Asking, Decider, Entry, LegalFact, OrgId, Report, Told, When};
use proptest::prelude::*;

use super::{
    DailyFined, Event, Extended, Found, Imposed, Lifted, LiftedBecause, Measure, MeasureKind, Rechecked, ReleaseDecided,
    SeizedItem, Served, TestingEnded, TestingStarted,
};
use crate::tests::{back, example};

const KINDS: [MeasureKind; 4] =
    [MeasureKind::Correct, MeasureKind::Seize, MeasureKind::LimitProduction, MeasureKind::StopProduction];

fn imposed(kind: MeasureKind) -> Imposed {
    Imposed { kind, items: Vec::new(), ..example() }
}

fn lifted(kind: MeasureKind, because: LiftedBecause) -> Event {
    Event::Lifted(told(3, None, "2016-09-29"), Lifted { kind, because, ..example() })
}

#[test]
fn a_seizure_is_imposed_extended_and_lifted() {
    let state = given::<Measure>([])
        .when(Event::Imposed(told(1, None, "2016-08-10"), example()))
        .then([Event::Imposed(told(1, None, "2016-08-10"), example())]);
    assert_eq!(state.state().until().map(When::to_string).as_deref(), Some("2016-09-08"));
    let state = state.when(Event::Extended(told(2, None, "2016-09-06"), example())).then_recorded();
    assert_eq!(state.state().until().map(When::to_string).as_deref(), Some("2016-10-08"));
    let state = state.when(Event::Lifted(told(3, None, "2016-09-29"), example())).then_recorded();
    assert_eq!(state.state().lifted(), Some(LiftedBecause::Corrected));
    assert!(flags_of::<Measure>(state.state().book.parts()).is_empty());
}

#[test]
fn the_same_order_twice_is_known() {
    given::<Measure>([Event::Imposed(told(1, None, "2016-08-10"), imposed(MeasureKind::Correct))])
        .when(Event::Imposed(told(1, None, "2016-08-10"), imposed(MeasureKind::Correct)))
        .then_nothing();
}

#[test]
fn a_corrected_term_stands_in_either_order() {
    let original = Event::Imposed(told(1, None, "2016-08-10"), example());
    let corrected = Event::Imposed(told(2, Some(1), "2016-08-10"), Imposed { until: None, ..example() });
    let in_order = given::<Measure>([original.clone(), corrected.clone()]);
    assert_eq!(in_order.state().until(), None);
    assert_eq!(in_order.state(), given::<Measure>([corrected, original]).state());
}

#[test]
fn a_lifting_before_its_order_is_recorded_and_flagged_until_the_order_arrives() {
    let early = given::<Measure>([]).when(Event::Lifted(told(2, None, "2016-09-29"), example())).then_recorded();
    assert_eq!(flags_of::<Measure>(early.state().book.parts()), ["gap:lifted"]);
    let filled = early.when(Event::Imposed(told(1, None, "2016-08-10"), example())).then_recorded();
    assert!(flags_of::<Measure>(filled.state().book.parts()).is_empty());
    assert_eq!(filled.state().lifted(), Some(LiftedBecause::Corrected));
}

#[test]
fn a_lifting_dated_before_its_order_is_flagged() {
    let state = given::<Measure>([
        Event::Imposed(told(1, None, "2016-08-10"), example()),
        Event::Lifted(told(2, None, "2016-08-01"), example()),
    ]);
    assert_eq!(flags_of::<Measure>(state.state().book.parts()), ["early:lifted"]);
}

#[test]
fn a_measure_that_contradicts_itself_is_refused() {
    let long_ago: When = "2016-08-01".parse().expect("a day");
    let nameless = SeizedItem { name: " ".into(), quantity: None, kept_at: None };
    for contradiction in [
        Imposed { kind: MeasureKind::Correct, ..example() },
        Imposed { until: Some(long_ago.clone()), ..example() },
        Imposed { items: vec![nameless], ..example() },
    ] {
        assert_eq!(contradiction.check().map_err(|refusal| refusal.code), Err("contradiction"), "{contradiction:?}");
    }
    assert!(Extended { round: 0, ..example() }.check().is_err());
    assert!(Extended { until: long_ago, ..example() }.check().is_err());
    let handed = |kind| Lifted { kind, because: LiftedBecause::HandedOver, ..example() };
    assert!(handed(MeasureKind::StopProduction).check().is_err());
    assert_eq!(handed(MeasureKind::Seize).check(), Ok(()));
}

#[test]
fn each_measure_is_its_own_fact_in_law_and_its_own_tally() {
    let told_of = KINDS.map(|kind| {
        let event = Event::Imposed(told(1, None, "2016-08-10"), imposed(kind));
        (legal_facts(&event)[0], counted(&event)[0].0)
    });
    assert_eq!(
        told_of,
        [
            (LegalFact::CorrectionOrdered, "env-correction-orders"),
            (LegalFact::Seized, "env-seizures"),
            (LegalFact::ProductionLimited, "env-production-limits"),
            (LegalFact::ProductionStopped, "env-production-stops"),
        ]
    );
}

#[test]
fn what_is_handed_to_police_stays_seized() {
    assert_eq!(legal_facts(&lifted(MeasureKind::Seize, LiftedBecause::HandedOver)), []);
    assert_eq!(legal_facts(&lifted(MeasureKind::Seize, LiftedBecause::Expired)), [LegalFact::SeizureLifted]);
}

#[test]
fn an_order_fulfilled_counts_one_correction_and_one_revoked_none() {
    let fulfilled = lifted(MeasureKind::Correct, LiftedBecause::Corrected);
    assert_eq!((counted(&fulfilled), legal_facts(&fulfilled)), (vec![("env-corrections", 1)], vec![LegalFact::Corrected]));
    let revoked = lifted(MeasureKind::Correct, LiftedBecause::Revoked);
    assert_eq!((counted(&revoked), legal_facts(&revoked)), (Vec::new(), Vec::new()));
    let resumed = lifted(MeasureKind::StopProduction, LiftedBecause::Corrected);
    assert_eq!(legal_facts(&resumed), [LegalFact::RestrictionLifted, LegalFact::Corrected]);
    assert_eq!(legal_facts(&lifted(MeasureKind::LimitProduction, LiftedBecause::Expired)), [LegalFact::RestrictionLifted]);
}

#[test]
fn what_was_seized_is_asked_back_decided_on_served_announced_and_collected() {
    let seized = Event::Imposed(told(1, None, "2016-08-01"), Imposed { until: None, ..imposed(MeasureKind::Seize) });
    let decided = ReleaseDecided { released: true, reasons: None, ..example() };
    let steps = [
        Event::ReleaseRequested(act(2, "2016-08-03"), example()),
        Event::ReleaseDecided(act(3, "2016-08-08"), decided),
        Event::ReleaseServed(act(4, "2016-08-10"), example()),
        Event::Lifted(act(5, "2016-08-10"), Lifted { kind: MeasureKind::Seize, because: LiftedBecause::Revoked, ..example() }),
        Event::ReleaseAnnounced(act(6, "2016-08-11"), example()),
        Event::GoodsCollected(act(7, "2016-08-20"), example()),
    ];
    let facts: Vec<_> = steps.iter().flat_map(legal_facts).collect();
    let (asked, lifted) =
        ([LegalFact::ReleaseRequested, LegalFact::ReleaseDecided], [LegalFact::ReleaseServed, LegalFact::SeizureLifted]);
    assert_eq!(facts, [asked, lifted, [LegalFact::ReleaseAnnounced, LegalFact::GoodsCollected]].concat());
    let mut state = given::<Measure>([seized]);
    for step in steps {
        let on = step.place().0.when.to_string();
        assert!(listed(state.state(), &step, &on), "{}", step.place().1);
        state = state.when(step).then_recorded();
    }
    assert!(flags_of::<Measure>(state.state().book.parts()).is_empty() && state.state().breaches().is_empty());
    assert!(ReleaseDecided { released: false, reasons: Some(" ".into()), ..example() }.check().is_err());
}

#[test]
fn the_time_of_testing_lengthens_a_seizure_and_when_it_may_be_extended() {
    let until = |day: &str| day.parse::<When>().expect("a day");
    let seized = |day: &str| {
        let data = Imposed { until: Some(until(day)), served_on: None, ..imposed(MeasureKind::Seize) };
        Event::Imposed(told(1, None, "2016-08-01"), data)
    };
    let started = Event::TestingStarted(told(2, None, "2016-08-05"), example());
    let ended = Event::TestingEnded(told(3, None, "2016-08-25"), example());
    assert_eq!(legal_facts(&started), [LegalFact::TestingStarted]);
    assert_eq!(legal_facts(&ended), [LegalFact::TestingEnded]);
    let codes = |state: &Measure| state.breaches().iter().map(|breach| breach.code).collect::<Vec<_>>();
    for (day, lawful) in [("2016-09-20", true), ("2016-09-21", false)] {
        let state = given::<Measure>([started.clone(), seized(day), ended.clone()]);
        let expected: &[&str] = if lawful { &[] } else { &["seized-too-long"] };
        assert_eq!(codes(state.state()), expected, "{day}");
    }
    let tested = given::<Measure>([seized("2016-08-31"), started, ended]);
    for (day, lawful) in [("2016-09-20", true), ("2016-09-21", false)] {
        let data = Extended { kind: Some(MeasureKind::Seize), until: until("2016-10-20"), ..example() };
        let extended = Event::Extended(act(4, day), data);
        assert_eq!(listed(tested.state(), &extended, day), lawful, "{day}");
        assert_eq!(tested.state().decide(extended).is_ok(), lawful, "{day}");
    }
    let order = Event::Imposed(told(1, None, "2016-08-01"), Imposed { until: None, ..imposed(MeasureKind::Correct) });
    let test = Event::TestingStarted(act(2, "2016-08-05"), example());
    let state = given::<Measure>([order]);
    assert!(!listed(state.state(), &test, "2016-08-05"));
    state.when(test).then_refused("unlawful");
}

#[test]
fn the_party_is_told_of_the_time_that_is_left_out() {
    let seized = Event::Imposed(told(1, None, "2016-08-01"), Imposed { until: None, ..imposed(MeasureKind::Seize) });
    let started = |n, corrects, told_on: Option<&str>| {
        let told_on = told_on.map(|day| day.parse().expect("a day"));
        Event::TestingStarted(told(n, corrects, "2016-08-05"), TestingStarted { told_on, ..example() })
    };
    let ended = Event::TestingEnded(act(3, "2016-08-12"), TestingEnded { document: None, ..example() });
    let open = given::<Measure>([seized, started(2, None, None)]);
    assert!(open.state().breaches().is_empty(), "it may still be told");
    assert!(listed(open.state(), &ended, "2016-08-12"));
    let over = open.clone().when(ended).then_recorded();
    let codes =
        |state: &Measure| state.breaches().iter().map(|breach| format!("{}:{}", breach.code, breach.part)).collect::<Vec<_>>();
    assert_eq!(codes(over.state()), ["testing-untold:testing-started"]);
    let told_then = over.when(started(4, Some(2), Some("2016-08-05"))).then_recorded();
    assert!(told_then.state().breaches().is_empty());
    let lifted = open.when(lifted(MeasureKind::Seize, LiftedBecause::Revoked)).then_recorded();
    assert_eq!(codes(lifted.state()), ["testing-untold:testing-started"]);
}

#[test]
fn an_order_is_not_released_and_what_police_have_is_not_collected() {
    let order = Event::Imposed(told(1, None, "2016-08-01"), Imposed { until: None, ..imposed(MeasureKind::Correct) });
    let asked = |told| Event::ReleaseRequested(told, example());
    given::<Measure>([order.clone()]).when(asked(act(2, "2016-08-03"))).then_refused("unlawful");
    let codes = |state: &Measure| state.breaches().iter().map(|breach| breach.code).collect::<Vec<_>>();
    assert_eq!(codes(given::<Measure>([asked(told(2, None, "2016-08-03")), order]).state()), ["nothing-seized"]);
    let seized = Event::Imposed(told(1, None, "2016-08-01"), Imposed { until: None, ..imposed(MeasureKind::Seize) });
    let handed = lifted(MeasureKind::Seize, LiftedBecause::HandedOver);
    let collected = |told| Event::GoodsCollected(told, example());
    given::<Measure>([seized.clone(), handed.clone()]).when(collected(act(4, "2016-10-03"))).then_refused("unlawful");
    assert_eq!(codes(given::<Measure>([seized, collected(told(4, None, "2016-10-03")), handed]).state()), ["handed-to-police"]);
}

#[test]
fn a_lifting_taken_back_leaves_the_measure_in_force() {
    let state = given::<Measure>([lifted(MeasureKind::Seize, LiftedBecause::Expired)])
        .when(Event::Withdrawn(told(4, Some(3), "2016-09-30"), back("lifted")))
        .then_recorded();
    assert_eq!(state.state().lifted(), None);
}

fn act(n: u32, day: &str) -> Told {
    Told { act: true, ..told(n, None, day) }
}

fn ordered(found: Found) -> Vec<Event> {
    vec![
        Event::Imposed(told(1, None, "2016-08-01"), Imposed { served_on: None, until: None, ..imposed(MeasureKind::Correct) }),
        Event::Served(told(2, None, "2016-08-03"), Served { kind: MeasureKind::Correct, ..example() }),
        Event::Rechecked(told(3, None, "2016-08-20"), Rechecked { round: 1, found, ..example() }),
    ]
}

#[test]
fn what_goes_on_at_the_covert_recheck_is_fined_for_each_day_without_a_cap() {
    let fined = DailyFined { days: 17, ..example() };
    let event = Event::DailyFined(act(4, "2016-08-22"), fined.clone());
    assert_eq!(counted(&event), [("env-daily-fines", 1), ("env-penalty-amount", 17 * fined.daily.minor)]);
    let state = given::<Measure>(ordered(Found::Continuing)).when(event).then_recorded();
    assert!(state.state().breaches().is_empty(), "{:?}", state.state().breaches());
    let again = Event::Rechecked(act(5, "2016-09-15"), Rechecked { round: 2, found: Found::Refused, ..example() });
    assert_eq!(legal_facts(&again), [LegalFact::Rechecked, LegalFact::NotCorrected]);
    state.when(again).then_recorded();
}

#[test]
fn what_was_corrected_is_not_fined_for_each_day() {
    let fined = |told| Event::DailyFined(told, DailyFined { days: 17, ..example() });
    given::<Measure>(ordered(Found::Corrected)).when(fined(act(4, "2016-08-22"))).then_refused("unlawful");
    let state = given::<Measure>(ordered(Found::Corrected)).when(fined(told(4, None, "2016-08-22"))).then_recorded();
    assert_eq!(state.state().breaches().iter().map(|breach| breach.code).collect::<Vec<_>>(), ["fined-though-corrected"]);
}

#[test]
fn nothing_is_fined_for_each_day_without_its_recheck() {
    let second = DailyFined { round: 2, ..example() };
    let event = Event::DailyFined(act(4, "2016-08-22"), second);
    given::<Measure>(ordered(Found::Continuing)).when(event).then_refused("unlawful");
}

#[test]
fn a_recheck_comes_within_thirty_days_of_service() {
    let mut past = ordered(Found::Continuing);
    past[2] = Event::Rechecked(told(3, None, "2016-09-03"), Rechecked { round: 1, ..example() });
    let state = given::<Measure>(past);
    assert_eq!(flags_of::<Measure>(state.state().book.parts()), ["unlawful:rechecked-too-late:rechecked/1"]);
}

#[test]
fn what_was_served_by_the_report_of_the_measure_is_rechecked_from_then() {
    let served_on = Some("2016-08-03".parse().expect("a day"));
    let order = Imposed { served_on, until: None, ..imposed(MeasureKind::Correct) };
    let event = Event::Imposed(told(1, None, "2016-08-01"), order.clone());
    assert_eq!(legal_facts(&event), [LegalFact::CorrectionOrdered, LegalFact::CorrectionServed]);
    let state = given::<Measure>([event]);
    let recheck = Event::Rechecked(act(3, "2016-08-20"), Rechecked { round: 1, found: Found::Continuing, ..example() });
    assert!(listed(state.state(), &recheck, "2016-08-20"));
    let state = state.when(recheck).then_recorded();
    for (days, lawful) in [(16, false), (17, true)] {
        let fined = DailyFined { days, ..example() };
        assert_eq!(state.state().decide(Event::DailyFined(act(4, "2016-08-22"), fined)).is_ok(), lawful, "{days}");
    }
    let unserved = Event::Imposed(told(1, None, "2016-08-01"), Imposed { served_on: None, ..order });
    given::<Measure>([unserved])
        .when(Event::Rechecked(act(3, "2016-08-20"), Rechecked { round: 1, ..example() }))
        .then_refused("unlawful");
}

#[test]
fn who_is_late_with_a_recheck_or_a_follow_up_may_still_do_it() {
    let served = ordered(Found::Continuing).into_iter().take(2);
    let late = Event::Rechecked(act(3, "2016-09-20"), Rechecked { round: 1, ..example() });
    let state = given::<Measure>(served);
    assert!(listed(state.state(), &late, "2016-09-20"));
    let state = state.when(late).then_recorded();
    assert_eq!(state.state().breaches().iter().map(|breach| breach.code).collect::<Vec<_>>(), ["rechecked-too-late"]);
    let ended = given::<Measure>([
        Event::Imposed(told(1, None, "2016-08-01"), Imposed { until: None, ..imposed(MeasureKind::StopProduction) }),
        lifted(MeasureKind::StopProduction, LiftedBecause::Corrected),
    ]);
    let state = ended.when(Event::FollowedUp(act(4, "2016-11-20"), example())).then_recorded();
    assert_eq!(state.state().breaches().iter().map(|breach| breach.code).collect::<Vec<_>>(), ["followed-up-too-late"]);
}

#[test]
fn a_fine_for_each_day_is_for_the_days_from_service_to_the_recheck() {
    let fined = |told, round, days| Event::DailyFined(told, DailyFined { round, days, ..example() });
    for (days, lawful) in [(16, false), (17, true), (18, false), (170, false)] {
        let then = given::<Measure>(ordered(Found::Continuing)).when(fined(act(4, "2016-08-22"), 1, days));
        if lawful {
            then.then_recorded();
        } else {
            then.then_refused("unlawful");
        }
    }
    let state = given::<Measure>(ordered(Found::Continuing)).when(fined(told(4, None, "2016-08-22"), 1, 170)).then_recorded();
    assert_eq!(state.state().breaches().iter().map(|breach| breach.code).collect::<Vec<_>>(), ["days-miscounted"]);
    // What goes on is fined again, for the days since or for all.
    let again = Event::Rechecked(told(5, None, "2016-09-10"), Rechecked { round: 2, found: Found::Continuing, ..example() });
    let past = ordered(Found::Continuing).into_iter().chain([fined(told(4, None, "2016-08-22"), 1, 17), again]);
    let state = given::<Measure>(past);
    for (days, lawful) in [(20, false), (21, true), (38, true), (39, false)] {
        assert_eq!(lawful, state.state().decide(fined(act(6, "2016-09-12"), 2, days)).is_ok(), "{days}");
    }
}

#[test]
fn rechecks_have_no_cap() {
    let mut past: Vec<Event> = ordered(Found::Continuing).into_iter().take(2).collect();
    for round in 1..=6_u16 {
        let day = format!("2016-08-{:02}", 5 + round);
        let recheck = Rechecked { round, found: Found::Continuing, ..example() };
        let act = Event::Rechecked(act(10 + u32::from(round), &day), recheck.clone());
        let state = given::<Measure>(past.clone());
        assert!(listed(state.state(), &act, &day), "{round}");
        state.when(act).then_recorded();
        past.push(Event::Rechecked(told(10 + u32::from(round), None, &day), recheck));
    }
}

#[test]
fn production_is_limited_for_three_months_and_three_more() {
    let limit = |until: &str| {
        let until = Some(until.parse().expect("a day"));
        Imposed { until, served_on: None, ..imposed(MeasureKind::LimitProduction) }
    };
    for (until, lawful) in [("2016-11-10", true), ("2016-11-11", false)] {
        let state = given::<Measure>([Event::Imposed(told(1, None, "2016-08-10"), limit(until))]);
        assert_eq!(state.state().breaches().is_empty(), lawful, "{until}");
    }
    let extended = |until: &str| Extended { until: until.parse().expect("a day"), ..example() };
    for (until, lawful) in [("2017-02-10", true), ("2017-02-11", false)] {
        let state = given::<Measure>([Event::Imposed(told(1, None, "2016-08-10"), limit("2016-11-10"))]);
        let then = state.when(Event::Extended(act(2, "2016-11-01"), extended(until)));
        if lawful {
            then.then_recorded();
        } else {
            then.then_refused("unlawful");
        }
    }
}

#[test]
fn a_measure_is_extended_before_its_first_term_is_over_and_not_after() {
    let until = |day: &str| Some(day.parse().expect("a day"));
    let seized = |until| Imposed { until, served_on: None, ..imposed(MeasureKind::Seize) };
    let limited = |until| Imposed { until, served_on: None, ..imposed(MeasureKind::LimitProduction) };
    for (imposed, last, after, rule) in [
        (seized(None), "2016-09-09", "2016-09-10", "seizure-run-out"),
        (seized(until("2016-08-20")), "2016-08-20", "2016-08-21", "seizure-run-out"),
        (limited(None), "2016-11-10", "2016-11-11", "restriction-run-out"),
    ] {
        let kind = imposed.kind;
        let state = given::<Measure>([Event::Imposed(told(1, None, "2016-08-10"), imposed)]);
        let extended =
            |told| Event::Extended(told, Extended { kind: Some(kind), until: "2016-10-01".parse().expect("a day"), ..example() });
        state.clone().when(extended(act(2, last))).then_recorded();
        state.clone().when(extended(act(2, after))).then_refused("unlawful");
        assert!(!listed(state.state(), &extended(act(2, after)), after), "{after}");
        let late = state.when(extended(told(2, None, after))).then_recorded();
        assert_eq!(late.state().breaches().iter().map(|breach| breach.code).collect::<Vec<_>>(), [rule], "{after}");
    }
    let stopped = Imposed { until: None, served_on: None, ..imposed(MeasureKind::StopProduction) };
    let state = given::<Measure>([Event::Imposed(told(1, None, "2016-08-10"), stopped)]);
    state
        .when(Event::Extended(act(2, "2017-08-10"), Extended { kind: Some(MeasureKind::StopProduction), ..example() }))
        .then_recorded();
}

/// One of the things that can be said of a measure, on that day; each term within the law of its day.
fn some(told: Told, choice: usize) -> Event {
    let round = if choice.is_multiple_of(2) { 1 } else { 2 };
    match choice {
        0 => Event::Imposed(told, Imposed { served_on: None, until: None, ..imposed(MeasureKind::Correct) }),
        1 => Event::Served(told, Served { kind: MeasureKind::Correct, ..example() }),
        2 | 3 => Event::Rechecked(told, Rechecked { round, found: Found::Continuing, ..example() }),
        4 | 5 => Event::Rechecked(told, Rechecked { round, found: Found::Corrected, ..example() }),
        6 | 7 => Event::DailyFined(told, DailyFined { round, ..example() }),
        8 => Event::PlanFiled(told, example()),
        9 => Event::Finished(told, example()),
        10 => Event::CompletionReported(told, example()),
        11 => Event::Lifted(told, example()),
        12 => Event::FollowedUp(told, example()),
        13 => Event::ExcessReported(told, example()),
        14 => Event::ClosureReported(told, example()),
        16 => Event::ReleaseRequested(told, example()),
        17 => Event::ReleaseDecided(told, example()),
        18 => Event::ReleaseServed(told, example()),
        19 => Event::ReleaseAnnounced(told, example()),
        20 => Event::GoodsCollected(told, example()),
        21 => Event::Imposed(told, Imposed { served_on: None, until: None, ..imposed(MeasureKind::Seize) }),
        22 => Event::TestingStarted(told, TestingStarted { told_on: None, ..example() }),
        23 => Event::TestingEnded(told, example()),
        // Sixty days from the first of the days on which it may have been imposed.
        _ => Event::Extended(told, Extended { round: 1, until: "2016-09-29".parse().expect("a day"), ..example() }),
    }
}

/// The act with each of the things that may be said by it.
#[allow(clippy::wildcard_enum_match_arm, reason = "what is said in one way only stays as it is")]
fn contents(event: Event) -> Vec<Event> {
    match event {
        Event::Imposed(told, data) => KINDS.map(|kind| Event::Imposed(told.clone(), Imposed { kind, ..data.clone() })).into(),
        Event::Rechecked(told, data) => [Found::Continuing, Found::Corrected]
            .map(|found| Event::Rechecked(told.clone(), Rechecked { found, ..data.clone() }))
            .into(),
        Event::DailyFined(told, data) => {
            (1..=30).map(|days| Event::DailyFined(told.clone(), DailyFined { days, ..data.clone() })).collect()
        }
        Event::TestingStarted(told, data) => [None, Some(told.when.clone())]
            .map(|told_on| Event::TestingStarted(told.clone(), TestingStarted { told_on, ..data.clone() }))
            .into(),
        other => vec![other],
    }
}

fn listed(measure: &Measure, event: &Event, on: &str) -> bool {
    let (_, part) = event.place();
    let (code, label) = part.split_once('/').map_or((part.as_str(), None), |(code, label)| (code, Some(label)));
    let (org, agency) = (OrgId::new("jn-environment").expect("an org"), AgencyCode::new("environment").expect("an agency"));
    let actions = measure.actions(Asking { org: &org, agency: &agency, on: on.parse().expect("a day") });
    actions.iter().any(|action| action.code == code && action.label.as_deref() == label)
}

proptest! {
    #[test]
    fn what_is_listed_as_lawful_is_done_and_what_is_not_is_refused(
        past in proptest::collection::vec((0usize..24, 1u32..28), 0..9), choice in 0usize..24, day in 1u32..29,
    ) {
        let past = (1u32..).zip(past).map(|(n, (choice, day))| some(told(n, None, &format!("2016-08-{day:02}")), choice));
        let measure = given::<Measure>(past);
        let on = format!("2016-08-{day:02}");
        let event = some(Told { act: true, ..told(20, None, &on) }, choice);
        let listed = listed(measure.state(), &event, &on);
        // An act is listed if something can lawfully be said by it: what a measure is, what a recheck finds is said only then.
        let lawful = contents(event.clone()).into_iter().any(|event| measure.state().decide(event).is_ok());
        prop_assert_eq!(listed, lawful, "{}", event.place().1);
        prop_assert!(listed || measure.state().decide(event).is_err());
    }
}

#[test]
fn the_longest_measures_are_those_of_the_catalogue() {
    for (kind, measure) in [(MeasureKind::Seize, "seizure"), (MeasureKind::LimitProduction, "limit-production")] {
        let (_, longest) = super::event::longest(kind).expect("an end");
        assert_eq!(longest[..], kernel::spec::catalogued(measure, "2016-08-15"), "{measure}");
    }
}
