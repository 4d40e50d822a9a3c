//! Whether what a person writes into a step fits the transfer: its round, its items, its addressee.

use kernel::transfer::police::Extension;
use kernel::{TransferKind, detention};

use super::decide::Transfer;
use super::lawful::Bar;
use super::steps::{Said, Step};
use super::ties::approved;
use crate::Account;

impl Transfer {
    /// What of `said` does not fit; `None` if all does.
    pub(super) fn misfit(&self, account: &Account, said: &Said) -> Option<Bar> {
        let unless = |fits: bool, zh, en| (!fits).then_some((zh, en));
        let of_kind = |kind: TransferKind| {
            unless(kind == self.kind(), "移送种类与移送书不符", "the kind of transfer is another than the letter's")
        };
        let to_police =
            |organ| unless(self.in_charge() == Some(organ), "该公安机关不是办案机关", "that police organ is not in charge");
        // Nothing else fits a step that is taken another time than it could be now.
        let due = self.round_of(said.step()).filter(|_| said.round() > 0 && said.step() != Step::NoticeServed);
        if let Some(due) = due.filter(|due| *due != said.round()) {
            return Some(if due == 1 {
                ("次序（round）应为1", "its round must be 1")
            } else {
                (
                    "次序（round）不符：请用jointcase actions查看应为第几次",
                    "its round is another: see with jointcase actions which it is",
                )
            });
        }
        match said {
            Said::Reported(data) => {
                unless(data.officers.is_none_or(|n| n >= 2), "应由二名以上人员核实", "two or more officers must verify it")
            }
            Said::Approved(data) => of_kind(data.kind),
            Said::Refused(data) => of_kind(data.kind),
            // Which documents are missing follows from the law of the day and from what happened in the matter (`kernel::law::across`).
            Said::Sent(data) => of_kind(data.kind),
            Said::SignedFor(data) => of_kind(data.kind),
            Said::GapsNotified(data) => of_kind(data.kind).or_else(|| {
                unless(
                    Some(data.round) == self.rounds().last().map_or(Some(1), |last| last.checked_add(1)),
                    "补充次序应顺延",
                    "the round must follow the last one",
                )
            }),
            Said::SupplementSupplied(data) => {
                unless(Some(data.round) == self.open_round(), "不是待补充的那一次", "that round does not wait for an answer")
            }
            Said::SupplementImpossible(data) => {
                unless(Some(data.round) == self.open_round(), "不是待补充的那一次", "that round does not wait for an answer")
            }
            Said::Returned(data) => of_kind(data.kind),
            Said::Accepted(data) => of_kind(data.kind),
            Said::Extended(data) => {
                let (zh, en) = match data.ground {
                    Extension::Special => {
                        ("须经上一级公安机关负责人批准[K]", "it needs the approval of the head of the organ one level up [K]")
                    }
                    Extension::Clue | Extension::Complex | Extension::Major => {
                        ("须经县级以上公安机关负责人批准", "it needs the approval of the head of a county-level or higher organ")
                    }
                };
                unless(approved(account, data), zh, en).or_else(|| {
                    unless(!self.extended(data.ground), "已按同一理由延长过", "it was extended on this ground already")
                })
            }
            Said::NoticeServed(data) => unless(
                self.unserved().contains(&(data.decision, data.round)),
                "该决定未作出或已送达",
                "that decision was not made, or was served",
            ),
            Said::ItemsHandedOver(data) => to_police(&data.to).or_else(|| {
                let items = self.items();
                let here = |label: &String| {
                    items.get(label.as_str()).is_some_and(|handed| handed.item.is_some() && handed.lists.is_empty())
                };
                unless(
                    data.items.iter().all(here),
                    "物品不在移送清单上，或已经移交",
                    "an item is not on the list, or was handed over already",
                )
            }),
            Said::EnteredInPlatform(data) => unless(
                self.unentered(&account.org).contains(&data.decision),
                "该决定不是本单位在本移送中作出的，或已录入",
                "that decision was not made by you in this transfer, or is entered",
            ),
            Said::Consulted(data) => {
                let asked = self.asked(account, data);
                unless(!asked, "该编号的咨询已经提出", "a question with that number was asked already")
            }
            Said::ConsultationAnswered(data) => unless(
                self.unanswered(&account.org).contains(data.question.as_str()),
                "没有向本单位提出该编号的咨询，或已经答复",
                "no question with that number waits for your answer",
            ),
            Said::DetentionDecided(data) => unless(
                data.days.is_none_or(|days| days <= detention::longest(data.acts)),
                detention::TOO_LONG.zh,
                detention::TOO_LONG.en,
            ),
            Said::ExplanationRequested(data) => to_police(&data.police),
            Said::FilingNotified(data) => to_police(&data.police),
            Said::TransferUrged(_)
            | Said::Forwarded(_)
            | Said::PartyTold(_)
            | Said::Recalled(_)
            | Said::NotFiled(_)
            | Said::ReconsiderationRequested(_)
            | Said::Reconsidered(_)
            | Said::SupervisionSuggested(_)
            | Said::ReasonsExplained(_)
            | Said::Filed(_)
            | Said::DetentionCopied(_)
            | Said::CaseWithdrawn(_)
            | Said::WithdrawalTold(_)
            | Said::NonProsecutionNotified(_)
            | Said::PenaltyUrged(_)
            | Said::ResultReported(_) => None,
        }
    }
}
