//! What every regulator reports of its own case in the same words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClueExtended, ClueReceived, ViolationEnded};
use crate::parts::label;
use crate::{Money, Personal, Quantity, Refusal, When};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $one:ident,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $one,)* }
    )*};
}

crate::data! {
    /// It was decided not to file (不予立案).
    NotFiled {
        /// Why.
        reasons: String,
    }

    /// The time for the case was extended (延长办案期限).
    Extended {
        /// The how-manieth extension, from 1.
        round: u16,
        /// Until when, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<When>,
        /// Why, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reasons: Option<String>,
    }

    /// Premises were sealed or things seized (查封、扣押).
    Seized {
        /// The number or label of the list (查封扣押清单).
        list: String,
        /// What, line by line.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        goods: Vec<Line>,
        /// Of drugs proved likely to endanger health (药品管理法第一百条).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        drugs: bool,
        /// At once, to be approved afterwards (情况紧急).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        emergency: bool,
        /// Number of the decision (查封扣押决定书文号).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// An emergency seizure was approved (补办批准手续).
    SeizureApproved {
        /// Its list.
        list: String,
    }

    /// A seizure was extended (延长查封扣押).
    SeizureExtended {
        /// Its list.
        list: String,
        /// Until when, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<When>,
    }

    /// A seizure was lifted (解除查封扣押).
    SeizureLifted {
        /// Its list.
        list: String,
        /// Number of the decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// Seized goods were dealt with by decision (处理查封扣押物品).
    GoodsDisposed {
        /// Their list.
        list: String,
        /// How.
        how: Disposal,
    }

    /// Testing began for which the seizure waits (检验期间).
    TestingStarted {
        /// The list of the seizure.
        list: String,
        /// The laboratory, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        laboratory: Option<String>,
        /// When the party was told of its time in writing (书面告知).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told_on: Option<When>,
    }

    /// That testing ended.
    TestingEnded {
        /// The list of the seizure.
        list: String,
    }

    /// Evidence was registered for preservation (先行登记保存).
    EvidencePreserved {
        /// The number or label of the list.
        list: String,
        /// What, line by line.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        goods: Vec<Line>,
    }

    /// Preserved evidence was disposed of (登记保存物品处理).
    PreservationDisposed {
        /// Its list.
        list: String,
        /// How.
        how: PreservationEnd,
    }

    /// The party was told of the intended penalty and of its right to a hearing (听证告知).
    HearingNotified {
        /// The how-manieth decision of the case that is intended, from 1.
        decision: u16,
        /// Number of the notice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }

    /// The party asked for a hearing (申请听证).
    HearingRequested {
        /// The intended decision, from 1.
        decision: u16,
    }

    /// The hearing was held (举行听证).
    HearingHeld {
        /// The intended decision, from 1.
        decision: u16,
        /// Whether in public, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        public: Option<bool>,
    }

    /// A decision was served (送达).
    Served {
        /// Which decision of the case, from 1.
        decision: u16,
        /// How, such as 直接送达 or 公告送达.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manner: Option<String>,
    }

    /// The penalty was paid (缴纳罚款).
    Paid {
        /// Which decision of the case, from 1.
        decision: u16,
        /// How much, where stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
    }

    /// The party appealed (申请行政复议、提起行政诉讼).
    Appealed {
        /// Which decision of the case, from 1.
        decision: u16,
        /// To whom.
        to: Appeal,
    }

    /// A suspected crime is found in the case (涉嫌犯罪).
    CrimeSuspected {
        /// The offence as the regulator names it, such as 生产、销售有毒、有害食品罪.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offence: Option<String>,
        /// On what it rests, without names of persons.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grounds: Option<String>,
    }

    /// The case is closed (结案).
    Closed {
        /// How.
        closure: Closure,
    }
}

/// A natural person concerned by a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Involved {
    /// Who.
    pub who: Personal,
    /// In what role, such as 法定代表人 or 当事人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// How much of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// Where it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_at: Option<String>,
    /// The number of its seal (封条号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

codes! {
    /// What becomes of seized goods.
    Disposal {
        /// 没收.
        Confiscated,
        /// 销毁.
        Destroyed,
        /// 拍卖、变卖.
        Sold,
    }

    /// What becomes of evidence that was registered for preservation.
    PreservationEnd {
        /// 退还.
        Returned,
        /// 转为查封、扣押.
        Seized,
        /// 没收.
        Confiscated,
        /// 送检验、鉴定.
        Tested,
        /// 移送有关部门.
        Transferred,
    }

    /// To whom a party appeals.
    Appeal {
        /// 行政复议.
        Reconsideration,
        /// 行政诉讼.
        Court,
    }

    /// How a case is closed.
    Closure {
        /// The decision was executed (执行完毕).
        Executed,
        /// No penalty (不予处罚).
        NoPenalty,
        /// The facts were not established (违法事实不成立).
        Unfounded,
        /// Handed to justice (移送司法机关).
        Transferred,
        /// The investigation was ended (终止调查).
        Terminated,
    }
}

impl Closure {
    /// The outcome's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Executed => "case-executed",
            Self::NoPenalty => "case-no-penalty",
            Self::Unfounded => "case-unfounded",
            Self::Transferred => "case-transferred",
            Self::Terminated => "case-terminated",
        }
    }
}

/// The codes of outcomes that all share, with their names.
pub const OUTCOMES: &[(&str, &str, &str)] = &[
    ("filed", "已立案", "filed"),
    ("case-refused", "不予立案", "not filed"),
    ("suspected-crime", "涉嫌犯罪", "suspected crime"),
    ("penalised", "已处罚", "penalised"),
    ("case-executed", "执行完毕结案", "closed: executed"),
    ("case-no-penalty", "不予处罚结案", "closed: no penalty"),
    ("case-unfounded", "违法事实不成立结案", "closed: unfounded"),
    ("case-transferred", "移送司法机关结案", "closed: transferred"),
    ("case-terminated", "终止调查结案", "closed: terminated"),
];

macro_rules! checks {
    ($($name:ident: |$data:ident| $check:expr;)*) => {$(
        impl $name {
            /// Whether it contradicts itself.
            ///
            /// # Errors
            /// A [`Refusal`] with the sentence for the sender.
            pub fn consistent(&self) -> Result<(), Refusal> {
                let $data = self;
                $check
            }
        }
    )*};
}

checks! {
    ClueReceived: |_data| Ok(());
    ClueExtended: |_data| Ok(());
    ViolationEnded: |_data| Ok(());
    NotFiled: |data| reasoned(&data.reasons);
    Extended: |data| counted(data.round);
    Seized: |data| listed(&data.list, &data.goods);
    SeizureApproved: |data| label(&data.list);
    SeizureExtended: |data| label(&data.list);
    SeizureLifted: |data| label(&data.list);
    GoodsDisposed: |data| label(&data.list);
    TestingStarted: |data| label(&data.list);
    TestingEnded: |data| label(&data.list);
    EvidencePreserved: |data| listed(&data.list, &data.goods);
    PreservationDisposed: |data| label(&data.list);
    HearingNotified: |data| counted(data.decision);
    HearingRequested: |data| counted(data.decision);
    HearingHeld: |data| counted(data.decision);
    Served: |data| counted(data.decision);
    Paid: |data| counted(data.decision).and_then(|()| positive(data.amount.as_ref()));
    Appealed: |data| counted(data.decision);
    CrimeSuspected: |_data| Ok(());
    Closed: |_data| Ok(());
}

fn reasoned(reasons: &str) -> Result<(), Refusal> {
    if reasons.trim().is_empty() {
        return Err(Refusal::contradiction("不予立案须写明理由", "a decision not to file needs its reasons"));
    }
    Ok(())
}

/// Decisions and extensions are counted from 1.
///
/// # Errors
/// For zero.
pub fn counted(number: u16) -> Result<(), Refusal> {
    if number == 0 {
        return Err(Refusal::contradiction("决定和延长的次序从1开始", "decisions and extensions are counted from 1"));
    }
    Ok(())
}

fn positive(amount: Option<&Money>) -> Result<(), Refusal> {
    if amount.is_some_and(|money| money.minor <= 0) {
        return Err(Refusal::contradiction("缴纳金额须大于零", "an amount paid is above zero"));
    }
    Ok(())
}

fn listed(list: &str, goods: &[Line]) -> Result<(), Refusal> {
    label(list)?;
    if goods.len() > 500 {
        return Err(Refusal::contradiction("一份清单超过500项", "more than 500 things in one list: split the report"));
    }
    if goods.iter().any(|line| line.name.trim().is_empty()) {
        return Err(Refusal::contradiction("清单中有物品未写明名称", "a thing on the list has no name"));
    }
    Ok(())
}
