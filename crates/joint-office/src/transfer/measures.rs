//! What transfers are counted as (domain.md 4.1): each once per transfer, whoever tells it and however often.

use kernel::{Group, Measure};

const fn transfer(code: &'static str, zh: &'static str, en: &'static str) -> Measure {
    Measure::flow(code, zh, en, Group::Transfer)
}

/// Transfers of suspected crimes sent (移送数).
pub const SENT: Measure = transfer("transfers-sent", "移送涉嫌犯罪案件", "Suspected crimes transferred");
/// Transfers accepted by police (受理).
pub const ACCEPTED: Measure = transfer("transfers-accepted", "移送案件受案", "Transfers accepted");
/// Transfers on which police filed a case (立案).
pub const FILED: Measure = transfer("transfers-filed", "移送案件立案", "Transfers filed");
/// Transfers on which police decided not to file (不予立案), also where that was changed later.
pub const NOT_FILED: Measure = transfer("transfers-not-filed", "移送案件不予立案", "Transfers not filed");
/// Transfers that a regulator had reconsidered (复议).
pub const RECONSIDERED: Measure = transfer("transfers-reconsidered", "不予立案复议", "Refusals reconsidered");
/// Transfers whose filing the procuratorate supervised (立案监督).
pub const SUPERVISED: Measure = transfer("transfers-supervised", "移送案件立案监督", "Transfers under filing supervision");
/// Cases that went back to a regulator for a penalty (反向移送).
pub const REVERSED: Measure = transfer("transfers-reversed", "反向移送", "Reverse transfers");
/// Files sent for administrative detention (移送行政拘留).
pub const DETENTION_SENT: Measure = transfer("detention-transfers-sent", "移送行政拘留案件", "Files sent for detention");
/// Opinions sent to regulators (检察意见): to transfer, or to penalise.
pub const OPINIONS: Measure = transfer("prosecutor-opinions", "检察意见", "Prosecutor's opinions");

pub(super) const ALL: &[Measure] =
    &[SENT, ACCEPTED, FILED, NOT_FILED, RECONSIDERED, SUPERVISED, REVERSED, DETENTION_SENT, OPINIONS];
