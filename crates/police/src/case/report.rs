//! What police report of a criminal case.

mod complaint;
mod filing;
mod item;
mod measure;
mod prosecution;
mod result;
mod suspect;

pub use complaint::{
    ComplainantNotified, ComplaintDecided, ComplaintOutcome, ComplaintRequested, ComplaintReviewDecided, ComplaintReviewRequested,
};
pub use filing::{Accepted, ClosedWithoutCharge, Domain, Filed, NotFiled, Offence, Source};
pub use item::{ItemHandedOver, ItemMoved, Kept, Receiver};
pub use measure::{
    ArrestRefused, ArrestRequestExtended, ArrestRequested, CustodyExtended, ExtensionGround, Released, ResidenceSurveilled,
};
pub use prosecution::{Charged, NonProsecution, NotProsecuted, Returned, ReviewExtended};
pub use result::{AmountEstablished, DenDestroyed, GangBroken, Goods, GoodsKind, GoodsSeized, Solved};
pub use suspect::{
    AdministrativelyDetained, Arrested, Bailed, Detained, Instance, Judged, Judgment, SentForProsecution, SuspectIdentified,
    Verdict,
};

/// The codes of outcomes with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("case-accepted", "已受案", "accepted"),
    ("case-filed", "已立案", "filed"),
    ("case-not-filed", "不予立案", "not filed"),
    ("case-solved", "已破案", "solved"),
    ("sent-for-prosecution", "已移送起诉", "sent for prosecution"),
    ("returned-for-investigation", "退回补充侦查", "returned for supplementary investigation"),
    ("charged", "已提起公诉", "charged"),
    ("not-prosecuted", "不起诉", "not prosecuted"),
    ("convicted", "有罪判决", "convicted"),
    ("exempt-from-punishment", "免予刑事处罚", "exempt from punishment"),
    ("acquitted", "无罪判决", "acquitted"),
    ("closed-without-charge", "撤销案件", "closed without charge"),
];
