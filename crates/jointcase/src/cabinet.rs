//! The cabinet of files: bytes are stored, and that they are is said through the one door; either both or neither.

use std::path::Path;

use anyhow::Result;
use event_store::deeds::{self, Deed};
use event_store::keys::StoreKey;
use event_store::{UnitOfWork, files as keys};
use files::{ALGORITHM, Condition, FileKey, Files, FilesError};
use ingest::{Door, Verdict};
use joint_office::evidence::Evidence;
use kernel::evidence::Belongs;
use kernel::{Decider, EvidenceNumber, File, FileHash, OrgId, RecordId, Refusal};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::act::Act;
use crate::words::{self, Saying, ours, refused, unlisted};

/// Everything that files need: the door, the keys, the bytes.
pub struct Cabinet {
    /// The door.
    pub door: Door,
    /// A pool of role ingest.
    pub pool: PgPool,
    /// The store's key, which wraps the keys of files.
    pub key: StoreKey,
    /// The bytes.
    pub files: Files,
}

/// Whose file it is.
#[derive(Clone, Debug)]
pub enum Whose {
    /// The file of this piece of evidence, which was reported before.
    Evidence(EvidenceNumber),
    /// A new document of a record, with what it is.
    Document(Belongs, String),
}

/// What became of a file that was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is stored, and that was recorded at this position.
    Stored {
        /// The evidence whose file it is.
        number: EvidenceNumber,
        /// The file.
        file: File,
        /// Where in the history that is said.
        position: i64,
    },
    /// It had been stored before.
    Known(File),
    /// Nothing is stored; the refusal is kept in quarantine.
    Refused(i64, Refusal),
}

/// How it is with a file that the history names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its bytes are there and are what their hash says.
    Present,
    /// They are gone.
    Missing,
    /// They were changed.
    Differs,
    /// It was stated, and its bytes never arrived.
    Awaited,
    /// Its key was destroyed.
    Erased,
}

impl Found {
    /// Whether something must be done about it.
    pub const fn wrong(self) -> bool {
        match self {
            Self::Missing | Self::Differs => true,
            Self::Present | Self::Awaited | Self::Erased => false,
        }
    }
}

impl Cabinet {
    /// Stores the file at `path` for `org`, and says so; `actor` is who acts.
    ///
    /// # Errors
    /// A sentence in both languages: the file is too large, of no type that is taken in, or was erased; the store does not answer.
    pub async fn put(&self, path: &Path, whose: Whose, org: &OrgId, actor: &str) -> Result<Put> {
        let file = self.files.look(path).await?;
        let number = match &whose {
            Whose::Evidence(number) => number.clone(),
            Whose::Document(..) => {
                EvidenceNumber::new(org, &format!("file-{}", file.sha256.short())).map_err(|refusal| refused(&refusal))?
            }
        };
        let state = self.state(org, &number).await?;
        if state.holds(&file) {
            self.store(&file, path).await?; // Only if it is gone.
            return Ok(Put::Known(file));
        }
        let act = Act { org, actor, record: Evidence::KIND.short(), number: number.key(), division: None, past: false };
        let mut said = Vec::new();
        if let (Whose::Document(belongs, title), None) = (&whose, state.stated()) {
            said.push(act.says(self.door.reference(), "taken", self.taken(org, belongs, title, &file)?)?);
        }
        let mut stored = json!({"on": now(), "file": file});
        if let Some(step) = state.step_of(&file.sha256) {
            stored["of"] = json!(step);
        }
        said.push(act.says(self.door.reference(), "file-stored", stored)?);
        // Decided first, so that what is refused stores nothing; said last, so that what is said is there.
        let barred = self.door.refuses(said.clone()).await?;
        let new = !barred && self.store(&file, path).await?;
        match self.door.admit(said).await?.into_iter().rev().reduce(worse) {
            Some(Verdict::Accepted { .. } | Verdict::Duplicate { .. }) if barred => {
                Err(words::said("情况已变化：请重新入库", "what barred it is gone: put the file again"))
            }
            Some(Verdict::Accepted { position, .. } | Verdict::Duplicate { position }) => {
                Ok(Put::Stored { number, file, position })
            }
            Some(Verdict::Quarantined { entry, refusal }) => {
                if new {
                    keys::removed(&self.pool, &file.sha256).await?;
                    self.files.remove(&file.sha256).await?;
                }
                Ok(Put::Refused(entry, refusal))
            }
            None => Err(ours("that the file is stored was not judged")),
        }
    }

    /// Gives a file back as the new file `out`; that `actor` takes it out is recorded first.
    ///
    /// # Errors
    /// A sentence: nobody stored it, it was erased, it is damaged, or `out` is there already.
    pub async fn get(&self, hash: &FileHash, out: &Path, actor: &str) -> Result<File> {
        let kept = keys::open(&self.pool, &self.key, hash).await?.ok_or_else(|| FilesError::Missing(hash.clone()))?;
        let Some(key) = kept.key else { return Err(erased(hash)) };
        if out.exists() {
            let out = out.display();
            return Err(words::said(
                format!("{out}已存在：请另写一个文件名"),
                format!("{out} is there already: give the name of a new file"),
            ));
        }
        // Recorded even if it then fails: nothing leaves without a record.
        deeds::record(&self.pool, Deed::FileTakenOut, Some(hash.as_str()), None, actor).await?;
        self.files.get_to(hash, &FileKey::new(key), out).await?;
        Ok(kept.file)
    }

    /// Destroys a file's key, so that its bytes can never be read again, in any copy; false if there was none any more.
    ///
    /// # Errors
    /// A sentence: nobody stored it, or no reason is given.
    pub async fn erase(&self, hash: &FileHash, reason: &str, actor: &str) -> Result<bool> {
        if reason.trim().is_empty() {
            return Err(words::said("请用--reason写明理由", "erasing a file needs a --reason"));
        }
        keys::open(&self.pool, &self.key, hash).await?.ok_or_else(|| FilesError::Missing(hash.clone()))?;
        Ok(deeds::erase_file(&self.pool, hash, reason.trim(), actor).await?)
    }

    /// Reads every file that the history names, and keeps what was found for the pages.
    ///
    /// # Errors
    /// If a store does not answer.
    pub async fn check(&self) -> Result<Vec<(FileHash, Found)>> {
        let mut all = Vec::new();
        for (hash, kept) in keys::all(&self.pool, &self.key).await? {
            let found = match kept.map(|kept| (kept.keep, kept.key)) {
                None | Some((keys::Keep::Awaited, _)) => Found::Awaited,
                Some((keys::Keep::Erased, _) | (keys::Keep::Stored, None)) => Found::Erased,
                Some((keys::Keep::Stored, Some(key))) => match self.files.check(&hash, &FileKey::new(key)).await? {
                    Condition::Present => Found::Present,
                    Condition::Missing => Found::Missing,
                    Condition::Differs => Found::Differs,
                },
            };
            match found {
                Found::Present => keys::checked(&self.pool, &hash, None).await?,
                Found::Missing => keys::checked(&self.pool, &hash, Some("missing")).await?,
                Found::Differs => keys::checked(&self.pool, &hash, Some("differs")).await?,
                Found::Awaited | Found::Erased => {}
            }
            all.push((hash, found));
        }
        Ok(all)
    }

    /// The files that were stored and of which nothing of the right size is there: a look, without reading them.
    ///
    /// # Errors
    /// If a store does not answer.
    pub async fn missing(&self) -> Result<Vec<FileHash>> {
        let mut missing = Vec::new();
        for (hash, kept) in keys::all(&self.pool, &self.key).await? {
            let Some(kept) = kept.filter(|kept| kept.keep == keys::Keep::Stored) else { continue };
            if !self.files.holds(&hash, kept.file.size).await? {
                missing.push(hash);
            }
        }
        Ok(missing)
    }

    /// Stores the bytes unless they are there; true if they were not.
    async fn store(&self, file: &File, path: &Path) -> Result<bool> {
        let kept = keys::key(&self.pool, &self.key, file, ALGORITHM).await?;
        let Some(key) = kept.key else { return Err(erased(&file.sha256)) };
        if kept.keep == keys::Keep::Stored && self.files.holds(&file.sha256, file.size).await? {
            return Ok(false);
        }
        let source = tokio::fs::File::open(path).await.saying(|| {
            let path = path.display();
            (format!("无法读取文件{path}：请检查路径和权限"), format!("cannot read {path}: see that it is there and may be read"))
        })?;
        self.files.put(file, &FileKey::new(key), source).await?;
        keys::stored(&self.pool, &file.sha256).await?;
        Ok(true)
    }

    async fn state(&self, org: &OrgId, number: &EvidenceNumber) -> Result<Evidence> {
        let reference = self.door.reference();
        let organisation = reference.organisations.get(org).ok_or_else(|| unlisted(org))?;
        let root = reference.divisions.root_of(&organisation.division).ok_or_else(|| unlisted(org))?;
        let record = RecordId::shared(&root.code, Evidence::KIND.code, number.key());
        Ok(UnitOfWork::load(&self.pool, &[record]).await?.state::<Evidence>(record).await?)
    }

    /// A document that an organisation brings for a record.
    fn taken(&self, org: &OrgId, belongs: &Belongs, title: &str, file: &File) -> Result<Value> {
        let organisation = self.door.reference().organisations.get(org).ok_or_else(|| unlisted(org))?;
        Ok(json!({
            "on": now(),
            "sort": "document",
            "how": "made",
            "description": title,
            "keeper": organisation.name.zh,
            "file": file,
            "belongs": belongs,
        }))
    }
}

/// Of two verdicts the one that the person must hear of.
fn worse(one: Verdict, other: Verdict) -> Verdict {
    if matches!(other, Verdict::Quarantined { .. }) { other } else { one }
}

fn now() -> String {
    kernel::time::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn erased(hash: &FileHash) -> anyhow::Error {
    words::said(
        format!("文件{hash}的密钥已销毁：内容不再保存，也不再接收"),
        format!("the key of {hash} was destroyed: its bytes are not kept any more and are not taken in again"),
    )
}
