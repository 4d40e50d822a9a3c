//! An inspection (监督检查) from its plan over the visit with its findings to disposition and recheck (domain.md 3.1).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Inspection};
pub use event::Event;
pub use report::{Disposed, Disposition, Finding, Outcome, Planned, Rechecked, ResultPublished, ResultTold, Visited};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Inspection>();
    host.outcomes(report::OUTCOMES);
    host.report::<Planned, Inspection>(|heading, data| Command::Plan(heading.told(data.on.clone()), data));
    host.report::<Visited, Inspection>(|heading, data| Command::Visit(heading.told(data.on.clone()), data));
    host.report::<ResultTold, Inspection>(|heading, data| Command::TellResult(heading.told(data.on.clone()), data));
    host.report::<ResultPublished, Inspection>(|heading, data| Command::PublishResult(heading.told(data.on.clone()), data));
    host.report::<Disposed, Inspection>(|heading, data| Command::Dispose(heading.told(data.on.clone()), data));
    host.report::<Rechecked, Inspection>(|heading, data| Command::Recheck(heading.told(data.on.clone()), data));
    host.withdrawal::<Inspection>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
