//! Mean time and overdue (平均时限、超期) of what transfers ask, as figures like any other.

use chrono::Datelike;
use kernel::division::Root;
use kernel::law::Law;
use kernel::{Group, Measure, Unit};
use sqlx::PgPool;

use super::duties::{KeptOfTransfers, Whose, kept_of_transfers};
use super::duties_as_of::kept_of_transfers_as_of;
use super::{Base, ReadError, Span, Tile, TileQuery, Windows};

/// From start to end of a transfer's duties that were done, on average.
pub const MEAN_TIME: Measure =
    Measure::flow("transfer-mean-time", "移送各环节平均用时", "Mean time of transfers' duties", Group::Transfer)
        .unit(Unit::Second);

/// Transfers' duties of which the time ran out undone, whether they were done later or not.
pub const OVERDUE: Measure = Measure::flow("transfer-overdue", "移送各环节超期", "Transfers' duties overdue", Group::Transfer);

/// [`MEAN_TIME`], unless nothing was done, and [`OVERDUE`], of this year or of the reader's own days; of what `orgs` owed if given. A transfer
/// belongs to no campaign, so that of one there are none.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn duty_tiles(
    pool: &PgPool,
    law: &Law,
    root: &Root,
    orgs: Option<&[String]>,
    query: &TileQuery,
) -> Result<Vec<Tile>, ReadError> {
    if query.campaign.is_some() {
        return Ok(Vec::new());
    }
    let from = query.from.or_else(|| query.to.with_ordinal(1)).unwrap_or(query.to);
    let windows = Windows::between(from, query.to);
    let spans: Vec<Span> = [Some(windows.own), windows.last_year, windows.previous].into_iter().flatten().collect();
    let whose = Whose { county: query.county.as_deref(), orgs };
    let sums = match query.as_of {
        Some(as_of) => kept_of_transfers_as_of(pool, law, root, whose, &spans, as_of).await?,
        None => kept_of_transfers(pool, root.code.as_str(), whose, &spans).await?,
    };
    let mut sums = sums.into_iter();
    let Some(own) = sums.next() else { return Ok(Vec::new()) };
    let last_year = windows.last_year.and_then(|_| sums.next());
    let previous = windows.previous.and_then(|_| sums.next());
    let tile = |measure: &'static Measure, rows, of: fn(&KeptOfTransfers) -> Option<i64>| {
        let base = |sum: &Option<KeptOfTransfers>| Some(Base { amount: of(sum.as_ref()?)?, at_least: false });
        Some(Tile {
            measure,
            windows,
            declared: query.from.is_none(),
            amount: of(&own)?,
            rows,
            at_least: false,
            unplaced: 0,
            possible: 0,
            last_year: base(&last_year),
            previous: base(&previous),
        })
    };
    let mean = tile(&MEAN_TIME, own.done, |sum| sum.seconds.checked_div(sum.done));
    let overdue = tile(&OVERDUE, own.overdue, |sum| Some(sum.overdue));
    Ok(mean.into_iter().chain(overdue).collect())
}
