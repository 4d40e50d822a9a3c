//! Site checks with monitoring.

use environment::inspection::{Finding, Manner, Monitored, Outcome, Reading, RecheckOutcome, Rechecked, Visited};

use crate::city::{Agency, Trade};
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::story::decimal;
use crate::teller::Teller;

const FINDINGS: &[(&str, &str)] = &[
    ("水污染防治法第三十九条", "示例：通过暗管排放"),
    ("大气污染防治法第二十条", "示例：未按规定设置排放口"),
    ("固体废物污染环境防治法第七十九条", "示例：未按规定贮存危险废物"),
    ("环境影响评价法第二十五条", "示例：未批先建"),
];

/// Pollutant, limit in thousandths, unit, standard: limits are examples.
const POLLUTANTS: &[(&str, i64, &str, &str)] = &[
    ("化学需氧量", 100_000, "mg/L", "GB 8978-1996"),
    ("氨氮", 15_000, "mg/L", "GB 8978-1996"),
    ("总铬", 1_500, "mg/L", "GB 8978-1996"),
    ("六价铬", 200, "mg/L", "GB 21900-2008"),
    ("二氧化硫", 50_000, "mg/m³", "GB 13271-2014"),
    ("颗粒物", 20_000, "mg/m³", "GB 13271-2014"),
];

fn readings(draw: &mut Draw, count: i64, exceeded: i64) -> Vec<Reading> {
    let one = |draw: &mut Draw, over: bool| {
        let (pollutant, limit, unit, standard) = *draw.pick(POLLUTANTS);
        let measured = if over { limit * draw.between(105, 500) / 100 + 1 } else { limit * draw.between(1, 95) / 100 };
        Reading {
            pollutant: pollutant.to_owned(),
            point: Some("示例总排口".to_owned()),
            measured: decimal(measured),
            limit: decimal(limit),
            unit: Some(unit.to_owned()),
            standard: standard.to_owned(),
            detection_limit: None,
            method: None,
            exceeded: draw.chance(0.5).then_some(over),
        }
    };
    (0..count).map(|n| one(draw, n < exceeded)).collect()
}

/// A site check with its monitoring and rechecks; perhaps as part of a joint action.
pub(in crate::story) fn inspection(t: &mut Teller<'_>, joint_action: Option<&str>) {
    let site = t.site(Trade::Factory);
    let record = t.own("environment.inspection", Agency::Environment, "示例环检");
    let violates = t.draw.chance(0.15);
    let campaign = t.campaign();
    t.say(t.part(record, "visited", &[]), t.day, |draw, on, wrong| {
        let violates = violates != wrong;
        let count = if violates { draw.between(1, 4) } else { 0 };
        let finding = |draw: &mut Draw| {
            let (code, text) = draw.pick(FINDINGS);
            Finding { code: (*code).to_owned(), text: Some((*text).to_owned()) }
        };
        let mut claims = vec![Claim::one("env-inspections")];
        claims.extend(violates.then(|| Claim::of("env-findings", count)));
        let outcome = if violates { Outcome::Violation } else { Outcome::NoViolation };
        let report = Visited {
            on,
            premises: site.premises.clone(),
            visit_type: Some(draw.weighted(&[(60, "双随机"), (25, "夜查"), (15, "信访核查")]).to_owned()),
            findings: (0..count).map(|_| finding(draw)).collect(),
            outcome: draw.chance(0.8).then_some(outcome),
            officers: Some(2),
            document: None,
            campaign: campaign.clone(),
            joint_action: joint_action.map(str::to_owned),
        };
        (report, claims)
    });
    if t.draw.chance(0.4) {
        let share = if violates { 0.4 } else { 0.04 };
        let rounds = if t.draw.chance(0.1) { 2 } else { 1 };
        for round in 1..=rounds {
            let exceeds = t.draw.chance(share);
            let day = t.day + t.draw.between(0, 10) + i64::from(round - 1) * 15;
            let document = t.number("示例监测");
            t.say(t.part(record, "monitored", &["visited"]).label(round.to_string()), day, |draw, on, wrong| {
                let count = draw.between(1, 4);
                let exceeded = if exceeds != wrong { draw.between(1, count) } else { 0 };
                let mut claims = vec![Claim::one("env-monitorings")];
                claims.extend((exceeded > 0).then(|| Claim::of("env-exceedances", exceeded)));
                let report = Monitored {
                    on,
                    round,
                    document: Some(document.clone()),
                    laboratory: Some("示例监测站".to_owned()),
                    manner: Some(draw.weighted(&[(70, Manner::Manual), (30, Manner::Online)])),
                    readings: readings(draw, count, exceeded),
                };
                (report, claims)
            });
        }
    }
    if violates && t.draw.chance(0.7) {
        let day = t.day + t.draw.between(10, 30);
        let outcome =
            t.draw.weighted(&[(85, RecheckOutcome::Corrected), (13, RecheckOutcome::Continuing), (2, RecheckOutcome::Refused)]);
        t.say(t.part(record, "rechecked", &["visited"]).label("1"), day, |_, on, wrong| {
            let outcome = if wrong { RecheckOutcome::Continuing } else { outcome };
            (Rechecked { on, round: 1, outcome }, Vec::new())
        });
    }
}
