//! Supervision (检察监督) of a case that no regulator transferred: from asking police why none was filed to the notice to file (domain.md 2.2).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Supervision};
pub use event::Event;
pub use report::{CaseRef, ExplanationRequested, FilingNotified, ReasonsExplained};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Supervision>();
    host.outcomes(report::OUTCOMES);
    host.report::<ExplanationRequested, Supervision>(|heading, data| {
        Command::RequestExplanation(heading.told(data.on.clone()), data)
    });
    host.report::<ReasonsExplained, Supervision>(|heading, data| Command::Explain(heading.told(data.on.clone()), data));
    host.report::<FilingNotified, Supervision>(|heading, data| Command::NotifyFiling(heading.told(data.on.clone()), data));
    host.withdrawal::<Supervision>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
