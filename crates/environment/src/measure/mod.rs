//! A measure by its number: order to correct (责令改正), seizure (查封扣押), limit (限制生产) or stop of production (停产整治), until it is lifted.

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Command, Measure};
pub use event::Event;
pub use report::{Extended, Imposed, Lifted, LiftedBecause, MeasureKind, SeizedItem};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Measure>();
    host.outcomes(report::OUTCOMES);
    host.report::<Imposed, Measure>(|heading, data| Command::Impose(heading.told(data.on.clone()), data));
    host.report::<Extended, Measure>(|heading, data| Command::Extend(heading.told(data.on.clone()), data));
    host.report::<Lifted, Measure>(|heading, data| Command::Lift(heading.told(data.on.clone()), data));
    host.withdrawal::<Measure>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
