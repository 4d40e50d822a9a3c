//! Procuratorate: supervision of filing in cases that no regulator transferred.

use procuratorate::supervision::{CaseRef, ExplanationRequested, FilingNotified};

use crate::city::Agency;
use crate::ledger::Claim;
use crate::made;
use crate::teller::Teller;

/// Police are asked why they filed no case and perhaps notified to file.
pub(super) fn supervision(t: &mut Teller<'_>) {
    let record = t.own("procuratorate.supervision", Agency::Procuratorate, "示例检监");
    let known = (!t.recent.cases.is_empty()).then(|| t.draw.pick(&t.recent.cases).clone());
    let (org, number) = known.unwrap_or_else(|| (t.org(Agency::Police), made::key("示例公案〔0〕".to_owned())));
    let case = CaseRef { org, number };
    t.say(t.part(record, "explanation-requested", &[]), t.day, |_, on, wrong| {
        let reasons = if wrong { "示例：应当立案（草稿）" } else { "示例：应当立案" }.to_owned();
        let report = ExplanationRequested { on, case: case.clone(), reasons, document: None, matter: None };
        (report, vec![Claim::one("explanations-requested")])
    });
    if t.draw.chance(0.6) {
        let day = t.day + t.draw.between(7, 15);
        t.say(t.part(record, "filing-notified", &["explanation-requested"]), day, |_, on, wrong| {
            let reasons = if wrong { "示例：理由不成立（草稿）" } else { "示例：理由不成立" }.to_owned();
            let report = FilingNotified { on, case: case.clone(), reasons, document: None, matter: None };
            (report, vec![Claim::one("filings-notified")])
        });
    }
}
