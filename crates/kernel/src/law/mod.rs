//! The law as data and as one pure function: what is owed, by whom and until when, over the facts of a matter.
//!
//! Statutes are TOML ([`Catalogue`]), working days are the official calendar ([`Calendar`]), what a text leaves open is a city's setting
//! ([`Settings`]). [`state`] folds a history of [`Fact`]s into clocks ([`Instance`]), [`across`] into breaches of rules
//! that span records; neither reads a clock or keeps anything.

mod across;
mod affair;
pub mod calendar;
pub mod catalogue;
mod clock;
mod count;
mod day;
mod document;
mod doubt;
mod fact_set;
mod history;
mod instance;
mod load;
mod maximum;
mod offence;
mod raw;
mod recall;
mod settings;
mod state;
mod things;
mod timeline;
mod twice;
mod warning;

#[cfg(test)]
mod tests;

pub use across::{Across, SPANNING, Spanning, Wrong, across};
pub use affair::CaseOf;
pub use calendar::{Calendar, NoCalendar};
pub use catalogue::Catalogue;
pub use clock::{Clock, Count, Extension, Hold, Instrument, Kind, Owner, Regime, Role, Roll, Suspension, Term};
pub use count::{Due, Start};
pub use day::{Day, Moment};
pub use document::{Document, Need, Required};
pub use doubt::Doubt;
pub use fact_set::FactSet;
pub use history::{About, Fact};
pub use instance::{Also, Extended, Instance, Key, State, Suspended};
pub use maximum::Maximum;
pub use offence::{Offence, Threshold, ThresholdUnit, Tier};
pub use settings::{DayType, Law, Settings};
pub use state::{Course, course, state};
pub use warning::{Warned, Warning};
