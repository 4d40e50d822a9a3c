//! Joint work: offices, meetings, joint actions that several organisations report, campaigns, matters and links.

use joint_office::link::{Linked, SubjectLink};
use joint_office::{
    Level, Place, campaign as campaigns, joint_action as actions, matter as matters, meeting as meetings, office as offices,
};
use kernel::{AgencyCode, Link, OrgId, Premises, Quantity, SubjectId, When};

use super::{environment, food, police, until};
use crate::city::{Agency, Trade, person};
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::made;
use crate::teller::{Recent, Teller};

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

/// A joint office with its seconded staff.
pub(super) fn office(t: &mut Teller<'_>) {
    let record = t.own("joint-office.office", Agency::JointOffice, "示例联勤联动办公室");
    let agencies: Vec<AgencyCode> = t.city.agencies[1..4].to_vec();
    let name = t.subjects[record].key.to_string();
    t.say(t.part(record, "opened", &[]), t.day, |_, on, wrong| {
        let assessment = Some(if wrong { "每月" } else { "每季度" }.to_owned());
        let rules = Some("示例联勤联动工作规则".to_owned());
        (
            offices::Opened { on, name: name.clone(), agencies: agencies.clone(), rules, assessment },
            vec![Claim::one("joint-offices")],
        )
    });
    for n in 1..=t.draw.between(2, 6) {
        let staff = n.to_string();
        let day = t.day + t.draw.between(1, 60);
        let home = t.draw.weighted(&[(60, Agency::FoodDrug), (40, Agency::Environment)]);
        let home = t.org(home);
        let who = person(t.draw);
        t.say(t.part(record, "seconded", &["opened"]).label(&staff), day, |_, on, wrong| {
            let who = (!wrong).then(|| who.clone());
            (offices::Seconded { on, staff: staff.clone(), who, home: home.clone() }, vec![Claim::one("seconded-staff")])
        });
        if t.draw.chance(0.3) {
            let day = day + t.draw.between(60, 180);
            t.say(t.part(record, "secondment-ended", &["seconded"]).label(&staff), day, |_, on, _| {
                (offices::SecondmentEnded { on, staff: staff.clone() }, vec![Claim::of("seconded-staff", -1)])
            });
        }
    }
    if t.draw.chance(0.25) {
        let day = t.day + t.draw.between(120, 200);
        t.say(t.part(record, "closed", &["opened"]), day, |_, on, wrong| {
            let reason = Some(if wrong { "示例：合并（草稿）" } else { "示例：合并" }.to_owned());
            (offices::Closed { on, reason }, vec![Claim::of("joint-offices", -1)])
        });
    }
}

/// A meeting, told by some of those who took part.
pub(super) fn meeting(t: &mut Teller<'_>) {
    let key = made::key(t.number("示例联席"));
    let record = t.shared("joint-office.meeting", key);
    let present = company(t);
    for org in accounts(t.draw, &present) {
        t.say(t.part(record, "held", &[]).by(&org), t.day, |draw, on, wrong| {
            let due = until(&on, 30);
            let decisions = (0..draw.between(0, 3)).map(|n| meetings::Decision {
                text: format!("示例：议定事项{}", n + 1),
                owner: Some(present[0].clone()),
                due: due.clone(),
            });
            let report = meetings::Held {
                on,
                title: Some(if wrong { "示例联席会议（草稿）" } else { "示例联席会议" }.to_owned()),
                level: Some(Level::County),
                chair: Some(present[0].clone()),
                participants: present.clone(),
                topics: vec!["示例：案件会商".to_owned()],
                decisions: decisions.collect(),
            };
            (report, vec![Claim::once("joint-meetings", "", 1)])
        });
    }
}

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
pub(super) fn action(t: &mut Teller<'_>) {
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
    found(t, record, &out, &sites);
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

/// Problems found and places governed, one report each; a premises that two organisations name is counted once.
fn found(t: &mut Teller<'_>, record: usize, out: &[(OrgId, u32)], sites: &[Premises]) {
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

fn place_found(t: &mut Teller<'_>, record: usize, org: &OrgId, place: Place, governed: bool) {
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

/// One outing under two numbers: a person joins the two, and it is counted once.
pub(super) fn doubled_action(t: &mut Teller<'_>) {
    let (out, sites) = draw_outing(t);
    let (one, other) = (t.number("示例联执"), t.number("示例联执补"));
    let first = outing(t, &one, "示例联合执法", &out, &sites);
    let second = outing(t, &other, "示例联合执法（补报）", &out, &sites);
    let link = Link::same(t.subjects[second].id, t.subjects[first].id);
    linked(t, link, Some(second));
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

/// A campaign, special or cluster, with what was found under it.
pub(super) fn campaign(t: &mut Teller<'_>) {
    let number = t.number("示例专项");
    let record = t.shared("joint-office.campaign", made::key(number.clone()));
    let cluster = t.draw.chance(0.15);
    let (kind, measure) = if cluster {
        (campaigns::CampaignKind::Cluster, "cluster-campaigns")
    } else {
        (campaigns::CampaignKind::Special, "special-campaigns")
    };
    let orgs = company(t);
    for org in accounts(t.draw, &orgs) {
        t.say(t.part(record, "launched", &[]).by(&org), t.day, |_, on, wrong| {
            let report = campaigns::Launched {
                until: until(&on, 90),
                on,
                name: format!("示例{}", if cluster { "集群战役" } else { "专项行动" }),
                kind,
                level: Some(if cluster { Level::Nation } else { Level::City }),
                themes: vec![if wrong { "食品（草稿）" } else { "食品" }.to_owned()],
                originator: None,
                approved_by: None,
            };
            (report, vec![Claim::once(measure, "", 1)])
        });
    }
    Recent::remember(&mut t.recent.campaigns, number);
    let began = t.day;
    for n in 1..=t.draw.between(0, 5) {
        t.day = began + t.draw.between(3, 60);
        let premises = t.draw.chance(0.7).then(|| t.site(Trade::Food).premises);
        let place = Place { label: n.to_string(), premises, quantity: Quantity::count(1) };
        let governed = t.draw.chance(0.5);
        let org = t.draw.pick(&orgs).clone();
        place_found(t, record, &org, place, governed);
    }
    if t.draw.chance(0.7) {
        let day = began + t.draw.between(61, 95);
        t.say(t.part(record, "ended", &["launched"]), day, |_, on, wrong| {
            let summary = Some(if wrong { "示例：已结束（草稿）" } else { "示例：已结束" }.to_owned());
            (campaigns::Ended { on, summary }, Vec::new())
        });
    }
    t.day = began;
}

/// A matter across agencies, with a criminal case that a person joins to it.
pub(super) fn matter(t: &mut Teller<'_>) {
    let number = t.number("示例联案");
    let record = t.shared("joint-office.matter", made::key(number.clone()));
    let premises = t.site(Trade::Food).premises;
    let orgs = company(t);
    for org in accounts(t.draw, &orgs) {
        t.say(t.part(record, "opened", &[]).by(&org), t.day, |_, on, wrong| {
            let title = if wrong { "示例案事件（暂定）" } else { "示例案事件" }.to_owned();
            let campaign = None;
            (matters::Opened { on, title, premises: vec![premises.clone()], campaign }, Vec::new())
        });
    }
    let case = police::case(t, Some(&number), None);
    if t.draw.chance(0.3) {
        let subject = SubjectId(t.subjects[record].id.0);
        linked(t, Link::about(t.subjects[case].id, subject), None);
    }
    if t.draw.chance(0.6) {
        let day = t.day + t.draw.between(40, 120);
        t.say(t.part(record, "closed", &["opened"]), day, |_, on: When, wrong| {
            let result = Some(if wrong { "示例：已办结（草稿）" } else { "示例：已办结" }.to_owned());
            (matters::Closed { on, result }, Vec::new())
        });
    }
}
