//! A supervision, given / when / then.

use kernel::spec::{counted, flags_of, given, legal_facts, settled, told};
use kernel::{DomainEvent, LegalFact, Mention, OrgId, RecordKey, Report, Says, When, Withdrawal};
use proptest::prelude::*;

use super::{CaseRef, Event, ExplanationRequested, FilingNotified, ReasonsExplained, Supervision};

fn day(text: &str) -> When {
    text.parse().expect("a day")
}

fn case(number: &str) -> CaseRef {
    CaseRef { org: OrgId::new("jn-police").expect("an org"), number: RecordKey::new(number).expect("a number") }
}

fn requested() -> ExplanationRequested {
    ExplanationRequested {
        on: day("2016-08-08"),
        case: case("A1"),
        reasons: "移送机关提出异议".into(),
        document: None,
        matter: Some("济联案〔2016〕3号".into()),
    }
}

fn notified(number: &str) -> FilingNotified {
    let reasons = "不立案理由不能成立".into();
    FilingNotified { on: day("2016-08-16"), case: case(number), reasons, document: None, matter: None }
}

fn explained() -> ReasonsExplained {
    ReasonsExplained { on: day("2016-08-13"), hold: Some(false), document: None, matter: None }
}

fn back(part: &str) -> Withdrawal {
    Withdrawal { on: day("2016-08-25"), part: part.into(), reason: "误报".into() }
}

#[test]
fn police_are_asked_for_reasons_and_then_notified_to_file() {
    let supervision = given::<Supervision>([])
        .when(Event::ExplanationRequested(told(1, None, "2016-08-08"), requested()))
        .then([Event::ExplanationRequested(told(1, None, "2016-08-08"), requested())])
        .when(Event::FilingNotified(told(2, None, "2016-08-16"), notified("A1")))
        .then_recorded();
    assert!(flags_of::<Supervision>(supervision.state().book.parts()).is_empty());
    assert_eq!(supervision.state().to_be_filed(), Some(&case("A1")));
}

#[test]
fn a_notice_before_its_request_is_recorded_and_flagged_until_the_request_arrives() {
    let early = given::<Supervision>([]).when(Event::FilingNotified(told(2, None, "2016-08-16"), notified("A1"))).then_recorded();
    assert_eq!(flags_of::<Supervision>(early.state().book.parts()), ["gap:filing-notified"]);
    let late = early.when(Event::ExplanationRequested(told(1, None, "2016-08-08"), requested())).then_recorded();
    assert!(flags_of::<Supervision>(late.state().book.parts()).is_empty());
    let in_order = given::<Supervision>([
        Event::ExplanationRequested(told(1, None, "2016-08-08"), requested()),
        Event::FilingNotified(told(2, None, "2016-08-16"), notified("A1")),
    ]);
    assert_eq!(in_order.state(), late.state());
}

#[test]
fn reasons_that_nobody_asked_for_are_recorded_and_flagged_until_the_request_arrives() {
    let early = given::<Supervision>([]).when(Event::ReasonsExplained(told(2, None, "2016-08-13"), explained())).then_recorded();
    assert_eq!(flags_of::<Supervision>(early.state().book.parts()), ["gap:reasons-explained"]);
    let whole = early.when(Event::ExplanationRequested(told(1, None, "2016-08-08"), requested())).then_recorded();
    assert!(flags_of::<Supervision>(whole.state().book.parts()).is_empty());
}

#[test]
fn the_same_report_twice_is_known() {
    given::<Supervision>([Event::FilingNotified(told(1, None, "2016-08-16"), notified("A1"))])
        .when(Event::FilingNotified(told(1, None, "2016-08-16"), notified("A1")))
        .then_nothing();
}

#[test]
fn a_correction_of_the_case_stands_in_either_order() {
    let original = Event::FilingNotified(told(2, None, "2016-08-16"), notified("A1"));
    let correction = Event::FilingNotified(told(3, Some(2), "2016-08-16"), notified("A2"));
    let in_order = given::<Supervision>([original.clone(), correction.clone()]);
    let reordered = given::<Supervision>([correction, original]);
    assert_eq!(in_order.state().to_be_filed(), Some(&case("A2")));
    assert_eq!(in_order.state(), reordered.state());
}

#[test]
fn taking_back_needs_a_reason_a_part_and_the_report_it_takes_back() {
    let unreasoned = Withdrawal { reason: String::new(), ..back("filing-notified") };
    for (corrects, data) in [(Some(1), unreasoned), (None, back("filing-notified")), (Some(1), back("no-such"))] {
        given::<Supervision>([]).when(Event::Withdrawn(told(9, corrects, "2016-08-25"), data)).then_refused("contradiction");
    }
    let withdrawn = given::<Supervision>([Event::FilingNotified(told(2, None, "2016-08-16"), notified("A1"))])
        .when(Event::Withdrawn(told(9, Some(2), "2016-08-25"), back("filing-notified")))
        .then_recorded();
    assert_eq!(withdrawn.state().to_be_filed(), None);
    assert!(flags_of::<Supervision>(withdrawn.state().book.parts()).is_empty());
}

#[test]
fn a_person_notifies_police_only_after_asking_and_each_is_done_once() {
    let act = |n, day| kernel::Told { act: true, ..told(n, None, day) };
    let (org, agency) = (OrgId::new("jn-procuratorate").expect("an org"), kernel::AgencyCode::new("procuratorate").expect("one"));
    let asking = kernel::Asking { org: &org, agency: &agency, on: "2016-08-20".parse().expect("a day") };
    let offered = |supervision: &Supervision| {
        kernel::Decider::actions(supervision, asking).into_iter().map(|action| action.code).collect::<Vec<_>>()
    };
    let nothing = given::<Supervision>([]);
    assert_eq!(offered(nothing.state()), ["explanation-requested"]);
    nothing.when(Event::FilingNotified(act(1, "2016-08-16"), notified("A1"))).then_refused("unlawful");
    let asked = given::<Supervision>([Event::ExplanationRequested(told(1, None, "2016-08-08"), requested())]);
    assert_eq!(offered(asked.state()), ["reasons-explained", "filing-notified"]);
    asked.when(Event::ExplanationRequested(act(2, "2016-08-16"), requested())).then_refused("unlawful");
}

#[test]
fn supervision_without_reasons_contradicts_itself() {
    assert!(ExplanationRequested { reasons: " ".into(), ..requested() }.check().is_err());
    assert!(FilingNotified { reasons: String::new(), ..notified("A1") }.check().is_err());
}

#[test]
fn each_step_counts_once_and_tells_the_law() {
    let told = told(1, None, "2016-08-20");
    for (event, measure, fact) in [
        (Event::ExplanationRequested(told.clone(), requested()), "explanations-requested", LegalFact::ExplanationRequested),
        (Event::FilingNotified(told, notified("A1")), "filings-notified", LegalFact::FilingNotified),
    ] {
        assert_eq!(counted(&event), [(measure, 1)]);
        assert_eq!(legal_facts(&event), [fact]);
    }
    let explained = explained();
    let explained = Event::ReasonsExplained(kernel::spec::told(2, None, "2016-08-13"), explained);
    assert_eq!((counted(&explained), legal_facts(&explained)), (Vec::new(), vec![LegalFact::ReasonsExplained]));
    let matter = Mention::Shared { kind: "joint-office.matter", number: "济联案〔2016〕3号".into() };
    let request = Event::ExplanationRequested(kernel::spec::told(1, None, "2016-08-20"), requested());
    assert!(request.tell().says.contains(&Says::Mention(matter)));
}

/// One of the things that can be said of a supervision, told in the `n`th report.
fn command(n: u32, choice: u8, corrects: Option<u32>) -> Event {
    let told = told(n, corrects, &format!("2016-08-{n:02}"));
    match choice {
        0 => Event::ExplanationRequested(told, requested()),
        1 if corrects.is_some() => Event::Withdrawn(told, back("filing-notified")),
        2 => Event::ExplanationRequested(told, requested()),
        _ => Event::FilingNotified(told, notified(&n.to_string())),
    }
}

proptest! {
    #[test]
    fn what_stands_does_not_depend_on_the_order_of_arrival(
        (in_order, shuffled) in proptest::collection::vec((0u8..5, proptest::option::of(1u32..10)), 1..10).prop_flat_map(|rows| {
            // A correction is stated after what it corrects.
            let commands: Vec<_> = (1u32..).zip(rows).map(|(n, (choice, c))| (n, choice, c.filter(|c| *c < n))).collect();
            (Just(commands.clone()), Just(commands).prop_shuffle())
        }),
    ) {
        let tell = |rows: Vec<(u32, u8, Option<u32>)>| settled::<Supervision>(rows.into_iter().map(|(n, choice, corrects)| command(n, choice, corrects)));
        prop_assert_eq!(tell(in_order), tell(shuffled));
    }
}
