//! `jointcase notices`: an organisation reads its own notices from the bus, with its own key.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use bus::{BusError, KeptNotice, NoticeReader};
use chrono::FixedOffset;
use kernel::envelope::Mark;
use kernel::reference::Reference;
use relay::Notice;

use super::say;
use super::up::interrupted;
use crate::cli::NoticesArgs;
use crate::config::Config;
use crate::delivery::Senders;
use crate::installation::{Installation, folder, read_seed};
use crate::words::{Saying, unlisted};

/// How long one look waits for more.
const LOOK: Duration = Duration::from_secs(5);
/// The pause after the bus did not answer.
const PAUSE: Duration = Duration::from_secs(1);

/// Prints what is kept, and with `--follow` what comes, until Ctrl-C.
pub(crate) async fn run(config: &Config, given: Option<&Path>, args: &NoticesArgs) -> Result<ExitCode> {
    let reference = roster::reference()?;
    if reference.organisations.get(&args.org).is_none() {
        return Err(unlisted(&args.org));
    }
    let client = senders(config, given, args, &reference)?.connect(&args.org).await?;
    let mut reader = NoticeReader::open(&client, args.org.clone()).await.saying(|| {
        let org = &args.org;
        (format!("{org}的通知无法读取"), format!("the notices of {org} cannot be read"))
    })?;
    let stopped = interrupted();
    let read = tokio::select! {
        read = read(&mut reader, args, &reference) => read,
        stopped = stopped => stopped,
    };
    // However it ended: the next reader need not wait until the server gives this one up.
    drop(reader.close().await);
    drop(client.close().await);
    read.map(|()| ExitCode::SUCCESS)
}

/// An agency's own machine knows the bus and its key; on the office's machine the data folder knows both.
fn senders(config: &Config, given: Option<&Path>, args: &NoticesArgs, reference: &Reference) -> Result<Senders> {
    let own_key = args.nkey_file.as_deref().or(config.nkey_file.as_deref()).map(read_seed).transpose()?;
    if let Some(url) = &config.nats_url {
        return Ok(Senders::new(url, move |_| own_key.clone()));
    }
    let installation = Installation::running(&folder(config, given, "up")?, reference)?;
    let seeds: HashMap<String, String> = installation.secrets.organisations.clone().into_iter().collect();
    Ok(Senders::new(&installation.nats_url, move |org| seeds.get(org.as_str()).cloned()))
}

/// What is kept is read to its end; `--follow` goes on.
async fn read(reader: &mut NoticeReader, args: &NoticesArgs, reference: &Reference) -> Result<()> {
    if reader.behind() == 0 && !args.json {
        say("目前没有通知 / there are no notices now");
    }
    while args.follow || reader.behind() > 0 {
        match reader.next_batch(LOOK).await {
            Ok(batch) => batch.iter().try_for_each(|kept| print(kept, args, reference))?,
            Err(BusError::Unavailable { .. }) if args.follow => tokio::time::sleep(PAUSE).await,
            Err(error) => {
                return Err(error).saying(|| ("通知读取中断：请再次运行", "notices cannot be read on: run the command again"));
            }
        }
    }
    Ok(())
}

fn print(kept: &KeptNotice, args: &NoticesArgs, reference: &Reference) -> Result<()> {
    let notice: Notice = serde_json::from_slice(&kept.body).saying(|| {
        let subject = &kept.subject;
        (
            format!("通知{subject}的内容无法读取：请升级本程序"),
            format!("what notice {subject} says cannot be read: use a newer version of this program"),
        )
    })?;
    if notice.data.position < args.from {
        return Ok(());
    }
    if args.json {
        say(std::str::from_utf8(&kept.body)?);
    } else {
        say(line(&notice, &args.lang, reference));
    }
    Ok(())
}

/// One line for a person.
fn line(notice: &Notice, lang: &str, reference: &Reference) -> String {
    let data = &notice.data;
    let t = |zh: &'static str, en: &'static str| if lang == "en" { en } else { zh };
    let name =
        |id: &kernel::OrgId| reference.organisations.get(id).map_or_else(|| id.to_string(), |org| org.name.r#in(lang).to_owned());
    let mut text = format!("{}  {}  ", data.position, String::from(data.on.clone()));
    match notice.mark {
        Some(Mark::Simulated) => text.push_str(t("【模拟】", "[simulated] ")),
        Some(Mark::Reconstructed) => text.push_str(t("【复原】", "[reconstructed] ")),
        None => {}
    }
    let what = format!("{} {}", data.record.kind.r#in(lang), data.event.r#in(lang));
    text.push_str(&what);
    if data.withdrawn {
        text.push_str(t("（已撤回）", " (taken back)"));
    } else if data.correction {
        text.push_str(t("（更正）", " (corrected)"));
    }
    match &data.alert {
        None => text.push_str(&format!("  {}  {}", data.record.number, name(&notice.org))),
        Some(alert) => {
            let zone: FixedOffset = *notice.time.offset();
            let due = alert.due.with_timezone(&zone).format("%Y-%m-%d %H:%M");
            let owes = alert.org.as_ref().map_or_else(|| alert.owner.clone(), name);
            text.push_str(&format!("  {} {}  ", alert.line, alert.citation));
            text.push_str(&format!("{}{owes}  {}{due}  ", t("承办：", "owed by "), t("期限：", "due ")));
            text.push_str(&format!("{} {}  ", alert.about.kind.r#in(lang), alert.about.number));
            text.push_str(&format!("{}{}", t("依据记录位置", "as known at "), alert.known_at));
        }
    }
    if !data.matters.is_empty() {
        text.push_str(&format!("  {}{}", t("案事件：", "matter "), data.matters.join("、")));
    }
    text
}
