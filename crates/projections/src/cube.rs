//! The cube: facts added up, by batch while running live and all at once at the end of a rebuild.
//!
//! A withdrawal is a negative row on its own day of recording, so that a sum "as of" a day needs no other table.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};
use sqlx::{Executor, PgConnection};

use crate::ProjectionError;
use crate::changes::{Changes, FactChange};

/// What facts have in common that are added up: root, measure, county ('' if none), agency, campaign ('' if none), qualifier, precision.
type Cell<'a> = [&'a str; 7];
/// A cell, whose number stands for it in the tables; occurred from, occurred on, recorded on.
type Key<'a> = (Cell<'a>, [NaiveDate; 3]);
/// Root, scope ('' for all of it, else a county), measure; day or first of month, and the same of recording.
type Rolled<'a> = ([i64; 0], [&'a str; 3], [NaiveDate; 2]);
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
                more(&mut days, ([], [*root, scope, *measure], [*on, *recorded]), [*amount, *rows, bounds]);
            }
            if *from >= month {
                let unplaced = if placed { 0 } else { *amount };
                more(
                    &mut months,
                    ([], [*root, scope, *measure], [month, first_of(*recorded)]),
                    [*amount, *rows, bounds, unplaced],
                );
            }
        }
    }
    let numbers: BTreeMap<Cell<'_>, i64> = cube.keys().map(|(cell, _)| (*cell, number(cell))).collect();
    cells(connection, slot, &numbers).await?;
    let numbered = |((cell, days), sum): (Key<'_>, [i64; 2])| Some((([*numbers.get(&cell)?], [], days), sum));
    put(connection, slot, CUBE, cube.into_iter().filter_map(numbered).collect()).await?;
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

/// The beginning of a hash of what `cell` says, each thing after its length: what `fill_cube.sql` computes too.
fn number(cell: &Cell<'_>) -> i64 {
    let mut hash = Sha256::new();
    for text in cell {
        hash.update(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        hash.update(text);
    }
    beginning(hash)
}

/// The first eight bytes of a hash as a number.
pub(crate) fn beginning(hash: Sha256) -> i64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.finalize()[..8]);
    i64::from_be_bytes(bytes)
}

/// Notes what the numbers of `cells` stand for.
async fn cells(connection: &mut PgConnection, slot: &str, numbers: &BTreeMap<Cell<'_>, i64>) -> Result<(), ProjectionError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let statement = CELLS.replace("{slot}", slot);
    let mut query = sqlx::query(&statement).bind(numbers.values().copied().collect::<Vec<_>>());
    for place in 0..7 {
        query = query.bind(numbers.keys().map(|cell| cell[place]).collect::<Vec<_>>());
    }
    query.execute(connection).await?;
    Ok(())
}

/// Adds `sums` by `statement`, in the order of the key: neighbours in the index are written together.
async fn put<const C: usize, const T: usize, const D: usize, const N: usize>(
    connection: &mut PgConnection,
    slot: &str,
    statement: &str,
    sums: Sums<([i64; C], [&str; T], [NaiveDate; D]), N>,
) -> Result<(), ProjectionError> {
    let mut rows: Vec<_> = sums.into_iter().filter(|(_, sum)| *sum != [0; N]).collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable();
    let statement = statement.replace("{slot}", slot);
    let mut query = sqlx::query(&statement);
    for place in 0..C {
        query = query.bind(rows.iter().map(|((numbers, ..), _)| numbers[place]).collect::<Vec<_>>());
    }
    for place in 0..T {
        query = query.bind(rows.iter().map(|((_, texts, _), _)| texts[place]).collect::<Vec<_>>());
    }
    for place in 0..D {
        query = query.bind(rows.iter().map(|((.., days), _)| days[place]).collect::<Vec<_>>());
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

const CELLS: &str = "
INSERT INTO {slot}.cells (cell, root, measure, county, agency, campaign, qualifier, precision)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
ON CONFLICT (cell) DO NOTHING";

const CUBE: &str = "
INSERT INTO {slot}.cube AS c (cell, occurred_from, occurred_on, recorded_on, amount, rows)
SELECT * FROM unnest($1::bigint[], $2::date[], $3::date[], $4::date[], $5::bigint[], $6::bigint[])
ON CONFLICT (cell, occurred_on, occurred_from, recorded_on)
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
