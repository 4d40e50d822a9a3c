//! A recall (召回) by its number, from its announcement to its end; public warnings without a recall are told in the same way.

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Recall};
pub use event::Event;
pub use report::{Announced, Class, Closed, Status};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Recall>();
    host.outcomes(report::OUTCOMES);
    host.report::<Announced, Recall>(|heading, data| Command::Announce(heading.told(data.on.clone()), data));
    host.report::<Closed, Recall>(|heading, data| Command::Close(heading.told(data.on.clone()), data));
    host.withdrawal::<Recall>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
