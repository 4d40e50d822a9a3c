//! How a case begins and ends at the police: acceptance, the decision to file, closing without charge.

use kernel::{Premises, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::suspect::{counted, first, is_first};

/// A case was accepted (受案).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// When.
    pub on: When,
    /// The case's name (案件名称), without names of natural persons.
    pub title: String,
    /// How it came to the police.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// It is dealt with under the rules for economic crime (经济犯罪案件), which have terms of their own. The offence alone does not say so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub economic: bool,
    /// Where it happened, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<Premises>,
    /// The matter (案事件) it belongs to, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
    /// The joint action (联合执法) it came from, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_action: Option<String>,
    /// The campaign (专项行动) it belongs to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// How a case came to the police (案件来源).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Transferred by a regulator (行政机关移送).
    Transfer,
    /// Found in a joint action (联合执法发现).
    JointAction,
    /// Reported by a person (群众举报、报案).
    Public,
    /// Found by the police themselves (工作中发现).
    Own,
    /// Handed over by another police organ (其他公安机关移送).
    OtherPolice,
}

/// It was decided to file (立案).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filed {
    /// When.
    pub on: When,
    /// The how-manieth filing of the case, from 1: one that was closed may be filed again.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// For which offence.
    pub offence: Offence,
    /// The domain; where it is not stated it follows from the offence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// Number of the decision (立案决定书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Why, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
    /// The matter (案事件) it belongs to, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
    /// The campaign (专项行动) it belongs to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// The domain of a case: the columns of a bulletin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// 食品.
    Food,
    /// 药品 (with devices and cosmetics).
    Drug,
    /// 环境.
    Environment,
    /// 其他: of none of the three, or not stated.
    Other,
}

/// An offence (罪名) by its article of the Criminal Law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offence {
    /// The article, such as `144` or `142-1`.
    pub article: String,
    /// The name, such as 生产、销售有毒、有害食品罪.
    pub name: String,
}

/// It was decided not to file (不予立案): a refusal always has reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotFiled {
    /// When.
    pub on: When,
    /// The offence that was examined, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offence: Option<Offence>,
    /// Why.
    pub reasons: String,
    /// Number of the notice (不予立案通知书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The case was closed without charge (撤案).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosedWithoutCharge {
    /// When.
    pub on: When,
    /// Which filing it ends, by the round of that, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Why.
    pub reasons: String,
    /// Number of the decision (撤销案件决定书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

kernel::report!(Accepted = "case.accepted", check);
kernel::report!(Filed = "case.filed", check);
kernel::report!(NotFiled = "case.not-filed", check);
kernel::report!(ClosedWithoutCharge = "case.closed-without-charge", check);

impl Accepted {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.title.trim().is_empty() {
            return Err(Refusal::contradiction("案件名称为空", "the case has no name"));
        }
        self.premises.as_ref().map_or(Ok(()), Premises::check)
    }
}

impl Filed {
    /// The domain that is stated, else the one of the offence.
    pub(in crate::case) fn domain(&self) -> Domain {
        self.domain.unwrap_or(match self.offence.article.as_str() {
            "143" | "144" => Domain::Food,
            "141" | "142" | "142-1" | "145" | "148" => Domain::Drug,
            "338" | "339" => Domain::Environment,
            _ => Domain::Other, // 140 and others may be of any.
        })
    }

    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        self.offence.consistent()
    }
}

impl Offence {
    fn consistent(&self) -> Result<(), Refusal> {
        let article = !self.article.is_empty() && self.article.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if article && !self.name.trim().is_empty() {
            return Ok(());
        }
        Err(Refusal::contradiction(
            format!("罪名须写明刑法条文号（如144、142-1）和名称，所报条文号为“{}”", self.article),
            format!("an offence needs its article (such as 144 or 142-1) and its name; the article given is {:?}", self.article),
        ))
    }
}

impl NotFiled {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.reasons.trim().is_empty() {
            return Err(Refusal::contradiction("不予立案须写明理由", "a decision not to file needs its reasons"));
        }
        self.offence.as_ref().map_or(Ok(()), Offence::consistent)
    }
}

impl ClosedWithoutCharge {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.reasons.trim().is_empty() {
            return Err(Refusal::contradiction("撤销案件须写明理由", "closing a case without charge needs its reasons"));
        }
        counted(self.round)
    }
}
