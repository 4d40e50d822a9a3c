//! `jointcase person`: erases a natural person from the history, with the files of what was taken from them, and says who did so.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::deeds::{self, Deed, Done};
use event_store::files as stored;
use event_store::keys::{self, StoreKey};
use event_store::setup::Role;
use files::ALGORITHM;
use joint_office::evidence::Evidence;
use kernel::reference::Reference;
use kernel::{Decider, File, FileHash, Person};
use sqlx::PgPool;
use uuid::Uuid;

use super::say;
use super::tally::division;
use crate::cli::{ErasePersonArgs, PersonAction, SharedFiles};
use crate::config::Config;
use crate::installation::{Installation, folder};
use crate::words::said;

/// Does what was asked for.
pub(crate) async fn run(config: &Config, given: Option<&Path>, action: &PersonAction) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let installation = Installation::reach(config, &folder(config, given, "up")?, &reference).await?;
    let database = installation.database()?;
    database.set_up().await?;
    let pool = database.pool(Role::Ingest, 1);
    let done = match action {
        PersonAction::Erase(args) => erase(&pool, &installation.secrets.store_key(), &reference, args).await,
        PersonAction::Log { limit } => log(&pool, *limit).await,
    };
    installation.stop().await?;
    done
}

async fn erase(pool: &PgPool, key: &StoreKey, reference: &Reference, args: &ErasePersonArgs) -> Result<ExitCode> {
    let actor = args.actor.text(reference)?;
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(said("请用--reason写明理由", "erasing a person needs a --reason"));
    }
    let (root, _) = division(reference, &args.division)?;
    // Of a person with an identity number the name does not matter.
    let person = Person {
        name: args.called.clone().unwrap_or_default(),
        id_number: args.id_number.clone(),
        phone: args.phone.clone(),
        address: args.address.clone(),
    };
    let Some(found) = keys::find(pool, key, &root.code, &person).await? else {
        return Err(said(
            format!("{}的报送中没有这个人：请按报送中的写法填写身份证件号码，或姓名、电话、地址", root.name.zh),
            format!(
                "no report of {} names this person: write the identity number, or name, phone and address, as reports state them",
                root.name.en
            ),
        ));
    };
    let (shared, own): (Vec<File>, Vec<File>) = files_of(pool, found).await?;
    let (files, kept) = match args.shared_files {
        None if !shared.is_empty() => return Err(shared_files(&shared)),
        Some(SharedFiles::Keep) => (own, shared),
        None | Some(SharedFiles::Erase) => ([own, shared].concat(), Vec::new()),
    };
    for file in &files {
        // What has not arrived is not taken in any more either.
        stored::key(pool, key, file, ALGORITHM).await?;
    }
    let hashes: Vec<FileHash> = files.into_iter().map(|file| file.sha256).collect();
    let erased = deeds::erase_person(pool, found, &hashes, reason, &actor).await?;
    say(match erased.person {
        true => format!("erased, what reports say of the person can never be read again (密钥已销毁，内容不可恢复): {found}"),
        false => format!("erased already (此前已销毁): {found}"),
    });
    for hash in hashes {
        let what = if erased.files.contains(&hash) {
            "file erased (文件密钥已销毁)"
        } else {
            "file erased already (文件此前已销毁)"
        };
        say(format!("  {what}: {hash}"));
    }
    for file in kept {
        say(format!("  file kept, it is of others too (文件保留，另涉他人): {}", file.sha256));
    }
    Ok(ExitCode::SUCCESS)
}

/// The files of what was taken from a person: those that are of others too, and those that are not.
async fn files_of(pool: &PgPool, person: Uuid) -> Result<(Vec<File>, Vec<File>)> {
    let shown = stored::shown(pool, Evidence::KIND.code, person).await?;
    let (shared, own): (Vec<_>, Vec<_>) = shown.into_iter().partition(|shown| shown.others);
    let files = |shown: Vec<stored::Shown>| shown.into_iter().map(|shown| shown.file).collect();
    Ok((files(shared), files(own)))
}

fn shared_files(shared: &[File]) -> anyhow::Error {
    let hashes: Vec<&str> = shared.iter().map(|file| file.sha256.as_str()).collect();
    said(
        format!(
            "尚未销毁：以下文件另涉他人，请用--shared-files erase一并销毁，或用--shared-files keep保留：{}",
            hashes.join("、")
        ),
        format!(
            "nothing was erased: these files are of others too, say --shared-files erase or --shared-files keep: {}",
            hashes.join(", ")
        ),
    )
}

/// Whose keys were destroyed: by the number of the key, since the person is not known any more.
async fn log(pool: &PgPool, limit: i64) -> Result<ExitCode> {
    let done = deeds::list(pool, &[Deed::PersonErased], None, limit).await?;
    if done.is_empty() {
        say("没有登记 / nothing is recorded");
    }
    for Done { at, about, reason, actor, .. } in done {
        let at = at.format("%Y-%m-%d %H:%M:%S UTC");
        say(format!("{at}  erased (销毁)  {}  {actor}  {}", about.unwrap_or_default(), reason.unwrap_or_default()));
    }
    Ok(ExitCode::SUCCESS)
}
