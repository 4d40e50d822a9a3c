//! An office, given / when / then.

use kernel::Report;
use kernel::spec::{counted, flags_of, given, settled, told};
use proptest::prelude::*;

use super::{Closed, Command, Event, Office, Opened, Seconded, SecondmentEnded};
use crate::tests::{back, org, tally, when};

fn opened() -> Opened {
    Opened {
        on: when("2016-08-01"), name: "示例区联勤联动办公室".into(), agencies: Vec::new(), rules: None, assessment: None
    }
}

fn closed() -> Closed {
    Closed { on: when("2016-08-20"), reason: None }
}

fn seconded(staff: &str) -> Seconded {
    Seconded { on: when("2016-08-02"), staff: staff.into(), who: None, home: org("jn-food-drug") }
}

fn ended(staff: &str) -> SecondmentEnded {
    SecondmentEnded { on: when("2016-08-10"), staff: staff.into() }
}

#[test]
fn an_office_is_open_from_its_opening_to_its_closing() {
    let open = given::<Office>([]).when(Command::Open(told(1, None, "2016-08-01"), opened())).then_recorded();
    assert!(open.state().is_open());
    let shut = open.when(Command::Close(told(2, None, "2016-08-20"), closed())).then_recorded();
    assert!(!shut.state().is_open());
    assert!(flags_of::<Office>(&shut.state().parts).is_empty());
}

#[test]
fn offices_and_their_staff_are_stocks_that_grow_and_shrink() {
    let open = Event::Opened(told(1, None, "2016-08-01"), opened());
    let close = Event::Closed(told(4, None, "2016-08-20"), closed());
    assert_eq!(counted(&open), [("joint-offices", 1)]);
    assert_eq!(counted(&close), [("joint-offices", -1)]);
    let events = [
        open,
        Event::Seconded(told(2, None, "2016-08-02"), seconded("1")),
        Event::Seconded(told(3, None, "2016-08-02"), seconded("2")),
        Event::SecondmentEnded(told(5, None, "2016-08-10"), ended("1")),
        close,
    ];
    assert_eq!(tally(&events[..4]).into_iter().collect::<Vec<_>>(), [("joint-offices", 1), ("seconded-staff", 1)]);
    assert_eq!(tally(&events).get("joint-offices"), Some(&0));
}

#[test]
fn the_same_report_twice_is_known() {
    given::<Office>([Event::Opened(told(1, None, "2016-08-01"), opened())])
        .when(Command::Open(told(1, None, "2016-08-01"), opened()))
        .then_nothing();
}

#[test]
fn a_correction_of_the_opening_counts_one_office_in_either_order() {
    let original = Event::Opened(told(1, None, "2016-08-01"), opened());
    let correction = Event::Opened(told(2, Some(1), "2016-08-03"), opened());
    let in_order = [original.clone(), correction.clone()];
    let reordered = [correction, original];
    assert_eq!(given::<Office>(in_order.clone()).state(), given::<Office>(reordered.clone()).state());
    assert_eq!(tally(&in_order), tally(&reordered));
    assert_eq!(tally(&in_order).get("joint-offices"), Some(&1));
}

#[test]
fn a_closing_before_the_opening_is_recorded_and_flagged_until_the_opening_arrives() {
    let early = given::<Office>([]).when(Command::Close(told(2, None, "2016-08-20"), closed())).then_recorded();
    assert_eq!(flags_of::<Office>(&early.state().parts), ["gap:closed"]);
    let late = early.when(Command::Open(told(1, None, "2016-08-01"), opened())).then_recorded();
    assert!(flags_of::<Office>(&late.state().parts).is_empty());
    assert!(!late.state().is_open());
}

#[test]
fn a_closing_taken_back_leaves_the_office_open() {
    let office = given::<Office>([
        Event::Opened(told(1, None, "2016-08-01"), opened()),
        Event::Closed(told(2, None, "2016-08-20"), closed()),
    ])
    .when(Command::Withdraw(told(3, Some(2), "2016-08-25"), back("closed")))
    .then_recorded();
    assert!(office.state().is_open());
    given::<Office>([]).when(Command::Withdraw(told(3, None, "2016-08-25"), back("closed"))).then_refused("contradiction");
}

#[test]
fn an_office_of_one_agency_or_without_a_name_contradicts_itself() {
    let agencies = vec!["police".parse().expect("an agency")];
    assert!(Opened { agencies, ..opened() }.check().is_err());
    assert!(Opened { name: " ".into(), ..opened() }.check().is_err());
    assert!(seconded("1/2").check().is_err());
    assert!(ended("").check().is_err());
}

/// One of the things that can be said of an office, told in the `n`th report.
fn command(n: u32, choice: u8, corrects: Option<u32>) -> Command {
    let told = told(n, corrects, &format!("2016-08-{n:02}"));
    match choice {
        0 => Command::Open(told, opened()),
        1 => Command::Close(told, closed()),
        2 if corrects.is_some() => Command::Withdraw(told, back("opened")),
        3 if corrects.is_some() => Command::Withdraw(told, back("closed")),
        4 => Command::EndSecondment(told, ended("1")),
        _ => Command::Second(told, seconded("1")),
    }
}

proptest! {
    #[test]
    fn what_stands_does_not_depend_on_the_order_of_arrival(
        (in_order, shuffled) in proptest::collection::vec((0u8..6, proptest::option::of(1u32..10)), 1..10).prop_flat_map(|rows| {
            // A correction is stated after what it corrects.
            let commands: Vec<_> = (1u32..).zip(rows).map(|(n, (choice, c))| (n, choice, c.filter(|c| *c < n))).collect();
            (Just(commands.clone()), Just(commands).prop_shuffle())
        }),
    ) {
        let tell = |rows: Vec<(u32, u8, Option<u32>)>| settled::<Office>(rows.into_iter().map(|(n, choice, c)| command(n, choice, c)));
        prop_assert_eq!(tell(in_order), tell(shuffled));
    }
}
