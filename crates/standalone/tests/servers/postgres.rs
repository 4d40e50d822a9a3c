//! Postgres: data, passwords, settings, crashes.

use standalone::postgres::{Postgres, PostgresOptions};
use standalone::{Machine, Places, Tools, Version};

use crate::support::{folder, options, places, sql, tools};

#[tokio::test]
async fn data_outlive_a_stop() {
    let folder = folder();
    let machine = Machine::start(&tools(), folder.path(), options("test")).await.unwrap();
    let url = machine.postgres().admin_url("postgres");
    sql(&url, "create table kept as select '食品' as word").await.unwrap();
    let pids = (machine.postgres().pid(), machine.nats().pid());
    machine.stop().await.unwrap();
    assert!(!crate::support::runs(pids.0) && !crate::support::runs(pids.1));

    let machine = Machine::start(&tools(), folder.path(), options("test")).await.unwrap();
    let url = machine.postgres().admin_url("postgres");
    assert_eq!(sql(&url, "select word from kept").await.unwrap(), "食品");
    machine.stop().await.unwrap();
}

#[tokio::test]
async fn an_interrupted_set_up_is_made_again() {
    let folder = folder();
    let half = folder.path().join("postgres.new-1/postgres");
    std::fs::create_dir_all(&half).unwrap();
    std::fs::write(half.join("PG_VERSION"), "18").unwrap();
    let postgres = Postgres::start(&tools(), folder.path(), PostgresOptions::default()).await.unwrap();
    assert_eq!(sql(&postgres.admin_url("postgres"), "select 1").await.unwrap(), "1");
    assert!(!half.exists());
}

#[tokio::test]
async fn nobody_comes_in_without_the_password() {
    let folder = folder();
    let postgres = Postgres::start(&tools(), folder.path(), PostgresOptions::default()).await.unwrap();
    let url = postgres.admin_url("postgres");
    let methods = sql(&url, "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules").await.unwrap();
    assert_eq!(methods, "scram-sha-256");
    let guessed = format!("postgres://postgres:guess@127.0.0.1:{}/postgres", postgres.port());
    assert!(sql(&guessed, "select 1").await.unwrap_err().contains("password authentication failed"));
    assert_eq!(sql(&url, "show listen_addresses").await.unwrap(), "127.0.0.1");
    assert_eq!(sql(&url, "show unix_socket_directories").await.unwrap(), "");
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn commits_are_durable_and_a_caller_may_add_settings() {
    let folder = folder();
    let settings = vec![("commit_delay".to_owned(), "5000".to_owned())];
    let options = PostgresOptions { settings, ..PostgresOptions::default() };
    let mut postgres = Postgres::start(&tools(), folder.path(), options).await.unwrap();
    let url = postgres.admin_url("postgres");
    for (setting, value) in [("fsync", "on"), ("synchronous_commit", "on"), ("commit_delay", "5000")] {
        assert_eq!(sql(&url, &format!("show {setting}")).await.unwrap(), value, "{setting}");
    }
    postgres.reload(vec![("commit_delay".into(), "0".into())]).unwrap();
    postgres.restart().await.unwrap();
    assert_eq!(sql(&postgres.admin_url("postgres"), "show commit_delay").await.unwrap(), "0");
}

#[tokio::test]
async fn text_sorts_by_code_point_and_knows_unicode_letters() {
    let folder = folder();
    let postgres = Postgres::start(&tools(), folder.path(), PostgresOptions::default()).await.unwrap();
    let url = postgres.admin_url("postgres");
    assert_eq!(sql(&url, "show server_encoding").await.unwrap(), "UTF8");
    let sorted = "select string_agg(x, '' order by x) from unnest(array['b', 'Z', '中', 'a']) x";
    assert_eq!(sql(&url, sorted).await.unwrap(), "Zab中");
}

#[tokio::test]
async fn committed_data_outlive_a_kill() {
    let folder = folder();
    let mut postgres = Postgres::start(&tools(), folder.path(), PostgresOptions::default()).await.unwrap();
    let url = postgres.admin_url("postgres");
    sql(&url, "create table kept as select 1 as n").await.unwrap();
    let before = postgres.pid();
    postgres.kill().await.unwrap();
    assert!(!postgres.runs());
    postgres.keep().await.unwrap();
    assert_ne!(postgres.pid(), before);
    assert_eq!(sql(&url, "select n from kept").await.unwrap(), "1", "the same address serves the same data");
    let after = postgres.pid();
    postgres.keep().await.unwrap();
    assert_eq!(postgres.pid(), after, "what runs is left alone");
}

#[tokio::test]
async fn the_postgres_of_the_system_will_do_as_well() {
    let ours = tools();
    let nats = ours.nats_server().parent().unwrap().parent().unwrap().to_path_buf();
    let only_nats = folder();
    let name = format!("nats-server-{}", ours.nats_version());
    std::os::unix::fs::symlink(nats.join(&name), only_nats.path().join(&name)).unwrap();
    let system = Places { tools: vec![only_nats.path().into()], path: Vec::new(), ..places() };
    let Ok(tools) = Tools::find(&system) else { return };
    assert!(tools.postgres_version() >= Version(15, 0, 0));
    let folder = folder();
    let machine = Machine::start(&tools, folder.path(), options("test")).await.unwrap();
    let url = machine.postgres().admin_url("postgres");
    let upper = sql(&url, "select upper('é'), current_setting('server_version_num')::int / 10000").await.unwrap();
    assert_eq!(upper, format!("É|{}", tools.postgres_version().0));
    machine.stop().await.unwrap();
}
