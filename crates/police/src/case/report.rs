//! What police report of a criminal case.

mod filing;
mod result;
mod suspect;

pub use filing::{Accepted, ClosedWithoutCharge, Filed, NotFiled, Offence, Source};
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
    ("convicted", "有罪判决", "convicted"),
    ("exempt-from-punishment", "免予刑事处罚", "exempt from punishment"),
    ("acquitted", "无罪判决", "acquitted"),
    ("closed-without-charge", "撤销案件", "closed without charge"),
];
