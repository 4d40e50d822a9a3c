//! Food-safety incidents.

use food_drug::incident::{Learned, Level, Occurred, ReportedUp, ResponsibilityReported, ToldByUnit};

use crate::city::{Agency, Trade};
use crate::ledger::Claim;
use crate::story::shares;
use crate::teller::Teller;

/// An incident from its beginning to the report on who is responsible: told by the unit or learned of otherwise, and reported upward.
pub(in crate::story) fn incident(t: &mut Teller<'_>) {
    let site = t.site(Trade::Food);
    let record = t.own("food-drug.incident", Agency::FoodDrug, "示例事故");
    let hurt = u32::try_from(t.draw.between(3, 60)).unwrap_or(3);
    let level = if hurt >= 30 { Level::Four } else { t.draw.weighted(&[(80, Level::Four), (20, Level::Three)]) };
    t.say(t.part(record, "occurred", &[]), t.day, |_, on, wrong| {
        let report = Occurred {
            on,
            title: "示例聚餐疑似食物中毒".to_owned(),
            premises: Some(site.premises.clone()),
            hurt: Some(hurt + u32::from(wrong)),
            dead: Some(0),
            level: Some(level),
        };
        (report, vec![Claim::one("food-incidents")])
    });
    if !t.draw.chance(shares::PARTY.never) {
        t.say(t.part(record, "told-by-unit", &["occurred"]), t.day, |_, on, wrong| {
            (ToldByUnit { on, measures: (!wrong).then(|| "示例：已封存留样".to_owned()) }, Vec::new())
        });
    }
    t.say(t.part(record, "learned", &[]), t.day, |_, on, wrong| {
        (Learned { on, source: Some(if wrong { "示例" } else { "医疗机构" }.to_owned()) }, Vec::new())
    });
    for round in 1..=2_u16 {
        let day = t.day + i64::from(round - 1) * 5;
        let part = t.part(record, "reported-up", &["learned", "told-by-unit"]).label(round.to_string());
        t.say(part, day, |_, on, wrong| {
            let to = (!wrong).then(|| "示例市食品安全委员会办公室".to_owned());
            (ReportedUp { on, round, to, level: Some(level) }, Vec::new())
        });
    }
    if !t.draw.chance(shares::REGULATOR.never) {
        let day = t.day + t.draw.between(10, 40);
        t.say(t.part(record, "responsibility-reported", &["occurred"]), day, |_, on, wrong| {
            let document = (!wrong).then(|| "示例事故报告".to_owned());
            (ResponsibilityReported { on, to: Some("示例县人民政府".to_owned()), document }, Vec::new())
        });
    }
}
