//! What charts draw: months and counties.

use chrono::NaiveDate;
use sqlx::PgPool;

use super::ReadError;
use super::window::Span;

/// Through which filters a chart looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lens {
    /// The division root.
    pub root: String,
    /// Only this county.
    pub county: Option<String>,
    /// Only this agency.
    pub agency: Option<String>,
    /// What was recorded by the end of this day.
    pub as_of: Option<NaiveDate>,
}

super::row::row! {
    /// One month of one measure.
    TrendRow {
        /// The month's first day; `None` for what cannot be placed in a month (日期未载明).
        month: Option<NaiveDate>,
        /// The measure's code.
        measure: String,
        /// The sum.
        amount: i64,
    }
}

super::row::row! {
    /// One county of one measure.
    CountyRow {
        /// The county's code; `None` for what no county is stated for.
        county: Option<String>,
        /// The sum.
        amount: i64,
        /// How many facts.
        rows: i64,
        /// Whether the sum is a lower bound.
        at_least: bool,
    }
}

/// The months of `measures` in `span`; months in which nothing was counted are absent.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn trend(pool: &PgPool, lens: &Lens, measures: &[&str], span: Span) -> Result<Vec<TrendRow>, ReadError> {
    let rows = sqlx::query_as(
        "SELECT m.month, m.measure, sum(m.amount)::bigint AS amount
           FROM (SELECT CASE WHEN c.precision IN ('instant', 'day', 'month') OR date_trunc('month', c.occurred_from) = date_trunc('month', c.occurred_on)
                             THEN date_trunc('month', c.occurred_on)::date END AS month, c.measure, c.amount
                   FROM read.cube c
                  WHERE c.root = $1 AND c.measure = ANY ($2) AND c.occurred_on BETWEEN $3 AND $4 AND c.occurred_from >= $3
                    AND ($5::text IS NULL OR c.county = $5) AND ($6::text IS NULL OR c.agency = $6)
                    AND ($7::date IS NULL OR c.recorded_on <= $7)) m
          GROUP BY m.month, m.measure HAVING sum(m.amount) <> 0 ORDER BY m.month, m.measure",
    )
    .bind(&lens.root)
    .bind(measures)
    .bind(span.from.unwrap_or(super::window::BEGINNING))
    .bind(span.to)
    .bind(&lens.county)
    .bind(&lens.agency)
    .bind(lens.as_of)
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

/// The counties of `measure` in `span`, largest first; counties for which nothing was counted are absent.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn by_county(pool: &PgPool, lens: &Lens, measure: &str, span: Span) -> Result<Vec<CountyRow>, ReadError> {
    let rows = sqlx::query_as(
        "SELECT nullif(c.county, '') AS county, sum(c.amount)::bigint AS amount, sum(c.rows)::bigint AS rows,
                coalesce(sum(c.rows) FILTER (WHERE c.qualifier = 'at-least'), 0) > 0 AS at_least
           FROM read.cube c
          WHERE c.root = $1 AND c.measure = $2 AND c.occurred_on BETWEEN $3 AND $4 AND c.occurred_from >= $3
            AND ($5::text IS NULL OR c.county = $5) AND ($6::text IS NULL OR c.agency = $6)
            AND ($7::date IS NULL OR c.recorded_on <= $7)
          GROUP BY c.county HAVING sum(c.rows) <> 0 ORDER BY 2 DESC, 1",
    )
    .bind(&lens.root)
    .bind(measure)
    .bind(span.from.unwrap_or(super::window::BEGINNING))
    .bind(span.to)
    .bind(&lens.county)
    .bind(&lens.agency)
    .bind(lens.as_of)
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

/// Which of `counties` sent anything that occurred in `span`: one that sent nothing reads 未报送, not 0.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn reporting_counties(pool: &PgPool, root: &str, counties: &[&str], span: Span) -> Result<Vec<String>, ReadError> {
    let rows = sqlx::query_scalar(
        "SELECT asked.code FROM unnest($2::text[]) AS asked (code)
          WHERE EXISTS (SELECT FROM unnest(ARRAY['inspection', 'case', 'joint']) AS list (class), LATERAL
                               (SELECT FROM read.records r WHERE r.root = $1 AND r.class = list.class AND r.county = asked.code
                                   AND r.last_on >= $3 AND r.first_on <= $4 LIMIT 1) AS found)",
    )
    .bind(root)
    .bind(counties)
    .bind(span.from.unwrap_or(super::window::BEGINNING))
    .bind(span.to)
    .fetch_all(pool)
    .await?;
    Ok(rows)
}
