//! The agency's own case (行政处罚案件): its filing and its decisions; what all regulators have in common is `kernel::admin`.

mod decide;
mod event;
mod report;
mod steps;
#[cfg(test)]
mod tests;

pub use decide::AdminCase;
pub use event::Event;
pub use kernel::admin::{Closure, Involved};
pub use report::{Decided, DetentionGround, Filed, Origin, OriginKind};
pub use steps::{
    Appealed, Closed, ClueExtended, ClueReceived, CrimeSuspected, EvidencePreserved, Extended, GoodsCollected, GoodsDisposed,
    HearingHeld, HearingNotified, HearingRequested, NotFiled, Paid, PreservationDisposed, ReleaseAnnounced, ReleaseDecided,
    ReleaseRequested, ReleaseServed, Seized, SeizureApproved, SeizureExtended, SeizureLifted, Served, TestingEnded,
    TestingStarted, ViolationDiscovered, ViolationEnded,
};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<AdminCase>();
    host.outcomes(kernel::admin::OUTCOMES);
    host.outcomes(report::OUTCOMES);
    host.report::<Filed, AdminCase>(|heading, data| Event::Filed(heading.told(data.on.clone()), data));
    host.report::<Decided, AdminCase>(|heading, data| Event::Decided(heading.told(data.on.clone()), data));
    steps::mount_steps::<AdminCase>(host);
    host.withdrawal::<AdminCase>(|heading, data| Event::Withdrawn(heading.told(data.on.clone()), data));
}
