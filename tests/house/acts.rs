//! A person acts through the one door: what the law allows is done and moves the clocks, what it bars is refused with the article and kept.

use ingest::Verdict;
use kernel::{DivisionCode, OrgId, RecordId, RecordKey};
use projections::read;
use serde_json::{Value, json};
use tests::Statement;
use tests::house::{Site, settled};

const NUMBER: &str = "jn-food-drug:济食药立〔2016〕3号:1";
const KIND: &str = "joint-office.transfer";

/// The step's golden example, as its organisation states it of this transfer.
fn step(org: &str, agency: &str, step: &str) -> Statement {
    let path = tests::house::sample(&format!("../crates/kernel/reports/transfer.{step}.v1.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let envelope: Value = serde_json::from_str(&text).expect("JSON");
    Statement::new(org, &format!("{agency}.transfer.{step}"), NUMBER, envelope["data"].clone())
}

#[tokio::test]
async fn what_the_law_bars_is_refused_to_a_person_and_recorded_of_a_report() {
    let site = Site::new().await;
    let house = site.open().await;
    let told = [
        step("jn-food-drug", "food-drug", "reported"),
        step("jn-food-drug", "food-drug", "approved"),
        step("jn-food-drug", "food-drug", "sent"),
        step("jn-police", "police", "signed-for"),
        step("jn-police", "police", "accepted"),
    ];
    site.tell(&told).await.all_taken_in();
    let root = DivisionCode::new("370800000000").expect("a code");
    let record = RecordId::shared(&root, KIND, &RecordKey::new(NUMBER).expect("a number"));
    let police = OrgId::new("jn-police").expect("an org");
    let offered = house.door.actions(record, KIND, &police).await.expect("actions");
    let codes: Vec<&str> = offered.iter().map(|action| action.code).collect();
    assert!(codes.contains(&"filed") && codes.contains(&"not-filed") && !codes.contains(&"accepted"), "{codes:?}");

    let handed = step("jn-food-drug", "food-drug", "items-handed-over");
    let verdict = house.door.admit(vec![handed.done_by("张三")]).await.expect("a verdict").remove(0);
    assert!(matches!(&verdict, Verdict::Quarantined { refusal, .. } if refusal.code == "unlawful"), "{verdict:?}");

    let filed = Statement::new("jn-police", "police.transfer.filed", NUMBER, json!({"on": "2016-08-11"}));
    let verdict = house.door.admit(vec![filed.done_by("张三")]).await.expect("a verdict").remove(0);
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    settled(&house).await;
    let clocks = read::clocks_of(&house.readers, record.0).await.expect("clocks");
    let of = |question: &str| {
        clocks.iter().find(|clock| clock.question == question).unwrap_or_else(|| panic!("no clock of {question}: {clocks:?}"))
    };
    // Accepted on the 9th, decided within three days.
    let (decision, due) = (of("G9"), "2016-08-12T16:00:00Z".parse().expect("an instant"));
    assert_eq!((decision.state.as_str(), decision.due_at, decision.open), ("met", Some(due), false), "{decision:?}");
    // Now the notice is owed; and what happened is recorded, whoever was barred from doing it.
    assert_eq!((of("G10").state.as_str(), of("G10").open), ("owed", true));
    let verdict = house.door.admit(vec![handed.arrived()]).await.expect("a verdict").remove(0);
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    settled(&house).await;
    site.verify().await;
    house.stop().await;
}

#[tokio::test]
async fn what_a_person_states_as_done_is_recorded_in_that_name_under_the_same_form_and_authority() {
    let site = Site::new().await;
    let house = site.open().await;
    site.tell(&[step("jn-food-drug", "food-drug", "sent"), step("jn-police", "police", "accepted")]).await.all_taken_in();
    let root = DivisionCode::new("370800000000").expect("a code");
    let record = RecordId::shared(&root, KIND, &RecordKey::new(NUMBER).expect("a number"));
    let admit = async |arrived| house.door.admit(vec![arrived]).await.expect("a verdict").remove(0);
    let refused = |verdict| match verdict {
        Verdict::Quarantined { refusal, .. } => refusal.code,
        other @ (Verdict::Accepted { .. } | Verdict::Duplicate { .. }) => panic!("{other:?}"),
    };

    // Handed over before anything was filed: nobody may do that, and it may have been done.
    let handed = step("jn-food-drug", "food-drug", "items-handed-over");
    assert_eq!(refused(admit(handed.done_by("张三")).await), "unlawful");
    let verdict = admit(handed.stated_by("张三")).await;
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    assert!(matches!(admit(handed.stated_by("张三")).await, Verdict::Duplicate { .. }));
    settled(&house).await;
    let row = read::record(&house.readers, record.0).await.expect("a row").expect("the transfer");
    assert!(row.flags.contains(&"gap:items-handed-over/jn-food-drug/1".to_owned()), "{:?}", row.flags);
    let actors = "SELECT metadata->>'actor' FROM events WHERE event_type = 'transfer-items-handed-over'";
    let owner = site.database.owner_pool(1);
    let actors: Vec<String> = sqlx::query_scalar(actors).fetch_all(&owner).await.expect("the events");
    assert_eq!(actors, ["张三 of jn-food-drug (not authenticated)"]);

    // Of another's transfer nobody tells, and what contradicts itself is no statement: both are kept as they came.
    let others = step("jn-environment", "environment", "approved");
    let empty = Statement::new(
        "jn-food-drug",
        "food-drug.transfer.items-handed-over",
        NUMBER,
        json!({"on": "2016-08-12", "list": "9", "items": [], "to": "jn-police"}),
    );
    assert_eq!(refused(admit(others.stated_by("李四")).await), "not-your-record");
    assert_eq!(refused(admit(empty.stated_by("李四")).await), "contradiction");
    assert_eq!(site.count("SELECT count(*) FROM quarantine").await, 3);
    site.verify().await;
    house.stop().await;
}
