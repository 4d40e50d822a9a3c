//! Problems found and places governed by joint actions and under campaigns.

use joint_office::{Place, campaign as campaigns, joint_action as actions};
use kernel::{OrgId, Premises, Quantity};

use crate::ledger::Claim;
use crate::teller::Teller;

/// Problems found and places governed, one report each; a premises that two organisations name is counted once.
pub(super) fn found(t: &mut Teller<'_>, record: usize, out: &[(OrgId, u32)], sites: &[Premises]) {
    for (at, site) in sites.iter().enumerate() {
        if !t.draw.chance(0.3) {
            continue;
        }
        let governed = t.draw.chance(0.3);
        let twice = usize::from(t.draw.chance(0.2));
        for (org, _) in out.iter().take(1 + twice) {
            let place = Place { label: (at + 1).to_string(), premises: Some(site.clone()), quantity: Quantity::count(1) };
            place_found(t, record, org, place, governed);
        }
    }
    if t.draw.chance(0.05) {
        // Many small places, told as a number.
        let many = t.draw.between(2, 9);
        let quantity = if t.draw.chance(0.5) { Quantity::at_least(many) } else { Quantity::count(many) };
        place_found(t, record, &out[0].0, Place { label: "99".to_owned(), premises: None, quantity }, true);
    }
}

pub(super) fn place_found(t: &mut Teller<'_>, record: usize, org: &OrgId, place: Place, governed: bool) {
    let claim = |measure| {
        let what = place.premises.as_ref().map_or_else(|| format!("{org}/{}", place.label), Premises::key);
        let at_least = place.quantity.qualifier == kernel::Qualifier::AtLeast;
        vec![Claim { at_least, ..Claim::once(measure, what, place.quantity.amount) }]
    };
    let text = |wrong: bool| Some(if wrong { "示例：卫生不良（待核实）" } else { "示例：卫生不良" }.to_owned());
    let (day, joint) = (t.day, t.subjects[record].kind == "joint-office.joint-action");
    if governed {
        let stage = "place-governed";
        let part = t.part(record, stage, if joint { &["held"] } else { &["launched"] }).by(org).label(&place.label);
        if joint {
            t.say(part, day, |_, on, wrong| {
                (actions::PlaceGoverned { on, place: place.clone(), remark: text(wrong) }, claim("source-governed-places"))
            });
        } else {
            t.say(part, day, |_, on, wrong| {
                (campaigns::PlaceGoverned { on, place: place.clone(), remark: text(wrong) }, claim("source-governed-places"))
            });
        }
    } else {
        let stage = "problem-found";
        let part = t.part(record, stage, if joint { &["held"] } else { &["launched"] }).by(org).label(&place.label);
        let corrected = Some(true);
        if joint {
            t.say(part, day, |_, on, wrong| {
                (actions::ProblemFound { on, place: place.clone(), problem: text(wrong), corrected }, claim("problem-premises"))
            });
        } else {
            t.say(part, day, |_, on, wrong| {
                (campaigns::ProblemFound { on, place: place.clone(), problem: text(wrong), corrected }, claim("problem-premises"))
            });
        }
    }
}
