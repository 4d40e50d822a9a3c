//! Given several affairs in one matter: what is told of one starts, stops and closes no clock of another.

use super::super::{Instance, Law, Settings, State, state};
use super::given::{KNOWN, at, facts, law};

fn shipped() -> Law {
    law(Settings::default())
}

/// The clocks of `row` that `record` started: state, last day and who owes it.
fn of(all: &[Instance<'_>], row: &str, record: u128) -> Vec<(State, String, String)> {
    let those = all.iter().filter(|clock| clock.row == row && clock.trigger.record.0.as_u128() == record);
    let shown = |clock: &Instance<'_>| {
        let day = clock.last_day().map(|day| day.date().to_string()).unwrap_or_default();
        (clock.state, day, clock.org.map(ToString::to_string).unwrap_or_default())
    };
    those.map(shown).collect()
}

/// Food-drug's transfer 1 of its case 11, the environment's transfer 2 of its case 12.
const TWO: [&str; 2] =
    ["2017-03-01 food-drug transfer-sent #1 of=food-drug#11", "2017-03-02 environment transfer-sent #2 of=environment#12"];

fn two(more: &[&str]) -> Vec<String> {
    TWO.iter().chain(more).map(|line| (*line).to_owned()).collect()
}

fn one(state: State, day: &str, org: &str) -> Vec<(State, String, String)> {
    vec![(state, day.to_owned(), org.to_owned())]
}

#[test]
fn each_transfer_is_under_the_rules_of_its_own_regulator() {
    let law = shipped();
    let history = facts(&two(&["2017-03-09 police refusal-notice-served #1", "2017-03-09 police refusal-notice-served #2"]));
    let all = state(&history, &law, KNOWN, at("2017-03-10 12:00"));
    // Order 310: three natural days end on Sunday the 12th and move on; E17: three working days.
    assert_eq!(of(&all, "G12", 1), one(State::Running, "2017-03-13", "jn-food-drug"));
    assert_eq!(of(&all, "G12", 2), one(State::Running, "2017-03-14", "jn-environment"));
}

#[test]
fn a_decision_on_one_transfer_ends_nothing_of_another() {
    let law = shipped();
    let history = facts(&two(&["2017-03-09 police refusal-notice-served #1", "2017-03-10 police case-filed #2"]));
    let all = state(&history, &law, KNOWN, at("2017-03-11 12:00"));
    assert_eq!(of(&all, "G12", 1), one(State::Running, "2017-03-13", "jn-food-drug"));
}

#[test]
fn what_follows_is_owed_by_the_regulator_whose_case_it_is() {
    let law = shipped();
    let told = two(&["2017-03-09 police filing-notice-served #1"]);
    let told: Vec<String> = told.iter().map(|line| line.replace("transfer-sent #1", "transfer-sent #1 +item:1")).collect();
    let history = facts(&told);
    let all = state(&history, &law, KNOWN, at("2017-03-10 12:00"));
    assert_eq!(of(&all, "G11", 1), one(State::Running, "2017-03-13", "jn-food-drug"));
    assert_eq!(of(&all, "G11", 2), []);
}

#[test]
fn a_transfer_stops_the_time_of_its_own_case_only() {
    let law = shipped();
    let cases = [
        "2016-12-20 food-drug admin-case-filed #11",
        "2016-12-20 food-drug admin-case-filed #21",
        "2016-12-20 environment admin-case-filed #12",
    ];
    let filed = |sent: &[&str]| {
        let history = facts(&[&cases[..], sent].concat());
        let at = at("2023-01-01 12:00");
        let all = state(&history, &law, KNOWN, at);
        all.iter().filter(|clock| !clock.suspended.is_empty()).map(|clock| clock.trigger.record.0.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(filed(&[TWO[0]]), filed(&[]), "no limit on the time of a case before 2021 to be stopped");
    let cases = [
        "2022-12-20 food-drug admin-case-filed #11",
        "2022-12-20 food-drug admin-case-filed #21",
        "2022-12-20 environment admin-case-filed #12",
    ];
    let history = facts(&[&cases[..], &["2023-01-03 food-drug transfer-sent #1 of=food-drug#11"]].concat());
    let all = state(&history, &law, KNOWN, at("2023-01-10 12:00"));
    let stopped = |record| of(&all, "N1", record).into_iter().map(|(state, ..)| state).collect::<Vec<_>>();
    assert_eq!((stopped(11), stopped(21), stopped(12)), (vec![State::Suspended], vec![State::Running], vec![State::Running]));
}

#[test]
fn a_case_of_police_that_came_of_one_transfer_says_nothing_of_another() {
    let law = shipped();
    let both = ["2017-03-03T09:00 police case-accepted #1", "2017-03-03T09:00 police case-accepted #31"];
    let history =
        facts(&two(&[&both[..], &["2017-03-09 police refusal-notice-served #2", "2017-03-10 police case-filed #31"]].concat()));
    let all = state(&history, &law, KNOWN, at("2017-03-11 12:00"));
    assert_eq!(of(&all, "G12", 2), one(State::Running, "2017-03-14", "jn-environment"));
}

#[test]
fn an_opinion_to_a_regulator_that_has_told_nothing_is_owed_by_it_under_its_own_rules() {
    let law = shipped();
    let urged = |whose: &str| {
        let history = facts(&[format!("2017-03-06 procuratorate transfer-urged #1 of={whose}#11")]);
        of(&state(&history, &law, KNOWN, at("2017-03-07 12:00")), "G17", 1)
    };
    assert_eq!(urged("environment"), one(State::Running, "2017-03-09", "jn-environment"));
    assert_eq!(urged("food-drug"), [], "its rules know no such time");
}

#[test]
fn a_hand_over_is_complete_when_every_thing_on_the_list_was_handed_over() {
    let law = shipped();
    let handed = |lines: &[&str]| {
        let sent = "2017-03-01 food-drug transfer-sent #1 of=food-drug#11 +item:1<查1 +item:2";
        let told = [&[sent, "2017-03-09 police filing-notice-served #1"], lines].concat();
        of(&state(&facts(&told), &law, KNOWN, at("2017-03-12 12:00")), "G11", 1)[0].0
    };
    let (first, second) =
        ("2017-03-10 food-drug items-handed-over #1 +item:1", "2017-03-11 food-drug items-handed-over #1 +item:2");
    assert_eq!((handed(&[first]), handed(&[first, second])), (State::Running, State::Met));
    let before = "2017-03-08 food-drug items-handed-over #1 +item:1";
    assert_eq!((handed(&[before]), handed(&[before, second])), (State::Running, State::Met));
}

#[test]
fn where_no_thing_goes_with_the_case_the_list_of_the_remaining_material_is_the_hand_over() {
    let law = shipped();
    let told = [TWO[0], "2017-03-09 police filing-notice-served #1", "2017-03-10 food-drug items-handed-over #1"];
    assert_eq!(of(&state(&facts(&told), &law, KNOWN, at("2017-03-12 12:00")), "G11", 1)[0].0, State::Met);
}

#[test]
fn a_seizure_ends_by_the_hand_over_of_what_was_seized_by_it() {
    let law = shipped();
    let seizures = |handed: &str| {
        let told = [
            "2017-02-20 food-drug seized #11 goods:查1",
            "2017-02-20 food-drug seized #11 goods:查2",
            "2017-03-01 food-drug transfer-sent #1 of=food-drug#11 +item:1<查1 +item:2<查1",
            handed,
        ];
        let history = facts(&told);
        let all = state(&history, &law, KNOWN, at("2017-03-12 12:00"));
        of(&all, "Z1", 11).into_iter().map(|(state, ..)| state).collect::<Vec<_>>()
    };
    let handed = |things: &str| format!("2017-03-10 food-drug items-handed-over #1 {things}");
    assert_eq!(seizures(&handed("+item:1 +item:2")), [State::Kept, State::Running], "the second list stays with the regulator");
    assert_eq!(seizures(&handed("+item:1")), [State::Running, State::Running]);
}
