//! Given the facts of a matter, what its records make of each other.

use super::super::tests::given::{KNOWN, facts, law};
use super::super::{Fact, Settings};
use super::*;
use crate::transfer::DocumentKind;

const ACCEPTED: &str = "2016-08-02T09:00 police case-accepted #7";
const TRANSFERRED: [&str; 2] = [
    "2016-08-01 food-drug transfer-sent #7 +transfer-letter +investigation-report +item-list +test-report +sampling-form +storage-conditions",
    ACCEPTED,
];

fn told(lines: &[&str]) -> Vec<Fact> {
    let all: Vec<&str> = TRANSFERRED.iter().chain(lines).copied().collect();
    facts(&all)
}

fn flags(history: &[Fact]) -> Vec<String> {
    let law = law(Settings::default());
    across(history, &law, KNOWN).iter().map(Across::flag).collect()
}

#[test]
fn a_filing_bars_new_penalties_of_the_regulator_that_transferred() {
    let filed = "2016-08-04 police case-filed #7";
    assert_eq!(
        flags(&told(&[filed, "2016-08-10 food-drug penalty-decided #1"])),
        ["across:penalised-after-filing:penalty-decided/3"]
    );
    assert!(flags(&told(&[filed, "2016-08-10 environment penalty-decided #1"])).is_empty(), "another regulator's case");
    assert!(flags(&told(&["2016-08-10 food-drug penalty-decided #1"])).is_empty(), "nothing is filed");
}

#[test]
fn a_filing_bars_penalties_in_the_case_that_was_transferred_and_in_no_other() {
    let sent = TRANSFERRED[0].replace("#7", "#7 of=food-drug#1");
    let flags = |penalty: &str| {
        let lines = [&sent, ACCEPTED, "2016-08-01 food-drug admin-case-filed #1", "2016-08-01 food-drug admin-case-filed #2"];
        flags(&facts(&[&lines[..], &["2016-08-04 police case-filed #7", penalty]].concat()))
    };
    assert_eq!(flags("2016-08-10 food-drug penalty-decided #1"), ["across:penalised-after-filing:penalty-decided/5"]);
    assert_eq!(flags("2016-08-10 food-drug penalty-decided #2"), [""; 0], "the other case of the same regulator");
}

#[test]
fn a_case_that_is_filed_again_bars_again() {
    let again = ["2016-08-04 police case-filed #7", "2016-08-10 police case-withdrawn #7", "2016-08-30 police case-filed #7"];
    let penalised = |day: &str| flags(&told(&[&again[..], &[&format!("{day} food-drug penalty-decided #1")]].concat()));
    assert!(penalised("2016-08-20").is_empty());
    assert_eq!(penalised("2016-09-05"), ["across:penalised-after-filing:penalty-decided/5"]);
}

#[test]
fn on_one_day_the_hours_decide_where_both_are_known() {
    let filed = "2016-08-04T09:00 police case-filed #7";
    let penalised = |at: &str| flags(&told(&[filed, &format!("{at} food-drug penalty-decided #1")]));
    assert_eq!(penalised("2016-08-04T15:00"), ["across:penalised-after-filing:penalty-decided/3"]);
    assert!(penalised("2016-08-04T08:00").is_empty() && penalised("2016-08-04").is_empty());
}

#[test]
fn a_case_is_not_closed_because_of_a_transfer_that_was_taken_back() {
    let lines = ["2016-08-01 food-drug suspected-crime-found #1", "2016-08-06 food-drug transfer-withdrawn #7"];
    let closed = "2016-09-01 food-drug admin-case-closed #1";
    let told = |lines: &[&str]| facts(&[&TRANSFERRED[..1], lines].concat());
    assert_eq!(flags(&told(&[lines[0], lines[1], closed])), ["across:closed-instead:admin-case-closed/3"]);
    assert!(flags(&told(&[ACCEPTED, lines[0], lines[1], closed])).is_empty(), "police had accepted it: it is still with them");
    let again = "2016-08-20 food-drug transfer-sent #8 +transfer-letter +investigation-report +item-list +test-report \
                 +sampling-form +storage-conditions";
    assert!(flags(&told(&[lines[0], lines[1], again, closed])).is_empty(), "it was sent again");
}

#[test]
fn what_was_decided_before_the_filing_or_perhaps_before_stands() {
    let filed = "2016-08-04 police case-filed #7";
    assert!(flags(&told(&[filed, "2016-08-03 food-drug penalty-decided #1"])).is_empty());
    assert!(flags(&told(&[filed, "2016-08-04T10:00 food-drug penalty-decided #1"])).is_empty(), "on the same day: doubtful");
    assert!(flags(&told(&[filed, "2016-08-10 food-drug seized #1", "2016-08-10 food-drug correction-ordered #1"])).is_empty());
}

#[test]
fn of_two_filings_of_one_day_always_the_same_is_named_however_the_history_was_read() {
    let filings = ["2016-08-04 police case-filed #7", "2016-08-04 police case-filed #8"];
    let mut history = told(&[filings[0], filings[1], "2016-08-10 food-drug penalty-decided #1"]);
    let law = law(Settings::default());
    let found = across(&history, &law, KNOWN);
    assert!(found.iter().any(|one| one.flag().starts_with("across:penalised-after-filing")), "{found:?}");
    for _ in 0..history.len() {
        history.rotate_left(1);
        assert_eq!(across(&history, &law, KNOWN), found);
    }
}

#[test]
fn a_case_that_comes_back_may_be_penalised() {
    for back in ["police case-withdrawn #7", "procuratorate not-prosecuted #7", "procuratorate exempted-from-punishment #8"] {
        let lines = ["2016-08-04 police case-filed #7", &format!("2016-09-01 {back}"), "2016-09-10 food-drug penalty-decided #1"];
        assert!(flags(&told(&lines)).is_empty(), "{back}");
    }
}

#[test]
fn after_filing_seized_things_leave_only_by_a_hand_over() {
    let filed = "2016-08-04 police case-filed #7";
    let lifted = "2016-08-10 food-drug seizure-lifted #1 goods:1";
    assert_eq!(flags(&told(&[filed, lifted])), ["across:left-without-hand-over:seizure-lifted/3"]);
    assert!(flags(&told(&[filed, "2016-08-05 food-drug items-handed-over #7", lifted])).is_empty());
    assert!(flags(&told(&[filed, "2016-08-10 police seizure-lifted #5"])).is_empty(), "the police's own seizure");
}

#[test]
fn a_suspected_crime_is_not_closed_instead_of_transferred() {
    let alone = ["2016-08-01 food-drug suspected-crime-found #1", "2016-09-01 food-drug admin-case-closed #1"];
    assert_eq!(flags(&facts(&alone)), ["across:closed-instead:admin-case-closed/1"]);
    assert!(flags(&told(&alone)).is_empty(), "it was transferred");
    let refused = [alone[0], "2016-08-03 food-drug transfer-refused #7", alone[1]];
    assert!(flags(&facts(&refused)).is_empty(), "the head decided not to");
}

#[test]
fn a_case_that_is_filed_comes_back_only_where_it_ended_without_punishment() {
    let (filed, urged) = ("2016-08-04 police case-filed #7", "2016-10-10 procuratorate penalty-urged #7");
    assert_eq!(flags(&told(&[filed, urged])), ["across:urged-without-ground:penalty-urged/3"]);
    for ground in ["police exempted-from-punishment #9", "procuratorate not-prosecuted #9", "police case-withdrawn #7"] {
        assert!(flags(&told(&[filed, &format!("2016-10-01 {ground}"), urged])).is_empty(), "{ground}");
    }
    assert!(flags(&told(&["2016-08-04 police case-not-filed #7", urged])).is_empty(), "no case was filed");
}

#[test]
fn two_organs_that_decide_one_transfer_are_both_flagged_unless_it_was_forwarded() {
    let lines = ["2016-08-04 police case-filed #7", "2016-08-04 police case-not-filed #9 @rc-police"];
    assert_eq!(flags(&told(&lines)), ["across:two-organs:case-filed/2", "across:two-organs:case-not-filed/3"]);
    assert!(flags(&told(&[lines[0], lines[1], "2016-08-03 police case-forwarded #7"])).is_empty());
}

#[test]
fn what_two_records_tell_differently_is_flagged_in_both_and_what_they_tell_alike_is_not() {
    let case = |day: &str| format!("2016-08-{day} police case-filed #9");
    let of = |day: &str| flags(&told(&["2016-08-04 police case-filed #7", &case(day)]));
    assert_eq!(of("05"), ["differs:case-filed/2", "differs:case-filed/3"]);
    assert!(of("04").is_empty() && of("04T15:00").is_empty());
}

#[test]
fn what_a_record_tells_twice_word_by_word_is_told_once() {
    let mut history = told(&["2016-08-04 police case-filed #7", "2016-08-05 police case-filed #9"]);
    let expected = flags(&history);
    assert_eq!(expected, ["differs:case-filed/2", "differs:case-filed/3"]);
    let again: Vec<Fact> = history.iter().map(|fact| Fact { recorded: fact.recorded + 10, ..fact.clone() }).collect();
    history.extend(again);
    assert_eq!(flags(&history), expected);
}

#[test]
fn a_flag_says_what_is_wrong_and_against_which_article() {
    for rule in SPANNING {
        let breach = Spanning::told(&format!("across:{}:decided/1", rule.code)).expect("a breach");
        assert_eq!((breach.part.as_str(), breach.zh.as_str()), ("decided/1", rule.zh));
        let cited = match rule.code {
            "unconfirmed-document-missing" => "食品药品行政执法与刑事司法衔接工作办法",
            "urged-without-ground" => "刑事诉讼法(2018)第一百七十七条",
            "explanation-too-early" => "刑事诉讼法(2018)第一百一十三条",
            "retest-lapsed" => "食品安全抽样检验管理办法(2019)第三十三条",
            "detention-document-missing" => "行政主管部门移送适用行政拘留环境违法案件暂行办法",
            _ => "行政执法机关移送涉嫌犯罪案件的规定",
        };
        assert!(breach.cited().zh.starts_with(cited), "{}", breach.cited().zh);
    }
    assert_eq!(Spanning::told("gap:decided/1"), None);
}

/// The flags of a transfer that was sent on that day with these documents, after those facts.
fn sent(day: &str, agency: &str, documents: &str, before: &[&str]) -> Vec<String> {
    let sent = format!("{day} {agency} transfer-sent #7 {documents}");
    flags(&facts(&before.iter().copied().chain([sent.as_str()]).collect::<Vec<_>>()))
}

#[test]
fn what_is_missing_follows_from_what_had_happened() {
    let both = "+transfer-letter +investigation-report";
    assert_eq!(
        sent("2016-08-01", "food-drug", "+transfer-letter", &[]),
        ["across:document-missing:transfer-sent/0//investigation-report"]
    );
    assert!(sent("2016-08-01", "food-drug", both, &[]).is_empty(), "nothing was seized or tested: no list, no report");
    let tested = ["2016-07-30 food-drug test-reported #3"];
    assert_eq!(sent("2016-08-01", "food-drug", both, &tested), ["across:document-missing:transfer-sent/1//test-report"]);
    assert!(sent("2016-08-01", "food-drug", &format!("{both} +test-report"), &tested).is_empty());
    assert!(sent("2016-07-30", "food-drug", both, &tested).is_empty(), "on the same day: doubtful");
    assert!(sent("2016-08-01", "food-drug", both, &["2016-07-30 police seized #3"]).is_empty(), "what police seized");
}

#[test]
fn the_set_is_that_of_the_sender_and_of_the_law_in_force_on_the_day_of_sending() {
    let both = "+transfer-letter +investigation-report";
    assert!(sent("2016-08-01", "environment", both, &[]).is_empty());
    assert_eq!(
        sent("2017-06-01", "environment", both, &[]),
        ["across:document-missing:transfer-sent/0//enclosures", "across:document-missing:transfer-sent/0//scene-record"]
    );
    assert!(sent("2017-06-01", "food-drug", both, &[]).is_empty());
    assert!(sent("2017-01", "environment", both, &[]).is_empty(), "E17 came into force during that month");
}

#[test]
fn what_is_asked_for_from_general_knowledge_is_flagged_as_such_and_bars_nobody() {
    let sampled = ["2016-07-30 food-drug sampled #3"];
    let found = sent("2016-08-01", "food-drug", "+transfer-letter +investigation-report", &sampled);
    assert_eq!(found, ["across:unconfirmed-document-missing:transfer-sent/1//sampling-form"]);
    let breach = Spanning::told(&found[0]).expect("a breach");
    assert!(breach.zh.ends_with("：抽样单") && breach.cited().zh.ends_with("[K]"), "{breach:?}");
    assert_eq!(Spanning::missing_document(&found[0]), Some(DocumentKind::SamplingForm));
    let bars = SPANNING.iter().filter(|rule| rule.bars).map(|rule| rule.code).collect::<Vec<_>>();
    assert!(!bars.contains(&"unconfirmed-document-missing") && bars.contains(&"document-missing"));
}

#[test]
fn a_file_for_administrative_detention_has_a_set_of_its_own() {
    let of = |documents: &str| flags(&facts(&[format!("2016-08-01 environment detention-transfer-sent #7 {documents}")]));
    assert!(of("+transfer-letter +approval-form +evidence").is_empty());
    assert_eq!(of("+transfer-letter +evidence"), ["across:detention-document-missing:detention-transfer-sent/0//approval-form"]);
}

#[test]
fn what_is_supplied_later_fills_the_set() {
    let lines = [
        "2016-08-01 food-drug transfer-sent #7 +transfer-letter",
        "2016-08-03 police gaps-notified #7",
        "2016-08-05 food-drug supplement-supplied #7 +investigation-report",
    ];
    assert!(flags(&facts(&lines)).is_empty());
    assert_eq!(flags(&facts(&lines[..2])).len(), 1);
    let elsewhere = lines[2].replace("#7", "#8");
    assert_eq!(flags(&facts(&[lines[0], lines[1], elsewhere.as_str()])).len(), 1, "in another transfer");
}

/// A transfer of three things, of which two were seized under list 1 and one under list 2.
const WITH_THINGS: &str = "2016-08-01 food-drug transfer-sent #7 +transfer-letter +investigation-report +item-list +storage-conditions +item:1 +item:2<1 +item:3<1 +item:4<2";

fn goods(lines: &[&str]) -> Vec<String> {
    let told = [WITH_THINGS, ACCEPTED, "2016-08-04 police case-filed #7"];
    flags(&facts(&told.into_iter().chain(lines.iter().copied()).collect::<Vec<_>>()))
}

#[test]
fn each_seized_thing_leaves_by_a_hand_over_whatever_else_was_handed_over_before() {
    let handed = "2016-08-05 food-drug items-handed-over #7 +item:1 +item:2";
    let lifted = |list: u8| format!("2016-08-10 food-drug seizure-lifted #1 goods:{list}");
    assert_eq!(goods(&[handed, &lifted(1)]), ["across:left-without-hand-over:seizure-lifted/4//3"]);
    assert_eq!(goods(&[handed, &lifted(2)]), ["across:left-without-hand-over:seizure-lifted/4//4"]);
    assert_eq!(goods(&[handed, &lifted(9)]), ["across:left-without-hand-over:seizure-lifted/4"], "on no list of the transfer");
    let rest = "2016-08-06 food-drug items-handed-over #7 +item:3";
    assert!(goods(&[handed, rest, &lifted(1)]).is_empty());
    let late = "2016-08-11 food-drug items-handed-over #7 +item:3";
    assert_eq!(goods(&[handed, late, &lifted(1)]), ["across:left-without-hand-over:seizure-lifted/5//3"]);
    let destroyed = "2016-08-10 food-drug goods-disposed #1 goods:2";
    let found = goods(&[handed, destroyed]);
    assert_eq!(found, ["across:left-without-hand-over:goods-disposed/4//4"]);
    let breach = Spanning::told(&found[0]).expect("a breach");
    assert!(breach.zh.ends_with("：物品4") && breach.en.ends_with(": item 4") && breach.part == "goods-disposed/4", "{breach:?}");
}

#[test]
fn where_nobody_says_what_was_seized_under_which_list_any_hand_over_may_have_been_of_it() {
    let untied = TRANSFERRED[0].to_owned() + " +item:1 +item:2";
    let told = [&untied, ACCEPTED, "2016-08-04 police case-filed #7", "2016-08-10 food-drug seizure-lifted #1 goods:1"];
    assert_eq!(flags(&facts(&told)).len(), 1);
    assert!(flags(&facts(&[&told[..], &["2016-08-05 food-drug items-handed-over #7 +item:1"]].concat())).is_empty());
    let unlisted = "2016-08-10 food-drug seizure-lifted #1";
    assert!(goods(&["2016-08-05 food-drug items-handed-over #7 +item:1", unlisted]).is_empty(), "it does not say of which list");
}

/// The flags of supervision that is asked for on that day or at that time, after `lines` in the transfer accepted on Tuesday, 2 August 2016.
fn supervised(when: &str, lines: &[&str]) -> Vec<String> {
    let asked = [format!("{when} food-drug supervision-suggested #7"), format!("{when} procuratorate explanation-requested #7")];
    flags(&told(&[lines, &[&asked[0], &asked[1]]].concat()))
}

#[test]
fn filing_is_supervised_once_police_refused_or_let_their_time_pass() {
    let both = ["across:explanation-too-early:explanation-requested/3", "across:supervision-too-early:supervision-suggested/2"];
    // Three days end with Friday, the fifth; under the rules of 2015 for food [K] too.
    for when in ["2016-08-02", "2016-08-04", "2016-08-05T23:00", "2016-08-05"] {
        assert_eq!(supervised(when, &[]), both, "{when}");
    }
    assert_eq!(supervised("2016-08-06", &[]), [""; 0]);
    assert_eq!(supervised("2016-08", &[]), [""; 0], "on which day nobody knows");
    assert_eq!(supervised("2016-08-04", &["2016-08-04 police case-not-filed #7"]), [""; 0], "refused that day");
    assert_eq!(supervised("2016-08-03", &["2016-08-04 police case-not-filed #7"]).len(), 2, "refused the day after");
    assert_eq!(supervised("2016-08-09", &["2016-08-04 police case-filed #7"]).len(), 2, "filed in time");
    let withdrawn = ["2016-08-04 police case-filed #7", "2016-08-08 police case-withdrawn #7"];
    assert_eq!(supervised("2016-08-09", &withdrawn), [""; 0]);
    let longer = ["2016-08-04 police clue-check-needed #7"];
    assert_eq!(supervised("2016-08-09", &longer).len(), 2, "seven days, for a clue to be checked");
    assert_eq!(supervised("2016-08-10", &longer), [""; 0]);
}

#[test]
fn whether_filing_was_supervised_too_early_does_not_depend_on_what_came_later() {
    let early = supervised("2016-08-04", &[]);
    for later in ["2016-08-09 police case-not-filed #7", "2016-08-09 police case-filed #7", "2016-09-01 police case-forwarded #7"]
    {
        let lines = ["2016-08-04 food-drug supervision-suggested #7", "2016-08-04 procuratorate explanation-requested #7", later];
        assert_eq!(flags(&told(&lines)), early, "{later}");
    }
}

#[test]
fn the_decision_on_one_transfer_of_a_matter_is_no_ground_for_supervision_of_another() {
    let other =
        ["2016-08-01 food-drug transfer-sent #8 of=food-drug#2 +transfer-letter +investigation-report +item-list +test-report \
                  +sampling-form +storage-conditions"];
    let sent = TRANSFERRED[0].replace("#7", "#7 of=food-drug#1");
    let lines = [&sent, ACCEPTED, other[0], "2016-08-02 police case-accepted #8", "2016-08-03 police case-not-filed #8"];
    let asked =
        |record: u8| flags(&facts(&[&lines[..], &[&format!("2016-08-04 food-drug supervision-suggested #{record}")]].concat()));
    assert_eq!(asked(7), ["across:supervision-too-early:supervision-suggested/5"]);
    assert_eq!(asked(8), [""; 0]);
}

/// Whether a retest that one party of a sample asked for on a day after its notice is flagged, under `law`.
fn lapsed(law: &Law, notified: &str, asked: &str, others: &[&str]) -> bool {
    let lines = [
        format!("{notified} food-drug failure-notified"),
        format!("{asked} party retest-requested"),
        format!("{}-31 food-drug retest-accepted", &asked[..7]),
    ];
    let mut history = facts(&others.iter().copied().chain(lines.iter().map(String::as_str)).collect::<Vec<_>>());
    for fact in &mut history {
        (fact.record, fact.part) = (RecordId(uuid::Uuid::from_u128(1)), format!("{}/premises", fact.fact.code()));
    }
    let found: Vec<String> = across(&history, law, KNOWN).iter().map(Across::flag).collect();
    assert!(found.is_empty() || found == ["across:retest-lapsed:retest-accepted/premises"], "{found:?}");
    !found.is_empty()
}

#[test]
fn a_retest_is_asked_for_within_five_working_days_and_since_october_2019_within_seven() {
    let law = law(Settings::default());
    // Monday the first: five working days end on the eighth, seven on the tenth of August 2016; in 2020 the third is a Monday.
    for (notified, asked, late) in [
        ("2016-08-01", "2016-08-08", false),
        ("2016-08-01", "2016-08-09", true),
        ("2016-08-01", "2016-08-20", true),
        ("2016-08", "2016-08-20", false),
        ("2020-08-03", "2020-08-12", false),
        ("2020-08-03", "2020-08-13", true),
    ] {
        assert_eq!(lapsed(&law, notified, asked, &[]), late, "{notified} {asked}");
    }
    let produce = ["2023-08-01 food-drug farm-produce"];
    assert!(lapsed(&law, "2023-08-07", "2023-08-15", &produce) && !lapsed(&law, "2023-08-07", "2023-08-15", &[]), "another law");
}

#[test]
fn a_city_that_gives_other_days_for_a_retest_is_held_to_its_own() {
    let clock = r#"
        regime = "sampling"
        [[clock]]
        id = "S5"
        zh = "本市规定"
        en = "the city's rule"
        cite = "SAMR15"
        article = "本市"
        from = "2020-01-01"
        trigger = ["failure-notified"]
        owner = "party"
        output = "复检申请"
        output_en = "request for a retest"
        amount = 10
        unit = "day"
        day = "working"
        kind = "right"
        closed_by = ["retest-requested"]
        confirmed = false
        note = "本市"
        note_en = "the city's own"
    "#;
    let city = Law::with(&[("city.toml", clock)], &[], Settings::default()).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(!lapsed(&city, "2020-08-03", "2020-08-17", &[]) && lapsed(&city, "2020-08-03", "2020-08-18", &[]));
    assert!(lapsed(&law(Settings::default()), "2020-08-03", "2020-08-17", &[]));
}
