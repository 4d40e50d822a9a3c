//! Many writers at once: positions and sequences stay dense, nothing is lost, nothing happens twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use event_store::setup::{Database, Role};
use event_store::verify::verify;
use event_store::{Outcome, Priority, StoreError, UnitOfWork, Writer, WriterLimits, feed};
use kernel::MessageId;
use sqlx::PgPool;
use tests::heap::{Add, Heap, circumstances, decided, heap, message, row};
use tests::{OwnPostgres, PATIENCE, database, wait_until};
use tokio::task::JoinSet;

/// Each report is sent to two writers; every fourth is about one of three heaps that all fight for.
const REPORTS: u32 = 400;
const WRITERS: u32 = 4;
const GRAINS: u32 = 3;

/// How often each outcome was seen.
#[derive(Default)]
struct Seen {
    written: AtomicU32,
    known: AtomicU32,
    stale: AtomicU32,
    failed: AtomicU32,
}

fn record_of(report: u32) -> kernel::RecordId {
    if report.is_multiple_of(4) { heap(report / 4 % 3) } else { heap(100 + report) }
}

/// Decides and appends until the report is in, however often another was faster or the store was away.
async fn deliver(pool: &PgPool, writer: &Writer, report: u32, seen: &Seen) {
    loop {
        let record = record_of(report);
        let appended = match decided(pool, record, GRAINS, Some(message(report))).await {
            Ok(unit) => writer.append(vec![unit], Priority::Machine).await,
            Err(error) => Err(error),
        };
        let counter = match appended {
            Ok(outcomes) => match &outcomes[..] {
                [Outcome::Written { first, last, .. }] => {
                    assert_eq!(last - first + 1, i64::from(GRAINS));
                    seen.written.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                [Outcome::Known] => {
                    seen.known.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                [Outcome::Stale] => &seen.stale,
                other => panic!("one unit has one outcome, not {other:?}"),
            },
            Err(error) => {
                assert!(error.may_pass(), "{error:?}");
                tokio::time::sleep(Duration::from_millis(20)).await;
                &seen.failed
            }
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// Four writers, each with a pool of its own as four processes have, deliver every report twice.
async fn deliver_all(database: &Database, seen: &Arc<Seen>) -> JoinSet<()> {
    let mut callers = JoinSet::new();
    for nth in 0..WRITERS {
        let pool = database.pool(Role::Ingest, 4);
        let writer = Writer::start(pool.clone(), WriterLimits { block_events: 40, ..WriterLimits::default() });
        for caller in 0..8 {
            let (pool, writer, seen) = (pool.clone(), writer.clone(), Arc::clone(seen));
            callers.spawn(async move {
                for report in (0..REPORTS).filter(|r| (r % WRITERS == nth || (r + 1) % WRITERS == nth) && r / 4 % 8 == caller) {
                    deliver(&pool, &writer, report, &seen).await;
                }
            });
        }
    }
    callers
}

/// Everything that may not be otherwise once all reports are delivered, counted in SQL.
async fn all_is_accounted_for(database: &Database) {
    let pool = database.owner_pool(1);
    let events = i64::from(REPORTS * GRAINS);
    let (count, least, most, distinct): (i64, i64, i64, i64) =
        sqlx::query_as("SELECT count(*), min(position), max(position), count(DISTINCT event_id) FROM events")
            .fetch_one(&pool)
            .await
            .expect("counts");
    assert_eq!((count, least, most, distinct), (events, 1, events, events), "positions are dense");
    let (records, gaps): (i64, i64) = sqlx::query_as(
        "SELECT count(*), count(*) FILTER (WHERE first <> 1 OR last <> n OR inverted)
           FROM (SELECT min(sequence) AS first, max(sequence) AS last, count(*) AS n, bool_or(position < before) AS inverted
                   FROM (SELECT *, lag(position) OVER (PARTITION BY aggregate_id ORDER BY sequence) AS before FROM events) AS e
                  GROUP BY aggregate_id) AS r",
    )
    .fetch_one(&pool)
    .await
    .expect("sequences");
    assert_eq!((records, gaps), (i64::from(REPORTS - REPORTS / 4 + 3), 0), "sequences are dense and rise with the position");
    let wrong: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM inbox i WHERE last_position - first_position + 1 <> $1
            OR (SELECT count(*) FROM events e WHERE e.message_id = i.message_id AND e.aggregate_id = i.aggregate_id
                   AND e.position BETWEEN i.first_position AND i.last_position) <> $1",
    )
    .bind(i64::from(GRAINS))
    .fetch_one(&pool)
    .await
    .expect("receipts");
    let reports: i64 = sqlx::query_scalar("SELECT count(*) FROM inbox").fetch_one(&pool).await.expect("reports");
    assert_eq!((reports, wrong), (i64::from(REPORTS), 0), "each report once, and it points to its own events");
    let verified = verify(&pool, |_| {}).await.expect("verified");
    assert_eq!((verified.faults, verified.events, verified.records), (Vec::new(), events, records));
}

async fn four_writers(database: Database) {
    let seen = Arc::<Seen>::default();
    let mut callers = deliver_all(&database, &seen).await;
    while let Some(done) = callers.join_next().await {
        done.expect("a caller");
    }
    let read = |counter: &AtomicU32| counter.load(Ordering::Relaxed);
    assert_eq!((read(&seen.written), read(&seen.known), read(&seen.failed)), (REPORTS, REPORTS, 0));
    assert!(read(&seen.stale) > 0, "the writers never met: nothing was tested");
    all_is_accounted_for(&database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_writers_lose_nothing_and_write_nothing_twice() {
    four_writers(database().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_holds_where_each_commit_takes_five_milliseconds() {
    let postgres = OwnPostgres::start(&[("commit_delay", "5000"), ("commit_siblings", "0")]).await;
    four_writers(postgres.database().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_of_the_store_in_the_middle_loses_nothing_and_repeats_nothing() {
    let mut postgres = OwnPostgres::start(&[]).await;
    let database = postgres.database().await;
    let seen = Arc::<Seen>::default();
    let mut callers = deliver_all(&database, &seen).await;
    for (crash, after) in [(true, REPORTS / 5), (false, REPORTS / 2)] {
        wait_until("the writers get somewhere", PATIENCE, || async { seen.written.load(Ordering::Relaxed) >= after }).await;
        if crash {
            postgres.server.kill().await.expect("a crash");
        }
        postgres.server.restart().await.expect("a restart");
    }
    while let Some(done) = callers.join_next().await {
        done.expect("a caller");
    }
    let read = |counter: &AtomicU32| counter.load(Ordering::Relaxed);
    // An append whose answer was lost comes back as known, so both together count every delivery.
    assert_eq!(read(&seen.written) + read(&seen.known), 2 * REPORTS);
    assert!(read(&seen.failed) > 0, "nobody noticed the crash: nothing was tested");
    all_is_accounted_for(&database).await;
}

#[tokio::test]
async fn a_stale_or_known_unit_comes_back_alone() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 2);
    let writer = Writer::start(pool.clone(), WriterLimits::default());
    let old = decided(&pool, heap(1), 1, Some(message(1))).await.expect("decided");
    let blind = decided(&pool, heap(2), 1, Some(message(2))).await.expect("decided, before somebody else decides too");
    let other = decided(&pool, heap(2), 1, Some(message(3))).await.expect("decided");
    let outcomes = writer.append(vec![old.clone(), other], Priority::Machine).await.expect("appended");
    assert!(matches!(outcomes[..], [Outcome::Written { first: 1, .. }, Outcome::Written { first: 2, .. }]), "{outcomes:?}");

    let good = decided(&pool, heap(3), 2, Some(message(4))).await.expect("decided");
    let outcomes = writer.append(vec![blind, good, old], Priority::Machine).await.expect("appended");
    assert!(matches!(outcomes[..], [Outcome::Stale, Outcome::Written { first: 3, last: 4, .. }, Outcome::Known]), "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_submission_larger_than_a_block_is_written_in_its_order() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 4);
    let writer = Writer::start(pool.clone(), WriterLimits { block_events: 10, ..WriterLimits::default() });
    let work = UnitOfWork::load(&pool, &[heap(1)]).await.expect("loaded");
    let mut units = Vec::new();
    for _ in 0..100 {
        let events = work.run::<Heap>(heap(1), Add(1), &circumstances(None)).await.expect("decided");
        units.push(event_store::Unit { events, inbox: None });
    }
    let outcomes = writer.append(units, Priority::Machine).await.expect("appended");
    for (position, outcome) in (1..).zip(&outcomes) {
        assert!(
            matches!(outcome, Outcome::Written { first, last, .. } if (*first, *last) == (position, position)),
            "{outcome:?}"
        );
    }
    assert_eq!(outcomes.len(), 100);
    assert_eq!(feed::head(&pool).await.expect("the head").block, 10);
}

#[tokio::test]
async fn what_builds_on_events_that_were_never_written_leaves_no_gap() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 2);
    let writer = Writer::start(pool.clone(), WriterLimits::default());
    let work = UnitOfWork::load(&pool, &[heap(1)]).await.expect("loaded");
    work.run::<Heap>(heap(1), Add(2), &circumstances(None)).await.expect("decided, and then lost");
    let events = work.run::<Heap>(heap(1), Add(1), &circumstances(None)).await.expect("decided on what was lost");
    assert_eq!(events[0].sequence, 3);
    let unit = event_store::Unit { events, inbox: None };
    assert_eq!(writer.append(vec![unit], Priority::Person).await.expect("an answer"), [Outcome::Stale]);
    assert_eq!(feed::head(&pool).await.expect("the head").position, 0);
}

#[tokio::test]
async fn a_unit_that_cannot_be_stored_fails_alone() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 2);
    let mut callers = JoinSet::new();
    // All wait for the one writer, so that they share a block.
    let writer = Writer::start(pool.clone(), WriterLimits::default());
    let mut bad = decided(&pool, heap(0), 1, None).await.expect("decided");
    bad.events[0].payload = "{ not JSON".into();
    let mut units = vec![(bad, true)];
    for number in 1..6 {
        units.push((decided(&pool, heap(number), 2, Some(message(number))).await.expect("decided"), false));
    }
    for (unit, is_bad) in units {
        let writer = writer.clone();
        callers.spawn(async move {
            let answer = writer.append(vec![unit], Priority::Machine).await;
            match is_bad {
                true => assert!(matches!(answer, Err(StoreError::Refused(_))), "{answer:?}"),
                false => assert!(matches!(answer.expect("written")[..], [Outcome::Written { .. }])),
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done.expect("a caller");
    }
    let verified = verify(&pool, |_| {}).await.expect("verified");
    assert_eq!((verified.events, verified.faults), (10, Vec::new()));
}

#[tokio::test]
async fn a_report_that_causes_nothing_is_known_all_the_same() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 2);
    let writer = Writer::start(pool.clone(), WriterLimits::default());
    let nothing = || event_store::Unit { events: Vec::new(), inbox: Some(row(heap(1), message(1))) };
    let first = writer.append(vec![nothing()], Priority::Machine).await.expect("appended");
    assert!(matches!(first[..], [Outcome::Written { first: 1, last: 0, .. }]), "{first:?}");
    assert_eq!(writer.append(vec![nothing()], Priority::Machine).await.expect("appended"), [Outcome::Known]);
    let asked = [(tests::heap::org(), message(1)), (tests::heap::org(), MessageId(uuid::Uuid::nil()))];
    let known = event_store::inbox::known(&pool, &asked).await.expect("known");
    assert_eq!(known.len(), 1);
    assert_eq!(known[&asked[0]].body_hash, [7; 32]);
}

#[tokio::test]
async fn a_person_is_served_before_the_batches_that_wait() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 4);
    let writer = Writer::start(pool.clone(), WriterLimits { block_events: 20, ..WriterLimits::default() });
    let mut batches = Vec::new();
    for batch in 0..20 {
        let mut units = Vec::new();
        for unit in 0..20 {
            units.push(decided(&pool, heap(batch * 100 + unit), 1, None).await.expect("decided"));
        }
        batches.push(Box::pin(writer.append(units, Priority::Machine)));
    }
    let unit = decided(&pool, heap(9_999), 1, None).await.expect("decided");
    let mut person = Box::pin(writer.append(vec![unit], Priority::Person));

    // While the head is held, everybody queues.
    let owner = database.owner_pool(1);
    let mut held = owner.begin().await.expect("a transaction");
    sqlx::query("SELECT FROM head FOR UPDATE").execute(&mut *held).await.expect("held");
    for batch in &mut batches {
        assert!(futures::poll!(batch).is_pending());
    }
    assert!(futures::poll!(&mut person).is_pending());
    held.rollback().await.expect("released");

    let position = |outcomes: &[Outcome]| match outcomes[0] {
        Outcome::Written { first, .. } => first,
        Outcome::Stale | Outcome::Known => panic!("nobody competes"),
    };
    let person = position(&person.await.expect("written"));
    let mut later = 0;
    for batch in batches {
        later += u32::from(position(&batch.await.expect("written")) > person);
    }
    assert!(later >= 18, "a person waits for the two blocks on their way, not for the others: {later}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_follows_the_feed_misses_nothing() {
    let database = database().await;
    let seen = Arc::<Seen>::default();
    let mut callers = deliver_all(&database, &seen).await;
    let pool = database.pool(Role::Project, 2);
    let mut woken = feed::listen(&pool).await.expect("a listener");
    let mut checkpoint = 0;
    let reading = async {
        while checkpoint < i64::from(REPORTS * GRAINS) {
            let events = feed::after(&pool, checkpoint, 50).await.expect("events");
            for event in &events {
                assert_eq!(event.position, checkpoint + 1, "the feed has no hole, even for a moment");
                checkpoint = event.position;
            }
            if events.is_empty() {
                // Polling is the fallback where a notice was sent before the listener listened.
                drop(tokio::time::timeout(Duration::from_millis(200), woken.recv()).await);
            }
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("all events in time");
    while let Some(done) = callers.join_next().await {
        done.expect("a caller");
    }
}
