//! A criminal case (刑事案件) from acceptance over filing, suspects and measures to prosecution and judgment (domain.md 2.2).

mod custody;
mod decide;
mod event;
#[cfg(test)]
mod facet_tests;
mod facets;
mod law;
#[cfg(test)]
mod law_tests;
mod report;
mod state;
#[cfg(test)]
mod tests;

pub use custody::Item;
pub use decide::Case;
pub use event::Event;
pub use report::{
    Accepted, AdministrativelyDetained, AmountEstablished, ArrestRefused, ArrestRequestExtended, ArrestRequested, Arrested,
    Bailed, Charged, ClosedWithoutCharge, ComplainantNotified, ComplaintDecided, ComplaintOutcome, ComplaintRequested,
    ComplaintReviewDecided, ComplaintReviewRequested, CustodyExtended, DenDestroyed, Detained, Domain, ExtensionGround, Filed,
    GangBroken, Goods, GoodsKind, GoodsSeized, Instance, ItemHandedOver, ItemMoved, Judged, Judgment, Kept, NonProsecution,
    NotFiled, NotProsecuted, Offence, Receiver, Released, ResidenceSurveilled, Returned, ReviewExtended, SentForProsecution,
    Solved, Source, SuspectIdentified, Verdict,
};
pub use state::{ArrestRequest, Custody, Filing, Prosecution, Suspect};

use kernel::Host;

pub(crate) fn mount(host: &mut impl Host) {
    host.record::<Case>();
    host.outcomes(report::OUTCOMES);
    Event::mount::<Case>(host);
}
