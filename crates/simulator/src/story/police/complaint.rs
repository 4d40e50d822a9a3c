//! A complainant's way against a refusal to file: told, reconsidered, reviewed, each step less often than the one before.

use police::case::{
    ComplainantNotified, ComplaintDecided, ComplaintOutcome, ComplaintRequested, ComplaintReviewDecided, ComplaintReviewRequested,
};

use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

/// After the refusal on `day`.
pub(super) fn told(t: &mut Teller<'_>, record: usize, day: i64) {
    if !t.draw.chance(shares::COMPLAINT) {
        return;
    }
    let mut day = day + t.draw.between(0, 3);
    t.say(t.part(record, "complainant-notified", &["not-filed"]), day, |_, on, wrong| {
        (ComplainantNotified { on, document: (!wrong).then(|| "示例不立".to_owned()) }, Vec::new())
    });
    let reasons = |wrong: bool| (!wrong).then(|| "示例：有犯罪事实".to_owned());
    let outcome = |wrong: bool| if wrong { ComplaintOutcome::Reversed } else { ComplaintOutcome::Upheld };
    let Some(after) = asked(t) else { return };
    day += after;
    t.say(t.part(record, "complaint-requested", &["not-filed"]), day, |_, on, wrong| {
        (ComplaintRequested { on, reasons: reasons(wrong) }, Vec::new())
    });
    let Some(after) = Term::natural(30).from(5).done(t.draw, shares::POLICE) else { return };
    day += after;
    t.say(t.part(record, "complaint-decided", &["complaint-requested"]), day, |_, on, wrong| {
        (ComplaintDecided { on, outcome: outcome(wrong), document: None }, Vec::new())
    });
    let Some(after) = asked(t) else { return };
    day += after;
    t.say(t.part(record, "complaint-review-requested", &["complaint-decided"]), day, |_, on, wrong| {
        (ComplaintReviewRequested { on, reasons: reasons(wrong) }, Vec::new())
    });
    let Some(after) = Term::natural(30).from(5).done(t.draw, shares::POLICE) else { return };
    day += after;
    t.say(t.part(record, "complaint-review-decided", &["complaint-review-requested"]), day, |_, on, wrong| {
        (ComplaintReviewDecided { on, outcome: outcome(wrong), document: None }, Vec::new())
    });
}

/// Within its seven days or late, if the complainant asks at all.
fn asked(t: &mut Teller<'_>) -> Option<i64> {
    if t.draw.chance(shares::COMPLAINT) { Term::natural(7).done(t.draw, shares::PARTY) } else { None }
}
