//! What becomes of seized drugs: tested, disputed, decided on, in time and sometimes late.

use food_drug::admin_case::{DrugDecision, DrugRetestRequested, DrugSeizureDecided, DrugTestReported};

use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

/// From the seizure on `day` to the decision on its one list.
pub(super) fn told(t: &mut Teller<'_>, record: usize, day: i64) {
    let list = || "1".to_owned();
    let (mut from, mut term) = (day, Term::natural(7));
    if t.draw.chance(0.6) {
        from += t.draw.between(3, 10);
        t.say(t.part(record, "drug-test-reported", &["seized"]).label("1"), from, |_, on, wrong| {
            let laboratory = Some("示例药品检验所".to_owned());
            (DrugTestReported { on, list: list(), passed: Some(wrong), laboratory, document: None }, Vec::new())
        });
        term = Term::natural(15);
        let asked = t.draw.chance(0.3).then(|| Term::natural(7).from(1).done(t.draw, shares::PARTY)).flatten();
        if let Some(after) = asked {
            t.say(t.part(record, "drug-retest-requested", &["drug-test-reported"]).label("1"), from + after, |_, on, wrong| {
                let reasons = (!wrong).then(|| "示例：对检验结论有异议".to_owned());
                (DrugRetestRequested { on, list: list(), reasons }, Vec::new())
            });
        }
    }
    let Some(after) = term.done(t.draw, shares::REGULATOR) else { return };
    t.say(t.part(record, "drug-seizure-decided", &["seized"]).label("1"), from + after, |_, on, wrong| {
        let decision = if wrong { DrugDecision::Lifted } else { DrugDecision::CaseFiled };
        (DrugSeizureDecided { on, list: list(), decision, document: None }, Vec::new())
    });
}
