//! What the law lets each side do now: the steps that a person is offered, and the article that bars any other.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kernel::transfer::platform::Entered;
use kernel::transfer::police::{Decision, Extension};
use kernel::{Action, Asking, Field, OrgId, Refusal, Text, TransferKind, TransferNumber};

use super::decide::{Transfer, number};
use super::state::{Administration, Police, Reverse, Supervision};
use super::steps::{Role, Said, Step};
use super::ties::DECISIONS;
use crate::Account;

/// A step that is lawful now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lawful {
    /// Which.
    pub step: Step,
    /// Which time it is, where it was taken before and may come again.
    pub round: Option<u16>,
    /// The fields that it needs beside the day, by their names in the report ([`Step::report`]).
    pub needs: Vec<&'static str>,
    /// The article on which it rests, as it stands on the day.
    pub article: Text,
}

/// A field that a step needs, by its name in the report.
fn field(code: &'static str) -> Field {
    let (zh, en) = match code {
        "about" => ("案情", "what it is about"),
        "answer" => ("答复意见", "answer"),
        "asks" => ("咨询事项", "what is asked"),
        "question" => ("咨询函文号", "number of the letter that asks"),
        "acceptance" => ("受案文号", "number of the acceptance"),
        "decision" => ("所涉决定", "decision it tells of"),
        "entry" => ("平台编号", "number of the entry"),
        "documents" => ("材料清单", "documents"),
        "ground" => ("理由种类", "ground"),
        "handling" => ("处理情况", "how it was handled"),
        "items" => ("物品", "items"),
        "kind" => ("移送种类：行政拘留写detention", "kind of transfer: detention"),
        "letter" => ("移送书文号", "number of the letter"),
        "list" => ("清单编号", "number of the list"),
        "material" => ("移交的其他材料", "remaining material"),
        "missing" => ("缺少的材料", "what is missing"),
        "opinion" => ("意见", "opinion"),
        "outcome" => ("结果", "outcome"),
        "police" => ("公安机关", "police organ"),
        "reasons" => ("理由", "reasons"),
        "round" => ("第几次", "which round"),
        "to" => ("接收单位", "to whom"),
        _ => (code, code),
    };
    Field::required(code, zh, en)
}

/// Why a step is barred, as the end of a sentence.
pub(super) type Bar = (&'static str, &'static str);

impl Transfer {
    /// Exactly the steps that `org` may take now, on that day, on the transfer `number`, in their usual order.
    pub fn lawful(&self, number: &TransferNumber, org: &OrgId, role: Role, on: NaiveDate) -> Vec<Lawful> {
        let lawful = |step: &&Step| role.takes(step.role()) && self.bar(**step, number, org).is_none();
        let action = |step: &Step| {
            let (step, round) = (*step, self.round_of(*step).filter(|round| *round > 1));
            Lawful { step, round, needs: self.needs(step, round), article: self.article(step, number, on) }
        };
        Step::ALL.iter().filter(lawful).map(action).collect()
    }

    fn needs(&self, step: Step, round: Option<u16>) -> Vec<&'static str> {
        let things = || self.items().values().any(|handed| handed.lists.is_empty());
        let needs = step.needs().iter().map(|need| if *need == "items" && !things() { "material" } else { need });
        // A report that does not say it is of a suspected crime.
        let kind = (self.kind() != TransferKind::default() && step.says_kind()).then_some("kind");
        needs.chain(round.map(|_| "round")).chain(kind).collect()
    }

    /// What `asking` may do now, for those who do not know transfers; nothing before anything is told of it.
    pub(super) fn offered(&self, asking: Asking<'_>) -> Vec<Action> {
        let told = self.standing.values().find_map(|(account, _)| number(account).ok().flatten());
        told.map(|number| self.open_to(&number, asking)).unwrap_or_default()
    }

    /// What `asking` may begin with under `number` before anything is told of it.
    pub fn beginning(number: &TransferNumber, asking: Asking<'_>) -> Vec<Action> {
        Self::default().open_to(number, asking)
    }

    fn open_to(&self, number: &TransferNumber, asking: Asking<'_>) -> Vec<Action> {
        let role = match asking.agency.as_str() {
            "police" => Role::Police,
            "procuratorate" => Role::Procuratorate,
            "joint-office" => Role::JointOffice,
            _ => Role::Regulator,
        };
        let action = |lawful: Lawful| Action {
            code: lawful.step.code(),
            zh: lawful.step.chinese(),
            en: lawful.step.english(),
            article: lawful.article,
            label: lawful.round.map(|round| round.to_string()),
            needs: lawful.needs.iter().map(|code| field(code)).collect(),
        };
        self.lawful(number, asking.org, role, asking.on).into_iter().map(action).collect()
    }

    /// Whether a person may take this step now.
    ///
    /// # Errors
    /// A [`Refusal`] that names the article.
    pub(super) fn bars(&self, account: &Account, said: &Said) -> Result<(), Refusal> {
        let step = said.step();
        let Some(number) = number(account)? else {
            return Err(Refusal::contradiction(
                "办理移送须使用移送编号，不能使用文书编号",
                "to act on a transfer give its number, not that of a letter",
            ));
        };
        match self.bar(step, &number, &account.org).or_else(|| self.misfit(account, said)) {
            Some((zh, en)) => Err(self.unlawful(step, &number, account.told.when.last_day(), (zh, en))),
            None => Ok(()),
        }
    }

    fn unlawful(&self, step: Step, number: &TransferNumber, on: NaiveDate, (zh, en): Bar) -> Refusal {
        let Text { zh: step_zh, en: step_en } = step.name();
        let Text { zh: article_zh, en: article_en } = self.article(step, number, on);
        Refusal::new(
            "unlawful",
            format!("现在不能“{step_zh}”：{zh}（{article_zh}）"),
            format!("\"{step_en}\" is not lawful now: {en} ({article_en})"),
        )
    }

    /// What bars `org` from taking `step` now; `None` if it is lawful.
    fn bar(&self, step: Step, number: &TransferNumber, org: &OrgId) -> Option<Bar> {
        let bar = |barred: bool, zh, en| barred.then_some((zh, en));
        let told = bar(self.has(step), "已经办理过", "that was done already");
        match step.role() {
            Role::Regulator => bar(number.org() != org, "不是本单位移送的案件", "the case is another regulator's")
                .or_else(|| self.regulator_bar(step, told)),
            Role::Police => bar(self.sent().is_none(), "案件尚未移送", "the case has not been sent")
                .or_else(|| bar(self.in_charge() != Some(org), "案件由其他公安机关办理", "another police organ is in charge"))
                .or_else(|| bar(self.recalled(), "移送已撤回", "the transfer was taken back"))
                .or_else(|| self.police_bar(step, org, told)),
            Role::Procuratorate => bar(self.of_police(number), "尚无行政机关办理该案", "no regulator has the case")
                .or_else(|| self.procuratorate_bar(step, told)),
            Role::JointOffice => Some(("联勤联动办公室没有此项职权", "the joint office has no such power")),
            Role::Each => self.each_bar(step, number, org),
        }
    }

    fn each_bar(&self, step: Step, number: &TransferNumber, org: &OrgId) -> Option<Bar> {
        let bar = |barred: bool, zh, en| barred.then_some((zh, en));
        if step == Step::Consulted {
            return bar(!self.concerns(number, org), "本单位尚未参与该案办理", "you have no part in the case yet");
        }
        if step == Step::ConsultationAnswered {
            return bar(self.unanswered(org).is_empty(), "没有待答复的咨询", "no question to you waits for an answer");
        }
        bar(self.unentered(org).is_empty(), "没有待录入的决定", "no decision of yours waits to be entered")
    }

    fn regulator_bar(&self, step: Step, told: Option<Bar>) -> Option<Bar> {
        let stages = self.stages();
        let need = |met: bool, zh, en| (!met).then_some((zh, en));
        let head = || {
            let pending = matches!(stages.administration, Administration::Reported)
                // After the procuratorate's opinion the head decides again.
                || (stages.administration == Administration::Refused && self.has(Step::TransferUrged) && step == Step::Approved);
            need(pending, "没有待批准的移送报告", "no report waits for the head's decision")
        };
        match step {
            Step::Reported => {
                told.or_else(|| need(stages.administration == Administration::Nothing, "案件已移送", "the case was sent already"))
            }
            Step::Approved => told.or_else(head),
            Step::Refused => told.or_else(head),
            Step::Sent => told.or_else(|| {
                need(
                    stages.administration == Administration::Approved,
                    "负责人尚未批准移送",
                    "the head has not approved the transfer",
                )
            }),
            Step::PartyTold => {
                told.or_else(|| need(stages.administration == Administration::Sent, "案件尚未移送", "the case has not been sent"))
            }
            Step::SupplementSupplied | Step::SupplementImpossible => need(
                self.open_round().is_some() && !self.recalled(),
                "没有待补充的材料通知",
                "no notice of gaps waits for an answer",
            ),
            Step::Recalled => told.or_else(|| {
                let early = matches!(stages.police, Police::Nothing | Police::Received | Police::Incomplete | Police::Forwarded);
                need(
                    self.sent().is_some() && early,
                    "只能在公安机关受案前撤回",
                    "it can be taken back only before police accept it",
                )
            }),
            Step::ReconsiderationRequested => told.or_else(|| {
                need(stages.police == Police::NotFiled, "公安机关没有不予立案", "the police have not refused to file")
            }),
            Step::SupervisionSuggested => self.supervisable(step, told),
            Step::ItemsHandedOver => {
                // Where no thing went with the case its remaining material is handed over, once.
                let left = self.items().values().any(|handed| handed.lists.is_empty()) || !self.has(step);
                need(stages.police == Police::Filed, "公安机关尚未立案", "the police have not filed a case")
                    .or_else(|| need(left, "没有待移交的物品", "no item is left to hand over"))
            }
            Step::ResultReported => {
                let back = stages.reverse != Reverse::None || self.has(Step::TransferUrged);
                told.or_else(|| need(back, "案件没有退回行政机关处理", "the case has not come back to the regulator"))
            }
            Step::TransferUrged
            | Step::SignedFor
            | Step::GapsNotified
            | Step::Forwarded
            | Step::Returned
            | Step::Accepted
            | Step::Extended
            | Step::NotFiled
            | Step::Reconsidered
            | Step::ExplanationRequested
            | Step::ReasonsExplained
            | Step::FilingNotified
            | Step::Filed
            | Step::NoticeServed
            | Step::DetentionDecided
            | Step::DetentionCopied
            | Step::CaseWithdrawn
            | Step::WithdrawalTold
            | Step::NonProsecutionNotified
            | Step::PenaltyUrged
            | Step::EnteredInPlatform
            | Step::Consulted
            | Step::ConsultationAnswered => Some(("不是行政机关的职权", "that is not the regulator's to do")),
        }
    }

    fn police_bar(&self, step: Step, org: &OrgId, told: Option<Bar>) -> Option<Bar> {
        let (stages, kind) = (self.stages(), self.kind());
        let need = |met: bool, zh, en| (!met).then_some((zh, en));
        let by_us = |step: Step| self.told(step).any(|(account, _)| account.org == *org);
        let crime =
            || need(kind == TransferKind::Crime, "移送行政拘留的案件没有此步骤", "a file sent for detention has no such step");
        let detention = || need(kind == TransferKind::Detention, "案件不是移送行政拘留", "the file was not sent for detention");
        let still = |open: bool| {
            need(by_us(Step::SignedFor), "尚未签收", "it has not been signed for")
                .or_else(|| need(open, "案件已受理或退回", "it was accepted or given back already"))
        };
        let open = || still(matches!(stages.police, Police::Received | Police::Incomplete));
        // A file sent for detention is examined after it was accepted: then gaps are notified, or it is given back.
        let examined = || {
            let accepted = kind == TransferKind::Detention && stages.police == Police::Accepted;
            still(accepted || matches!(stages.police, Police::Received | Police::Incomplete))
        };
        let undecided =
            || need(stages.police == Police::Accepted, "案件未受案或已作出决定", "it is not accepted, or is decided already");
        match step {
            Step::SignedFor => need(!by_us(step), "已经签收", "it was signed for already"),
            Step::GapsNotified => examined().or_else(|| {
                need(self.open_round().is_none(), "补充材料通知尚未答复", "a notice of gaps still waits for its answer")
            }),
            Step::Forwarded => crime().or_else(|| need(!by_us(step), "已转送过", "it was forwarded before")).or_else(open),
            // Gaps are no reason to refuse: it may be accepted while a supplement is awaited.
            Step::Accepted => open(),
            Step::Returned => examined(),
            Step::Extended => crime().or_else(undecided).or_else(|| {
                let left = Extension::ALL.iter().any(|ground| !self.extended(*ground));
                need(left, "已按全部理由延长过", "it was extended on every ground already")
            }),
            Step::NotFiled => crime().or_else(undecided).or_else(|| {
                need(!self.has(Step::FilingNotified), "检察院已通知立案", "the procuratorate has given notice to file")
            }),
            Step::Filed => crime()
                .or_else(|| {
                    need(
                        matches!(stages.police, Police::Accepted | Police::NotFiled | Police::Withdrawn),
                        "案件未受案或已经立案",
                        "it is not accepted, or filed already",
                    )
                })
                .or_else(|| {
                    let notified = self.has(Step::FilingNotified) && !self.outdated(Step::FilingNotified);
                    let reversed = stages.police == Police::NotFiled && self.reversed();
                    need(
                        stages.police == Police::Accepted || reversed || notified,
                        "不予立案或者撤案的决定未经复议、监督改变",
                        "the refusal or the withdrawal was changed by no reconsideration or supervision",
                    )
                }),
            Step::NoticeServed => need(!self.unserved().is_empty(), "没有待送达的决定", "no decision waits to be served"),
            Step::Reconsidered => told
                .or_else(|| need(self.has(Step::ReconsiderationRequested), "没有复议申请", "nobody asked for reconsideration")),
            Step::ReasonsExplained => self.told_in_this_round(step).or_else(|| {
                need(
                    self.has(Step::ExplanationRequested),
                    "检察院没有要求说明理由",
                    "the procuratorate has not asked for reasons",
                )
            }),
            Step::CaseWithdrawn => need(stages.police == Police::Filed, "没有立案", "no case is filed"),
            Step::WithdrawalTold => {
                self.told_in_this_round(step).or_else(|| need(self.has(Step::CaseWithdrawn), "没有撤案", "no case was withdrawn"))
            }
            Step::DetentionDecided => detention().or_else(undecided),
            Step::DetentionCopied => detention()
                .or(told)
                .or_else(|| need(stages.police == Police::Detained, "没有行政拘留决定", "no detention was decided")),
            Step::TransferUrged
            | Step::Reported
            | Step::Approved
            | Step::Refused
            | Step::Sent
            | Step::PartyTold
            | Step::SupplementSupplied
            | Step::SupplementImpossible
            | Step::Recalled
            | Step::ReconsiderationRequested
            | Step::SupervisionSuggested
            | Step::ExplanationRequested
            | Step::FilingNotified
            | Step::ItemsHandedOver
            | Step::NonProsecutionNotified
            | Step::PenaltyUrged
            | Step::ResultReported
            | Step::EnteredInPlatform
            | Step::Consulted
            | Step::ConsultationAnswered => Some(("不是公安机关的职权", "that is not the police's to do")),
        }
    }

    fn told_in_this_round(&self, step: Step) -> Option<Bar> {
        let told = self.round_of(step).is_some_and(|round| self.took(step, round));
        told.then_some(("已经办理过", "that was done already"))
    }

    /// Whether a decision on filing may be supervised: a refusal, a withdrawal, or that none is made; each once.
    fn supervisable(&self, step: Step, told: Option<Bar>) -> Option<Bar> {
        let doubtful = matches!(self.police(), Police::NotFiled | Police::Accepted | Police::Withdrawn);
        told.filter(|_| !self.outdated(step)).or_else(|| {
            (!(doubtful && self.kind() == TransferKind::Crime))
                .then_some(("没有需要监督的立案事项", "there is no decision on filing to supervise"))
        })
    }

    fn procuratorate_bar(&self, step: Step, told: Option<Bar>) -> Option<Bar> {
        let stages = self.stages();
        let need = |met: bool, zh, en| (!met).then_some((zh, en));
        let doubtful = matches!(stages.police, Police::NotFiled | Police::Accepted | Police::Withdrawn);
        match step {
            Step::TransferUrged => told.or_else(|| {
                let silent = matches!(
                    stages.administration,
                    Administration::Nothing | Administration::Reported | Administration::Refused | Administration::Recalled
                );
                need(silent, "案件已批准移送", "the transfer is approved already")
            }),
            Step::ExplanationRequested => self.supervisable(step, told),
            Step::FilingNotified => self.told_in_this_round(step).or_else(|| {
                let asked = matches!(stages.supervision, Supervision::Explaining | Supervision::Explained);
                need(asked && doubtful, "未要求公安机关说明理由", "the police have not been asked for their reasons")
            }),
            Step::NonProsecutionNotified => told.or_else(|| need(stages.police == Police::Filed, "没有立案", "no case is filed")),
            Step::PenaltyUrged => told.or_else(|| {
                // What becomes of a case that is filed its own record tells (`kernel::law::across`); that the regulator has reported what it
                // did bars no opinion on it.
                let back = matches!(stages.police, Police::Filed | Police::NotFiled | Police::Returned | Police::Withdrawn);
                need(
                    back || self.has(Step::NonProsecutionNotified),
                    "没有应当由行政机关处理的情形",
                    "nothing has come back for the regulator to handle",
                )
            }),
            Step::Reported
            | Step::Approved
            | Step::Refused
            | Step::Sent
            | Step::PartyTold
            | Step::SignedFor
            | Step::GapsNotified
            | Step::SupplementSupplied
            | Step::SupplementImpossible
            | Step::Recalled
            | Step::Forwarded
            | Step::Returned
            | Step::Accepted
            | Step::Extended
            | Step::NotFiled
            | Step::ReconsiderationRequested
            | Step::Reconsidered
            | Step::SupervisionSuggested
            | Step::ReasonsExplained
            | Step::Filed
            | Step::NoticeServed
            | Step::ItemsHandedOver
            | Step::DetentionDecided
            | Step::DetentionCopied
            | Step::CaseWithdrawn
            | Step::WithdrawalTold
            | Step::ResultReported
            | Step::EnteredInPlatform
            | Step::Consulted
            | Step::ConsultationAnswered => Some(("不是检察院的职权", "that is not the procuratorate's to do")),
        }
    }

    /// The decisions that `org` tells in this transfer and has not said to have entered into the platform.
    pub(super) fn unentered(&self, org: &OrgId) -> Vec<Entered> {
        let told = |step: Step| self.told(step).any(|(account, _)| account.org == *org);
        let entered = |decision: Entered| {
            let is = |said: &Said| matches!(said, Said::EnteredInPlatform(data) if data.decision == decision);
            self.told(Step::EnteredInPlatform).any(|(account, said)| account.org == *org && is(said))
        };
        let open = DECISIONS.into_iter().filter(|(step, decision)| told(*step) && !entered(*decision));
        open.map(|(_, decision)| decision).collect()
    }

    /// The decisions of which no notice was served, each with its round, the latest filing first.
    pub(super) fn unserved(&self) -> Vec<(Decision, u16)> {
        let served = |decision: Decision, round: u16| {
            let is = |said: &Said| matches!(said, Said::NoticeServed(data) if data.decision == decision && data.round == round);
            self.told(Step::NoticeServed).any(|(_, said)| is(said))
        };
        let filed: BTreeSet<u16> = self.told(Step::Filed).map(|(_, said)| said.round().max(1)).collect();
        let filed = filed.into_iter().rev().map(|round| (Decision::Filed, round));
        let decided = filed.chain(self.has(Step::NotFiled).then_some((Decision::NotFiled, 1)));
        decided.filter(|(decision, round)| !served(*decision, *round)).collect()
    }
}
