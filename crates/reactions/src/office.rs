//! The joint office that is responsible for a place.

use chrono::NaiveDate;
use kernel::reference::Reference;
use kernel::{DivisionCode, Organisation};

/// The joint office nearest to `division` on that day: its county's; if the county has none, the one above it. `None` if there is none.
pub fn responsible<'a>(reference: &'a Reference, division: &DivisionCode, on: NaiveDate) -> Option<&'a Organisation> {
    reference.nearest(joint_office::AGENCY.code, division, on)
}
