//! Joint actions that may be one, told under several numbers: proposed for a person to judge, never joined silently.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use sqlx::PgPool;
use uuid::Uuid;

use super::records::{RecordRow, records_by_id};
use super::{ReadError, Span};
use crate::state::RecordState;

/// Two joint actions that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The one that was recorded first.
    pub first: RecordRow,
    /// The other.
    pub second: RecordRow,
    /// The organisations that tell of each: none tells of both.
    pub told_by: [BTreeSet<String>; 2],
    /// The days on which each was held, first and last.
    pub held: [(NaiveDate, NaiveDate); 2],
    /// The premises that both name.
    pub premises: Vec<(Uuid, String)>,
}

impl Pair {
    /// Whether both were in one county.
    pub fn same_county(&self) -> bool {
        self.first.county.is_some() && self.first.county == self.second.county
    }

    /// Whether both are called the same.
    pub fn same_title(&self) -> bool {
        self.first.title.is_some() && self.first.title == self.second.title
    }
}

/// What is counted as a joint action.
const MEASURE: &str = "joint-actions";
/// An action whose day is known no better than this many days is like too many others.
const LONGEST_DAYS: i32 = 3;
/// Most pairs that are looked at for one page.
const MOST: i64 = 200;

type Found = (Uuid, Uuid, NaiveDate, NaiveDate, NaiveDate, NaiveDate);

/// Pairs of joint actions of `root` that are both counted, were held on days that overlap, are told by different organisations, and
/// name one premises; or, where one of them names none, were in one county, or are called the same and a county is not stated.
/// Latest first; `span` bounds the last day of the later one.
///
/// What a person linked is counted once, so that it is no such pair any more; what was told apart is left out.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn possible_duplicates(pool: &PgPool, root: &str, span: Span) -> Result<Vec<Pair>, ReadError> {
    let found: Vec<Found> = sqlx::query_as(
        "WITH held AS MATERIALIZED (
            SELECT f.record, f.org, f.county, f.occurred_from, f.occurred_on
              FROM read.facts f
             WHERE f.root = $1 AND f.measure = $2 AND f.withdrawn_at IS NULL AND f.occurred_on - f.occurred_from < $3
               AND f.occurred_on BETWEEN coalesce($4, '1900-01-01') - $3 AND $5
         ), sites AS MATERIALIZED (
            SELECT p.record, p.subject FROM held JOIN read.record_subjects p USING (record) WHERE p.kind = 'premises'
         ), pairs AS (
            SELECT p.record AS one, q.record AS other FROM sites p JOIN sites q ON q.subject = p.subject AND q.record > p.record
             UNION
            SELECT least(a.record, b.record), greatest(a.record, b.record)
              FROM held a
              JOIN held b ON a.record <> b.record AND a.occurred_from <= b.occurred_on AND b.occurred_from <= a.occurred_on
              JOIN read.records ra ON ra.record = a.record
              JOIN read.records rb ON rb.record = b.record
             WHERE a.record NOT IN (SELECT s.record FROM sites s)
               AND (a.county = b.county OR (ra.title = rb.title AND (a.county IS NULL OR b.county IS NULL)))
         )
         SELECT pairs.one, pairs.other, a.occurred_from, a.occurred_on, b.occurred_from, b.occurred_on
           FROM pairs JOIN held a ON a.record = pairs.one JOIN held b ON b.record = pairs.other
          WHERE a.org <> b.org AND a.occurred_from <= b.occurred_on AND b.occurred_from <= a.occurred_on
            AND greatest(a.occurred_on, b.occurred_on) >= coalesce($4, '1900-01-01')
            AND NOT EXISTS (SELECT FROM read.links l WHERE l.stands AND l.from_id IN (one, other) AND l.to_id IN (one, other))
          ORDER BY greatest(a.occurred_on, b.occurred_on) DESC, one, other LIMIT $6",
    )
    .bind(root)
    .bind(MEASURE)
    .bind(LONGEST_DAYS)
    .bind(span.from)
    .bind(span.to)
    .bind(MOST)
    .fetch_all(pool)
    .await?;
    let mut ids: Vec<Uuid> = found.iter().flat_map(|row| [row.0, row.1]).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows: HashMap<Uuid, RecordRow> = records_by_id(pool, &ids).await?.into_iter().map(|row| (row.record, row)).collect();
    let states = states(pool, &ids).await?;
    let mut pairs = Vec::new();
    for (one, other, from, on, other_from, other_on) in found {
        let (Some(a), Some(b)) = (rows.get(&one), rows.get(&other)) else { continue };
        let (Some(said), Some(other_said)) = (states.get(&one), states.get(&other)) else { continue };
        let told_by = [said.tellers(), other_said.tellers()];
        if !told_by[0].is_disjoint(&told_by[1]) {
            continue; // Who tells of both under two numbers holds them for two.
        }
        let about = other_said.subjects();
        let premises = said.subjects().into_iter().filter(|(id, told)| told.0 == "premises" && about.contains_key(id));
        let mut pair = Pair {
            first: a.clone(),
            second: b.clone(),
            told_by,
            held: [(from, on), (other_from, other_on)],
            premises: premises.map(|(id, _)| (id.0, String::new())).collect(),
        };
        if pair.first.first_position > pair.second.first_position {
            std::mem::swap(&mut pair.first, &mut pair.second);
            pair.told_by.reverse();
            pair.held.reverse();
        }
        pairs.push(pair);
    }
    // Of one day the likelier first.
    let latest = |pair: &Pair| pair.held[0].1.max(pair.held[1].1);
    pairs.sort_by_key(|pair| (std::cmp::Reverse(latest(pair)), pair.premises.is_empty()));
    name(pool, &mut pairs).await?;
    Ok(pairs)
}

/// The states of `records`: which parts they have, who tells them, and what each is about.
pub(super) async fn states(pool: &PgPool, records: &[Uuid]) -> Result<HashMap<Uuid, RecordState>, ReadError> {
    let rows: Vec<(Uuid, Vec<u8>)> =
        sqlx::query_as("SELECT record, state FROM read.records WHERE record = ANY($1)").bind(records).fetch_all(pool).await?;
    // The fold wrote them; what it could not read again it would have told at its next event.
    Ok(rows.into_iter().filter_map(|(record, state)| Some((record, RecordState::from_bytes(&state).ok()?))).collect())
}

async fn name(pool: &PgPool, pairs: &mut [Pair]) -> Result<(), ReadError> {
    let ids: Vec<Uuid> = pairs.iter().flat_map(|pair| pair.premises.iter().map(|(id, _)| *id)).collect();
    let names: HashMap<Uuid, String> = sqlx::query_as("SELECT subject, name FROM read.subjects WHERE subject = ANY($1)")
        .bind(ids)
        .fetch_all(pool)
        .await?
        .into_iter()
        .collect();
    for (id, name) in pairs.iter_mut().flat_map(|pair| &mut pair.premises) {
        *name = names.get(id).cloned().unwrap_or_default();
    }
    Ok(())
}
