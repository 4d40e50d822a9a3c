//! Matters across agencies that no regulator suspected.

use joint_office::matter as matters;
use kernel::{Link, SubjectId, When};

use super::{accounts, company, linked};
use crate::city::Trade;
use crate::made;
use crate::story::matter::Matter;
use crate::story::police;
use crate::teller::Teller;

/// A matter across agencies, with a criminal case that a person joins to it.
pub(in crate::story) fn matter(t: &mut Teller<'_>) {
    let number = t.number("示例联案");
    let record = t.shared("joint-office.matter", made::key(number.clone()));
    let premises = t.site(Trade::Food).premises;
    let orgs = company(t);
    for org in accounts(t.draw, &orgs) {
        t.say(t.part(record, "opened", &[]).by(&org), t.day, |_, on, wrong| {
            let title = if wrong { "示例案事件（暂定）" } else { "示例案事件" }.to_owned();
            let campaign = None;
            (matters::Opened { on, title, premises: vec![premises.clone()], campaign }, Vec::new())
        });
    }
    let case = police::case(t, Some(Matter { record, number }), None);
    if t.draw.chance(0.3) {
        let subject = SubjectId(t.subjects[record].id.0);
        linked(t, Link::about(t.subjects[case].id, subject), None);
    }
    if t.draw.chance(0.6) {
        let day = t.day + t.draw.between(40, 120);
        t.say(t.part(record, "closed", &["opened"]), day, |_, on: When, wrong| {
            let result = Some(if wrong { "示例：已办结（草稿）" } else { "示例：已办结" }.to_owned());
            (matters::Closed { on, result }, Vec::new())
        });
    }
}
