//! Procuratorate (检察院): supervision of filing in cases that no regulator transferred; what it tells of transfers belongs to these.

pub mod supervision;
#[cfg(test)]
mod tests;

use kernel::{Agency, Group, Host, Measure};

/// The agency.
pub const AGENCY: Agency = Agency { code: "procuratorate", zh: "检察院", en: "Procuratorate" };

/// Requests to explain why no case was filed (要求说明不立案理由).
pub const EXPLANATIONS_REQUESTED: Measure = Measure::flow(
    "explanations-requested",
    "要求说明不立案理由（非移送案件）",
    "Explanations requested (cases not transferred)",
    Group::Transfer,
);
/// Notices to file (通知立案): filing supervision that took effect.
pub const FILINGS_NOTIFIED: Measure =
    Measure::flow("filings-notified", "通知立案（非移送案件）", "Notices to file (cases not transferred)", Group::Transfer);

/// The agency's whole wiring.
pub fn mount(host: &mut impl Host) {
    host.agency(AGENCY);
    host.measures(&[EXPLANATIONS_REQUESTED, FILINGS_NOTIFIED]);
    supervision::mount(host);
}
