//! Police decide on a transferred case: filed or not, reconsidered, supervised.

use joint_office::transfer::Step;
use kernel::Tie;
use kernel::transfer::platform::Entered;
use kernel::transfer::police::{
    Decision, Extended, Extension, Filed, NotFiled, NoticeServed, ReasonsExplained, Reconsideration, Reconsidered,
};
use kernel::transfer::procuratorate::{ExplanationRequested, FilingNotified};
use kernel::transfer::regulator::{ReconsiderationRequested, SupervisionSuggested};
use police::case::Source;

use super::{Affair, Returns, goods, reason};
use crate::city::Agency;
use crate::ledger::Claim;
use crate::statement::Part;
use crate::story::pace::Term;
use crate::story::police::Case;
use crate::story::shares;
use crate::teller::Teller;

/// Police decide to file.
const FILING: (Step, Entered) = (Step::Filed, Entered::CaseFiled);

/// What police decide first.
#[derive(Clone, Copy)]
enum First {
    Filed,
    Refused,
    Nothing,
}

impl Affair {
    /// Accepted as a case of the police's own and decided, with all that follows.
    pub(super) fn decided(&mut self, t: &mut Teller<'_>) {
        let case = Case::of(t, &self.police, &self.site, goods::offence(self.agency, self.about.drugs), self.matter.clone());
        if !self.accepted_by(t, Some(&case.number)) {
            return;
        }
        let accepted = self.day;
        case.accepted(t, self.day, Source::Transfer, None);
        let limit = if t.draw.chance(shares::EXTENDED) { self.extended(t) } else { 3 };
        let left = Term::natural((accepted + limit - self.day).max(1)).from((limit - 4).max(0));
        let [filed, refused, nothing] = shares::DECISIONS;
        match t.draw.weighted(&[(filed, First::Filed), (refused, First::Refused), (nothing, First::Nothing)]) {
            First::Filed => self.filed_in(t, left, &case),
            First::Refused => {
                if self.refused(t, Some((&case, left))) {
                    self.contested(t, &case);
                }
            }
            First::Nothing => {
                self.day += limit;
                self.supervised(t, &case);
            }
        }
    }

    /// The days that police have from the acceptance, with an extension.
    fn extended(&mut self, t: &mut Teller<'_>) -> i64 {
        // The rules on drugs of 2023 know no clue to be checked, and all others nothing but that and what is major.
        let grounds = if self.about.drugs {
            [(0, Extension::Clue), (60, Extension::Complex), (35, Extension::Major), (5, Extension::Special)]
        } else {
            [(55, Extension::Clue), (5, Extension::Complex), (35, Extension::Major), (5, Extension::Special)]
        };
        let (ground, city) = (t.draw.weighted(&grounds), t.city.whole.org(Agency::Police).clone());
        // Nobody approves a particularly complex case of its own; above the city there is no organ here.
        let ground = if ground == Extension::Special && self.police == city { Extension::Major } else { ground };
        let part = self.police(t, Step::Extended, &["accepted"]).label(ground.code());
        let extended = self.tell(t, part, Term::natural(2), &[], |on, wrong| Extended {
            on,
            ground,
            approved_by: Some(city.clone()),
            reasons: Some(reason("线索需要核查", wrong)),
        });
        match ground {
            Extension::Clue if extended => 7,
            Extension::Complex if extended && self.about.drugs => 10,
            Extension::Major if extended => 30,
            Extension::Special if extended && self.about.drugs => 60,
            // No more time than there was.
            Extension::Clue | Extension::Complex | Extension::Major | Extension::Special => 3,
        }
    }

    /// Filed within `term` as `case`, with all that follows.
    pub(super) fn filed_in(&mut self, t: &mut Teller<'_>, term: Term, case: &Case) {
        let (document, offence, number) = (t.number("示例移立"), self.about.offence.clone(), case.number.clone());
        let part = self.deciding(t, FILING, &["accepted"], Agency::Police).tied(self.by_organ());
        let filed = self.tell(t, part, term, &[Claim::once("transfers-filed", "", 1)], |on, wrong| Filed {
            on,
            round: 1,
            offence: offence.clone().filter(|_| !wrong),
            case: Some(number.clone()),
            document: Some(document.clone()),
        });
        if !filed {
            return;
        }
        let day = self.day;
        case.filed(t, day);
        self.entered(t, Agency::Police, Entered::CaseFiled);
        if self.served(t, Decision::Filed, 1) {
            self.things_follow(t);
        }
        self.comes_back(t, case, day);
    }

    /// Not filed, also as the police's own case tells it; whether they said so.
    pub(super) fn refused(&mut self, t: &mut Teller<'_>, case: Option<(&Case, Term)>) -> bool {
        let refusing = (Step::NotFiled, Entered::CaseNotFiled);
        let part = self.deciding(t, refusing, &["accepted"], Agency::Police).tied(self.by_organ());
        let term = case.map_or(Term::natural(3), |(_, term)| term);
        let refused = self.tell(t, part, term, &[Claim::once("transfers-not-filed", "", 1)], |on, wrong| NotFiled {
            on,
            reasons: reason("没有犯罪事实", wrong),
            document: None,
        });
        if !refused {
            return false;
        }
        if let Some((case, _)) = case {
            case.refused(t, self.day);
        }
        self.served(t, Decision::NotFiled, 1);
        true
    }

    pub(super) fn served(&mut self, t: &mut Teller<'_>, decision: Decision, round: u16) -> bool {
        let copied_to = self.procuratorate.clone();
        let label = if round > 1 { format!("{}-{round}", decision.code()) } else { decision.code().to_owned() };
        let part = self
            .police(t, Step::NoticeServed, &["filed", "not-filed"])
            .label(&label)
            .tied(Tie::Names(decision.code().to_owned()));
        self.tell(t, part, Term::natural(3), &[], |on, wrong| NoticeServed {
            on,
            round,
            decision,
            copied_to: (!wrong).then(|| copied_to.clone()),
            document: None,
        })
    }

    /// A refusal is reconsidered, supervised, or accepted.
    fn contested(&mut self, t: &mut Teller<'_>, case: &Case) {
        let back = Some(Returns { day: self.day });
        if t.draw.chance(0.6) {
            let claims = [Claim::once("transfers-reconsidered", "", 1)];
            let part = self.regulator(t, Step::ReconsiderationRequested, &["not-filed"]);
            let requested = self.tell(t, part, Term::natural(3), &claims, |on, wrong| ReconsiderationRequested {
                on,
                reasons: reason("事实清楚", wrong),
                document: None,
            });
            let reversed = t.draw.chance(0.4);
            let outcome = if reversed { Reconsideration::Reversed } else { Reconsideration::Upheld };
            let part = self.police(t, Step::Reconsidered, &["reconsideration-requested"]).tied(self.by_organ());
            let part = part.tied(Tie::Names(if reversed { "reversed" } else { "upheld" }.to_owned()));
            let decided = requested
                && self.tell(t, part, Term::natural(3), &claims, |on, wrong| Reconsidered {
                    on,
                    outcome,
                    reasons: Some(reason("经复议", wrong)),
                    document: None,
                });
            if reversed && decided {
                return self.filed_in(t, Term::natural(3), case);
            }
        }
        if t.draw.chance(0.4) {
            return self.supervised(t, case);
        }
        self.back = back;
        self.opinion(t);
    }

    /// The procuratorate asks police why they filed no case, and perhaps notifies them to file.
    fn supervised(&mut self, t: &mut Teller<'_>, case: &Case) {
        if !self.suggested(t) || !self.explained(t, 1) {
            return;
        }
        if t.draw.chance(0.4) {
            // The procuratorate accepts the reasons: the case is the regulator's again.
            self.back = Some(Returns { day: self.day });
            return self.opinion(t);
        }
        if self.notified(t, 1) {
            self.filed_in(t, Term::natural(15), case);
        }
    }

    /// The regulator suggests to the procuratorate that it supervise, as often as it has before and once more; whether it does.
    fn suggested(&mut self, t: &mut Teller<'_>) -> bool {
        let (procuratorate, round) = (self.procuratorate.clone(), self.suggested + 1);
        let part = nth(self.regulator(t, Step::SupervisionSuggested, &["accepted"]), round);
        let suggested = self.tell(t, part, Term::natural(3), &[], |on, wrong| SupervisionSuggested {
            on,
            round,
            reasons: reason("应当立案", wrong),
            to: Some(procuratorate.clone()),
            document: None,
        });
        self.suggested += u16::from(suggested);
        suggested
    }

    /// A case that police withdrew for the time before `time` is supervised and filed that time; whether it was.
    pub(super) fn filed_again(&mut self, t: &mut Teller<'_>, case: &Case, time: u16) -> bool {
        let round = self.asked + 1;
        let suggests = t.draw.chance(shares::SUGGESTED) || time > 2;
        if suggests && !self.suggested(t) {
            return false;
        }
        if !self.explained(t, round) || !self.notified(t, round) {
            return false;
        }
        let number = case.number.clone();
        let part = self.deciding(t, FILING, &["accepted"], Agency::Police).tied(self.by_organ()).label(time.to_string());
        let filed = self.tell(t, part, Term::natural(15), &[Claim::once("transfers-filed", "", 1)], |on, wrong| Filed {
            on,
            round: time,
            offence: None,
            case: Some(number.clone()),
            document: (!wrong).then(|| "示例移立".to_owned()),
        });
        if filed {
            self.served(t, Decision::Filed, time);
        }
        filed
    }

    /// The procuratorate asks for reasons the `round`th time, and police give them.
    fn explained(&mut self, t: &mut Teller<'_>, round: u16) -> bool {
        let police = self.police.clone();
        let part =
            nth(self.procuratorate(t, Step::ExplanationRequested, &["accepted"]), round).tied(Tie::Names(police.to_string()));
        let claims = [Claim::once("transfers-supervised", "", 1)];
        let requested = self.tell(t, part, Term::natural(7), &claims, |on, wrong| ExplanationRequested {
            on,
            round,
            police: police.clone(),
            reasons: reason("应当立案", wrong),
            document: None,
        });
        if requested {
            self.asked = round;
        }
        let part = nth(self.police(t, Step::ReasonsExplained, &["explanation-requested"]), round);
        requested
            && self.tell(t, part, Term::natural(7), &[], |on, wrong| ReasonsExplained {
                on,
                round,
                reasons: reason("主观故意不能认定", wrong),
                document: None,
            })
    }

    fn notified(&mut self, t: &mut Teller<'_>, round: u16) -> bool {
        let police = self.police.clone();
        let part = nth(self.procuratorate(t, Step::FilingNotified, &["explanation-requested"]), round)
            .tied(Tie::Names(police.to_string()));
        self.tell(t, part, Term::natural(7), &[Claim::once("transfers-supervised", "", 1)], |on, wrong| FilingNotified {
            on,
            round,
            police: police.clone(),
            reasons: reason("理由不能成立", wrong),
            document: None,
        })
    }
}

/// `part`, told the `round`th time: the first has no number.
pub(super) fn nth(part: Part, round: u16) -> Part {
    if round > 1 { part.label(round.to_string()) } else { part }
}
