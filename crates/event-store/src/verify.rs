//! Proof that the history is whole: positions and sequences without gaps, every digest, every block, every report behind it.

mod reports;

use futures::TryStreamExt;
use kernel::Text;
use serde_json::value::RawValue;
use sqlx::types::Json;
use sqlx::{PgPool, Row};

use crate::StoreError;
use crate::digest::{Covered, block_hash, digest};

/// What was checked, and each thing that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Events read.
    pub events: i64,
    /// Blocks recomputed.
    pub blocks: i64,
    /// Records seen.
    pub records: i64,
    /// Reports recomputed.
    pub reports: i64,
    /// What is wrong; empty if nothing is. At most [`MOST_FAULTS`].
    pub faults: Vec<Text>,
}

impl Verified {
    fn wrong(&mut self, zh: String, en: String) {
        self.faults.push(Text::of(zh, en));
    }
}

/// After as many faults reading stops.
pub const MOST_FAULTS: usize = 100;

struct Block {
    number: i64,
    first: i64,
    events: i32,
    recorded_at: chrono::DateTime<chrono::Utc>,
    reports_digest: Vec<u8>,
    hash: Vec<u8>,
    digests: Vec<u8>,
}

/// Reads the whole history once, in order. `progress` is told the position now and then.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
pub async fn verify(pool: &PgPool, mut progress: impl FnMut(i64)) -> Result<Verified, StoreError> {
    let mut verified = Verified::default();
    let mut snapshot = pool.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *snapshot).await?;
    sqlx::query("SET LOCAL statement_timeout = 0").execute(&mut *snapshot).await?;
    let (head, head_block, head_hash): (i64, i64, Vec<u8>) =
        sqlx::query_as("SELECT position, block, block_hash FROM head").fetch_one(&mut *snapshot).await?;
    let mut previous: Vec<u8> = Vec::new();
    let mut block: Option<Block> = None;
    let mut expected = 1_i64;
    {
        let mut rows = sqlx::query(
            "SELECT b.block, b.first_position, b.events, b.recorded_at, b.hash, e.position, e.event_id, e.aggregate_type, e.aggregate_id,
                    e.sequence, e.event_type, e.event_version, e.payload, e.metadata, e.agency, e.org, e.division, e.root,
                    e.occurred_earliest, e.occurred_latest, e.occurred_precision, e.message_id, e.digest,
                    e.block = b.block AND e.recorded_at = b.recorded_at, b.reports_digest
               FROM blocks b LEFT JOIN events e ON e.position >= b.first_position AND e.position < b.first_position + b.events
              ORDER BY b.block, e.position",
        )
        .fetch(&mut *snapshot);
        while let Some(row) = rows.try_next().await? {
            let number: i64 = row.try_get(0)?;
            if block.as_ref().is_none_or(|block| block.number != number) {
                close(block.take(), &mut previous, &mut verified);
                let expected_number = verified.blocks + 1;
                if number != expected_number {
                    verified.wrong(format!("缺第{expected_number}个区块"), format!("block {expected_number} is missing"));
                }
                block = Some(Block {
                    number,
                    first: row.try_get(1)?,
                    events: row.try_get(2)?,
                    recorded_at: row.try_get(3)?,
                    reports_digest: row.try_get(24)?,
                    hash: row.try_get(4)?,
                    digests: Vec::new(),
                });
            }
            let Some(position) = row.try_get::<Option<i64>, _>(5)? else { continue };
            if position != expected {
                verified.wrong(
                    format!("缺位置{expected}：下一个是{position}"),
                    format!("position {expected} is missing: the next one is {position}"),
                );
            }
            expected = position + 1;
            verified.events += 1;
            let (stored, recomputed) = digests(&row)?;
            if stored != recomputed || !row.try_get::<bool, _>(23)? {
                verified.wrong(
                    format!("位置{position}的事件与当初记录的不符"),
                    format!("the event at position {position} is not what was recorded"),
                );
            }
            if let Some(block) = &mut block {
                block.digests.extend_from_slice(&recomputed);
            }
            if position % 10_000 == 0 {
                progress(position);
            }
            if verified.faults.len() >= MOST_FAULTS {
                return Ok(verified);
            }
        }
    }
    close(block.take(), &mut previous, &mut verified);
    if (head, head_block) != (expected - 1, verified.blocks) || (head_block > 0 && head_hash != previous) {
        let end = expected - 1;
        verified.wrong(
            format!("链头写明位置{head}、区块{head_block}，历史却止于{end}"),
            format!("the head says position {head}, block {head_block}; the history ends at {end}"),
        );
    }
    let beyond: i64 =
        sqlx::query_scalar("SELECT count(*) FROM events WHERE position > $1").bind(head).fetch_one(&mut *snapshot).await?;
    if beyond > 0 {
        verified.wrong(format!("有{beyond}个事件在链头之后"), format!("{beyond} events lie beyond the head"));
    }
    let (records, broken): (i64, i64) = sqlx::query_as(
        "SELECT count(*), count(*) FILTER (WHERE least <> 1 OR most <> n)
           FROM (SELECT min(sequence) AS least, max(sequence) AS most, count(*) AS n FROM events GROUP BY aggregate_id) AS r",
    )
    .fetch_one(&mut *snapshot)
    .await?;
    verified.records = records;
    if broken > 0 {
        verified.wrong(format!("有{broken}条记录的事件序号不连续"), format!("{broken} records have a gap in their sequence"));
    }
    reports::check(&mut snapshot, &mut verified).await?;
    Ok(verified)
}

fn close(block: Option<Block>, previous: &mut Vec<u8>, verified: &mut Verified) {
    let Some(block) = block else { return };
    let hash = block_hash(previous, block.number, block.first, block.recorded_at, &block.digests, &block.reports_digest);
    if i64::from(block.events) * 32 != i64::try_from(block.digests.len()).unwrap_or(-1) {
        verified.wrong(format!("区块{}缺少事件", block.number), format!("block {} lacks events", block.number));
    }
    if hash.as_slice() != block.hash {
        verified.wrong(
            format!("区块{}的哈希与其事件不符", block.number),
            format!("the hash of block {} does not fit its events", block.number),
        );
    }
    *previous = block.hash;
    verified.blocks += 1;
}

fn digests(row: &sqlx::postgres::PgRow) -> Result<(Vec<u8>, [u8; 32]), StoreError> {
    let text = |index: usize| -> Result<&str, sqlx::Error> { row.try_get(index) };
    let json = |index: usize| -> Result<Box<RawValue>, sqlx::Error> { Ok(row.try_get::<Json<Box<RawValue>>, _>(index)?.0) };
    let micros = |index: usize| -> Result<i64, sqlx::Error> {
        Ok(row.try_get::<chrono::DateTime<chrono::Utc>, _>(index)?.timestamp_micros())
    };
    let (payload, metadata) = (json(12)?, json(13)?);
    let recomputed = digest(&Covered {
        event_id: row.try_get(6)?,
        aggregate_type: text(7)?,
        aggregate_id: text(8)?,
        sequence: row.try_get(9)?,
        event_type: text(10)?,
        event_version: text(11)?,
        payload: payload.get(),
        metadata: metadata.get(),
        place: [text(14)?, text(15)?, text(16)?, text(17)?],
        occurred: [micros(18)?, micros(19)?],
        precision: text(20)?,
        message: row.try_get(21)?,
    });
    Ok((row.try_get(22)?, recomputed))
}
