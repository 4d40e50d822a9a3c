//! Transfers of cases from regulators to police, and back: every path of domain.md 2.2, most in time and some late.

use joint_office::transfer::Step;
use kernel::transfer::police::{
    Accepted, CaseWithdrawn, Decision, DetentionCopied, DetentionDecided, Extended, Extension, Filed, Forwarded, GapsNotified,
    NotFiled, NoticeServed, ReasonsExplained, Reconsideration, Reconsidered, Returned, SignedFor, WithdrawalTold,
};
use kernel::transfer::procuratorate::{
    ExplanationRequested, FilingNotified, NonProsecutionNotified, PenaltyUrged, TransferUrged,
};
use kernel::transfer::regulator::{
    Approved, Handling, ItemsHandedOver, PartyTold, Recalled, ReconsiderationRequested, Refused, Reported, ResultReported, Sent,
    SupervisionSuggested, SupplementImpossible, SupplementSupplied,
};
use kernel::transfer::{About, Document, DocumentKind, Item, Party};
use kernel::{OrgId, Quantity, Report, Tie, TransferKind, TransferNumber, Unit, When};

use crate::city::{Agency, Site, Trade};
use crate::ledger::Claim;
use crate::teller::{Part, Teller};

/// The share of steps that are taken after the law's limit [K].
const LATE: f64 = 0.12;

/// One transfer while it is told.
struct Affair {
    record: usize,
    agency: Agency,
    kind: TransferKind,
    regulator: OrgId,
    police: OrgId,
    procuratorate: OrgId,
    about: About,
    items: Vec<Item>,
    day: i64,
}

/// A transfer on one of its paths, of a case of which nothing else is told.
pub(super) fn transfer(t: &mut Teller<'_>) {
    let agency = t.draw.weighted(&[(55, Agency::FoodDrug), (45, Agency::Environment)]);
    let detention = agency == Agency::Environment && t.draw.chance(0.3);
    let site = t.site(if agency == Agency::FoodDrug { Trade::Food } else { Trade::Factory });
    let case = t.number(if agency == Agency::FoodDrug { "示例食药立案" } else { "示例环立" });
    let kind = if detention { TransferKind::Detention } else { TransferKind::Crime };
    told(t, agency, kind, &site, &case, t.day);
}

/// The transfer of a case in which a crime was suspected on `day`; the day on which it had been sent, or its transfer been refused.
pub(super) fn of_case(t: &mut Teller<'_>, agency: Agency, site: &Site, case: usize, day: i64) -> i64 {
    let number = t.subjects[case].key.to_string();
    told(t, agency, TransferKind::Crime, site, &number, day)
}

fn told(t: &mut Teller<'_>, agency: Agency, kind: TransferKind, site: &Site, case: &str, day: i64) -> i64 {
    let Ok(number) = TransferNumber::new(&t.org(agency), case, 1) else { return day };
    let food = agency == Agency::FoodDrug;
    let offence = if food { "生产、销售有毒、有害食品罪" } else { "污染环境罪" };
    let detention = kind == TransferKind::Detention;
    let items = t.draw.between(0, 4);
    let mut affair = Affair {
        record: t.shared("joint-office.transfer", number.key().clone()),
        agency,
        kind,
        regulator: t.org(agency),
        police: t.org(Agency::Police),
        procuratorate: t.org(Agency::Procuratorate),
        about: about(site, (!detention).then_some(offence)),
        items: if detention { Vec::new() } else { (1..=items).map(|n| item(n, food, t)).collect() },
        day,
    };
    let goes_on = affair.approved(t) && affair.sent(t);
    let sent = affair.day;
    if goes_on && affair.taken_in(t) {
        if detention { affair.detained(t) } else { affair.decided(t) }
    }
    sent
}

fn about(site: &Site, offence: Option<&str>) -> About {
    let premises = site.premises.clone();
    let party = premises.entity.clone().map(|code| Party { code, name: premises.name.clone() });
    About {
        title: format!("{}涉嫌{}案", premises.name, offence.unwrap_or("逃避监管排放污染物")),
        offence: offence.map(str::to_owned),
        premises: Some(premises),
        party,
        matter: None,
    }
}

fn item(n: i64, food: bool, t: &mut Teller<'_>) -> Item {
    let (name, unit) = if food { ("示例食品", Unit::Gram) } else { ("示例危险废物容器", Unit::Item) };
    let quantity = Quantity::of(t.draw.between(1, 5_000), unit);
    Item { label: n.to_string(), name: name.to_owned(), quantity, state: Some("已封存".to_owned()), kept_at: None }
}

/// A reason, a draft of it if it is told wrong at first.
fn reason(text: &str, wrong: bool) -> String {
    format!("示例：{text}{}", if wrong { "（草稿）" } else { "" })
}

impl Affair {
    fn is(what: &str, value: &str) -> Tie {
        Tie::Is(what.to_owned(), value.to_owned())
    }

    fn of_kind(&self) -> Tie {
        Self::is("kind", self.kind.code())
    }

    /// A step that the police organ in charge decides by itself.
    fn by_organ(&self) -> Tie {
        Self::is("deciding-organ", self.police.as_str())
    }

    fn part(&self, t: &Teller<'_>, step: Step, follows: &'static [&'static str], agency: Agency) -> Part {
        let org = match agency {
            Agency::Police => &self.police,
            Agency::Procuratorate => &self.procuratorate,
            Agency::FoodDrug | Agency::Environment | Agency::JointOffice => &self.regulator,
        };
        t.part(self.record, step.code(), follows).of(agency, org)
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

    /// The step comes within `limit` days of the one before, or some days later.
    fn tell<R: Report>(
        &mut self,
        t: &mut Teller<'_>,
        part: Part,
        limit: i64,
        claims: &[Claim],
        report: impl Fn(When, bool) -> R,
    ) {
        let late = t.draw.chance(LATE);
        self.day += if late { t.draw.between(limit + 1, limit + 12) } else { t.draw.between(0, limit) };
        t.say(part, self.day, |_, on, wrong| (report(on, wrong), claims.to_vec()));
    }

    /// Reported to the head, who approves; whether the case goes on.
    fn approved(&mut self, t: &mut Teller<'_>) -> bool {
        let (kind, about) = (self.kind, self.about.clone());
        let urged = kind == TransferKind::Crime && t.draw.chance(0.05);
        if urged {
            self.urged(t, Some(&about));
        }
        let part = self.regulator(t, Step::Reported, &[]).tied(self.of_kind());
        self.tell(t, part, 2, &[], |on, wrong| Reported {
            on,
            kind,
            about: about.clone(),
            grounds: Some(reason("检验、监测结论", wrong)),
            officers: Some(2),
        });
        if t.draw.chance(0.07) {
            let part = self.regulator(t, Step::Refused, &["reported"]).tied(self.of_kind());
            self.tell(t, part, 3, &[], |on, wrong| Refused { on, kind, reasons: reason("证据不足", wrong), approver: None });
            // The procuratorate gives its opinion once.
            if kind == TransferKind::Detention || urged || t.draw.chance(0.7) {
                return false;
            }
            self.urged(t, None);
        }
        let part = self.regulator(t, Step::Approved, &["reported"]).tied(self.of_kind());
        self.tell(t, part, 3, &[], |on, wrong| Approved { on, kind, approver: (!wrong).then(|| "局长".to_owned()) });
        true
    }

    fn urged(&mut self, t: &mut Teller<'_>, about: Option<&About>) {
        let part = self.procuratorate(t, Step::TransferUrged, &[]);
        self.tell(t, part, 5, &[Claim::one("prosecutor-opinions")], |on, wrong| TransferUrged {
            on,
            opinion: reason("应当移送公安机关", wrong),
            about: about.cloned(),
            document: None,
        });
    }

    /// Sent with its set; whether it was not taken back.
    fn sent(&mut self, t: &mut Teller<'_>) -> bool {
        let (kind, to, copied_to, items) = (self.kind, self.police.clone(), self.procuratorate.clone(), self.items.clone());
        let (letter, about) = (t.number("示例移送"), self.about.clone());
        let untested = t.draw.chance(0.2);
        let measure = match kind {
            TransferKind::Crime => "transfers-sent",
            TransferKind::Detention => "detention-transfers-sent",
        };
        let lists = items.iter().map(|item| Tie::Lists(format!("item/{}", item.label)));
        let part = lists.fold(self.regulator(t, Step::Sent, &["approved"]).tied(self.of_kind()), Part::tied);
        self.tell(t, part, 1, &[Claim::once(measure, "", 1)], |on, wrong| {
            let document = |kind: &DocumentKind| {
                let absent = untested && *kind == DocumentKind::TestReport;
                let not_applicable = absent.then(|| "示例：无须检验".to_owned());
                Document { kind: *kind, name: None, present: !absent, not_applicable }
            };
            let documents = kind.required().iter().map(document).collect();
            let copied_to = (!wrong).then(|| copied_to.clone());
            let (letter, to) = (letter.clone(), to.clone());
            Sent { on, kind, letter, to, copied_to, about: Some(about.clone()), documents, items: items.clone() }
        });
        if !items.is_empty() && t.draw.chance(0.6) {
            let part = self.regulator(t, Step::PartyTold, &["sent"]);
            self.tell(t, part, 1, &[], |on, wrong| PartyTold { on, document: (!wrong).then(|| "示例移告".to_owned()) });
        }
        if t.draw.chance(0.05) {
            let part = self.regulator(t, Step::Recalled, &["sent"]);
            self.tell(t, part, 2, &[], |on, wrong| Recalled { on, reasons: reason("应由上级机关移送", wrong) });
            return false;
        }
        true
    }

    /// Signed for, supplemented, perhaps forwarded; whether police accept it.
    fn taken_in(&mut self, t: &mut Teller<'_>) -> bool {
        let kind = self.kind;
        self.signed(t);
        let rounds = t.draw.weighted(&[(75, 0), (20, 1), (5, 2)]);
        (1..=rounds).for_each(|round| self.supplemented(t, round));
        let mut first = None;
        if kind == TransferKind::Crime && t.draw.chance(0.08) {
            first = Some(self.forwarded(t));
        }
        if t.draw.chance(0.06) {
            let part = self.police(t, Step::Returned, &["signed-for"]).tied(self.of_kind());
            self.tell(t, part, 1, &[], |on, wrong| Returned { on, kind, reasons: reason("不属于公安机关管辖", wrong) });
            if t.draw.chance(0.5) {
                self.result(t);
            }
            return false;
        }
        let acceptance = t.number("示例受案");
        let claims: &[Claim] = match kind {
            TransferKind::Crime => &[Claim::once("transfers-accepted", "", 1)],
            TransferKind::Detention => &[],
        };
        let part = self.police(t, Step::Accepted, &["signed-for"]).tied(self.of_kind());
        self.tell(t, part, 1, claims, |on, wrong| Accepted {
            on,
            kind,
            acceptance: acceptance.clone(),
            case: (!wrong).then(|| format!("{acceptance}-1")),
        });
        // The organ that forwarded it decides all the same: recorded, and flagged once the other decides too.
        if let Some(first) = first
            && t.draw.chance(0.3)
        {
            let organ = std::mem::replace(&mut self.police, first);
            self.refused(t);
            self.police = organ;
        }
        true
    }

    fn signed(&mut self, t: &mut Teller<'_>) {
        let kind = self.kind;
        let part = self.police(t, Step::SignedFor, &["sent"]).tied(self.of_kind());
        self.tell(t, part, 1, &[], |on, wrong| SignedFor { on, kind, document: (!wrong).then(|| "示例回执".to_owned()) });
    }

    fn supplemented(&mut self, t: &mut Teller<'_>, round: u16) {
        let kind = self.kind;
        let part = self.police(t, Step::GapsNotified, &["signed-for"]).label(round.to_string()).tied(self.of_kind());
        self.tell(t, part, 1, &[], |on, wrong| GapsNotified {
            on,
            kind,
            round,
            missing: vec![reason("询问笔录", wrong)],
            document: None,
        });
        if t.draw.chance(0.25) {
            let part = self.regulator(t, Step::SupplementImpossible, &["gaps-notified"]).label(round.to_string());
            self.tell(t, part, 3, &[], |on, wrong| SupplementImpossible {
                on, round, reasons: reason("现场已不存在", wrong)
            });
        } else {
            let part = self.regulator(t, Step::SupplementSupplied, &["gaps-notified"]).label(round.to_string());
            self.tell(t, part, 3, &[], |on, wrong| {
                let kind = if wrong { DocumentKind::Other } else { DocumentKind::SceneRecord };
                SupplementSupplied {
                    on,
                    round,
                    documents: vec![Document { kind, name: None, present: true, not_applicable: None }],
                }
            });
        }
    }

    /// To the city's organ, or from there to the county's, which signs for it; the first organ.
    fn forwarded(&mut self, t: &mut Teller<'_>) -> OrgId {
        let city = t.city.whole.org(Agency::Police);
        let to = if self.police == *city { t.city.counties[t.at].org(Agency::Police) } else { city }.clone();
        let part = self.police(t, Step::Forwarded, &["signed-for"]);
        self.tell(t, part, 1, &[], |on, wrong| Forwarded {
            on,
            to: to.clone(),
            reasons: Some(reason("由犯罪地公安机关管辖", wrong)),
            document: None,
        });
        let first = std::mem::replace(&mut self.police, to);
        self.signed(t);
        first
    }

    fn detained(&mut self, t: &mut Teller<'_>) {
        if t.draw.chance(0.9) {
            let part = self.police(t, Step::DetentionDecided, &["accepted"]).tied(self.by_organ());
            self.tell(t, part, 7, &[], |on, wrong| DetentionDecided {
                on,
                persons: Some(if wrong { 2 } else { 1 }),
                document: None,
            });
            let part = self.police(t, Step::DetentionCopied, &["detention-decided"]);
            self.tell(t, part, 3, &[], |on, wrong| DetentionCopied { on, document: (!wrong).then(|| "示例抄送".to_owned()) });
        }
    }

    /// Filed or not, with all that follows.
    fn decided(&mut self, t: &mut Teller<'_>) {
        let mut limit = 3;
        if t.draw.chance(0.2) {
            let grounds = [(50, Extension::Clue), (20, Extension::Complex), (25, Extension::Major), (5, Extension::Special)];
            let (ground, city) = (t.draw.weighted(&grounds), t.city.whole.org(Agency::Police).clone());
            let part = self.police(t, Step::Extended, &["accepted"]).label(ground.code());
            self.tell(t, part, 3, &[], |on, wrong| Extended {
                on,
                ground,
                approved_by: Some(city.clone()),
                reasons: Some(reason("线索需要核查", wrong)),
            });
            limit = 25;
        }
        match t.draw.between(1, 100) {
            1..=75 => {
                self.day += limit - 3;
                self.filed(t);
                self.after_filing(t);
            }
            76..=96 => {
                self.day += limit - 3;
                self.refused(t);
                self.contested(t);
            }
            _ => self.supervised(t), // No decision at all.
        }
    }

    fn filed(&mut self, t: &mut Teller<'_>) {
        let (document, offence) = (t.number("示例移立"), self.about.offence.clone());
        let part = self.police(t, Step::Filed, &["accepted"]).tied(self.by_organ());
        self.tell(t, part, 3, &[Claim::once("transfers-filed", "", 1)], |on, wrong| Filed {
            on,
            offence: offence.clone().filter(|_| !wrong),
            case: None,
            document: Some(document.clone()),
        });
        self.served(t, Decision::Filed);
    }

    fn refused(&mut self, t: &mut Teller<'_>) {
        let part = self.police(t, Step::NotFiled, &["accepted"]).tied(self.by_organ());
        self.tell(t, part, 3, &[Claim::once("transfers-not-filed", "", 1)], |on, wrong| NotFiled {
            on,
            reasons: reason("没有犯罪事实", wrong),
            document: None,
        });
        self.served(t, Decision::NotFiled);
    }

    fn served(&mut self, t: &mut Teller<'_>, decision: Decision) {
        let copied_to = self.procuratorate.clone();
        let part = self.police(t, Step::NoticeServed, &["filed", "not-filed"]).label(decision.code());
        self.tell(t, part, 3, &[], |on, wrong| NoticeServed {
            on,
            decision,
            copied_to: (!wrong).then(|| copied_to.clone()),
            document: None,
        });
    }

    /// Things follow the case; later it may come back.
    fn after_filing(&mut self, t: &mut Teller<'_>) {
        if !self.items.is_empty() && t.draw.chance(0.85) {
            let all: Vec<String> = self.items.iter().map(|item| item.label.clone()).collect();
            self.handed_over(t, "1", &all);
            if t.draw.chance(0.04) {
                self.handed_over(t, "2", &all[..1]); // By mistake once more: recorded and flagged.
            } else if t.draw.chance(0.04) {
                self.handed_over(t, "2", &["99".to_owned()]); // What was never on the list.
            }
        }
        match t.draw.between(1, 100) {
            1..=6 => {
                self.day += t.draw.between(20, 60);
                let part = self.police(t, Step::CaseWithdrawn, &["filed"]);
                self.tell(t, part, 10, &[], |on, wrong| CaseWithdrawn {
                    on,
                    reasons: reason("情节显著轻微", wrong),
                    document: None,
                });
                let part = self.police(t, Step::WithdrawalTold, &["case-withdrawn"]);
                self.tell(t, part, 3, &[], |on, wrong| WithdrawalTold {
                    on, document: (!wrong).then(|| "示例撤告".to_owned())
                });
            }
            7..=14 => {
                self.day += t.draw.between(40, 120);
                let part = self.procuratorate(t, Step::NonProsecutionNotified, &["filed"]);
                self.tell(t, part, 3, &[], |on, wrong| NonProsecutionNotified {
                    on,
                    reasons: Some(reason("情节轻微", wrong)),
                    document: None,
                });
            }
            _ => return,
        }
        self.reversed(t);
    }

    fn handed_over(&mut self, t: &mut Teller<'_>, list: &str, items: &[String]) {
        let takes = items.iter().map(|label| Tie::Takes(format!("item/{label}")));
        let part = takes.fold(self.regulator(t, Step::ItemsHandedOver, &["filed"]).label(list), Part::tied);
        let (to, list, items) = (self.police.clone(), list.to_owned(), items.to_vec());
        self.tell(t, part, 3, &[], |on, wrong| ItemsHandedOver {
            on,
            list: list.clone(),
            items: items.clone(),
            to: to.clone(),
            kept_at: (!wrong).then(|| "示例涉案财物管理中心".to_owned()),
        });
    }

    /// A refusal is reconsidered, supervised, or accepted.
    fn contested(&mut self, t: &mut Teller<'_>) {
        if t.draw.chance(0.6) {
            let claims = [Claim::once("transfers-reconsidered", "", 1)];
            let part = self.regulator(t, Step::ReconsiderationRequested, &["not-filed"]);
            self.tell(t, part, 3, &claims, |on, wrong| ReconsiderationRequested {
                on,
                reasons: reason("事实清楚", wrong),
                document: None,
            });
            let reversed = t.draw.chance(0.4);
            let outcome = if reversed { Reconsideration::Reversed } else { Reconsideration::Upheld };
            let part = self.police(t, Step::Reconsidered, &["reconsideration-requested"]).tied(self.by_organ());
            self.tell(t, part, 3, &claims, |on, wrong| Reconsidered {
                on,
                outcome,
                reasons: Some(reason("经复议", wrong)),
                document: None,
            });
            if reversed {
                self.filed(t);
                return self.after_filing(t);
            }
        }
        if t.draw.chance(0.5) { self.supervised(t) } else { self.reversed(t) }
    }

    /// The procuratorate asks police why they filed no case, and perhaps notifies them to file.
    fn supervised(&mut self, t: &mut Teller<'_>) {
        let (police, procuratorate) = (self.police.clone(), self.procuratorate.clone());
        let claims = [Claim::once("transfers-supervised", "", 1)];
        let part = self.regulator(t, Step::SupervisionSuggested, &["accepted"]);
        self.tell(t, part, 3, &[], |on, wrong| SupervisionSuggested {
            on,
            reasons: reason("应当立案", wrong),
            to: Some(procuratorate.clone()),
            document: None,
        });
        let part = self.procuratorate(t, Step::ExplanationRequested, &["accepted"]);
        self.tell(t, part, 7, &claims, |on, wrong| ExplanationRequested {
            on,
            police: police.clone(),
            reasons: reason("应当立案", wrong),
            document: None,
        });
        let part = self.police(t, Step::ReasonsExplained, &["explanation-requested"]);
        self.tell(t, part, 7, &[], |on, wrong| ReasonsExplained {
            on,
            reasons: reason("主观故意不能认定", wrong),
            document: None,
        });
        if t.draw.chance(0.4) {
            return;
        }
        let part = self.procuratorate(t, Step::FilingNotified, &["explanation-requested"]);
        self.tell(t, part, 7, &claims, |on, wrong| FilingNotified {
            on,
            police: police.clone(),
            reasons: reason("理由不能成立", wrong),
            document: None,
        });
        self.day += 10;
        self.filed(t);
        self.after_filing(t);
    }

    /// Back to the regulator for a penalty, with its answer.
    fn reversed(&mut self, t: &mut Teller<'_>) {
        if t.draw.chance(0.4) {
            return;
        }
        let part = self.procuratorate(t, Step::PenaltyUrged, &[]);
        let claims = [Claim::one("prosecutor-opinions"), Claim::once("transfers-reversed", "", 1)];
        self.tell(t, part, 10, &claims, |on, wrong| PenaltyUrged {
            on,
            opinion: reason("应当给予行政处罚", wrong),
            about: None,
            document: None,
        });
        self.result(t);
    }

    fn result(&mut self, t: &mut Teller<'_>) {
        let penalised = t.draw.chance(0.8);
        const AFTER: &[&str] =
            &["penalty-urged", "transfer-urged", "returned", "not-filed", "case-withdrawn", "non-prosecution-notified"];
        let part = self.regulator(t, Step::ResultReported, AFTER);
        self.day += t.draw.between(10, 40);
        self.tell(t, part, 10, &[], |on, wrong| {
            let handling = if penalised { Handling::Penalised } else { Handling::NotPenalised };
            ResultReported { on, handling, result: (!wrong).then(|| "示例：已办结".to_owned()), document: None }
        });
    }
}
