//! The reports behind the events: each is what its block covers, and stands where its events stand.

use std::collections::HashMap;

use futures::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::{MOST_FAULTS, Verified};
use crate::StoreError;
use crate::digest::{CoveredReport, report_digest, reports_digest};

/// Reads the inbox as it lies, which is nearly the order of its blocks: a block is closed with the last of its rows, so that only few are
/// open at a time.
pub(super) async fn check(snapshot: &mut PgConnection, verified: &mut Verified) -> Result<(), StoreError> {
    let mut open: HashMap<i64, Vec<[u8; 32]>> = HashMap::new();
    let mut closed = 0_i64;
    {
        let mut rows = sqlx::query(
            "SELECT i.org, i.message_id, i.body_hash, i.report_type, i.aggregate_id, i.report, i.digest, i.block,
                    b.reports, b.reports_digest, i.recorded_at = b.recorded_at
               FROM inbox i LEFT JOIN blocks b ON b.block = i.block",
        )
        .fetch(&mut *snapshot);
        while let Some(row) = rows.try_next().await? {
            verified.reports += 1;
            let (stored, recomputed): (&[u8], _) = (row.try_get(6)?, digest(&row)?);
            let block: i64 = row.try_get(7)?;
            let dated: Option<bool> = row.try_get(10)?;
            if stored != recomputed || dated != Some(true) {
                let (org, message): (&str, uuid::Uuid) = (row.try_get(0)?, row.try_get(1)?);
                verified.wrong(
                    format!("{org}的报送{message}与当初接受的不符"),
                    format!("the report {message} of {org} is not what was accepted"),
                );
            }
            let digests = open.entry(block).or_default();
            digests.push(recomputed);
            if i32::try_from(digests.len()).ok() == row.try_get::<Option<i32>, _>(8)? {
                closed += 1;
                let covered: Vec<u8> = row.try_get(9)?;
                if open.remove(&block).map(reports_digest) != Some(covered) {
                    verified.wrong(format!("区块{block}与其报送不符"), format!("block {block} does not cover these reports"));
                }
            }
            if verified.faults.len() >= MOST_FAULTS {
                return Ok(());
            }
        }
    }
    let expected: i64 = sqlx::query_scalar("SELECT count(*) FROM blocks WHERE reports > 0").fetch_one(&mut *snapshot).await?;
    if closed != expected || !open.is_empty() {
        let changed = (expected - closed).max(0) + count(&open);
        verified
            .wrong(format!("有{changed}个区块的报送与原有的不同"), format!("{changed} blocks have other reports than they had"));
    }
    let (torn, orphans): (i64, i64) = sqlx::query_as(PLACES).fetch_one(snapshot).await?;
    if torn > 0 {
        verified
            .wrong(format!("有{torn}份报送与其事件的位置不符"), format!("{torn} reports do not stand where their events stand"));
    }
    if orphans > 0 {
        verified.wrong(
            format!("有{orphans}个事件找不到对应的报送"),
            format!("{orphans} events have lost the report that caused them"),
        );
    }
    Ok(())
}

/// Reports whose events are not where their row says, and events whose report is not there.
const PLACES: &str = "
SELECT (SELECT count(*) FROM inbox i LEFT JOIN (SELECT message_id, org, min(position) AS first, max(position) AS last, count(*) AS n
                                                  FROM events WHERE message_id IS NOT NULL GROUP BY message_id, org) e
                                            ON e.message_id = i.message_id AND e.org = i.org
         WHERE i.last_position - i.first_position + 1 <> coalesce(e.n, 0)
            OR e.n > 0 AND (e.first, e.last) <> (i.first_position, i.last_position)),
       (SELECT count(*) FROM events e
         WHERE e.message_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM inbox i WHERE i.message_id = e.message_id AND i.org = e.org))";

fn count(open: &HashMap<i64, Vec<[u8; 32]>>) -> i64 {
    i64::try_from(open.len()).unwrap_or(i64::MAX)
}

fn digest(row: &PgRow) -> Result<[u8; 32], sqlx::Error> {
    Ok(report_digest(&CoveredReport {
        org: row.try_get(0)?,
        message: row.try_get(1)?,
        body_hash: row.try_get(2)?,
        report_type: row.try_get(3)?,
        record: row.try_get(4)?,
        report: row.try_get(5)?,
    }))
}
