//! Input that is made, not received: the 2016 account as reports, and a deterministic year of a fictitious city with its own expected
//! tallies.

pub mod fixture;

pub use fixture::{FixtureError, fixture_2016};
