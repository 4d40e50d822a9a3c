//! A campaign (专项行动), special or a nationwide cluster campaign (全国集群战役), with what was found under it (domain.md 1.3).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Campaign, Command};
pub use event::Event;
pub use report::{CampaignKind, Ended, Launched, PlaceGoverned, ProblemFound};

use kernel::Host;

use crate::Account;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Campaign>();
    host.outcomes(report::OUTCOMES);
    host.report::<Launched, Campaign>(|heading, data| Command::Launch(Account::of(heading, data.on.clone()), data));
    host.report::<ProblemFound, Campaign>(|heading, data| Command::FindProblem(Account::of(heading, data.on.clone()), data));
    host.report::<PlaceGoverned, Campaign>(|heading, data| Command::GovernPlace(Account::of(heading, data.on.clone()), data));
    host.report::<Ended, Campaign>(|heading, data| Command::End(Account::of(heading, data.on.clone()), data));
    host.withdrawal::<Campaign>(|heading, data| Command::Withdraw(Account::of(heading, data.on.clone()), data));
}
