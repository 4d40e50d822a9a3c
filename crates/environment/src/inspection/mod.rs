//! A site check (现场检查) with its findings, its monitoring results against named standards, and its rechecks (domain.md 3.4).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Inspection};
pub use event::Event;
pub use report::{Finding, Judged, Manner, Monitored, Outcome, Reading, RecheckOutcome, Rechecked, Visited};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Inspection>();
    host.outcomes(report::OUTCOMES);
    host.report::<Visited, Inspection>(|heading, data| Command::Visit(heading.told(data.on.clone()), data));
    host.report::<Monitored, Inspection>(|heading, data| Command::Monitor(heading.told(data.on.clone()), data));
    host.report::<Rechecked, Inspection>(|heading, data| Command::Recheck(heading.told(data.on.clone()), data));
    host.withdrawal::<Inspection>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
