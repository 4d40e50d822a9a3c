//! What is refused, and that the sentence says what to do.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use standalone::nats::{Nats, NatsConfig};
use standalone::{Machine, Places, StandaloneError, Tools, Version, is_root};

use crate::support::{folder, options, tools};

fn fake(path: &Path, says: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\necho '{says}'\n")).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
}

fn only(folder: &Path) -> Places {
    Places { tools: vec![folder.into()], path: Vec::new(), postgres: Vec::new() }
}

#[test]
fn an_old_nats_server_is_refused_with_the_reason() {
    let folder = folder();
    fake(&folder.path().join("nats-server-2.9.10/nats-server"), "nats-server: v2.9.10");
    fake(&folder.path().join("postgres-18.6.3/bin/postgres"), "postgres (PostgreSQL) 18.6");
    let refused = Tools::find(&only(folder.path())).unwrap_err();
    assert!(matches!(refused, StandaloneError::TooOld { found: Version(2, 9, 10), .. }));
    let sentence = refused.to_string();
    assert!(sentence.contains("2.9.10") && sentence.contains("2.14.0"), "{sentence}");
    assert!(sentence.contains("overwrite consumers") && sentence.contains("make setup"), "{sentence}");
}

#[test]
fn an_old_server_does_not_hide_a_newer_one() {
    let folder = folder();
    let system = folder.path().join("system");
    fake(&system.join("nats-server"), "nats-server: v2.9.10");
    fake(&folder.path().join("nats-server-2.15.1/nats-server"), "nats-server: v2.15.1");
    fake(&folder.path().join("nats-server-2.14.0/nats-server"), "nats-server: v2.14.0");
    fake(&folder.path().join("postgresql/9/bin/postgres"), "postgres (PostgreSQL) 9.6");
    fake(&folder.path().join("postgresql/16/bin/postgres"), "postgres (PostgreSQL) 16.2");
    fake(&folder.path().join("postgresql/15/bin/postgres"), "postgres (PostgreSQL) 15.1");
    let places = Places { path: vec![system], postgres: vec![folder.path().join("postgresql")], ..only(folder.path()) };
    let tools = Tools::find(&places).unwrap();
    assert_eq!(tools.nats_version(), Version(2, 15, 1));
    assert_eq!(tools.postgres_version(), Version(16, 2, 0));
}

#[test]
fn a_machine_without_servers_is_told_how_to_get_them() {
    let folder = folder();
    let refused = Tools::find(&only(folder.path())).unwrap_err();
    assert!(matches!(refused, StandaloneError::Missing { .. }));
    assert!(refused.to_string().contains("make setup"));
}

#[test]
fn the_tools_of_this_machine_include_a_measure_of_its_disk() {
    let Some(program) = tools().pg_test_fsync() else { return };
    assert!(program.ends_with("pg_test_fsync"));
}

#[tokio::test]
async fn a_server_that_ends_at_once_is_named_with_its_log() {
    let folder = folder();
    let tools_folder = folder.path().join("tools");
    let program = tools_folder.join("nats-server-2.15.1/nats-server");
    fake(&program, "nats-server: v2.15.1");
    fake(&tools_folder.join("postgres-18.6.3/bin/postgres"), "postgres (PostgreSQL) 18.6");
    let tools = Tools::find(&only(&tools_folder)).unwrap();
    let refused = Nats::start(&tools, &folder.path().join("data"), options("test").nats).await.unwrap_err();
    let sentence = refused.to_string();
    assert!(sentence.contains("NATS did not start") && sentence.contains("nats-server: v2.15.1"), "{sentence}");
}

#[tokio::test]
async fn data_of_another_major_version_are_refused_with_a_recipe() {
    let folder = folder();
    fs::create_dir(folder.path().join("postgres")).unwrap();
    fs::write(folder.path().join("postgres/PG_VERSION"), "12\n").unwrap();
    let refused = Machine::start(&tools(), folder.path(), options("test")).await.unwrap_err();
    assert!(matches!(refused, StandaloneError::OtherMajor { .. }));
    let sentence = refused.to_string();
    assert!(sentence.contains("PostgreSQL 12") && sentence.contains("pg_dumpall"), "{sentence}");
    assert!(folder.path().join("postgres/PG_VERSION").exists(), "nothing was touched");
}

#[tokio::test]
async fn a_folder_closed_to_the_servers_user_is_refused_with_another_proposed() {
    if !is_root() {
        return;
    }
    let folder = folder();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
    let refused = Machine::start(&tools(), &folder.path().join("data"), options("test")).await.unwrap_err();
    assert!(matches!(refused, StandaloneError::Unreachable { .. }));
    assert!(refused.to_string().contains("--data-dir /var/lib/jointcase/demo"), "{refused}");
}

#[tokio::test]
async fn an_open_nats_server_is_refused() {
    let folder = folder();
    let refused = Nats::start(&tools(), folder.path(), NatsConfig::default()).await.unwrap_err();
    assert!(refused.to_string().contains("open to everybody"), "{refused}");
}

#[tokio::test]
async fn lost_secrets_are_named() {
    let folder = folder();
    Machine::start(&tools(), folder.path(), options("test")).await.unwrap().stop().await.unwrap();
    fs::remove_file(folder.path().join("secrets.json")).unwrap();
    let refused = Machine::start(&tools(), folder.path(), options("test")).await.unwrap_err();
    assert!(refused.to_string().contains("has lost its secrets.json"), "{refused}");
}
