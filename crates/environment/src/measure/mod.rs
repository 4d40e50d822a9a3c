//! A measure by its number: order to correct (责令改正), seizure (查封扣押), limit (限制生产) or stop of production (停产整治), with its
//! rechecks and the fines for each day that follow from them (按日连续处罚), until it is lifted.

mod decide;
mod event;
mod follow;
mod law;
mod release;
mod report;
mod testing;
#[cfg(test)]
mod tests;

pub use decide::Measure;
pub use event::Event;
pub use follow::{
    ClosureReported, CompletionReported, DailyFined, ExcessReported, Finished, FollowedUp, Found, PlanFiled, Rechecked, Served,
};
pub use release::{GoodsCollected, ReleaseAnnounced, ReleaseDecided, ReleaseRequested, ReleaseServed};
pub use report::{Extended, Imposed, Lifted, LiftedBecause, MeasureKind, SeizedItem};
pub use testing::{TestingEnded, TestingStarted};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Measure>();
    host.outcomes(report::OUTCOMES);
    Event::mount::<Measure>(host);
}
