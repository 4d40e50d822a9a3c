//! The alerts (预警) of one clock of the law: half of its time gone, little left, over. The ticker raises them, each once for each due
//! instant; a person may take one back, and what the law says of the clock stays as it is.

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{ClockAlert, Command};
pub use event::Event;
pub use report::{Clock, Raised};

use kernel::Host;

use crate::Account;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<ClockAlert>();
    host.report::<Raised, ClockAlert>(|heading, data| Command::Raise(Account::of(heading, data.on.clone()), Box::new(data)));
    host.withdrawal::<ClockAlert>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
