//! A link of a record with a subject, or of two records or subjects that are one thing: a person joins them, with a reason, or tells them
//! apart, and can undo it.

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, SubjectLink};
pub use event::Event;
pub use report::Linked;

use kernel::Host;

use crate::Account;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<SubjectLink>();
    host.report::<Linked, SubjectLink>(|heading, data| Command::Link(Account::of(heading, data.on.clone()), data));
    host.withdrawal::<SubjectLink>(|heading, data| Command::Unlink(heading.told(data.on.clone()), data));
}
