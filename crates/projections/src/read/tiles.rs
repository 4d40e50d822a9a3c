//! The tiles of the dashboard: each measure in its window, beside the same days a year before and the days just before.

use chrono::NaiveDate;
use kernel::division::Root;
use kernel::{Measure, Nature};
use sqlx::PgPool;

use super::ReadError;
use super::as_of::AsOf;
use super::tally::{Filter, Sum, filtered_sums};
use super::window::{Span, Windows};
use crate::Vocabulary;

/// Which figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TileQuery {
    /// The reader's own first day; without it each measure has its declared window.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: NaiveDate,
    /// Only this county.
    pub county: Option<String>,
    /// Only this agency.
    pub agency: Option<String>,
    /// Only this campaign.
    pub campaign: Option<String>,
    /// What was recorded by then.
    pub as_of: Option<AsOf>,
}

/// One figure of the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// What is counted.
    pub measure: &'static Measure,
    /// The days, and those of the bases.
    pub windows: Windows,
    /// Whether the days are the measure's declared window, not the reader's own.
    pub declared: bool,
    /// The sum, in the unit's smallest step.
    pub amount: i64,
    /// How many facts.
    pub rows: i64,
    /// Whether the sum is a lower bound (余).
    pub at_least: bool,
    /// Of the amount: what lies in the window, but whose day is not stated.
    pub unplaced: i64,
    /// Not in the amount: what may or may not lie in the window.
    pub possible: i64,
    /// The sum of the same days a year before (同比 base), where the window has such days.
    pub last_year: Option<Base>,
    /// The sum of the period before (环比 base), where the window has one.
    pub previous: Option<Base>,
}

/// What a figure is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base {
    /// The sum, in the unit's smallest step.
    pub amount: i64,
    /// Whether it is a lower bound.
    pub at_least: bool,
}

impl From<Sum> for Base {
    fn from(sum: Sum) -> Self {
        Self { amount: sum.amount, at_least: sum.at_least > 0 }
    }
}

impl Tile {
    /// The change against last year (同比) in hundredths of a percent; `None` where the base is 0 or absent.
    pub fn yoy(&self) -> Option<i64> {
        change(self.amount, self.last_year.map(|base| base.amount))
    }

    /// The change against the period before (环比) in hundredths of a percent; `None` where the base is 0 or absent.
    pub fn pop(&self) -> Option<i64> {
        change(self.amount, self.previous.map(|base| base.amount))
    }
}

/// `(now - base) / base` in hundredths of a percent, rounded half away from zero.
fn change(now: i64, base: Option<i64>) -> Option<i64> {
    let base = i128::from(base.filter(|base| *base != 0)?);
    let scaled = (i128::from(now) - base) * 10_000;
    let half = if (scaled < 0) == (base < 0) { base.abs() / 2 } else { -(base.abs() / 2) };
    let (scaled, base) = if base < 0 { (-scaled, -base) } else { (scaled, base) };
    i64::try_from((scaled + half) / base).ok()
}

/// The figures of all measures of `root`, in their declared order.
///
/// # Errors
/// [`ReadError`] if the database does not answer.
pub async fn tiles(pool: &PgPool, vocabulary: &Vocabulary, root: &Root, query: &TileQuery) -> Result<Vec<Tile>, ReadError> {
    let windows = |measure: &Measure| match (query.from, measure.nature) {
        (Some(from), Nature::Flow) => Windows::between(from, query.to),
        (Some(_) | None, Nature::Flow | Nature::Stock) => Windows::declared(measure, root, query.to),
    };
    let measures: Vec<(&'static Measure, Windows)> =
        vocabulary.measures().iter().map(|measure| (*measure, windows(measure))).collect();
    let spans = |windows: &Windows| [Some(windows.own), windows.last_year, windows.previous].into_iter().flatten();
    let filter = Filter {
        root: root.code.as_str(),
        county: query.county.as_deref(),
        agency: query.agency.as_deref(),
        campaign: query.campaign.as_deref(),
        as_of: query.as_of,
    };
    let asked: Vec<(&str, Span)> =
        measures.iter().flat_map(|(measure, windows)| spans(windows).map(|span| (measure.code, span))).collect();
    let mut answers = filtered_sums(pool, filter, &asked).await?.into_iter();
    let mut tile = |(measure, windows): (&'static Measure, Windows)| {
        let own = answers.next().unwrap_or_default();
        let last_year = windows.last_year.and_then(|_| answers.next()).map(Base::from);
        let previous = windows.previous.and_then(|_| answers.next()).map(Base::from);
        let declared = query.from.is_none() || measure.nature == Nature::Stock;
        let Sum { amount, rows, at_least, unplaced, possible } = own;
        Tile { measure, windows, declared, amount, rows, at_least: at_least > 0, unplaced, possible, last_year, previous }
    };
    Ok(measures.into_iter().map(&mut tile).collect())
}

#[cfg(test)]
mod tests {
    use super::change;

    #[test]
    fn a_change_is_blank_without_a_base_and_never_zero_percent() {
        assert_eq!(change(5, None), None);
        assert_eq!(change(5, Some(0)), None);
        assert_eq!(change(0, Some(5)), Some(-10_000));
    }

    #[test]
    fn a_change_is_rounded_half_away_from_zero() {
        assert_eq!(change(112, Some(100)), Some(1_200));
        assert_eq!(change(1_000, Some(1_170)), Some(-1_453));
        assert_eq!(change(2, Some(3)), Some(-3_333));
        assert_eq!(change(40_001, Some(40_000)), Some(0));
        assert_eq!(change(20_001, Some(20_000)), Some(1));
        assert_eq!(change(19_999, Some(20_000)), Some(-1));
        assert_eq!(change(i64::MAX, Some(1)), None);
    }
}
