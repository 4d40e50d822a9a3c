//! A matter, given / when / then.

use kernel::spec::{flags_of, given};
use kernel::{Attribute, DomainEvent, Mention, Report, Says};

use super::{Closed, Command, Event, Matter, Opened};
use crate::Account;
use crate::tests::{account, back, premises, when};

fn by(org: &str, message: u32, corrects: Option<u32>) -> Account {
    account(org, message, corrects, "2016-08-02")
}

fn opened(title: &str) -> Opened {
    let premises = vec![premises("示例美容院")];
    Opened { on: when("2016-08-02"), title: title.into(), premises, campaign: Some("利剑行动".into()) }
}

fn closed() -> Closed {
    Closed { on: when("2016-08-20"), result: None }
}

#[test]
fn a_matter_is_open_from_its_opening_to_its_closing() {
    let open = given::<Matter>([])
        .when(Command::Open(by("jn-joint-office", 1, None), opened("甲")))
        .then([Event::Opened(by("jn-joint-office", 1, None), opened("甲"))]);
    assert!(open.state().is_open());
    let shut = open.when(Command::Close(by("jn-police", 2, None), closed())).then_recorded();
    assert!(!shut.state().is_open());
    assert!(flags_of::<Matter>(&shut.state().parts).is_empty());
}

#[test]
fn the_same_report_twice_is_known() {
    given::<Matter>([Event::Opened(by("jn-joint-office", 1, None), opened("甲"))])
        .when(Command::Open(by("jn-joint-office", 1, None), opened("甲")))
        .then_nothing();
}

#[test]
fn a_matter_that_two_organisations_opened_stays_open_when_one_takes_its_account_back() {
    let events =
        [Event::Opened(by("jn-joint-office", 1, None), opened("甲")), Event::Opened(by("jn-police", 2, None), opened("乙"))];
    let matter = given::<Matter>(events).when(Command::Withdraw(by("jn-police", 3, Some(2)), back("opened"))).then_recorded();
    assert!(matter.state().is_open());
    let matter = matter.when(Command::Withdraw(by("jn-joint-office", 4, Some(1)), back("opened"))).then_recorded();
    assert!(!matter.state().is_open());
}

#[test]
fn a_closing_before_the_opening_is_recorded_and_flagged_and_the_state_is_the_same_in_either_order() {
    let early = given::<Matter>([]).when(Command::Close(by("jn-police", 2, None), closed())).then_recorded();
    assert_eq!(flags_of::<Matter>(&early.state().parts), ["gap:closed/jn-police"]);
    let late = early.when(Command::Open(by("jn-joint-office", 1, None), opened("甲"))).then_recorded();
    assert!(flags_of::<Matter>(&late.state().parts).is_empty());
    let in_order = given::<Matter>([
        Event::Opened(by("jn-joint-office", 1, None), opened("甲")),
        Event::Closed(by("jn-police", 2, None), closed()),
    ]);
    assert_eq!(in_order.state(), late.state());
}

#[test]
fn a_correction_stands_in_either_order() {
    let original = Event::Closed(by("jn-police", 2, None), closed());
    let withdrawn = Event::Withdrawn(by("jn-police", 3, Some(2)), back("closed/jn-police"));
    let opening = Event::Opened(by("jn-joint-office", 1, None), opened("甲"));
    let in_order = given::<Matter>([opening.clone(), original.clone(), withdrawn.clone()]);
    let reordered = given::<Matter>([withdrawn, original, opening]);
    assert!(in_order.state().is_open());
    assert_eq!(in_order.state(), reordered.state());
}

#[test]
fn a_matter_tells_its_title_its_campaign_and_its_premises() {
    let says = Event::Opened(by("jn-joint-office", 1, None), opened("甲")).tell().says;
    assert!(says.contains(&Says::Attribute(Attribute::Title("甲".into()))));
    assert!(says.contains(&Says::Attribute(Attribute::Campaign("利剑行动".into()))));
    assert!(says.contains(&Says::Mention(Mention::Premises(premises("示例美容院")))));
}

#[test]
fn a_matter_without_a_name_contradicts_itself() {
    assert!(opened(" ").check().is_err());
    assert!(Opened { premises: vec![premises(" ")], ..opened("甲") }.check().is_err());
}
