//! Beside test and retest: quick tests on the spot, results of high risk, and how long backup parts are kept.

use food_drug::sample::{
    Addressee, BackupDisposed, BackupEnd, HighRiskFound, HighRiskReported, QuickTestDisputed, QuickTestNotified, Verdict,
};

use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

/// A quick test as the sample is taken; the party disputes it at once or not at all.
pub(super) fn quickly(t: &mut Teller<'_>, record: usize) {
    let (label, day) = ("premises", t.day);
    t.say(t.part(record, "quick-test-notified", &["taken"]).label(label), day, |_, on, wrong| {
        let verdict = if wrong { Verdict::Pass } else { Verdict::Fail };
        (QuickTestNotified { on, to: Addressee::Premises, verdict, item: Some("示例农药残留".to_owned()) }, Vec::new())
    });
    if t.draw.chance(0.5) {
        t.say(t.part(record, "quick-test-disputed", &["quick-test-notified"]).label(label), day, |_, on, _| {
            (QuickTestDisputed { on, by: Addressee::Premises }, Vec::new())
        });
    }
}

/// A result of high risk, reported within a day.
pub(super) fn high_risk(t: &mut Teller<'_>, record: usize, day: i64) {
    t.say(t.part(record, "high-risk-found", &["taken"]), day, |_, on, wrong| {
        (HighRiskFound { on, item: (!wrong).then(|| "示例项目".to_owned()) }, Vec::new())
    });
    let Some(after) = Term::natural(1).done(t.draw, shares::LABORATORY) else { return };
    t.say(t.part(record, "high-risk-reported", &["high-risk-found"]), day + after, |_, on, wrong| {
        (HighRiskReported { on, to: (!wrong).then(|| "示例监管局".to_owned()) }, Vec::new())
    });
}

/// The backup part is kept for three months after a pass, six after a failure; some are disposed of too early. Most are not told of.
pub(super) fn kept(t: &mut Teller<'_>, record: usize, tested: i64, fails: bool) {
    if !t.draw.chance(if fails { 0.4 } else { 0.05 }) {
        return;
    }
    let least = if fails { 185 } else { 93 };
    let after = if t.draw.chance(shares::LABORATORY.late) { t.draw.between(30, 80) } else { t.draw.between(least, least + 40) };
    t.say(t.part(record, "backup-disposed", &["tested"]), tested + after, |_, on, wrong| {
        (BackupDisposed { on, how: if wrong { BackupEnd::Returned } else { BackupEnd::Destroyed } }, Vec::new())
    });
}
