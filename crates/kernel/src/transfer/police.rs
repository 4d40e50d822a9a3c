//! What a police organ reports of a transfer (第310号令第七条至第九条; 公安机关办理刑事案件程序规定; 环境保护法第六十三条).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{TransferKind, counted, first, is_first, reasoned, written};
use crate::{OrgId, Refusal, Text, When};

/// The police signed for the letter and its set (签收).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedFor {
    /// When.
    pub on: When,
    /// What the file was sent for; a suspected crime where not stated.
    #[serde(default, skip_serializing_if = "TransferKind::is_usual")]
    pub kind: TransferKind,
    /// Number of the receipt (回执).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The police told the regulator in one written list what is missing (补充材料通知).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GapsNotified {
    /// When.
    pub on: When,
    /// What the file was sent for; a suspected crime where not stated.
    #[serde(default, skip_serializing_if = "TransferKind::is_usual")]
    pub kind: TransferKind,
    /// Which round, from 1.
    pub round: u16,
    /// What is missing.
    pub missing: Vec<String>,
    /// Number of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The police sent the case on to the police organ in charge (移送有管辖权的公安机关).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forwarded {
    /// When.
    pub on: When,
    /// To which.
    pub to: OrgId,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
    /// Number of the notice to the regulator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The police gave the case back, since it is none of theirs (退回).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// When.
    pub on: When,
    /// What the file was sent for; a suspected crime where not stated.
    #[serde(default, skip_serializing_if = "TransferKind::is_usual")]
    pub kind: TransferKind,
    /// Why.
    pub reasons: String,
}

/// The police accepted the case (受案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// When.
    pub on: When,
    /// What the file was sent for; a suspected crime where not stated.
    #[serde(default, skip_serializing_if = "TransferKind::is_usual")]
    pub kind: TransferKind,
    /// Number of the acceptance (受案登记), an alias of the transfer.
    pub acceptance: String,
    /// Number of the police case, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
}

/// The time to decide was extended (延长审查期限).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// When.
    pub on: When,
    /// On what ground.
    pub ground: Extension,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<OrgId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
}

/// The police decided to file a case (立案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    /// When.
    pub on: When,
    /// Which filing of this transfer it is, from 1: a case that was withdrawn is filed again on the procuratorate's notice.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// For which offence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offence: Option<String>,
    /// Number of the police case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Number of the decision (立案决定书).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The police decided not to file a case (不予立案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotFiled {
    /// When.
    pub on: When,
    /// Why.
    pub reasons: String,
    /// Number of the decision (不予立案决定书).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator received the notice of the decision; of a refusal with its reasons and the file (通知书送达).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeServed {
    /// When.
    pub on: When,
    /// Of which filing, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Of which decision.
    pub decision: Decision,
    /// To which procuratorate a copy went (抄送).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_to: Option<OrgId>,
    /// Number of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The police decided on the request to reconsider (复议决定).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reconsidered {
    /// When.
    pub on: When,
    /// What they decided.
    pub outcome: Reconsideration,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
    /// Number of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The police explained to the procuratorate why they filed no case (说明不立案理由).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonsExplained {
    /// When.
    pub on: When,
    /// Which request it answers, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Why.
    pub reasons: String,
    /// Number of the explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The police withdrew the case that they had filed (撤案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseWithdrawn {
    /// When.
    pub on: When,
    /// Which filing is withdrawn, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Why.
    pub reasons: String,
    /// Number of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator was told that the case was withdrawn (告知撤案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalTold {
    /// When.
    pub on: When,
    /// Of which filing, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Number of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// Administrative detention was decided (行政拘留决定).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetentionDecided {
    /// When.
    pub on: When,
    /// Of how many persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons: Option<u32>,
    /// For how many days, of several persons the longest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// For how many acts of that person that were decided one by one and are served together (合并执行): more than fifteen days need several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acts: Option<u16>,
    /// Number of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The decision on detention was copied to the regulator (抄送行政拘留决定).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetentionCopied {
    /// When.
    pub on: When,
    /// Number of the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// On what ground the time to decide is extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Extension {
    /// A clue must be checked first (线索需要核查).
    Clue,
    /// The case is complex (案情复杂).
    Complex,
    /// Major or complex, approved by the head of a county-level or higher police organ (重大疑难复杂).
    Major,
    /// Particularly complex, approved one level up (特别重大复杂).
    Special,
}

impl Extension {
    /// Every ground.
    pub const ALL: [Self; 4] = [Self::Clue, Self::Complex, Self::Major, Self::Special];

    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Clue => "clue",
            Self::Complex => "complex",
            Self::Major => "major",
            Self::Special => "special",
        }
    }

    /// Its name.
    pub const fn name(self) -> Text {
        match self {
            Self::Clue => Text::new("线索需要核查", "a clue is checked"),
            Self::Complex => Text::new("案情复杂", "complex"),
            Self::Major => Text::new("重大疑难复杂", "major or complex"),
            Self::Special => Text::new("特别重大复杂", "particularly complex"),
        }
    }
}

/// A decision on filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// 立案.
    Filed,
    /// 不予立案.
    NotFiled,
}

impl Decision {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::NotFiled => "not-filed",
        }
    }

    /// Its name.
    pub const fn name(self) -> Text {
        match self {
            Self::Filed => Text::new("立案", "filed"),
            Self::NotFiled => Text::new("不予立案", "not filed"),
        }
    }
}

/// A decision on a request to reconsider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reconsideration {
    /// A case is to be filed (决定立案).
    Reversed,
    /// The refusal stands (维持不予立案).
    Upheld,
}

crate::report!(SignedFor = "transfer.signed-for");
crate::report!(GapsNotified = "transfer.gaps-notified", check);
crate::report!(Forwarded = "transfer.forwarded");
crate::report!(Returned = "transfer.returned", check);
crate::report!(Accepted = "transfer.accepted", check);
crate::report!(Extended = "transfer.extended");
crate::report!(Filed = "transfer.filed", check);
crate::report!(NotFiled = "transfer.not-filed", check);
crate::report!(NoticeServed = "transfer.notice-served", check);
crate::report!(Reconsidered = "transfer.reconsidered");
crate::report!(ReasonsExplained = "transfer.reasons-explained", check);
crate::report!(CaseWithdrawn = "transfer.case-withdrawn", check);
crate::report!(WithdrawalTold = "transfer.withdrawal-told", check);
crate::report!(DetentionDecided = "transfer.detention-decided", check);
crate::report!(DetentionCopied = "transfer.detention-copied");

impl GapsNotified {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        if self.missing.is_empty() || self.missing.iter().any(|what| what.trim().is_empty()) {
            return Err(Refusal::contradiction("未写明缺少哪些材料", "it does not say what is missing"));
        }
        Ok(())
    }
}

impl Returned {
    fn consistent(&self) -> Result<(), Refusal> {
        reasoned(&self.reasons)
    }
}

impl Accepted {
    fn consistent(&self) -> Result<(), Refusal> {
        written(&self.acceptance, "受案编号", "the number of the acceptance")
    }
}

impl NotFiled {
    fn consistent(&self) -> Result<(), Refusal> {
        reasoned(&self.reasons)
    }
}

impl Filed {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)
    }
}

impl NoticeServed {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)
    }
}

impl WithdrawalTold {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)
    }
}

impl ReasonsExplained {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        reasoned(&self.reasons)
    }
}

impl CaseWithdrawn {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        reasoned(&self.reasons)
    }
}

impl DetentionDecided {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.persons == Some(0) {
            return Err(Refusal::contradiction("行政拘留人数为0", "nobody is detained"));
        }
        crate::detention::check(self.days, self.acts)
    }
}
