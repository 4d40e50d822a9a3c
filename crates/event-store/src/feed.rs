//! The feed: `position > checkpoint` is a complete subscription, because commit order is position order.

use chrono::{DateTime, Utc};
use kernel::RecordId;
use serde_json::value::RawValue;
use sqlx::postgres::{PgListener, PgRow};
use sqlx::{FromRow, PgPool, Row};
use uuid::Uuid;

use crate::StoreError;

/// The channel on which each append says how far the history goes.
pub const CHANNEL: &str = "jointcase_events";

/// An event as it is stored.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Its place in the history, from 1, without gaps.
    pub position: i64,
    /// Its own id.
    pub event_id: Uuid,
    /// Its place in its record, from 1.
    pub sequence: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The kind of record.
    pub aggregate_type: String,
    /// The record.
    pub aggregate_id: String,
    /// The tag.
    pub event_type: String,
    /// The version of the payload's shape.
    pub event_version: String,
    /// The agency.
    pub agency: String,
    /// The organisation.
    pub org: String,
    /// Where.
    pub division: String,
    /// The root of that division.
    pub root: String,
    /// The report that caused it.
    pub message: Option<Uuid>,
    /// The store it comes from.
    pub origin: Uuid,
    /// How far it may be shared.
    pub sharing: i16,
    /// Flat text metadata, as JSON.
    pub metadata: Box<RawValue>,
    /// What happened, as JSON.
    pub payload: Box<RawValue>,
}

/// What a [`StoredEvent`] is read from, in its order.
const COLUMNS: &str =
    "position, event_id, sequence, recorded_at, aggregate_type, aggregate_id, event_type, event_version, agency, org,
    division, root, message_id, origin, sharing, metadata, payload";

impl FromRow<'_, PgRow> for StoredEvent {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let json = |index: usize| -> Result<Box<RawValue>, sqlx::Error> {
            Ok(row.try_get::<sqlx::types::Json<Box<RawValue>>, _>(index)?.0)
        };
        Ok(Self {
            position: row.try_get(0)?,
            event_id: row.try_get(1)?,
            sequence: row.try_get(2)?,
            recorded_at: row.try_get(3)?,
            aggregate_type: row.try_get(4)?,
            aggregate_id: row.try_get(5)?,
            event_type: row.try_get(6)?,
            event_version: row.try_get(7)?,
            agency: row.try_get(8)?,
            org: row.try_get(9)?,
            division: row.try_get(10)?,
            root: row.try_get(11)?,
            message: row.try_get(12)?,
            origin: row.try_get(13)?,
            sharing: row.try_get(14)?,
            metadata: json(15)?,
            payload: json(16)?,
        })
    }
}

impl StoredEvent {
    /// The record, parsed.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] if it is not a UUID.
    pub fn record(&self) -> Result<RecordId, StoreError> {
        self.aggregate_id.parse().map_err(|_| StoreError::Unreadable(format!("record id {:?}", self.aggregate_id)))
    }
}

/// Reads at most `limit` events after `position`, in order.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn after(pool: &PgPool, position: i64, limit: i64) -> Result<Vec<StoredEvent>, StoreError> {
    Ok(sqlx::query_as(&format!("SELECT {COLUMNS} FROM events WHERE position > $1 AND position <= $1 + $2 ORDER BY position"))
        .bind(position)
        .bind(limit)
        .fetch_all(pool)
        .await?)
}

/// Reads the events after `position` and up to `until` whose tag is one of `tags`, in order.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn tagged(pool: &PgPool, position: i64, until: i64, tags: &[&str]) -> Result<Vec<StoredEvent>, StoreError> {
    let query =
        format!("SELECT {COLUMNS} FROM events WHERE position > $1 AND position <= $2 AND event_type = ANY($3) ORDER BY position");
    Ok(sqlx::query_as(&query).bind(position).bind(until).bind(tags).fetch_all(pool).await?)
}

/// Reads the events after `position` and up to `until` of records of `kinds`, in order, each with the end of the history when it was
/// recorded: the last position of its block, and the block's hash.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn sealed(pool: &PgPool, position: i64, until: i64, kinds: &[&str]) -> Result<Vec<(StoredEvent, Head)>, StoreError> {
    let query = format!(
        "SELECT {COLUMNS}, block, last, hash FROM events
           JOIN (SELECT block, first_position + events - 1 AS last, encode(hash, 'hex') AS hash FROM blocks) AS b USING (block)
          WHERE position > $1 AND position <= $2 AND aggregate_type = ANY($3) ORDER BY position"
    );
    let rows: Vec<PgRow> = sqlx::query(&query).bind(position).bind(until).bind(kinds).fetch_all(pool).await?;
    let read = |row: PgRow| {
        let head = Head { block: row.try_get("block")?, position: row.try_get("last")?, hash: row.try_get("hash")? };
        Ok((StoredEvent::from_row(&row)?, head))
    };
    Ok(rows.into_iter().map(read).collect::<Result<_, sqlx::Error>>()?)
}

/// Reads the first `sequence` events of `record`, in order: at most the last 1,000 of them.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn past(pool: &PgPool, record: RecordId, sequence: i64) -> Result<Vec<StoredEvent>, StoreError> {
    Ok(pasts(pool, &[(record, sequence)]).await?.pop().unwrap_or_default())
}

/// Reads, for each of `asked` in its order, the first `sequence` events of a record: at most the last 1,000 of them.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn pasts(pool: &PgPool, asked: &[(RecordId, i64)]) -> Result<Vec<Vec<StoredEvent>>, StoreError> {
    let query = format!(
        "SELECT {COLUMNS}, place FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS asked (id, until, place)
           JOIN events ON aggregate_id = id AND sequence <= until AND sequence > until - 1000 ORDER BY place, sequence"
    );
    let (ids, untils): (Vec<String>, Vec<i64>) = asked.iter().map(|(record, until)| (record.to_string(), *until)).unzip();
    let rows: Vec<PgRow> = sqlx::query(&query).bind(ids).bind(untils).fetch_all(pool).await?;
    let mut pasts = vec![Vec::new(); asked.len()];
    for row in rows {
        let place: i64 = row.try_get("place")?;
        if let Some(past) = usize::try_from(place - 1).ok().and_then(|place| pasts.get_mut(place)) {
            past.push(StoredEvent::from_row(&row)?);
        }
    }
    Ok(pasts)
}

/// Where the history ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Position of the last event; 0 if there is none.
    pub position: i64,
    /// Number of the last block.
    pub block: i64,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// Reads where the history ends.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn head(pool: &PgPool) -> Result<Head, StoreError> {
    let (position, block, hash): (i64, i64, String) =
        sqlx::query_as("SELECT position, block, encode(block_hash, 'hex') FROM head").fetch_one(pool).await?;
    Ok(Head { position, block, hash })
}

/// Who this store is: `(origin, incarnation)`.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn identity(pool: &PgPool) -> Result<(Uuid, Uuid), StoreError> {
    Ok(sqlx::query_as("SELECT origin, incarnation FROM store").fetch_one(pool).await?)
}

/// Listens for appends; [`PgListener::recv`] wakes at each.
///
/// # Errors
/// [`StoreError`] if the store cannot be reached.
pub async fn listen(pool: &PgPool) -> Result<PgListener, StoreError> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
