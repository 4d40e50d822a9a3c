//! Food and drug regulation (食品药品监管, since 2019 市场监管): inspections, samples, cases and recalls.

pub mod inspection;

use kernel::{Agency, Group, Host, Measure};

/// The agency.
pub const AGENCY: Agency = Agency { code: "food-drug", zh: "食品药品监管", en: "Food and drug regulation" };

/// Inspections of premises (检查户次).
pub const INSPECTIONS: Measure =
    Measure::flow("food-inspections", "食药检查户次", "Food and drug inspections", Group::Prevention);
/// Findings at inspections (发现问题).
pub const FINDINGS: Measure =
    Measure::flow("food-findings", "食药检查发现问题", "Findings at food and drug inspections", Group::Prevention);

/// The agency's whole wiring.
pub fn mount(host: &mut impl Host) {
    host.agency(AGENCY);
    host.measures(&[INSPECTIONS, FINDINGS]);
    inspection::mount(host);
}
