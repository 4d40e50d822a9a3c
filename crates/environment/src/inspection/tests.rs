//! A site check, given / when / then.

use kernel::assay::{Bound, Ground};
use kernel::spec::{counted, flags_of, given, legal_facts, told};
use kernel::{DomainEvent, LegalFact, Mention, Report, Says};

use super::{Command, Event, Finding, Inspection, Judged, Monitored, Outcome, Reading, RecheckOutcome, Rechecked, Visited};
use crate::tests::{back, example, place};

fn reading(measured: &str, limit: &str, exceeded: Option<bool>) -> Reading {
    Reading {
        pollutant: "总铬".into(),
        point: None,
        measured: measured.into(),
        limit: limit.into(),
        unit: Some("mg/L".into()),
        standard: "GB 8978-1996".into(),
        detection_limit: None,
        method: None,
        exceeded,
    }
}

fn monitored(readings: Vec<Reading>) -> Monitored {
    Monitored { readings, ..example() }
}

fn visit(findings: usize, outcome: Option<Outcome>) -> Visited {
    let findings = (0..findings).map(|n| Finding { code: format!("4.{n}"), text: None }).collect();
    Visited { premises: place(), findings, outcome, joint_action: None, ..example() }
}

#[test]
fn a_premises_is_checked_monitored_and_checked_again() {
    let state = given::<Inspection>([])
        .when(Command::Visit(told(1, None, "2016-08-04"), visit(1, None)))
        .then([Event::Visited(told(1, None, "2016-08-04"), visit(1, None), Outcome::Violation)])
        .when(Command::Monitor(told(2, None, "2016-08-04"), example()))
        .then_recorded()
        .when(Command::Recheck(told(3, None, "2016-08-31"), example()))
        .then_recorded();
    assert_eq!((state.state().outcome, state.state().exceeded()), (Some(Outcome::Violation), 1));
    assert!(flags_of::<Inspection>(&state.state().parts).is_empty());
}

#[test]
fn each_value_carries_its_verdict_and_the_rule_applied() {
    let data = monitored(vec![
        reading("4.2", "1.5", None),
        reading("1.5", "1.5", None),
        reading("4.9", "≥5", None),
        reading("9.3", "6-9", Some(true)),
        reading("3", "5", Some(true)),
    ]);
    let judged = |exceeded, ground| Judged { exceeded, ground };
    given::<Inspection>([]).when(Command::Monitor(told(1, None, "2016-08-04"), data.clone())).then([Event::Monitored(
        told(1, None, "2016-08-04"),
        data,
        vec![
            judged(true, Ground::Compared(Bound::AtMost)),
            judged(false, Ground::Compared(Bound::AtMost)),
            judged(true, Ground::Compared(Bound::AtLeast)),
            judged(true, Ground::Stated),
            judged(true, Ground::Stated),
        ],
    )]);
}

#[test]
fn a_monitoring_that_contradicts_itself_is_refused() {
    for contradiction in [
        monitored(Vec::new()),
        monitored(vec![reading("0.3", "≤1.5", Some(true))]),
        monitored(vec![reading("4.2", "≤1.5", Some(false))]),
        monitored(vec![reading("7.2", "6-9", None)]),
        monitored(vec![reading("", "1.5", Some(true))]),
        monitored(vec![Reading { standard: " ".into(), ..reading("4.2", "1.5", None) }]),
        monitored(vec![reading("4.2", "1.5", None); 501]),
        Monitored { round: 0, ..example() },
    ] {
        assert_eq!(contradiction.check().map_err(|refusal| refusal.code), Err("contradiction"), "{contradiction:?}");
    }
    let unknown = Command::Monitor(told(1, None, "2016-08-04"), monitored(vec![reading("7.2", "6-9", None)]));
    given::<Inspection>([]).when(unknown).then_refused("contradiction");
}

#[test]
fn no_violation_with_findings_is_refused_and_a_violation_without_them_is_not() {
    assert!(visit(1, Some(Outcome::NoViolation)).check().is_err());
    assert_eq!(visit(0, Some(Outcome::Violation)).check(), Ok(()));
    assert!(Visited { findings: vec![Finding { code: String::new(), text: None }], ..visit(0, None) }.check().is_err());
    assert!(Rechecked { round: 0, ..example() }.check().is_err());
}

#[test]
fn the_same_check_twice_is_known() {
    given::<Inspection>([Event::Visited(told(1, None, "2016-08-04"), visit(0, None), Outcome::NoViolation)])
        .when(Command::Visit(told(1, None, "2016-08-04"), visit(0, None)))
        .then_nothing();
}

#[test]
fn a_corrected_check_stands_in_either_order() {
    let original = Event::Visited(told(1, None, "2016-08-04"), visit(2, None), Outcome::Violation);
    let corrected = Event::Visited(told(2, Some(1), "2016-08-04"), visit(0, None), Outcome::NoViolation);
    let in_order = given::<Inspection>([original.clone(), corrected.clone()]);
    assert_eq!(in_order.state().outcome, Some(Outcome::NoViolation));
    assert_eq!(in_order.state(), given::<Inspection>([corrected, original]).state());
}

#[test]
fn a_monitoring_before_its_check_is_recorded_and_flagged_until_the_check_arrives() {
    let early = given::<Inspection>([]).when(Command::Monitor(told(2, None, "2016-08-04"), example())).then_recorded();
    assert_eq!(flags_of::<Inspection>(&early.state().parts), ["gap:monitored/1"]);
    let filled = early.when(Command::Visit(told(1, None, "2016-08-04"), visit(1, None))).then_recorded();
    assert!(flags_of::<Inspection>(&filled.state().parts).is_empty());
}

#[test]
fn a_monitoring_taken_back_leaves_the_others() {
    let second = Monitored { round: 2, ..example() };
    let state = given::<Inspection>([])
        .when(Command::Monitor(told(1, None, "2016-08-04"), example()))
        .then_recorded()
        .when(Command::Monitor(told(2, None, "2016-08-05"), second))
        .then_recorded();
    assert_eq!(state.state().exceeded(), 2);
    let state = state.when(Command::Withdraw(told(3, Some(1), "2016-08-06"), back("monitored/1"))).then_recorded();
    assert_eq!(state.state().exceeded(), 1);
}

#[test]
fn a_check_counts_itself_its_findings_and_its_exceedances() {
    let visited = Event::Visited(told(1, None, "2016-08-04"), visit(2, None), Outcome::Violation);
    assert_eq!(counted(&visited), [("env-inspections", 1), ("env-findings", 2)]);
    let over = |judged| Event::Monitored(told(2, None, "2016-08-04"), example(), judged);
    let judged = |exceeded| Judged { exceeded, ground: Ground::Stated };
    assert_eq!(counted(&over(vec![judged(true), judged(false)])), [("env-monitorings", 1), ("env-exceedances", 1)]);
    assert_eq!(counted(&over(vec![judged(false)])), [("env-monitorings", 1)]);
}

#[test]
fn only_a_recheck_that_finds_correction_says_so_in_law() {
    let recheck = |outcome| Event::Rechecked(told(1, None, "2016-08-31"), Rechecked { outcome, ..example() });
    assert_eq!(legal_facts(&recheck(RecheckOutcome::Corrected)), [LegalFact::Corrected]);
    assert_eq!(legal_facts(&recheck(RecheckOutcome::Continuing)), []);
    assert_eq!(legal_facts(&recheck(RecheckOutcome::Refused)), []);
}

#[test]
fn a_check_in_a_joint_action_mentions_it() {
    let telling = Event::Visited(told(1, None, "2016-08-04"), example(), Outcome::Violation).tell();
    let shared = Mention::Shared { kind: "joint-office.joint-action", number: "LH-2016-08".into() };
    assert!(telling.says.contains(&Says::Mention(shared)));
}
