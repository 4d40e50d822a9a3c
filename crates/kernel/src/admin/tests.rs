//! The shared case, by its law.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{
    DECIDED, Hearing, Penalty, SEIZED, SEIZURE_EXTENDED, SEIZURE_LIFTED, Seizure, State, Stepped, TESTING_ENDED, TESTING_STARTED,
};
use crate::parts::flags;
use crate::{Book, Class, Entry, Identity, Kind, Stage, Told, Withdrawal, spec};

const KIND: Kind = Kind {
    code: "t.case",
    zh: "",
    en: "",
    class: Class::Case,
    identity: Identity::Own,
    stages: &[
        super::CLUE_RECEIVED,
        super::CLUE_EXTENDED,
        Stage::first("filed", "已立案", "filed").under(&super::FILED),
        super::NOT_FILED,
        SEIZED,
        SEIZURE_EXTENDED,
        super::RELEASE_REQUESTED,
        super::RELEASE_DECIDED,
        super::RELEASE_SERVED,
        SEIZURE_LIFTED,
        super::RELEASE_ANNOUNCED,
        super::GOODS_COLLECTED,
        TESTING_STARTED,
        TESTING_ENDED,
        super::HEARING_NOTIFIED,
        super::HEARING_REQUESTED,
        super::HEARING_HELD,
        Stage::after("penalised", "已处罚", "penalised", &["filed"]).under(&DECIDED),
        super::SERVED.following(&["penalised"]),
        super::PAID,
        super::APPEALED,
        super::CLOSED,
    ],
};

#[derive(Clone, Debug, PartialEq)]
struct Fact(Told, &'static str);

impl Entry for Fact {
    fn place(&self) -> (&Told, String) {
        (&self.0, self.1.to_owned())
    }

    fn withdrawal(&self) -> Option<&Withdrawal> {
        None
    }
}

impl Stepped for Fact {
    fn step(&self) -> Option<&super::Step> {
        None
    }
}

fn book(facts: &[(&'static str, &str)]) -> Book<Fact> {
    let mut book = Book::default();
    for (n, (part, day)) in (1u32..).zip(facts) {
        book.evolve(&Fact(spec::told(n, None, day), part));
    }
    book
}

fn broken(book: &Book<Fact>) -> Vec<&'static str> {
    book.breaches(&KIND).into_iter().map(|breach| breach.code).collect()
}

fn refused(book: &Book<Fact>, part: &'static str, day: &str) -> Option<String> {
    let told = Told { act: true, ..spec::told(20, None, day) };
    book.admit(&KIND, Fact(told, part), |_| Vec::new()).err().map(|refusal| refusal.text.zh.into_owned())
}

#[test]
fn a_seizure_lasts_thirty_days_and_thirty_more_if_extended() {
    for (facts, lawful) in [
        (&[("seized/1", "2016-08-01"), ("seizure-lifted/1", "2016-08-31")][..], true),
        (&[("seized/1", "2016-08-01"), ("seizure-lifted/1", "2016-09-01")][..], false),
        (&[("seized/1", "2016-08-01"), ("seizure-extended/1", "2016-08-25"), ("seizure-lifted/1", "2016-09-30")][..], true),
        (&[("seized/1", "2016-08-01"), ("seizure-extended/1", "2016-08-25"), ("seizure-lifted/1", "2016-10-01")][..], false),
        (&[("seized/1", "2016-08-01"), ("seizure-extended/2", "2016-08-25"), ("seizure-lifted/1", "2016-09-30")][..], false),
    ] {
        assert_eq!(!broken(&book(facts)).contains(&"seized-too-long"), lawful, "{facts:?}");
    }
}

#[test]
fn a_seizure_that_has_run_out_is_neither_extended_nor_lawful() {
    let seized = [("seized/1", "2016-08-01")];
    for (day, lawful) in [("2016-08-31", true), ("2016-09-01", false), ("2016-09-20", false)] {
        assert_eq!(refused(&book(&seized), "seizure-extended/1", day).is_none(), lawful, "{day}");
    }
    let late = [("seized/1", "2016-08-01"), ("seizure-extended/1", "2016-09-20"), ("seizure-lifted/1", "2016-09-25")];
    assert_eq!(broken(&book(&late)), ["seized-too-long", "extended-after-end"]);
    let lifted = [("seized/1", "2016-08-01"), ("seizure-lifted/1", "2016-08-10")];
    assert!(refused(&book(&lifted), "seizure-extended/1", "2016-08-20").is_some());
    // The time of testing lets the extension come later; a test after the end stops nothing any more.
    let tested = [("seized/1", "2016-08-01"), ("testing-started/1", "2016-08-05"), ("testing-ended/1", "2016-08-25")];
    assert_eq!(refused(&book(&tested), "seizure-extended/1", "2016-09-20"), None);
    let too_late = [("seized/1", "2016-08-01"), ("testing-started/1", "2016-09-05"), ("seizure-lifted/1", "2016-09-08")];
    assert_eq!(broken(&book(&too_late)), ["seized-too-long"]);
}

#[test]
fn the_time_of_testing_does_not_count() {
    let tested = [("seized/1", "2016-08-01"), ("testing-started/1", "2016-08-05"), ("testing-ended/1", "2016-08-25")];
    for (day, lawful) in [("2016-09-20", true), ("2016-09-21", false)] {
        let mut facts = tested.to_vec();
        facts.push(("seizure-lifted/1", day));
        assert_eq!(broken(&book(&facts)).is_empty(), lawful, "{day}");
    }
}

#[test]
fn a_seizure_that_lasted_too_long_is_lifted_all_the_more() {
    assert_eq!(refused(&book(&[("seized/1", "2016-08-01")]), "seizure-lifted/1", "2016-12-01"), None);
}

#[test]
fn no_penalty_is_decided_before_the_hearing_that_was_asked_for() {
    let asked = [("filed", "2016-08-01"), ("hearing-notified/1", "2016-08-10"), ("hearing-requested/1", "2016-08-12")];
    let zh = refused(&book(&asked), "penalised/1", "2016-08-20").expect("a refusal");
    assert_eq!(zh, "当事人已申请听证，听证前不得作出处罚决定（行政处罚法(1996)第四十三条[K]）");
    let mut held = asked.to_vec();
    held.push(("hearing-held/1", "2016-08-18"));
    assert_eq!(refused(&book(&held), "penalised/1", "2016-08-20"), None);
}

#[test]
fn a_hearing_after_the_decision_is_flagged_and_not_held() {
    let decided = [
        ("filed", "2016-08-01"),
        ("hearing-notified/1", "2016-08-05"),
        ("hearing-requested/1", "2016-08-06"),
        ("penalised/1", "2016-08-10"),
    ];
    assert!(refused(&book(&decided), "hearing-held/1", "2016-08-12").is_some());
    let mut told = decided.to_vec();
    told.push(("hearing-held/1", "2016-08-12"));
    let book = book(&told);
    let flagged = flags(&KIND, book.parts().iter().collect::<Vec<_>>().into_iter());
    assert_eq!(flagged, ["unlawful:hearing-after-decision:hearing-held/1", "unlawful:decided-without-hearing:penalised/1"]);
    let breach = crate::rule::breach(&KIND, &flagged[0]).expect("a breach");
    assert_eq!((breach.part.as_str(), breach.zh.as_str()), ("hearing-held/1", "听证须在处罚决定前举行"));
}

#[test]
fn the_party_is_heard_before_each_of_several_decisions() {
    let first = [("filed", "2016-08-01"), ("penalised/1", "2016-08-10")];
    assert!(refused(&book(&first), "hearing-notified/1", "2016-08-12").is_some(), "it is decided");
    let steps = ["hearing-notified/2", "hearing-requested/2", "hearing-held/2"];
    let (org, agency) = (crate::OrgId::new("jn-x").expect("an org"), crate::AgencyCode::new("food-drug").expect("an agency"));
    let mut told = first.to_vec();
    for step in steps {
        let on = "2016-08-20";
        let asking = crate::Asking { org: &org, agency: &agency, on: on.parse().expect("a day") };
        let listed = book(&told).actions(&KIND, asking);
        // Which decision is intended is said with the notice.
        let label = |action: &crate::Action| action.label.clone().unwrap_or_else(|| "2".to_owned());
        let parts: Vec<_> = listed.iter().map(|action| format!("{}/{}", action.code, label(action))).collect();
        assert!(parts.contains(&step.to_owned()), "{step}: {parts:?}");
        assert_eq!(refused(&book(&told), step, on), None);
        told.push((step, on));
    }
    assert!(broken(&book(&told)).is_empty());
    let unasked = [("filed", "2016-08-01"), ("hearing-notified/1", "2016-08-02"), ("hearing-requested/1", "2016-08-03")];
    assert!(refused(&book(&unasked), "hearing-held/2", "2016-08-04").is_some());
    assert!(refused(&book(&unasked), "hearing-requested/2", "2016-08-04").is_some());
}

#[test]
fn a_clue_is_checked_and_extended_only_until_it_is_decided_whether_to_file() {
    let received = [("clue-received", "2016-08-01")];
    assert_eq!(refused(&book(&received), "clue-extended", "2016-08-10"), None);
    let zh = refused(&book(&[]), "clue-extended", "2016-08-10").expect("a refusal");
    assert!(zh.contains("已收到线索"), "{zh}");
    for decision in ["filed", "not-filed"] {
        let decided = book(&[received[0], (decision, "2016-08-08")]);
        assert!(refused(&decided, "clue-extended", "2016-08-10").is_some(), "{decision}");
        let told = book(&[received[0], (decision, "2016-08-08"), ("clue-extended", "2016-08-10")]);
        assert_eq!(broken(&told), ["clue-extended-after-decision"], "{decision}");
    }
    assert_eq!(broken(&book(&[("filed", "2016-08-08"), ("clue-received", "2016-08-09")])), ["clue-after-decision"]);
}

#[test]
fn what_was_seized_is_asked_for_decided_on_released_and_collected() {
    let seized = [("seized/1", "2016-08-01"), ("seized/2", "2016-08-01")];
    assert!(refused(&book(&seized), "release-decided/1", "2016-08-05").is_some(), "nobody asked");
    let asked = [&seized[..], &[("release-requested/1", "2016-08-03")]].concat();
    assert_eq!(refused(&book(&asked), "release-decided/1", "2016-08-05"), None);
    assert!(refused(&book(&asked), "release-decided/2", "2016-08-05").is_some(), "nobody asked for the other list");
    assert!(refused(&book(&asked), "release-announced/1", "2016-08-05").is_some(), "it is not lifted");
    let lifted = [&asked[..], &[("release-decided/1", "2016-08-05"), ("seizure-lifted/1", "2016-08-05")]].concat();
    assert_eq!(refused(&book(&lifted), "release-served/1", "2016-08-06"), None);
    assert_eq!(refused(&book(&lifted), "release-announced/1", "2016-08-06"), None);
    assert_eq!(refused(&book(&lifted), "goods-collected/1", "2016-08-06"), None);
    assert!(refused(&book(&lifted), "goods-collected/2", "2016-08-06").is_some(), "the other list is still seized");
    assert!(refused(&book(&lifted), "release-requested/1", "2016-08-06").is_some(), "it was asked for already");
    let ended = [("seized/1", "2016-08-01"), ("seizure-lifted/1", "2016-08-05"), ("release-requested/1", "2016-08-06")];
    assert_eq!(broken(&book(&ended)), ["release-requested-after-end"]);
}

#[test]
fn a_served_decision_can_be_paid_or_appealed_and_a_closed_case_is_not_penalised() {
    let served = book(&[("filed", "2016-08-01"), ("penalised/1", "2016-08-10"), ("served/1", "2016-08-12")]);
    let (org, agency) = (crate::OrgId::new("jn-x").expect("an org"), crate::AgencyCode::new("food-drug").expect("an agency"));
    let on: NaiveDate = "2016-08-20".parse().expect("a day");
    let actions = served.actions(&KIND, crate::Asking { org: &org, agency: &agency, on });
    let codes: Vec<_> = actions.iter().map(|action| (action.code, action.label.as_deref())).collect();
    let expected = [
        ("seized", None),
        ("hearing-notified", None),
        ("penalised", None),
        ("paid", Some("1")),
        ("appealed", Some("1")),
        ("closed", None),
    ];
    assert_eq!(codes, expected);
    let closed = book(&[("filed", "2016-08-01"), ("closed", "2016-08-10")]);
    assert!(refused(&closed, "penalised/1", "2016-08-12").is_some());
}

#[test]
fn each_dimension_is_folded_by_itself() {
    let book = book(&[
        ("filed", "2016-08-01"),
        ("seized/1", "2016-08-01"),
        ("seized/2", "2016-08-01"),
        ("testing-started/2", "2016-08-02"),
        ("hearing-notified/1", "2016-08-05"),
        ("penalised/1", "2016-08-10"),
        ("served/1", "2016-08-12"),
        ("seizure-lifted/1", "2016-08-13"),
    ]);
    let state = State::of(&book, &["penalised"]);
    let seizures: Vec<_> = state.seizures.values().copied().collect();
    assert_eq!(seizures, [Seizure::Lifted, Seizure::Testing]);
    assert_eq!((state.hearings["1"], state.penalties["1"]), (Hearing::Notified, Penalty::Served));
    assert!(state.filed && state.closure.is_none());
}

const PARTS: [&str; 24] = [
    "clue-received",
    "clue-extended",
    "not-filed",
    "filed",
    "seized/1",
    "seizure-extended/1",
    "release-requested/1",
    "release-decided/1",
    "release-served/1",
    "seizure-lifted/1",
    "release-announced/1",
    "goods-collected/1",
    "testing-started/1",
    "testing-ended/1",
    "hearing-notified/1",
    "hearing-requested/1",
    "hearing-held/1",
    "hearing-notified/2",
    "hearing-requested/2",
    "hearing-held/2",
    "penalised/1",
    "served/1",
    "paid/1",
    "closed",
];

proptest! {
    #[test]
    fn an_act_is_done_if_and_only_if_it_is_listed(
        past in proptest::collection::vec((0..PARTS.len(), 1u32..28), 0..10), at in 0..PARTS.len(), day in 1u32..29,
    ) {
        let days: Vec<_> = past.iter().map(|(at, day)| (PARTS[*at], format!("2016-08-{day:02}"))).collect();
        let book = book(&days.iter().map(|(part, day)| (*part, day.as_str())).collect::<Vec<_>>());
        let (org, agency) = (crate::OrgId::new("jn-x").expect("an org"), crate::AgencyCode::new("food-drug").expect("an agency"));
        let on = format!("2016-08-{day:02}");
        let asking = crate::Asking { org: &org, agency: &agency, on: on.parse().expect("a day") };
        let actions = book.actions(&KIND, asking);
        let (code, label) = PARTS[at].split_once('/').map_or((PARTS[at], None), |(code, label)| (code, Some(label)));
        // A new list or decision is listed without its label, which is still to be given: one that nothing has yet.
        let new = ["seized", "hearing-notified", "penalised"].contains(&code);
        let part = match code {
            "seized" => "seized/new",
            "hearing-notified" => "hearing-notified/new",
            "penalised" => "penalised/new",
            _ => PARTS[at],
        };
        let listed = actions.iter().any(|action| action.code == code && (new || action.label.as_deref() == label));
        let done = refused(&book, part, &on).is_none();
        prop_assert_eq!(listed, done, "{} on {}", part, on);
    }

    #[test]
    fn what_stands_and_what_is_unlawful_do_not_depend_on_the_order_of_arrival(
        (facts, shuffled) in proptest::collection::vec((0..PARTS.len(), 1u32..28), 0..12).prop_flat_map(|facts| {
            let facts: Vec<_> = (1u32..).zip(facts).map(|(n, (at, day))| Fact(spec::told(n, None, &format!("2016-08-{day:02}")), PARTS[at])).collect();
            (Just(facts.clone()), Just(facts).prop_shuffle())
        }),
    ) {
        let fold = |facts: Vec<Fact>| {
            let mut book = Book::default();
            facts.iter().for_each(|fact| { book.evolve(fact); });
            book
        };
        let (one, other) = (fold(facts), fold(shuffled));
        prop_assert_eq!(one.breaches(&KIND), other.breaches(&KIND));
        prop_assert_eq!(one, other);
    }
}

#[test]
fn the_longest_seizure_is_that_of_the_catalogue() {
    for day in ["2016-08-15", "2026-01-01"] {
        assert_eq!(spec::lasts(&KIND, "seized", "seized-too-long"), spec::catalogued("seizure", day), "{day}");
    }
}

#[test]
fn an_article_that_was_renumbered_is_cited_as_it_stood_on_the_day() {
    let breach = crate::rule::breach(&KIND, "unlawful:decided-without-hearing:penalised/1").expect("a breach");
    assert!(breach.refusal().text.zh.ends_with("（行政处罚法(2021)第六十五条）"), "what is done now rests on the law in force");
    let before = breach.on("2021-07-14".parse().expect("a day"));
    assert_eq!(before.cited().zh, "行政处罚法(1996)第四十三条[K]");
    assert!(before.refusal().text.en.ends_with("(Administrative Penalty Law (1996), art 43 [K])"));
}
