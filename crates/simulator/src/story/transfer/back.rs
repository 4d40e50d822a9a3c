//! After a case was filed: things follow it to the police, and it may come back to the regulator for a penalty.

use joint_office::transfer::Step;
use kernel::Tie;
use kernel::transfer::platform::{Entered, EnteredInPlatform};
use kernel::transfer::police::{CaseWithdrawn, WithdrawalTold};
use kernel::transfer::procuratorate::{NonProsecutionNotified, PenaltyUrged};
use kernel::transfer::regulator::{Handling, ItemsHandedOver, ResultReported};

use super::decision::nth;
use super::{Affair, Returns, habit, reason};
use crate::city::Agency;
use crate::ledger::Claim;
use crate::statement::{Means, Part};
use crate::story::pace::Term;
use crate::story::police::{Case, End};
use crate::story::shares;
use crate::teller::Teller;

/// A case that is its regulator's again, which owes an answer.
pub(in crate::story) struct Back {
    affair: Affair,
    /// Since when.
    pub(in crate::story) day: i64,
}

impl Back {
    pub(super) fn of(affair: Affair, returns: Returns) -> Self {
        Self { affair, day: returns.day }
    }

    /// The regulator tells what it did, soon after `decided`.
    pub(in crate::story) fn answered(mut self, t: &mut Teller<'_>, penalised: bool, decided: i64) {
        const AFTER: &[&str] =
            &["penalty-urged", "transfer-urged", "returned", "not-filed", "case-withdrawn", "non-prosecution-notified"];
        // The head's own refusal is answered to nobody.
        if !self.affair.answers {
            return;
        }
        self.affair.day = self.affair.day.max(decided);
        let part = self.affair.regulator(t, Step::ResultReported, AFTER);
        self.affair.tell(t, part, Term::natural(7), &[], |on, wrong| {
            let handling = if penalised { Handling::Penalised } else { Handling::NotPenalised };
            ResultReported { on, handling, result: (!wrong).then(|| "示例：已办结".to_owned()), document: None }
        });
    }
}

impl Affair {
    /// The listed things are handed over with the file, and what stands for them as evidence passes to police.
    pub(super) fn things_follow(&mut self, t: &mut Teller<'_>) {
        let all: Vec<String> = self.items.iter().map(|item| item.label.clone()).collect();
        if all.is_empty() {
            self.handed_over(t, "1", &[]);
            return;
        }
        if t.draw.chance(shares::KEPT_BACK) {
            return;
        }
        if all.len() > 2 && t.draw.chance(shares::KEPT_BACK) {
            self.handed_over(t, "1", &all[..2]); // The rest stays, and is released with what is gone.
            return;
        }
        if !self.handed_over(t, "1", &all) {
            return;
        }
        self.handed_over = true;
        for piece in &mut self.pieces {
            piece.given(t, self.day, &self.police);
        }
        if t.draw.chance(shares::HANDED_OVER_WRONGLY) {
            self.handed_over(t, "2", &all[..1]); // By mistake once more: recorded and flagged.
        } else if t.draw.chance(shares::HANDED_OVER_WRONGLY) {
            self.handed_over(t, "2", &["99".to_owned()]); // What was never on the list.
        }
    }

    fn handed_over(&mut self, t: &mut Teller<'_>, list: &str, items: &[String]) -> bool {
        let takes = items.iter().map(|label| Tie::Takes(format!("item/{label}")));
        let part = takes.fold(self.regulator(t, Step::ItemsHandedOver, &["filed"]).label(list), Part::tied);
        let part =
            part.meaning(items.iter().cloned().map(|label| Means::Thing(label, None))).tied(Tie::Names(self.police.to_string()));
        let (to, list, items) = (self.police.clone(), list.to_owned(), items.to_vec());
        let material = if items.is_empty() { vec!["示例案卷材料".to_owned()] } else { Vec::new() };
        self.tell(t, part, Term::natural(3), &[], |on, wrong| ItemsHandedOver {
            on,
            list: list.clone(),
            items: items.clone(),
            material: material.clone(),
            to: to.clone(),
            kept_at: (!wrong).then(|| "示例涉案财物管理中心".to_owned()),
        })
    }

    /// The police's case takes its course from `filed` on, and may come back.
    pub(super) fn comes_back(&mut self, t: &mut Teller<'_>, case: &Case, filed: i64) {
        let Some(end) = case.goes_on(t, filed, &mut self.pieces) else { return };
        let mut opinion = true;
        match end {
            End::Withdrawn(day) => {
                self.day = day;
                opinion = self.withdrawn(t, 1);
                for time in 2..=3 {
                    // To withdraw again what was filed on a notice is doubted for sure.
                    let doubted = time > 2 || t.draw.chance(shares::WITHDRAWN_IN_DOUBT);
                    if !opinion || !doubted || !self.filed_again(t, case, time) {
                        break;
                    }
                    if time == 3 || !t.draw.chance(shares::WITHDRAWN_AGAIN) {
                        return;
                    }
                    self.day += t.draw.between(20, 60);
                    opinion = self.withdrawn(t, time);
                }
            }
            End::NotProsecuted(day) => {
                self.day = day;
                let closing = (Step::NonProsecutionNotified, Entered::NotProsecuted);
                let part = self.deciding(t, closing, &["filed"], Agency::Procuratorate);
                opinion = self.tell(t, part, Term::natural(3), &[], |on, wrong| NonProsecutionNotified {
                    on,
                    reasons: Some(reason("情节轻微", wrong)),
                    document: None,
                });
            }
            // Only the procuratorate's opinion brings it back.
            End::Exempted(day) => self.day = day,
        }
        if opinion {
            self.back = Some(Returns { day: self.day });
            self.opinion(t);
        }
    }

    /// Police withdraw the case that they filed for the `time`th time, and tell the regulator; whether they tell it.
    fn withdrawn(&mut self, t: &mut Teller<'_>, time: u16) -> bool {
        let withdrawing = (Step::CaseWithdrawn, Entered::CaseWithdrawn);
        let part = nth(self.deciding(t, withdrawing, &["filed"], Agency::Police), time);
        t.say(part, self.day, |_, on, wrong| {
            (CaseWithdrawn { on, round: time, reasons: reason("情节显著轻微", wrong), document: None }, Vec::new())
        });
        let part = nth(self.police(t, Step::WithdrawalTold, &["case-withdrawn"]), time);
        self.tell(t, part, Term::natural(3), &[], |on, wrong| WithdrawalTold {
            on,
            round: time,
            document: (!wrong).then(|| "示例撤告".to_owned()),
        })
    }

    /// Some organs enter their decision into a platform elsewhere, in time or late.
    pub(super) fn entered(&self, t: &mut Teller<'_>, agency: Agency, decision: Entered) {
        if !t.draw.chance(shares::ENTERED) {
            return;
        }
        let Some(after) = Term::natural(7).done(t.draw, habit(agency)) else { return };
        let entry = t.number("示例平台");
        let part = self.part(t, Step::EnteredInPlatform, &[], agency).label(decision.code()).tied(Tie::Needs {
            what: Self::decision(decision, self.organ(agency)),
            part: Step::EnteredInPlatform.code().to_owned(),
            rule: "not-decided".to_owned(),
        });
        t.say(part, self.day + after, |_, on, wrong| {
            let platform = (!wrong).then(|| "示例省级平台".to_owned());
            (EnteredInPlatform { on, decision, entry: entry.clone(), platform }, Vec::new())
        });
    }

    /// The procuratorate asks the regulator for a penalty.
    pub(super) fn opinion(&mut self, t: &mut Teller<'_>) {
        self.answers = true;
        if !t.draw.chance(shares::OPINION) {
            return;
        }
        let part = self.procuratorate(t, Step::PenaltyUrged, &[]);
        let claims = [Claim::one("prosecutor-opinions"), Claim::once("transfers-reversed", "", 1)];
        let urged = self.tell(t, part, Term::natural(10), &claims, |on, wrong| PenaltyUrged {
            on,
            opinion: reason("应当给予行政处罚", wrong),
            about: None,
            document: None,
        });
        if urged {
            self.back = Some(Returns { day: self.day });
        }
    }
}
