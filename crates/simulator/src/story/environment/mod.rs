//! Environment: site checks with monitoring, measures, cases.

mod case;
mod inspection;
mod measure;

pub(super) use case::case;
pub(super) use inspection::inspection;
pub(super) use measure::measure;
