//! Which time a step is taken that may come again: a case that police withdraw may be supervised, and filed again on the procuratorate's notice.

use kernel::transfer::police::Decision;

use super::decide::Transfer;
use super::state::Police;
use super::steps::{Said, Step};
use crate::Account;

impl Said {
    /// Which time it is, from 1; 0 for a step that is taken once, or that is told apart otherwise.
    pub(super) fn round(&self) -> u16 {
        match self {
            Self::SupervisionSuggested(data) => data.round,
            Self::ExplanationRequested(data) => data.round,
            Self::ReasonsExplained(data) => data.round,
            Self::FilingNotified(data) => data.round,
            Self::Filed(data) => data.round,
            Self::CaseWithdrawn(data) => data.round,
            Self::WithdrawalTold(data) => data.round,
            Self::NoticeServed(data) if data.decision == Decision::Filed => data.round,
            Self::NoticeServed(_)
            | Self::TransferUrged(_)
            | Self::Reported(_)
            | Self::Approved(_)
            | Self::Refused(_)
            | Self::Sent(_)
            | Self::PartyTold(_)
            | Self::SignedFor(_)
            | Self::GapsNotified(_)
            | Self::SupplementSupplied(_)
            | Self::SupplementImpossible(_)
            | Self::Recalled(_)
            | Self::Forwarded(_)
            | Self::Returned(_)
            | Self::Accepted(_)
            | Self::Extended(_)
            | Self::NotFiled(_)
            | Self::ReconsiderationRequested(_)
            | Self::Reconsidered(_)
            | Self::ItemsHandedOver(_)
            | Self::DetentionDecided(_)
            | Self::DetentionCopied(_)
            | Self::NonProsecutionNotified(_)
            | Self::PenaltyUrged(_)
            | Self::ResultReported(_)
            | Self::EnteredInPlatform(_)
            | Self::Consulted(_)
            | Self::ConsultationAnswered(_) => 0,
        }
    }
}

impl Transfer {
    /// How often `step` was taken, as its last telling counts; 0 if never.
    pub(super) fn times(&self, step: Step) -> u16 {
        self.told(step).map(|(_, said)| said.round().max(1)).max().unwrap_or_default()
    }

    /// Whether `step` was taken the `round`th time.
    pub(super) fn took(&self, step: Step, round: u16) -> bool {
        self.told(step).any(|(_, said)| said.round().max(1) == round)
    }

    /// Which time `step` would be taken now; `None` for a step that is told apart otherwise.
    pub(super) fn round_of(&self, step: Step) -> Option<u16> {
        if step == Step::Filed || step == Step::SupervisionSuggested || step == Step::ExplanationRequested {
            return Some(self.times(step) + 1);
        }
        // What follows on another step is taken as often as that was.
        let follows = if step == Step::CaseWithdrawn || step == Step::NoticeServed {
            Step::Filed
        } else if step == Step::WithdrawalTold {
            Step::CaseWithdrawn
        } else if step == Step::ReasonsExplained || step == Step::FilingNotified {
            Step::ExplanationRequested
        } else {
            return None;
        };
        Some(self.times(follows).max(1))
    }

    /// Whether the filing that was told last was withdrawn.
    pub(super) fn withdrawn(&self) -> bool {
        let withdrawn = self.times(Step::CaseWithdrawn);
        withdrawn > 0 && withdrawn >= self.times(Step::Filed)
    }

    /// Whether a case that was withdrawn was withdrawn after `step` was taken last: what was doubted then is not what is doubted now.
    pub(super) fn outdated(&self, step: Step) -> bool {
        let last = |step: Step| {
            let times = self.times(step);
            self.told(step).find(|(_, said)| said.round().max(1) == times).map(|(account, _): (&Account, _)| &account.told.when)
        };
        let (Some(taken), Some(withdrawn)) = (last(step), last(Step::CaseWithdrawn)) else { return false };
        self.police() == Police::Withdrawn && taken.last_day() < withdrawn.first_day()
    }
}
