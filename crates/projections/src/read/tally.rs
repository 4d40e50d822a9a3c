//! Tallies: facts added up over days, as known today or as recorded by a past day.
//!
//! A fact lies in a window if all of the days on which it may have occurred do. One that overlaps the window without lying in it is
//! not in the amount: it is told apart as `possible`.

use chrono::{Datelike, NaiveDate};
use sqlx::PgPool;

use super::ReadError;
use super::as_of::{AsOf, take_off_later};
use super::window::Span;

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
    /// Only this county; the empty text asks for what no county is stated for.
    pub county: Option<String>,
    /// Only this agency.
    pub agency: Option<String>,
    /// Only this campaign, by its number.
    pub campaign: Option<String>,
    /// What was recorded by then; all if `None`.
    pub as_of: Option<AsOf>,
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
    let sums = filtered_sums(pool, filter, &asked).await?;
    let row = |(measure, sum): (&String, Sum)| TallyRow {
        measure: measure.clone(),
        amount: sum.amount,
        rows: sum.rows,
        at_least: sum.at_least > 0,
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
    pub as_of: Option<AsOf>,
}

/// Adds up each of `asked` (measure and days), in their order.
pub(super) async fn filtered_sums(pool: &PgPool, filter: Filter<'_>, asked: &[(&str, Span)]) -> Result<Vec<Sum>, ReadError> {
    // The roll-ups know the whole root and each county; anything narrower is added up from the cube.
    if filter.agency.is_some() || filter.campaign.is_some() || filter.county == Some("") {
        return narrow_sums(pool, filter, asked).await;
    }
    let scope = filter.county.unwrap_or_default();
    let asked: Vec<Asked<'_>> = asked.iter().map(|(measure, span)| Asked { scope, measure, span: *span }).collect();
    sums(pool, Filter { county: None, ..filter }, &asked).await
}

/// One sum that the roll-ups are asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// A county, or the empty text for the whole root.
    pub scope: &'a str,
    pub measure: &'a str,
    pub span: Span,
}

/// One sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub amount: i64,
    pub rows: i64,
    /// How many of the rows are lower bounds.
    pub at_least: i64,
    pub unplaced: i64,
    pub possible: i64,
}

impl From<(i64, i64, i64, i64, i64)> for Sum {
    fn from((amount, rows, at_least, unplaced, possible): (i64, i64, i64, i64, i64)) -> Self {
        Self { amount, rows, at_least, unplaced, possible }
    }
}

/// Adds up each of `asked` in one round trip, in their order: whole months from the roll-up by month, what is left at both ends from the
/// roll-up by day, and what states no day from the cube itself.
pub(super) async fn sums(pool: &PgPool, filter: Filter<'_>, asked: &[Asked<'_>]) -> Result<Vec<Sum>, ReadError> {
    let day = filter.as_of.map(|as_of| as_of.day);
    let column = |of: fn(&Span) -> NaiveDate| -> Vec<NaiveDate> { asked.iter().map(|asked| of(&asked.span)).collect() };
    let rows: Vec<(i64, i64, i64, i64, i64)> = sqlx::query_as(SUMS)
        .bind(filter.root)
        .bind(asked.iter().map(|asked| asked.measure).collect::<Vec<_>>())
        .bind(column(Span::first))
        .bind(column(|span| span.to))
        .bind(column(|span| span.months().0))
        .bind(column(|span| span.months().1))
        .bind(asked.iter().map(|asked| asked.scope).collect::<Vec<_>>())
        .bind(day)
        .bind(day.and_then(|day| day.with_day(1)))
        .fetch_all(pool)
        .await?;
    let mut sums: Vec<Sum> = rows.into_iter().map(Sum::from).collect();
    take_off_later(pool, filter, asked, &mut sums).await?;
    Ok(sums)
}

/// `$8` is the day of `as_of`, `$9` the first of its month, which the roll-up by month splits.
const SUMS: &str = "
SELECT (s.amount + c.amount)::bigint, (s.rows + c.rows)::bigint, (s.at_least + c.at_least)::bigint,
        (s.unplaced + c.unplaced)::bigint, c.possible::bigint
  FROM unnest($2::text[], $3::date[], $4::date[], $5::date[], $6::date[], $7::text[]) WITH ORDINALITY
         AS w (measure, first, last, begin, finish, scope, place),
       LATERAL (SELECT coalesce(sum(u.amount), 0) AS amount, coalesce(sum(u.rows), 0) AS rows, coalesce(sum(u.at_least), 0) AS at_least,
                       coalesce(sum(u.unplaced), 0) AS unplaced
                  FROM (SELECT m.amount, m.rows, m.at_least, m.unplaced FROM read.cube_month m
                         WHERE m.root = $1 AND m.scope = w.scope AND m.measure = w.measure AND m.month >= w.begin AND m.month < w.finish
                           AND ($9::date IS NULL OR m.recorded_month < $9)
                        UNION ALL
                        SELECT d.amount, d.rows, d.at_least, 0 FROM read.cube_day d
                         WHERE d.root = $1 AND d.scope = w.scope AND d.measure = w.measure AND d.day >= w.first AND d.day < w.begin
                           AND ($8::date IS NULL OR d.recorded_on <= $8)
                        UNION ALL
                        SELECT d.amount, d.rows, d.at_least, 0 FROM read.cube_day d
                         WHERE d.root = $1 AND d.scope = w.scope AND d.measure = w.measure AND d.day >= w.finish AND d.day <= w.last
                           AND ($8::date IS NULL OR d.recorded_on <= $8)
                        UNION ALL
                        SELECT d.amount, d.rows, d.at_least, 0 FROM read.cube_day d
                         WHERE $8::date IS NOT NULL AND d.root = $1 AND d.scope = w.scope AND d.measure = w.measure
                           AND d.recorded_on BETWEEN $9 AND $8 AND d.day >= w.begin AND d.day < w.finish) u) s,
       LATERAL (SELECT coalesce(sum(o.amount) FILTER (WHERE o.within AND NOT o.in_month), 0) AS amount,
                       coalesce(sum(o.rows) FILTER (WHERE o.within AND NOT o.in_month), 0) AS rows,
                       coalesce(sum(o.rows) FILTER (WHERE o.within AND NOT o.in_month AND o.qualifier = 'at-least'), 0) AS at_least,
                       coalesce(sum(o.amount) FILTER (WHERE o.within AND NOT o.in_month), 0) AS unplaced,
                       coalesce(sum(o.amount) FILTER (WHERE NOT o.within), 0) AS possible
                  FROM (SELECT c.amount, c.rows, c.qualifier, c.occurred_from >= w.first AND c.occurred_on <= w.last AS within,
                               date_trunc('month', c.occurred_from) = date_trunc('month', c.occurred_on)
                               AND c.occurred_from >= w.begin AND c.occurred_on < w.finish
                               AND ($9::date IS NULL OR c.recorded_on < $9) AS in_month
                          FROM read.cubed c
                         WHERE c.root = $1 AND c.measure = w.measure AND c.precision IN ('month', 'year', 'window')
                           AND c.occurred_on >= w.first AND c.occurred_from <= w.last
                           AND (w.scope = '' OR c.county = w.scope) AND ($8::date IS NULL OR c.recorded_on <= $8)) o) c
 ORDER BY w.place";

/// The same from the cube alone, for any filter.
async fn narrow_sums(pool: &PgPool, filter: Filter<'_>, asked: &[(&str, Span)]) -> Result<Vec<Sum>, ReadError> {
    let rows: Vec<(i64, i64, i64, i64, i64)> = sqlx::query_as(NARROW)
        .bind(filter.root)
        .bind(asked.iter().map(|(measure, _)| *measure).collect::<Vec<_>>())
        .bind(asked.iter().map(|(_, span)| span.first()).collect::<Vec<_>>())
        .bind(asked.iter().map(|(_, span)| span.to).collect::<Vec<_>>())
        .bind(filter.county)
        .bind(filter.agency)
        .bind(filter.campaign)
        .bind(filter.as_of.map(|as_of| as_of.day))
        .fetch_all(pool)
        .await?;
    let mut sums: Vec<Sum> = rows.into_iter().map(Sum::from).collect();
    let asked: Vec<Asked<'_>> = asked.iter().map(|(measure, span)| Asked { scope: "", measure, span: *span }).collect();
    take_off_later(pool, filter, &asked, &mut sums).await?;
    Ok(sums)
}

const NARROW: &str = "
SELECT coalesce(sum(c.amount) FILTER (WHERE c.within), 0)::bigint AS amount, coalesce(sum(c.rows) FILTER (WHERE c.within), 0)::bigint AS rows,
       coalesce(sum(c.rows) FILTER (WHERE c.within AND c.qualifier = 'at-least'), 0)::bigint AS at_least,
       coalesce(sum(c.amount) FILTER (WHERE c.within AND c.precision IN ('month', 'year', 'window')), 0)::bigint AS unplaced,
       coalesce(sum(c.amount) FILTER (WHERE NOT c.within), 0)::bigint AS possible
  FROM unnest($2::text[], $3::date[], $4::date[]) WITH ORDINALITY AS w (measure, first, last, place)
  LEFT JOIN LATERAL (SELECT c.*, c.occurred_from >= w.first AND c.occurred_on <= w.last AS within FROM read.cubed c
                      WHERE c.root = $1 AND c.measure = w.measure AND c.occurred_on >= w.first AND c.occurred_from <= w.last
                        AND ($5::text IS NULL OR c.county = $5) AND ($6::text IS NULL OR c.agency = $6)
                        AND ($7::text IS NULL OR c.campaign = $7) AND ($8::date IS NULL OR c.recorded_on <= $8)) c ON true
 GROUP BY w.place ORDER BY w.place";
