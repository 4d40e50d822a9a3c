//! Set-up: several at once, and again, without harm.

use event_store::StoreError;
use event_store::setup::{Database, Role};
use tests::heap::{decided, heap};
use tests::{OwnPostgres, SECRET, database};
use tokio::task::JoinSet;

async fn all_roles_get_in(database: &Database) {
    for role in [Role::Ingest, Role::Project, Role::React, Role::Web] {
        let position: i64 =
            sqlx::query_scalar("SELECT position FROM head").fetch_one(&database.pool(role, 1)).await.expect("let in");
        assert!(position >= 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_databases_are_set_up_at_once_on_a_fresh_cluster() {
    let postgres = OwnPostgres::start(&[]).await;
    let mut setting_up = JoinSet::new();
    for _ in 0..8 {
        let database = postgres.new_database();
        // Two services that start at the same time on one database, too.
        for database in [database.clone(), database] {
            setting_up.spawn(async move {
                database.set_up().await.expect("set up");
                database
            });
        }
    }
    while let Some(done) = setting_up.join_next().await {
        all_roles_get_in(&done.expect("a database")).await;
    }
}

#[tokio::test]
async fn setting_up_again_keeps_everything() {
    let database = database().await;
    let pool = database.pool(Role::Ingest, 1);
    let writer = event_store::Writer::start(pool.clone(), event_store::WriterLimits::default());
    let unit = decided(&pool, heap(1), 2, None).await.expect("decided");
    writer.append(vec![unit], event_store::Priority::Person).await.expect("appended");
    let before =
        (event_store::feed::head(&pool).await.expect("a head"), event_store::feed::identity(&pool).await.expect("an identity"));
    database.set_up().await.expect("set up again");
    let after =
        (event_store::feed::head(&pool).await.expect("a head"), event_store::feed::identity(&pool).await.expect("an identity"));
    assert_eq!(before, after);
    all_roles_get_in(&database).await;
}

#[tokio::test]
async fn each_role_is_bounded_whoever_connects() {
    let database = database().await;
    for (role, setting, value) in [
        (Role::Ingest, "statement_timeout", "30s"),
        (Role::Ingest, "lock_timeout", "10s"),
        (Role::Ingest, "idle_in_transaction_session_timeout", "10s"),
        (Role::Project, "idle_in_transaction_session_timeout", "1min"),
        (Role::React, "statement_timeout", "30s"),
        (Role::Web, "statement_timeout", "10s"),
    ] {
        let shown: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(setting)
            .fetch_one(&database.pool(role, 1))
            .await
            .expect("shown");
        assert_eq!(shown, value, "{role:?} {setting}");
    }
}

#[tokio::test]
async fn a_database_of_another_version_is_refused_with_a_sentence() {
    let database = database().await;
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'later', true, '', 0)")
        .execute(&database.owner_pool(1))
        .await
        .expect("a later version was here");
    let refused = database.set_up().await.expect_err("refused");
    assert!(refused.to_string().contains("does not fit this version"), "{refused}");
}

#[test]
fn an_address_that_is_none_is_refused() {
    assert!(Database::new("not an address", SECRET).is_err());
}

#[tokio::test]
async fn a_second_installation_on_one_cluster_is_told_so_and_takes_nothing_away() {
    let postgres = OwnPostgres::start(&[]).await;
    let first = postgres.database().await;
    let url = postgres.server.admin_url("another");
    let second = Database::new(&url, [7; 32]).expect("an address");
    let refused = second.set_up().await.expect_err("refused");
    assert!(matches!(refused, StoreError::Taken) && refused.to_string().contains("another installation"), "{refused}");
    event_store::feed::head(&first.pool(Role::Ingest, 1)).await.expect("the first one's password still opens");
    // Its installation is gone, and a person says so.
    sqlx::query("COMMENT ON ROLE jointcase_ingest IS NULL").execute(&first.owner_pool(1)).await.expect("given up");
    second.set_up().await.expect("taken over");
    event_store::feed::head(&second.pool(Role::Ingest, 1)).await.expect("the new password opens");
}
