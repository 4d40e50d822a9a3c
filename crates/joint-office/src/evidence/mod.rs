//! A piece of evidence or a document (证据、文书) with its chain of custody, told by whoever takes, keeps, examines or ends it.
//!
//! Clocks follow from the case (a seizure, a registration for preservation), not from the piece: here nothing is a fact of law.

mod decide;
mod event;
#[cfg(test)]
mod tests;

pub use decide::{Command, Evidence};
pub use event::{Event, Said};

use kernel::evidence::{Disposed, Examined, FileStored, HandedOn, Taken};
use kernel::{Heading, Host, Report};

use crate::Account;

/// The record, and what the joint office itself reports of it.
pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Evidence>();
    host.outcomes(event::OUTCOMES);
    mount_reports(host);
}

/// The reports of a keeper, under the agency that was declared last: every agency keeps evidence.
pub fn mount_reports(host: &mut impl Host) {
    host.report::<Taken, Evidence>(told);
    host.report::<HandedOn, Evidence>(told);
    host.report::<Examined, Evidence>(told);
    host.report::<Disposed, Evidence>(told);
    host.report::<FileStored, Evidence>(told);
    host.withdrawal::<Evidence>(|heading, data| Command::Withdraw(Account::of(heading, data.on.clone()), data));
}

fn told<R: Report + Into<Said>>(heading: &Heading, data: R) -> Command {
    Command::Tell(Account::of(heading, data.when()), Box::new(data.into()))
}
