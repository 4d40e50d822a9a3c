//! A criminal case (刑事案件) from acceptance over filing, suspects and measures to prosecution and judgment (domain.md 2.2).

mod decide;
mod event;
mod report;
#[cfg(test)]
mod tests;

pub use decide::{Case, Command};
pub use event::Event;
pub use report::{
    Accepted, AdministrativelyDetained, AmountEstablished, Arrested, Bailed, ClosedWithoutCharge, DenDestroyed, Detained, Filed,
    GangBroken, Goods, GoodsKind, GoodsSeized, Instance, Judged, Judgment, NotFiled, Offence, SentForProsecution, Solved, Source,
    SuspectIdentified, Verdict,
};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Case>();
    host.outcomes(report::OUTCOMES);
    host.report::<Accepted, Case>(|heading, data| Command::Accept(heading.told(data.on.clone()), data));
    host.report::<Filed, Case>(|heading, data| Command::File(heading.told(data.on.clone()), data));
    host.report::<NotFiled, Case>(|heading, data| Command::RefuseToFile(heading.told(data.on.clone()), data));
    host.report::<SuspectIdentified, Case>(|heading, data| Command::IdentifySuspect(heading.told(data.on.clone()), data));
    host.report::<Detained, Case>(|heading, data| Command::Detain(heading.told(data.on.clone()), data));
    host.report::<Bailed, Case>(|heading, data| Command::Bail(heading.told(data.on.clone()), data));
    host.report::<Arrested, Case>(|heading, data| Command::Arrest(heading.told(data.on.clone()), data));
    host.report::<AdministrativelyDetained, Case>(|heading, data| {
        Command::DetainAdministratively(heading.told(data.on.clone()), data)
    });
    host.report::<DenDestroyed, Case>(|heading, data| Command::DestroyDen(heading.told(data.on.clone()), data));
    host.report::<GangBroken, Case>(|heading, data| Command::BreakGang(heading.told(data.on.clone()), data));
    host.report::<GoodsSeized, Case>(|heading, data| Command::SeizeGoods(heading.told(data.on.clone()), data));
    host.report::<AmountEstablished, Case>(|heading, data| Command::EstablishAmount(heading.told(data.on.clone()), data));
    host.report::<Solved, Case>(|heading, data| Command::Solve(heading.told(data.on.clone()), data));
    host.report::<SentForProsecution, Case>(|heading, data| Command::SendForProsecution(heading.told(data.on.clone()), data));
    host.report::<Judged, Case>(|heading, data| Command::Judge(heading.told(data.on.clone()), data));
    host.report::<ClosedWithoutCharge, Case>(|heading, data| Command::CloseWithoutCharge(heading.told(data.on.clone()), data));
    host.withdrawal::<Case>(|heading, data| Command::Withdraw(heading.told(data.on.clone()), data));
}
