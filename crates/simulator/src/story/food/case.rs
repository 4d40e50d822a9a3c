//! Cases of the food and drug agency: filed, transferred where a crime is suspected, penalised, closed.

use food_drug::admin_case::{Closed, Closure, CrimeSuspected, Filed, Involved, Origin, OriginKind, Penalised};
use kernel::money::Currency;
use kernel::{Money, PenaltyKind};

use crate::city::{Agency, Site, Trade};
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::statement::Means;
use crate::story::admin::{self, Goods};
use crate::story::matter::{self, Matter};
use crate::story::{concerned, evidence, shares, transfer};
use crate::teller::Teller;

fn yuan(draw: &mut Draw, few: i64, many: i64) -> Money {
    Money { minor: draw.between(few, many) * 10_000, currency: Currency::Cny }
}

/// A case from filing to closure.
pub(in crate::story) fn case(t: &mut Teller<'_>) {
    let site = t.site(Trade::Food);
    if t.draw.chance(0.07) {
        let record = t.own("food-drug.admin-case", Agency::FoodDrug, "示例食药立案");
        return admin::food::refused(t, record);
    }
    let kind = t.draw.weighted(&[(35, OriginKind::Inspection), (45, OriginKind::Sample), (20, OriginKind::Complaint)]);
    let crime = t.draw.chance(shares::CRIME);
    told(t, &site, Origin { kind, number: None }, t.day, crime, None);
}

/// A case that arose from `inspection`, filed some days after.
pub(super) fn from_inspection(t: &mut Teller<'_>, inspection: usize, site: &Site, day: i64) {
    let number = Some(t.subjects[inspection].key.to_string());
    let filed = day + t.draw.between(0, 5);
    told(t, site, Origin { kind: OriginKind::Inspection, number }, filed, false, None);
}

/// A case that arose from `inspection`, in which a crime was suspected at once.
pub(super) fn suspected_by(t: &mut Teller<'_>, inspection: usize, site: &Site, day: i64) {
    let number = Some(t.subjects[inspection].key.to_string());
    let matter = matter::suspected(t, inspection, site, day);
    let filed = day + t.draw.between(0, 2);
    told(t, site, Origin { kind: OriginKind::Inspection, number }, filed, true, Some(matter));
}

fn told(t: &mut Teller<'_>, site: &Site, origin: Origin, filed: i64, crime: bool, matter: Option<Matter>) {
    let record = t.own("food-drug.admin-case", Agency::FoodDrug, "示例食药立案");
    // What a crime was suspected of at once, or an inspection found, needs no checking.
    let checked = if matter.is_none() && origin.number.is_none() { admin::food::clue(t, record, filed) } else { Some(filed) };
    let Some(filed) = checked else { return };
    admin::food::violation(t, record, filed);
    let campaign = t.campaign();
    let cause = *t.draw.pick(&["涉嫌经营不合格食品案", "涉嫌未按规定查验进货案", "涉嫌销售劣药案", "涉嫌超范围使用添加剂案"]);
    // What is transferred is food or, now and then, drugs.
    let cause = match crime {
        true if t.draw.chance(shares::DRUG_CRIME) => "涉嫌销售假药案",
        true => "涉嫌经营不合格食品案",
        false => cause,
    };
    let drugs = ["涉嫌销售劣药案", "涉嫌销售假药案"].contains(&cause);
    t.say(t.part(record, "filed", &[]).meaning(drugs.then_some(Means::Drugs)), filed, |draw, on, wrong| {
        let persons = concerned(draw).map(|who| Involved { who, role: Some("当事人".to_owned()) });
        let report = Filed {
            on,
            cause: if wrong { format!("{cause}（暂定）") } else { cause.to_owned() },
            premises: Some(site.premises.clone()),
            persons: persons.into_iter().collect(),
            drugs,
            origin: Some(origin.clone()),
            campaign: campaign.clone(),
            joint_action: None,
        };
        (report, vec![Claim::one("food-cases")])
    });
    evidence::of_case(t, record, filed);
    if crime { criminal(t, record, site, filed, drugs, matter) } else { ordinary(t, record, filed, drugs) }
}

/// Penalised, or not, by the agency itself.
fn ordinary(t: &mut Teller<'_>, record: usize, filed: i64, drugs: bool) {
    let mut day = filed;
    if t.draw.chance(0.25) {
        admin::food::seizure(t, record, day + 1, Goods::Released, drugs);
        if drugs {
            super::drugs::told(t, record, day + 1);
        }
    }
    if t.draw.chance(0.06) {
        admin::food::extended(t, record, day + 20);
        day += 40;
    }
    day += t.draw.between(20, 60);
    let penalised = t.draw.chance(0.85);
    if penalised && t.draw.chance(0.25) {
        day += admin::food::hearing(t, record, day);
    }
    if penalised {
        day = penalty(t, record, day);
    }
    let closure = if penalised {
        Closure::Executed
    } else {
        t.draw.weighted(&[(50, Closure::NoPenalty), (40, Closure::Unfounded), (10, Closure::Terminated)])
    };
    let after = t.draw.between(5, 30);
    closed(t, record, day + after, closure);
}

/// Transferred; what the agency does itself depends on what police and procuratorate make of it.
fn criminal(t: &mut Teller<'_>, record: usize, site: &Site, filed: i64, drugs: bool, matter: Option<Matter>) {
    let day = filed + t.draw.between(1, 15);
    t.say(t.part(record, "crime-suspected", &["filed"]), day, |_, on, wrong| {
        let offence = (!wrong).then(|| transfer::offence(Agency::FoodDrug, drugs).1.to_owned());
        let report = CrimeSuspected(kernel::admin::CrimeSuspected { on, offence, grounds: None });
        (report, vec![Claim::one("food-suspected-crimes")])
    });
    let matter = matter.unwrap_or_else(|| matter::suspected(t, record, site, day));
    let seized = t.draw.chance(0.6);
    let course = transfer::of_case(t, (Agency::FoodDrug, drugs, seized), site, record, matter.clone(), day);
    if seized {
        let goods = if course.handed_over { Goods::HandedOver } else { Goods::Released };
        admin::food::seizure(t, record, filed + 1, goods, drugs);
        if drugs {
            super::drugs::told(t, record, filed + 1);
        }
    }
    let Some(back) = course.back else {
        let mut day = course.sent + t.draw.between(5, 30);
        if t.draw.chance(shares::IN_SPITE_OF_FILING) {
            day = penalty(t, record, day + 15);
        }
        return closed(t, record, day, Closure::Transferred);
    };
    let penalised = t.draw.chance(shares::PENALISED_AFTER_BACK);
    let mut day = back.day + t.draw.between(15, 50);
    let decided = day;
    if penalised {
        day = penalty(t, record, day);
    }
    back.answered(t, penalised, decided);
    let after = t.draw.between(5, 20);
    closed(t, record, day + after, if penalised { Closure::Executed } else { Closure::NoPenalty });
    matter.closed(t, day + after + 5);
}

/// Decided and served; the day of the service.
fn penalty(t: &mut Teller<'_>, record: usize, day: i64) -> i64 {
    let document = t.number("示例食药处罚");
    t.say(t.part(record, "penalised", &["filed"]).label("1").meaning([Means::Penalty]), day, |draw, on, wrong| {
        let fine = yuan(draw, 1, if wrong { 400 } else { 40 });
        let gains = draw.chance(0.3).then(|| yuan(draw, 1, 20));
        let mut claims = vec![Claim::one("food-penalties"), Claim::of("food-penalty-amount", fine.minor)];
        claims.extend(gains.as_ref().map(|gains| Claim::of("food-penalty-amount", gains.minor)));
        let gained = gains.is_some().then_some(PenaltyKind::GainsConfiscated);
        let report = Penalised {
            on,
            decision: 1,
            document: Some(document.clone()),
            kinds: [PenaltyKind::Warning, PenaltyKind::Fine].into_iter().chain(gained).collect(),
            fine: Some(fine),
            gains,
            basis: vec!["食品安全法(2021)第一百二十四条".to_owned()],
        };
        (report, claims)
    });
    admin::food::served(t, record, day)
}

fn closed(t: &mut Teller<'_>, record: usize, day: i64, closure: Closure) {
    t.say(t.part(record, "closed", &["filed"]), day, |_, on, wrong| {
        (Closed(kernel::admin::Closed { on, closure: if wrong { Closure::Terminated } else { closure } }), Vec::new())
    });
}
