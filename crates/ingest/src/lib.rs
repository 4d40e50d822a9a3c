//! The one door for writes, and the service that brings reports to it.
//!
//! [`Registry`] knows every report type of the roster; [`Door`] admits reports and people's commands; [`service`] pulls reports from the
//! bus, hands them to the door and sends receipts.

mod chinese;
mod condition;
pub mod door;
pub mod envelope;
pub mod matters;
pub mod metrics;
pub mod person;
pub mod registry;
pub mod service;

pub use condition::{Condition, Part};
pub use door::{Arrived, Batch, Door, DoorLimits, Verdict};
pub use matters::{Acting, Looked, Matters};
pub use metrics::Metrics;
pub use registry::Registry;
