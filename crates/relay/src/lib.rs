//! Notices (通知) out: what is recorded is told to the organisations that the law or a city names, in order and at least once.
//!
//! [`Choices`] say which events go to whom, as data; `receivers` finds them for one event, without a database; a [`Notice`] is what they
//! get, a public contract of its own. [`Relay`] follows the history and sends. It reads no read table: a notice follows from the history
//! up to its event alone, so that repeating it gives the same bytes under the same id.

mod book;
mod choices;
mod heard;
mod notice;
mod receivers;
mod runner;
#[cfg(test)]
mod tests;
mod writing;

pub use book::Book;
pub use choices::{Choices, SHIPPED};
pub use notice::{Alerted, Data, Named, Notice, RecordRef, VERSION, schema};
pub use runner::{NAME, Relay, RelayError};
