//! Bad input: each kind gets its quarantine entry and its receipt in two languages, and nothing else is disturbed.

use bus::{BusError, DeliveryOptions, Outcome, Outgoing};
use event_store::quarantine::{self, Entry};
use kernel::MessageId;
use projections::read::{self, RecordFilter};
use serde_json::{Value, json};
use tests::house::{Heard, Site, deliver, records, settled};
use tests::{OwnPostgres, Statement};
use uuid::Uuid;

const ORG: &str = "jn-food-drug";

/// A visit as it should be.
fn visit(number: &str) -> Statement {
    let premises = json!({"name": "示例餐馆", "address": "济宁市任城区示例路1号", "entity": "91370811MA3C00011L"});
    Statement::new(ORG, "food-drug.inspection.visited", number, json!({"on": "2016-08-01", "premises": premises}))
}

/// The same with another value at `path` of its data.
fn visit_with(number: &str, path: &str, value: Value) -> Statement {
    let mut statement = visit(number);
    *statement.envelope.pointer_mut(&format!("/data{path}")).expect("a field of a visit") = value;
    statement.identified()
}

/// Bytes that are not what they should be, under an id of their own.
fn bytes(number: u128, body: Vec<u8>) -> Outgoing {
    let subject = visit("-").subject();
    Outgoing {
        message: MessageId(Uuid::from_u128(0xbad0_0000_0000_0000_0000_0000_0000_0000 + number)),
        subject,
        body: body.into(),
    }
}

/// Every way in which a report can be wrong, with the reason code that its sender is told.
fn defective() -> Vec<(&'static str, Outgoing, &'static str)> {
    let without_premises = || {
        let mut statement = visit("缺字段");
        statement.envelope["data"].as_object_mut().expect("data").remove("premises");
        statement.identified()
    };
    let (gb18030, ..) = encoding_rs::GB18030.encode("{\"标题\":\"示例餐馆\"}");
    vec![
        ("undecodable bytes", bytes(1, vec![0xff, 0xfe, 0x00, 0x9f]), "not-utf8"),
        ("GB18030", bytes(2, gb18030.into_owned()), "not-utf8"),
        ("not JSON", bytes(3, "示例餐馆,2016-08-01,不符合".into()), "not-json"),
        ("half a report", bytes(4, visit("半").body()[..100].to_vec()), "not-json"),
        ("nothing", bytes(5, Vec::new()), "not-json"),
        ("an unknown type", kind("jointcase.food-drug.inspection.dreamt.v1"), "unknown-type"),
        ("an unknown version", kind("jointcase.food-drug.inspection.visited.v9"), "unknown-version"),
        ("no time in the envelope", visit("无时间").without("time").outgoing(), "wrong-envelope"),
        ("an unknown field in the envelope", visit("多字段").with("mood", json!("sunny")).outgoing(), "wrong-envelope"),
        ("another version of CloudEvents", visit("旧版").with("specversion", json!("0.3")).outgoing(), "wrong-envelope"),
        ("no premises", without_premises().outgoing(), "wrong-data"),
        ("30 February", visit_with("日期", "/on", json!("2016-02-30")).outgoing(), "wrong-data"),
        ("a wrong check digit", visit_with("代码", "/premises/entity", json!("91370811MA3C00011X")).outgoing(), "wrong-data"),
        ("an unknown division", visit("区划").with("division", json!("999999000000")).outgoing(), "unknown-division"),
        ("another city's division", visit("外地").with("division", json!("US-DE-001")).outgoing(), "wrong-division"),
        ("an unknown organisation", visit("单位").with("org", json!("jn-nobody")).outgoing(), "unknown-organisation"),
        ("another organisation in the body", visit("他人").with("org", json!("jn-police")).outgoing(), "wrong-subject"),
        ("another agency's business", police_business().outgoing(), "wrong-agency"),
        ("the police's side of a transfer", transfer("police.transfer.filed", "jn-food-drug:1:1"), "wrong-agency"),
        ("another regulator's transfer", transfer("food-drug.transfer.approved", "jn-environment:1:1"), "not-your-record"),
        ("a misspelt number of a transfer", transfer("food-drug.transfer.approved", "jn-food-drug:1"), "contradiction"),
        ("another organisation's record", visit("jn-food-drug-370811/7").outgoing(), "not-your-record"),
        ("a null character", visit_with("空字符", "/premises/name", json!("示例\0餐馆")).outgoing(), "null-character"),
        ("simulated outside a simulated root", visit("模拟").with("mark", json!("simulated")).outgoing(), "simulated-elsewhere"),
        ("a contradiction", rechecked_before_the_first_time().outgoing(), "contradiction"),
        ("a premises without a name", visit_with("无名", "/premises/name", json!(" ")).outgoing(), "contradiction"),
    ]
}

/// A visit that says it is a report of another type.
fn kind(name: &str) -> Outgoing {
    visit(name).with("type", json!(name)).outgoing()
}

fn police_business() -> Statement {
    Statement::new(ORG, "police.case.accepted", "A1", json!({"on": "2016-08-02", "title": "示例案"}))
}

fn transfer(report: &str, number: &str) -> Outgoing {
    Statement::new(ORG, report, number, json!({"on": "2016-08-02"})).outgoing()
}

fn rechecked_before_the_first_time() -> Statement {
    Statement::new(ORG, "food-drug.inspection.rechecked", "复查", json!({"on": "2016-08-02", "round": 0, "corrected": true}))
}

/// What the sender of `message` was told, if it was put aside: code, Chinese, English, number of the entry.
fn told(heard: &Heard, message: MessageId) -> (String, String, String, i64) {
    let outcome = heard.outcomes.get(&message);
    let Some(Outcome::Quarantined { code, zh, en, quarantine_id, .. }) = outcome else { panic!("{outcome:?}") };
    (code.clone(), zh.clone(), en.clone(), quarantine_id.parse().expect("a number"))
}

async fn entry(site: &Site, id: i64) -> (Entry, Vec<u8>) {
    let (entry, body) = quarantine::show(&site.database.owner_pool(1), id).await.expect("the store").expect("an entry");
    (entry, body.expect("its bytes"))
}

#[tokio::test]
async fn each_kind_of_bad_report_is_put_aside_with_its_reason_and_the_good_ones_between_are_taken_in() {
    let site = Site::new().await;
    let house = site.open().await;
    let defective = defective();
    let good: Vec<Statement> = (0..=defective.len()).map(|n| visit(&format!("正常{n}"))).collect();
    let mut reports = vec![good[0].outgoing()];
    for ((_, bad, _), next) in defective.iter().zip(&good[1..]) {
        reports.extend([bad.clone(), next.outgoing()]);
    }
    let heard = site.deliver(ORG, reports.clone()).await;
    heard.all_accounted_for();
    assert_eq!((heard.report.accepted, heard.report.quarantined.total), (good.len() as u64, defective.len() as u64));
    assert_eq!(site.accepted().await, good.iter().map(Statement::message).collect());

    for (what, bad, expected) in &defective {
        let (code, zh, en, id) = told(&heard, bad.message);
        assert_eq!(code, *expected, "{what}: {en}");
        assert!(zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{what}: {zh}");
        assert!(en.is_ascii() || en.chars().filter(|c| !c.is_ascii()).count() < en.len() / 2, "{what}: {en}");
        let (entry, body) = entry(&site, id).await;
        assert_eq!((&entry.code, &entry.zh, &entry.en, &entry.subject), (&code, &zh, &en, &bad.subject), "{what}");
        assert_eq!((entry.times, entry.decision.as_deref()), (1, None), "{what}");
        assert_eq!(body, bad.body, "{what}: the bytes are kept as they came");
    }
    settled(&house).await;
    let filter = RecordFilter { root: "370800000000".into(), ..RecordFilter::default() };
    assert_eq!(records(&house.readers, &filter).await.len(), good.len());
    assert_eq!(read::open_quarantine(&house.readers).await.expect("a count"), defective.len() as i64);

    // The same again: known reports stay known, and bad ones are the same entries, counted.
    let again = site.deliver(ORG, reports).await;
    again.all_accounted_for();
    assert_eq!((again.report.accepted, again.report.duplicates), (0, good.len() as u64));
    assert_eq!(again.codes(), heard.codes());
    assert_eq!(read::open_quarantine(&house.readers).await.expect("a count"), defective.len() as i64);
    let (counted, _) = entry(&site, told(&again, defective[0].1.message).3).await;
    assert_eq!(counted.times, 2);
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn the_bus_refuses_another_organisations_subject_and_the_door_does_not_trust_the_bus_alone() {
    let site = Site::new().await;
    let house = site.open().await;
    let stolen = Outgoing { subject: visit("1").subject().replace(ORG, "jn-food-drug-370811"), ..visit("1").outgoing() };
    let heard = site.deliver(ORG, vec![stolen.clone(), visit("2").outgoing()]).await;
    assert_eq!((heard.report.accepted, heard.report.not_stored.total), (1, 1), "{:?}", heard.report);
    let refused = &heard.report.not_stored.first[0].error;
    assert!(
        matches!(refused, BusError::NotAllowed { said } if said.contains("report.food-drug.jn-food-drug-370811")),
        "{refused}"
    );
    assert!(!heard.report.complete(), "it is not on the bus");

    // Were it to come through all the same, such as from a bus without keys, the body does not belong on the subject.
    let service = site.service_client().await;
    let heard =
        deliver(&service, "jn-food-drug-370811", DeliveryOptions::default(), futures::stream::iter([stolen.clone()])).await;
    let (code, _, en, id) = told(&heard, stolen.message);
    assert_eq!(code, "wrong-subject", "{en}");
    let (entry, _) = entry(&site, id).await;
    assert_eq!(entry.subject, stolen.subject);
    assert_eq!(site.accepted().await, [visit("2").message()].into());
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_put_aside_by_the_door_or_never_sent() {
    let site = Site::with_a_generous_bus().await;
    let house = site.open().await;
    let of_size = |number: &str, bytes: usize| visit_with(number, "/premises/name", json!("餐".repeat(bytes / 3))).outgoing();
    let (large, huge) = (of_size("大", 1 << 21), of_size("巨大", 5 << 20));
    let heard = site.deliver(ORG, vec![visit("1").outgoing(), large.clone(), huge.clone(), visit("2").outgoing()]).await;
    assert_eq!((heard.report.accepted, heard.report.quarantined.total, heard.report.not_stored.total), (2, 1, 1));
    assert_eq!(told(&heard, large.message).0, "too-large");
    let unsent = &heard.report.not_stored.first[0];
    assert_eq!(unsent.message, huge.message);
    assert!(
        matches!(unsent.error, BusError::TooLarge { size, limit } if size == huge.body.len() && limit < size),
        "{}",
        unsent.error
    );
    assert!(unsent.error.text().zh.contains("超过"), "{}", unsent.error.text().zh);
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn one_id_with_two_bodies_is_a_mistake_unless_it_says_what_it_corrects() {
    let site = Site::new().await;
    let house = site.open().await;
    let first = visit("1");
    site.tell(std::slice::from_ref(&first)).await.all_taken_in();
    let mut other = first.clone();
    other.envelope["data"]["outcome"] = json!("fail");
    let heard = site.tell(std::slice::from_ref(&other)).await;
    assert_eq!(told(&heard, first.message()).0, "same-id-other-body");

    let correcting = other.with("corrects", json!(first.message()));
    let heard = site.tell(std::slice::from_ref(&correcting)).await;
    assert!(matches!(heard.outcomes[&first.message()], Outcome::Accepted { .. }), "{heard:?}");
    let heard = site.tell(&[correcting]).await;
    assert!(matches!(heard.outcomes[&first.message()], Outcome::Duplicate { .. }), "{heard:?}");
    let heard = site.tell(&[first]).await;
    assert!(matches!(heard.outcomes.values().next(), Some(Outcome::Duplicate { .. })), "the first one stays known: {heard:?}");
    settled(&house).await;
    let filter = RecordFilter { root: "370800000000".into(), ..RecordFilter::default() };
    let rows = records(&house.readers, &filter).await;
    let row = rows.first().expect("the record");
    assert_eq!((rows.len(), row.outcome.as_deref(), &row.flags), (1, Some("fail"), &Vec::new()), "the correction stands");
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn ten_thousand_bad_messages_in_a_row_keep_nobody_waiting_for_ever() {
    const MANY: usize = 10_000;
    let site = Site::new().await;
    let house = site.open().await;
    let bad = |n: usize| match n % 4 {
        0 => bytes(n as u128, [&[0xff], n.to_string().as_bytes()].concat()),
        1 => bytes(n as u128, format!("{{ {n}").into_bytes()),
        2 => visit(&format!("坏{n}")).with("division", json!("999999000000")).outgoing(),
        _ => visit_with(&format!("坏{n}"), "/on", json!("2016-13-01")).outgoing(),
    };
    let reports: Vec<Outgoing> =
        [visit("前").outgoing()].into_iter().chain((0..MANY).map(bad)).chain([visit("后").outgoing()]).collect();
    let heard = site.deliver(ORG, reports).await;
    heard.all_accounted_for();
    assert_eq!((heard.report.accepted, heard.report.quarantined.total), (2, MANY as u64));
    let quarter = MANY as u64 / 4;
    let codes = [("not-json", quarter), ("not-utf8", quarter), ("unknown-division", quarter), ("wrong-data", quarter)];
    assert_eq!(heard.codes(), codes.into_iter().map(|(code, n)| (code.to_owned(), n)).collect());
    assert_eq!(site.count("SELECT count(*) FROM quarantine").await, MANY as i64);
    site.tell(&[visit("再后")]).await.all_taken_in();
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn a_quarantined_report_is_taken_in_once_the_trees_are_right_and_every_decision_is_recorded() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    // A house whose trees lack a county: as before a reform reached the list.
    let mut plan = site.plan();
    let (roots, divisions) = (plan.reference.divisions.roots().to_vec(), plan.reference.divisions.clone());
    let rest = divisions.iter().filter(|d| !d.code.as_str().starts_with("370830")).cloned();
    plan.reference.divisions = kernel::DivisionTree::new(roots, rest).expect("trees");
    let house = jointcase::house::House::open(plan).await.expect("a house");
    let early = visit("早").with("division", json!("370830000000")).identified();
    let hopeless = visit("错").with("division", json!("999999000000")).identified();
    let heard = site.tell(&[early.clone(), hopeless.clone()]).await;
    assert_eq!(heard.codes(), [("unknown-division".to_owned(), 2)].into());
    house.stop().await;

    // The program knows the trees as they are.
    let (retried, discarded) = (told(&heard, early.message()).3.to_string(), told(&heard, hopeless.message()).3.to_string());
    let act = |action: &str, id: &str, reason: &str| {
        site.run(&["quarantine", action, id, "--reason", reason, "--as", "jn-joint-office", "--name", "示例丙"])
    };
    let done = act("retry", &retried, "区划已补录");
    assert!(done.status.success(), "{done:?}");
    let still = act("retry", &discarded, "再试");
    assert!(!still.status.success(), "what is still wrong stays where it is: {still:?}");
    assert!(String::from_utf8_lossy(&still.stderr).contains("unknown-division"), "{still:?}");
    assert!(!act("discard", &discarded, " ").status.success(), "a decision needs a reason");
    assert!(act("discard", &discarded, "代码录入错误").status.success());
    assert!(!act("discard", &discarded, "再来").status.success(), "it was decided already");

    assert_eq!(site.accepted().await, [early.message()].into());
    let decisions: Vec<(i64, String, String, String)> =
        sqlx::query_as("SELECT quarantine, decision, reason, actor FROM quarantine_decisions ORDER BY id")
            .fetch_all(&site.database.owner_pool(1))
            .await
            .expect("decisions");
    let actor = "示例丙 of jn-joint-office (not authenticated)";
    let expected = [(&retried, "retried", "区划已补录"), (&discarded, "discarded", "代码录入错误")];
    let expected =
        expected.map(|(id, decision, reason)| (id.parse().expect("an id"), decision.into(), reason.into(), actor.into()));
    assert_eq!(decisions, expected);

    // Sent again by its agency it is known, and its figures count it once.
    let house = site.open().await;
    let heard = site.tell(&[early]).await;
    assert_eq!((heard.report.duplicates, heard.report.accepted), (1, 0));
    settled(&house).await;
    assert_eq!(read::open_quarantine(&house.readers).await.expect("a count"), 0);
    house.stop().await;
    site.verify().await;
}
