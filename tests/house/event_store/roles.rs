//! Who may do what: history is out of reach in SQL too.

use event_store::setup::Role;
use sqlx::PgPool;
use tests::database;
use tests::heap::{decided, heap, message};

const APPEND: &str =
    "CALL append('{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','{}','','','{}','{}',
                      '{}','{}','{}','{}','{}','{}','{}',NULL,NULL,NULL,NULL,NULL,NULL,NULL)";

async fn denied(pool: &PgPool, statements: &[&str]) {
    for statement in statements {
        let done = sqlx::raw_sql(statement).execute(pool).await;
        let code = done.as_ref().err().and_then(|e| e.as_database_error()).and_then(|e| e.code()).unwrap_or_default();
        assert_eq!(code, "42501", "{statement}: {done:?}");
    }
}

async fn allowed(pool: &PgPool, statements: &[&str]) {
    for statement in statements {
        sqlx::raw_sql(statement).execute(pool).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
}

#[tokio::test]
async fn ingest_appends_through_the_one_door_and_changes_nothing_that_is_written() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 2);
    for table in ["events", "blocks", "inbox", "head", "store"] {
        allowed(&pool, &[&format!("SELECT * FROM {table}")]).await;
        denied(
            &pool,
            &[
                &format!("INSERT INTO {table} SELECT * FROM {table}"),
                &format!("DELETE FROM {table}"),
                &format!("TRUNCATE {table}"),
                &format!(
                    "CREATE TRIGGER t BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
                ),
            ],
        )
        .await;
    }
    denied(
        &pool,
        &[
            "UPDATE events SET payload = '{}'",
            "UPDATE blocks SET hash = ''",
            "UPDATE inbox SET body_hash = ''",
            "UPDATE head SET position = 0",
            "UPDATE store SET incarnation = gen_random_uuid()",
            "DELETE FROM quarantine",
            "UPDATE quarantine_decisions SET reason = ''",
            "DELETE FROM quarantine_decisions",
            "DELETE FROM person_keys",
            "CREATE TABLE mine (n integer)",
            "SET ROLE jointcase_project",
        ],
    )
    .await;
    allowed(&pool, &[APPEND]).await;
}

#[tokio::test]
async fn project_reads_events_and_appends_none() {
    let database = database().await;
    let pool = database.pool(Role::Project, 2);
    allowed(&pool, &["SELECT * FROM events", "SELECT * FROM inbox", "SELECT * FROM blocks", "SELECT * FROM head"]).await;
    denied(
        &pool,
        &[
            APPEND,
            "INSERT INTO events SELECT * FROM events",
            "UPDATE events SET payload = '{}'",
            "DELETE FROM events",
            "UPDATE head SET position = 0",
            "SELECT * FROM person_keys",
            "SELECT * FROM quarantine",
        ],
    )
    .await;
}

#[tokio::test]
async fn reactions_read_events_and_keep_only_where_they_stand() {
    let database = database().await;
    let pool = database.pool(Role::React, 2);
    allowed(&pool, &["SELECT * FROM events", "SELECT * FROM head", "SELECT * FROM projections", "DELETE FROM reactions"]).await;
    denied(
        &pool,
        &[
            APPEND,
            "INSERT INTO events SELECT * FROM events",
            "UPDATE events SET payload = '{}'",
            "UPDATE projections SET checkpoint = 0",
            "SELECT * FROM inbox",
            "SELECT * FROM person_keys",
            "SELECT * FROM quarantine",
            "CREATE TABLE mine (n integer)",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_relay_reads_history_and_keeps_only_where_it_stands() {
    let database = database().await;
    let pool = database.pool(Role::Relay, 2);
    allowed(&pool, &["SELECT * FROM events", "SELECT * FROM head", "SELECT * FROM blocks", "DELETE FROM relays"]).await;
    denied(
        &pool,
        &[
            APPEND,
            "INSERT INTO events SELECT * FROM events",
            "UPDATE events SET payload = '{}'",
            "UPDATE reactions SET checkpoint = 0",
            "SELECT * FROM projections",
            "SELECT * FROM inbox",
            "SELECT * FROM person_keys",
            "SELECT * FROM quarantine",
            "CREATE TABLE mine (n integer)",
        ],
    )
    .await;
}

#[tokio::test]
async fn web_reads_history_and_neither_keys_nor_raw_events() {
    let database = database().await;
    let ingest = database.pool(Role::Ingest, 2);
    let writer = event_store::Writer::start(ingest.clone(), event_store::WriterLimits::default());
    let unit = decided(&ingest, heap(1), 1, Some(message(1))).await.expect("decided");
    writer.append(vec![unit], event_store::Priority::Person).await.expect("appended");

    let pool = database.pool(Role::Web, 2);
    let shown: (i64, i64) = sqlx::query_as("SELECT (SELECT count(*) FROM event_history), (SELECT count(*) FROM report_history)")
        .fetch_one(&pool)
        .await
        .expect("history");
    assert_eq!(shown, (1, 1));
    allowed(
        &pool,
        &[
            "SELECT id, code, zh, en, decision FROM quarantine_entries",
            "SELECT * FROM quarantine_decisions",
            "SELECT * FROM projections",
        ],
    )
    .await;
    denied(
        &pool,
        &[
            APPEND,
            "SELECT * FROM events",
            "SELECT * FROM inbox",
            "SELECT * FROM person_keys",
            "SELECT wrapped FROM person_keys",
            "SELECT body FROM quarantine",
            "DELETE FROM event_history",
            "UPDATE event_history SET payload = '{}'",
            "UPDATE projections SET checkpoint = 0",
            "CREATE TABLE mine (n integer)",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_stranger_to_the_system_sees_and_does_nothing() {
    let database = database().await;
    let owner = database.owner_pool(1);
    let name = format!("stranger_{}", uuid::Uuid::new_v4().simple());
    sqlx::raw_sql(&format!("CREATE ROLE {name}")).execute(&owner).await.expect("a role");
    allowed(&owner, &[&format!("GRANT {name} TO CURRENT_USER"), &format!("SET ROLE {name}")]).await;
    denied(
        &owner,
        &[
            &APPEND.replace("append(", "public.append("),
            "SELECT * FROM public.events",
            "SELECT * FROM public.event_history",
            "SELECT * FROM public.head",
            "SELECT * FROM public.person_keys",
            "CREATE TABLE public.mine (n integer)",
        ],
    )
    .await;
    allowed(&owner, &["RESET ROLE"]).await;
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT p.oid::regprocedure::text FROM pg_proc p
          WHERE p.pronamespace = 'public'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE')",
    )
    .fetch_all(&owner)
    .await
    .expect("functions");
    assert_eq!(open, Vec::<String>::new(), "every function of ours is closed to the public");
    let ours: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        .fetch_one(&owner)
        .await
        .expect("a count");
    assert!(ours >= 2, "there were functions to check");
}
