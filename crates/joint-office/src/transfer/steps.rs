//! Every step of a transfer in its usual order: who tells it, what comes before it, and what it must say.

use kernel::transfer::{consultation, platform, police, procuratorate, regulator};
use kernel::{Report, Stage, Text};
use serde::{Deserialize, Serialize};

/// On which side of a transfer an organisation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The regulator whose case it is.
    Regulator,
    /// A police organ.
    Police,
    /// The procuratorate that supervises.
    Procuratorate,
    /// The joint office: it sees all of it, and the law gives it no step of its own.
    JointOffice,
    /// Each of the three organs alike, of what it decided itself.
    Each,
}

impl Role {
    /// Whether someone in this role takes the steps of `step`.
    pub fn takes(self, step: Self) -> bool {
        self == step || (step == Self::Each && self != Self::JointOffice)
    }
}

macro_rules! steps {
    ($($name:ident($data:ty), $role:ident, $code:literal, $zh:literal, $en:literal, [$($after:literal),*], [$($needs:literal),*];)*) => {
        /// A step of a transfer.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Step {
            $(#[doc = concat!($en, " (", $zh, ").")] $name,)*
        }

        /// A step with what is said of it.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Said {
            $(#[doc = concat!($en, " (", $zh, ").")] $name($data),)*
        }

        $(impl From<$data> for Said {
            fn from(data: $data) -> Self {
                Self::$name(data)
            }
        })*

        impl Said {
            /// Which step it is.
            pub const fn step(&self) -> Step {
                match self { $(Self::$name(_) => Step::$name,)* }
            }
        }

        impl Step {
            /// Every step.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stage's code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The tag under which its event is stored, for ever.
            pub(super) const fn tag(self) -> &'static str {
                match self { $(Self::$name => concat!("transfer-", $code),)* }
            }

            /// The name in both languages.
            pub const fn name(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en),)* }
            }

            pub(super) const fn chinese(self) -> &'static str {
                match self { $(Self::$name => $zh,)* }
            }

            pub(super) const fn english(self) -> &'static str {
                match self { $(Self::$name => $en,)* }
            }

            /// Whose step it is.
            pub const fn role(self) -> Role {
                match self { $(Self::$name => Role::$role,)* }
            }

            /// The report that tells it, without agency: its schema says what every field is.
            pub const fn report(self) -> (&'static str, u16) {
                match self { $(Self::$name => (<$data as Report>::TYPE, <$data as Report>::VERSION),)* }
            }

            /// The fields without which it cannot be taken, beside the day (`on`).
            pub const fn needs(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($needs),*],)* }
            }

            /// Whether its report says of which kind the transfer is.
            pub(super) const fn says_kind(self) -> bool {
                use Step as S;
                matches!(
                    self,
                    S::Approved | S::Refused | S::Sent | S::SignedFor | S::GapsNotified | S::Returned | S::Accepted
                )
            }

            #[cfg(test)]
            pub(super) fn schema(self) -> schemars::Schema {
                match self { $(Self::$name => schemars::schema_for!($data),)* }
            }
        }

        pub(super) const STAGES: &[Stage] = &[$(Stage::after($code, $zh, $en, &[$($after),*]).under(Step::$name.law())),*];
    };
}

steps! {
    TransferUrged(procuratorate::TransferUrged), Procuratorate, "transfer-urged", "检察意见：移送", "opinion: transfer", [], ["opinion"];
    Reported(regulator::Reported), Regulator, "reported", "提出移送报告", "reported to the head", [], ["about"];
    Approved(regulator::Approved), Regulator, "approved", "批准移送", "approved by the head", ["reported"], [];
    Refused(regulator::Refused), Regulator, "refused", "决定不移送", "refused by the head", ["reported"], ["reasons"];
    Sent(regulator::Sent), Regulator, "sent", "已移送", "sent", ["approved"], ["letter", "to", "documents"];
    PartyTold(regulator::PartyTold), Regulator, "party-told", "告知当事人", "party told", ["sent"], [];
    SignedFor(police::SignedFor), Police, "signed-for", "已签收", "signed for", ["sent"], [];
    GapsNotified(police::GapsNotified), Police, "gaps-notified", "通知补充材料", "gaps notified", ["signed-for"], ["round", "missing"];
    SupplementSupplied(regulator::SupplementSupplied), Regulator, "supplement-supplied", "已补充材料", "supplement supplied", ["gaps-notified"], ["round", "documents"];
    SupplementImpossible(regulator::SupplementImpossible), Regulator, "supplement-impossible", "说明无法补充", "supplement impossible", ["gaps-notified"], ["round", "reasons"];
    Recalled(regulator::Recalled), Regulator, "recalled", "撤回移送", "recalled", ["sent"], ["reasons"];
    Forwarded(police::Forwarded), Police, "forwarded", "转送其他公安机关", "forwarded", ["signed-for"], ["to"];
    Returned(police::Returned), Police, "returned", "退回", "given back", ["signed-for"], ["reasons"];
    Accepted(police::Accepted), Police, "accepted", "已受案", "accepted", ["signed-for"], ["acceptance"];
    Extended(police::Extended), Police, "extended", "延长审查期限", "time to decide extended", ["accepted"], ["ground"];
    NotFiled(police::NotFiled), Police, "not-filed", "不予立案", "not filed", ["accepted"], ["reasons"];
    ReconsiderationRequested(regulator::ReconsiderationRequested), Regulator, "reconsideration-requested", "提请复议", "reconsideration requested", ["not-filed"], ["reasons"];
    Reconsidered(police::Reconsidered), Police, "reconsidered", "复议决定", "reconsidered", ["reconsideration-requested"], ["outcome"];
    SupervisionSuggested(regulator::SupervisionSuggested), Regulator, "supervision-suggested", "建议立案监督", "supervision suggested", ["accepted"], ["reasons"];
    ExplanationRequested(procuratorate::ExplanationRequested), Procuratorate, "explanation-requested", "要求说明不立案理由", "explanation requested", ["accepted"], ["police", "reasons"];
    ReasonsExplained(police::ReasonsExplained), Police, "reasons-explained", "说明不立案理由", "reasons explained", ["explanation-requested"], ["reasons"];
    FilingNotified(procuratorate::FilingNotified), Procuratorate, "filing-notified", "通知立案", "notified to file", ["explanation-requested"], ["police", "reasons"];
    Filed(police::Filed), Police, "filed", "已立案", "filed", ["accepted"], [];
    NoticeServed(police::NoticeServed), Police, "notice-served", "通知书送达", "notice served", ["filed", "not-filed"], ["decision"];
    ItemsHandedOver(regulator::ItemsHandedOver), Regulator, "items-handed-over", "移交涉案物品", "items handed over", ["filed"], ["list", "items", "to"];
    DetentionDecided(police::DetentionDecided), Police, "detention-decided", "行政拘留决定", "detention decided", ["accepted"], [];
    DetentionCopied(police::DetentionCopied), Police, "detention-copied", "抄送拘留决定", "detention copied", ["detention-decided"], [];
    CaseWithdrawn(police::CaseWithdrawn), Police, "case-withdrawn", "撤案", "case withdrawn", ["filed"], ["reasons"];
    WithdrawalTold(police::WithdrawalTold), Police, "withdrawal-told", "告知撤案", "told of the withdrawal", ["case-withdrawn"], [];
    NonProsecutionNotified(procuratorate::NonProsecutionNotified), Procuratorate, "non-prosecution-notified", "告知不起诉", "told of non-prosecution", ["filed"], [];
    PenaltyUrged(procuratorate::PenaltyUrged), Procuratorate, "penalty-urged", "反向移送", "opinion: penalise", [], ["opinion"];
    ResultReported(regulator::ResultReported), Regulator, "result-reported", "回复处理结果", "result reported", ["penalty-urged", "transfer-urged", "returned", "not-filed", "case-withdrawn", "non-prosecution-notified"], ["handling"];
    EnteredInPlatform(platform::EnteredInPlatform), Each, "entered-in-platform", "录入信息共享平台", "entered into the sharing platform", [], ["decision", "entry"];
    Consulted(consultation::Consulted), Each, "consulted", "咨询", "asked another organ", [], ["question", "to", "asks"];
    ConsultationAnswered(consultation::ConsultationAnswered), Each, "consultation-answered", "答复咨询", "answered a question", ["consulted"], ["question", "answer"];
}
