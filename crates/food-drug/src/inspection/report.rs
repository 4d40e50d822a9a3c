//! What a food and drug regulator reports of an inspection.

use kernel::{Premises, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The codes of outcomes and dispositions with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("pass", "符合", "pass"),
    ("basic-pass", "基本符合", "basic pass"),
    ("fail", "不符合", "fail"),
    ("correct", "责令改正", "order to correct"),
    ("own-case", "行政立案", "own case"),
    ("suspected-crime", "涉嫌犯罪", "suspected crime"),
    ("corrected", "已整改", "corrected"),
    ("not-corrected", "未整改", "not corrected"),
];

/// An inspection is planned (计划检查).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// For when.
    pub on: When,
    /// What is to be inspected.
    pub premises: Premises,
    /// Names of the plan, such as 双随机.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

/// The premises was visited (现场检查).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visited {
    /// When.
    pub on: When,
    /// What was inspected.
    pub premises: Premises,
    /// The kind of visit in the agency's words, such as 日常检查 or Routine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_type: Option<String>,
    /// What was found wrong; empty if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The inspectors' conclusion; without one it follows from the findings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// How many inspectors were there, where stated (the law asks for two).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspectors: Option<u16>,
    /// The campaign (专项行动) it belongs to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The joint action (联合执法) it was part of, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_action: Option<String>,
}

/// One thing found wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The clause or checklist item, such as `3-501.17`.
    pub code: String,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether it was corrected on the spot; absent where the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_on_site: Option<bool>,
}

/// The conclusion of a visit (检查结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// 符合.
    Pass,
    /// 基本符合.
    BasicPass,
    /// 不符合.
    Fail,
}

impl Outcome {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::BasicPass => "basic-pass",
            Self::Fail => "fail",
        }
    }
}

/// It was decided what follows from the visit (处理).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disposed {
    /// When.
    pub on: When,
    /// What follows.
    pub disposition: Disposition,
    /// The order's or the case's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// What follows from a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// Nothing.
    Pass,
    /// An order to correct (责令改正).
    Correct,
    /// The agency's own case (行政立案).
    OwnCase,
    /// A suspected crime (涉嫌犯罪).
    SuspectedCrime,
}

impl Disposition {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Correct => "correct",
            Self::OwnCase => "own-case",
            Self::SuspectedCrime => "suspected-crime",
        }
    }
}

/// The result was told to the party on the spot (现场告知检查结果).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultTold {
    /// When.
    pub on: When,
    /// Number of the record of results (检查结果记录表).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The result was published (公开检查结果).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultPublished {
    /// When.
    pub on: When,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The premises was checked again (复查).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rechecked {
    /// When.
    pub on: When,
    /// The how-manieth recheck, from 1.
    pub round: u16,
    /// Whether all was corrected.
    pub corrected: bool,
}

kernel::report!(Planned = "inspection.planned", check);
kernel::report!(Visited = "inspection.visited", check);
kernel::report!(Disposed = "inspection.disposed");
kernel::report!(ResultTold = "inspection.result-told");
kernel::report!(ResultPublished = "inspection.result-published");
kernel::report!(Rechecked = "inspection.rechecked", check);

impl Planned {
    fn consistent(&self) -> Result<(), Refusal> {
        named(&self.premises)
    }
}

impl Visited {
    fn consistent(&self) -> Result<(), Refusal> {
        named(&self.premises)?;
        if self.findings.iter().any(|finding| finding.code.trim().is_empty()) {
            return Err(Refusal::contradiction(
                "有问题条目未写明条款编号",
                "a finding has no code: give the clause or checklist item",
            ));
        }
        if self.findings.len() > 500 {
            return Err(Refusal::contradiction(
                "一次检查的问题条目超过500条",
                "more than 500 findings in one visit: split the report",
            ));
        }
        Ok(())
    }
}

impl Rechecked {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.round == 0 {
            return Err(Refusal::contradiction("复查次数从1开始", "rechecks are counted from 1"));
        }
        Ok(())
    }
}

fn named(premises: &Premises) -> Result<(), Refusal> {
    if premises.name.trim().is_empty() {
        return Err(Refusal::contradiction("场所名称为空", "the premises has no name"));
    }
    Ok(())
}
