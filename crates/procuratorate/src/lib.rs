//! Procuratorate (检察院): supervision of filing and opinions sent to regulators.

pub mod supervision;
#[cfg(test)]
mod tests;

use kernel::{Agency, Group, Host, Measure};

/// The agency.
pub const AGENCY: Agency = Agency { code: "procuratorate", zh: "检察院", en: "Procuratorate" };

/// Requests to explain why no case was filed (要求说明不立案理由).
pub const EXPLANATIONS_REQUESTED: Measure =
    Measure::flow("explanations-requested", "要求说明不立案理由", "Explanations requested", Group::Transfer);
/// Notices to file (通知立案): filing supervision that took effect.
pub const FILINGS_NOTIFIED: Measure =
    Measure::flow("filings-notified", "监督立案（通知立案）", "Notices to file", Group::Transfer);
/// Opinions sent to regulators (检察意见).
pub const OPINIONS_SENT: Measure = Measure::flow("prosecutor-opinions", "检察意见", "Prosecutor's opinions", Group::Transfer);

/// The agency's whole wiring.
pub fn mount(host: &mut impl Host) {
    host.agency(AGENCY);
    host.measures(&[EXPLANATIONS_REQUESTED, FILINGS_NOTIFIED, OPINIONS_SENT]);
    supervision::mount(host);
}
