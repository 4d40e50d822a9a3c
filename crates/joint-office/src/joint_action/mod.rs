//! A joint action (联合执法): one outing of several agencies, told in an account by each and counted once (domain.md 1.3).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, JointAction};
pub use event::Event;
pub use report::{Held, Participant, PlaceGoverned, Planned, ProblemFound};

use kernel::Host;

use crate::Account;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<JointAction>();
    host.report::<Planned, JointAction>(|heading, data| Command::Plan(Account::of(heading, data.on.clone()), data));
    host.report::<Held, JointAction>(|heading, data| Command::Hold(Account::of(heading, data.on.clone()), data));
    host.report::<ProblemFound, JointAction>(|heading, data| Command::FindProblem(Account::of(heading, data.on.clone()), data));
    host.report::<PlaceGoverned, JointAction>(|heading, data| Command::GovernPlace(Account::of(heading, data.on.clone()), data));
    host.withdrawal::<JointAction>(|heading, data| Command::Withdraw(Account::of(heading, data.on.clone()), data));
}
