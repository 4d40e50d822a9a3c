//! The matter (案事件) of one affair, to which a transfer, its case and the police's case belong.

use joint_office::matter::{Closed, Opened};
use kernel::Premises;

use crate::city::{Agency, Site};
use crate::ledger::Claim;
use crate::made;
use crate::statement::Part;
use crate::teller::Teller;

/// A matter that a story's reports name.
#[derive(Clone, Debug)]
pub(super) struct Matter {
    pub(super) record: usize,
    pub(super) number: String,
}

/// Opened by the story's joint office under a number of its own.
pub(super) fn opened_by_the_office(t: &mut Teller<'_>, site: &Site) -> Matter {
    let number = t.number("示例联案");
    let (day, org) = (t.day, t.org(Agency::JointOffice));
    let matter = Matter { record: t.shared("joint-office.matter", made::key(number.clone())), number };
    let part = t.part(matter.record, "opened", &[]).by(&org);
    opened(t, part, day, &site.premises);
    matter
}

/// The matter of a crime that a regulator suspects in its record `of`, told by the regulator under the number that the system itself
/// gives it (docs/adr/0010), so that both mean one matter.
pub(super) fn suspected(t: &mut Teller<'_>, of: usize, site: &Site, day: i64) -> Matter {
    let subject = &t.subjects[of];
    let org = subject.org.clone();
    let short = subject.kind.split('.').next_back().unwrap_or_default();
    let number = format!("{org}:{short}:{}", subject.key);
    let matter = Matter { record: t.shared("joint-office.matter", made::key(number.clone())), number };
    let part = t.part(matter.record, "opened", &[]).by(&org);
    opened(t, part, day, &site.premises);
    matter
}

fn opened(t: &mut Teller<'_>, part: Part, day: i64, premises: &Premises) {
    t.say(part, day, |_, on, wrong| {
        let title = format!("{}涉嫌犯罪{}", premises.name, if wrong { "（暂定）" } else { "" });
        (Opened { on, title, premises: vec![premises.clone()], campaign: None }, Vec::<Claim>::new())
    });
}

impl Matter {
    /// Closed by the story's joint office, if the affair is over by then.
    pub(super) fn closed(&self, t: &mut Teller<'_>, day: i64) {
        let org = t.org(Agency::JointOffice);
        t.say(t.part(self.record, "closed", &["opened"]).by(&org), day, |_, on, wrong| {
            let result = Some(if wrong { "示例：已办结（草稿）" } else { "示例：已办结" }.to_owned());
            (Closed { on, result }, Vec::new())
        });
    }
}
