//! What people link is one subject while the link stands: proposed to them, never joined silently, counted once, and undone without loss.

use jointcase::commands::link::{Says, link, unlink};
use jointcase::house::House;
use jointcase::words::text;
use kernel::{DivisionCode, OrgId, Premises, RecordId, RecordKey};
use projections::read::{self, FactFilter, Page, Pair, RecordFilter, Span};
use serde_json::json;
use tests::Statement;
use tests::house::{Site, always, facts, records, settled};
use uuid::Uuid;

const JINING: &str = "370800000000";

fn office() -> OrgId {
    OrgId::new("jn-joint-office").expect("an org")
}

fn says<'a>(org: &'a OrgId, reason: &'a str) -> Says<'a> {
    Says { org, actor: "张三 of jn-joint-office (not authenticated)", reason }
}

fn shared(kind: &str, number: &str) -> Uuid {
    RecordId::shared(&DivisionCode::new(JINING).expect("a code"), kind, &RecordKey::new(number).expect("a number")).0
}

fn action(number: &str) -> Uuid {
    shared("joint-office.joint-action", number)
}

fn premises(name: &str, address: &str) -> (serde_json::Value, Uuid) {
    let place = Premises { name: name.into(), address: Some(address.into()), licence: None, entity: None, position: None };
    let id = place.id(&DivisionCode::new(JINING).expect("a code"));
    (serde_json::to_value(place).expect("JSON"), id.0)
}

fn held(org: &str, number: &str, on: &str, sites: &[&serde_json::Value]) -> Statement {
    Statement::new(org, "joint-office.joint-action.held", number, json!({"on": on, "title": "夜市联合检查", "sites": sites}))
}

async fn proposed(house: &House) -> Vec<Pair> {
    settled(house).await;
    read::possible_duplicates(&house.readers, JINING, always()).await.expect("pairs")
}

fn named(pairs: &[Pair]) -> Vec<[&str; 2]> {
    let mut names: Vec<[&str; 2]> = pairs.iter().map(|pair| [pair.first.number.as_str(), pair.second.number.as_str()]).collect();
    names.iter_mut().for_each(|pair| pair.sort_unstable());
    names.sort_unstable();
    names
}

async fn counted(house: &House) -> usize {
    settled(house).await;
    let filter =
        FactFilter { root: JINING.into(), measure: Some("joint-actions".into()), to: always().to, ..FactFilter::default() };
    facts(&house.readers, &filter).await.len()
}

#[tokio::test]
async fn joint_actions_that_may_be_one_are_proposed_until_a_person_judges_them() {
    let site = Site::new().await;
    let house = site.open().await;
    let (market, _) = premises("示例夜市", "示例路1号");
    let (canteen, _) = premises("示例食堂", "示例路2号");
    let told = [
        // One outing under three numbers: the same premises, the same day.
        held("jn-police", "夜市一", "2016-08-09", &[&market]),
        held("jn-food-drug", "夜市二", "2016-08-09", &[&market]),
        held("jn-environment", "夜市三", "2016-08-09", &[]),
        // Another premises, another day, or told by one who tells of the other too: others.
        held("jn-joint-office", "食堂", "2016-08-09", &[&canteen]),
        held("jn-joint-office", "次日", "2016-08-10", &[&market]),
        held("jn-police", "两报", "2016-08-08", &[&market]),
        held("jn-police-370811", "又报", "2016-08-08", &[&market]),
        held("jn-police", "又报", "2016-08-08", &[&market]),
    ];
    site.tell(&told).await.all_taken_in();
    assert_eq!(
        named(&proposed(&house).await),
        [["夜市一", "夜市三"], ["夜市一", "夜市二"], ["夜市三", "夜市二"], ["夜市三", "食堂"]],
        "the premises of one is not stated: the county is what is left"
    );
    let pairs = proposed(&house).await;
    let pair = pairs.iter().find(|pair| !pair.premises.is_empty()).expect("a pair with a premises");
    assert_eq!((pair.premises[0].1.as_str(), pair.same_county(), pair.same_title()), ("示例夜市", true, true));
    assert_eq!(counted(&house).await, 7);

    let (org, readers) = (office(), &house.readers);
    let (one, two, three) = (action("夜市一"), action("夜市二"), action("夜市三"));
    let first = link(&house.door, readers, says(&org, "同一次行动"), one, two, false).await.expect("linked");
    assert!(first.new);
    settled(&house).await;
    // The same one again would leave two counted: the new link begins at one that is counted.
    let second = link(&house.door, readers, says(&org, "同一次行动"), one, three, false).await.expect("linked");
    assert_eq!(second.said.from.id(), three);
    assert_eq!(named(&proposed(&house).await), [["食堂", "夜市二"]; 0]);
    assert_eq!(counted(&house).await, 5, "three numbers, counted once");
    let joined = read::one_with(readers, two).await.expect("ids");
    assert_eq!(joined.len(), 3);
    let refused = link(&house.door, readers, says(&org, "又一次"), two, three, false).await.expect_err("they are one");
    assert!(refused.to_string().contains("by way of other links"), "{refused}");
    let again = link(&house.door, readers, says(&org, "又一次"), two, one, false).await.expect("known");
    assert!(!again.new && again.link == first.link);

    unlink(&house.door, readers, says(&org, "查明并非同一次"), two, one).await.expect("undone");
    assert_eq!(counted(&house).await, 6);
    assert_eq!(read::one_with(readers, two).await.expect("ids"), [two]);
    let trace = read::links(readers, &[two]).await.expect("links");
    assert!(matches!(&trace[..], [row] if !row.stands && row.reason == "同一次行动"), "{trace:?}");
    assert!(named(&proposed(&house).await).contains(&["夜市一", "夜市二"]));
    link(&house.door, readers, says(&org, "时间相同，地点不同"), one, two, true).await.expect("told apart");
    assert!(!named(&proposed(&house).await).contains(&["夜市一", "夜市二"]));
    assert_eq!(counted(&house).await, 6, "told apart, both are counted");
    let nothing = unlink(&house.door, readers, says(&org, "误"), two, three).await.expect_err("never linked");
    assert!(text(&nothing).zh.contains("并未关联"), "{nothing}");
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn what_belongs_to_a_matter_is_in_its_history_by_number_or_by_link_and_two_premises_are_one_while_linked() {
    let site = Site::new().await;
    let house = site.open().await;
    let (inn, inn_id) = premises("示例客栈", "示例路3号");
    let (hotel, hotel_id) = premises("示例宾馆", "示例路3号");
    let visited = |number: &str, place: &serde_json::Value| {
        Statement::new("jn-food-drug", "food-drug.inspection.visited", number, json!({"on": "2016-08-03", "premises": place}))
    };
    let told = [
        Statement::new("jn-joint-office", "joint-office.matter.opened", "联案一", json!({"on": "2016-08-05", "title": "示例案"})),
        Statement::new(
            "jn-police",
            "police.case.accepted",
            "案一",
            json!({"on": "2016-08-04", "title": "示例刑案", "matter": "联案一"}),
        ),
        visited("检一", &inn),
        visited("检二", &hotel),
    ];
    site.tell(&told).await.all_taken_in();
    settled(&house).await;
    let (org, readers) = (office(), &house.readers);
    let filter = |number: &str| RecordFilter { root: JINING.into(), text: Some(number.into()), ..RecordFilter::default() };
    let inspection = records(readers, &filter("检一")).await[0].record;
    let matter = shared("joint-office.matter", "联案一");
    let about = async |subject: Uuid| {
        settled(&house).await;
        let ids = read::one_with(readers, subject).await.expect("ids");
        let page = read::subject_records(readers, &ids, &Page::first(50)).await.expect("records");
        let mut numbers: Vec<String> = page.rows.into_iter().map(|row| row.number).collect();
        numbers.sort();
        numbers
    };
    assert_eq!(about(matter).await, ["案一", "联案一"]);
    // Named from the premises' side, it is the same link.
    link(&house.door, readers, says(&org, "同一线索"), matter, inspection, false).await.expect("linked");
    assert_eq!(about(matter).await, ["案一", "检一", "联案一"]);
    let ids = read::record_ids(readers, &[matter], 10).await.expect("ids");
    let events: Vec<String> =
        read::histories(readers, &ids).await.expect("events").into_iter().map(|event| event.event_type).collect();
    assert_eq!(events, ["inspection-visited", "case-accepted", "matter-opened"], "in order of occurrence");
    let involved = read::involved(readers, &[matter]).await.expect("premises");
    assert_eq!(involved.iter().map(|subject| subject.name.as_str()).collect::<Vec<_>>(), ["示例客栈"]);
    let of: Vec<Uuid> =
        read::subjects_of(readers, inspection).await.expect("subjects").into_iter().map(|subject| subject.subject).collect();
    assert!(of.contains(&matter) && of.contains(&inn_id), "{of:?}");

    assert_eq!(about(inn_id).await, ["检一"]);
    link(&house.door, readers, says(&org, "改名"), inn_id, hotel_id, false).await.expect("linked");
    assert_eq!(about(inn_id).await, ["检一", "检二"]);
    assert_eq!(about(hotel_id).await, ["检一", "检二"]);
    unlink(&house.door, readers, says(&org, "两家"), hotel_id, inn_id).await.expect("undone");
    assert_eq!(about(hotel_id).await, ["检二"]);
    unlink(&house.door, readers, says(&org, "无关"), inspection, matter).await.expect("undone");
    assert_eq!(about(matter).await, ["案一", "联案一"]);
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn a_link_that_cannot_be_meant_is_refused_with_a_sentence_in_both_languages() {
    let site = Site::new().await;
    let house = site.open().await;
    let (inn, inn_id) = premises("示例客栈", "示例路3号");
    let told = [
        held("jn-police", "夜市一", "2016-08-09", &[&inn]),
        Statement::new("jn-joint-office", "joint-office.meeting.held", "会一", json!({"on": "2016-08-05"})),
        Statement::new("jn-police", "police.case.accepted", "案一", json!({"on": "2016-08-04", "title": "示例刑案"})),
        Statement::new("jn-food-drug", "food-drug.inspection.visited", "检一", json!({"on": "2016-08-03", "premises": inn})),
    ];
    site.tell(&told).await.all_taken_in();
    settled(&house).await;
    let filter = |number: &str| RecordFilter { root: JINING.into(), text: Some(number.into()), ..RecordFilter::default() };
    let own = async |number: &str| records(&house.readers, &filter(number)).await[0].record;
    let (case, inspection) = (own("案一").await, own("检一").await);
    let police = OrgId::new("jn-police").expect("an org");
    let simulated = OrgId::new("sim-joint-office").expect("an org");
    let org = office();
    let one = action("夜市一");
    for (who, from, to, reason, apart, sentence) in [
        (&org, one, Uuid::from_u128(7), "同", false, "nothing is known under"),
        (&org, one, one, "同", false, "不能将一条记录与其自身关联"),
        (&org, case, inspection, "同", false, "two of different kinds are not one thing"),
        (&org, inn_id, shared("joint-office.meeting", "会一"), " ", false, "关联须写明理由"),
        (&org, inspection, inn_id, "不同", true, "记录与主题不能判为不同"),
        (&police, one, inspection, "同", false, "不属于该类报送的主管机关"),
        (&simulated, one, inspection, "同", false, "nothing is known under"),
    ] {
        let refused = link(&house.door, &house.readers, says(who, reason), from, to, apart).await.expect_err(sentence);
        let said = text(&refused);
        assert!(said.zh.contains(sentence) || said.en.contains(sentence), "{said:?}");
        let chinese = |text: &str| text.chars().any(|c| ('一'..='龥').contains(&c));
        assert!(chinese(&said.zh) && said.en.matches(' ').count() >= 4, "{said:?}");
    }
    let span = Span { from: None, ..always() };
    assert!(read::possible_duplicates(&house.readers, JINING, span).await.expect("pairs").is_empty());
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn records_of_a_premises_are_all_found_page_by_page_however_long_each_lasted() {
    let site = Site::new().await;
    let house = site.open().await;
    let ((inn, inn_id), county) = (premises("示例客栈", "示例路3号"), "370811000000");
    let told = |report: &str, number: &str, data: serde_json::Value| {
        let told = Statement::new("jn-food-drug", &format!("food-drug.inspection.{report}"), number, data);
        told.with("division", json!(county))
    };
    let visited = |number: &str, on: &str| told("visited", number, json!({"on": on, "premises": &inn}));
    let rechecked = told("rechecked", "检一", json!({"on": "2016-09-20", "round": 1, "corrected": true}));
    let wrong = visited("检四", "2019-08-03");
    let first =
        [visited("检一", "2016-08-01"), visited("检二", "2016-08-02"), visited("检三", "2016-08-03"), rechecked, wrong.clone()];
    site.tell(&first).await.all_taken_in();
    settled(&house).await;
    let readers = &house.readers;
    let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day");
    let (today, late) = (day("2026-01-01"), Span { from: Some(day("2019-01-01")), to: day("2019-12-31") });
    assert_eq!(read::last_day(readers, JINING, today).await.expect("a day"), Some(day("2019-08-03")));
    assert_eq!(read::reporting_counties(readers, JINING, &[county], late).await.expect("counties"), [county]);
    site.tell(&[visited("检四", "2016-08-04").correcting(&wrong)]).await.all_taken_in();
    settled(&house).await;
    // What was corrected was not reported of that year any more.
    assert_eq!(read::last_day(readers, JINING, today).await.expect("a day"), Some(day("2016-09-20")));
    assert!(read::reporting_counties(readers, JINING, &[county], late).await.expect("counties").is_empty());
    let (mut page, mut numbers) = (Page::first(1), Vec::new());
    loop {
        let found = read::subject_records(readers, &[inn_id], &page).await.expect("records");
        numbers.extend(found.rows.into_iter().map(|row| row.number));
        let Some(next) = found.next else { break };
        page.after = Some(next);
    }
    assert_eq!(numbers, ["检四", "检三", "检二", "检一"]);
    site.verify().await;
    house.stop().await;
}
