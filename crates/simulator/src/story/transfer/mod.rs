//! Transfers of cases from regulators to police, and back: every path of domain.md 2.2, most in time and some late.

mod back;
mod consulting;
mod decision;
mod goods;
mod intake;
mod sending;

use joint_office::transfer::Step;
use kernel::transfer::platform::Entered;
use kernel::transfer::{About, DocumentKind, Item};
use kernel::{OrgId, Report, Tie, TransferKind, TransferNumber, When};

pub(super) use back::Back;
pub(super) use goods::offence;

use super::evidence::Piece;
use super::matter::{self, Matter};
use super::pace::Term;
use super::shares::{self, Habit};
use crate::city::{Agency, Site, Trade};
use crate::ledger::Claim;
use crate::statement::{Means, Part};
use crate::teller::Teller;

/// One transfer while it is told.
struct Affair {
    record: usize,
    agency: Agency,
    kind: TransferKind,
    number: TransferNumber,
    regulator: OrgId,
    police: OrgId,
    procuratorate: OrgId,
    about: About,
    matter: Option<Matter>,
    site: Site,
    items: Vec<Item>,
    pieces: Vec<Piece>,
    day: i64,
    handed_over: bool,
    back: Option<Returns>,
    /// The document that the regulator forgot to enclose.
    forgotten: Option<DocumentKind>,
    /// Somebody outside waits for the regulator's answer.
    answers: bool,
    /// How often police were asked for their reasons.
    asked: u16,
    /// How often the regulator suggested to supervise.
    suggested: u16,
    /// It was taken back before police accepted it.
    recalled: bool,
}

/// How a case comes back to the regulator, and since when.
#[derive(Clone, Copy, Debug)]
struct Returns {
    day: i64,
}

/// How a transfer went on, as far as its regulator's case must know.
pub(super) struct Course {
    /// The day on which it had been sent, or its transfer been refused.
    pub(super) sent: i64,
    /// The listed things went to the police.
    pub(super) handed_over: bool,
    /// It came back to the regulator.
    pub(super) back: Option<Back>,
}

/// A transfer on one of its paths, of a case of which nothing else is told.
pub(super) fn transfer(t: &mut Teller<'_>) {
    let agency = t.draw.weighted(&[(55, Agency::FoodDrug), (45, Agency::Environment)]);
    let detention = agency == Agency::Environment && t.draw.chance(0.4);
    let site = t.site(if agency == Agency::FoodDrug { Trade::Food } else { Trade::Factory });
    let drugs = agency == Agency::FoodDrug && t.draw.chance(shares::DRUG_CRIME);
    let case = t.number(if agency == Agency::FoodDrug { "示例食药立案" } else { "示例环立" });
    let kind = if detention { TransferKind::Detention } else { TransferKind::Crime };
    let matter = (!detention).then(|| matter::opened_by_the_office(t, &site));
    let of = Of { agency, kind, drugs, seized: false };
    let course = told(t, of, &site, &case, matter.clone(), t.day);
    let last = course.back.as_ref().map_or(course.sent, |back| back.day);
    if let Some(back) = course.back {
        let penalised = t.draw.chance(shares::PENALISED_AFTER_BACK);
        let day = back.day + t.draw.between(15, 50);
        back.answered(t, penalised, day);
    }
    if let Some(matter) = matter {
        matter.closed(t, last + 60);
    }
}

/// The transfer of a case in which a crime was suspected on `day`, of the matter that was opened of it; `seized` things go with it.
pub(super) fn of_case(
    t: &mut Teller<'_>,
    (agency, drugs, seized): (Agency, bool, bool),
    site: &Site,
    case: usize,
    matter: Matter,
    day: i64,
) -> Course {
    let number = t.subjects[case].key.to_string();
    told(t, Of { agency, kind: TransferKind::Crime, drugs, seized }, site, &number, Some(matter), day)
}

/// Whose transfer it is, what for, whether it is about drugs, and whether its things were seized under the one list of the case.
#[derive(Clone, Copy)]
struct Of {
    agency: Agency,
    kind: TransferKind,
    drugs: bool,
    seized: bool,
}

fn told(
    t: &mut Teller<'_>,
    Of { agency, kind, drugs, seized }: Of,
    site: &Site,
    case: &str,
    matter: Option<Matter>,
    day: i64,
) -> Course {
    let Ok(number) = TransferNumber::new(&t.org(agency), case, 1) else {
        return Course { sent: day, handed_over: false, back: None };
    };
    let detention = kind == TransferKind::Detention;
    let mut affair = Affair {
        record: t.transfer(agency, number.org(), number.key().clone()),
        agency,
        kind,
        number,
        regulator: t.org(agency),
        police: t.org(Agency::Police),
        procuratorate: t.org(Agency::Procuratorate),
        about: goods::about(site, agency, kind, drugs, matter.as_ref()),
        matter,
        site: site.clone(),
        items: if detention { Vec::new() } else { goods::items(t, agency, drugs, seized) },
        pieces: Vec::new(),
        day,
        handed_over: false,
        back: None,
        forgotten: None,
        answers: false,
        asked: 0,
        suggested: 0,
        recalled: false,
    };
    affair.evidence(t);
    let mut sent = affair.goes(t);
    if affair.recalled
        && t.draw.chance(shares::SENT_AGAIN)
        && let Ok(again) = TransferNumber::new(&affair.regulator, case, 2)
    {
        affair = affair.again(t, again);
        sent = affair.goes(t);
    }
    let handed_over = affair.handed_over;
    let back = affair.back.map(|returns| Back::of(affair, returns));
    Course { sent, handed_over, back }
}

/// A reason, a draft of it if it is told wrong at first.
fn reason(text: &str, wrong: bool) -> String {
    format!("示例：{text}{}", if wrong { "（草稿）" } else { "" })
}

impl Affair {
    /// Its whole way; the day on which it had been sent, or its transfer been refused.
    fn goes(&mut self, t: &mut Teller<'_>) -> i64 {
        let goes_on = self.approved(t) && self.sent(t);
        let sent = self.day;
        self.consulted(t);
        if goes_on && self.taken_in(t) {
            if self.kind == TransferKind::Detention { self.detained(t) } else { self.decided(t) }
        }
        sent
    }

    /// The same case as another transfer, with the same things.
    fn again(self, t: &mut Teller<'_>, number: TransferNumber) -> Self {
        let record = t.transfer(self.agency, number.org(), number.key().clone());
        let day = self.day + t.draw.between(2, 10);
        Self { record, number, day, forgotten: None, recalled: false, ..self }
    }

    fn is(what: &str, value: &str) -> Tie {
        Tie::Is(what.to_owned(), value.to_owned())
    }

    fn of_kind(&self) -> Tie {
        Self::is("kind", self.kind.code())
    }

    fn of_drugs(&self) -> Option<Means> {
        self.about.drugs.then_some(Means::Drugs)
    }

    /// A step that the police organ in charge decides by itself.
    fn by_organ(&self) -> Tie {
        Self::is("deciding-organ", self.police.as_str())
    }

    /// An organ has to do with the case: also by whatever it tells of it, but for a question.
    fn concerns(organ: &OrgId) -> Tie {
        Tie::Lists(format!("concerned/{organ}"))
    }

    /// What a platform can be told of: that `organ` decided so.
    fn decision(decision: Entered, organ: &OrgId) -> String {
        format!("decision/{}@{organ}", decision.code())
    }

    fn part(&self, t: &Teller<'_>, step: Step, follows: &'static [&'static str], agency: Agency) -> Part {
        let organ = self.organ(agency);
        let part = t.part(self.record, step.code(), follows).of(agency, organ);
        if step == Step::Consulted { part } else { part.tied(Self::concerns(organ)) }
    }

    /// The same of a step by which the organ decides.
    fn deciding(
        &self,
        t: &Teller<'_>,
        (step, entered): (Step, Entered),
        follows: &'static [&'static str],
        agency: Agency,
    ) -> Part {
        let decides = Tie::Lists(Self::decision(entered, self.organ(agency)));
        self.part(t, step, follows, agency).tied(decides)
    }

    fn regulator(&self, t: &Teller<'_>, step: Step, follows: &'static [&'static str]) -> Part {
        self.part(t, step, follows, self.agency)
    }

    fn police(&self, t: &Teller<'_>, step: Step, follows: &'static [&'static str]) -> Part {
        self.part(t, step, follows, Agency::Police)
    }

    fn procuratorate(&self, t: &Teller<'_>, step: Step, follows: &'static [&'static str]) -> Part {
        self.part(t, step, follows, Agency::Procuratorate)
    }

    /// The step is taken in its term or late; whether it is taken at all.
    fn tell<R: Report>(
        &mut self,
        t: &mut Teller<'_>,
        part: Part,
        term: Term,
        claims: &[Claim],
        report: impl Fn(When, bool) -> R,
    ) -> bool {
        let Some(after) = term.done(t.draw, habit(part.agency)) else { return false };
        self.day += after;
        t.say(part, self.day, |_, on, wrong| (report(on, wrong), claims.to_vec()));
        true
    }
}

const fn habit(agency: Agency) -> Habit {
    match agency {
        Agency::Police => shares::POLICE,
        Agency::Procuratorate => shares::PROCURATORATE,
        Agency::FoodDrug | Agency::Environment | Agency::JointOffice => shares::REGULATOR,
    }
}
