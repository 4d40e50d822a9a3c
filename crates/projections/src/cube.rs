//! The cube: facts added up, by batch while running live and all at once at the end of a rebuild.
//!
//! A withdrawal is a negative row on its own day of recording, so that a sum "as of" a day needs no other table.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::{Datelike, NaiveDate};
use sqlx::{Executor, PgConnection};

use crate::ProjectionError;
use crate::changes::{Changes, FactChange};

/// Root, measure, county ('' if none), agency, campaign ('' if none), qualifier, precision; occurred from, occurred on, recorded on.
type Key<'a> = ([&'a str; 7], [NaiveDate; 3]);
/// Root, scope ('' for all of it, else a county), measure; day or first of month, and the same of recording.
type Rolled<'a> = ([&'a str; 3], [NaiveDate; 2]);
/// Amount and rows; in the roll-ups also rows that say "at least" and, by month, the amount without a stated day.
type Sums<K, const N: usize> = HashMap<K, [i64; N]>;

/// Adds what a batch made and withdrew to the cube and its roll-ups.
///
/// # Errors
/// [`ProjectionError`] if they cannot be written: then the transaction must be given up.
pub async fn add(connection: &mut PgConnection, slot: &str, changes: &Changes) -> Result<(), ProjectionError> {
    let mut cube: Sums<Key<'_>, 2> = HashMap::new();
    let signed = changes.made.iter().map(|made| (made, 1)).chain(changes.withdrawn.iter().map(|gone| (gone, -1)));
    for (change, sign) in signed {
        more(&mut cube, key(change), [sign * change.fact.amount, sign]);
    }
    let (mut days, mut months) = (Sums::<Rolled<'_>, 3>::new(), Sums::<Rolled<'_>, 4>::new());
    for (([root, measure, county, _, _, qualifier, precision], [from, on, recorded]), [amount, rows]) in &cube {
        let bounds = if *qualifier == "at-least" { *rows } else { 0 };
        let placed = matches!(*precision, "instant" | "day");
        let month = first_of(*on);
        for scope in std::iter::once("").chain(Some(*county).filter(|county| !county.is_empty())) {
            if placed {
                more(&mut days, ([*root, scope, *measure], [*on, *recorded]), [*amount, *rows, bounds]);
            }
            if *from >= month {
                let unplaced = if placed { 0 } else { *amount };
                more(&mut months, ([*root, scope, *measure], [month, first_of(*recorded)]), [*amount, *rows, bounds, unplaced]);
            }
        }
    }
    put(connection, slot, CUBE, cube).await?;
    put(connection, slot, DAYS, days).await?;
    put(connection, slot, MONTHS, months).await
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn more<K: Eq + Hash, const N: usize>(sums: &mut Sums<K, N>, key: K, more: [i64; N]) {
    let sum = sums.entry(key).or_insert([0; N]);
    sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// Adds `sums` by `statement`, in the order of the key: neighbours in the index are written together.
async fn put<const T: usize, const D: usize, const N: usize>(
    connection: &mut PgConnection,
    slot: &str,
    statement: &str,
    sums: Sums<([&str; T], [NaiveDate; D]), N>,
) -> Result<(), ProjectionError> {
    let mut rows: Vec<_> = sums.into_iter().filter(|(_, sum)| *sum != [0; N]).collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable();
    let statement = statement.replace("{slot}", slot);
    let mut query = sqlx::query(&statement);
    for place in 0..T {
        query = query.bind(rows.iter().map(|((text, _), _)| text[place]).collect::<Vec<_>>());
    }
    for place in 0..D {
        query = query.bind(rows.iter().map(|((_, days), _)| days[place]).collect::<Vec<_>>());
    }
    for place in 0..N {
        query = query.bind(rows.iter().map(|(_, sum)| sum[place]).collect::<Vec<_>>());
    }
    query.execute(connection).await?;
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

const CUBE: &str = "
INSERT INTO {slot}.cube AS c (root, measure, county, agency, campaign, qualifier, precision, occurred_from, occurred_on, recorded_on,
                              amount, rows)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::date[],
                     $10::date[], $11::bigint[], $12::bigint[])
ON CONFLICT (root, measure, occurred_on, county, agency, campaign, qualifier, precision, occurred_from, recorded_on)
DO UPDATE SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows";

/// Of facts whose day is stated.
const DAYS: &str = "
INSERT INTO {slot}.cube_day AS c (root, scope, measure, day, recorded_on, amount, rows, at_least)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::date[], $6::bigint[], $7::bigint[], $8::bigint[])
ON CONFLICT (root, scope, measure, day, recorded_on)
DO UPDATE SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows, at_least = c.at_least + excluded.at_least";

/// Of facts that lie within one month.
const MONTHS: &str = "
INSERT INTO {slot}.cube_month AS c (root, scope, measure, month, recorded_month, amount, rows, at_least, unplaced)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::date[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
ON CONFLICT (root, scope, measure, month, recorded_month)
DO UPDATE SET amount = c.amount + excluded.amount, rows = c.rows + excluded.rows, at_least = c.at_least + excluded.at_least,
              unplaced = c.unplaced + excluded.unplaced";
