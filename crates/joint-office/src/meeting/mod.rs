//! A joint meeting (联席会议) with what was agreed, who does it and until when (domain.md 1.3).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Meeting};
pub use event::Event;
pub use report::{Decision, Held};

use kernel::Host;

use crate::Account;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Meeting>();
    host.report::<Held, Meeting>(|heading, data| Command::Hold(Account::of(heading, data.on.clone()), data));
    host.withdrawal::<Meeting>(|heading, data| Command::Withdraw(Account::of(heading, data.on.clone()), data));
}
