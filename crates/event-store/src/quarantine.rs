//! The quarantine: what was refused, with its bytes and its reason, until a person decides.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use kernel::{MessageId, OrgId, Refusal};
use sha2::{Digest, Sha256};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgPool, Row};

use crate::StoreError;

/// A message to be kept.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The subject it came on.
    pub subject: String,
    /// The sender, if it could be told.
    pub org: Option<OrgId>,
    /// Its id, if it could be told.
    pub message: Option<MessageId>,
    /// The bytes as received.
    pub body: Vec<u8>,
    /// Why.
    pub refusal: Refusal,
}

/// The rows of one statement: what came, and how often.
struct Counted<'a> {
    message: &'a Refused,
    times: i32,
}

/// An entry as listed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// When it first came.
    pub received_at: DateTime<Utc>,
    /// On which subject.
    pub subject: String,
    /// The sender, if it could be told.
    pub org: Option<String>,
    /// Its id, if it could be told.
    pub message_id: Option<uuid::Uuid>,
    /// Stable reason code.
    pub code: String,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// How often the same bytes came.
    pub times: i32,
    /// What was decided last; `None` while it is open.
    pub decision: Option<String>,
}

impl FromRow<'_, PgRow> for Entry {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            received_at: row.try_get("received_at")?,
            subject: row.try_get("subject")?,
            org: row.try_get("org")?,
            message_id: row.try_get("message_id")?,
            code: row.try_get("code")?,
            zh: row.try_get("zh")?,
            en: row.try_get("en")?,
            times: row.try_get("times")?,
            decision: row.try_get("decision")?,
        })
    }
}

/// Keeps refused messages in one statement and returns their numbers in order.
///
/// # Errors
/// [`StoreError`] if the store cannot be written: then nothing is acknowledged.
pub async fn keep(pool: &PgPool, refused: &[Refused]) -> Result<Vec<i64>, StoreError> {
    if refused.is_empty() {
        return Ok(Vec::new());
    }
    // One row for each: the same bytes twice in one batch would touch one row twice in a single statement.
    let mut rows: BTreeMap<([u8; 32], &str, &str), Counted<'_>> = BTreeMap::new();
    let mut keys = Vec::with_capacity(refused.len());
    for message in refused {
        let key = (Sha256::digest(&message.body).into(), message.subject.as_str(), message.refusal.code);
        keys.push(key);
        rows.entry(key).or_insert(Counted { message, times: 0 }).times += 1;
    }
    // Sorted by key: two batches with the same messages take their rows in one order and cannot wait for each other.
    let places: HashMap<_, usize> = rows.keys().enumerate().map(|(place, key)| (*key, place)).collect();
    let ids: Vec<(i64, i64)> = sqlx::query_as(
        "WITH given AS (
             SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::int[])
                    WITH ORDINALITY AS g (subject, org, message_id, body_hash, code, zh, en, body, times, place)),
         kept AS (
             INSERT INTO quarantine (subject, org, message_id, body_hash, code, zh, en, body, times)
             SELECT subject, org, message_id, body_hash, code, zh, en, body, times FROM given
             ON CONFLICT (body_hash, subject, code)
             DO UPDATE SET times = quarantine.times + excluded.times, body = excluded.body, expires_on = excluded.expires_on
             RETURNING id, body_hash, subject, code)
         SELECT given.place, kept.id FROM given JOIN kept USING (body_hash, subject, code) ORDER BY given.place",
    )
    .bind(rows.values().map(|r| r.message.subject.as_str()).collect::<Vec<_>>())
    .bind(rows.values().map(|r| r.message.org.as_ref().map(OrgId::as_str)).collect::<Vec<_>>())
    .bind(rows.values().map(|r| r.message.message.map(|m| m.0)).collect::<Vec<_>>())
    .bind(rows.keys().map(|(hash, ..)| hash.as_slice()).collect::<Vec<_>>())
    .bind(rows.keys().map(|(.., code)| *code).collect::<Vec<_>>())
    .bind(rows.values().map(|r| r.message.refusal.text.zh.as_ref()).collect::<Vec<_>>())
    .bind(rows.values().map(|r| r.message.refusal.text.en.as_ref()).collect::<Vec<_>>())
    .bind(rows.values().map(|r| r.message.body.as_slice()).collect::<Vec<_>>())
    .bind(rows.values().map(|r| r.times).collect::<Vec<_>>())
    .fetch_all(pool)
    .await?;
    Ok(keys.iter().filter_map(|key| ids.get(*places.get(key)?).map(|(_, id)| *id)).collect())
}

const ENTRY: &str = "SELECT * FROM quarantine_entries";

/// Lists entries, the latest first; `open` leaves out those that were decided.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn list(pool: &PgPool, open: bool, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let filter = if open { " WHERE decision IS NULL" } else { "" };
    Ok(sqlx::query_as(&format!("{ENTRY}{filter} ORDER BY id DESC LIMIT $1")).bind(limit).fetch_all(pool).await?)
}

/// One entry with its bytes (`None` once they expired).
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn show(pool: &PgPool, id: i64) -> Result<Option<(Entry, Option<Vec<u8>>)>, StoreError> {
    let Some(entry) = sqlx::query_as(&format!("{ENTRY} WHERE id = $1")).bind(id).fetch_optional(pool).await? else {
        return Ok(None);
    };
    let body = sqlx::query_scalar("SELECT body FROM quarantine WHERE id = $1").bind(id).fetch_one(pool).await?;
    Ok(Some((entry, body)))
}

/// Records a decision: `retried` with what came of it, or `discarded`, by whom and why.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn decide(pool: &PgPool, id: i64, decision: &str, outcome: &str, reason: &str, actor: &str) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO quarantine_decisions (quarantine, decision, outcome, reason, actor) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(decision)
        .bind(outcome)
        .bind(reason)
        .bind(actor)
        .execute(pool)
        .await?;
    Ok(())
}

/// Drops the bytes of entries past their date and keeps the entries; those still open are closed by it, as recorded. Returns how many.
///
/// # Errors
/// [`StoreError`] if the store cannot be written.
pub async fn expire(pool: &PgPool) -> Result<u64, StoreError> {
    let done = sqlx::query_scalar::<_, i64>(
        "WITH expired AS (
             UPDATE quarantine SET body = NULL WHERE body IS NOT NULL AND expires_on < current_date RETURNING id),
         decided AS (
             INSERT INTO quarantine_decisions (quarantine, decision, outcome, reason, actor)
             SELECT e.id, 'expired', 'its bytes were dropped', 'nobody decided before its date', 'system'
               FROM expired e JOIN quarantine_entries q USING (id) WHERE q.decision IS NULL)
         SELECT count(*) FROM expired",
    )
    .fetch_one(pool)
    .await?;
    Ok(u64::try_from(done).unwrap_or(0))
}

/// How many entries wait for a decision.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn open_count(pool: &PgPool) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM quarantine_entries WHERE decision IS NULL").fetch_one(pool).await?)
}
