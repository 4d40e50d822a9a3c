//! Environment: site checks with monitoring, measures, cases.

use environment::admin_case::{Closed, Closure, CrimeSuspected, Decided, Filed, Involved, Origin, OriginKind};
use environment::inspection::{Finding, Manner, Monitored, Outcome, Reading, RecheckOutcome, Rechecked, Visited};
use environment::measure::{
    self, CompletionReported, DailyFined, Extended, Finished, FollowedUp, Imposed, Lifted, LiftedBecause, MeasureKind, PlanFiled,
    SeizedItem, Served,
};
use kernel::money::Currency;
use kernel::{Money, PenaltyKind, Quantity};

use super::{admin, concerned, decimal, transfer, until};
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
    day += followed(t, record, kind);
    if t.draw.chance(0.12) {
        day += t.draw.between(15, 29);
        t.say(t.part(record, "extended", &["imposed"]).label("1"), day, |_, on, wrong| {
            let reason = Some(if wrong { "示例：情况复杂（暂定）" } else { "示例：情况复杂" }.to_owned());
            (Extended { until: until(&on, 30).unwrap_or_else(|| on.clone()), on, kind: Some(kind), round: 1, reason }, Vec::new())
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
        if kind != MeasureKind::Seize && t.draw.chance(0.3) {
            // Within thirty days, sometimes later.
            let latest = if t.draw.chance(0.1) { 45 } else { 30 };
            let checked = day + t.draw.between(10, latest);
            t.say(t.part(record, "followed-up", &["lifted", "completion-reported"]), checked, |_, on, wrong| {
                (FollowedUp { on, again: wrong }, Vec::new())
            });
        }
    }
}

/// Service and what follows from the measure while it holds; the days it took.
fn followed(t: &mut Teller<'_>, record: usize, kind: MeasureKind) -> i64 {
    let served = t.day + t.draw.between(0, 5);
    t.say(t.part(record, "served", &["imposed"]), served, |_, on, wrong| {
        (Served { on, kind, manner: (!wrong).then(|| "直接送达".to_owned()) }, Vec::new())
    });
    match kind {
        MeasureKind::Seize => 0,
        MeasureKind::LimitProduction | MeasureKind::StopProduction => {
            let filed = served + t.draw.between(5, 25);
            t.say(t.part(record, "plan-filed", &["imposed"]), filed, |_, on, wrong| {
                (PlanFiled { on, published: (!wrong).then_some(true) }, Vec::new())
            });
            let finished = filed + t.draw.between(10, 30);
            t.say(t.part(record, "finished", &["imposed"]), finished, |_, on, wrong| {
                (Finished { on, monitored: (!wrong).then_some(true) }, Vec::new())
            });
            let reported = finished + t.draw.between(1, 20);
            t.say(t.part(record, "completion-reported", &["imposed"]), reported, |_, on, wrong| {
                (CompletionReported { on, document: (!wrong).then(|| "示例备案".to_owned()) }, Vec::new())
            });
            reported - t.day
        }
        MeasureKind::Correct => daily_fines(t, record, served) - t.day,
    }
}

/// Covert rechecks within thirty days, sometimes late; while the violation goes on, a fine for each day. The day of the last.
fn daily_fines(t: &mut Teller<'_>, record: usize, served: i64) -> i64 {
    let mut from = served;
    if !t.draw.chance(0.5) {
        return from;
    }
    for round in 1..=3_u16 {
        let checked = from + if t.draw.chance(0.06) { t.draw.between(31, 45) } else { t.draw.between(8, 30) };
        let found =
            t.draw.weighted(&[(80, measure::Found::Corrected), (17, measure::Found::Continuing), (3, measure::Found::Refused)]);
        let part = t.part(record, "rechecked", &["served"]).label(round.to_string());
        t.say(part, checked, |_, on, wrong| {
            let found = if wrong && found == measure::Found::Refused { measure::Found::Continuing } else { found };
            (measure::Rechecked { on, round, found }, Vec::new())
        });
        if found == measure::Found::Corrected {
            return checked;
        }
        let days = u32::try_from(checked - served).unwrap_or(1).max(1);
        let part = t.part(record, "daily-fined", &["rechecked"]).label(round.to_string());
        from = checked + t.draw.between(1, 5);
        t.say(part, from, |draw, on, wrong| {
            let daily = Money { minor: draw.between(1, if wrong { 20 } else { 10 }) * 1_000_000, currency: Currency::Cny };
            let fined = daily.minor * i64::from(days);
            let report = DailyFined { on, round, days, daily, document: None };
            (report, vec![Claim::one("env-daily-fines"), Claim::of("env-penalty-amount", fined)])
        });
    }
    from
}

/// A case of the agency's own, or a decision on the spot.
pub(super) fn case(t: &mut Teller<'_>) {
    let site = t.site(Trade::Factory);
    let record = t.own("environment.admin-case", Agency::Environment, "示例环立");
    let directly = t.draw.chance(0.15);
    let (mut day, campaign) = (t.day, t.campaign());
    let mut crime = false;
    if !directly && t.draw.chance(0.06) {
        return admin::environment::refused(t, record);
    }
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
        if t.draw.chance(0.15) {
            admin::environment::seizure(t, record, day + 1);
        }
        if t.draw.chance(0.06) {
            admin::environment::extended(t, record, day + 20);
            day += 30;
        }
        day += t.draw.between(5, 40);
        if !crime && t.draw.chance(0.25) {
            day += admin::environment::hearing(t, record, day);
        }
    }
    if crime {
        t.say(t.part(record, "crime-suspected", &["filed", "decided-directly"]), day, |_, on, wrong| {
            let offence = (!wrong).then(|| "污染环境罪".to_owned());
            (
                CrimeSuspected(kernel::admin::CrimeSuspected { on, offence, grounds: None }),
                vec![Claim::one("env-suspected-crimes")],
            )
        });
        day = day.max(transfer::of_case(t, Agency::Environment, &site, record, day));
    } else {
        decided(t, record, &site.premises, directly, day);
        day += t.draw.between(1, 7);
        admin::environment::served(t, record, day);
    }
    let closure = if crime { Closure::Transferred } else { Closure::Executed };
    day += t.draw.between(5, 40);
    t.say(t.part(record, "closed", &["filed", "decided-directly"]), day, |_, on, wrong| {
        (Closed(kernel::admin::Closed { on, closure: if wrong { Closure::Terminated } else { closure } }), Vec::new())
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
