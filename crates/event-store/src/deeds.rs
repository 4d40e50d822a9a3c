//! What people did beside the history, by whom and why: rows that are only added.

use chrono::{DateTime, Utc};
use kernel::FileHash;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::{StoreError, files, keys};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A file's bytes were given to a person.
    FileTakenOut,
    /// A file's key was destroyed.
    FileErased,
    /// A person's key was destroyed.
    PersonErased,
    /// The read tables were built anew.
    ReadTablesRebuilt,
}

impl Deed {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FileTakenOut => "file-taken-out",
            Self::FileErased => "file-erased",
            Self::PersonErased => "person-erased",
            Self::ReadTablesRebuilt => "read-tables-rebuilt",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::FileTakenOut, Self::FileErased, Self::PersonErased, Self::ReadTablesRebuilt]
            .into_iter()
            .find(|deed| deed.code() == code)
    }
}

/// A deed that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub deed: Deed,
    /// The hash of the file, or the number of the person's key, if it was about one.
    pub about: Option<String>,
    /// Why, if that was said.
    pub reason: Option<String>,
    /// Who.
    pub actor: String,
}

/// A row: when, what, about which file or person, why, who.
type Recorded = (DateTime<Utc>, String, Option<String>, Option<String>, String);

/// Records a deed.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn record(
    executor: impl PgExecutor<'_>,
    deed: Deed,
    about: Option<&str>,
    reason: Option<&str>,
    actor: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO deeds (deed, about, reason, actor) VALUES ($1, $2, $3, $4)")
        .bind(deed.code())
        .bind(about)
        .bind(reason)
        .bind(actor)
        .execute(executor)
        .await?;
    Ok(())
}

/// Destroys a file's key and records who did it and why, both or neither; false if there was no key to destroy.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn erase_file(pool: &PgPool, hash: &FileHash, reason: &str, actor: &str) -> Result<bool, StoreError> {
    let mut transaction = pool.begin().await?;
    let erased = files::erase(&mut *transaction, hash).await?;
    if erased {
        record(&mut *transaction, Deed::FileErased, Some(hash.as_str()), Some(reason), actor).await?;
    }
    transaction.commit().await?;
    Ok(erased)
}

/// What was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Whether the person's key was destroyed now; false if it had been before.
    pub person: bool,
    /// The files whose keys were destroyed with it.
    pub files: Vec<FileHash>,
}

/// Destroys a person's key and those of `files`, and records who did it and why, all or nothing.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn erase_person(
    pool: &PgPool,
    person: Uuid,
    files: &[FileHash],
    reason: &str,
    actor: &str,
) -> Result<Erased, StoreError> {
    let mut transaction = pool.begin().await?;
    let mut erased = Erased { person: keys::erase(&mut *transaction, person).await?, files: Vec::new() };
    if erased.person {
        record(&mut *transaction, Deed::PersonErased, Some(&person.to_string()), Some(reason), actor).await?;
    }
    for hash in files {
        if crate::files::erase(&mut *transaction, hash).await? {
            record(&mut *transaction, Deed::FileErased, Some(hash.as_str()), Some(reason), actor).await?;
            erased.files.push(hash.clone());
        }
    }
    transaction.commit().await?;
    Ok(erased)
}

/// The last `limit` deeds, the latest first; of one file or person only, where `about` names it.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn list(pool: &PgPool, deeds: &[Deed], about: Option<&str>, limit: i64) -> Result<Vec<Done>, StoreError> {
    let codes: Vec<&str> = deeds.iter().map(|deed| deed.code()).collect();
    let rows: Vec<Recorded> = sqlx::query_as(
        "SELECT at, deed, about, reason, actor FROM deeds
          WHERE deed = ANY($1) AND ($2::text IS NULL OR about = $2) ORDER BY id DESC LIMIT $3",
    )
    .bind(codes)
    .bind(about)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    let done = |(at, code, about, reason, actor): (_, String, _, _, _)| {
        let deed = Deed::from_code(&code).ok_or_else(|| StoreError::Unreadable(format!("the deed {code:?}")))?;
        Ok(Done { at, deed, about, reason, actor })
    };
    rows.into_iter().map(done).collect()
}
