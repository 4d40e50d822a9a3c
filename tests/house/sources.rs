//! Each clock really starts and ends from reports: what agencies tell is what the law counts from.

use jointcase::house::House;
use kernel::{DivisionCode, OrgId, RecordId, RecordKey};
use projections::read::{self, ClockRow};
use serde_json::{Value, json};
use tests::Statement;
use tests::house::{Site, settled};

const ROOT: &str = "370800000000";
const TRANSFER: &str = "jn-environment:济环立〔2017〕51号:1";
const FOOD: &str = "济市监立〔2021〕51号";
const ENVIRONMENT: &str = "济环立〔2017〕52号";

fn told(org: &str, report: &str, number: &str, data: Value) -> Statement {
    let agency = org.trim_start_matches("jn-");
    Statement::new(org, &format!("{agency}.{report}"), number, data).stated("2025-01-06T09:00:00+08:00")
}

fn transfer(org: &str, step: &str, data: Value) -> Statement {
    told(org, &format!("transfer.{step}"), TRANSFER, data)
}

fn food(step: &str, data: Value) -> Statement {
    told("jn-food-drug", &format!("admin-case.{step}"), FOOD, data)
}

fn environment(step: &str, data: Value) -> Statement {
    told("jn-environment", &format!("admin-case.{step}"), ENVIRONMENT, data)
}

fn own(org: &str, kind: &str, number: &str) -> RecordId {
    RecordId::own(&OrgId::new(org).expect("an org"), kind, &RecordKey::new(number).expect("a number"))
}

fn shared() -> RecordId {
    let root = DivisionCode::new(ROOT).expect("a root");
    RecordId::shared(&root, "joint-office.transfer", &RecordKey::new(TRANSFER).expect("a number"))
}

/// The clocks of `record` that answer `question`, each with its state and who owes it.
async fn clocks(house: &House, record: RecordId, question: &str) -> Vec<(String, String, Option<String>)> {
    let rows = read::clocks_of(&house.readers, record.0).await.expect("clocks");
    let of = rows.into_iter().filter(|row| row.question == question);
    of.map(|ClockRow { state, owner, org, .. }| (state, owner, org)).collect()
}

fn is(state: &str, owner: &str, org: Option<&str>) -> (String, String, Option<String>) {
    (state.to_owned(), owner.to_owned(), org.map(str::to_owned))
}

#[tokio::test]
async fn a_question_is_owed_its_answer_by_whoever_was_asked() {
    let site = Site::new().await;
    let house = site.open().await;
    let asks = |question: &str, to: &str| json!({"on": "2017-03-06", "question": question, "to": to, "asks": "如何定性"});
    let answers = |on: &str, question: &str| json!({"on": on, "question": question, "answer": "应当鉴定"});
    let late = transfer("jn-environment", "consultation-answered", answers("2017-03-20", "公咨1"));
    let all = [
        transfer("jn-environment", "reported", json!({"on": "2017-03-01", "about": {"title": "污染环境案"}})),
        transfer("jn-environment", "consulted", asks("环咨1", "jn-police")),
        transfer("jn-police", "consulted", asks("公咨1", "jn-environment")),
        transfer("jn-environment", "consulted", asks("环咨2", "jn-procuratorate")),
        transfer("jn-police", "consultation-answered", answers("2017-03-13", "环咨1")),
        transfer("jn-police", "consultation-answered", answers("2017-03-13", "环咨2")),
        late.clone(),
        transfer("jn-procuratorate", "entered-in-platform", json!({"on": "2017-03-07", "decision": "prosecuted", "entry": "1"})),
    ];
    site.tell(&all).await.all_taken_in();
    settled(&house).await;
    let mut owed = clocks(&house, shared(), "G21").await;
    owed.sort();
    let expected = [
        is("met", "police", Some("jn-police")),
        is("met-late", "regulator", Some("jn-environment")),
        // What another answers in its place is no answer of its own.
        is("missed", "procuratorate", Some("jn-procuratorate")),
    ];
    assert_eq!(owed, expected);

    let corrected = transfer("jn-environment", "consultation-answered", answers("2017-03-09", "公咨1")).correcting(&late);
    site.tell(&[corrected.stated("2025-01-07T09:00:00+08:00")]).await.all_taken_in();
    settled(&house).await;
    assert!(clocks(&house, shared(), "G21").await.contains(&is("met", "regulator", Some("jn-environment"))));
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn a_regulators_case_has_its_clocks_from_the_clue_to_the_collecting_of_what_was_released() {
    let site = Site::new().await;
    let house = site.open().await;
    let list = |on: &str| json!({"on": on, "list": "1"});
    let all = [
        food("clue-received", json!({"on": "2021-08-02", "source": "complaint"})),
        food("violation-ended", json!({"on": "2018-08-01", "harm": true})),
        food("violation-discovered", json!({"on": "2021-08-02"})),
        food("filed", json!({"on": "2021-08-27", "cause": "经营不合格食品案"})),
        environment("seized", list("2017-03-01")),
        environment("release-requested", list("2017-03-02")),
        environment("release-decided", json!({"on": "2017-03-08", "list": "1", "released": true})),
        environment("release-served", list("2017-03-20")),
        environment("seizure-lifted", list("2017-03-08")),
        environment("release-announced", list("2017-03-09")),
        environment("goods-collected", list("2017-03-30")),
    ];
    site.tell(&all).await.all_taken_in();
    settled(&house).await;
    let case = own("jn-food-drug", "food-drug.admin-case", FOOD);
    // The nineteenth working day after the clue, of fifteen.
    assert_eq!(clocks(&house, case, "N5").await, [is("met-late", "regulator", Some("jn-food-drug"))]);
    let case = own("jn-environment", "environment.admin-case", ENVIRONMENT);
    for (question, expected) in [
        ("E4", is("met", "regulator", Some("jn-environment"))),
        ("E5", is("met-late", "regulator", Some("jn-environment"))),
        ("E6", is("used", "party", None)),
    ] {
        assert_eq!(clocks(&house, case, question).await, [expected], "{question}");
    }
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn a_violation_with_harm_is_punishable_for_five_years_and_another_for_two() {
    let site = Site::new().await;
    let house = site.open().await;
    let ended = |number: &str, harm: bool| {
        let told_of = |step: &str, data: Value| told("jn-food-drug", &format!("admin-case.{step}"), number, data);
        [
            told_of("violation-ended", json!({"on": "2021-08-02", "harm": harm})),
            told_of("violation-discovered", json!({"on": "2024-08-05"})),
            told_of("filed", json!({"on": "2024-08-06", "cause": "经营不合格食品案"})),
        ]
    };
    site.tell(&[ended("济市监立〔2024〕1号", true), ended("济市监立〔2024〕2号", false)].concat()).await.all_taken_in();
    settled(&house).await;
    for (number, state) in [("济市监立〔2024〕1号", "kept"), ("济市监立〔2024〕2号", "exceeded")] {
        let case = own("jn-food-drug", "food-drug.admin-case", number);
        let found = clocks(&house, case, "N4").await;
        assert_eq!(found, [is(state, "regulator", Some("jn-food-drug"))], "{number}");
        // When the violation was is a circumstance: the case is one of 2024.
        let row = read::record(&house.readers, case.0).await.expect("a row").expect("a case");
        assert_eq!((row.first_on.to_string(), row.last_on.to_string()), ("2024-08-06".to_owned(), "2024-08-06".to_owned()));
    }
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn seized_drugs_are_decided_on_and_their_test_is_disputed() {
    let site = Site::new().await;
    let house = site.open().await;
    let number = "济药监立〔2020〕51号";
    let case = |step: &str, data: Value| told("jn-food-drug", &format!("admin-case.{step}"), number, data);
    let seized = |list: &str| json!({"on": "2020-08-03", "list": list, "drugs": true});
    let decided = |list: &str, on: &str| json!({"on": on, "list": list, "decision": "handled"});
    let all = [
        case("filed", json!({"on": "2020-08-01", "cause": "销售劣药案", "drugs": true})),
        case("seized", seized("1")),
        case("drug-seizure-decided", decided("1", "2020-08-07")),
        case("seized", seized("2")),
        case("drug-test-reported", json!({"on": "2020-08-05", "list": "2", "passed": false})),
        case("drug-retest-requested", json!({"on": "2020-08-10", "list": "2"})),
        case("drug-seizure-decided", decided("2", "2020-09-15")),
        case("seized", seized("3")),
        case("drug-test-reported", json!({"on": "2020-08-07", "list": "3", "passed": true})),
        case("drug-seizure-decided", decided("3", "2020-08-20")),
        // Food: what is told of it as of drugs is recorded and flagged, and runs no clock.
        case("seized", json!({"on": "2020-08-03", "list": "4"})),
        case("drug-test-reported", json!({"on": "2020-08-07", "list": "4", "passed": false})),
    ];
    site.tell(&all).await.all_taken_in();
    settled(&house).await;
    let record = own("jn-food-drug", "food-drug.admin-case", number);
    let regulator = Some("jn-food-drug");
    let mut owed = clocks(&house, record, "D1").await;
    owed.sort();
    // What was tested is decided on by the term of D2.
    assert_eq!(
        owed,
        [is("met", "regulator", regulator), is("not-owed", "regulator", regulator), is("not-owed", "regulator", regulator)]
    );
    let mut owed = clocks(&house, record, "D2").await;
    owed.sort();
    assert_eq!(owed, [is("met", "regulator", regulator), is("met-late", "regulator", regulator)]);
    // Nobody disputes that drugs passed.
    assert_eq!(clocks(&house, record, "D3").await, [is("used", "party", None)]);
    let row = read::record(&house.readers, record.0).await.expect("a row").expect("a case");
    assert_eq!(row.flags, ["unlawful:seized-no-drugs:drug-test-reported/4"]);
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn a_sample_has_its_clocks_from_the_quick_test_to_the_end_of_the_backup_part() {
    let site = Site::new().await;
    let house = site.open().await;
    let number = "SC24370800000000051";
    let sample = |step: &str, data: Value| told("jn-food-drug", &format!("sample.{step}"), number, data);
    let taken = json!({
        "on": "2024-03-04T09:00:00+08:00", "premises": {"name": "示例市场"}, "product": {"name": "示例韭菜"}, "farm_produce": true,
    });
    let all = [
        sample("taken", taken),
        sample("quick-test-notified", json!({"on": "2024-03-04T09:30:00+08:00", "to": "premises", "verdict": "fail"})),
        sample("quick-test-disputed", json!({"on": "2024-03-04T15:00:00+08:00", "by": "premises"})),
        sample("high-risk-found", json!({"on": "2024-03-11T10:00:00+08:00"})),
        sample("high-risk-reported", json!({"on": "2024-03-12T09:00:00+08:00"})),
        sample(
            "tested",
            json!({"on": "2024-03-12", "verdict": "fail", "items": [{
            "item": "腐霉利", "measured": "1.9", "limit": "≤0.2", "unit": "mg/kg", "verdict": "fail"}]}),
        ),
        sample("notified", json!({"on": "2024-03-13", "to": "premises", "verdict": "fail"})),
        sample("retest-requested", json!({"on": "2024-03-21", "by": "premises"})),
        sample("retest-accepted", json!({"on": "2024-03-22", "by": "premises"})),
        sample("retest-naming-extended", json!({"on": "2024-03-28"})),
        sample("retest-lab-named", json!({"on": "2024-04-02", "laboratory": "示例复检机构"})),
        sample("backup-disposed", json!({"on": "2024-05-06", "how": "destroyed"})),
    ];
    site.tell(&all).await.all_taken_in();
    settled(&house).await;
    let record = own("jn-food-drug", "food-drug.sample", number);
    let rows = read::clocks_of(&house.readers, record.0).await.expect("clocks");
    let state = |line: &str| rows.iter().find(|row| row.line == line).map(|row| row.state.as_str());
    // Four hours to dispute, a day to report; farm produce gives five working days to ask, ten (with the extension) to name; the backup part
    // of a failure is kept for six months.
    let expected = [("S13", "lapsed"), ("S12", "met"), ("S14", "lapsed"), ("S6", "met"), ("S10b", "ended-early")];
    for (line, expected) in expected {
        assert_eq!(state(line), Some(expected), "{line}: {rows:?}");
    }
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn the_retest_of_farm_produce_is_reported_within_its_own_time_and_that_of_food_within_its() {
    let site = Site::new().await;
    let house = site.open().await;
    let retested = |number: &str, farm_produce: bool| {
        let sample = |step: &str, data: Value| told("jn-food-drug", &format!("sample.{step}"), number, data);
        let taken = json!({
            "on": "2024-03-04", "premises": {"name": "示例市场"}, "product": {"name": "示例韭菜"}, "farm_produce": farm_produce,
        });
        [
            sample("taken", taken),
            sample("retest-requested", json!({"on": "2024-03-15", "by": "premises"})),
            sample("retest-accepted", json!({"on": "2024-03-18", "by": "premises"})),
            sample("backup-collected", json!({"on": "2024-03-20"})),
            sample("retest-reported", json!({"on": "2024-04-01", "verdict": "fail"})),
        ]
    };
    let numbers = ["SC24370800000000061", "SC24370800000000062"];
    site.tell(&[retested(numbers[0], true), retested(numbers[1], false)].concat()).await.all_taken_in();
    settled(&house).await;
    // Seven working days end on the 29th of March, ten on the 3rd of April.
    for (number, line, state) in [(numbers[0], "S15", "met-late"), (numbers[1], "S8", "met")] {
        let record = own("jn-food-drug", "food-drug.sample", number);
        let rows = read::clocks_of(&house.readers, record.0).await.expect("clocks");
        let of: Vec<_> =
            rows.iter().filter(|row| row.question == "S8").map(|row| (row.line.as_str(), row.state.as_str())).collect();
        assert_eq!(of, [(line, state)], "{number}");
    }
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn what_must_be_kept_is_not_due_and_is_listed_until_its_time_is_over() {
    let site = Site::new().await;
    let house = site.open().await;
    let (passed, today) = ("SC25370800000000071", kernel::time::now().date_naive());
    let sample = |step: &str, data: Value| told("jn-food-drug", &format!("sample.{step}"), passed, data);
    let all = [
        sample("taken", json!({"on": today.to_string(), "premises": {"name": "示例市场"}, "product": {"name": "示例糕点"}})),
        sample("tested", json!({"on": today.to_string(), "verdict": "pass"})),
    ];
    let now = kernel::time::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    site.tell(&all.map(|told| told.stated(&now))).await.all_taken_in();
    settled(&house).await;
    let listed = async |due| {
        let filter = read::ClockFilter { root: ROOT.to_owned(), due, ..read::ClockFilter::default() };
        let found = read::clocks(&house.readers, &filter, &read::Page::first(50)).await.expect("clocks");
        found.rows.into_iter().map(|row| (row.line, row.state)).filter(|(line, _)| line == "S10a").collect::<Vec<_>>()
    };
    assert_eq!(listed(read::Due::Keeping).await, [("S10a".to_owned(), "keeping".to_owned())]);
    for due in [read::Due::Ahead, read::Due::Late, read::Due::Undated, read::Due::Closed] {
        assert!(listed(due).await.is_empty(), "{due:?}");
    }
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn police_ask_about_a_case_of_their_own_that_no_regulator_has() {
    let site = Site::new().await;
    let house = site.open().await;
    let number = "A3708110000002017030051";
    let asked = format!("jn-police:{number}:1");
    let question = |org: &str, step: &str, data: Value| told(org, &format!("transfer.{step}"), &asked, data);
    let all = [
        told("jn-police", "case.accepted", number, json!({"on": "2017-03-01", "title": "涉嫌污染环境案"})),
        question(
            "jn-police",
            "consulted",
            json!({"on": "2017-03-06", "question": "公咨9", "to": "jn-environment", "asks": "是否危险废物"}),
        ),
        question(
            "jn-environment",
            "consultation-answered",
            json!({"on": "2017-03-10", "question": "公咨9", "answer": "属于危险废物"}),
        ),
    ];
    site.tell(&all).await.all_taken_in();
    settled(&house).await;
    let root = DivisionCode::new(ROOT).expect("a root");
    let record = RecordId::shared(&root, "joint-office.transfer", &RecordKey::new(asked.as_str()).expect("a number"));
    assert_eq!(clocks(&house, record, "G21").await, [is("met", "regulator", Some("jn-environment"))]);
    let case = own("jn-police", "police.case", number);
    let together = read::matters_of(&house.readers, record).await.expect("a group");
    assert_eq!(together, [case.0], "the question belongs to the police's case");
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn what_a_measure_seized_is_asked_back_and_collected_in_time() {
    let site = Site::new().await;
    let house = site.open().await;
    let number = "济环查〔2017〕51号";
    let measure = |step: &str, data: Value| told("jn-environment", &format!("measure.{step}"), number, data);
    let all = [
        measure("imposed", json!({"on": "2017-03-01", "kind": "seize", "premises": {"name": "示例厂"}})),
        measure("release-requested", json!({"on": "2017-03-02"})),
        measure("release-decided", json!({"on": "2017-03-08", "released": true})),
        measure("release-served", json!({"on": "2017-03-20"})),
        measure("lifted", json!({"on": "2017-03-08", "kind": "seize", "because": "revoked"})),
        measure("release-announced", json!({"on": "2017-03-09"})),
        measure("goods-collected", json!({"on": "2017-03-30"})),
    ];
    site.tell(&all).await.all_taken_in();
    settled(&house).await;
    let record = own("jn-environment", "environment.measure", number);
    for (question, expected) in [
        ("E4", is("met", "regulator", Some("jn-environment"))),
        ("E5", is("met-late", "regulator", Some("jn-environment"))),
        ("E6", is("used", "party", None)),
    ] {
        assert_eq!(clocks(&house, record, question).await, [expected], "{question}");
    }
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn a_complainants_way_and_the_terms_of_economic_crime_run_from_the_polices_reports() {
    let site = Site::new().await;
    let house = site.open().await;
    let number = "A3708110000002021080051";
    let case = |step: &str, data: Value| told("jn-police", &format!("case.{step}"), number, data);
    let all = [
        case("accepted", json!({"on": "2021-08-02", "title": "涉嫌销售伪劣产品案", "economic": true})),
        case("not-filed", json!({"on": "2021-08-09", "reasons": "没有犯罪事实"})),
        case("complainant-notified", json!({"on": "2021-08-10"})),
        case("complaint-requested", json!({"on": "2021-08-16"})),
        case("complaint-decided", json!({"on": "2021-09-30", "outcome": "upheld"})),
        case("complaint-review-requested", json!({"on": "2021-10-05"})),
        case("complaint-review-decided", json!({"on": "2021-10-29", "outcome": "upheld"})),
    ];
    site.tell(&all).await.all_taken_in();
    settled(&house).await;
    let record = own("jn-police", "police.case", number);
    let rows = read::clocks_of(&house.readers, record.0).await.expect("clocks");
    let state = |line: &str| rows.iter().find(|row| row.line == line).map(|row| row.state.as_str());
    // Seven days instead of three, of which the last is in time.
    let expected = [("G9f", "met"), ("G24a", "used"), ("G24b", "met-late"), ("G24c", "used"), ("G24d", "met")];
    for (line, expected) in expected {
        assert_eq!(state(line), Some(expected), "{line}: {rows:?}");
    }
    site.verify().await;
    house.stop().await;
}
