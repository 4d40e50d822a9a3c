//! A recall, given / when / then.

use kernel::spec::{counted, flags_of, given, told};
use kernel::{DomainEvent, Report, Says};

use super::{Announced, Command, Event, Recall, Status};
use crate::tests::{back, example};

fn notice(edition: Option<&str>, status: Status) -> Announced {
    let class = if status == Status::Alert { None } else { example::<Announced>().class };
    Announced { edition: edition.map(Into::into), status, class, ..example() }
}

#[test]
fn a_recall_is_announced_and_ends() {
    let active = notice(None, Status::Active);
    let state = given::<Recall>([])
        .when(Command::Announce(told(1, None, "2016-08-01"), active.clone()))
        .then([Event::Announced(told(1, None, "2016-08-01"), active)]);
    assert_eq!(state.state().status(), Some(Status::Active));
    let state = state.when(Command::Close(told(2, None, "2016-08-20"), example())).then_recorded();
    assert_eq!(state.state().status(), Some(Status::Closed));
    assert!(flags_of::<Recall>(&state.state().parts).is_empty());
}

#[test]
fn the_same_notice_twice_is_known() {
    let active = notice(None, Status::Active);
    given::<Recall>([Event::Announced(told(1, None, "2016-08-01"), active.clone())])
        .when(Command::Announce(told(1, None, "2016-08-01"), active))
        .then_nothing();
}

#[test]
fn a_corrected_notice_stands_in_either_order() {
    let original = Event::Announced(told(1, None, "2016-08-01"), notice(None, Status::Active));
    let corrected = Event::Announced(told(2, Some(1), "2016-08-01"), notice(None, Status::Closed));
    let in_order = given::<Recall>([original.clone(), corrected.clone()]);
    assert_eq!(in_order.state().status(), Some(Status::Closed));
    assert_eq!(in_order.state(), given::<Recall>([corrected, original]).state());
}

#[test]
fn an_end_before_its_announcement_is_recorded_and_flagged_until_the_announcement_arrives() {
    let early = given::<Recall>([]).when(Command::Close(told(2, None, "2016-08-20"), example())).then_recorded();
    assert_eq!(flags_of::<Recall>(&early.state().parts), ["gap:closed"]);
    let announce = Command::Announce(told(1, None, "2016-08-01"), notice(None, Status::Active));
    let filled = early.when(announce).then_recorded();
    assert!(flags_of::<Recall>(&filled.state().parts).is_empty());
    assert_eq!(filled.state().status(), Some(Status::Closed));
}

#[test]
fn two_notices_of_one_recall_are_two_parts_and_restate_nothing() {
    let state = given::<Recall>([
        Event::Announced(told(1, None, "2016-08-01"), notice(Some("en"), Status::Closed)),
        Event::Announced(told(2, None, "2016-08-01"), notice(Some("es"), Status::Closed)),
    ]);
    assert!(flags_of::<Recall>(&state.state().parts).is_empty());
    let per_record = Event::Announced(told(1, None, "2016-08-01"), notice(Some("en"), Status::Closed)).tell().says;
    assert!(per_record.iter().any(|says| matches!(says, Says::Count(count) if count.per_record)));
}

#[test]
fn a_notice_taken_back_leaves_the_other() {
    let state = given::<Recall>([
        Event::Announced(told(1, None, "2016-08-01"), notice(Some("en"), Status::Active)),
        Event::Announced(told(2, None, "2016-08-01"), notice(Some("es"), Status::Closed)),
    ])
    .when(Command::Withdraw(told(3, Some(2), "2016-08-02"), back("announced/es")))
    .then_recorded();
    assert_eq!(state.state().status(), Some(Status::Active));
}

#[test]
fn a_notice_that_contradicts_itself_is_refused() {
    for contradiction in [
        Announced { title: " ".into(), ..example() },
        Announced { status: Status::Alert, ..example() },
        notice(Some(""), Status::Active),
        notice(Some("a/b"), Status::Active),
        Announced { places: vec!["示例市".into(); 501], ..example() },
    ] {
        assert_eq!(contradiction.check().map_err(|refusal| refusal.code), Err("contradiction"));
    }
    assert_eq!(notice(None, Status::Alert).check(), Ok(()));
}

#[test]
fn a_public_alert_is_no_recall() {
    let event = |status| Event::Announced(told(1, None, "2016-08-01"), notice(None, status));
    assert_eq!(counted(&event(Status::Active)), [("food-recalls", 1)]);
    assert_eq!(counted(&event(Status::Closed)), [("food-recalls", 1)]);
    assert_eq!(counted(&event(Status::Alert)), [("food-alerts", 1)]);
}
