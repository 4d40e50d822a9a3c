//! A client that stalls, at whatever step of an append, blocks nobody.

use std::time::Duration;

use event_store::setup::{Database, Role};
use event_store::{Outcome, Priority, Writer, WriterLimits};
use sqlx::postgres::PgConnectOptions;
use tests::heap::{decided, heap};
use tests::{OwnPostgres, wire::Wire};

/// The smallest append: a block of nothing. It takes the head like any other.
const APPEND: &str = "append('{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','','','{}','{}','{}',\
                      '{}','{}','{}','{}','{}','{}'";

fn call() -> String {
    format!("CALL {APPEND}, NULL, NULL, NULL, NULL, NULL, NULL, NULL)")
}

/// The function behind it, called past the procedure.
fn function() -> String {
    format!("SELECT * FROM {})", APPEND.replace("append(", "append_block("))
}

async fn connect(postgres: &OwnPostgres, database: &Database) -> Wire {
    let pool = database.pool(Role::Ingest, 1);
    let options: &PgConnectOptions = &pool.connect_options();
    let url = sqlx::ConnectOptions::to_url_lossy(options);
    let name = options.get_database().expect("a database");
    Wire::connect(postgres.server.port(), Role::Ingest.name(), url.password().expect("a password"), name).await
}

/// Somebody else appends at once: well before any time-out of the server could have helped.
async fn others_append(database: &Database, number: u32) {
    let pool = database.pool(Role::Ingest, 1);
    let writer = Writer::start(pool.clone(), WriterLimits::default());
    let unit = decided(&pool, heap(number), 1, None).await.expect("decided");
    let appending = writer.append(vec![unit], Priority::Person);
    let outcomes = tokio::time::timeout(Duration::from_secs(5), appending).await.expect("not blocked").expect("appended");
    assert!(matches!(outcomes[..], [Outcome::Written { .. }]));
}

/// How many blocks there are: whether the stalled client's own append took place.
async fn blocks(database: &Database) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM blocks").fetch_one(&database.owner_pool(1)).await.expect("a count")
}

#[tokio::test]
async fn a_client_that_stalls_between_any_two_messages_of_an_append_holds_nothing() {
    let postgres = OwnPostgres::start(&[]).await;
    let database = postgres.database().await;
    let mut stalled = connect(&postgres, &database).await;
    others_append(&database, 1).await;
    stalled.parse(&call()).await;
    stalled.flush().await;
    stalled.until(b'1').await;
    others_append(&database, 2).await;
    stalled.bind().await;
    stalled.flush().await;
    stalled.until(b'2').await;
    others_append(&database, 3).await;
    assert_eq!(blocks(&database).await, 3);
    // No Sync: to the protocol the transaction is still open, but the procedure has committed.
    stalled.execute().await;
    stalled.flush().await;
    stalled.until(b'C').await;
    assert_eq!(blocks(&database).await, 4);
    others_append(&database, 4).await;
    stalled.sync().await;
    stalled.until(b'Z').await;
    others_append(&database, 5).await;
}

#[tokio::test]
async fn a_client_that_never_reads_its_answer_or_sends_half_a_message_holds_nothing() {
    let postgres = OwnPostgres::start(&[]).await;
    let database = postgres.database().await;
    let mut deaf = connect(&postgres, &database).await;
    deaf.query(&call()).await;
    tests::wait_until("its append is written", tests::PATIENCE, || async { blocks(&database).await == 1 }).await;
    others_append(&database, 1).await;
    let mut half = connect(&postgres, &database).await;
    half.raw(&[b"Q\0\0\x10\0".as_slice(), call().as_bytes()].concat()).await;
    others_append(&database, 2).await;
    assert_eq!(blocks(&database).await, 3);
}

#[tokio::test]
async fn an_append_inside_a_transaction_of_the_client_is_refused_and_lets_go() {
    let postgres = OwnPostgres::start(&[]).await;
    let database = postgres.database().await;
    let mut stalled = connect(&postgres, &database).await;
    stalled.query("BEGIN").await;
    stalled.until(b'Z').await;
    stalled.query(&call()).await;
    assert_eq!(stalled.error().await, "2D000", "invalid transaction termination");
    others_append(&database, 1).await;
    assert_eq!(blocks(&database).await, 1);
}

#[tokio::test]
async fn the_role_of_ingest_has_no_other_way_to_hold_the_head() {
    let postgres = OwnPostgres::start(&[]).await;
    let database = postgres.database().await;
    for (number, statement) in (1..).zip([
        function().as_str(),
        "SELECT * FROM head FOR UPDATE",
        "SELECT * FROM head FOR KEY SHARE",
        "LOCK TABLE head IN EXCLUSIVE MODE",
        "UPDATE head SET position = 0",
    ]) {
        let mut stalled = connect(&postgres, &database).await;
        stalled.query("BEGIN").await;
        stalled.until(b'Z').await;
        stalled.query(statement).await;
        assert_eq!(stalled.error().await, "42501", "{statement}");
        others_append(&database, number).await;
    }
}
