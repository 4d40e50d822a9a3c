//! One organ asks another about the case, in any direction, and is answered in time, late or never.

use joint_office::transfer::Step;
use kernel::transfer::consultation::{ConsultationAnswered, Consulted};
use kernel::{OrgId, Tie};

use super::{Affair, habit, reason};
use crate::city::Agency;
use crate::story::pace::Term;
use crate::story::shares;
use crate::teller::Teller;

impl Affair {
    /// Perhaps a question and its answer, beside the course of the transfer.
    pub(super) fn consulted(&self, t: &mut Teller<'_>) {
        if !t.draw.chance(shares::CONSULTED) {
            return;
        }
        let (own, police, procuratorate) = (self.agency, Agency::Police, Agency::Procuratorate);
        let ways = [
            (30, (own, police)),
            (30, (police, own)),
            (20, (own, procuratorate)),
            (10, (procuratorate, own)),
            (20, (police, procuratorate)),
            (10, (procuratorate, police)),
        ];
        let (from, to) = t.draw.weighted(&ways);
        let (question, addressee) = (t.number("示例咨"), self.organ(to).clone());
        let thing = format!("question/{question}@{addressee}");
        let asked = self.day + t.draw.between(0, 3);
        let part = self.part(t, Step::Consulted, &[], from).label(question.clone()).tied(Tie::Lists(thing.clone()));
        let part = part.tied(Self::concerns(&addressee));
        let asker = self.organ(from).clone();
        // Whoever has no part in the case asks without one; the regulator asks about its own.
        let part = if from == own {
            part
        } else {
            let (what, rule) = (format!("concerned/{asker}"), "no-part".to_owned());
            part.tied(Tie::Needs { what, part: Step::Consulted.code().to_owned(), rule })
        };
        t.say(part, asked, |_, on, wrong| {
            let asks = reason("证据收集和案件定性有何意见", wrong);
            (Consulted { on, question: question.clone(), to: addressee.clone(), asks }, Vec::new())
        });
        let Some(after) = Term::natural(7).done(t.draw, habit(to)) else { return };
        let part = self.part(t, Step::ConsultationAnswered, &["consulted"], to).label(question.clone()).tied(Tie::Takes(thing));
        t.say(part, asked + after, |_, on, wrong| {
            let answer = reason("应当补充检验报告", wrong);
            (ConsultationAnswered { on, question: question.clone(), answer, document: None }, Vec::new())
        });
    }

    pub(super) fn organ(&self, agency: Agency) -> &OrgId {
        match agency {
            Agency::Police => &self.police,
            Agency::Procuratorate => &self.procuratorate,
            Agency::FoodDrug | Agency::Environment | Agency::JointOffice => &self.regulator,
        }
    }
}
