//! The cube: facts added up, by batch while running live and all at once at the end of a rebuild.
//!
//! A withdrawal is a negative row on its own day of recording, so that a sum "as of" a day needs no other table.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::{Executor, PgConnection};

use crate::ProjectionError;
use crate::changes::{Changes, FactChange};

/// Root, measure, county ('' if none), agency, campaign ('' if none), qualifier, precision; occurred from, occurred on, recorded on.
type Key<'a> = ([&'a str; 7], [NaiveDate; 3]);

/// Adds what a batch made and withdrew to the cube and its roll-ups.
///
/// # Errors
/// [`ProjectionError`] if they cannot be written: then the transaction must be given up.
pub async fn add(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    let mut sums: HashMap<Key<'_>, (i64, i64)> = HashMap::new();
    let signed = changes.made.iter().map(|made| (made, 1)).chain(changes.withdrawn.iter().map(|gone| (gone, -1)));
    for (change, sign) in signed {
        let sum = sums.entry(key(change)).or_default();
        sum.0 += sign * change.fact.amount;
        sum.1 += sign;
    }
    let mut rows: Vec<(Key<'_>, (i64, i64))> = sums.into_iter().filter(|(_, sum)| *sum != (0, 0)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable();
    let text = |place: usize| -> Vec<&str> { rows.iter().map(|(key, _)| key.0[place]).collect() };
    let days = |place: usize| -> Vec<NaiveDate> { rows.iter().map(|(key, _)| key.1[place]).collect() };
    // One statement for the cube and its roll-ups, so that the rows travel once.
    sqlx::query(&ADD.replace("{slot}", slot))
        .bind(text(0))
        .bind(text(1))
        .bind(text(2))
        .bind(text(3))
        .bind(text(4))
        .bind(text(5))
        .bind(text(6))
        .bind(days(0))
        .bind(days(1))
        .bind(days(2))
        .bind(rows.iter().map(|(_, sum)| sum.0).collect::<Vec<i64>>())
        .bind(rows.iter().map(|(_, sum)| sum.1).collect::<Vec<i64>>())
        .execute(connection)
        .await?;
    Ok(())
}

fn key(change: &FactChange) -> Key<'_> {
    let fact = &change.fact;
    let county = fact.who.county.as_deref().unwrap_or_default();
    let campaign = fact.campaign.as_deref().unwrap_or_default();
    let text = [&change.root, fact.measure.as_ref(), county, &fact.who.agency, campaign, &fact.qualifier, fact.precision];
    (text, [fact.occurred_from, fact.occurred_on, change.on])
}

/// Adds up all facts of `slot` into the cube and its roll-ups, which must be empty.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read or written.
pub(crate) async fn fill(connection: &mut PgConnection, slot: &str) -> Result<(), ProjectionError> {
    connection.execute(include_str!("../sql/fill_cube.sql").replace("{slot}", slot).as_str()).await?;
    Ok(())
}

/// Only facts whose day is stated go into the roll-up by day; those that lie within one month into that by month.
const ADD: &str = "
WITH batch AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
                         $9::date[], $10::date[], $11::bigint[], $12::bigint[])
        AS b (root, measure, county, agency, campaign, qualifier, precision, occurred_from, occurred_on, recorded_on, amount, rows)
), scoped AS (
    SELECT s.*, date_trunc('month', s.occurred_on)::date AS month, s.precision IN ('instant', 'day') AS placed,
           CASE WHEN s.qualifier = 'at-least' THEN s.rows ELSE 0 END AS bounds
      FROM (SELECT '' AS scope, batch.* FROM batch UNION ALL SELECT county, batch.* FROM batch WHERE county <> '') s
), days AS (
    INSERT INTO {slot}.cube_day AS c
    SELECT root, scope, measure, occurred_on, recorded_on, sum(amount), sum(rows), sum(bounds)
      FROM scoped WHERE placed GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (root, scope, measure, day, recorded_on) DO UPDATE
       SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows, at_least = c.at_least + excluded.at_least
), months AS (
    INSERT INTO {slot}.cube_month AS c
    SELECT root, scope, measure, month, date_trunc('month', recorded_on)::date, sum(amount), sum(rows), sum(bounds),
           coalesce(sum(amount) FILTER (WHERE NOT placed), 0)
      FROM scoped WHERE occurred_from >= month GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (root, scope, measure, month, recorded_month) DO UPDATE
       SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows, at_least = c.at_least + excluded.at_least,
           unplaced = c.unplaced + excluded.unplaced
)
INSERT INTO {slot}.cube AS c (root, measure, county, agency, campaign, qualifier, precision, occurred_from, occurred_on, recorded_on,
                              amount, rows)
SELECT * FROM batch
ON CONFLICT (root, measure, occurred_on, county, agency, campaign, qualifier, precision, occurred_from, recorded_on)
DO UPDATE SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows";
