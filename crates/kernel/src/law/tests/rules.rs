//! Rules of counting, of choosing among rules and of belonging together.

use super::super::{DayType, Doubt, Instance, Law, NoCalendar, Role, Roll, Settings, State, Warning, state};
use super::given::{KNOWN, at, facts, law};

fn shipped() -> Law {
    law(Settings::default())
}

/// The clocks of `row` as they stand.
fn of<'a>(all: &'a [Instance<'a>], row: &str) -> Vec<&'a Instance<'a>> {
    all.iter().filter(|clock| clock.row == row).collect()
}

fn last_day(clock: &Instance<'_>) -> String {
    clock.last_day().map(|day| day.date().to_string()).unwrap_or_default()
}

#[test]
fn a_day_in_an_hour_clock_counts_from_its_end_and_is_marked() {
    let law = shipped();
    let history = facts(&["2016-08-15 food-drug transfer-approved"]);
    let all = state(&history, &law, KNOWN, at("2016-08-16 23:59"));
    let clock = of(&all, "G3")[0];
    assert_eq!((clock.state, clock.start.assumed), (State::Running, true));
    assert_eq!(clock.due_at().expect("an instant").utc(), at("2016-08-17 00:00"));
    let exact = facts(&["2016-08-15T10:00 food-drug transfer-approved"]);
    assert!(!of(&state(&exact, &law, KNOWN, at("2016-08-16 09:00")), "G3")[0].start.assumed);
}

#[test]
fn a_deed_known_only_to_the_day_on_which_the_hours_end_is_taken_to_be_in_time_and_marked() {
    let law = shipped();
    let history = facts(&["2016-08-15T10:00 food-drug transfer-approved", "2016-08-16 food-drug transfer-sent"]);
    let all = state(&history, &law, KNOWN, at("2016-08-20 09:00"));
    assert_eq!((of(&all, "G3")[0].state, of(&all, "G3")[0].uncertain), (State::Met, true));
}

#[test]
fn a_clock_keeps_the_rule_under_which_it_started() {
    // The Penalty Law of 2021 came into force on 15 July: seven days of a kind not stated became seven working days.
    let law = shipped();
    let started = |day: &str| {
        let history = facts(&[format!("{day} food-drug penalty-decided")]);
        let all = state(&history, &law, KNOWN, at("2021-07-20 12:00"));
        (of(&all, "N2")[0].clock.instrument.key.clone(), last_day(of(&all, "N2")[0]))
    };
    assert_eq!(started("2021-07-14"), ("CF96".to_owned(), "2021-07-21".to_owned()));
    assert_eq!(started("2021-07-15"), ("CF21".to_owned(), "2021-07-26".to_owned()));
}

#[test]
fn a_rule_that_a_city_replaces_while_a_clock_runs_does_not_touch_it() {
    let clock = "regime = \"general\"\n[[clock]]\nid = \"G2\"\nzh = \"决定\"\nen = \"decide\"\ncite = \"310-2001\"\narticle = \"第五条\"\n\
                 from = \"2016-08-16\"\ntrigger = [\"transfer-reported\"]\nowner = \"regulator\"\namount = 1\nunit = \"day\"\n\
                 day = \"natural\"\nkind = \"duty\"\nclosed_by = [\"transfer-approved\"]\n";
    let law = Law::with(&[("city.toml", clock)], &[], Settings::default()).unwrap_or_else(|errors| panic!("{errors}"));
    let history = facts(&["2016-08-15 food-drug transfer-reported #1", "2016-08-16 food-drug transfer-reported #2"]);
    let all = state(&history, &law, KNOWN, at("2016-08-17 12:00"));
    assert_eq!(of(&all, "G2").iter().map(|clock| last_day(clock)).collect::<Vec<_>>(), ["2016-08-18", "2016-08-17"]);
}

#[test]
fn where_two_regimes_answer_one_question_the_special_one_rules_and_both_are_shown() {
    let law = shipped();
    let history = facts(&["2017-03-09 environment transfer-sent", "2017-03-09 police refusal-notice-served"]);
    let all = state(&history, &law, KNOWN, at("2017-03-10 12:00"));
    let clock = of(&all, "G12")[0];
    assert_eq!((clock.clock.instrument.key.as_str(), last_day(clock)), ("E17", "2017-03-14".to_owned()));
    let [also] = clock.also[..] else { panic!("{:?}", clock.also) };
    // Three natural days end on Sunday the 12th and move to Monday.
    assert_eq!(
        (also.clock.instrument.key.as_str(), also.due.expect("a day").last.day().date().to_string()),
        ("310-2001", "2017-03-13".to_owned())
    );
}

#[test]
fn a_day_type_that_is_not_stated_is_the_citys_and_shown_as_such() {
    let law = law(Settings { unstated_days: DayType::Working, ..Settings::default() });
    let history = facts(&["2016-08-12 food-drug transfer-reported", "2016-08-12 police gaps-notified"]);
    let all = state(&history, &law, KNOWN, at("2016-08-13 12:00"));
    let clock = of(&all, "G2")[0];
    assert_eq!((last_day(clock), clock.day_type(&law).expect("days").1), ("2016-08-17".to_owned(), true));
    let rest = clock.rest_days(&law).expect("a known year");
    assert_eq!(rest.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2016-08-13", "2016-08-14"]);
    assert!(!of(&all, "G6")[0].day_type(&law).expect("days").1);
}

#[test]
fn a_year_without_calendar_is_shown_on_the_clock_that_needs_it_and_on_no_other() {
    let law = shipped();
    let history = facts(&[
        "2026-12-30 food-drug penalty-decided",
        "2026-12-30 food-drug seized",
        "2026-12-30T10:00 food-drug transfer-approved",
    ]);
    let all = state(&history, &law, KNOWN, at("2027-01-05 12:00"));
    let clock = of(&all, "N2")[0];
    assert_eq!((clock.state, clock.missing.map(|year| year.0), clock.due), (State::NoCalendar, Some(2027), None));
    assert_eq!(of(&all, "Z1")[0].state, State::Running);
    assert_eq!(of(&all, "G3")[0].state, State::Missed);
    let next = "source = \"x\"\n[[year]]\nyear = 2027\noff = [\"01-01\"]\nworked = []\n";
    let known = Law::with(&[], &[("next.toml", next)], Settings::default()).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(last_day(of(&state(&history, &known, KNOWN, at("2027-01-05 12:00")), "N2")[0]), "2027-01-11");
}

#[test]
fn a_right_that_is_used_late_lapsed_and_is_never_late() {
    let law = shipped();
    let history = facts(&["2021-08-02 food-drug hearing-notified", "2021-08-20 food-drug hearing-requested"]);
    let all = state(&history, &law, KNOWN, at("2021-08-21 12:00"));
    assert_eq!(of(&all, "N3")[0].state, State::Lapsed);
    assert!(of(&all, "N3")[0].warnings(&law).is_empty());
}

#[test]
fn a_clock_of_one_suspect_is_closed_by_what_is_said_of_that_suspect_or_of_all() {
    let law = shipped();
    let history = facts(&[
        "2019-03-04 police detained suspect:1",
        "2019-03-04 police detained suspect:2",
        "2019-03-06 police arrest-requested suspect:1",
    ]);
    let all = state(&history, &law, KNOWN, at("2019-03-10 12:00"));
    assert_eq!(of(&all, "C1").iter().map(|clock| clock.state).collect::<Vec<_>>(), [State::Kept, State::Exceeded]);
    let mut withdrawn = history;
    withdrawn.extend(facts(&["2019-03-07 police case-withdrawn"]));
    let all = state(&withdrawn, &law, KNOWN, at("2019-03-10 12:00"));
    assert_eq!(of(&all, "C1").iter().map(|clock| clock.state).collect::<Vec<_>>(), [State::Kept, State::Kept]);
}

#[test]
fn a_record_speaks_for_its_own_clocks() {
    // Two police organs each accepted a case of one matter; one of them decided.
    let law = shipped();
    let history = facts(&[
        "2017-03-06 environment transfer-sent",
        "2017-03-06 police case-accepted #11",
        "2017-03-06 police case-accepted #12 @rc-police",
        "2017-03-08 police case-filed #12 @rc-police",
    ]);
    let all = state(&history, &law, KNOWN, at("2017-03-20 12:00"));
    assert_eq!(of(&all, "G9a").iter().map(|clock| clock.state).collect::<Vec<_>>(), [State::Missed, State::Met]);
    // Told by the transfer's own record, which accepted nothing, it closes both.
    let history = facts(&[
        "2017-03-06 environment transfer-sent",
        "2017-03-06 police case-accepted #11",
        "2017-03-08 police case-filed #13",
    ]);
    assert_eq!(of(&state(&history, &law, KNOWN, at("2017-03-20 12:00")), "G9a")[0].state, State::Met);
}

#[test]
fn police_seizures_do_not_start_the_regulators_clock() {
    let law = shipped();
    let history = facts(&["2016-08-01 food-drug admin-case-filed", "2016-08-01 police seized"]);
    assert!(of(&state(&history, &law, KNOWN, at("2016-08-20 12:00")), "Z1").is_empty());
}

#[test]
fn a_correction_moves_a_clock_and_both_versions_can_be_seen() {
    let law = shipped();
    let mut history = facts(&["2016-08-01 food-drug seized", "2016-08-05 food-drug seized"]);
    // Position 2 says anew what position 1 said.
    history[0].withdrawn = Some(2);
    history[1].part = history[0].part.clone();
    let seen = |known: i64| {
        let all = state(&history, &law, known, at("2016-08-20 12:00"));
        (all.iter().filter(|c| c.row == "Z1").map(last_day).collect::<Vec<_>>(), all[0].key().to_string())
    };
    assert_eq!(seen(1).0, ["2016-08-31"]);
    assert_eq!(seen(2).0, ["2016-09-04"]);
    assert_eq!(seen(1).1, seen(2).1, "the clock is the same");
    assert!(state(&history, &law, 0, at("2016-08-20 12:00")).is_empty());
}

#[test]
fn who_owes_it_is_who_acted_or_was_addressed_or_acted_last_on_that_side() {
    let law = shipped();
    let mut history = facts(&["2016-08-15 food-drug transfer-approved", "2016-08-15 food-drug transfer-sent"]);
    let owner = |history: &[super::super::Fact], row: &str| {
        let all = state(history, &law, KNOWN, at("2016-08-16 12:00"));
        let clock = of(&all, row)[0];
        (clock.owner, clock.org.map(|org| org.as_str().to_owned()))
    };
    assert_eq!(owner(&history, "G3"), (Role::Regulator, Some("jn-food-drug".into())));
    assert_eq!(owner(&history, "G4"), (Role::Police, None));
    history[1].to = Some(crate::OrgId::new("jn-rencheng-police").expect("an organisation"));
    assert_eq!(owner(&history, "G4"), (Role::Police, Some("jn-rencheng-police".into())));
    history.extend(facts(&["2016-08-16 police gaps-notified"]));
    assert_eq!(owner(&history, "G6"), (Role::Regulator, Some("jn-food-drug".into())));
}

#[test]
fn warnings_fall_at_half_of_the_time_shortly_before_the_end_and_after_it() {
    let law = shipped();
    let history = facts(&["2016-08-15T10:00 food-drug transfer-approved", "2016-08-15T10:00 food-drug seized"]);
    let all = state(&history, &law, KNOWN, at("2016-08-15 12:00"));
    let warned = |row: &str| -> Vec<_> { of(&all, row)[0].warnings(&law).into_iter().map(|w| (w.warning, w.at.utc())).collect() };
    let expected = [
        (Warning::Half, at("2016-08-15 22:00")),
        (Warning::Near, at("2016-08-16 08:00")),
        (Warning::Missed, at("2016-08-16 10:00") + chrono::TimeDelta::seconds(1)),
    ];
    assert_eq!(warned("G3"), expected);
    // Thirty days from 15 August end on Wednesday 14 September: that day is the last working day.
    assert_eq!(warned("Z1")[1..], [(Warning::Near, at("2016-09-14 00:00")), (Warning::Missed, at("2016-09-15 00:00"))]);
    let next = of(&all, "G3")[0].next_warning(&law, at("2016-08-16 00:00").into()).expect("one");
    assert_eq!(next.warning, Warning::Near);
}

#[test]
fn without_the_calendar_of_its_last_days_year_a_clock_does_not_guess_when_its_end_is_near_and_says_so() {
    // Natural days that do not move on need no calendar, only the warning one working day ahead does.
    let law = law(Settings { unstated_rolls: false, ..Settings::default() });
    let history = facts(&["2026-12-20 food-drug seized goods:1"]);
    let all = state(&history, &law, KNOWN, at("2026-12-26 12:00"));
    let kinds = |clock: &Instance<'_>| clock.warnings(&law).into_iter().map(|warned| warned.warning).collect::<Vec<_>>();
    let beyond = |clock: &&Instance<'_>| clock.open() && clock.due.is_some_and(|due| due.last.day().year() == 2027);
    let unknown: Vec<_> = all.iter().filter(beyond).collect();
    assert!(!unknown.is_empty(), "{:?}", all.iter().map(|clock| (clock.row, clock.due_at())).collect::<Vec<_>>());
    for clock in unknown {
        assert!(!kinds(clock).contains(&Warning::Near), "{}", clock.row);
        assert_eq!(clock.unwarned(&law), Some(NoCalendar(2027)), "{}", clock.row);
    }
    let known = facts(&["2025-12-20 food-drug seized goods:1"]);
    let all = state(&known, &law, KNOWN, at("2025-12-26 12:00"));
    let clock = of(&all, "Z1")[0];
    assert_eq!((kinds(clock).contains(&Warning::Near), clock.unwarned(&law)), (true, None));
}

#[test]
fn where_the_text_does_not_say_whether_a_rest_day_moves_on_the_setting_decides_and_the_clock_says_so() {
    // Thirty days from 1 September 2016 end on National Day.
    let history = facts(&["2016-09-01 environment correction-served"]);
    let with = |unstated_rolls: bool| {
        let law = law(Settings { unstated_rolls, ..Settings::default() });
        let all = state(&history, &law, KNOWN, at("2016-09-01 12:00"));
        let clocks = all.iter().filter(|clock| clock.clock.roll == Roll::Unstated && clock.due.is_some());
        let said: Vec<_> = clocks
            .map(|clock| (clock.row.to_owned(), clock.due.expect("an end").rolled_from.is_some(), clock.stays_on_rest_day(&law)))
            .collect();
        said
    };
    let (rolls, stays) = (with(true), with(false));
    assert!(rolls.iter().any(|(_, moved, _)| *moved), "{rolls:?}");
    for ((row, moved, said), (_, still, stayed)) in rolls.iter().zip(&stays) {
        assert_eq!((*said, *still, *stayed), (false, false, *moved), "{row}");
    }
}

#[test]
fn a_limit_that_is_exceeded_stays_open_until_it_is_ended() {
    let law = shipped();
    let mut history = facts(&["2016-08-01 food-drug seized"]);
    let seen = |history: &[super::super::Fact]| {
        let all = state(history, &law, KNOWN, at("2016-10-20 12:00"));
        (of(&all, "Z1")[0].state, of(&all, "Z1")[0].open())
    };
    assert_eq!(seen(&history), (State::Exceeded, true));
    history.extend(facts(&["2016-10-10 food-drug seizure-lifted"]));
    assert_eq!(seen(&history), (State::Exceeded, false));
}

#[test]
fn a_pause_between_two_deeds_of_one_day_leaves_that_day_out_once() {
    let law = shipped();
    let history = facts(&[
        "2016-08-01 food-drug seized",
        "2016-08-10T09:00 food-drug testing-started",
        "2016-08-12T09:00 food-drug testing-ended",
        "2016-08-12T10:00 food-drug testing-started",
        "2016-08-14T09:00 food-drug testing-ended",
    ]);
    // 10 to 14 August are five days: 31 August becomes 5 September.
    assert_eq!(last_day(of(&state(&history, &law, KNOWN, at("2016-08-20 12:00")), "Z1")[0]), "2016-09-05");
}

#[test]
fn a_second_extension_where_the_law_has_one_extends_nothing() {
    let law = shipped();
    let history =
        facts(&["2016-08-01 food-drug seized", "2016-08-30 food-drug seizure-extended", "2016-09-28 food-drug seizure-extended"]);
    let all = state(&history, &law, KNOWN, at("2016-09-29 12:00"));
    let clock = of(&all, "Z1")[0];
    assert_eq!(last_day(clock), "2016-09-30");
    assert_eq!(clock.extended.iter().map(|extension| extension.counts).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_is_owed_only_if_the_occasion_arises_is_not_missed() {
    let law = shipped();
    let history = facts(&["2017-03-06T09:00 environment transfer-sent", "2017-03-06T10:00 police transfer-received"]);
    let all = state(&history, &law, KNOWN, at("2017-03-20 12:00"));
    assert_eq!((of(&all, "G5")[0].state, of(&all, "G7")[0].state), (State::NotOwed, State::NotOwed));
}

#[test]
fn a_fact_that_occurs_after_the_instant_has_not_occurred() {
    let law = shipped();
    let history = facts(&["2016-08-01 food-drug transfer-reported", "2016-08-03 food-drug transfer-approved"]);
    assert_eq!(of(&state(&history, &law, KNOWN, at("2016-08-02 12:00")), "G2")[0].state, State::Running);
    assert_eq!(of(&state(&history, &law, KNOWN, at("2016-08-03 12:00")), "G2")[0].state, State::Met);
}

#[test]
fn what_a_case_and_its_transfer_both_tell_starts_one_clock_and_closes_it() {
    let history = facts(&[
        "2016-08-01 food-drug transfer-sent #7",
        "2016-08-02T09:00 police case-accepted #7",
        "2016-08-02 police case-accepted #9",
        "2016-08-04 police case-filed #9",
        "2016-08-04 police case-filed #7",
    ]);
    let law = law(Settings::default());
    let clocks = state(&history, &law, KNOWN, at("2016-09-01 12:00"));
    let filing: Vec<_> = clocks.iter().filter(|clock| clock.clock.question == "G9").collect();
    assert_eq!(filing.len(), 1, "{filing:#?}");
    assert_eq!((filing[0].state, filing[0].trigger.record), (State::Met, history[1].record));
    assert_eq!(clocks.iter().filter(|clock| clock.clock.question == "G10").count(), 1);
}

#[test]
fn what_they_tell_differently_is_shown_twice() {
    let history = facts(&[
        "2016-08-01 food-drug transfer-sent #7",
        "2016-08-02 police case-accepted #7",
        "2016-08-03 police case-accepted #9",
    ]);
    let law = law(Settings::default());
    let clocks = state(&history, &law, KNOWN, at("2016-08-03 12:00"));
    assert_eq!(clocks.iter().filter(|clock| clock.clock.question == "G9").count(), 2);
}

#[test]
fn a_correction_was_entered_when_its_first_version_was_recorded() {
    let law = shipped();
    let mut history = facts(&[
        "2017-03-06 environment transfer-approved recorded=2017-03-08T10:00",
        "2017-03-07 environment transfer-approved recorded=2017-04-20T10:00",
    ]);
    history[1].part = history[0].part.clone();
    history[0].withdrawn = Some(2);
    let all = state(&history, &law, KNOWN, at("2017-05-01 12:00"));
    let clock = of(&all, "G22")[0];
    assert_eq!((clock.state, clock.entered, clock.closed), (State::Met, true, Some(clock.trigger)));
    assert_eq!(clock.over_at.expect("an end").utc(), at("2017-03-08 10:00"));
    let then = state(&history, &law, 1, at("2017-03-07 12:00"));
    assert_eq!((of(&then, "G22")[0].state, of(&then, "G22")[0].over_at), (State::Running, None), "not recorded by then");
}

#[test]
fn an_entry_made_before_the_recording_closes_the_clock_itself() {
    let law = shipped();
    let history = facts(&[
        "2017-03-06 environment transfer-approved recorded=2017-03-20T10:00",
        "2017-03-08 environment entered-in-platform recorded=2017-03-20T10:00",
    ]);
    let all = state(&history, &law, KNOWN, at("2017-05-01 12:00"));
    let clock = of(&all, "G22")[0];
    assert_eq!((clock.state, clock.entered), (State::Met, false));
    assert_eq!(clock.over_at.expect("an end").utc(), at("2017-03-08 23:59") + chrono::TimeDelta::seconds(59));
}

#[test]
fn an_extension_gives_what_was_granted_and_at_most_what_the_law_allows() {
    let law = shipped();
    let last = |granted: &str| {
        let history =
            facts(&["2017-03-01 food-drug seized".to_owned(), format!("2017-03-10 food-drug seizure-extended {granted}")]);
        let all = state(&history, &law, KNOWN, at("2017-03-11 12:00"));
        (last_day(of(&all, "Z1")[0]), of(&all, "Z1")[0].extended[0].counts)
    };
    assert_eq!(last(""), ("2017-04-30".to_owned(), true), "thirty days and thirty more");
    assert_eq!(last("until=2017-04-12"), ("2017-04-12".to_owned(), true));
    assert_eq!(last("until=2017-09-30"), ("2017-04-30".to_owned(), true), "no more than the law allows");
    assert_eq!(last("until=2017-03-20"), (last_day_of_seizure(), false), "less than there was is nothing");
}

fn last_day_of_seizure() -> String {
    let (law, history) = (shipped(), facts(&["2017-03-01 food-drug seized"]));
    last_day(of(&state(&history, &law, KNOWN, at("2017-03-11 12:00")), "Z1")[0])
}

#[test]
fn a_question_is_owed_by_whoever_it_names_and_each_has_a_clock_of_its_own() {
    let law = shipped();
    let history = facts(&[
        "2017-03-01 environment transfer-reported #9",
        "2017-03-01 procuratorate opinion-sent #9",
        "2017-03-06 environment consulted question:1 >jn-police #9",
        "2017-03-06 environment consulted question:2 >jn-procuratorate #9",
        "2017-03-07 police consulted question:3 >jn-environment #9",
        "2017-03-08 police consultation-answered question:1 #9",
    ]);
    let all = state(&history, &law, KNOWN, at("2017-03-09 12:00"));
    let found: Vec<_> =
        of(&all, "G21").into_iter().map(|clock| (clock.state, clock.owner, clock.org.map(crate::OrgId::as_str))).collect();
    let expected = [
        (State::Met, Role::Police, Some("jn-police")),
        (State::Running, Role::Procuratorate, Some("jn-procuratorate")),
        (State::Running, Role::Regulator, Some("jn-environment")),
    ];
    assert_eq!(found, expected);
}

#[test]
fn who_is_named_as_addressee_owes_what_follows_before_it_has_acted() {
    let law = shipped();
    let history = facts(&["2017-03-06 environment transfer-sent >jn-police-370811"]);
    let all = state(&history, &law, KNOWN, at("2017-03-06 12:00"));
    assert_eq!(of(&all, "G4")[0].org.map(crate::OrgId::as_str), Some("jn-police-370811"));
}

#[test]
fn a_case_of_economic_crime_has_its_own_time_and_changes_that_of_no_other() {
    let law = shipped();
    let accepted = [
        "2021-08-01 food-drug transfer-sent #6",
        "2021-08-02 police case-accepted #5",
        "2021-08-02 police economic-crime #5",
        "2021-08-02 police case-accepted #6 @rc-police",
    ];
    let history = facts(&accepted);
    let all = state(&history, &law, KNOWN, at("2021-08-03 12:00")).into_iter();
    let rows: Vec<_> =
        all.filter(|clock| clock.clock.question == "G9").map(|clock| (clock.row, clock.trigger.part.as_str())).collect();
    assert_eq!(rows, [("G9f", "case-accepted/1"), ("G9d", "case-accepted/3")]);
}

#[test]
fn what_a_case_says_of_itself_is_true_of_the_transfer_from_which_it_came() {
    let law = shipped();
    let lines = [
        "2021-08-01 food-drug transfer-sent #7",
        "2021-08-02 police case-accepted #7",
        "2021-08-01 food-drug transfer-sent #8",
        "2021-08-05 police case-accepted #8",
        "2021-08-02 police case-accepted #5",
        "2021-08-02 police economic-crime #5",
    ];
    let history = facts(&lines);
    let all = state(&history, &law, KNOWN, at("2021-08-06 12:00"));
    let rows: Vec<_> = all.iter().filter(|c| c.clock.question == "G9").map(|c| (c.row, c.trigger.part.as_str())).collect();
    assert_eq!(rows, [("G9f", "case-accepted/1"), ("G9d", "case-accepted/3")]);
}

#[test]
fn a_sample_of_farm_produce_changes_the_times_of_no_other_sample() {
    let law = shipped();
    let lines = [
        "2024-03-01 food-drug sampled #1",
        "2024-03-01 food-drug farm-produce #1",
        "2024-03-11 food-drug failure-notified #1",
        "2024-03-01 food-drug sampled #2",
        "2024-03-11 food-drug failure-notified #2",
        "2024-03-12 food-drug retest-excluded #1",
    ];
    let history = facts(&lines);
    let all = state(&history, &law, KNOWN, at("2024-03-13 12:00"));
    let rows: Vec<_> = all.iter().filter(|c| c.clock.question == "S5").map(|c| (c.row, c.state)).collect();
    // Nor does what excludes the retest of one exclude that of the other.
    assert_eq!(rows, [("S14", State::Running), ("S5", State::Running)]);
}

#[test]
fn seized_food_has_no_clock_of_drugs_whatever_is_told_of_another_list_with_its_number() {
    let law = shipped();
    let lines = [
        "2021-08-02 food-drug seized goods:1 #1",
        "2021-08-02 food-drug drugs-seized goods:1 #1",
        "2021-08-02 food-drug seized goods:1 #2",
        "2021-08-05 food-drug drug-test-reported goods:1 #2",
    ];
    let history = facts(&lines);
    let all = state(&history, &law, KNOWN, at("2021-08-06 12:00"));
    let rows: Vec<_> = all.iter().filter(|c| c.row.starts_with('D')).map(|c| (c.row, c.trigger.part.as_str())).collect();
    assert_eq!(rows, [("D1", "drugs-seized/1")]);
}

#[test]
fn what_must_be_kept_asks_for_nothing_and_warns_of_nothing() {
    let law = shipped();
    let passed = "2020-08-31 food-drug sample-passed";
    let at = |history: &[&str], instant: &str| {
        let history = facts(history);
        let all = state(&history, &law, KNOWN, at(instant));
        let clock = of(&all, "S10a")[0];
        (clock.state, clock.open(), clock.warnings(&law).len(), last_day(clock))
    };
    assert_eq!(at(&[passed], "2020-09-01 12:00"), (State::Keeping, false, 0, "2020-11-30".to_owned()));
    assert_eq!(at(&[passed], "2020-12-01 12:00"), (State::Preserved, false, 0, "2020-11-30".to_owned()));
    let early = [passed, "2020-10-01 food-drug backup-disposed"];
    assert_eq!(at(&early, "2020-12-01 12:00").0, State::EndedEarly);
}

#[test]
fn a_question_about_a_case_that_no_regulator_has_is_owed_its_answer_too() {
    let law = shipped();
    let asked = "2017-03-06 police consulted question:1 >jn-environment";
    let g21 = |lines: &[&str]| {
        let history = facts(lines);
        let all = state(&history, &law, KNOWN, at("2017-03-20 12:00"));
        of(&all, "G21").iter().map(|clock| (clock.state, clock.owner, clock.org.map(ToString::to_string))).collect::<Vec<_>>()
    };
    let asked_of = |state| vec![(state, Role::Regulator, Some("jn-environment".to_owned()))];
    assert_eq!(g21(&[asked]), asked_of(State::Missed));
    let answered = "2017-03-10 environment consultation-answered question:1";
    assert_eq!(g21(&[asked, answered]), asked_of(State::Met));
    assert!(g21(&["2017-03-01 food-drug transfer-reported", asked]).is_empty(), "the rules on food do not say it");
}

#[test]
fn who_is_not_held_when_arrest_is_asked_for_is_not_decided_on_within_seven_days() {
    let law = shipped();
    let decided = |before: &[&str]| {
        let request = ["2019-03-04 police arrest-requested suspect:1", "2019-03-14 procuratorate arrested suspect:1"];
        let history = facts(&[before, &request].concat());
        let all = state(&history, &law, KNOWN, at("2019-03-20 12:00"));
        of(&all, "C2").iter().map(|clock| clock.state).collect::<Vec<_>>()
    };
    assert_eq!(decided(&["2019-03-01 police detained suspect:1"]), [State::MetLate]);
    assert_eq!(decided(&["2019-02-01 police bailed suspect:1"]), []);
    assert_eq!(decided(&["2019-03-01 police detained suspect:1", "2019-03-03 police bailed suspect:1"]), []);
    assert_eq!(decided(&["2019-03-01 police detained suspect:2"]), [], "another suspect is held");
}

#[test]
fn goods_that_were_released_before_the_transfer_are_not_owed_to_anyone() {
    let law = shipped();
    let owed = |more: &[&str]| {
        let history = [&["2016-08-01 food-drug seized goods:1", "2016-08-20 food-drug transfer-sent"], more].concat();
        let history = facts(&history);
        of(&state(&history, &law, KNOWN, at("2016-09-24 12:00")), "Z2").len()
    };
    assert_eq!(owed(&[]), 1);
    assert_eq!(owed(&["2016-08-10 food-drug seizure-lifted goods:1"]), 0);
    assert_eq!(owed(&["2016-08-10 food-drug goods-disposed goods:1"]), 0);
    assert_eq!(owed(&["2016-08-10 food-drug seizure-lifted goods:2"]), 1, "that was another list");
    assert_eq!(owed(&["2016-08-21 food-drug seizure-lifted goods:1"]), 1, "it was held when the case went");
}

#[test]
fn an_extension_of_what_stands_still_counts_from_the_day_on_which_it_is_told() {
    let law = shipped();
    let told = ["2017-03-01 food-drug seized", "2017-03-20 food-drug testing-started", "2017-04-05 food-drug seizure-extended"];
    let tested = [&told[..], &["2017-04-09 food-drug testing-ended"]].concat();
    let seen = |history: &[&str], instant: &str| {
        let history = facts(history);
        let all = state(&history, &law, KNOWN, at(instant));
        let clock = of(&all, "Z1")[0];
        (clock.state, clock.extended[0].counts, clock.last_day().map(|day| day.date().to_string()))
    };
    assert_eq!(seen(&told, "2017-04-06 12:00"), (State::Suspended, true, None));
    // Sixty days from 1 March and twenty-one of testing.
    assert_eq!(seen(&tested, "2017-04-10 12:00"), (State::Running, true, Some("2017-05-21".to_owned())));
    let late = ["2017-03-01 food-drug seized", "2017-04-01 food-drug testing-started", "2017-04-05 food-drug seizure-extended"];
    assert!(!seen(&late, "2017-04-06 12:00").1, "what had run out does not stand still");
}

#[test]
fn what_was_closed_before_the_year_without_a_calendar_was_in_time() {
    let law = shipped();
    let seen = |more: &[&str]| {
        let history = facts(&[&["2026-12-29 food-drug penalty-decided"], more].concat());
        let all = state(&history, &law, KNOWN, at("2027-02-01 12:00"));
        let clock = of(&all, "N2")[0];
        (clock.state, clock.open(), clock.due)
    };
    // Seven working days from 29 December cannot be over in that year.
    assert_eq!(seen(&["2026-12-30 food-drug penalty-served"]), (State::Met, false, None));
    assert_eq!(seen(&["2027-01-04 food-drug penalty-served"]), (State::NoCalendar, false, None), "that may be");
    assert_eq!(seen(&[]), (State::NoCalendar, true, None));
}

#[test]
fn custody_and_review_of_one_suspect_end_with_what_became_of_that_suspect() {
    let law = shipped();
    let history = facts(&[
        "2019-03-01 procuratorate arrested suspect:A",
        "2019-03-01 procuratorate arrested suspect:B",
        "2019-04-20 police sent-for-prosecution suspect:A",
        "2019-05-20 police sent-for-prosecution suspect:B",
        "2019-05-10 procuratorate prosecuted suspect:A",
    ]);
    let all = state(&history, &law, KNOWN, at("2019-08-01 12:00"));
    let states = |row| of(&all, row).iter().map(|clock| clock.state).collect::<Vec<_>>();
    assert_eq!(states("C3"), [State::Kept, State::Exceeded]);
    assert_eq!(states("C4"), [State::Met, State::Missed]);
}

#[test]
fn what_stopped_a_clock_or_made_it_longer_is_to_be_confirmed_with_it() {
    let law = shipped();
    let doubts = |more: &[&str]| {
        let history = facts(&[&["2022-03-01 food-drug admin-case-filed"], more].concat());
        let all = state(&history, &law, KNOWN, at("2022-04-01 12:00"));
        of(&all, "N1")[0].doubts()
    };
    assert_eq!(doubts(&[]), [Doubt::InForce]);
    let testing = ["2022-03-05 food-drug testing-started goods:1", "2022-03-10 food-drug testing-ended goods:1"];
    assert_eq!(doubts(&testing), [Doubt::Rule, Doubt::InForce]);
    assert_eq!(doubts(&["2022-03-20 food-drug admin-case-extended"]), [Doubt::Rule, Doubt::InForce]);
}

#[test]
fn a_pause_that_is_checked_for_one_regulator_is_to_be_confirmed_for_the_others() {
    let law = shipped();
    let doubts = |agency: &str, more: &[&str]| {
        let by = |line: &&str| line.replace("regulator", agency);
        let told = ["2022-03-01 regulator admin-case-filed #1", "2022-03-10 regulator transfer-sent #2"];
        let history = facts(&told.iter().chain(more).map(by).collect::<Vec<_>>());
        let all = state(&history, &law, KNOWN, at("2022-04-01 12:00"));
        let clock = of(&all, "N1")[0];
        (clock.suspended.len(), clock.doubts())
    };
    let filed = ["2022-03-12 police case-filed #2", "2022-03-13 police filing-notice-served #2"];
    for more in [&[][..], &filed] {
        assert_eq!(doubts("environment", more), (1, vec![Doubt::InForce]), "{more:?}");
        assert_eq!(doubts("food-drug", more), (1, vec![Doubt::Rule, Doubt::InForce]), "{more:?}");
    }
    let penalty = law.catalogue.clocks().iter().find(|clock| clock.id == "N1").expect("a clock");
    assert!(penalty.all_doubts().contains(&Doubt::Rule));
}

#[test]
fn the_name_of_a_row_is_that_of_its_regime_and_day() {
    let catalogue = shipped().catalogue;
    let cite = |regime: &str, day: &str| {
        catalogue.clock("G3", regime, day.parse().expect("a day")).map(|clock| clock.instrument.key.as_str())
    };
    assert_eq!((cite("general", "2017-06-01"), cite("environment", "2017-06-01")), (Some("310-2001"), Some("E17")));
    assert_eq!((cite("general", "2020-08-06"), cite("general", "2020-08-07")), (Some("310-2001"), Some("310")));
    assert_eq!((cite("environment", "2016-08-15"), cite("nowhere", "2017-06-01")), (Some("H78"), None));
}

#[test]
fn a_recall_after_police_accepted_ends_no_clock_of_theirs_and_lets_none_of_the_regulator_run_again() {
    let law = shipped();
    let told = |recalled: &str| {
        let recalled = format!("{recalled} food-drug transfer-withdrawn #7");
        let lines = [
            "2022-03-01 food-drug admin-case-filed",
            "2022-03-10 food-drug transfer-sent #7",
            "2022-03-11 police transfer-received #7",
            "2022-03-14 police case-accepted #7",
            recalled.as_str(),
        ];
        facts(&lines)
    };
    let stand = |recalled: &str, row: &str, now: &str| {
        let history = told(recalled);
        let all = state(&history, &law, KNOWN, at(now));
        all.iter().find(|clock| clock.clock.question == row).map(|clock| clock.state)
    };
    let now = "2022-03-15 18:00";
    assert_eq!(stand("2022-03-15", "G9", now), Some(State::Running), "the decision on filing is still owed");
    assert_eq!(stand("2022-03-15", "N1", now), Some(State::Suspended), "the time at the police goes on");
    assert_eq!(stand("2022-03-12", "N1", now), Some(State::Running), "taken back in time");
    assert_eq!(stand("2022-03-14", "G9", now), Some(State::NotOwed), "of one day nobody knows which came first");
}
