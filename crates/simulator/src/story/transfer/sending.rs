//! The regulator's side of a transfer until it is sent: reported to the head, approved or refused, sent, recalled.

use joint_office::transfer::Step;
use kernel::transfer::platform::Entered;
use kernel::transfer::procuratorate::TransferUrged;
use kernel::transfer::regulator::{Approved, PartyTold, Recalled, Refused, Reported, Sent};
use kernel::transfer::{About, Document, DocumentKind};
use kernel::{Tie, TransferKind};

use super::{Affair, Returns, reason};
use crate::city::Agency;
use crate::ledger::Claim;
use crate::statement::{Means, Part};
use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

impl Affair {
    /// Reported to the head, who approves; whether the case goes on.
    pub(super) fn approved(&mut self, t: &mut Teller<'_>) -> bool {
        let (kind, about, matter) = (self.kind, self.about.clone(), self.matter.is_some());
        let urged = kind == TransferKind::Crime && t.draw.chance(shares::URGED);
        if urged && !self.urged(t, Some(&about)) {
            return false;
        }
        // What the procuratorate asked for is sent within three days in all.
        let reporting = Term::natural(if urged { 1 } else { 2 });
        let part = self.regulator(t, Step::Reported, &[]).tied(self.of_kind()).of_matter(matter).meaning(self.of_drugs());
        let reported = self.tell(t, part, reporting, &[], |on, wrong| Reported {
            on,
            kind,
            about: about.clone(),
            grounds: Some(reason("检验、监测结论", wrong)),
            officers: Some(2),
        });
        if !reported {
            return false;
        }
        let deciding = Term::natural(if urged { 1 } else { 3 });
        if !urged && t.draw.chance(shares::REFUSED_BY_HEAD) {
            let refusing = (Step::Refused, Entered::TransferRefused);
            let part = self.deciding(t, refusing, &["reported"], self.agency).tied(self.of_kind());
            let refused = self.tell(t, part, deciding, &[], |on, wrong| Refused {
                on,
                kind,
                reasons: reason("证据不足", wrong),
                approver: None,
            });
            if !refused {
                return false;
            }
            if kind == TransferKind::Detention || t.draw.chance(0.7) {
                self.back = Some(Returns { day: self.day });
                return false;
            }
            if !self.urged(t, None) {
                return false;
            }
        }
        let approving = (Step::Approved, Entered::TransferApproved);
        let part = self.deciding(t, approving, &["reported"], self.agency).tied(self.of_kind());
        let approved =
            self.tell(t, part, deciding, &[], |on, wrong| Approved { on, kind, approver: (!wrong).then(|| "局长".to_owned()) });
        if approved {
            self.entered(t, self.agency, Entered::TransferApproved);
        }
        approved
    }

    fn urged(&mut self, t: &mut Teller<'_>, about: Option<&About>) -> bool {
        let part = self.procuratorate(t, Step::TransferUrged, &[]).of_matter(about.is_some_and(|about| about.matter.is_some()));
        let part = part.meaning(self.of_drugs().filter(|_| about.is_some()));
        self.tell(t, part, Term::natural(5), &[Claim::one("prosecutor-opinions")], |on, wrong| TransferUrged {
            on,
            opinion: reason("应当移送公安机关", wrong),
            about: about.cloned(),
            document: None,
        })
    }

    /// Sent with its set; whether it was not taken back.
    pub(super) fn sent(&mut self, t: &mut Teller<'_>) -> bool {
        let (kind, to, copied_to, items) = (self.kind, self.police.clone(), self.procuratorate.clone(), self.items.clone());
        let (letter, about) = (t.number("示例移送"), self.about.clone());
        let untested = t.draw.chance(0.2);
        let measure = match kind {
            TransferKind::Crime => "transfers-sent",
            TransferKind::Detention => "detention-transfers-sent",
        };
        let lists = items.iter().map(|item| Tie::Lists(format!("item/{}", item.label)));
        let documents = self.documents(t, untested);
        let part = self.regulator(t, Step::Sent, &["approved"]).tied(self.of_kind()).of_matter(self.matter.is_some());
        let things = items.iter().map(|item| Means::Thing(item.label.clone(), item.seized.clone()));
        let part = part.meaning(self.forgotten.map(Means::Lacks)).meaning(things).meaning(self.of_drugs());
        let part = lists.fold(part, Part::tied).tied(Tie::Names(to.to_string()));
        let part = part.tied(Self::concerns(&to)).tied(Self::concerns(&copied_to));
        let sent = self.tell(t, part, Term::natural(1), &[Claim::once(measure, "", 1)], |on, wrong| {
            let documents = documents.clone();
            let copied_to = (!wrong).then(|| copied_to.clone());
            let (letter, to) = (letter.clone(), to.clone());
            Sent { on, kind, letter, to, copied_to, about: Some(about.clone()), documents, items: items.clone() }
        });
        if !sent {
            return false;
        }
        if !items.is_empty() && t.draw.chance(0.8) {
            let part = self.regulator(t, Step::PartyTold, &["sent"]);
            self.tell(t, part, Term::natural(1), &[], |on, wrong| PartyTold {
                on,
                document: (!wrong).then(|| "示例移告".to_owned()),
            });
        }
        if t.draw.chance(shares::RECALLED) {
            let part = self.regulator(t, Step::Recalled, &["sent"]);
            self.recalled = self
                .tell(t, part, Term::natural(2), &[], |on, wrong| Recalled {
                    on, reasons: reason("应由上级机关移送", wrong)
                });
            return false;
        }
        true
    }

    /// What is enclosed: all that the law may ask for, of which now and then one is forgotten.
    fn documents(&mut self, t: &mut Teller<'_>, untested: bool) -> Vec<Document> {
        use DocumentKind as D;
        let (set, always): (&[D], D) = match (self.kind, self.agency) {
            (TransferKind::Detention, _) => {
                (&[D::TransferLetter, D::ApprovalForm, D::Evidence, D::PenaltyDecision, D::TestReport], D::ApprovalForm)
            }
            (TransferKind::Crime, Agency::Environment) => (ENVIRONMENT, D::InvestigationReport),
            (TransferKind::Crime, _) => (FOOD, D::InvestigationReport),
        };
        self.forgotten = t.draw.chance(shares::FORGOTTEN).then_some(always);
        let document = |kind: &D| {
            let absent = untested && *kind == D::TestReport;
            let not_applicable = absent.then(|| "示例：无须检验".to_owned());
            Document { kind: *kind, name: None, present: !absent && self.forgotten != Some(*kind), not_applicable }
        };
        set.iter().map(document).collect()
    }
}

const ENVIRONMENT: &[DocumentKind] = &[
    DocumentKind::TransferLetter,
    DocumentKind::InvestigationReport,
    DocumentKind::ItemList,
    DocumentKind::TestReport,
    DocumentKind::SceneRecord,
    DocumentKind::Enclosures,
    DocumentKind::CoercionPapers,
    DocumentKind::PenaltyDecision,
    DocumentKind::CorrectionOrder,
];
const FOOD: &[DocumentKind] = &[
    DocumentKind::TransferLetter,
    DocumentKind::InvestigationReport,
    DocumentKind::ItemList,
    DocumentKind::TestReport,
    DocumentKind::SceneRecord,
    DocumentKind::SamplingForm,
    DocumentKind::StorageConditions,
    DocumentKind::PenaltyDecision,
];
