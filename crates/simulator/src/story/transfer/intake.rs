//! The police's side of a transfer until they accept it: signed for, gaps and supplements, forwarded, given back.

use joint_office::transfer::Step;
use kernel::transfer::police::{Accepted, DetentionCopied, DetentionDecided, Forwarded, GapsNotified, Returned, SignedFor};
use kernel::transfer::regulator::{SupplementImpossible, SupplementSupplied};
use kernel::transfer::{Document, DocumentKind};
use kernel::{OrgId, Tie, TransferKind};

use super::{Affair, Returns, reason};
use crate::city::Agency;
use crate::ledger::Claim;
use crate::statement::Means;
use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

impl Affair {
    /// Signed for, supplemented, perhaps forwarded; whether police take it on.
    pub(super) fn taken_in(&mut self, t: &mut Teller<'_>) -> bool {
        let kind = self.kind;
        if !self.signed(t) {
            return false;
        }
        let rounds = t.draw.weighted(&[(75, 0), (20, 1), (5, 2)]);
        if !(1..=rounds).all(|round| self.supplemented(t, round)) {
            return false;
        }
        if kind == TransferKind::Crime && t.draw.chance(shares::FORWARDED) {
            let Some(first) = self.forwarded(t) else { return false };
            // The organ that forwarded it decides all the same: recorded, and flagged once the other decides too.
            if t.draw.chance(0.3) {
                let organ = std::mem::replace(&mut self.police, first);
                self.accepted_by(t, None);
                self.refused(t, None);
                self.police = organ;
            }
        }
        if t.draw.chance(shares::RETURNED) {
            let part = self.police(t, Step::Returned, &["signed-for"]).tied(self.of_kind());
            let returned = self.tell(t, part, Term::natural(1), &[], |on, wrong| Returned {
                on,
                kind,
                reasons: reason("不属于公安机关管辖", wrong),
            });
            self.back = returned.then_some(Returns { day: self.day });
            self.answers = returned;
            return false;
        }
        if kind == TransferKind::Crime {
            return true; // Accepted with the police's own case.
        }
        self.accepted_by(t, None)
    }

    /// Accepted, under the number of the police's case if they have one; whether they do at all.
    pub(super) fn accepted_by(&mut self, t: &mut Teller<'_>, case: Option<&str>) -> bool {
        let (kind, acceptance) = (self.kind, t.number("示例受案"));
        let claims: &[Claim] = match kind {
            TransferKind::Crime => &[Claim::once("transfers-accepted", "", 1)],
            TransferKind::Detention => &[],
        };
        let part = self.police(t, Step::Accepted, &["signed-for"]).tied(self.of_kind()).tied(Tie::Names(kind.code().to_owned()));
        self.tell(t, part, Term::natural(1), claims, |on, wrong| Accepted {
            on,
            kind,
            acceptance: acceptance.clone(),
            case: case.filter(|_| !wrong).map(str::to_owned),
        })
    }

    fn signed(&mut self, t: &mut Teller<'_>) -> bool {
        let kind = self.kind;
        let part = self.police(t, Step::SignedFor, &["sent"]).tied(self.of_kind());
        self.tell(t, part, Term::natural(1), &[], |on, wrong| SignedFor {
            on,
            kind,
            document: (!wrong).then(|| "示例回执".to_owned()),
        })
    }

    fn supplemented(&mut self, t: &mut Teller<'_>, round: u16) -> bool {
        let kind = self.kind;
        let part = self.police(t, Step::GapsNotified, &["signed-for"]).label(round.to_string()).tied(self.of_kind());
        let part = part.tied(Tie::Lists(format!("round/{round}")));
        let missing = |wrong| vec![reason("询问笔录", wrong)];
        let notified = self.tell(t, part, Term::natural(1), &[], |on, wrong| GapsNotified {
            on,
            kind,
            round,
            missing: missing(wrong),
            document: None,
        });
        if !notified {
            return true; // No list of gaps: they take it as it is.
        }
        let term = Term::natural(3);
        if t.draw.chance(0.25) {
            let part = self.regulator(t, Step::SupplementImpossible, &["gaps-notified"]).label(round.to_string());
            let part = part.tied(Tie::Takes(format!("round/{round}")));
            return self.tell(t, part, term, &[], |on, wrong| SupplementImpossible {
                on,
                round,
                reasons: reason("现场已不存在", wrong),
            });
        }
        let kind = self.forgotten.unwrap_or(DocumentKind::SceneRecord);
        let document = Document { kind, name: None, present: true, not_applicable: None };
        let part = self.regulator(t, Step::SupplementSupplied, &["gaps-notified"]).label(round.to_string());
        let part = part.tied(Tie::Takes(format!("round/{round}"))).meaning([Means::Supplies(kind)]);
        self.tell(t, part, term, &[], |on, wrong| {
            let name = wrong.then(|| "示例：补充材料（草稿）".to_owned());
            SupplementSupplied { on, round, documents: vec![Document { name, ..document.clone() }] }
        })
    }

    /// To the city's organ, or from there to the county's, which signs for it; the first organ, or `None` if it got nowhere.
    fn forwarded(&mut self, t: &mut Teller<'_>) -> Option<OrgId> {
        let city = t.city.whole.org(Agency::Police);
        let to = if self.police == *city { t.city.counties[t.at].org(Agency::Police) } else { city }.clone();
        let part = self.police(t, Step::Forwarded, &["signed-for"]).tied(Tie::Names(to.to_string())).tied(Self::concerns(&to));
        let forwarded = self.tell(t, part, Term::natural(1), &[], |on, wrong| Forwarded {
            on,
            to: to.clone(),
            reasons: Some(reason("由犯罪地公安机关管辖", wrong)),
            document: None,
        });
        if !forwarded {
            return None;
        }
        let first = std::mem::replace(&mut self.police, to);
        self.signed(t).then_some(first)
    }

    /// Administrative detention: decided, and copied to the regulator.
    pub(super) fn detained(&mut self, t: &mut Teller<'_>) {
        if !t.draw.chance(0.9) {
            let (kind, part) = (self.kind, self.police(t, Step::Returned, &["signed-for"]).tied(self.of_kind()));
            self.tell(t, part, Term::working(5), &[], |on, wrong| Returned {
                on, kind, reasons: reason("不宜行政拘留", wrong)
            });
            return;
        }
        let part = self.police(t, Step::DetentionDecided, &["accepted"]).tied(self.by_organ());
        let days = u16::try_from(t.draw.between(5, 15)).ok();
        let decided = self.tell(t, part, Term::natural(7), &[], |on, wrong| DetentionDecided {
            on,
            persons: Some(if wrong { 2 } else { 1 }),
            days,
            acts: None,
            document: None,
        });
        if decided {
            let part = self.police(t, Step::DetentionCopied, &["detention-decided"]);
            self.tell(t, part, Term::working(3), &[], |on, wrong| DetentionCopied {
                on,
                document: (!wrong).then(|| "示例抄送".to_owned()),
            });
        }
    }
}
