//! The one append call: a block of units in one statement, which has committed when it answers.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{PgPool, Row};

use crate::digest::reports_digest;
use crate::{StoreError, Unit};

/// What became of a block.
#[derive(Debug)]
pub enum Appended {
    /// Written; the work under the lock took so long, the commit aside.
    Written(Committed, Duration),
    /// Nothing was written: these stood in the way.
    Blocked {
        /// Records whose past is longer than the units believed.
        stale: Vec<String>,
        /// Places (in the order of the units' inbox rows, from 0) of reports that are accepted already.
        known: Vec<usize>,
    },
}

/// A written block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The position of its first event.
    pub first_position: i64,
    /// Its number.
    pub block: i64,
    /// Its hash, which covers all history before it.
    pub hash: Vec<u8>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// Appends `units` in their order as one block.
///
/// # Errors
/// [`StoreError`]; then nothing was written, unless the connection broke after the commit: the caller tries again and the inbox tells.
pub async fn append(pool: &PgPool, units: &[&Unit]) -> Result<Appended, StoreError> {
    let events = || units.iter().flat_map(|unit| &unit.events);
    let inbox = || units.iter().filter_map(|unit| unit.inbox.as_ref());
    macro_rules! column {
        ($rows:ident, |$row:ident| $value:expr) => {
            $rows().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    let mut place = 0_i32;
    let (mut firsts, mut lasts) = (Vec::new(), Vec::new());
    for unit in units {
        let count = i32::try_from(unit.events.len()).unwrap_or(i32::MAX);
        if unit.inbox.is_some() {
            // A report that caused nothing points between two events: first > last.
            firsts.push(place + 1);
            lasts.push(place + count);
        }
        place += count;
    }
    let digests: Vec<&[u8]> = events().map(|event| event.digest.as_slice()).collect();
    let row = sqlx::query(
        "CALL append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
                     $26, $27, $28, $29, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    )
    .bind(column!(events, |e| e.event_id))
    .bind(column!(events, |e| e.aggregate_type.as_str()))
    .bind(column!(events, |e| e.aggregate_id.to_string()))
    .bind(column!(events, |e| e.sequence))
    .bind(column!(events, |e| e.event_type.as_str()))
    .bind(column!(events, |e| e.event_version.as_str()))
    .bind(column!(events, |e| e.payload.as_str()))
    .bind(column!(events, |e| e.metadata.as_str()))
    .bind(column!(events, |e| e.agency.as_str()))
    .bind(column!(events, |e| e.org.as_str()))
    .bind(column!(events, |e| e.division.as_str()))
    .bind(column!(events, |e| e.root.as_str()))
    .bind(column!(events, |e| e.earliest))
    .bind(column!(events, |e| e.latest))
    .bind(column!(events, |e| e.precision))
    .bind(column!(events, |e| e.message.map(|m| m.0)))
    .bind(column!(events, |_e| 0_i16))
    .bind(&digests)
    .bind(digests.concat())
    .bind(reports_digest(column!(inbox, |i| i.digest)))
    .bind(column!(inbox, |i| i.message.0))
    .bind(column!(inbox, |i| i.org.as_str()))
    .bind(column!(inbox, |i| i.body_hash.as_slice()))
    .bind(column!(inbox, |i| i.report_type.as_str()))
    .bind(column!(inbox, |i| i.record.as_str()))
    .bind(column!(inbox, |i| i.digest.as_slice()))
    .bind(column!(inbox, |i| i.report.as_str()))
    .bind(firsts)
    .bind(lasts)
    .fetch_one(pool)
    .await?;
    let first_position: Option<i64> = row.try_get(0)?;
    Ok(match first_position {
        Some(first_position) => {
            let block = row.try_get(1)?;
            let committed = Committed { first_position, block, hash: row.try_get(2)?, recorded_at: row.try_get(3)? };
            Appended::Written(committed, Duration::try_from_secs_f64(row.try_get(6)?).unwrap_or_default())
        }
        None => Appended::Blocked {
            stale: row.try_get(4)?,
            known: row.try_get::<Vec<i32>, _>(5)?.into_iter().filter_map(|place| usize::try_from(place - 1).ok()).collect(),
        },
    })
}
