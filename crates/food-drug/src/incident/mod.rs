//! A food-safety incident (食品安全事故): that it occurred, who learned of it, who reported it, and who was found responsible (domain.md 1.4).

mod decide;
mod event;
mod law;
mod report;
#[cfg(test)]
mod tests;

pub use decide::Incident;
pub use event::Event;
pub use report::{Learned, Level, Occurred, ReportedUp, ResponsibilityReported, ToldByUnit};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Incident>();
    host.outcomes(report::OUTCOMES);
    Event::mount::<Incident>(host);
}
