//! A joint office (联勤联动办公室): opened with its agencies and rules, staffed by secondment, closed (domain.md 1.3).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Office};
pub use event::Event;
pub use report::{Closed, Opened, Seconded, SecondmentEnded};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Office>();
    host.outcomes(report::OUTCOMES);
    host.report::<Opened, Office>(|heading, data| Command::Open(heading.told(data.on.clone()), data));
    host.report::<Seconded, Office>(|heading, data| Command::Second(heading.told(data.on.clone()), data));
    host.report::<SecondmentEnded, Office>(|heading, data| Command::EndSecondment(heading.told(data.on.clone()), data));
    host.report::<Closed, Office>(|heading, data| Command::Close(heading.told(data.on.clone()), data));
    host.withdrawal::<Office>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
