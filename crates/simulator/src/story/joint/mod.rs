//! Joint work: offices, meetings, joint actions that several organisations report, campaigns, matters and links.

mod action;
mod campaign;
mod found;
mod matter;
mod meeting;
mod office;

use joint_office::link::{Linked, SubjectLink};
use kernel::{Link, OrgId};

pub(super) use action::{action, doubled_action};
pub(super) use campaign::campaign;
pub(super) use matter::matter;
pub(super) use meeting::meeting;
pub(super) use office::office;

use crate::city::Agency;
use crate::draw::Draw;
use crate::teller::Teller;

/// The joint office and one to three of the agencies it serves.
fn company(t: &mut Teller<'_>) -> Vec<OrgId> {
    let agencies = [(1.0, Agency::JointOffice), (1.0, Agency::Police), (0.7, Agency::FoodDrug), (0.5, Agency::Environment)];
    let comes = agencies.map(|(share, agency)| t.draw.chance(share).then(|| t.org(agency)));
    comes.into_iter().flatten().collect()
}

/// Who of `orgs` reports: the first always, the others in a half of all cases.
fn accounts(draw: &mut Draw, orgs: &[OrgId]) -> Vec<OrgId> {
    orgs.iter().enumerate().filter(|(at, _)| *at == 0 || draw.chance(0.5)).map(|(_, org)| org.clone()).collect()
}

fn linked(t: &mut Teller<'_>, link: Link, joined: Option<usize>) {
    let Ok(number) = SubjectLink::number(&link) else { return };
    let record = t.shared("joint-office.link", number);
    let day = t.day + t.draw.between(5, 20);
    let part = t.part(record, "linked", &[]);
    let part = if let Some(joined) = joined { part.joins(joined) } else { part };
    t.say(part, day, |_, on, wrong| {
        let reason = if wrong { "示例：时间、地点相同（待核实）" } else { "示例：时间、地点相同" };
        (Linked { on, link, reason: reason.to_owned() }, Vec::new())
    });
}
