//! Rules that span records: a filing told by police bars a penalty in the regulator's own case, which only the transfer's number joins to it.

use ingest::Verdict;
use kernel::{OrgId, RecordId, RecordKey};
use projections::read;
use serde_json::{Value, json};
use tests::Statement;
use tests::house::{Site, settled};

const CASE: &str = "济食药监立〔2016〕31号";
const NUMBER: &str = "jn-food-drug:济食药监立〔2016〕31号:1";
const KIND: &str = "food-drug.admin-case";

fn case(step: &str, data: Value) -> Statement {
    Statement::new("jn-food-drug", &format!("food-drug.admin-case.{step}"), CASE, data)
}

fn transfer(org: &str, agency: &str, step: &str, data: Value) -> Statement {
    Statement::new(org, &format!("{agency}.transfer.{step}"), NUMBER, data)
}

fn sent() -> Statement {
    let documents = ["transfer-letter", "investigation-report", "item-list", "test-report"];
    let documents: Vec<Value> = documents.iter().map(|kind| json!({"kind": kind, "present": true})).collect();
    let data = json!({"on": "2016-09-10", "letter": "济食药移〔2016〕9号", "to": "jn-police", "documents": documents});
    transfer("jn-food-drug", "food-drug", "sent", data)
}

fn penalised(decision: u16, on: &str) -> Statement {
    case("penalised", json!({"on": on, "decision": decision, "kinds": ["warning"]}))
}

#[tokio::test]
async fn a_filing_bars_new_penalties_until_it_is_taken_back() {
    let site = Site::new().await;
    let house = site.open().await;
    let org = OrgId::new("jn-food-drug").expect("an org");
    let record = RecordId::own(&org, KIND, &RecordKey::new(CASE).expect("a number"));
    let filed = transfer("jn-police", "police", "filed", json!({"on": "2016-09-14"}));
    // The transfer is told of before its case.
    site.tell(&[
        sent(),
        transfer("jn-police", "police", "accepted", json!({"on": "2016-09-12", "acceptance": "济公受〔2016〕1号"})),
    ])
    .await
    .all_taken_in();
    site.tell(std::slice::from_ref(&filed)).await.all_taken_in();
    let told = [
        case("filed", json!({"on": "2016-08-26", "cause": "销售不合格食品"})),
        penalised(1, "2016-09-01"),
        penalised(2, "2016-09-20"),
    ];
    site.tell(&told).await.all_taken_in();
    settled(&house).await;
    let flags = || async { read::record(&house.readers, record.0).await.expect("a row").expect("the case").flags };
    assert_eq!(flags().await, ["across:penalised-after-filing:penalised/2"], "what was decided before the filing stands");

    let offered = house.door.actions(record, KIND, &org).await.expect("actions");
    assert!(!offered.iter().any(|action| action.code == "penalised"), "{offered:?}");
    let third = penalised(3, "2016-09-21");
    let verdict = house.door.admit(vec![third.done_by("张三")]).await.expect("a verdict").remove(0);
    let Verdict::Quarantined { refusal, .. } = verdict else { panic!("{verdict:?}") };
    assert!(
        refusal.code == "unlawful" && refusal.text.zh.contains("第十一条") && refusal.text.en.contains("art. 11"),
        "{refusal:?}"
    );

    let back = json!({"on": "2016-09-22", "part": "filed", "reason": "报错案件"});
    site.tell(&[transfer("jn-police", "police", "withdrawn", back).stated("2016-09-22T09:00:00+08:00").correcting(&filed)])
        .await
        .all_taken_in();
    settled(&house).await;
    assert_eq!(flags().await, Vec::<String>::new(), "the gap is cleared");
    let verdict = house.door.admit(vec![third.done_by("张三")]).await.expect("a verdict").remove(0);
    assert!(matches!(verdict, Verdict::Accepted { .. }), "{verdict:?}");
    settled(&house).await;
    site.verify().await;
    house.stop().await;
}
