//! `jointcase quarantine`: what was refused, and what people decide about it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::quarantine::{self, Entry};
use ingest::{Arrived, Verdict};

use super::say;
use crate::cli::QuarantineAction;
use crate::config::Config;
use crate::house::House;
use crate::installation::{Installation, folder};
use crate::words::{Saying, ours, said};

/// Lists, shows, retries or discards.
pub(crate) async fn run(config: &Config, given: Option<&Path>, action: QuarantineAction) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let installation = Installation::reach(config, &folder(config, given, "up")?, &reference).await?;
    let database = installation.database()?;
    database.set_up().await?;
    let (pool, door) = House::door(&database, installation.secrets.store_key(), reference);
    match action {
        QuarantineAction::List { all, limit } => {
            let entries = quarantine::list(&pool, !all, limit).await?;
            entries.iter().for_each(print);
            say(format!("{} open (未处理)", quarantine::open_count(&pool).await?));
        }
        QuarantineAction::Show { id } => {
            let (entry, body) = find(&pool, id).await?;
            print(&entry);
            match body {
                Some(body) => say(String::from_utf8_lossy(&body)),
                None => say("its bytes have expired (原文已过期)"),
            }
        }
        QuarantineAction::Retry { id, reason, actor } => {
            let actor = actor.text(door.reference())?;
            let (entry, body) = open(&pool, id).await?;
            let body = body.saying(|| {
                (
                    format!("第{id}条的原文已过期，不能重新判定：请原单位重新报送"),
                    format!(
                        "the bytes of entry {id} have expired, it cannot be judged anew: let the organisation report it again"
                    ),
                )
            })?;
            if entry.code == "unlawful" {
                return Err(said(
                    format!(
                        "第{id}条是法律不允许的办理，不能重试：请在条件具备时重新办理，此前已作出的请用jointcase act --past补录"
                    ),
                    format!(
                        "entry {id} is an act that the law barred: do it again when it is lawful, or state it with jointcase act --past if it happened"
                    ),
                ));
            }
            let verdicts = door.admit(vec![Arrived { subject: entry.subject, body: body.into(), by: None, act: false }]).await?;
            let outcome = match verdicts.first() {
                Some(Verdict::Accepted { position, .. }) => format!("accepted at position {position}"),
                Some(Verdict::Duplicate { position }) => format!("known already at position {position}"),
                Some(Verdict::Quarantined { refusal, .. }) => {
                    let (code, zh, en) = (&refusal.code, &refusal.text.zh, &refusal.text.en);
                    return Err(said(
                        format!("第{id}条仍不能接收（{code}）：{zh}"),
                        format!("entry {id} is still refused ({code}): {en}"),
                    ));
                }
                None => return Err(ours("the entry was not judged")),
            };
            decide(&pool, id, "retried", &outcome, &reason, &actor).await?;
        }
        QuarantineAction::Discard { id, reason, actor } => {
            let actor = actor.text(door.reference())?;
            open(&pool, id).await?;
            decide(&pool, id, "discarded", "no effect", &reason, &actor).await?;
        }
    }
    installation.stop().await?;
    Ok(ExitCode::SUCCESS)
}

async fn find(pool: &sqlx::PgPool, id: i64) -> Result<(Entry, Option<Vec<u8>>)> {
    quarantine::show(pool, id).await?.saying(|| {
        (
            format!("隔离区没有第{id}条：请用jointcase quarantine list --all查看"),
            format!("there is no entry {id}: see jointcase quarantine list --all"),
        )
    })
}

async fn open(pool: &sqlx::PgPool, id: i64) -> Result<(Entry, Option<Vec<u8>>)> {
    let (entry, body) = find(pool, id).await?;
    if let Some(decision) = &entry.decision {
        return Err(said(
            format!("第{id}条此前已处理（{decision}）：请用jointcase quarantine show {id}查看"),
            format!("entry {id} was {decision} already: see jointcase quarantine show {id}"),
        ));
    }
    Ok((entry, body))
}

async fn decide(pool: &sqlx::PgPool, id: i64, decision: &str, outcome: &str, reason: &str, actor: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(said("请用--reason写明理由", "a decision needs a --reason"));
    }
    quarantine::decide(pool, id, decision, outcome, reason, actor).await?;
    let zh = match decision {
        "retried" => "已重新判定",
        _ => "已作废",
    };
    say(format!("entry {id} (第{id}条): {decision} ({zh}), {outcome}"));
    Ok(())
}

fn print(entry: &Entry) {
    let decision = entry.decision.as_deref().unwrap_or("open");
    say(format!(
        "{:>6}  {}  {}×  {}  {}  [{decision}]\n        {}\n        {}",
        entry.id,
        entry.received_at.format("%Y-%m-%d %H:%M:%S"),
        entry.times,
        entry.code,
        entry.subject,
        entry.zh,
        entry.en
    ));
}
