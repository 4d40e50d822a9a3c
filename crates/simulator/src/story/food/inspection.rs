//! Inspections of food and drug premises.

use food_drug::inspection::{Disposed, Disposition, Finding, Outcome, Planned, Rechecked, ResultPublished, ResultTold, Visited};

use super::case;
use crate::city::{Agency, Trade};
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

const FINDINGS: &[(&str, &str)] = &[
    ("食品经营-1.1", "示例：未公示许可证"),
    ("食品经营-2.3", "示例：加工场所不洁"),
    ("食品经营-3.2", "示例：进货查验记录不全"),
    ("食品经营-4.1", "示例：从业人员无健康证明"),
    ("食品经营-5.4", "示例：超范围使用添加剂"),
    ("药品经营-2.1", "示例：处方药未凭处方销售"),
];

fn findings(draw: &mut Draw, count: i64) -> Vec<Finding> {
    let one = |draw: &mut Draw| {
        let (code, text) = draw.pick(FINDINGS);
        let corrected_on_site = draw.chance(0.5).then_some(draw.chance(0.4));
        Finding { code: (*code).to_owned(), text: Some((*text).to_owned()), corrected_on_site }
    };
    (0..count).map(|_| one(draw)).collect()
}

/// The result is told on the spot and published.
fn published(t: &mut Teller<'_>, record: usize, day: i64) {
    if !t.draw.chance(shares::REGULATOR.never) {
        t.say(t.part(record, "result-told", &["visited"]), day, |_, on, wrong| {
            (ResultTold { on, document: (!wrong).then(|| "示例检记".to_owned()) }, Vec::new())
        });
    }
    if let Some(after) = Term::working(20).from(1).done(t.draw, shares::REGULATOR) {
        t.say(t.part(record, "result-published", &["visited"]), day + after, |_, on, wrong| {
            (ResultPublished { on, url: wrong.then(|| "https://example.org/1".to_owned()) }, Vec::new())
        });
    }
}

/// An inspection from its plan to its recheck; perhaps as part of a joint action.
pub(in crate::story) fn inspection(t: &mut Teller<'_>, joint_action: Option<&str>) {
    let site = t.site(Trade::Food);
    let record = t.own("food-drug.inspection", Agency::FoodDrug, "示例食检");
    let outcome = t.draw.weighted(&[(70, Outcome::Pass), (18, Outcome::BasicPass), (12, Outcome::Fail)]);
    let mut day = t.day;
    if joint_action.is_none() && t.draw.chance(0.6) {
        t.say(t.part(record, "planned", &[]), day, |_, on, _| {
            (Planned { on, premises: site.premises.clone(), plan: Some("双随机".to_owned()) }, Vec::new())
        });
        day += t.draw.between(1, 14);
    }
    let campaign = t.campaign();
    t.say(t.part(record, "visited", &[]), day, |draw, on, wrong| {
        let (few, many) = match outcome {
            Outcome::Pass => (0, 0),
            Outcome::BasicPass => (1, 3),
            Outcome::Fail => (2, 7),
        };
        let count = draw.between(few, many) + i64::from(wrong);
        let mut claims = vec![Claim::one("food-inspections")];
        claims.extend((count > 0).then(|| Claim::of("food-findings", count)));
        let report = Visited {
            on,
            premises: site.premises.clone(),
            visit_type: Some(draw.weighted(&[(70, "日常检查"), (20, "飞行检查"), (10, "专项检查")]).to_owned()),
            findings: findings(draw, count),
            outcome: (wrong || draw.chance(0.8)).then_some(if wrong { Outcome::BasicPass } else { outcome }),
            inspectors: draw.chance(0.9).then_some(2),
            campaign: campaign.clone(),
            joint_action: joint_action.map(str::to_owned),
        };
        (report, claims)
    });
    published(t, record, day);
    let disposition = match outcome {
        Outcome::Pass if t.draw.chance(0.7) => return,
        Outcome::Pass => Disposition::Pass,
        Outcome::BasicPass if t.draw.chance(0.4) => return,
        Outcome::BasicPass => Disposition::Correct,
        Outcome::Fail => {
            t.draw.weighted(&[(83, Disposition::Correct), (15, Disposition::OwnCase), (2, Disposition::SuspectedCrime)])
        }
    };
    day += t.draw.between(0, 5);
    let document = t.number("示例责改");
    t.say(t.part(record, "disposed", &["visited"]), day, |_, on, wrong| {
        let disposition = if wrong { Disposition::Pass } else { disposition };
        (Disposed { on, disposition, document: Some(document.clone()) }, Vec::new())
    });
    match disposition {
        Disposition::Correct => {}
        Disposition::SuspectedCrime => return case::suspected_by(t, record, &site, day),
        Disposition::OwnCase if t.draw.chance(0.6) => return case::from_inspection(t, record, &site, day),
        Disposition::OwnCase | Disposition::Pass => return,
    }
    for round in 1..=2 {
        day += t.draw.between(7, 30);
        let corrected = round == 2 || t.draw.chance(0.85);
        t.say(t.part(record, "rechecked", &["disposed"]).label(round.to_string()), day, |_, on, wrong| {
            (Rechecked { on, round, corrected: corrected != wrong }, Vec::new())
        });
        if corrected {
            break;
        }
    }
}
