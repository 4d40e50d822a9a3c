//! A suspected crime that a regulator reports opens one matter of the joint office, whatever stops and starts meanwhile.

use std::collections::BTreeSet;

use kernel::{DivisionCode, OrgId, RecordId, RecordKey};
use projections::read;
use serde_json::json;
use sqlx::{Connection, PgConnection};
use tests::house::{Site, settled, taken_in};
use tests::{OwnPostgres, PATIENCE, Statement, wait_until};
use uuid::Uuid;

use super::{REGULATOR, reacted, reacting, reported, suspected, visited};

const MATTERS: &str = "SELECT count(*) FROM read.records WHERE kind = 'joint-office.matter'";
const OPENINGS: &str = "SELECT count(*) FROM events WHERE event_type = 'matter-opened'";
const LINKS: &str = "SELECT count(*) FROM events WHERE event_type = 'link-linked'";
const QUARANTINE: &str = "SELECT count(*) FROM quarantine";

fn own(org: &str, kind: &str, number: &str) -> Uuid {
    RecordId::own(&OrgId::new(org).expect("an org"), kind, &RecordKey::new(number).expect("a number")).0
}

fn shared(kind: &str, number: &str) -> Uuid {
    let root = DivisionCode::new("370800000000").expect("a root");
    RecordId::shared(&root, kind, &RecordKey::new(number).expect("a number")).0
}

/// Whatever happened, there is one matter with its one link, and nothing was put aside.
async fn one_matter(site: &Site) {
    for (counted, expected) in [(MATTERS, 1), (OPENINGS, 1), (LINKS, 1), (QUARANTINE, 0)] {
        assert_eq!(site.count(counted).await, expected, "{counted}");
    }
}

#[tokio::test]
async fn a_suspected_crime_opens_one_matter_and_the_police_case_linked_to_it_shares_its_clocks() {
    let site = Site::new().await;
    let house = reacting(&site).await;
    site.tell(&[visited("检一"), suspected("检一")]).await.all_taken_in();
    wait_until("the matter is there", PATIENCE, || async { site.count(LINKS).await == 1 }).await;

    // The same again; the case that arose from it, and its transfer: the same affair.
    let again = suspected("检一").stated("2016-09-02T09:00:00+08:00");
    let origin = json!({"kind": "inspection", "number": "检一"});
    let told = [
        again,
        Statement::new(
            REGULATOR,
            "food-drug.admin-case.filed",
            "立案一",
            json!({"on": "2016-08-05", "cause": "示例", "origin": origin}),
        ),
        Statement::new(REGULATOR, "food-drug.admin-case.crime-suspected", "立案一", json!({"on": "2016-08-06"})),
    ];
    site.tell(&told).await.all_taken_in();
    reacted(&house).await;
    settled(&house).await;
    site.tell(&[reported("立案一", "2016-08-07")]).await.all_taken_in();
    reacted(&house).await;
    settled(&house).await;
    assert_eq!((site.count(OPENINGS).await, site.count(LINKS).await), (1, 3), "inspection, case and transfer");

    let number = format!("{REGULATOR}:inspection:检一");
    let matter = shared("joint-office.matter", &number);
    let row = read::record(&house.readers, matter).await.expect("records").expect("the matter");
    assert_eq!((row.title.as_deref(), row.org.as_str()), (Some("示例食堂检一（涉嫌犯罪）"), "jn-joint-office-370811"));
    assert!(row.flags.is_empty(), "told once: {:?}", row.flags);
    // Police name the matter by its number.
    let accepted = json!({"on": "2016-08-09", "title": "示例刑案", "matter": number});
    site.tell(&[Statement::new("jn-police-370811", "police.case.accepted", "案一", accepted)]).await.all_taken_in();
    settled(&house).await;
    let facts = read::clock_facts(&house.readers, matter).await.expect("facts");
    let of: BTreeSet<Uuid> = facts.iter().map(|fact| fact.record.0).collect();
    let members = [
        own(REGULATOR, "food-drug.inspection", "检一"),
        own("jn-police-370811", "police.case", "案一"),
        own(REGULATOR, "food-drug.admin-case", "立案一"),
        shared("joint-office.transfer", &format!("{REGULATOR}:立案一:1")),
    ];
    assert_eq!(of, BTreeSet::from(members), "the facts of all of them are one history");
    assert!(!read::clocks_of(&house.readers, matter).await.expect("clocks").is_empty());
    for record in members {
        let alone = read::clocks_of(&house.readers, record).await.expect("clocks");
        assert!(alone.iter().all(|clock| clock.grp == matter), "nobody's clocks stand alone: {alone:?}");
    }

    // What a person undoes stays undone, also when the regulator says it again.
    let (inspection, org) = (own(REGULATOR, "food-drug.inspection", "检一"), OrgId::new("jn-joint-office").expect("an org"));
    let says = jointcase::commands::link::Says { org: &org, actor: "张三", reason: "查明无关" };
    jointcase::commands::link::unlink(&house.door, &house.readers, says, inspection, matter).await.expect("undone");
    settled(&house).await;
    site.tell(&[suspected("检一").stated("2016-09-03T09:00:00+08:00")]).await.all_taken_in();
    reacted(&house).await;
    settled(&house).await;
    assert_eq!((site.count(OPENINGS).await, site.count(LINKS).await, site.count(QUARANTINE).await), (1, 3, 0));
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn killed_between_reading_the_event_and_appending_what_follows_it_opens_one_matter() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let house = site.open().await;
    site.tell(&[visited("检一"), suspected("检一")]).await.all_taken_in();
    settled(&house).await;
    house.stop().await;
    assert_eq!(site.count(MATTERS).await, 0);

    // Its first append waits for the end of the history; then it is killed, and the server does not notice.
    let owner = site.database.owner_pool(1);
    let mut stall = PgConnection::connect_with(&owner.connect_options()).await.expect("a connection");
    sqlx::query("BEGIN").execute(&mut stall).await.expect("a transaction");
    sqlx::query("SELECT 1 FROM head FOR UPDATE").execute(&mut stall).await.expect("the head");
    let service = site.up().await;
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'jointcase_ingest' AND wait_event_type = 'Lock'
                    AND datname = current_database()";
    wait_until("the matter waits to be appended", PATIENCE, || async { site.count(waits).await > 0 }).await;
    service.kill();
    let service = site.up().await;
    sqlx::query("ROLLBACK").execute(&mut stall).await.expect("the end");
    taken_in(&site, 4).await;
    service.kill();

    // Killed after the append and before it noted how far it is: it says the same again.
    sqlx::query("DELETE FROM reactions").execute(&owner).await.expect("forgotten");
    let house = reacting(&site).await;
    reacted(&house).await;
    settled(&house).await;
    one_matter(&site).await;
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn of_two_services_side_by_side_one_opens_the_matter_and_the_other_takes_over() {
    let site = Site::new().await;
    let (one, other) = (reacting(&site).await, reacting(&site).await);
    site.tell(&[visited("检一"), suspected("检一")]).await.all_taken_in();
    wait_until("the matter is there", PATIENCE, || async { site.count(LINKS).await == 1 }).await;
    reacted(&other).await;
    settled(&other).await;
    one_matter(&site).await;
    one.stop().await;
    site.tell(&[visited("检二"), suspected("检二")]).await.all_taken_in();
    wait_until("the next matter is there", PATIENCE, || async { site.count(LINKS).await == 2 }).await;
    reacted(&other).await;
    settled(&other).await;
    assert_eq!((site.count(MATTERS).await, site.count(OPENINGS).await), (2, 2));
    other.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn an_event_that_cannot_be_handled_is_listed_and_stops_no_other() {
    let site = Site::new().await;
    let house = site.open().await;
    site.tell(&[visited("检一"), visited("检二")]).await.all_taken_in();
    site.tell(&[suspected("检一")]).await.all_taken_in();
    site.tell(&[suspected("检二")]).await.all_taken_in();
    settled(&house).await;
    house.stop().await;
    let owner = site.database.owner_pool(1);
    let broken = own(REGULATOR, "food-drug.inspection", "检一");
    let query = "UPDATE events SET payload = '{}' WHERE aggregate_id = $1 AND sequence = 1";
    assert_eq!(sqlx::query(query).bind(broken.to_string()).execute(&owner).await.expect("broken").rows_affected(), 1);

    let house = reacting(&site).await;
    wait_until("the other matter is there", PATIENCE, || async { site.count(LINKS).await == 1 }).await;
    reacted(&house).await;
    let all = read::reactions(&house.readers).await.expect("the reactions");
    let rule = all.iter().find(|one| one.name == "suspected-crime").expect("the rule");
    assert!(rule.red() && rule.failures == 1, "{rule:?}");
    assert!(rule.error.as_deref().is_some_and(|error| error.starts_with("position ")), "{rule:?}");
    let opened: String = sqlx::query_scalar("SELECT metadata ->> 'number' FROM events WHERE event_type = 'matter-opened'")
        .fetch_one(&owner)
        .await
        .expect("one matter");
    assert_eq!(opened, format!("{REGULATOR}:inspection:检二"));
    house.stop().await;
}
