//! A matter (案事件): one affair across agencies, to which their records belong by its shared number.

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Matter};
pub use event::Event;
pub use report::{Closed, Opened};

use kernel::Host;

use crate::Account;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Matter>();
    host.outcomes(report::OUTCOMES);
    host.report::<Opened, Matter>(|heading, data| Command::Open(Account::of(heading, data.on.clone()), data));
    host.report::<Closed, Matter>(|heading, data| Command::Close(Account::of(heading, data.on.clone()), data));
    host.withdrawal::<Matter>(|heading, data| Command::Withdraw(Account::of(heading, data.on.clone()), data));
}
