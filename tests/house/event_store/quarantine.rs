//! The quarantine keeps what was refused, counts what comes again, and records what a person decides.

use event_store::quarantine::{self, Refused};
use event_store::setup::Role;
use kernel::Refusal;
use sqlx::PgPool;
use tests::database;
use tokio::task::JoinSet;

fn refused(body: &str) -> Refused {
    Refused {
        subject: "report.heaps.jn-heaps.heap.grew".into(),
        org: Some(tests::heap::org()),
        message: Some(tests::heap::message(1)),
        body: body.as_bytes().to_vec(),
        refusal: Refusal::new("not-json", "报送内容不是完整的JSON", "the report is not well-formed JSON"),
    }
}

async fn pool() -> PgPool {
    database().await.pool(Role::Ingest, 4)
}

#[tokio::test]
async fn what_is_kept_is_listed_and_shown_with_its_bytes() {
    let pool = pool().await;
    let undecodable = Refused { org: None, message: None, body: vec![0xff, 0x00, 0xfe], ..refused("") };
    let ids = quarantine::keep(&pool, &[refused("{"), undecodable.clone(), refused("{")]).await.expect("kept");
    assert_eq!((ids[0], ids[0] == ids[1]), (ids[2], false), "the same bytes are one entry");
    let listed = quarantine::list(&pool, true, 10).await.expect("listed");
    assert_eq!(listed.iter().map(|entry| (entry.id, entry.times)).collect::<Vec<_>>(), {
        let mut expected = vec![(ids[0], 2), (ids[1], 1)];
        expected.sort_unstable_by(|one, other| other.cmp(one));
        expected
    });
    let (entry, body) = quarantine::show(&pool, ids[1]).await.expect("shown").expect("there");
    assert_eq!((entry.code.as_str(), entry.org, entry.message_id, entry.decision), ("not-json", None, None, None));
    assert_eq!(body, Some(undecodable.body));
    let (entry, _) = quarantine::show(&pool, ids[0]).await.expect("shown").expect("there");
    assert_eq!((entry.org.as_deref(), entry.message_id), (Some("jn-heaps"), Some(tests::heap::message(1).0)));
    assert!(quarantine::show(&pool, -1).await.expect("shown").is_none());
}

#[tokio::test]
async fn the_same_bytes_for_another_reason_or_on_another_subject_are_another_entry() {
    let pool = pool().await;
    let elsewhere = Refused { subject: "report.heaps.other.heap.grew".into(), ..refused("{") };
    let otherwise = Refused { refusal: Refusal::new("too-large", "过大", "too large"), ..refused("{") };
    let mut ids = quarantine::keep(&pool, &[refused("{"), elsewhere, otherwise]).await.expect("kept");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[tokio::test]
async fn each_decision_is_recorded_and_closes_the_entry() {
    let pool = pool().await;
    let id = quarantine::keep(&pool, &[refused("{")]).await.expect("kept")[0];
    assert_eq!(quarantine::open_count(&pool).await.expect("counted"), 1);
    quarantine::decide(&pool, id, "retried", "quarantined", "重试", "张").await.expect("decided");
    quarantine::decide(&pool, id, "discarded", "discarded", "测试数据", "张").await.expect("decided");
    assert_eq!(quarantine::open_count(&pool).await.expect("counted"), 0);
    assert!(quarantine::list(&pool, true, 10).await.expect("listed").is_empty());
    let all = quarantine::list(&pool, false, 10).await.expect("listed");
    assert_eq!(all[0].decision.as_deref(), Some("discarded"));
    let recorded: i64 = sqlx::query_scalar("SELECT count(*) FROM quarantine_decisions WHERE reason <> '' AND actor = '张'")
        .fetch_one(&pool)
        .await
        .expect("a count");
    assert_eq!(recorded, 2);
    assert!(quarantine::decide(&pool, id, "forgotten", "", "", "").await.is_err(), "there is no such decision");
}

#[tokio::test]
async fn bytes_expire_and_come_back_with_the_message() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 2);
    let id = quarantine::keep(&pool, &[refused("{")]).await.expect("kept")[0];
    assert_eq!(quarantine::expire(&pool).await.expect("expired"), 0);
    sqlx::query("UPDATE quarantine SET expires_on = current_date - 1").execute(&pool).await.expect("time passes");
    assert_eq!(quarantine::expire(&pool).await.expect("expired"), 1);
    let (entry, body) = quarantine::show(&pool, id).await.expect("shown").expect("the entry stays");
    assert_eq!((entry.code.as_str(), body, entry.decision.as_deref()), ("not-json", None, Some("expired")));
    assert_eq!(quarantine::open_count(&pool).await.expect("counted"), 0, "it can be judged no more");
    assert_eq!(quarantine::keep(&pool, &[refused("{")]).await.expect("kept"), [id]);
    let (entry, body) = quarantine::show(&pool, id).await.expect("shown").expect("there");
    assert_eq!((entry.times, body.as_deref(), entry.decision), (2, Some(b"{".as_slice()), None), "open again");
    assert_eq!(quarantine::expire(&pool).await.expect("expired"), 0, "kept for its full time again");
    quarantine::decide(&pool, id, "discarded", "discarded", "测试数据", "张").await.expect("decided");
    sqlx::query("UPDATE quarantine SET expires_on = current_date - 1").execute(&pool).await.expect("time passes");
    assert_eq!(quarantine::expire(&pool).await.expect("expired"), 1);
    let (entry, _) = quarantine::show(&pool, id).await.expect("shown").expect("there");
    assert_eq!(entry.decision.as_deref(), Some("discarded"), "what a person decided stands");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_defective_messages_in_a_row_are_all_counted() {
    let pool = pool().await;
    let mut batches = JoinSet::new();
    for batch in 0..20 {
        let pool = pool.clone();
        batches.spawn(async move {
            // A thousand different bodies, ten times each, in another order in every batch.
            let messages: Vec<_> = (0..500).map(|n| refused(&format!("{{ {}", (n * 7 + batch * 50) % 1000))).collect();
            quarantine::keep(&pool, &messages).await.expect("kept").len()
        });
    }
    let mut kept = 0;
    while let Some(batch) = batches.join_next().await {
        kept += batch.expect("a batch");
    }
    let (entries, times): (i64, i64) =
        sqlx::query_as("SELECT count(*), sum(times)::bigint FROM quarantine").fetch_one(&pool).await.expect("counted");
    assert_eq!((kept, entries, times), (10_000, 1_000, 10_000));
    assert_eq!(quarantine::open_count(&pool).await.expect("counted"), 1_000);
}
