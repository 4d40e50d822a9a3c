//! Environment: site checks with monitoring, measures, cases.

use environment::admin_case::{Closed, Closure, CrimeSuspected, Decided, Filed, Involved, Origin, OriginKind, Served};
use environment::inspection::{Finding, Manner, Monitored, Outcome, Reading, RecheckOutcome, Rechecked, Visited};
use environment::measure::{Extended, Imposed, Lifted, LiftedBecause, MeasureKind, SeizedItem};
use kernel::money::Currency;
use kernel::{Money, PenaltyKind, Quantity};

use super::{concerned, decimal, until};
use crate::city::{Agency, Trade};
use crate::draw::Draw;
use crate::ledger::Claim;
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
pub(super) fn inspection(t: &mut Teller<'_>, joint_action: Option<&str>) {
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

/// An order to correct, a seizure, or a limit or stop of production, to its end.
pub(super) fn measure(t: &mut Teller<'_>) {
    let site = t.site(Trade::Factory);
    let record = t.own("environment.measure", Agency::Environment, "示例环措");
    let kind = t.draw.weighted(&[
        (75, MeasureKind::Correct),
        (12, MeasureKind::Seize),
        (6, MeasureKind::LimitProduction),
        (7, MeasureKind::StopProduction),
    ]);
    let counted = match kind {
        MeasureKind::Correct => "env-correction-orders",
        MeasureKind::Seize => "env-seizures",
        MeasureKind::LimitProduction => "env-production-limits",
        MeasureKind::StopProduction => "env-production-stops",
    };
    t.say(t.part(record, "imposed", &[]), t.day, |draw, on, wrong| {
        let item = |draw: &mut Draw| SeizedItem {
            name: "示例生产线".to_owned(),
            quantity: Some(Quantity::count(draw.between(1, 5))),
            kept_at: Some("原地查封".to_owned()),
        };
        let items = if kind == MeasureKind::Seize { draw.between(1, 3) } else { 0 };
        let report = Imposed {
            kind,
            premises: site.premises.clone(),
            served_on: until(&on, 0),
            until: until(&on, 30),
            on,
            content: Some(if wrong { "示例：超标排放（待核实）" } else { "示例：超标排放" }.to_owned()),
            basis: vec!["环境保护法(2014)第二十五条".to_owned()],
            items: (0..items).map(|_| item(draw)).collect(),
            inspection: None,
            case: None,
        };
        (report, vec![Claim::one(counted)])
    });
    let mut day = t.day;
    if t.draw.chance(0.12) {
        day += t.draw.between(15, 29);
        t.say(t.part(record, "extended", &["imposed"]).label("1"), day, |_, on, wrong| {
            let reason = Some(if wrong { "示例：情况复杂（暂定）" } else { "示例：情况复杂" }.to_owned());
            (Extended { until: until(&on, 30).unwrap_or_else(|| on.clone()), on, round: 1, reason }, Vec::new())
        });
    }
    if t.draw.chance(0.85) {
        day += t.draw.between(5, 30);
        let because = if kind == MeasureKind::Seize && t.draw.chance(0.1) {
            LiftedBecause::HandedOver
        } else {
            t.draw.weighted(&[(85, LiftedBecause::Corrected), (12, LiftedBecause::Expired), (3, LiftedBecause::Revoked)])
        };
        t.say(t.part(record, "lifted", &["imposed"]), day, |_, on, wrong| {
            let because = if wrong { LiftedBecause::Expired } else { because };
            let fulfilled = kind == MeasureKind::Correct && because == LiftedBecause::Corrected;
            let claims = fulfilled.then(|| Claim::one("env-corrections")).into_iter().collect();
            (Lifted { on, kind, because, document: None }, claims)
        });
    }
}

/// A case of the agency's own, or a decision on the spot.
pub(super) fn case(t: &mut Teller<'_>) {
    let site = t.site(Trade::Factory);
    let record = t.own("environment.admin-case", Agency::Environment, "示例环立");
    let directly = t.draw.chance(0.15);
    let (mut day, campaign) = (t.day, t.campaign());
    let mut crime = false;
    if !directly {
        t.say(t.part(record, "filed", &[]), day, |draw, on, wrong| {
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
        crime = t.draw.chance(0.08);
        day += t.draw.between(5, 40);
    }
    if crime {
        t.say(t.part(record, "crime-suspected", &["filed", "decided-directly"]), day, |_, on, wrong| {
            let offence = (!wrong).then(|| "污染环境罪".to_owned());
            (CrimeSuspected { on, offence, grounds: None }, vec![Claim::one("env-suspected-crimes")])
        });
    } else {
        decided(t, record, &site.premises, directly, day);
        day += t.draw.between(1, 7);
        t.say(t.part(record, "served", &["decided", "decided-directly"]).label("1"), day, |_, on, wrong| {
            let manner = if wrong { "公告送达" } else { "直接送达" };
            (Served { on, decision: 1, manner: Some(manner.to_owned()) }, Vec::new())
        });
    }
    let closure = if crime { Closure::Transferred } else { Closure::Executed };
    day += t.draw.between(5, 40);
    t.say(t.part(record, "closed", &["filed", "decided-directly"]), day, |_, on, wrong| {
        (Closed { on, closure: if wrong { Closure::Terminated } else { closure } }, Vec::new())
    });
}

fn decided(t: &mut Teller<'_>, record: usize, premises: &kernel::Premises, directly: bool, day: i64) {
    let fined = t.draw.chance(0.8);
    let document = t.number("示例环罚");
    let part = if directly { t.part(record, "decided-directly", &[]) } else { t.part(record, "decided", &["filed"]) };
    t.say(part.label("1"), day, |draw, on, wrong| {
        let amount = draw.between(1, if wrong { 500 } else { 50 }) * 1_000_000;
        let fine = fined.then_some(Money { minor: amount, currency: Currency::Cny });
        let mut claims = Vec::new();
        if fined {
            claims.extend([Claim::one("env-penalties"), Claim::of("env-penalty-amount", amount)]);
        }
        let report = Decided {
            on,
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
