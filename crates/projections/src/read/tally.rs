//! Tallies: facts added up over days, as known today or as recorded by a past day.
//!
//! A fact lies in a window if all of the days on which it may have occurred do. One that overlaps the window without lying in it is
//! not in the amount: it is told apart as `possible`.

use chrono::NaiveDate;
use sqlx::PgPool;

use super::ReadError;
use super::window::{BEGINNING, Span};

/// What to add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyQuery {
    /// The division root.
    pub root: String,
    /// The measures' codes.
    pub measures: Vec<String>,
    /// First day; open to the past if `None`.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: NaiveDate,
    /// Only this county.
    pub county: Option<String>,
    /// Only this agency.
    pub agency: Option<String>,
    /// Only this campaign, by its number.
    pub campaign: Option<String>,
    /// What was recorded by the end of this day; all if `None`.
    pub as_of: Option<NaiveDate>,
}

/// The sum of one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyRow {
    /// The measure's code.
    pub measure: String,
    /// The sum, in the unit's smallest step.
    pub amount: i64,
    /// How many facts.
    pub rows: i64,
    /// Whether one of them is a lower bound, so that the sum is one (余).
    pub at_least: bool,
    /// Of the amount: what lies in the window, but whose day is not stated.
    pub unplaced: i64,
    /// Not in the amount: what may or may not lie in the window, since its days overlap its edge.
    pub possible: i64,
}

/// Adds up, one row per measure in the order asked, also where nothing was counted.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn tally(pool: &PgPool, query: &TallyQuery) -> Result<Vec<TallyRow>, ReadError> {
    let span = Span { from: query.from, to: query.to };
    let asked: Vec<(&str, Span)> = query.measures.iter().map(|measure| (measure.as_str(), span)).collect();
    let filter = Filter {
        root: &query.root,
        county: query.county.as_deref(),
        agency: query.agency.as_deref(),
        campaign: query.campaign.as_deref(),
        as_of: query.as_of,
    };
    let sums = sums(pool, filter, &asked).await?;
    let row = |(measure, sum): (&String, Sum)| TallyRow {
        measure: measure.clone(),
        amount: sum.amount,
        rows: sum.rows,
        at_least: sum.at_least,
        unplaced: sum.unplaced,
        possible: sum.possible,
    };
    Ok(query.measures.iter().zip(sums).map(row).collect())
}

/// Which part of a root's facts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter<'a> {
    pub root: &'a str,
    pub county: Option<&'a str>,
    pub agency: Option<&'a str>,
    pub campaign: Option<&'a str>,
    pub as_of: Option<NaiveDate>,
}

super::row::row! {
    /// One sum of [`sums`].
    Sum {
        /// The sum.
        amount: i64,
        /// How many facts.
        rows: i64,
        /// Whether it is a lower bound.
        at_least: bool,
        /// Of the amount, without a stated day.
        unplaced: i64,
        /// Beside the amount.
        possible: i64,
    }
}

/// Adds up each of `asked` (measure and days) in one round trip, in their order.
pub(super) async fn sums(pool: &PgPool, filter: Filter<'_>, asked: &[(&str, Span)]) -> Result<Vec<Sum>, ReadError> {
    let measures: Vec<&str> = asked.iter().map(|(measure, _)| *measure).collect();
    let froms: Vec<NaiveDate> = asked.iter().map(|(_, span)| span.from.unwrap_or(BEGINNING)).collect();
    let tos: Vec<NaiveDate> = asked.iter().map(|(_, span)| span.to).collect();
    let rows = sqlx::query_as::<_, Sum>(SUMS)
        .bind(filter.root)
        .bind(measures)
        .bind(froms)
        .bind(tos)
        .bind(filter.county)
        .bind(filter.agency)
        .bind(filter.campaign)
        .bind(filter.as_of)
        .fetch_all(pool)
        .await?;
    Ok(rows)
}

const SUMS: &str = "
SELECT s.amount, s.rows, s.at_least, s.unplaced, p.possible
  FROM unnest($2::text[], $3::date[], $4::date[]) WITH ORDINALITY AS w (measure, first, last, place),
       LATERAL (SELECT coalesce(sum(c.amount), 0)::bigint AS amount, coalesce(sum(c.rows), 0)::bigint AS rows,
                       coalesce(sum(c.rows) FILTER (WHERE c.qualifier = 'at-least'), 0) > 0 AS at_least,
                       coalesce(sum(c.amount) FILTER (WHERE c.precision IN ('month', 'year', 'window')), 0)::bigint AS unplaced
                  FROM read.cube c
                 WHERE c.root = $1 AND c.measure = w.measure AND c.occurred_on BETWEEN w.first AND w.last AND c.occurred_from >= w.first
                   AND ($5::text IS NULL OR c.county = $5) AND ($6::text IS NULL OR c.agency = $6)
                   AND ($7::text IS NULL OR c.campaign = $7) AND ($8::date IS NULL OR c.recorded_on <= $8)) s,
       LATERAL (SELECT coalesce(sum(c.amount), 0)::bigint AS possible
                  FROM read.cube c
                 WHERE c.root = $1 AND c.measure = w.measure AND c.precision IN ('month', 'year', 'window')
                   AND c.occurred_from <= w.last AND c.occurred_on >= w.first
                   AND NOT (c.occurred_from >= w.first AND c.occurred_on <= w.last)
                   AND ($5::text IS NULL OR c.county = $5) AND ($6::text IS NULL OR c.agency = $6)
                   AND ($7::text IS NULL OR c.campaign = $7) AND ($8::date IS NULL OR c.recorded_on <= $8)) p
 ORDER BY w.place";
