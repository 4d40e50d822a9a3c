//! Golden cases, refusals of bad data, rules of law, and properties of the clocks.

mod affairs;
mod bad_data;
mod counting;
mod data;
pub(super) mod given;
mod golden;
mod properties;
mod rules;
