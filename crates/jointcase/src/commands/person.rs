//! `jointcase person`: erases a natural person from the history, and says who did so.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::deeds::{self, Deed, Done};
use event_store::keys::{self, StoreKey};
use event_store::setup::Role;
use kernel::Person;
use kernel::reference::Reference;
use sqlx::PgPool;

use super::say;
use super::tally::division;
use crate::cli::{ErasePersonArgs, PersonAction};
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
    say(match deeds::erase_person(pool, found, reason, &actor).await? {
        true => format!("erased, what reports say of the person can never be read again (密钥已销毁，内容不可恢复): {found}"),
        false => format!("erased already (此前已销毁): {found}"),
    });
    Ok(ExitCode::SUCCESS)
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
