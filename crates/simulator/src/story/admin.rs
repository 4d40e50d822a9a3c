//! What regulators' cases have in common: seizure with testing, hearing, payment, appeal, in time and sometimes late.

use kernel::admin as data;
use kernel::money::Currency;
use kernel::{Money, Quantity};

use super::pace::Term;
use super::shares;
use crate::ledger::Claim;
use crate::statement::Means;
use crate::teller::Teller;

/// What becomes of seized goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goods {
    /// They go back to their owner or are destroyed.
    Released,
    /// They stay until they are handed over with the transfer.
    HandedOver,
}

/// Tells the shared steps in the report types of one agency.
macro_rules! agency {
    ($name:ident, $reports:path, $seizures:literal, $decisions:expr) => {
        pub(super) mod $name {
            use super::*;
            use $reports as said;

            /// The clue before a case; the day on which it is decided whether to file, `None` if never.
            pub(in crate::story) fn clue(t: &mut Teller<'_>, record: usize, day: i64) -> Option<i64> {
                if !t.draw.chance(shares::CLUE) {
                    return Some(day);
                }
                t.say(t.part(record, "clue-received", &[]), day, |draw, on, wrong| {
                    let sources = [data::ClueSource::Complaint, data::ClueSource::Testing, data::ClueSource::Transfer];
                    let source = if wrong { data::ClueSource::Other } else { *draw.pick(&sources) };
                    (said::ClueReceived(data::ClueReceived { on, source, document: None }), Vec::new())
                });
                let mut working = 15;
                if t.draw.chance(shares::CLUE_EXTENDED) {
                    let extended = day + t.draw.between(8, 14);
                    t.say(t.part(record, "clue-extended", &["clue-received"]), extended, |_, on, wrong| {
                        let reasons = (!wrong).then(|| "示例：需要检验".to_owned());
                        (said::ClueExtended(data::ClueExtended { on, until: None, reasons }), Vec::new())
                    });
                    working = 30;
                }
                // Extended once it is extended, and decided after that.
                let least = if working > 15 { 15 } else { 1 };
                Some(day + Term::working(working).from(least).done(t.draw, shares::REGULATOR)?)
            }

            /// When the violation ended and was discovered, told with the filing on `filed`.
            pub(in crate::story) fn violation(t: &mut Teller<'_>, record: usize, filed: i64) {
                if !t.draw.chance(shares::VIOLATION_DATED) {
                    return;
                }
                let old = t.draw.chance(shares::VIOLATION_OLD);
                let ended = filed - if old { t.draw.between(740, 1_400) } else { t.draw.between(5, 500) };
                let harm = t.draw.chance(if old { 0.5 } else { 0.1 });
                t.say_of(t.part(record, "violation-ended", &[]), ended, filed, |_, on, wrong| {
                    (said::ViolationEnded(data::ViolationEnded { on, harm: harm != wrong }), Vec::new())
                });
                let discovered = filed - t.draw.between(0, 5);
                t.say_of(t.part(record, "violation-discovered", &[]), discovered, filed, |_, on, wrong| {
                    let by = wrong.then(|| "示例机关".to_owned());
                    (said::ViolationDiscovered(data::ViolationDiscovered { on, by }), Vec::new())
                });
            }

            /// The party asks for what was seized on `day`; until when it must be lifted, if that is what was decided.
            fn release(t: &mut Teller<'_>, record: usize, day: i64) {
                let list = || "1".to_owned();
                let asked = day + t.draw.between(2, 8);
                t.say(t.part(record, "release-requested", &["seized"]).label("1"), asked, |_, on, wrong| {
                    let reasons = (!wrong).then(|| "示例：已完成整改".to_owned());
                    (said::ReleaseRequested(data::ReleaseRequested { on, list: list(), reasons }), Vec::new())
                });
                let Some(after) = Term::working(5).done(t.draw, shares::REGULATOR) else { return };
                let decided = asked + after;
                t.say(t.part(record, "release-decided", &["release-requested"]).label("1"), decided, |_, on, wrong| {
                    let reasons = Some(if wrong { "示例：维持（草稿）" } else { "示例：尚未改正" }.to_owned());
                    (said::ReleaseDecided(data::ReleaseDecided { on, list: list(), released: false, reasons }), Vec::new())
                });
                let Some(after) = Term::working(3).done(t.draw, shares::REGULATOR) else { return };
                t.say(t.part(record, "release-served", &["release-decided"]).label("1"), decided + after, |_, on, wrong| {
                    let manner = (!wrong).then(|| "直接送达".to_owned());
                    (said::ReleaseServed(data::ReleaseServed { on, list: list(), manner }), Vec::new())
                });
            }

            /// What was released on `day` is announced and collected.
            fn collected(t: &mut Teller<'_>, record: usize, day: i64) {
                let list = || "1".to_owned();
                let told = day + t.draw.between(0, 3);
                t.say(t.part(record, "release-announced", &["seizure-lifted"]).label("1"), told, |_, on, wrong| {
                    let manner = (!wrong).then(|| "通知".to_owned());
                    (said::ReleaseAnnounced(data::ReleaseAnnounced { on, list: list(), manner }), Vec::new())
                });
                let Some(after) = Term::natural(60).done(t.draw, shares::PARTY) else { return };
                t.say(t.part(record, "goods-collected", &["seizure-lifted"]).label("1"), told + after, |_, on, wrong| {
                    let document = (!wrong).then(|| "示例领取清单".to_owned());
                    (said::GoodsCollected(data::GoodsCollected { on, list: list(), document }), Vec::new())
                });
            }

            /// A case that is not filed at all.
            pub(in crate::story) fn refused(t: &mut Teller<'_>, record: usize) {
                let Some(day) = clue(t, record, t.day) else { return };
                t.say(t.part(record, "not-filed", &[]), day, |_, on, wrong| {
                    let reasons =
                        if wrong { "示例：违法行为轻微（待核实）" } else { "示例：违法行为轻微" }.to_owned();
                    (said::NotFiled(data::NotFiled { on, reasons }), Vec::new())
                });
            }

            /// Evidence is registered and then seized; the goods are perhaps tested, and go back or are destroyed.
            pub(in crate::story) fn seizure(t: &mut Teller<'_>, record: usize, day: i64, becomes: Goods, drugs: bool) {
                let goods = vec![data::Line {
                    name: "示例物品".to_owned(),
                    quantity: Some(Quantity::count(t.draw.between(1, 200))),
                    kept_at: Some("示例物证室".to_owned()),
                    seal: Some("F-1".to_owned()),
                }];
                let list = || "1".to_owned();
                if t.draw.chance(0.3) {
                    let goods = goods.clone();
                    t.say(t.part(record, "preserved", &[]).label("1"), day, |_, on, wrong| {
                        let goods = if wrong { Vec::new() } else { goods.clone() };
                        (said::EvidencePreserved(data::EvidencePreserved { on, list: list(), goods }), Vec::new())
                    });
                    if let Some(after) = Term::working(7).done(t.draw, shares::REGULATOR) {
                        let part = t.part(record, "preservation-disposed", &["preserved"]).label("1");
                        t.say(part, day + after, |_, on, wrong| {
                            let how = if wrong { data::PreservationEnd::Returned } else { data::PreservationEnd::Seized };
                            let report = data::PreservationDisposed { on, list: list(), how };
                            (said::PreservationDisposed(report), Vec::new())
                        });
                    }
                }
                let emergency = t.draw.chance(0.15);
                t.say(t.part(record, "seized", &[]).label("1"), day, |_, on, wrong| {
                    let goods = if wrong { Vec::new() } else { goods.clone() };
                    let report = data::Seized { on, list: list(), goods, drugs, emergency, document: None };
                    (said::Seized(report), vec![Claim::one($seizures)])
                });
                if let Some(after) = Term::natural(1).done(t.draw, shares::REGULATOR).filter(|_| emergency) {
                    t.say(t.part(record, "seizure-approved", &["seized"]).label("1"), day + after, |_, on, _| {
                        (said::SeizureApproved(data::SeizureApproved { on, list: list() }), Vec::new())
                    });
                }
                if t.draw.chance(shares::RELEASE_REQUESTED) {
                    release(t, record, day);
                }
                let mut longest = 30;
                if t.draw.chance(0.35) {
                    let (from, took) = (day + t.draw.between(1, 5), t.draw.between(5, 20));
                    let untold = t.draw.chance(shares::TESTING_UNTOLD);
                    let part = t.part(record, "testing-started", &["seized"]).label("1").meaning(untold.then_some(Means::Untold));
                    t.say(part, from, |_, on, wrong| {
                        let laboratory = (!wrong).then(|| "示例检验所".to_owned());
                        let told_on = (!untold).then(|| on.clone());
                        (said::TestingStarted(data::TestingStarted { on, list: list(), laboratory, told_on }), Vec::new())
                    });
                    t.say(t.part(record, "testing-ended", &["testing-started"]).label("1"), from + took, |_, on, _| {
                        (said::TestingEnded(data::TestingEnded { on, list: list() }), Vec::new())
                    });
                    longest += took;
                }
                if t.draw.chance(0.2) {
                    let extended = day + t.draw.between(20, 29);
                    t.say(t.part(record, "seizure-extended", &["seized"]).label("1"), extended, |_, on, _| {
                        (said::SeizureExtended(data::SeizureExtended { on, list: list(), until: None }), Vec::new())
                    });
                    longest += 30;
                }
                if becomes == Goods::HandedOver {
                    return;
                }
                let Some(after) = Term::strict(longest).from(longest - 12).done(t.draw, shares::REGULATOR) else { return };
                let end = day + after;
                if t.draw.chance(0.7) {
                    t.say(t.part(record, "seizure-lifted", &["seized"]).label("1"), end, |_, on, wrong| {
                        let document = (!wrong).then(|| "示例解除".to_owned());
                        (said::SeizureLifted(data::SeizureLifted { on, list: list(), document }), Vec::new())
                    });
                    if t.draw.chance(shares::RELEASE_ANNOUNCED) {
                        collected(t, record, end);
                    }
                } else {
                    t.say(t.part(record, "goods-disposed", &["seized"]).label("1"), end, |_, on, wrong| {
                        let how = if wrong { data::Disposal::Sold } else { data::Disposal::Destroyed };
                        (said::GoodsDisposed(data::GoodsDisposed { on, list: list(), how }), Vec::new())
                    });
                }
            }

            /// The time for the case is extended.
            pub(in crate::story) fn extended(t: &mut Teller<'_>, record: usize, day: i64) {
                t.say(t.part(record, "extended", &["filed"]).label("1"), day, |_, on, wrong| {
                    let reasons = (!wrong).then(|| "示例：案情复杂".to_owned());
                    (said::Extended(data::Extended { on, round: 1, until: None, reasons }), Vec::new())
                });
            }

            /// The hearing before a decision; the days it took. Sometimes it is asked for and not held.
            pub(in crate::story) fn hearing(t: &mut Teller<'_>, record: usize, day: i64) -> i64 {
                t.say(t.part(record, "hearing-notified", &["filed"]).label("1"), day, |_, on, wrong| {
                    let document = (!wrong).then(|| "示例听告".to_owned());
                    (said::HearingNotified(data::HearingNotified { on, decision: 1, document }), Vec::new())
                });
                if !t.draw.chance(0.4) {
                    return 8;
                }
                let asked = day + t.draw.between(1, 6);
                t.say(t.part(record, "hearing-requested", &["hearing-notified"]).label("1"), asked, |_, on, _| {
                    (said::HearingRequested(data::HearingRequested { on, decision: 1 }), Vec::new())
                });
                if t.draw.chance(shares::REGULATOR.late) {
                    return 10;
                }
                let held = asked + t.draw.between(8, 14);
                t.say(t.part(record, "hearing-held", &["hearing-requested"]).label("1"), held, |_, on, wrong| {
                    (said::HearingHeld(data::HearingHeld { on, decision: 1, public: (!wrong).then_some(true) }), Vec::new())
                });
                held - day + 1
            }

            /// Service of what was decided on `decided`, payment, and sometimes an appeal; the day on which it was served, if it was.
            pub(in crate::story) fn served(t: &mut Teller<'_>, record: usize, decided: i64) -> i64 {
                let Some(after) = Term::working(7).from(1).done(t.draw, shares::REGULATOR) else { return decided };
                let day = decided + after;
                t.say(t.part(record, "served", $decisions).label("1"), day, |_, on, wrong| {
                    let manner = if wrong { "公告送达" } else { "直接送达" };
                    (said::Served(data::Served { on, decision: 1, manner: Some(manner.to_owned()) }), Vec::new())
                });
                if t.draw.chance(0.75) {
                    let paid = day + t.draw.between(1, 15);
                    t.say(t.part(record, "paid", &["served"]).label("1"), paid, |draw, on, wrong| {
                        let amount = Money { minor: draw.between(1, 40) * 10_000, currency: Currency::Cny };
                        let amount = (!wrong).then_some(amount);
                        (said::Paid(data::Paid { on, decision: 1, amount }), Vec::new())
                    });
                }
                if t.draw.chance(0.04) {
                    let appealed = day + t.draw.between(5, 55);
                    t.say(t.part(record, "appealed", &["served"]).label("1"), appealed, |_, on, wrong| {
                        let to = if wrong { data::Appeal::Court } else { data::Appeal::Reconsideration };
                        (said::Appealed(data::Appealed { on, decision: 1, to }), Vec::new())
                    });
                }
                day
            }
        }
    };
}

agency!(food, ::food_drug::admin_case, "food-seizures", &["penalised"]);
agency!(environment, ::environment::admin_case, "env-seizures", &["decided", "decided-directly"]);
