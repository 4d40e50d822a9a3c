//! Input that is made, not received: the 2016 account as reports, and a deterministic year of a fictitious city.
//!
//! [`fixture_2016`] gives the account's reports. [`Simulation`] streams a year of reports of all agencies of a simulated
//! root, with stated shares of trouble, and says at the end what should have become of them ([`Expected`]): by its own
//! bookkeeping, since it knows what it said, not by the code that reads reports. The same seed, number and last day give
//! the same bytes.

mod affair;
mod calendar;
mod city;
mod custody;
mod defect;
mod disturb;
mod draw;
mod duties;
pub mod fixture;
mod ledger;
mod made;
mod options;
mod shot;
mod simulation;
mod spans;
mod statement;
mod story;
mod teller;

pub use defect::Defect;
pub use duties::{ByMonth, Duties};
pub use fixture::{FixtureError, fixture_2016};
pub use ledger::{Expected, Sum};
pub use options::{Shares, SimOptions};
pub use shot::{Fate, Shot, ShotKind};
pub use simulation::{SimError, Simulation};
