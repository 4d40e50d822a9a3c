//! `jointcase verify`: the history is whole, the read tables are what follows from it, and the files it names are there.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::setup::{Database, Role};
use event_store::verify::verify;
use files::Files;
use indicatif::ProgressBar;
use kernel::Text;
use kernel::reference::Reference;
use projections::{Folding, Vocabulary, rebuild};
use sqlx::{Connection, PgConnection};

use super::say;
use crate::cabinet::Cabinet;
use crate::config::Config;
use crate::house::House;
use crate::installation::{Installation, folder};
use crate::law::law;
use crate::words::text;

/// Recomputes everything; 1 if anything is wrong.
pub(crate) async fn run(config: &Config, given: Option<&Path>) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let installation = Installation::reach(config, &folder(config, given, "up")?, &reference).await?;
    let database = installation.database()?;
    database.set_up().await?;
    let bar = ProgressBar::new_spinner();
    let verified =
        verify(&database.pool(Role::Project, 2), |position| bar.set_position(u64::try_from(position).unwrap_or(0))).await?;
    bar.finish_and_clear();
    say(format!(
        "history (历史): {} events (事件), {} blocks (区块), {} records (记录), {} reports (报送)",
        verified.events, verified.blocks, verified.records, verified.reports
    ));
    verified.faults.iter().for_each(|fault| say(format!("  WRONG (异常): {} / {}", fault.zh, fault.en)));

    let pool = database.pool(Role::Project, 3);
    let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
    let folding = Folding::new(Vocabulary::of(roster::mount_all), &reference, law(&installation.folder)?);
    let comparison = rebuild::compare(&pool, &mut connection, &folding).await?;
    for row in &comparison {
        let verdict = if row.equal() {
            "as rebuilt (与重建一致)"
        } else {
            "WRONG: differs from a rebuild, run jointcase projections rebuild (与重建不一致，请重建)"
        };
        say(format!("read table (读取表) {}: {} rows (行), {verdict}", row.table, row.live.0));
    }
    warn_of_missing_files(config, &installation, &database, reference).await;
    installation.stop().await?;
    let whole = verified.faults.is_empty() && comparison.iter().all(rebuild::Compared::equal);
    say(if whole {
        "verified (核验通过)"
    } else {
        "NOT verified: keep the data folder as it is and tell the operator (核验不通过：请保留数据目录原状并联系系统管理员)"
    });
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Bytes that are gone are no fault of the history, which says what they were: a warning, and `jointcase file check` reads them.
async fn warn_of_missing_files(config: &Config, installation: &Installation, database: &Database, reference: Reference) {
    let key = installation.secrets.store_key();
    let missing = async {
        let files = Files::open(&config.files(&installation.folder)?)?;
        let (pool, door) = House::door(database, key.clone(), reference);
        Cabinet { door, pool, key, files }.missing().await
    };
    match missing.await {
        Ok(missing) => {
            missing.iter().for_each(|hash| say(format!("WARNING: the bytes of file {hash} are missing (文件内容缺失)")))
        }
        Err(error) => {
            let Text { zh, en } = text(&error);
            say(format!("WARNING: files could not be looked for (无法核对文件): {zh} / {en}"));
        }
    }
}
