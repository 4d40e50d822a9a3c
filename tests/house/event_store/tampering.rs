//! `verify` finds every way of rewriting the history, even by the owner of the database.

use event_store::digest::{Covered, digest};
use event_store::setup::Role;
use event_store::verify::verify;
use event_store::{Priority, Writer, WriterLimits};
use sqlx::PgPool;
use tests::database;
use tests::heap::{decided, heap, message};

/// What is done, and what `verify` must say.
const TAMPERING: &[(&str, &str)] = &[
    ("UPDATE events SET payload = replace(payload::text, '1', '2')::json WHERE position = 3", "position 3 is not what"),
    ("UPDATE events SET payload = (payload::text || ' ')::json, metadata = '{}' WHERE position = 3", "position 3 is not what"),
    ("UPDATE events SET org = 'other' WHERE position = 3", "position 3 is not what"),
    ("UPDATE events SET division = 'OTHER' WHERE position = 3", "position 3 is not what"),
    (
        "UPDATE events SET occurred_latest = occurred_latest + interval '1 microsecond' WHERE position = 3",
        "position 3 is not what",
    ),
    ("UPDATE events SET recorded_at = recorded_at - interval '1 day' WHERE position = 3", "position 3 is not what"),
    ("UPDATE events SET message_id = NULL WHERE position = 3", "position 3 is not what"),
    ("UPDATE events SET event_type = 'other' WHERE position = 3", "position 3 is not what"),
    ("UPDATE events SET aggregate_id = 'other' WHERE position = 3", "position 3 is not what"),
    ("UPDATE events SET digest = sha256('x') WHERE position = 3", "position 3 is not what"),
    ("DELETE FROM events WHERE position = 3", "position 3 is missing"),
    ("DELETE FROM events WHERE position = 8", "block 4 lacks events"),
    ("DELETE FROM events WHERE block = 2", "block 2 lacks events"),
    ("UPDATE blocks SET hash = sha256('x') WHERE block = 2", "the hash of block 2"),
    ("UPDATE blocks SET recorded_at = recorded_at + interval '1 second' WHERE block = 2", "the hash of block 2"),
    ("DELETE FROM blocks WHERE block = 2", "block 2 is missing"),
    ("DELETE FROM events WHERE block = 4; DELETE FROM blocks WHERE block = 4", "the head says position 8, block 4"),
    ("UPDATE head SET position = position + 1", "the head says position 9"),
    ("UPDATE head SET position = position - 1", "the head says position 7"),
    ("UPDATE head SET block = block + 1", "block 5"),
    ("UPDATE head SET block_hash = sha256('x')", "the head says"),
    ("UPDATE inbox SET report = '{}' WHERE block = 2", "is not what was accepted"),
    ("UPDATE inbox SET body_hash = sha256('x') WHERE block = 2", "is not what was accepted"),
    ("UPDATE inbox SET report_type = 'other' WHERE block = 2", "is not what was accepted"),
    ("UPDATE inbox SET recorded_at = recorded_at - interval '1 day' WHERE block = 2", "is not what was accepted"),
    ("UPDATE inbox SET digest = sha256('x') WHERE block = 2", "is not what was accepted"),
    ("UPDATE inbox SET block = 3 WHERE block = 2", "block 3 does not cover"),
    ("UPDATE inbox SET first_position = first_position + 1 WHERE block = 2", "1 reports do not stand"),
    ("UPDATE inbox SET message_id = gen_random_uuid() WHERE block = 2", "events have lost the report"),
    ("DELETE FROM inbox WHERE block = 2", "1 blocks have other reports"),
    ("DELETE FROM inbox WHERE block = 2; UPDATE blocks SET reports = 0 WHERE block = 2", "events have lost the report"),
    ("UPDATE blocks SET reports_digest = sha256('x') WHERE block = 2", "the hash of block 2"),
    (
        "INSERT INTO inbox SELECT (jsonb_populate_record(null::inbox, to_jsonb(i) || jsonb_build_object('message_id', gen_random_uuid()))).*
           FROM inbox i WHERE block = 2",
        "do not stand where",
    ),
    (
        "INSERT INTO events SELECT (jsonb_populate_record(e, '{\"position\": 9, \"sequence\": 99}')).* FROM events e WHERE position = 8",
        "1 events lie beyond the head",
    ),
    (
        "UPDATE events SET position = -3 WHERE position = 3; UPDATE events SET position = 3 WHERE position = 4;
         UPDATE events SET position = 4 WHERE position = -3",
        "the hash of block 2",
    ),
];

/// Four blocks of two events each.
async fn history() -> (PgPool, PgPool) {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 2);
    let writer = Writer::start(pool.clone(), WriterLimits::default());
    for report in 0..4 {
        let unit = decided(&pool, heap(report % 2), 2, Some(message(report))).await.expect("decided");
        writer.append(vec![unit], Priority::Machine).await.expect("appended");
    }
    (database.owner_pool(1), pool)
}

#[tokio::test]
async fn an_untouched_history_is_whole() {
    let (_, pool) = history().await;
    let mut told = Vec::new();
    let verified = verify(&pool, |position| told.push(position)).await.expect("verified");
    assert_eq!((verified.events, verified.blocks, verified.records, verified.reports), (8, 4, 2, 4));
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
}

#[tokio::test]
async fn an_empty_history_is_whole() {
    let verified = verify(&database().await.pool(Role::Ingest, 1), |_| {}).await.expect("verified");
    assert_eq!(verified, event_store::verify::Verified::default());
}

#[tokio::test]
async fn every_kind_of_tampering_is_found() {
    let (owner, pool) = history().await;
    let run = |sql: String| {
        let owner = owner.clone();
        async move { sqlx::raw_sql(&sql).execute(&owner).await.unwrap_or_else(|error| panic!("{sql}: {error}")) }
    };
    for table in ["events", "blocks", "inbox", "head"] {
        run(format!("CREATE TABLE saved_{table} AS SELECT * FROM {table}")).await;
    }
    for (tampering, fault) in TAMPERING {
        run((*tampering).to_owned()).await;
        let faults = verify(&pool, |_| {}).await.expect("verified").faults;
        assert!(faults.iter().any(|found| found.en.contains(fault) && !found.zh.is_ascii()), "{tampering}: {faults:?}");
        for table in ["events", "blocks", "inbox", "head"] {
            run(format!("TRUNCATE {table}; INSERT INTO {table} SELECT * FROM saved_{table}")).await;
        }
        assert!(verify(&pool, |_| {}).await.expect("verified").faults.is_empty(), "whole again");
    }
}

#[tokio::test]
async fn an_event_rewritten_together_with_its_digest_does_not_fit_its_block() {
    let (owner, pool) = history().await;
    let event = &event_store::feed::after(&pool, 2, 1).await.expect("the event")[0];
    let (event_id, at): (uuid::Uuid, chrono::DateTime<chrono::Utc>) =
        sqlx::query_as("SELECT event_id, occurred_earliest FROM events WHERE position = 3")
            .fetch_one(&owner)
            .await
            .expect("a row");
    let payload = r#"{"grains":1,"note":"never happened"}"#;
    let forged = digest(&Covered {
        event_id,
        aggregate_type: &event.aggregate_type,
        aggregate_id: &event.aggregate_id,
        sequence: event.sequence,
        event_type: &event.event_type,
        event_version: &event.event_version,
        payload,
        metadata: event.metadata.get(),
        place: [&event.agency, &event.org, &event.division, &event.root],
        occurred: [at.timestamp_micros(); 2],
        precision: "day",
        message: event.message,
    });
    sqlx::query("UPDATE events SET payload = $1::json, digest = $2 WHERE position = 3")
        .bind(payload)
        .bind(forged.as_slice())
        .execute(&owner)
        .await
        .expect("forged");
    let faults = verify(&pool, |_| {}).await.expect("verified").faults;
    assert_eq!(faults, [kernel::Text::new("区块2的哈希与其事件不符", "the hash of block 2 does not fit its events")]);
}
