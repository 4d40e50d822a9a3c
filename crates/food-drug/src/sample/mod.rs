//! A sample (抽样) by its sampling number (抽样编号), from the taking over the laboratory's result to its notification (domain.md 3.2).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Sample};
pub use event::Event;
pub use report::{Addressee, Basis, ChainLink, Dated, DatedBy, Item, Judged, Notified, Product, Taken, Tested, Verdict};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Sample>();
    host.outcomes(report::OUTCOMES);
    host.report::<Taken, Sample>(|heading, data| Command::Take(heading.told(data.on.clone()), data));
    host.report::<Tested, Sample>(|heading, data| Command::Test(heading.told(data.on.clone()), data));
    host.report::<Notified, Sample>(|heading, data| Command::Notify(heading.told(data.on.clone()), data));
    host.withdrawal::<Sample>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
