//! What follows a failed sample: retest, dispute, publication, the end of its handling.

use food_drug::sample::{
    Addressee, AuthenticityDisputed, BackupCollected, HandlingFinished, Published, RetestAccepted, RetestLabNamed,
    RetestNamingExtended, RetestRefused, RetestReported, RetestRequested, Verdict,
};

use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

/// From the notice on `day`, after the report of `submitted`; `excluded` samples are refused a retest.
pub(super) fn told(t: &mut Teller<'_>, record: usize, day: i64, submitted: Option<i64>, excluded: bool) {
    if t.draw.chance(0.4) {
        let asked_on = day + t.draw.between(1, 8);
        asked(t, record, asked_on, excluded);
    }
    if t.draw.chance(0.12) {
        let disputed = day + t.draw.between(1, 6);
        let label = "premises";
        t.say(t.part(record, "authenticity-disputed", &["notified"]).label(label), disputed, |_, on, wrong| {
            (AuthenticityDisputed { on, by: Addressee::Premises, upheld: (!wrong).then_some(false) }, Vec::new())
        });
    }
    if t.draw.chance(0.7) {
        let published = day + t.draw.between(15, 40);
        t.say(t.part(record, "published", &["tested"]), published, |_, on, wrong| {
            (Published { on, notice: (!wrong).then(|| "示例公告".to_owned()) }, Vec::new())
        });
    }
    let handled = Term::natural(90).from(30).done(t.draw, shares::REGULATOR);
    if let Some(finished) = handled.map(|after| (submitted.unwrap_or(day) + after).max(day)) {
        t.say(t.part(record, "handling-finished", &["notified"]), finished, |_, on, wrong| {
            (HandlingFinished { on, case: wrong.then(|| "示例案号".to_owned()) }, Vec::new())
        });
    }
}

fn asked(t: &mut Teller<'_>, record: usize, day: i64, excluded: bool) {
    let (by, label) = (Addressee::Premises, "premises");
    t.say(t.part(record, "retest-requested", &["notified"]).label(label), day, |_, on, wrong| {
        (RetestRequested { on, by, reasons: (!wrong).then(|| "示例：对结论有异议".to_owned()) }, Vec::new())
    });
    let mut day = day + t.draw.between(2, 7);
    if excluded || t.draw.chance(0.15) {
        t.say(t.part(record, "retest-refused", &["retest-requested"]).label(label), day, |_, on, wrong| {
            let reasons = if wrong { "示例：逾期提出（待核实）" } else { "示例：不予复检情形" };
            (RetestRefused { on, by, reasons: reasons.to_owned() }, Vec::new())
        });
        return;
    }
    t.say(t.part(record, "retest-accepted", &["retest-requested"]).label(label), day, |_, on, _| {
        (RetestAccepted { on, by }, Vec::new())
    });
    let mut naming = Term::working(5).from(1);
    if t.draw.chance(shares::NAMING_EXTENDED) {
        let extended = day + t.draw.between(2, 4);
        t.say(t.part(record, "retest-naming-extended", &["retest-accepted"]), extended, |_, on, wrong| {
            let reasons = (!wrong).then(|| "示例：无具备资质的机构".to_owned());
            (RetestNamingExtended { on, until: None, reasons }, Vec::new())
        });
        naming = Term::working(10).from(5);
    }
    let Some(named) = naming.done(t.draw, shares::REGULATOR) else { return };
    day += named;
    t.say(t.part(record, "retest-lab-named", &["retest-accepted"]), day, |_, on, wrong| {
        let laboratory = if wrong { "示例复检机构（暂定）" } else { "示例复检机构" };
        (RetestLabNamed { on, laboratory: laboratory.to_owned() }, Vec::new())
    });
    let Some(collected) = Term::working(3).from(1).done(t.draw, shares::LABORATORY) else { return };
    day += collected;
    t.say(t.part(record, "backup-collected", &["retest-lab-named"]), day, |_, on, wrong| {
        (BackupCollected { on, seal_whole: (!wrong).then_some(true) }, Vec::new())
    });
    let Some(reported) = Term::working(10).from(4).done(t.draw, shares::LABORATORY) else { return };
    day += reported;
    let upheld = t.draw.chance(0.8);
    t.say(t.part(record, "retest-reported", &["retest-accepted"]), day, |_, on, wrong| {
        let verdict = if upheld == wrong { Verdict::Pass } else { Verdict::Fail };
        (RetestReported { on, verdict, document: None }, Vec::new())
    });
}
