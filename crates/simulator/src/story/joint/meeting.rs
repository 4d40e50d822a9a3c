//! Meetings.

use joint_office::{Level, meeting as meetings};

use super::{accounts, company};
use crate::ledger::Claim;
use crate::made;
use crate::story::until;
use crate::teller::Teller;

/// A meeting, told by some of those who took part.
pub(in crate::story) fn meeting(t: &mut Teller<'_>) {
    let key = made::key(t.number("示例联席"));
    let record = t.shared("joint-office.meeting", key);
    let present = company(t);
    for org in accounts(t.draw, &present) {
        t.say(t.part(record, "held", &[]).by(&org), t.day, |draw, on, wrong| {
            let due = until(&on, 30);
            let decisions = (0..draw.between(0, 3)).map(|n| meetings::Decision {
                text: format!("示例：议定事项{}", n + 1),
                owner: Some(present[0].clone()),
                due: due.clone(),
            });
            let report = meetings::Held {
                on,
                title: Some(if wrong { "示例联席会议（草稿）" } else { "示例联席会议" }.to_owned()),
                level: Some(Level::County),
                chair: Some(present[0].clone()),
                participants: present.clone(),
                topics: vec!["示例：案件会商".to_owned()],
                decisions: decisions.collect(),
            };
            (report, vec![Claim::once("joint-meetings", "", 1)])
        });
    }
}
