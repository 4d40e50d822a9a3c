//! A sample (抽样) by its sampling number (抽样编号), from the taking over test, notice and retest to the end of its handling (domain.md 3.2).

mod decide;
mod event;
mod law;
mod more;
mod report;
mod steps;
#[cfg(test)]
mod tests;

pub use decide::{Retest, Sample};
pub use event::{Event, Step};
pub use law::Regime;
pub use more::{
    BackupDisposed, BackupEnd, HighRiskFound, HighRiskReported, QuickTestDisputed, QuickTestNotified, RetestNamingExtended,
};
pub use report::{
    Addressee, Basis, ChainLink, Dated, DatedBy, Item, Judged, NoRetest, Notified, Product, Taken, Tested, Verdict,
};
pub use steps::{
    AuthenticityDisputed, BackupCollected, HandlingFinished, Published, Received, RetestAccepted, RetestLabNamed, RetestRefused,
    RetestReported, RetestRequested, Submitted,
};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Sample>();
    host.outcomes(report::OUTCOMES);
    host.report::<Tested, Sample>(|heading, data| Event::tested(heading.told(data.on.clone()), data));
    Step::mount::<Sample>(host);
}
