//! Procuratorate: supervision of filing in cases that no regulator transferred.

use police::case::Source;
use procuratorate::supervision::{CaseRef, ExplanationRequested, FilingNotified, ReasonsExplained};

use super::pace::Term;
use super::{matter, police as criminal, shares};
use crate::city::Agency;
use crate::ledger::Claim;
use crate::teller::Teller;

/// Police filed no case of a reported crime; they are asked why, and file it, or are notified to file it.
pub(super) fn supervision(t: &mut Teller<'_>) {
    let case = criminal::drawn(t, None);
    let matter = matter::opened_by_the_office(t, case.site());
    let case = case.of_matter(matter.clone());
    case.accepted(t, t.day, Source::Public, None);
    let mut day = t.day + t.draw.between(2, 7);
    case.refused(t, day);
    let record = t.own("procuratorate.supervision", Agency::Procuratorate, "示例检监");
    let named = CaseRef { org: t.subjects[case.record].org.clone(), number: t.subjects[case.record].key.clone() };
    day += t.draw.between(5, 25);
    let requested = day;
    t.say(t.part(record, "explanation-requested", &[]).of_matter(true), day, |_, on, wrong| {
        let reasons = if wrong { "示例：应当立案（草稿）" } else { "示例：应当立案" }.to_owned();
        let report =
            ExplanationRequested { on, case: named.clone(), reasons, document: None, matter: Some(matter.number.clone()) };
        (report, vec![Claim::one("explanations-requested")])
    });
    if t.draw.chance(0.6) {
        day += t.draw.between(1, 3);
        t.say(t.part(record, "reasons-explained", &["explanation-requested"]).of_matter(true), day, |_, on, wrong| {
            (
                ReasonsExplained { on, hold: (!wrong).then_some(false), document: None, matter: Some(matter.number.clone()) },
                Vec::new(),
            )
        });
        day += t.draw.between(1, 2);
        t.say(t.part(record, "filing-notified", &["explanation-requested"]).of_matter(true), day, |_, on, wrong| {
            let reasons = if wrong { "示例：理由不成立（草稿）" } else { "示例：理由不成立" }.to_owned();
            let report = FilingNotified { on, case: named.clone(), reasons, document: None, matter: Some(matter.number.clone()) };
            (report, vec![Claim::one("filings-notified")])
        });
    }
    // Police answer by filing: within the seven days that they have to explain themselves.
    let Some(filed) = Term::natural(requested + 7 - day).done(t.draw, shares::POLICE) else { return };
    day += filed;
    case.filed(t, day);
    case.goes_on(t, day, &mut []);
}
