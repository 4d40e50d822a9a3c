//! Facts that arrive in any order come to the same: what stands follows from what was said, never from when it was heard.

use std::collections::BTreeMap;
use std::path::Path;

use ingest::Verdict;
use joint_office::link::SubjectLink;
use kernel::{DivisionCode, Link, LinkEnd, Premises, RecordId, RecordKey, SubjectId};
use projections::read::{FactFilter, RecordFilter, RecordRow};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use simulator::{Fate, SimOptions, Simulation};
use sqlx::PgPool;
use tests::Statement;
use tests::house::{Site, always, facts, records, settled};

const JINING: &str = "370800000000";

/// The golden examples of all report types: one coherent story of 2016, in the order in which it was stated.
fn golden() -> Vec<Statement> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut statements = Vec::new();
    for agency in ["joint-office", "police", "food-drug", "environment", "procuratorate"] {
        let folder = std::fs::read_dir(crates.join(agency).join("reports")).expect("an agency's examples");
        for file in folder {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("an example");
            let envelope: Value = serde_json::from_str(&text).expect("a report");
            let org = envelope["org"].as_str().expect("an org").to_owned();
            statements.push(Statement { org, envelope });
        }
    }
    // The example of a link joins records that no example has.
    statements.retain(|statement| !statement.subject().ends_with("link.linked"));
    statements.sort_by_key(|statement| statement.envelope["time"].as_str().map(str::to_owned));
    assert!(statements.len() > 50, "{} examples", statements.len());
    statements
}

fn action(number: &str) -> RecordId {
    let root = DivisionCode::new(JINING).expect("a code");
    RecordId::shared(&root, "joint-office.joint-action", &RecordKey::new(number).expect("a number"))
}

fn held(org: &str, number: &str, time: &str) -> Statement {
    let data = json!({"on": "2016-08-09", "title": "夜市联合检查"});
    Statement::new(org, "joint-office.joint-action.held", number, data).stated(time)
}

/// What a person says of two things.
fn said(link: &Link, time: &str) -> Statement {
    let number = SubjectLink::number(link).expect("two things");
    let data = json!({"on": "2016-08-20", "link": link, "reason": format!("理由 {time}")});
    Statement::new("jn-joint-office", "joint-office.link.linked", number.as_str(), data).stated(time)
}

/// The two joint actions are one: `one` is counted, `other` is not while the link stands.
fn link(other: &str, one: &str, time: &str) -> Statement {
    said(&Link::same(action(other), action(one)), time)
}

/// The premises that is known by `licence`.
fn licensed(licence: &str) -> LinkEnd {
    let root = DivisionCode::new(JINING).expect("a code");
    let premises = Premises { name: String::new(), address: None, licence: Some(licence.into()), entity: None, position: None };
    LinkEnd::Subject(premises.id(&root))
}

/// One premises under several names and addresses, as each organisation knows it; who runs it is stated twice.
fn known_as(org: &str, number: &str, premises: &Value, time: &str) -> Statement {
    let data = json!({"on": "2016-08-05", "premises": premises});
    Statement::new(org, "food-drug.inspection.visited", number, data).stated(time)
}

fn unlink(link: &Statement, time: &str) -> Statement {
    let data = json!({"on": "2016-08-21", "part": "linked", "reason": "并非同一次行动"});
    let number = link.envelope["subject"].as_str().expect("a number");
    Statement::new("jn-joint-office", "joint-office.link.withdrawn", number, data).correcting(link).stated(time)
}

/// Corrections of corrections, withdrawals, and joint actions that were told by several and under two numbers.
fn troubled() -> Vec<Statement> {
    let org = "jn-food-drug";
    let premises = json!({"name": "示例餐馆二", "address": "济宁市任城区示例路9号"});
    let visited = |findings: usize, time: &str| {
        let findings: Vec<Value> = (0..findings).map(|n| json!({"code": format!("{n}")})).collect();
        let data = json!({"on": "2016-08-03", "premises": premises, "findings": findings});
        Statement::new(org, "food-drug.inspection.visited", "济食药检〔2016〕18号", data).stated(time)
    };
    let disposed = |what: &str, time: &str| {
        let data = json!({"on": "2016-08-04", "disposition": what});
        Statement::new(org, "food-drug.inspection.disposed", "济食药检〔2016〕18号", data).stated(time)
    };
    let one = visited(1, "2016-08-03T18:00:00+08:00");
    let two = visited(2, "2016-08-04T18:00:00+08:00").correcting(&one);
    let one_again = visited(1, "2016-08-05T18:00:00+08:00").correcting(&two);
    let two_again = visited(2, "2016-08-06T18:00:00+08:00").correcting(&one_again);
    let own_case = disposed("own-case", "2016-08-04T19:00:00+08:00");
    let taken_back = json!({"on": "2016-08-06", "part": "disposed", "reason": "报错记录"});
    let taken_back = Statement::new(org, "food-drug.inspection.withdrawn", "济食药检〔2016〕18号", taken_back)
        .correcting(&own_case)
        .stated("2016-08-06T19:00:00+08:00");
    let correct = disposed("correct", "2016-08-07T19:00:00+08:00").correcting(&taken_back);
    let linked = link("联执甲", "联执乙", "2016-08-20T09:00:00+08:00");
    let loose = link("联执丙", "联执乙", "2016-08-20T10:00:00+08:00");
    let undone = unlink(&loose, "2016-08-21T10:00:00+08:00");
    let (first, second) = (action("联执丁"), action("联执乙"));
    let apart = said(&Link { apart: true, ..Link::same(first, second) }, "2016-08-20T11:00:00+08:00");
    let after_all = said(&Link::same(first, second), "2016-08-22T11:00:00+08:00").correcting(&apart);
    let one_premises = Link { from: licensed("JY1"), to: licensed("JY2"), apart: false };
    let matter = RecordId::shared(
        &DivisionCode::new(JINING).expect("a code"),
        "joint-office.matter",
        &RecordKey::new("联案一").expect("a number"),
    );
    vec![
        held("jn-police", "联执丁", "2016-08-10T14:00:00+08:00"),
        apart,
        after_all,
        known_as(
            org,
            "检甲",
            &json!({"name": "示例餐馆", "licence": "JY1", "address": "示例路1号", "entity": "91370811MA3C00011L"}),
            "2016-08-05T09:00:00+08:00",
        ),
        known_as("jn-food-drug-370811", "检乙", &json!({"name": "示例饭店", "licence": "JY1"}), "2016-08-07T09:00:00+08:00"),
        known_as(
            "jn-food-drug-370881",
            "检丙",
            &json!({"name": "示例小吃", "licence": "JY1", "address": "示例路2号", "position": {"longitude_e6": 116_500_000, "latitude_e6": 35_400_000}}),
            "2016-08-06T09:00:00+08:00",
        )
        .with("division", json!("370881000000"))
        .identified(),
        known_as(org, "检丁", &json!({"name": "示例餐馆分店", "licence": "JY2"}), "2016-08-08T09:00:00+08:00"),
        said(&one_premises, "2016-08-23T09:00:00+08:00"),
        said(&Link::about(action("联执丙"), SubjectId(matter.0)), "2016-08-23T10:00:00+08:00"),
        one,
        two,
        one_again,
        two_again,
        own_case,
        taken_back,
        correct,
        held("jn-joint-office", "联执乙", "2016-08-10T09:00:00+08:00"),
        held("jn-police", "联执乙", "2016-08-10T10:00:00+08:00"),
        held("jn-food-drug", "联执乙", "2016-08-10T11:00:00+08:00"),
        held("jn-environment", "联执甲", "2016-08-10T12:00:00+08:00"),
        held("jn-police", "联执丙", "2016-08-10T13:00:00+08:00"),
        linked,
        loose,
        undone,
    ]
}

/// What the read tables say, without the traces of the order in which it was heard: positions, days of recording, the store's name.
async fn told(readers: &PgPool) -> BTreeMap<&'static str, Vec<String>> {
    let questions = [
        (
            "records",
            "SELECT (to_jsonb(r) - '{first_position,last_position,recorded_at,origin,state}'::text[])::text FROM read.records r ORDER BY record",
        ),
        (
            "facts",
            "SELECT (to_jsonb(f) - '{made_at,made_on,origin}'::text[])::text FROM read.facts f WHERE withdrawn_at IS NULL
              ORDER BY measure, record, part, slot",
        ),
        (
            "figures",
            "SELECT concat_ws(' ', root, measure, county, agency, campaign, qualifier, precision, occurred_from, occurred_on, sum(amount), sum(rows))
               FROM read.cubed GROUP BY root, measure, county, agency, campaign, qualifier, precision, occurred_from, occurred_on
             HAVING (sum(amount), sum(rows)) <> (0, 0) ORDER BY 1",
        ),
        ("about", "SELECT concat_ws(' ', record, subject, kind, part, root, org) FROM read.record_subjects ORDER BY 1"),
        (
            "subjects",
            "SELECT (to_jsonb(s) - '{first_position,last_position}'::text[])::text FROM read.subjects s ORDER BY subject",
        ),
        ("links", "SELECT (to_jsonb(l) - 'origin')::text FROM read.links l ORDER BY link"),
    ];
    let mut said = BTreeMap::new();
    for (name, sql) in questions {
        said.insert(name, sqlx::query_scalar(sql).fetch_all(readers).await.expect(name));
    }
    said
}

/// What comes of `statements` when a house of their own hears them in this order, `batch` at a time.
async fn heard(statements: &[Statement], batch: usize) -> BTreeMap<&'static str, Vec<String>> {
    let site = Site::new().await;
    let house = site.open().await;
    for some in statements.chunks(batch) {
        let verdicts = house.door.admit(some.iter().map(Statement::arrived).collect()).await.expect("the store");
        for (statement, verdict) in some.iter().zip(verdicts) {
            assert!(matches!(verdict, Verdict::Accepted { .. }), "{}: {verdict:?}", statement.envelope);
        }
    }
    settled(&house).await;
    let told = told(&house.readers).await;
    house.stop().await;
    site.verify().await;
    told
}

fn assert_same(one: &BTreeMap<&'static str, Vec<String>>, other: &BTreeMap<&'static str, Vec<String>>, how: &str) {
    for (table, rows) in one {
        let others = &other[table];
        let differ = rows.iter().filter(|row| !others.contains(row)).zip(others.iter().filter(|row| !rows.contains(row)));
        let differ: Vec<_> = differ.take(3).collect();
        assert_eq!(rows.len(), others.len(), "{how}: {table}, {differ:#?}");
        assert!(differ.is_empty(), "{how}: {table}, {differ:#?}");
    }
}

#[tokio::test]
async fn reports_of_every_type_come_to_the_same_in_any_order() {
    let mut statements = golden();
    statements.extend(troubled());
    let backwards: Vec<Statement> = statements.iter().rev().cloned().collect();
    let mut shuffled = statements.clone();
    shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(2016));
    let (in_order, reversed, any) = tokio::join!(heard(&statements, 1), heard(&backwards, 1), heard(&shuffled, 1000));
    for (table, rows) in &in_order {
        assert!(!rows.is_empty(), "{table}");
    }
    assert_same(&in_order, &reversed, "the last said first");
    assert_same(&in_order, &any, "shuffled, all in one batch");
    // 联执乙 is told by three agencies, 联执甲 is linked to it, 联执丙 no longer; and the golden story has one of its own.
    let actions = in_order["facts"].iter().filter(|fact| fact.contains("\"joint-actions\""));
    assert_eq!(actions.count(), 3, "{:#?}", in_order["facts"]);
}

#[tokio::test]
async fn a_simulated_year_comes_to_the_same_in_any_order() {
    let until = "2025-12-31".parse().expect("a day");
    let year = Simulation::new(SimOptions::new(815, 1_200, until)).expect("a year");
    let mut statements = Vec::new();
    for shot in year.filter(|shot| shot.kind.fate() == Fate::Accepted) {
        let envelope = serde_json::from_slice(&shot.body).expect("a report");
        statements.push(Statement { org: shot.org.to_string(), envelope });
    }
    let mut shuffled = statements.clone();
    shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(815));
    let (in_order, any) = tokio::join!(heard(&statements, 200), heard(&shuffled, 70));
    assert!(in_order["facts"].len() > 500, "{} facts", in_order["facts"].len());
    assert_same(&in_order, &any, "shuffled");
}

/// What a record comes to, without who reports it and when it was heard.
fn come_to(row: &RecordRow) -> impl PartialEq + std::fmt::Debug + use<> {
    let row = row.clone();
    (row.kind, row.title, row.stage, row.outcome, row.findings, row.flags, row.first_on, row.last_on, row.precision)
}

/// One record of `org` told in parts, in their order.
struct Story {
    name: &'static str,
    parts: Vec<Statement>,
    /// What is flagged while only the last part is known.
    flagged: &'static [&'static str],
}

fn stories(food: &str, police: &str) -> Vec<Story> {
    let premises = json!({"name": "示例餐馆三", "address": "济宁市任城区示例路11号"});
    let visited = |number: &str, outcome: &str| {
        let data = json!({"on": "2016-08-01", "premises": premises, "outcome": outcome});
        Statement::new(food, "food-drug.inspection.visited", number, data).stated("2016-08-01T18:00:00+08:00")
    };
    let taken = Statement::new(
        food,
        "food-drug.sample.taken",
        "样一",
        json!({"on": "2016-08-03", "premises": premises, "product": {"name": "示例酱菜"}}),
    );
    let item = json!({"item": "苯甲酸", "measured": "1.62", "limit": "≤1.0", "unit": "g/kg", "verdict": "fail"});
    let tested =
        Statement::new(food, "food-drug.sample.tested", "样一", json!({"on": "2016-08-22", "verdict": "fail", "items": [item]}));
    let accepted = Statement::new(police, "police.case.accepted", "案一", json!({"on": "2016-08-02", "title": "示例案"}));
    let offence = json!({"article": "144", "name": "生产、销售有毒、有害食品罪"});
    let filed = Statement::new(police, "police.case.filed", "案一", json!({"on": "2016-08-04", "offence": offence}));
    let disposed = |number: &str| {
        Statement::new(food, "food-drug.inspection.disposed", number, json!({"on": "2016-08-02", "disposition": "correct"}))
    };
    let data = json!({"on": "2016-08-19", "round": 1, "corrected": true});
    let rechecked = Statement::new(food, "food-drug.inspection.rechecked", "检一", data);
    let wrong = visited("检二", "pass");
    let corrected = visited("检二", "fail").correcting(&wrong).stated("2016-08-02T18:00:00+08:00");
    let mistake = disposed("检三");
    let data = json!({"on": "2016-08-06", "part": "disposed", "reason": "报错记录"});
    let taken_back = Statement::new(food, "food-drug.inspection.withdrawn", "检三", data).correcting(&mistake);
    vec![
        Story { name: "a result before its sample", parts: vec![taken, tested], flagged: &["gap:tested"] },
        Story { name: "filing before acceptance", parts: vec![accepted, filed], flagged: &["gap:filed"] },
        Story {
            name: "a recheck before the disposition",
            parts: vec![visited("检一", "fail"), disposed("检一"), rechecked],
            flagged: &["gap:rechecked/1"],
        },
        Story { name: "a correction before its original", parts: vec![wrong, corrected], flagged: &[] },
        Story {
            name: "a withdrawal before what it takes back",
            parts: vec![visited("检三", "fail"), mistake, taken_back.stated("2016-09-06T18:00:00+08:00")],
            flagged: &[],
        },
    ]
}

#[tokio::test]
async fn what_comes_early_is_flagged_until_the_gap_is_filled_and_ends_as_if_in_order() {
    let site = Site::new().await;
    let house = site.open().await;
    let filter = |number: &str| RecordFilter { root: JINING.into(), text: Some(number.to_owned()), ..RecordFilter::default() };
    let (in_order, backwards) = (stories("jn-food-drug", "jn-police"), stories("jn-food-drug-370811", "jn-police-370811"));
    for (proper, twin) in in_order.into_iter().zip(backwards) {
        let name = proper.name;
        for part in &proper.parts {
            site.tell(std::slice::from_ref(part)).await.all_taken_in();
        }
        let number = twin.parts[0].envelope["subject"].as_str().expect("a number").to_owned();
        for (place, part) in twin.parts.iter().rev().enumerate() {
            site.tell(std::slice::from_ref(part)).await.all_taken_in();
            if place == 0 {
                settled(&house).await;
                let rows = records(&house.readers, &filter(&number)).await;
                let row = rows.iter().find(|row| row.org == twin.parts[0].org).expect("the early part's record");
                assert_eq!(row.flags, twin.flagged, "{name}");
            }
        }
        settled(&house).await;
        let rows = records(&house.readers, &filter(&number)).await;
        let [one, other] = &rows[..] else { panic!("{name}: {rows:?}") };
        assert_eq!(come_to(one), come_to(other), "{name}");
        assert!(one.flags.is_empty(), "{name}: {:?}", one.flags);
        let mut counted = Vec::new();
        for row in [one, other] {
            let filter = FactFilter { root: JINING.into(), record: Some(row.record), to: always().to, ..FactFilter::default() };
            let facts = facts(&house.readers, &filter).await;
            counted.push(facts.into_iter().map(|f| (f.measure, f.part, f.slot, f.amount, f.occurred_on)).collect::<Vec<_>>());
        }
        assert_eq!(counted[0], counted[1], "{name}");
    }
    house.stop().await;
    site.verify().await;
}
