//! Cases of the environment agency: filed or decided on the spot, transferred where a crime is suspected, closed.

use environment::admin_case::{Closed, Closure, CrimeSuspected, Decided, Filed, Involved, Origin, OriginKind};
use kernel::money::Currency;
use kernel::{Money, PenaltyKind};

use crate::city::{Agency, Site, Trade};
use crate::ledger::Claim;
use crate::statement::Means;
use crate::story::admin::{self, Goods};
use crate::story::{concerned, evidence, matter, shares, transfer};
use crate::teller::Teller;

/// A case of the agency's own, or a decision on the spot.
pub(in crate::story) fn case(t: &mut Teller<'_>) {
    let site = t.site(Trade::Factory);
    let record = t.own("environment.admin-case", Agency::Environment, "示例环立");
    let filed = t.day;
    if t.draw.chance(0.15) {
        return settled(t, record, &site, true, filed);
    }
    if t.draw.chance(0.06) {
        return admin::environment::refused(t, record);
    }
    let Some(filed) = admin::environment::clue(t, record, filed) else { return };
    admin::environment::violation(t, record, filed);
    let campaign = t.campaign();
    t.say(t.part(record, "filed", &[]), filed, |draw, on, wrong| {
        let persons = concerned(draw).map(|who| Involved { who, role: Some("法定代表人".to_owned()) });
        let kind = draw.weighted(&[(60, OriginKind::Inspection), (25, OriginKind::Monitoring), (15, OriginKind::Complaint)]);
        let cause = if wrong { "涉嫌超标排放水污染物案（暂定）" } else { "涉嫌超标排放水污染物案" };
        let report = Filed {
            on,
            cause: cause.to_owned(),
            premises: Some(site.premises.clone()),
            persons: persons.into_iter().collect(),
            origin: Some(Origin { kind, number: None }),
            campaign: campaign.clone(),
            joint_action: None,
        };
        (report, vec![Claim::one("env-cases")])
    });
    evidence::of_case(t, record, filed);
    if t.draw.chance(shares::CRIME) {
        return criminal(t, record, &site, filed);
    }
    let mut day = filed;
    if t.draw.chance(0.15) {
        admin::environment::seizure(t, record, day + 1, Goods::Released, false);
    }
    if t.draw.chance(0.06) {
        admin::environment::extended(t, record, day + 20);
        day += 30;
    }
    day += t.draw.between(5, 40);
    if t.draw.chance(0.25) {
        day += admin::environment::hearing(t, record, day);
    }
    settled(t, record, &site, false, day);
}

/// Decided, served, closed.
fn settled(t: &mut Teller<'_>, record: usize, site: &Site, directly: bool, day: i64) {
    decided(t, record, &site.premises, directly, day);
    let served = admin::environment::served(t, record, day);
    let after = t.draw.between(5, 40);
    closed(t, record, served + after, Closure::Executed);
}

/// Transferred; decided by the agency itself only if the case comes back.
fn criminal(t: &mut Teller<'_>, record: usize, site: &Site, filed: i64) {
    let day = filed + t.draw.between(1, 20);
    t.say(t.part(record, "crime-suspected", &["filed", "decided-directly"]), day, |_, on, wrong| {
        let offence = (!wrong).then(|| "污染环境罪".to_owned());
        let report = CrimeSuspected(kernel::admin::CrimeSuspected { on, offence, grounds: None });
        (report, vec![Claim::one("env-suspected-crimes")])
    });
    let matter = matter::suspected(t, record, site, day);
    let seized = t.draw.chance(0.6);
    let course = transfer::of_case(t, (Agency::Environment, false, seized), site, record, matter.clone(), day);
    if seized {
        let goods = if course.handed_over { Goods::HandedOver } else { Goods::Released };
        admin::environment::seizure(t, record, filed + 1, goods, false);
    }
    let Some(back) = course.back else {
        let after = t.draw.between(5, 40);
        return closed(t, record, day.max(course.sent) + after, Closure::Transferred);
    };
    let penalised = t.draw.chance(shares::PENALISED_AFTER_BACK);
    let day = back.day + t.draw.between(15, 50);
    let mut over = day;
    if penalised {
        decided(t, record, &site.premises, false, day);
        over = admin::environment::served(t, record, day);
    }
    back.answered(t, penalised, day);
    let after = t.draw.between(5, 20);
    closed(t, record, over + after, if penalised { Closure::Executed } else { Closure::Terminated });
    matter.closed(t, over + after + 5);
}

fn closed(t: &mut Teller<'_>, record: usize, day: i64, closure: Closure) {
    t.say(t.part(record, "closed", &["filed", "decided-directly"]), day, |_, on, wrong| {
        (Closed(kernel::admin::Closed { on, closure: if wrong { Closure::Terminated } else { closure } }), Vec::new())
    });
}

fn decided(t: &mut Teller<'_>, record: usize, premises: &kernel::Premises, directly: bool, day: i64) {
    let fined = t.draw.chance(0.8);
    let document = t.number("示例环罚");
    let part = if directly { t.part(record, "decided-directly", &[]) } else { t.part(record, "decided", &["filed"]) };
    let part = if fined { part.meaning([Means::Penalty]) } else { part };
    t.say(part.label("1"), day, |draw, on, wrong| {
        let amount = draw.between(1, if wrong { 500 } else { 50 }) * 1_000_000;
        let fine = fined.then_some(Money { minor: amount, currency: Currency::Cny });
        let mut claims = Vec::new();
        if fined {
            claims.extend([Claim::one("env-penalties"), Claim::of("env-penalty-amount", amount)]);
        }
        let report = Decided {
            on,
            detention: None,
            decision: 1,
            without_filing: directly,
            document: Some(document.clone()),
            premises: directly.then(|| premises.clone()),
            instruments: vec!["correction-order".to_owned()],
            law_areas: vec!["water".to_owned()],
            kinds: fined.then_some(PenaltyKind::Fine).into_iter().collect(),
            fine,
            gains: None,
            basis: vec!["水污染防治法(2017)第八十三条".to_owned()],
            places: Vec::new(),
            summary: None,
        };
        (report, claims)
    });
}
