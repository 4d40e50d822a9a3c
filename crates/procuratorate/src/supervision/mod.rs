//! Supervision (检察监督) of a case that no regulator transferred: from asking police why none was filed to the notice to file (domain.md 2.2).

mod decide;
mod event;
mod law;
mod report;
#[cfg(test)]
mod tests;

pub use decide::Supervision;
pub use event::Event;
pub use report::{CaseRef, ExplanationRequested, FilingNotified, ReasonsExplained};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Supervision>();
    host.outcomes(report::OUTCOMES);
    Event::mount::<Supervision>(host);
}
