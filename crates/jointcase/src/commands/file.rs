//! `jointcase file`: stores the bytes of documents and evidence, gives them back, and checks them.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use event_store::deeds::{self, Deed, Done};
use event_store::setup::Role;
use files::Files;
use kernel::evidence::{Belongs, Of};
use kernel::reference::Reference;
use kernel::{EvidenceNumber, FileHash, OrgId, RecordKey};
use projections::read::{self, RecordRow};
use sqlx::PgPool;

use super::say;
use crate::cabinet::{Cabinet, Found, Put, Whose};
use crate::cli::{FileAction, PutArgs};
use crate::config::Config;
use crate::house::House;
use crate::installation::{Installation, folder};
use crate::words::{Saying, refused, said};

/// Does what was asked for.
pub(crate) async fn run(config: &Config, given: Option<&Path>, action: &FileAction) -> Result<ExitCode> {
    let reference = roster::reference()?;
    let folder = folder(config, given, "up")?;
    let files = Files::open(&config.files(&folder)?)?;
    let installation = Installation::reach(config, &folder, &reference).await?;
    let done = within(&installation, reference, files, action).await;
    installation.stop().await?;
    done
}

async fn within(installation: &Installation, reference: Reference, files: Files, action: &FileAction) -> Result<ExitCode> {
    let database = installation.database()?;
    database.set_up().await?;
    let key = installation.secrets.store_key();
    let (pool, door) = House::door(&database, key.clone(), reference);
    let cabinet = Cabinet { door, pool, key, files };
    match action {
        FileAction::Put(args) => put(&cabinet, &database.pool(Role::Web, 1), args).await,
        FileAction::Get { hash, out, actor } => {
            let hash = read_hash(hash)?;
            let actor = actor.text(cabinet.door.reference())?;
            let file = cabinet.get(&hash, out, &actor).await?;
            say(format!("{} bytes of {} (已取出): {}", file.size, file.media_type, out.display()));
            Ok(ExitCode::SUCCESS)
        }
        FileAction::Erase { hash, reason, actor } => {
            let hash = read_hash(hash)?;
            let actor = actor.text(cabinet.door.reference())?;
            let erased = cabinet.erase(&hash, reason, &actor).await?;
            say(match erased {
                true => format!("erased, its bytes can never be read again (密钥已销毁，内容不可恢复): {hash}"),
                false => format!("erased already (此前已销毁): {hash}"),
            });
            Ok(ExitCode::SUCCESS)
        }
        FileAction::Log { hash, limit } => {
            let hash = hash.as_deref().map(read_hash).transpose()?;
            log(&cabinet.pool, hash.as_ref(), *limit).await
        }
        FileAction::Check => check(&cabinet).await,
    }
}

async fn put(cabinet: &Cabinet, readers: &PgPool, args: &PutArgs) -> Result<ExitCode> {
    let actor = args.actor.text(cabinet.door.reference())?;
    let whose = match (&args.evidence, &args.record) {
        (Some(number), _) => Whose::Evidence(EvidenceNumber::read(number).map_err(|refusal| refused(&refusal))?),
        (None, Some(record)) => {
            let id = super::link::id(record)?;
            let row = read::record(readers, id).await?;
            let row = row.ok_or_else(|| super::link::no_record(id))?;
            let title = args.title.clone();
            let title = title.saying(|| ("请用--title写明文书名称", "say with --title what the document is"))?;
            Whose::Document(belongs(&row)?, title)
        }
        (None, None) => {
            return Err(said("请用--evidence或--record写明所属证据或记录", "say whose file it is with --evidence or --record"));
        }
    };
    match cabinet.put(&args.file, whose, &args.actor.org, &actor).await? {
        Put::Stored { number, file, position } => {
            say(format!("stored (已入库): {} {} {} bytes", file.sha256, file.media_type, file.size));
            say(format!("  evidence (证据): {}  position {position}", number.key().as_str()));
            Ok(ExitCode::SUCCESS)
        }
        Put::Known(file) => {
            say(format!("stored already (此前已入库): {}", file.sha256));
            Ok(ExitCode::SUCCESS)
        }
        Put::Refused(entry, refusal) => {
            say(format!("refused, nothing stored (不予入库): {}\n  {}", refusal.text.zh, refusal.text.en));
            say(format!("  kept as quarantine entry {entry} (已留存)"));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn read_hash(text: &str) -> Result<FileHash> {
    FileHash::new(text.trim().to_ascii_lowercase()).saying(|| {
        (
            format!("“{text}”不是文件的SHA-256：请从记录页面复制"),
            format!("{text:?} is no SHA-256 of a file: copy it from the page of its record"),
        )
    })
}

/// Who took files out or destroyed their keys.
async fn log(pool: &PgPool, hash: Option<&FileHash>, limit: i64) -> Result<ExitCode> {
    let done = deeds::list(pool, &[Deed::FileTakenOut, Deed::FileErased], hash.map(FileHash::as_str), limit).await?;
    if done.is_empty() {
        say("没有登记 / nothing is recorded");
    }
    for Done { at, deed, about, reason, actor } in done {
        let what = if deed == Deed::FileErased { "erased (销毁)" } else { "taken out (取出)" };
        let at = at.format("%Y-%m-%d %H:%M:%S UTC");
        let reason = reason.map(|reason| format!("  {reason}")).unwrap_or_default();
        say(format!("{at}  {what}  {}  {actor}{reason}", about.unwrap_or_default()));
    }
    Ok(ExitCode::SUCCESS)
}

/// How a document says to which record it belongs.
fn belongs(row: &RecordRow) -> Result<Belongs> {
    let number = RecordKey::new(row.number.as_str())?;
    Ok(match row.kind.as_str() {
        "joint-office.transfer" => Belongs { transfer: Some(row.number.parse()?), ..Belongs::default() },
        "joint-office.matter" => Belongs { matter: Some(row.number.clone()), ..Belongs::default() },
        kind => {
            let of = Of { kind: kind.to_owned(), org: OrgId::new(row.org.as_str())?, number, item: None };
            Belongs { record: Some(of), ..Belongs::default() }
        }
    })
}

async fn check(cabinet: &Cabinet) -> Result<ExitCode> {
    let all = cabinet.check().await?;
    for (hash, found) in &all {
        say(format!(
            "{}  {hash}",
            match found {
                Found::Present => "present 完好    ",
                Found::Missing => "MISSING 缺失    ",
                Found::Differs => "DIFFERS 内容不符",
                Found::Awaited => "awaited 未入库  ",
                Found::Erased => "erased  已删密钥",
            }
        ));
    }
    let wrong = all.iter().filter(|(_, found)| found.wrong()).count();
    say(format!("{} files, {wrong} wrong (共{}个文件，{wrong}个有问题)", all.len(), all.len()));
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
