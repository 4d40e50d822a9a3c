//! A measure, given / when / then.

use kernel::spec::{counted, flags_of, given, legal_facts, told};
use kernel::{LegalFact, Report, When};

use super::{Command, Event, Extended, Imposed, Lifted, LiftedBecause, Measure, MeasureKind, SeizedItem};
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
        .when(Command::Impose(told(1, None, "2016-08-10"), example()))
        .then([Event::Imposed(told(1, None, "2016-08-10"), example())]);
    assert_eq!(state.state().until().map(When::to_string).as_deref(), Some("2016-09-08"));
    let state = state.when(Command::Extend(told(2, None, "2016-09-06"), example())).then_recorded();
    assert_eq!(state.state().until().map(When::to_string).as_deref(), Some("2016-10-08"));
    let state = state.when(Command::Lift(told(3, None, "2016-09-29"), example())).then_recorded();
    assert_eq!(state.state().lifted, Some(LiftedBecause::Corrected));
    assert!(flags_of::<Measure>(&state.state().parts).is_empty());
}

#[test]
fn the_same_order_twice_is_known() {
    given::<Measure>([Event::Imposed(told(1, None, "2016-08-10"), imposed(MeasureKind::Correct))])
        .when(Command::Impose(told(1, None, "2016-08-10"), imposed(MeasureKind::Correct)))
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
    let early = given::<Measure>([]).when(Command::Lift(told(2, None, "2016-09-29"), example())).then_recorded();
    assert_eq!(flags_of::<Measure>(&early.state().parts), ["gap:lifted"]);
    let filled = early.when(Command::Impose(told(1, None, "2016-08-10"), example())).then_recorded();
    assert!(flags_of::<Measure>(&filled.state().parts).is_empty());
    assert_eq!(filled.state().lifted, Some(LiftedBecause::Corrected));
}

#[test]
fn a_lifting_dated_before_its_order_is_flagged() {
    let state = given::<Measure>([
        Event::Imposed(told(1, None, "2016-08-10"), example()),
        Event::Lifted(told(2, None, "2016-08-01"), example()),
    ]);
    assert_eq!(flags_of::<Measure>(&state.state().parts), ["early:lifted"]);
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
fn a_lifting_taken_back_leaves_the_measure_in_force() {
    let state = given::<Measure>([lifted(MeasureKind::Seize, LiftedBecause::Expired)])
        .when(Command::Withdraw(told(4, Some(3), "2016-09-30"), back("lifted")))
        .then_recorded();
    assert_eq!(state.state().lifted, None);
}
