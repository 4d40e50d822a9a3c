//! The alerts of a clock, given / when / then.

use kernel::law::Warning;
use kernel::spec::{given, told};
use kernel::{Alert, DomainEvent, Report, Says};

use super::{ClockAlert, Command, Event, Raised};
use crate::Account;
use crate::tests::{back, org};

fn raised() -> Box<Raised> {
    let envelope: serde_json::Value = serde_json::from_str(Raised::EXAMPLE).expect("JSON");
    serde_json::from_value(envelope["data"].clone()).expect("an alert")
}

fn by(message: u32) -> Account {
    let number = ClockAlert::number(&raised().clock.key).expect("a number");
    Account { told: told(message, None, "2016-08-20"), org: org("jn-joint-office-370811"), agency: None, number }
}

#[test]
fn an_alert_is_raised_once_for_each_due_instant() {
    let moved = Box::new(Raised { due: raised().due + chrono::Duration::days(30), ..*raised() });
    given::<ClockAlert>([Event::Raised(by(1), raised())])
        .when(Command::Raise(by(1), raised()))
        .then_nothing()
        .when(Command::Raise(by(2), moved.clone()))
        .then([Event::Raised(by(2), moved)]);
}

#[test]
fn an_alert_says_of_which_clock_it_warns_and_whether_its_time_had_passed_before_it_was_known() {
    let Raised { clock, due, record, .. } = *raised();
    let alert = Alert { clock: clock.key, warning: Warning::Missed, due, record, historical: true };
    let event = Event::Raised(by(1), Box::new(Raised { historical: true, ..*raised() }));
    assert!(event.tell().says.contains(&Says::Alert(alert)));
}

#[test]
fn an_alert_under_another_clocks_number_contradicts_itself() {
    let mut other = raised();
    other.clock.key.push('x');
    given::<ClockAlert>([]).when(Command::Raise(by(1), other)).then_refused("contradiction");
}

#[test]
fn an_alert_that_was_taken_back_stays_taken_back_whatever_arrives_first() {
    let (first, back) = (Event::Raised(by(1), raised()), back("missed/2016-08-26T16:00:00Z"));
    let withdrawn = Event::Withdrawn(told(2, Some(1), "2016-08-30"), back);
    let in_order = given::<ClockAlert>([first.clone(), withdrawn.clone()]);
    assert_eq!(in_order.state(), given::<ClockAlert>([withdrawn, first]).state());
}

#[test]
fn an_alert_without_its_clock_or_its_position_contradicts_itself() {
    let mut unnamed = raised();
    unnamed.clock.citation.clear();
    assert!(unnamed.check().is_err());
    assert!(Raised { known_at: 0, ..*raised() }.check().is_err());
}
