//! Measures: orders to correct with daily fines, seizures, limits and stops of production.

use environment::measure::{
    self, ClosureReported, CompletionReported, DailyFined, ExcessReported, Extended, Finished, FollowedUp, GoodsCollected,
    Imposed, Lifted, LiftedBecause, MeasureKind, PlanFiled, ReleaseAnnounced, ReleaseDecided, ReleaseRequested, ReleaseServed,
    SeizedItem, Served, TestingEnded, TestingStarted,
};
use kernel::money::Currency;
use kernel::{Money, Quantity};

use crate::city::{Agency, Trade};
use crate::draw::Draw;
use crate::ledger::Claim;
use crate::statement::Means;
use crate::story::pace::Term;
use crate::story::{shares, until};
use crate::teller::Teller;

/// An order to correct, a seizure, or a limit or stop of production, to its end.
pub(in crate::story) fn measure(t: &mut Teller<'_>) {
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
            // A seizure is served on the spot; of other measures a report of its own says so.
            served_on: until(&on, 0).filter(|_| kind == MeasureKind::Seize),
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
    if kind == MeasureKind::Correct && t.day > 20 {
        // The report of the excess on which the order rests: it is due within three working days.
        if let Some(before) = Term::working(3).done(t.draw, shares::REGULATOR) {
            t.say(t.part(record, "excess-reported", &[]), t.day - before, |_, on, wrong| {
                let document = Some(if wrong { "示例监测（草稿）" } else { "示例监测" }.to_owned());
                (ExcessReported { on, document, inspection: None }, Vec::new())
            });
        }
    }
    if kind == MeasureKind::Seize && t.draw.chance(shares::RELEASE_REQUESTED) {
        asked_back(t, record);
    }
    if kind == MeasureKind::Seize && t.draw.chance(0.3) {
        tested(t, record);
    }
    let mut day = t.day;
    day += followed(t, record, kind);
    if t.draw.chance(0.12) {
        // While the first term runs, whatever else goes on.
        let extended = t.day + t.draw.between(15, 29);
        day = day.max(extended);
        t.say(t.part(record, "extended", &["imposed"]).label("1"), extended, |_, on, wrong| {
            let reason = Some(if wrong { "示例：情况复杂（暂定）" } else { "示例：情况复杂" }.to_owned());
            (Extended { until: until(&on, 30).unwrap_or_else(|| on.clone()), on, kind: Some(kind), round: 1, reason }, Vec::new())
        });
    }
    if !t.draw.chance(shares::REGULATOR.never) {
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
        if kind == MeasureKind::Seize && because != LiftedBecause::HandedOver && t.draw.chance(shares::RELEASE_ANNOUNCED) {
            collected(t, record, day);
        }
        // Owed only where production was limited or stopped.
        let owed = matches!(kind, MeasureKind::LimitProduction | MeasureKind::StopProduction);
        let followed = kind == MeasureKind::Correct && t.draw.chance(0.3);
        let checked = Term::natural(30).from(10).done(t.draw, shares::REGULATOR).filter(|_| owed || followed);
        let again = t.draw.chance(0.1);
        if let Some(checked) = checked.map(|after| day + after) {
            t.say(t.part(record, "followed-up", &["lifted", "completion-reported"]), checked, |_, on, wrong| {
                (FollowedUp { on, again: again != wrong }, Vec::new())
            });
            if again {
                let put = checked + t.draw.between(5, 30);
                t.say(t.part(record, "closure-reported", &["followed-up"]), put, |_, on, wrong| {
                    let to = (!wrong).then(|| "示例县人民政府".to_owned());
                    (ClosureReported { on, to, document: None }, Vec::new())
                });
            }
        }
    }
}

/// What was seized is tested, and the seizure waits for it.
fn tested(t: &mut Teller<'_>, record: usize) {
    let (from, took) = (t.day + t.draw.between(1, 5), t.draw.between(3, 10));
    let untold = t.draw.chance(shares::TESTING_UNTOLD);
    let part = t.part(record, "testing-started", &["imposed"]).meaning(untold.then_some(Means::Untold));
    t.say(part, from, |_, on, wrong| {
        let laboratory = (!wrong).then(|| "示例监测站".to_owned());
        let told_on = (!untold).then(|| on.clone());
        (TestingStarted { on, laboratory, told_on }, Vec::new())
    });
    t.say(t.part(record, "testing-ended", &["testing-started"]), from + took, |_, on, wrong| {
        (TestingEnded { on, document: (!wrong).then(|| "示例监测报告".to_owned()) }, Vec::new())
    });
}

/// The party asks for what was seized, and it is decided that the seizure goes on.
fn asked_back(t: &mut Teller<'_>, record: usize) {
    let asked = t.day + t.draw.between(1, 3);
    t.say(t.part(record, "release-requested", &["imposed"]), asked, |_, on, wrong| {
        (ReleaseRequested { on, reasons: (!wrong).then(|| "示例：已完成整改".to_owned()) }, Vec::new())
    });
    let Some(after) = Term::working(5).done(t.draw, shares::REGULATOR) else { return };
    let decided = asked + after;
    t.say(t.part(record, "release-decided", &["release-requested"]), decided, |_, on, wrong| {
        let reasons = Some(if wrong { "示例：维持（草稿）" } else { "示例：尚未改正" }.to_owned());
        (ReleaseDecided { on, released: false, reasons }, Vec::new())
    });
    let Some(after) = Term::working(3).done(t.draw, shares::REGULATOR) else { return };
    t.say(t.part(record, "release-served", &["release-decided"]), decided + after, |_, on, wrong| {
        (ReleaseServed { on, manner: (!wrong).then(|| "直接送达".to_owned()) }, Vec::new())
    });
}

/// What was released on `day` is announced and collected.
fn collected(t: &mut Teller<'_>, record: usize, day: i64) {
    let told = day + t.draw.between(0, 3);
    t.say(t.part(record, "release-announced", &["lifted"]), told, |_, on, wrong| {
        (ReleaseAnnounced { on, manner: (!wrong).then(|| "通知".to_owned()) }, Vec::new())
    });
    let Some(after) = Term::natural(60).done(t.draw, shares::PARTY) else { return };
    t.say(t.part(record, "goods-collected", &["lifted"]), told + after, |_, on, wrong| {
        (GoodsCollected { on, document: (!wrong).then(|| "示例领取清单".to_owned()) }, Vec::new())
    });
}

/// Service and what follows from the measure while it holds; the days it took.
fn followed(t: &mut Teller<'_>, record: usize, kind: MeasureKind) -> i64 {
    if kind == MeasureKind::Seize {
        return 0;
    }
    let Some(after) = Term::working(7).done(t.draw, shares::REGULATOR) else { return 0 };
    let served = t.day + after;
    t.say(t.part(record, "served", &["imposed"]), served, |_, on, wrong| {
        (Served { on, kind, manner: (!wrong).then(|| "直接送达".to_owned()) }, Vec::new())
    });
    match kind {
        MeasureKind::Seize => 0,
        MeasureKind::LimitProduction | MeasureKind::StopProduction => {
            let Some(after) = Term::working(15).from(5).done(t.draw, shares::PARTY) else { return 30 };
            let filed = served + after;
            t.say(t.part(record, "plan-filed", &["imposed"]), filed, |_, on, wrong| {
                (PlanFiled { on, published: (!wrong).then_some(true) }, Vec::new())
            });
            let finished = filed + t.draw.between(10, 30);
            t.say(t.part(record, "finished", &["imposed"]), finished, |_, on, wrong| {
                (Finished { on, monitored: (!wrong).then_some(true) }, Vec::new())
            });
            let Some(after) = Term::working(15).from(1).done(t.draw, shares::PARTY) else { return finished - t.day };
            let reported = finished + after;
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
    for round in 1..=3_u16 {
        let Some(after) = Term::natural(30).from(8).done(t.draw, shares::REGULATOR) else { return from };
        let checked = from + after;
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
        let part = t.part(record, "daily-fined", &["rechecked"]).label(round.to_string()).meaning([Means::Days(days)]);
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
