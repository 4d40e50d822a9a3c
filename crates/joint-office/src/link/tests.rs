//! A link, given / when / then.

use kernel::spec::{flags_of, given, told};
use kernel::{DomainEvent, Link, LinkEnd, RecordId, Report, Says, SubjectId, Withdrawal};
use uuid::Uuid;

use super::{Command, Event, Linked, SubjectLink};
use crate::Account;
use crate::tests::{account, back, when};

fn record(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(n))
}

/// Two joint actions that are the same.
fn same(one: u128, other: u128) -> Link {
    Link::same(record(one), record(other))
}

fn about(one: u128, subject: u128) -> Link {
    Link::about(record(one), SubjectId(Uuid::from_u128(subject)))
}

/// Two premises that are one.
fn one_subject(one: u128, other: u128) -> Link {
    let subject = |n| LinkEnd::Subject(SubjectId(Uuid::from_u128(n)));
    Link { from: subject(one), to: subject(other), apart: false }
}

fn linked(link: Link) -> Linked {
    Linked { on: when("2016-08-20"), link, reason: "同一次联合执法".into() }
}

fn by(message: u32, link: &Link) -> Account {
    Account { number: SubjectLink::number(link).expect("two things"), ..account("jn-joint-office", message, None, "2016-08-20") }
}

#[test]
fn a_link_holds_until_it_is_undone_and_can_be_made_again() {
    let link = same(1, 2);
    let made = given::<SubjectLink>([])
        .when(Command::Link(by(1, &link), linked(link)))
        .then([Event::Linked(by(1, &link), linked(link))]);
    assert_eq!(made.state().link, Some(link));
    let undone = made.when(Command::Unlink(told(2, Some(1), "2016-08-25"), back("linked"))).then_recorded();
    assert_eq!(undone.state().link, None);
    let again = undone.when(Command::Link(by(3, &link), linked(link))).then_recorded();
    assert_eq!(again.state().link, Some(link));
}

#[test]
fn an_undoing_that_overtakes_its_link_still_stands() {
    let link = about(1, 9);
    let unlinked = Event::Unlinked(told(2, Some(1), "2016-08-25"), back("linked"));
    let in_order = given::<SubjectLink>([Event::Linked(by(1, &link), linked(link)), unlinked.clone()]);
    let reordered = given::<SubjectLink>([unlinked, Event::Linked(by(1, &link), linked(link))]);
    assert_eq!(in_order.state(), reordered.state());
    assert_eq!(in_order.state().link, None);
}

#[test]
fn two_records_have_one_link_whichever_is_named_first() {
    assert_eq!(SubjectLink::number(&same(1, 2)), SubjectLink::number(&same(2, 1)));
    assert_ne!(SubjectLink::number(&same(1, 2)), SubjectLink::number(&about(1, 2)));
    assert_eq!(SubjectLink::number(&one_subject(1, 2)), SubjectLink::number(&one_subject(2, 1)));
    assert_ne!(SubjectLink::number(&one_subject(1, 2)), SubjectLink::number(&same(1, 2)));
}

#[test]
fn two_are_told_apart_under_the_number_under_which_they_would_be_joined() {
    let apart = Link { apart: true, ..same(1, 2) };
    assert_eq!(SubjectLink::number(&apart), SubjectLink::number(&same(1, 2)));
    let made = given::<SubjectLink>([]).when(Command::Link(by(1, &apart), linked(apart))).then_recorded();
    assert_eq!(made.state().link, Some(apart));
}

#[test]
fn a_subject_is_not_about_a_record_and_a_record_is_not_told_apart_from_a_subject() {
    let Link { from, to, .. } = about(1, 9);
    assert!(SubjectLink::number(&Link { from: to, to: from, apart: false }).is_err());
    assert!(SubjectLink::number(&Link { from, to, apart: true }).is_err());
}

#[test]
fn what_a_person_says_of_two_things_stands_whatever_was_said_before_and_is_no_restatement() {
    let (link, apart) = (same(1, 2), Link { apart: true, ..same(1, 2) });
    let made = given::<SubjectLink>([]).when(Command::Join(by(1, &link), linked(link))).then_recorded();
    let told_apart = made.when(Command::Join(by(2, &apart), linked(apart))).then_recorded();
    assert_eq!(told_apart.state().link, Some(apart));
    let undone = told_apart.when(Command::Undo(told(3, None, "2016-08-25"), back("linked"))).then_recorded();
    assert_eq!(undone.state().link, None);
    let again = undone.when(Command::Join(by(4, &link), linked(link))).then_recorded();
    assert_eq!(again.state().link, Some(link));
    assert!(flags_of::<SubjectLink>(&again.state().parts).is_empty());
}

#[test]
fn a_person_joins_what_is_joined_already_without_effect_and_cannot_undo_what_is_not() {
    let made = given::<SubjectLink>([Event::Linked(by(1, &same(1, 2)), linked(same(1, 2)))]);
    made.when(Command::Join(by(2, &same(2, 1)), linked(same(2, 1)))).then_nothing();
    given::<SubjectLink>([]).when(Command::Undo(told(2, None, "2016-08-25"), back("linked"))).then_refused("not-linked");
    let unreasoned = Linked { reason: " ".into(), ..linked(same(1, 2)) };
    given::<SubjectLink>([]).when(Command::Join(by(1, &same(1, 2)), unreasoned)).then_refused("contradiction");
}

#[test]
fn the_same_command_twice_is_known() {
    let link = same(1, 2);
    given::<SubjectLink>([Event::Linked(by(1, &link), linked(link))])
        .when(Command::Link(by(1, &link), linked(link)))
        .then_nothing();
}

#[test]
fn a_record_is_not_linked_with_itself_nor_under_the_number_of_another_link() {
    let itself = same(1, 1);
    given::<SubjectLink>([]).when(Command::Link(by(1, &same(1, 2)), linked(itself))).then_refused("contradiction");
    given::<SubjectLink>([]).when(Command::Link(by(1, &same(1, 2)), linked(same(1, 3)))).then_refused("contradiction");
}

#[test]
fn a_link_and_its_undoing_have_reasons() {
    assert!(Linked { reason: " ".into(), ..linked(same(1, 2)) }.check().is_err());
    let unreasoned = Withdrawal { reason: String::new(), ..back("linked") };
    given::<SubjectLink>([]).when(Command::Unlink(told(2, Some(1), "2016-08-25"), unreasoned)).then_refused("contradiction");
}

#[test]
fn a_link_is_told_while_it_stands_and_merges_nothing() {
    let link = same(1, 2);
    let made = Event::Linked(by(1, &link), linked(link)).tell();
    assert_eq!(made.says, [Says::Link(link, "同一次联合执法".into())]);
    let undone = Event::Unlinked(told(2, Some(1), "2016-08-25"), back("linked")).tell();
    assert!(undone.withdrawn && undone.says.is_empty());
    assert_eq!(made.part, undone.part);
}
