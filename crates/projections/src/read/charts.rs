//! What charts draw: months and counties.

use chrono::{Datelike, NaiveDate};
use sqlx::PgPool;

use super::ReadError;
use super::as_of::{AsOf, later_by_month};
use super::tally::{Asked, Filter, Sum, sums};
use super::window::Span;

/// Through which filters a chart looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lens {
    /// The division root.
    pub root: String,
    /// Only this county.
    pub county: Option<String>,
    /// What was recorded by then.
    pub as_of: Option<AsOf>,
}

impl Lens {
    fn filter(&self) -> Filter<'_> {
        Filter { root: &self.root, county: self.county.as_deref(), agency: None, campaign: None, as_of: self.as_of }
    }
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
        /// How many of its facts are lower bounds, so that the sum is one.
        bounds: i64,
    }
}

/// One county of one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountyRow {
    /// The county's code; `None` for what no county is stated for.
    pub county: Option<String>,
    /// The sum.
    pub amount: i64,
    /// How many facts.
    pub rows: i64,
    /// Whether the sum is a lower bound.
    pub at_least: bool,
}

/// The months of `measures` in `span`; months in which nothing was counted are absent.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn trend(pool: &PgPool, lens: &Lens, measures: &[&str], span: Span) -> Result<Vec<TrendRow>, ReadError> {
    let (begin, finish) = span.months();
    let day = lens.as_of.map(|as_of| as_of.day);
    let mut rows: Vec<TrendRow> = sqlx::query_as(TREND)
        .bind(&lens.root)
        .bind(measures)
        .bind(span.first())
        .bind(span.to)
        .bind(begin)
        .bind(finish)
        .bind(lens.county.as_deref().unwrap_or_default())
        .bind(day)
        .bind(day.and_then(|day| day.with_day(1)))
        .fetch_all(pool)
        .await?;
    for (month, measure, later, bounds) in later_by_month(pool, lens.filter(), measures, span).await? {
        let row = rows.iter_mut().find(|row| row.month == month && row.measure == measure);
        match row {
            Some(row) => {
                row.amount -= later;
                row.bounds -= bounds;
            }
            None => rows.push(TrendRow { month, measure, amount: -later, bounds: -bounds }),
        }
    }
    rows.retain(|row| row.amount != 0);
    rows.sort_by(|a, b| (a.month.is_none(), a.month, &a.measure).cmp(&(b.month.is_none(), b.month, &b.measure)));
    Ok(rows)
}

/// Its parts and parameters are those of the tallies' query.
const TREND: &str = "
SELECT u.month, u.measure, sum(u.amount)::bigint AS amount, sum(u.bounds)::bigint AS bounds
  FROM (SELECT m.month, m.measure, m.amount, m.at_least AS bounds FROM read.cube_month m
         WHERE m.root = $1 AND m.scope = $7 AND m.measure = ANY ($2) AND m.month >= $5 AND m.month < $6
           AND ($9::date IS NULL OR m.recorded_month < $9)
        UNION ALL
        SELECT date_trunc('month', d.day)::date, d.measure, d.amount, d.at_least FROM read.cube_day d
         WHERE d.root = $1 AND d.scope = $7 AND d.measure = ANY ($2) AND d.day >= $3 AND d.day < $5
           AND ($8::date IS NULL OR d.recorded_on <= $8)
        UNION ALL
        SELECT date_trunc('month', d.day)::date, d.measure, d.amount, d.at_least FROM read.cube_day d
         WHERE d.root = $1 AND d.scope = $7 AND d.measure = ANY ($2) AND d.day >= $6 AND d.day <= $4
           AND ($8::date IS NULL OR d.recorded_on <= $8)
        UNION ALL
        SELECT date_trunc('month', d.day)::date, d.measure, d.amount, d.at_least FROM read.cube_day d
         WHERE $8::date IS NOT NULL AND d.root = $1 AND d.scope = $7 AND d.measure = ANY ($2) AND d.day >= $5 AND d.day < $6
           AND d.recorded_on BETWEEN $9 AND $8
        UNION ALL
        SELECT CASE WHEN date_trunc('month', c.occurred_from) = date_trunc('month', c.occurred_on)
                    THEN date_trunc('month', c.occurred_on)::date END, c.measure, c.amount,
               CASE WHEN c.qualifier = 'at-least' THEN c.rows ELSE 0 END FROM read.cubed c
         WHERE c.root = $1 AND ($7 = '' OR c.county = $7) AND c.measure = ANY ($2) AND c.precision IN ('month', 'year', 'window')
           AND c.occurred_on BETWEEN $3 AND $4 AND c.occurred_from >= $3 AND ($8::date IS NULL OR c.recorded_on <= $8)
           AND NOT (date_trunc('month', c.occurred_from) = date_trunc('month', c.occurred_on)
                    AND c.occurred_from >= $5 AND c.occurred_on < $6 AND ($9::date IS NULL OR c.recorded_on < $9))) u
 GROUP BY u.month, u.measure HAVING sum(u.amount) <> 0 ORDER BY u.month, u.measure";

/// The counties of `measure` in `span`, largest first, those for which nothing was counted left out; what is left of the whole root's
/// sum comes last, without a county.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn by_county(pool: &PgPool, lens: &Lens, measure: &str, span: Span) -> Result<Vec<CountyRow>, ReadError> {
    let counties = match &lens.county {
        Some(county) => vec![county.clone()],
        None => counties(pool, &lens.root, measure).await?,
    };
    let whole = lens.county.is_none().then_some("");
    let asked: Vec<Asked<'_>> =
        counties.iter().map(String::as_str).chain(whole).map(|scope| Asked { scope, measure, span }).collect();
    let mut sums = sums(pool, Filter { county: None, ..lens.filter() }, &asked).await?;
    let mut rest = if whole.is_some() { sums.pop().unwrap_or_default() } else { Sum::default() };
    if whole.is_some() {
        for sum in &sums {
            rest.amount -= sum.amount;
            rest.rows -= sum.rows;
            rest.at_least -= sum.at_least;
        }
    }
    let row = |county: Option<&str>, sum: &Sum| CountyRow {
        county: county.map(str::to_owned),
        amount: sum.amount,
        rows: sum.rows,
        at_least: sum.at_least > 0,
    };
    let mut rows: Vec<CountyRow> = counties.iter().zip(&sums).map(|(county, sum)| row(Some(county), sum)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.amount));
    rows.push(row(None, &rest));
    rows.retain(|row| row.rows != 0);
    Ok(rows)
}

/// The counties under `root` that any fact names, of `measure` at least: found by leaping over the roll-up's index.
async fn counties(pool: &PgPool, root: &str, measure: &str) -> Result<Vec<String>, ReadError> {
    let rows = sqlx::query_scalar(
        "WITH RECURSIVE leap (scope) AS (
            (SELECT m.scope FROM read.cube_month m WHERE m.root = $1 AND m.scope > '' ORDER BY m.scope LIMIT 1)
            UNION ALL
            SELECT (SELECT m.scope FROM read.cube_month m WHERE m.root = $1 AND m.scope > leap.scope ORDER BY m.scope LIMIT 1)
              FROM leap WHERE leap.scope IS NOT NULL)
         SELECT scope FROM leap WHERE scope IS NOT NULL
         UNION
         SELECT c.county FROM read.cells c
          WHERE c.root = $1 AND c.measure = $2 AND c.precision IN ('month', 'year', 'window') AND c.county <> ''",
    )
    .bind(root)
    .bind(measure)
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
          WHERE EXISTS (SELECT FROM read.reported r
                         WHERE r.root = $1 AND r.scope = asked.code AND r.last_on >= $3 AND r.first_on <= $4
                           AND r.parts > 0)",
    )
    .bind(root)
    .bind(counties)
    .bind(span.first())
    .bind(span.to)
    .fetch_all(pool)
    .await?;
    Ok(rows)
}
