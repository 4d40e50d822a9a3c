//! Servers and their owner: one owner at a time, and no server without one.

use std::path::Path;

use standalone::{Machine, StandaloneError};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

use crate::support::{folder, holder, options, runs, sql, tools, wait_until};

struct Owner {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
    postgres: u32,
    nats: u32,
    url: String,
}

/// Another process that has started both servers.
async fn owner(folder: &Path) -> Owner {
    let mut child = holder(folder).process_group(0).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut facts = Vec::new();
    loop {
        let line = said.next_line().await.unwrap().expect("the owner starts its servers");
        if line == "ready" {
            break;
        }
        facts.extend(line.split(' ').map(str::to_owned).collect::<Vec<_>>());
    }
    let [_, postgres, url, _, nats, _] = facts.try_into().unwrap();
    Owner { child, said, postgres: postgres.parse().unwrap(), nats: nats.parse().unwrap(), url }
}

async fn kill(signal: &str, target: &str) {
    let status = tokio::process::Command::new("kill").args(["-s", signal, "--", target]).status().await.unwrap();
    assert!(status.success());
}

#[tokio::test]
async fn a_second_start_is_refused_and_told_who_holds_the_folder() {
    let folder = folder();
    let mut owner = owner(folder.path()).await;
    let refused = Machine::start(&tools(), folder.path(), options("test")).await.unwrap_err();
    assert!(matches!(refused, StandaloneError::Busy { .. }));
    let sentence = refused.to_string();
    let pid = owner.child.id().unwrap();
    assert!(sentence.contains(&format!("process {pid} (hold, since 20")), "{sentence}");
    assert!(sentence.contains("examples/hold"), "{sentence}");
    assert!(refused.zh().contains(&format!("进程{pid}（hold，自20")), "{}", refused.zh());
    assert!(runs(owner.postgres) && runs(owner.nats), "the holder is not disturbed");
    owner.child.start_kill().unwrap();
}

#[tokio::test]
async fn servers_stop_when_their_owner_is_killed() {
    let folder = folder();
    let mut owner = owner(folder.path()).await;
    sql(&owner.url, "create table kept as select 7 as n").await.unwrap();
    owner.child.kill().await.unwrap();
    wait_until("both servers stop by themselves", || !runs(owner.postgres) && !runs(owner.nats)).await;

    let machine = Machine::start(&tools(), folder.path(), options("test")).await.unwrap();
    assert_eq!(sql(&machine.postgres().admin_url("postgres"), "select n from kept").await.unwrap(), "7");
    machine.stop().await.unwrap();
}

#[tokio::test]
async fn a_start_right_after_a_kill_waits_for_the_old_servers() {
    let folder = folder();
    let mut owner = owner(folder.path()).await;
    owner.child.kill().await.unwrap();
    let machine = Machine::start(&tools(), folder.path(), options("test")).await.unwrap();
    assert!(!runs(owner.postgres) && !runs(owner.nats));
    machine.stop().await.unwrap();
}

#[tokio::test]
async fn servers_whose_guardian_was_killed_too_are_stopped_by_the_next_start() {
    let folder = folder();
    let mut owner = owner(folder.path()).await;
    for server in [owner.postgres, owner.nats] {
        // Guardian and watcher are the process group of the server, without the server.
        let Ok(status) = std::fs::read_to_string(format!("/proc/{server}/status")) else { return };
        let guardian = status.lines().find_map(|line| line.strip_prefix("PPid:")).unwrap().trim().to_owned();
        for watcher in std::fs::read_to_string(format!("/proc/{guardian}/task/{guardian}/children"))
            .unwrap_or_default()
            .split_whitespace()
            .filter(|child| *child != server.to_string())
        {
            kill("KILL", watcher).await;
        }
        kill("KILL", &guardian).await;
    }
    owner.child.kill().await.unwrap();
    assert!(runs(owner.postgres) && runs(owner.nats), "nobody is left to stop them");
    let machine = Machine::start(&tools(), folder.path(), options("test")).await.unwrap();
    assert!(!runs(owner.postgres) && !runs(owner.nats));
    machine.stop().await.unwrap();
}

#[tokio::test]
async fn an_interrupt_from_the_terminal_reaches_the_owner_only() {
    let folder = folder();
    let mut owner = owner(folder.path()).await;
    kill("INT", &format!("-{}", owner.child.id().unwrap())).await;
    assert_eq!(owner.said.next_line().await.unwrap().as_deref(), Some("stopped"), "the owner stops them in order");
    assert!(owner.child.wait().await.unwrap().success());
    assert!(!runs(owner.postgres) && !runs(owner.nats));
}

#[tokio::test]
async fn a_dropped_machine_leaves_nothing_running() {
    let folder = folder();
    let machine = Machine::start(&tools(), folder.path(), options("test")).await.unwrap();
    let pids = [machine.postgres().pid(), machine.nats().pid()];
    drop(machine);
    assert!(pids.iter().all(|pid| !runs(*pid)));
    Machine::start(&tools(), folder.path(), options("test")).await.unwrap().stop().await.unwrap();
}
