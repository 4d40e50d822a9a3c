//! What year is to be made, and how much trouble is in it.

use chrono::NaiveDate;

/// The year to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct SimOptions {
    /// The same seed, number, last day, root and shares give the same bytes.
    pub seed: u64,
    /// How many reports, troubled ones included.
    pub reports: u64,
    /// The last day of the year.
    pub until: NaiveDate,
    /// The simulated root whose organisations report.
    pub root: String,
    /// How much trouble.
    pub shares: Shares,
    /// Whether bodies over the size limit are among the defective ones: a bus refuses them before they are sent, so they are
    /// for a door without one.
    pub oversized: bool,
}

impl SimOptions {
    /// `reports` reports of the year that ends with `until`, for the fictitious city `SIM`, with the usual shares.
    pub fn new(seed: u64, reports: u64, until: NaiveDate) -> Self {
        Self { seed, reports, until, root: "SIM".to_owned(), shares: Shares::default(), oversized: false }
    }
}

/// Shares of trouble, each of the proper reports, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// Stated 15 to 75 days after the usual day.
    pub late: f64,
    /// The same bytes again, up to three days after.
    pub duplicate: f64,
    /// Stated in time, but arriving after the next report of its record: a result before its sample.
    pub reordered: f64,
    /// Told wrong at first and corrected 1 to 20 days after, naming what is corrected.
    pub corrected: f64,
    /// Taken back 1 to 20 days after.
    pub withdrawn: f64,
    /// Preceded by a broken copy of itself, or followed by another body under its id; see [`crate::Defect`].
    pub defective: f64,
    /// Said to have happened before what it follows: recorded and flagged for good.
    pub early: f64,
}

impl Default for Shares {
    fn default() -> Self {
        Self { late: 0.03, duplicate: 0.02, reordered: 0.02, corrected: 0.015, withdrawn: 0.004, defective: 0.01, early: 0.001 }
    }
}
