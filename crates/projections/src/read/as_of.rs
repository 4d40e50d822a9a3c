//! What had been recorded by a past moment: by the end of a day, or by a position.
//!
//! The cube knows days of recording. What it adds up for the day of a position is corrected by the facts of that day that came later.

use chrono::NaiveDate;
use kernel::division::Root;
use sqlx::PgPool;

use super::ReadError;
use super::tally::{Asked, Filter, Sum};

/// By when what was recorded counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The local day of recording.
    pub day: NaiveDate,
    /// The last position that counts; all of the day if `None`.
    pub position: Option<i64>,
}

impl From<NaiveDate> for AsOf {
    fn from(day: NaiveDate) -> Self {
        Self { day, position: None }
    }
}

impl AsOf {
    /// As recorded by `position`, seen from `root`; `None` if nothing has been recorded there yet.
    ///
    /// # Errors
    /// [`ReadError`] if the database does not answer.
    pub async fn position(pool: &PgPool, root: &Root, position: i64) -> Result<Option<Self>, ReadError> {
        let recorded_at: Option<chrono::DateTime<chrono::Utc>> =
            sqlx::query_scalar("SELECT recorded_at FROM event_history WHERE position = $1")
                .bind(position)
                .fetch_optional(pool)
                .await?;
        Ok(recorded_at.map(|at| Self { day: at.with_timezone(&root.zone).date_naive(), position: Some(position) }))
    }
}

/// Facts of one root that were made or withdrawn on the day `$2` after position `$3`, a withdrawal with its sign turned.
const LATER: &str = "later AS MATERIALIZED (
    SELECT f.measure, f.county, f.agency, f.campaign, f.qualifier, f.precision, f.occurred_from, f.occurred_on, f.amount, 1 AS sign
      FROM read.facts f WHERE f.root = $1 AND f.made_on = $2 AND f.made_at > $3
    UNION ALL
    SELECT f.measure, f.county, f.agency, f.campaign, f.qualifier, f.precision, f.occurred_from, f.occurred_on, f.amount, -1
      FROM read.facts f WHERE f.root = $1 AND f.withdrawn_on = $2 AND f.withdrawn_at > $3)";

/// Takes from `sums`, which are those of the whole day, what was recorded on it after the position.
pub(super) async fn take_off_later(
    pool: &PgPool,
    filter: Filter<'_>,
    asked: &[Asked<'_>],
    sums: &mut [Sum],
) -> Result<(), ReadError> {
    let Some(AsOf { day, position: Some(position) }) = filter.as_of else { return Ok(()) };
    let query = format!(
        "WITH {LATER}
         SELECT coalesce(sum(l.sign * l.amount) FILTER (WHERE l.within), 0)::bigint, coalesce(sum(l.sign) FILTER (WHERE l.within), 0)::bigint,
                coalesce(sum(l.sign) FILTER (WHERE l.within AND l.qualifier = 'at-least'), 0)::bigint,
                coalesce(sum(l.sign * l.amount) FILTER (WHERE l.within AND l.precision IN ('month', 'year', 'window')), 0)::bigint,
                coalesce(sum(l.sign * l.amount) FILTER (WHERE NOT l.within), 0)::bigint
           FROM unnest($4::text[], $5::text[], $6::date[], $7::date[]) WITH ORDINALITY AS w (scope, measure, first, last, place)
           LEFT JOIN LATERAL (SELECT later.*, later.occurred_from >= w.first AND later.occurred_on <= w.last AS within FROM later
                               WHERE later.measure = w.measure AND later.occurred_on >= w.first AND later.occurred_from <= w.last
                                 AND (w.scope = '' OR later.county = w.scope)
                                 AND ($8::text IS NULL OR coalesce(later.county, '') = $8) AND ($9::text IS NULL OR later.agency = $9)
                                 AND ($10::text IS NULL OR later.campaign = $10)) l ON true
          GROUP BY w.place ORDER BY w.place"
    );
    let rows: Vec<(i64, i64, i64, i64, i64)> = sqlx::query_as(&query)
        .bind(filter.root)
        .bind(day)
        .bind(position)
        .bind(asked.iter().map(|asked| asked.scope).collect::<Vec<_>>())
        .bind(asked.iter().map(|asked| asked.measure).collect::<Vec<_>>())
        .bind(asked.iter().map(|asked| asked.span.first()).collect::<Vec<_>>())
        .bind(asked.iter().map(|asked| asked.span.to).collect::<Vec<_>>())
        .bind(filter.county)
        .bind(filter.agency)
        .bind(filter.campaign)
        .fetch_all(pool)
        .await?;
    for (sum, later) in sums.iter_mut().zip(rows.into_iter().map(Sum::from)) {
        sum.amount -= later.amount;
        sum.rows -= later.rows;
        sum.at_least -= later.at_least;
        sum.unplaced -= later.unplaced;
        sum.possible -= later.possible;
    }
    Ok(())
}

/// What was recorded on the day after the position, by month (`None` for what lies in no one month) and measure: the sum, and how many lower bounds.
pub(super) async fn later_by_month(
    pool: &PgPool,
    filter: Filter<'_>,
    measures: &[&str],
    span: super::Span,
) -> Result<Vec<(Option<NaiveDate>, String, i64, i64)>, ReadError> {
    let Some(AsOf { day, position: Some(position) }) = filter.as_of else { return Ok(Vec::new()) };
    let query = format!(
        "WITH {LATER}
         SELECT CASE WHEN date_trunc('month', l.occurred_from) = date_trunc('month', l.occurred_on)
                     THEN date_trunc('month', l.occurred_on)::date END, l.measure, sum(l.sign * l.amount)::bigint,
                coalesce(sum(l.sign) FILTER (WHERE l.qualifier = 'at-least'), 0)::bigint
           FROM later l
          WHERE l.measure = ANY ($4) AND l.occurred_from >= $5 AND l.occurred_on <= $6 AND ($7::text IS NULL OR l.county = $7)
          GROUP BY 1, 2"
    );
    let rows = sqlx::query_as(&query)
        .bind(filter.root)
        .bind(day)
        .bind(position)
        .bind(measures)
        .bind(span.first())
        .bind(span.to)
        .bind(filter.county)
        .fetch_all(pool)
        .await?;
    Ok(rows)
}
