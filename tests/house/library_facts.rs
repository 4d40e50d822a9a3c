//! What the design believes about cqrs-es 0.5.0, postgres-es 0.5.0 and Postgres; an upgrade that changes one fails here.

use cqrs_es::persist::{PersistedEventRepository, PersistedEventStore};
use cqrs_es::{CqrsFramework, EventStore};
use event_store::adapter::Record;
use event_store::setup::Role;
use event_store::{Priority, Writer, WriterLimits};
use futures::FutureExt;
use postgres_es::PostgresEventRepository;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tests::heap::{Heap, decided, heap};
use tests::{PATIENCE, database, wait_until};

/// A counter that does not mind being told twice, unlike [`Heap`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Counter(u32);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PlusOne;

impl cqrs_es::DomainEvent for PlusOne {
    fn event_type(&self) -> String {
        "+1".into()
    }

    fn event_version(&self) -> String {
        "1".into()
    }
}

impl cqrs_es::Aggregate for Counter {
    const TYPE: &'static str = "counter";
    type Command = ();
    type Event = PlusOne;
    type Error = std::convert::Infallible;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), sink: &cqrs_es::event_sink::EventSink<Self>) -> Result<(), Self::Error> {
        sink.write(PlusOne, self).await;
        Ok(())
    }

    fn apply(&mut self, _: PlusOne) {
        self.0 += 1;
    }
}

type Store = PersistedEventStore<PostgresEventRepository, Counter>;

/// The tables of postgres-es as its own documentation makes them.
async fn stock_tables() -> PgPool {
    let pool = database().await.owner_pool(4);
    sqlx::raw_sql(
        "CREATE TABLE stock_events (
             aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence bigint CHECK (sequence >= 0) NOT NULL,
             event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL,
             PRIMARY KEY (aggregate_type, aggregate_id, sequence));
         CREATE TABLE stock_snapshots (
             aggregate_type text NOT NULL, aggregate_id text NOT NULL, last_sequence bigint NOT NULL, current_snapshot bigint NOT NULL,
             payload json NOT NULL, PRIMARY KEY (aggregate_type, aggregate_id, last_sequence))",
    )
    .execute(&pool)
    .await
    .expect("tables");
    pool
}

/// What five "+1" commands load as.
async fn five_times_plus_one(store: impl Fn(PostgresEventRepository) -> Store) -> u32 {
    let pool = stock_tables().await;
    let repository = || PostgresEventRepository::new(pool.clone()).with_tables("stock_events", "stock_snapshots");
    let framework = CqrsFramework::new(store(repository()), Vec::new(), ());
    for _ in 0..5 {
        // A command says nothing of what it caused.
        let () = framework.execute("one", ()).await.expect("executed");
    }
    store(repository()).load_aggregate("one").await.expect("loaded").aggregate.0
}

#[tokio::test]
async fn with_snapshots_or_stored_aggregates_events_are_applied_twice() {
    assert_eq!(five_times_plus_one(|repository| Store::new_snapshot_store(repository, 2)).await, 7);
    assert_eq!(five_times_plus_one(Store::new_aggregate_store).await, 10);
}

#[tokio::test]
async fn with_events_alone_they_are_applied_once() {
    assert_eq!(five_times_plus_one(Store::new_event_store).await, 5);
}

#[tokio::test]
async fn a_replay_over_a_broken_database_ends_as_if_it_were_complete() {
    let pool = database().await.owner_pool(1);
    let repository = PostgresEventRepository::new(pool).with_tables("no_such_table", "no_such_table");
    let mut stream = repository.stream_all_events::<Counter>().await.expect("a stream");
    assert!(stream.next::<Counter>(&[]).await.is_none(), "no error, just the end");
}

#[tokio::test]
async fn postgres_es_reads_our_table_and_cannot_write_it() {
    let pool = database().await.pool(Role::Ingest, 2);
    let writer = Writer::start(pool.clone(), WriterLimits::default());
    let unit = decided(&pool, heap(1), 3, None).await.expect("decided");
    writer.append(vec![unit], Priority::Person).await.expect("appended");

    let repository = PostgresEventRepository::new(pool.clone());
    let events = repository.get_events::<Record<Heap>>(&heap(1).to_string()).await.expect("read");
    assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    let store = PersistedEventStore::<_, Record<Heap>>::new_event_store(PostgresEventRepository::new(pool));
    let loaded = store.load_aggregate(&heap(1).to_string()).await.expect("loaded");
    assert_eq!((loaded.aggregate.0.grains, loaded.current_sequence), (3, 3));
    assert!(repository.persist::<Record<Heap>>(&events, None).await.is_err());
}

#[tokio::test]
async fn a_reader_by_auto_increment_position_loses_what_commits_late() {
    let pool = database().await.owner_pool(3);
    sqlx::raw_sql("CREATE TABLE log (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word text)")
        .execute(&pool)
        .await
        .expect("a table");
    let (mut early, mut late) = (pool.begin().await.expect("one"), pool.begin().await.expect("two"));
    let write = "INSERT INTO log (word) VALUES ($1) RETURNING position";
    let first: i64 = sqlx::query_scalar(write).bind("commits last").fetch_one(&mut *early).await.expect("written");
    let second: i64 = sqlx::query_scalar(write).bind("commits first").fetch_one(&mut *late).await.expect("written");
    late.commit().await.expect("committed");

    let read = "SELECT position, word FROM log WHERE position > $1 ORDER BY position";
    let seen: Vec<(i64, String)> = sqlx::query_as(read).bind(0_i64).fetch_all(&pool).await.expect("read");
    assert_eq!(seen, [(second, "commits first".into())]);
    early.commit().await.expect("committed");
    let then: Vec<(i64, String)> = sqlx::query_as(read).bind(second).fetch_all(&pool).await.expect("read");
    assert!(first < second && then.is_empty(), "the event of the slower transaction is never read: {then:?}");
}

#[tokio::test]
async fn a_reader_below_the_oldest_transaction_stalls_behind_another_database() {
    let (here, elsewhere) = (database().await.owner_pool(2), database().await.owner_pool(1));
    sqlx::raw_sql("CREATE TABLE log (xid xid8 DEFAULT pg_current_xact_id(), word text)").execute(&here).await.expect("a table");
    let mut open = elsewhere.begin().await.expect("a transaction");
    sqlx::query("CREATE TABLE unrelated ()").execute(&mut *open).await.expect("that writes");
    sqlx::query("INSERT INTO log (word) VALUES ('committed')").execute(&here).await.expect("written");

    let readable = || {
        sqlx::query_scalar::<_, i64>("SELECT count(*) FROM log WHERE xid < pg_snapshot_xmin(pg_current_snapshot())")
            .fetch_one(&here)
            .map(|count| count.expect("a count"))
    };
    assert_eq!(readable().await, 0, "committed long ago, and not to be read");
    open.rollback().await.expect("rolled back");
    wait_until("it can be read once nobody else writes", PATIENCE, || async { readable().await == 1 }).await;
}
