//! A joint action, given / when / then.

use kernel::spec::{flags_of, given, settled};
use kernel::{Attribute, DomainEvent, Mention, Quantity, Report, Says};
use proptest::prelude::*;

use super::{Command, Event, Held, JointAction, Participant, PlaceGoverned, Planned, ProblemFound};
use crate::tests::{account, back, org, premises, tally, when};
use crate::{Account, Place};

const DAY: &str = "2016-08-02";

fn by(org: &str, message: u32, corrects: Option<u32>) -> Account {
    account(org, message, corrects, DAY)
}

fn sent(id: &str, persons: u32) -> Participant {
    Participant { org: org(id), persons: Some(persons), result: None }
}

fn held(participants: &[Participant], sites: &[&str]) -> Held {
    Held {
        on: when(DAY),
        title: None,
        lead: None,
        participants: participants.to_vec(),
        sites: sites.iter().map(|name| premises(name)).collect(),
        campaign: Some("利剑行动".into()),
        matter: Some("济联案〔2016〕3号".into()),
    }
}

fn place(label: &str, name: Option<&str>) -> Place {
    Place { label: label.into(), premises: name.map(premises), quantity: Quantity::count(1) }
}

fn problem(label: &str, name: Option<&str>) -> ProblemFound {
    ProblemFound { on: when(DAY), place: place(label, name), problem: None, corrected: Some(true) }
}

fn both() -> [Participant; 2] {
    [sent("jn-police", 6), sent("jn-food-drug", 4)]
}

#[test]
fn an_action_goes_from_plan_to_findings_without_a_flag() {
    let plan = Planned { on: when(DAY), title: Some("联合检查".into()), lead: None, members: Vec::new(), campaign: None };
    let action = given::<JointAction>([])
        .when(Command::Plan(by("jn-joint-office", 1, None), plan))
        .then_recorded()
        .when(Command::Hold(by("jn-joint-office", 2, None), held(&both(), &["示例美容院"])))
        .then([Event::Held(by("jn-joint-office", 2, None), held(&both(), &["示例美容院"]))])
        .when(Command::FindProblem(by("jn-food-drug", 3, None), problem("1", Some("示例美容院"))))
        .then_recorded();
    assert!(flags_of::<JointAction>(&action.state().parts).is_empty());
    let took_part = action.state().accounts.get(&org("jn-joint-office")).expect("an account");
    assert_eq!(took_part.iter().collect::<Vec<_>>(), [&org("jn-food-drug"), &org("jn-police")]);
}

#[test]
fn an_action_that_three_organisations_report_is_counted_once_in_any_order() {
    let accounts = [
        Event::Held(by("jn-joint-office", 3, None), held(&both(), &["示例美容院", "示例餐馆"])),
        Event::Held(by("jn-police", 1, None), held(&both(), &["示例餐馆"])),
        Event::Held(by("jn-food-drug", 2, None), held(&both(), &["示例 美容院"])),
    ];
    let once = [("joint-actions", 1), ("joint-persons-out", 10), ("joint-sites-visited", 2)];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let events = order.map(|n| accounts[n].clone());
        assert_eq!(tally(&events).into_iter().collect::<Vec<_>>(), once, "{order:?}");
        assert_eq!(given::<JointAction>(events).state().accounts.len(), 3);
    }
}

#[test]
fn an_action_stays_counted_until_its_last_account_is_taken_back() {
    let mut events = vec![
        Event::Held(by("jn-police", 1, None), held(&[], &[])),
        Event::Held(by("jn-food-drug", 2, None), held(&[], &[])),
        Event::Withdrawn(by("jn-police", 3, Some(1)), back("held/jn-police")),
    ];
    assert_eq!(tally(&events).get("joint-actions"), Some(&1));
    events.push(Event::Withdrawn(by("jn-food-drug", 4, Some(2)), back("held/jn-food-drug")));
    assert_eq!(tally(&events).get("joint-actions"), None);
    assert!(given::<JointAction>(events).state().accounts.is_empty());
}

#[test]
fn the_same_report_twice_is_known() {
    given::<JointAction>([Event::Held(by("jn-police", 1, None), held(&[], &[]))])
        .when(Command::Hold(by("jn-police", 1, None), held(&[], &[])))
        .then_nothing();
}

#[test]
fn a_correction_replaces_the_senders_own_account_only_in_either_order() {
    let original = Event::Held(by("jn-police", 1, None), held(&[sent("jn-police", 60), sent("jn-food-drug", 4)], &[]));
    let correction = Event::Held(by("jn-police", 2, Some(1)), held(&both(), &[]));
    for events in [[original.clone(), correction.clone()], [correction, original]] {
        assert_eq!(tally(&events).get("joint-persons-out"), Some(&10));
        assert!(!given::<JointAction>(events).state().parts.iter().any(|(_, part)| part.restated()));
    }
}

#[test]
fn a_finding_before_the_action_is_recorded_and_flagged_until_any_account_of_it_arrives() {
    let early =
        given::<JointAction>([]).when(Command::FindProblem(by("jn-food-drug", 2, None), problem("1", None))).then_recorded();
    assert_eq!(flags_of::<JointAction>(&early.state().parts), ["gap:problem-found/jn-food-drug/1"]);
    let late = early.when(Command::Hold(by("jn-police", 1, None), held(&[], &[]))).then_recorded();
    assert!(flags_of::<JointAction>(&late.state().parts).is_empty());
}

#[test]
fn a_premises_that_two_organisations_found_wanting_is_one_and_unnamed_places_are_two() {
    let found = |org: &str, n, label: &str, name| Event::ProblemFound(by(org, n, None), problem(label, name));
    let named = [found("jn-police", 1, "1", Some("示例美容院")), found("jn-food-drug", 2, "7", Some("示例美容院"))];
    assert_eq!(tally(&named).get("problem-premises"), Some(&1));
    let unnamed = [found("jn-police", 1, "1", None), found("jn-food-drug", 2, "1", None)];
    assert_eq!(tally(&unnamed).get("problem-premises"), Some(&2));
}

#[test]
fn an_account_names_matter_campaign_and_each_site_once() {
    let says = Event::Held(by("jn-police", 1, None), held(&[], &["示例餐馆", "示例　餐馆"])).tell().says;
    let matter = Mention::Shared { kind: "joint-office.matter", number: "济联案〔2016〕3号".into() };
    assert!(says.contains(&Says::Mention(matter)));
    assert!(says.contains(&Says::Attribute(Attribute::Campaign("利剑行动".into()))));
    assert_eq!(says.iter().filter(|says| matches!(says, Says::Mention(Mention::Premises(_)))).count(), 1);
}

#[test]
fn a_place_governed_at_the_source_is_counted_as_such() {
    let governed = PlaceGoverned { on: when(DAY), place: place("1", Some("示例餐馆")), remark: None };
    let event = Event::PlaceGoverned(by("jn-food-drug", 1, None), governed);
    assert_eq!(tally(&[event]).into_iter().collect::<Vec<_>>(), [("source-governed-places", 1)]);
}

#[test]
fn what_another_organisation_told_cannot_be_taken_back() {
    let police = Event::Held(by("jn-police", 1, None), held(&[], &[]));
    for part in ["held/jn-police", "problem-found", "no-such"] {
        given::<JointAction>([police.clone()])
            .when(Command::Withdraw(by("jn-food-drug", 2, Some(1)), back(part)))
            .then_refused("contradiction");
    }
}

#[test]
fn an_action_of_one_organisation_is_not_joint() {
    assert!(held(&[], &[]).check().is_ok());
    assert!(held(&both(), &[]).check().is_ok());
    assert!(held(&both()[..1], &[]).check().is_err());
    assert!(Held { lead: Some(org("jn-joint-office")), ..held(&both()[..1], &[]) }.check().is_ok());
    assert!(held(&[sent("jn-police", 1), sent("jn-police", 2)], &[]).check().is_err());
    assert!(held(&[sent("jn-police", 0), sent("jn-food-drug", 2)], &[]).check().is_err());
    assert!(held(&[], &[" "]).check().is_err());
}

/// One of the things that can be said of an action, told in the `n`th report, by one of two organisations.
fn command(n: u32, choice: u8, corrects: Option<u32>) -> Command {
    let account = by(if choice.is_multiple_of(2) { "jn-police" } else { "jn-food-drug" }, n, corrects);
    match choice / 2 {
        0 => Command::Hold(account, held(&[sent("jn-police", n), sent("jn-environment", 1)], &[])),
        1 => Command::FindProblem(account, problem("1", None)),
        2 if corrects.is_some() => Command::Withdraw(account, back("held")),
        _ => Command::GovernPlace(account, PlaceGoverned { on: when(DAY), place: place("1", None), remark: None }),
    }
}

proptest! {
    #[test]
    fn what_stands_and_what_it_counts_do_not_depend_on_the_order_of_arrival(
        (in_order, shuffled) in proptest::collection::vec((0u8..8, proptest::option::of(1u32..12)), 1..12).prop_flat_map(|rows| {
            // A correction is stated after what it corrects.
            let commands: Vec<_> = (1u32..).zip(rows).map(|(n, (choice, c))| (n, choice, c.filter(|c| *c < n))).collect();
            (Just(commands.clone()), Just(commands).prop_shuffle())
        }),
    ) {
        let commands = |rows: &[(u32, u8, Option<u32>)]| rows.iter().map(|(n, choice, c)| command(*n, *choice, *c)).collect::<Vec<_>>();
        let events = |rows: &[_]| {
            let events = |c| kernel::Decider::decide(&JointAction::default(), c).expect("recorded");
            commands(rows).into_iter().flat_map(events).collect::<Vec<_>>()
        };
        prop_assert_eq!(settled::<JointAction>(commands(&in_order)), settled::<JointAction>(commands(&shuffled)));
        prop_assert_eq!(tally(&events(&in_order)), tally(&events(&shuffled)));
    }
}
