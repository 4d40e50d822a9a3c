//! An inspection, given / when / then.

use kernel::spec::{flags_of, given, legal_facts};
use kernel::{Decider, DomainEvent, LegalFact, MessageId, Premises, Told, Withdrawal};
use uuid::Uuid;

use crate::tests::example;

use super::{Command, Disposed, Disposition, Event, Finding, Inspection, Outcome, Rechecked, Visited};

fn told(message: u128, corrects: Option<u128>, day: &str) -> Told {
    Told {
        message: MessageId(Uuid::from_u128(message)),
        corrects: corrects.map(|id| MessageId(Uuid::from_u128(id))),
        when: day.parse().expect("a day"),
        stated: format!("2016-08-{message:02}T00:00:00Z").parse().expect("a time"),
        act: false,
    }
}

fn visit(findings: usize) -> Visited {
    Visited {
        on: "2016-08-01".parse().expect("a day"),
        premises: Premises { name: "示例餐馆".into(), address: None, licence: None, entity: None, position: None },
        visit_type: None,
        findings: (0..findings).map(|n| Finding { code: format!("4.{n}"), text: None, corrected_on_site: None }).collect(),
        outcome: None,
        inspectors: Some(2),
        campaign: None,
        joint_action: None,
    }
}

#[test]
fn a_visit_without_a_stated_conclusion_fails_by_its_findings() {
    given::<Inspection>([]).when(Command::Visit(told(1, None, "2016-08-01"), visit(2))).then([Event::Visited(
        told(1, None, "2016-08-01"),
        visit(2),
        Outcome::Fail,
    )]);
}

#[test]
fn the_inspectors_conclusion_goes_before_the_findings() {
    let stated = Visited { outcome: Some(Outcome::BasicPass), ..visit(1) };
    given::<Inspection>([]).when(Command::Visit(told(1, None, "2016-08-01"), stated.clone())).then([Event::Visited(
        told(1, None, "2016-08-01"),
        stated,
        Outcome::BasicPass,
    )]);
}

#[test]
fn the_same_report_twice_is_known() {
    given::<Inspection>([Event::Visited(told(1, None, "2016-08-01"), visit(0), Outcome::Pass)])
        .when(Command::Visit(told(1, None, "2016-08-01"), visit(0)))
        .then_nothing();
}

#[test]
fn a_correction_replaces_what_it_corrects_in_either_order() {
    let original = Event::Visited(told(1, None, "2016-08-01"), visit(3), Outcome::Fail);
    let corrected = Event::Visited(told(2, Some(1), "2016-08-01"), visit(0), Outcome::Pass);
    let in_order = given::<Inspection>([original.clone(), corrected.clone()]);
    let reordered = given::<Inspection>([corrected, original]);
    assert_eq!(in_order.state().outcome, Some(Outcome::Pass));
    assert_eq!(in_order.state(), reordered.state());
}

#[test]
fn a_disposition_before_its_visit_is_recorded_and_flagged_until_the_visit_arrives() {
    let dispose = Disposed { on: "2016-08-03".parse().expect("a day"), disposition: Disposition::Correct, document: None };
    let early = given::<Inspection>([]).when(Command::Dispose(told(2, None, "2016-08-03"), dispose)).then_recorded();
    assert_eq!(flags_of::<Inspection>(&early.state().parts), ["gap:disposed"]);
    let filled = early.when(Command::Visit(told(1, None, "2016-08-01"), visit(1))).then_recorded();
    assert!(flags_of::<Inspection>(&filled.state().parts).is_empty());
}

#[test]
fn each_recheck_is_a_part_of_its_own() {
    let recheck = |round| Rechecked { on: "2016-08-09".parse().expect("a day"), round, corrected: round == 2 };
    let state = given::<Inspection>([])
        .when(Command::Recheck(told(1, None, "2016-08-09"), recheck(1)))
        .then_recorded()
        .when(Command::Recheck(told(2, None, "2016-08-09"), recheck(2)))
        .then_recorded();
    assert_eq!(state.state().parts.iter().count(), 2);
}

#[test]
fn taking_back_needs_a_reason_a_part_and_the_report_it_takes_back() {
    let back = |part: &str, reason: &str| Withdrawal {
        on: "2016-08-09".parse().expect("a day"),
        part: part.into(),
        reason: reason.into(),
    };
    for (corrects, part, reason) in [(Some(1), "visited", ""), (None, "visited", "误报"), (Some(1), "no-such", "误报")] {
        let command = Command::Withdraw(told(9, corrects, "2016-08-09"), back(part, reason));
        given::<Inspection>([]).when(command).then_refused("contradiction");
    }
    let withdrawn = given::<Inspection>([Event::Visited(told(1, None, "2016-08-01"), visit(1), Outcome::Fail)])
        .when(Command::Withdraw(told(9, Some(1), "2016-08-09"), back("visited", "误报")))
        .then_recorded();
    assert_eq!(withdrawn.state().outcome, None);
}

#[test]
fn a_visit_counts_one_inspection_and_each_finding() {
    let telling = Event::Visited(told(1, None, "2016-08-01"), visit(2), Outcome::Fail).tell();
    let counted: Vec<_> = telling
        .says
        .iter()
        .filter_map(
            |says| if let kernel::Says::Count(count) = says { Some((count.measure, count.quantity.amount)) } else { None },
        )
        .collect();
    assert_eq!(counted, [("food-inspections", 1), ("food-findings", 2)]);
    assert!(Inspection::KIND.stage(&telling.part).is_some());
}

#[test]
fn a_visit_starts_the_clocks_of_telling_and_publishing_its_result_which_their_reports_close() {
    let told = || told(1, None, "2022-08-01");
    assert_eq!(legal_facts(&Event::Visited(told(), visit(0), Outcome::Pass)), [LegalFact::Inspected]);
    assert_eq!(legal_facts(&Event::ResultTold(told(), example())), [LegalFact::InspectionTold]);
    assert_eq!(legal_facts(&Event::ResultPublished(told(), example())), [LegalFact::InspectionPublished]);
}

#[test]
fn a_result_published_before_the_visit_is_known_is_flagged_until_it_is() {
    let early = given::<Inspection>([]).when(Command::PublishResult(told(2, None, "2016-08-20"), example())).then_recorded();
    assert_eq!(flags_of::<Inspection>(&early.state().parts), ["gap:result-published"]);
    let whole = early.when(Command::Visit(told(1, None, "2016-08-01"), visit(0))).then_recorded();
    assert!(flags_of::<Inspection>(&whole.state().parts).is_empty());
}
