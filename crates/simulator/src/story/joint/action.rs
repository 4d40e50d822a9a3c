//! Joint actions: planned, held, with what came of them; one of them sometimes under two numbers.

use joint_office::joint_action as actions;
use kernel::{Link, OrgId, Premises};

use super::{accounts, company, found, linked};
use crate::city::Trade;
use crate::ledger::Claim;
use crate::made;
use crate::story::{environment, food, police};
use crate::teller::Teller;

/// An outing with its sites and persons; the record, and the premises.
fn outing(t: &mut Teller<'_>, number: &str, title: &str, out: &[(OrgId, u32)], sites: &[Premises]) -> usize {
    let record = t.shared("joint-office.joint-action", made::key(number.to_owned()));
    let campaign = t.campaign();
    let orgs: Vec<OrgId> = out.iter().map(|(org, _)| org.clone()).collect();
    for org in accounts(t.draw, &orgs) {
        t.say(t.part(record, "held", &[]).by(&org), t.day, |_, on, wrong| {
            // By mistake one person too many of each.
            let persons = |persons: u32| persons + u32::from(wrong);
            let participants = out.iter().map(|(org, sent)| actions::Participant {
                org: org.clone(),
                persons: Some(persons(*sent)),
                result: None,
            });
            let mut claims = vec![Claim::once("joint-actions", "", 1)];
            claims.extend(out.iter().map(|(org, sent)| Claim::once("joint-persons-out", org.as_str(), persons(*sent).into())));
            claims.extend(sites.iter().map(|site| Claim::once("joint-sites-visited", site.key(), 1)));
            let report = actions::Held {
                on,
                title: Some(title.to_owned()),
                lead: Some(orgs[0].clone()),
                participants: participants.collect(),
                sites: sites.to_vec(),
                campaign: campaign.clone(),
                matter: None,
            };
            (report, claims)
        });
    }
    record
}

fn draw_outing(t: &mut Teller<'_>) -> (Vec<(OrgId, u32)>, Vec<Premises>) {
    let orgs = company(t);
    let out = orgs.into_iter().map(|org| (org, u32::try_from(t.draw.between(1, 8)).unwrap_or(1))).collect();
    let mut sites: Vec<Premises> = Vec::new();
    for _ in 0..t.draw.between(1, 4) {
        let trade = if t.draw.chance(0.7) { Trade::Food } else { Trade::Factory };
        let site = t.site(trade).premises;
        if sites.iter().all(|known| known.key() != site.key()) {
            sites.push(site);
        }
    }
    (out, sites)
}

/// A joint action: planned, held, with problems found, and the checks and cases that came of it.
pub(in crate::story) fn action(t: &mut Teller<'_>) {
    let number = t.number("示例联执");
    let (out, sites) = draw_outing(t);
    let title = "示例联合执法";
    if t.draw.chance(0.4) {
        let record = t.shared("joint-office.joint-action", made::key(number.clone()));
        let (lead, members) = (out[0].0.clone(), out.iter().map(|(org, _)| org.clone()).collect::<Vec<_>>());
        t.say(t.part(record, "planned", &[]), t.day, |_, on, wrong| {
            let title = Some(if wrong { format!("{title}（草稿）") } else { title.to_owned() });
            let report = actions::Planned { on, title, lead: Some(lead.clone()), members: members.clone(), campaign: None };
            (report, Vec::new())
        });
        t.day += t.draw.between(1, 10);
    }
    let record = outing(t, &number, title, &out, &sites);
    found::found(t, record, &out, &sites);
    if t.draw.chance(0.3) {
        food::inspection(t, Some(&number));
    }
    if t.draw.chance(0.2) {
        environment::inspection(t, Some(&number));
    }
    if t.draw.chance(0.1) {
        police::case(t, None, Some(&number));
    }
}

/// One outing under two numbers: a person joins the two, and it is counted once.
pub(in crate::story) fn doubled_action(t: &mut Teller<'_>) {
    let (out, sites) = draw_outing(t);
    let (one, other) = (t.number("示例联执"), t.number("示例联执补"));
    let first = outing(t, &one, "示例联合执法", &out, &sites);
    let second = outing(t, &other, "示例联合执法（补报）", &out, &sites);
    let link = Link::same(t.subjects[second].id, t.subjects[first].id);
    linked(t, link, Some(second));
}
