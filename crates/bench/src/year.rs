//! The reports that are ingested: one year of the simulated city, of all agencies, handed out piece by piece and never twice.

use std::sync::{Mutex, PoisonError};

use bus::Outgoing;
use chrono::NaiveDate;
use simulator::{Fate, Shot, SimOptions, Simulation};

/// The simulated city's division root.
pub const ROOT: &str = "SIM";
/// The year's last day.
pub const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2025, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What is left of the year.
pub struct Year(Mutex<Simulation>);

impl Year {
    /// A year of so many reports.
    pub fn new(reports: u64) -> anyhow::Result<Self> {
        Ok(Self(Mutex::new(Simulation::new(SimOptions::new(2016, reports, LAST_DAY))?)))
    }

    /// The next reports in the order in which they would arrive, troubled ones included.
    pub fn take(&self, count: usize) -> anyhow::Result<Vec<Shot>> {
        self.take_if(count, |_| true)
    }

    /// The next reports of those that are recorded: each causes events that can be waited for.
    pub fn take_accepted(&self, count: usize) -> anyhow::Result<Vec<Shot>> {
        self.take_if(count, |shot| shot.kind.fate() == Fate::Accepted)
    }

    fn take_if(&self, count: usize, wanted: impl Fn(&Shot) -> bool) -> anyhow::Result<Vec<Shot>> {
        let mut year = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let shots: Vec<Shot> = year.by_ref().filter(wanted).take(count).collect();
        anyhow::ensure!(shots.len() == count, "the simulated year ended too early: a mistake of this program");
        Ok(shots)
    }
}

/// As it is sent.
pub fn outgoing(shot: Shot) -> Outgoing {
    Outgoing { message: shot.message, subject: shot.subject, body: shot.body.into() }
}
