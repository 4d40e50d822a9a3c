//! The joint office that is responsible for a place.

use chrono::NaiveDate;
use kernel::reference::Reference;
use kernel::{DivisionCode, Organisation};

/// The joint office nearest to `division` on that day: its county's; if the county has none, the one above it. `None` if there is none.
pub fn responsible<'a>(reference: &'a Reference, division: &DivisionCode, on: NaiveDate) -> Option<&'a Organisation> {
    let divisions = &reference.divisions;
    let place = &divisions.today(division)?.code;
    let stands = |org: &Organisation| org.from.is_none_or(|from| from <= on) && org.to.is_none_or(|to| on <= to);
    reference
        .organisations
        .iter()
        .filter(|org| org.agency.as_str() == joint_office::AGENCY.code && stands(org))
        .filter(|org| divisions.within(place, &org.division))
        .reduce(|nearest, org| {
            let nearer = org.division != nearest.division && divisions.within(&org.division, &nearest.division);
            if nearer { org } else { nearest }
        })
}
