//! Files that were stored, and the key of each, outside the history: destroying a key makes its file unreadable, and digests stay whole.

use std::collections::HashMap;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{KeyInit, OsRng};
use kernel::{File, FileHash};
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::StoreError;
use crate::keys::{StoreKey, decrypt, encrypt};

/// How it is with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Its bytes have not arrived.
    Awaited,
    /// Its bytes are stored.
    Stored,
    /// Its key was destroyed.
    Erased,
}

/// A file with its key.
#[derive(Clone)]
pub struct Kept {
    /// As it was stated when its key was made.
    pub file: File,
    /// How it is with it.
    pub keep: Keep,
    /// Its key; `None` once destroyed.
    pub key: Option<[u8; 32]>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("file", &self.file).field("keep", &self.keep).finish_non_exhaustive()
    }
}

type Row = (String, i64, String, Option<Vec<u8>>, bool, bool);

const ROW: &str = "sha256, size, media_type, wrapped, stored_at IS NOT NULL, erased_at IS NOT NULL";

/// The file, with a key that is made if it has none: an erased one gets none any more.
///
/// # Errors
/// [`StoreError`] if keys cannot be read or written; [`StoreError::Unreadable`] if the store's key does not fit.
pub async fn key(pool: &PgPool, store: &StoreKey, file: &File, algorithm: &str) -> Result<Kept, StoreError> {
    let fresh = Aes256Gcm::generate_key(OsRng);
    sqlx::query(
        "INSERT INTO files (sha256, size, media_type, alg, wrapped) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256) DO NOTHING",
    )
    .bind(file.sha256.as_str())
    .bind(i64::try_from(file.size).unwrap_or(i64::MAX))
    .bind(&file.media_type)
    .bind(algorithm)
    .bind(encrypt(store.of_files(), file.sha256.as_str().as_bytes(), &fresh)?)
    .execute(pool)
    .await?;
    open(pool, store, &file.sha256).await?.ok_or_else(|| StoreError::Unreadable("a file's key that was just made".into()))
}

/// The file with its key, if it was ever given one.
///
/// # Errors
/// As [`key`].
pub async fn open(pool: &PgPool, store: &StoreKey, hash: &FileHash) -> Result<Option<Kept>, StoreError> {
    let row: Option<Row> =
        sqlx::query_as(&format!("SELECT {ROW} FROM files WHERE sha256 = $1")).bind(hash.as_str()).fetch_optional(pool).await?;
    row.map(|row| kept(store, row)).transpose()
}

fn kept(store: &StoreKey, (sha256, size, media_type, wrapped, stored, erased): Row) -> Result<Kept, StoreError> {
    let unreadable = |_| StoreError::Unreadable("a file's key".into());
    let key = wrapped.map(|wrapped| decrypt(store.of_files(), sha256.as_bytes(), &wrapped)).transpose()?;
    let key = key.map(|bytes| bytes.try_into().map_err(unreadable)).transpose()?;
    let keep = match (erased || key.is_none(), stored) {
        (true, _) => Keep::Erased,
        (false, true) => Keep::Stored,
        (false, false) => Keep::Awaited,
    };
    let sha256 = FileHash::new(sha256).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    Ok(Kept { file: File { sha256, size: size.unsigned_abs(), media_type }, keep, key })
}

/// All bytes of it are there.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn stored(pool: &PgPool, hash: &FileHash) -> Result<(), StoreError> {
    sqlx::query("UPDATE files SET stored_at = coalesce(stored_at, clock_timestamp()), fault = NULL WHERE sha256 = $1")
        .bind(hash.as_str())
        .execute(pool)
        .await?;
    Ok(())
}

/// It was not to be stored after all: its bytes were removed again.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn removed(pool: &PgPool, hash: &FileHash) -> Result<(), StoreError> {
    sqlx::query("UPDATE files SET stored_at = NULL WHERE sha256 = $1").bind(hash.as_str()).execute(pool).await?;
    Ok(())
}

/// What a check found: nothing wrong, `missing` or `differs`.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn checked(pool: &PgPool, hash: &FileHash, fault: Option<&str>) -> Result<(), StoreError> {
    sqlx::query("UPDATE files SET checked_at = clock_timestamp(), fault = $2 WHERE sha256 = $1")
        .bind(hash.as_str())
        .bind(fault)
        .execute(pool)
        .await?;
    Ok(())
}

/// Destroys a file's key: its bytes can never be read again, here or in any copy; true if there was one.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn erase(executor: impl PgExecutor<'_>, hash: &FileHash) -> Result<bool, StoreError> {
    let done =
        sqlx::query("UPDATE files SET wrapped = NULL, erased_at = clock_timestamp() WHERE sha256 = $1 AND wrapped IS NOT NULL")
            .bind(hash.as_str())
            .execute(executor)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// A file that the history states of what was taken from a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// As it was stated.
    pub file: File,
    /// Whether it is stated of something else too: of what was taken from another whose data can be read, or from nobody.
    pub others: bool,
}

/// The files of what was taken from `person`, in the order of their hashes: those of every record of `kind` that ever named the person as
/// its `holder`, also where that was corrected.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn shown(pool: &PgPool, kind: &str, person: Uuid) -> Result<Vec<Shown>, StoreError> {
    let rows: Vec<(String, bool)> = sqlx::query_as(
        "WITH said AS (
             SELECT aggregate_id AS record, payload::jsonb AS what FROM events WHERE aggregate_type = $1
         ), held AS (
             SELECT DISTINCT record, who #>> '{}' AS person FROM said, jsonb_path_query(what, 'lax $.**.holder.sealed.person') AS who
         ), stated AS (
             SELECT record, file ->> 'sha256' AS hash, file FROM said, jsonb_path_query(what, 'lax $.**.file') AS file
              WHERE file ->> 'sha256' IS NOT NULL
         ), own AS (
             SELECT record FROM held WHERE person = $2
         ), readable AS (
             SELECT record FROM held JOIN person_keys k ON k.person::text = held.person
              WHERE held.person <> $2 AND k.wrapped IS NOT NULL
         )
         SELECT min(file::text), bool_or(record NOT IN (SELECT record FROM own) OR record IN (SELECT record FROM readable))
           FROM stated WHERE hash IN (SELECT hash FROM stated JOIN own USING (record)) GROUP BY hash ORDER BY hash",
    )
    .bind(kind)
    .bind(person.to_string())
    .fetch_all(pool)
    .await?;
    let shown = |(file, others): (String, bool)| {
        let file = serde_json::from_str(&file).map_err(|error| StoreError::Unreadable(format!("a file of evidence: {error}")))?;
        Ok(Shown { file, others })
    };
    rows.into_iter().map(shown).collect()
}

/// Every file by its hash that the history names or that was ever stored, in order, with what is known of it here.
///
/// # Errors
/// As [`key`].
pub async fn all(pool: &PgPool, store: &StoreKey) -> Result<Vec<(FileHash, Option<Kept>)>, StoreError> {
    let named: Vec<String> = sqlx::query_scalar(
        r#"SELECT h FROM (
             SELECT DISTINCT found #>> '{}' AS h FROM events, jsonb_path_query(payload::jsonb, 'lax $.**.sha256') AS found
              WHERE payload::text LIKE '%"sha256"%'
              UNION SELECT sha256 FROM files) AS every WHERE h IS NOT NULL ORDER BY h"#,
    )
    .fetch_all(pool)
    .await?;
    let mut all = Vec::with_capacity(named.len());
    for hash in named.into_iter().filter_map(|hash| FileHash::new(hash).ok()) {
        let kept = open(pool, store, &hash).await?;
        all.push((hash, kept));
    }
    Ok(all)
}

/// How it is with the bytes of a file, as far as is known without reading them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCondition {
    /// They have not arrived.
    Awaited,
    /// They were stored, and the last check, if there was one, found nothing wrong.
    Present,
    /// The last check did not find them.
    Missing,
    /// The last check found others.
    Differs,
    /// Their key was destroyed.
    Erased,
}

/// How it is with these files, by hash; those of which nothing is known are left out.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn conditions(pool: &PgPool, hashes: &[String]) -> Result<HashMap<String, FileCondition>, StoreError> {
    let rows: Vec<(String, bool, bool, Option<String>)> = sqlx::query_as(
        "SELECT sha256, stored_at IS NOT NULL, erased_at IS NOT NULL, fault FROM file_conditions WHERE sha256 = ANY($1)",
    )
    .bind(hashes)
    .fetch_all(pool)
    .await?;
    let condition = |stored: bool, erased: bool, fault: Option<&str>| match (erased, stored, fault) {
        (true, _, _) => FileCondition::Erased,
        (false, false, _) => FileCondition::Awaited,
        (false, true, Some("missing")) => FileCondition::Missing,
        (false, true, Some(_)) => FileCondition::Differs,
        (false, true, None) => FileCondition::Present,
    };
    Ok(rows.into_iter().map(|(hash, stored, erased, fault)| (hash, condition(stored, erased, fault.as_deref()))).collect())
}
