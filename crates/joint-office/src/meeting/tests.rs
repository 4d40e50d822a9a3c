//! A meeting, given / when / then.

use kernel::Report;
use kernel::spec::{flags_of, given};

use super::{Command, Decision, Event, Held, Meeting};
use crate::tests::{account, back, org, tally, when};

fn decision(text: &str, due: Option<&str>) -> Decision {
    Decision { text: text.into(), owner: Some(org("jn-food-drug")), due: due.map(when) }
}

/// A meeting whose day is not stated.
fn held(decisions: &[Decision]) -> Held {
    Held {
        on: when("2015-01-01/2016-08-15"),
        title: None,
        level: None,
        chair: None,
        participants: Vec::new(),
        topics: Vec::new(),
        decisions: decisions.to_vec(),
    }
}

fn account_of(org: &str, message: u32, corrects: Option<u32>, decisions: &[Decision]) -> Event {
    Event::Held(account(org, message, corrects, "2015-01-01/2016-08-15"), held(decisions))
}

#[test]
fn a_meeting_remembers_who_agreed_to_do_what_until_when() {
    let agreed = [decision("开展专项行动", Some("2016-09-30"))];
    let meeting = given::<Meeting>([])
        .when(Command::Hold(account("jn-police", 1, None, "2015-01-01/2016-08-15"), held(&agreed)))
        .then([account_of("jn-police", 1, None, &agreed)]);
    assert_eq!(meeting.state().agreed.get(&org("jn-police")).map(Vec::as_slice), Some(agreed.as_slice()));
    assert!(flags_of::<Meeting>(&meeting.state().parts).is_empty());
}

#[test]
fn a_meeting_that_three_organisations_report_is_counted_once() {
    let events = ["jn-joint-office", "jn-police", "jn-food-drug"];
    let events: Vec<_> = (1u32..).zip(events).map(|(n, org)| account_of(org, n, None, &[])).collect();
    assert_eq!(tally(&events).into_iter().collect::<Vec<_>>(), [("joint-meetings", 1)]);
    assert_eq!(given::<Meeting>(events).state().agreed.len(), 3);
}

#[test]
fn the_same_report_twice_is_known() {
    given::<Meeting>([account_of("jn-police", 1, None, &[])])
        .when(Command::Hold(account("jn-police", 1, None, "2015-01-01/2016-08-15"), held(&[])))
        .then_nothing();
}

#[test]
fn a_correction_replaces_what_it_corrects_in_either_order() {
    let original = account_of("jn-police", 1, None, &[decision("甲", None)]);
    let correction = account_of("jn-police", 2, Some(1), &[decision("乙", None)]);
    let in_order = given::<Meeting>([original.clone(), correction.clone()]);
    let reordered = given::<Meeting>([correction, original]);
    assert_eq!(in_order.state().agreed.get(&org("jn-police")), Some(&vec![decision("乙", None)]));
    assert_eq!(in_order.state(), reordered.state());
}

#[test]
fn an_account_taken_back_leaves_the_other_and_the_meeting_counted() {
    let events = [account_of("jn-police", 1, None, &[]), account_of("jn-food-drug", 2, None, &[])];
    let taken = account("jn-police", 3, Some(1), "2016-08-25");
    let meeting = given::<Meeting>(events.clone()).when(Command::Withdraw(taken.clone(), back("held"))).then_recorded();
    assert_eq!(meeting.state().agreed.keys().collect::<Vec<_>>(), [&org("jn-food-drug")]);
    let [first, second] = events;
    let withdrawn = Event::Withdrawn(taken, back("held/jn-police"));
    assert_eq!(tally(&[first.clone(), second, withdrawn.clone()]).get("joint-meetings"), Some(&1));
    assert_eq!(tally(&[first, withdrawn]).get("joint-meetings"), None);
}

#[test]
fn the_account_of_another_organisation_cannot_be_taken_back() {
    given::<Meeting>([account_of("jn-police", 1, None, &[])])
        .when(Command::Withdraw(account("jn-food-drug", 2, Some(1), "2016-08-25"), back("held/jn-police")))
        .then_refused("contradiction");
}

#[test]
fn a_meeting_of_one_or_with_an_impossible_decision_contradicts_itself() {
    let alone = vec![org("jn-police")];
    assert!(Held { participants: alone.clone(), chair: Some(org("jn-police")), ..held(&[]) }.check().is_err());
    assert!(Held { participants: alone, chair: Some(org("jn-joint-office")), ..held(&[]) }.check().is_ok());
    assert!(held(&[decision(" ", None)]).check().is_err());
    assert!(held(&[decision("甲", Some("2014-12-31"))]).check().is_err());
    assert!(held(&[decision("甲", Some("2015-02"))]).check().is_ok());
}
