//! The agency's own case (行政处罚案件), thin: filed, orders and penalties decided, served, closed; a suspected crime found on the way.

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{AdminCase, Command};
pub use event::Event;
pub use report::{Closed, Closure, CrimeSuspected, Decided, Filed, Involved, Origin, OriginKind, Served};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<AdminCase>();
    host.outcomes(report::OUTCOMES);
    host.report::<Filed, AdminCase>(|heading, data| Command::File(heading.told(data.on.clone()), data));
    host.report::<CrimeSuspected, AdminCase>(|heading, data| Command::SuspectCrime(heading.told(data.on.clone()), data));
    host.report::<Decided, AdminCase>(|heading, data| Command::Decide(heading.told(data.on.clone()), data));
    host.report::<Served, AdminCase>(|heading, data| Command::Serve(heading.told(data.on.clone()), data));
    host.report::<Closed, AdminCase>(|heading, data| Command::Close(heading.told(data.on.clone()), data));
    host.withdrawal::<AdminCase>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
