//! What an environment agency reports of a site check.

use kernel::assay::{self, Ground};
use kernel::{Premises, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The codes of outcomes with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("no-violation", "未发现违法行为", "no violation"),
    ("violation", "发现违法行为", "violation"),
    ("within-limits", "监测达标", "within limits"),
    ("exceeded", "监测超标", "limits exceeded"),
    ("corrected", "已整改", "corrected"),
    ("not-corrected", "未整改", "not corrected"),
    ("recheck-refused", "拒绝复查", "recheck refused"),
];

/// The premises was checked (现场检查).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visited {
    /// When.
    pub on: When,
    /// What was checked.
    pub premises: Premises,
    /// The kind of check in the agency's words, such as 双随机 or 夜查.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_type: Option<String>,
    /// What was found wrong; empty if nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The officers' conclusion; without one it follows from the findings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// How many officers were there, where stated (the law asks for two).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officers: Option<u16>,
    /// The number of the record of the check (现场检查笔录).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
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
    /// The clause or checklist item, such as 水污染防治法第三十九条.
    pub code: String,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// The conclusion of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// 未发现违法行为.
    NoViolation,
    /// 发现违法行为.
    Violation,
}

impl Outcome {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::NoViolation => "no-violation",
            Self::Violation => "violation",
        }
    }
}

/// Samples of the check were monitored (监测报告).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Monitored {
    /// When the values were measured or sampled.
    pub on: When,
    /// The how-manieth monitoring of the check, from 1.
    pub round: u16,
    /// The number of the monitoring report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The monitoring station or laboratory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laboratory: Option<String>,
    /// By hand or on line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manner: Option<Manner>,
    /// The measured values.
    pub readings: Vec<Reading>,
}

/// How values are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// 手工监测.
    Manual,
    /// 自动监测.
    Online,
}

/// One measured value against its limit, both exactly as the report states them.
///
/// How many times over is not stated here: the two readings of 超过三倍 differ, and a later rule names the one it uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The pollutant (污染物), such as 化学需氧量.
    pub pollutant: String,
    /// Where it was measured, such as 总排口.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// The value, such as `4.2`.
    pub measured: String,
    /// The limit, such as `1.0` or `6-9`.
    pub limit: String,
    /// The unit of both, such as `mg/L`; absent where there is none (pH).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The standard that sets the limit, such as `GB 8978-1996`.
    pub standard: String,
    /// The detection limit of the method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detection_limit: Option<String>,
    /// The method of measuring, such as `HJ 828-2017`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Whether the limit is exceeded, as the report concludes; may be left out where value and limit are plain numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exceeded: Option<bool>,
}

/// The verdict on one value and the rule by which it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Whether the limit is exceeded.
    pub exceeded: bool,
    /// How that is known; limit and standard stand with the reading.
    pub ground: Ground,
}

/// The premises was checked again (复查).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rechecked {
    /// When.
    pub on: When,
    /// The how-manieth recheck, from 1.
    pub round: u16,
    /// What was found.
    pub outcome: RecheckOutcome,
}

/// What a recheck finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecheckOutcome {
    /// 已改正.
    Corrected,
    /// 继续违法: a daily fine may follow (MEP Order 28).
    Continuing,
    /// 拒绝复查: counts as continuing (MEP Order 28).
    Refused,
}

impl RecheckOutcome {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Continuing => "not-corrected",
            Self::Refused => "recheck-refused",
        }
    }
}

kernel::report!(Visited = "inspection.visited", check);
kernel::report!(Monitored = "inspection.monitored", check);
kernel::report!(Rechecked = "inspection.rechecked", check);

fn wrong<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::contradiction(zh, en))
}

impl Visited {
    fn consistent(&self) -> Result<(), Refusal> {
        self.premises.check()?;
        if self.findings.iter().any(|finding| finding.code.trim().is_empty()) {
            return wrong("有问题条目未写明条款编号", "a finding has no code: give the clause or checklist item");
        }
        if self.findings.len() > 500 {
            return wrong("一次检查的问题条目超过500条", "more than 500 findings in one check: split the report");
        }
        if self.outcome == Some(Outcome::NoViolation) && !self.findings.is_empty() {
            return wrong(
                "结论为未发现违法行为，但列有问题",
                "no violation is concluded, but findings are listed: correct either",
            );
        }
        Ok(())
    }
}

impl Monitored {
    fn consistent(&self) -> Result<(), Refusal> {
        counted_from_one(self.round)?;
        if self.readings.is_empty() {
            return wrong("监测结果未列出数值", "the monitoring states no value");
        }
        if self.readings.len() > 500 {
            return wrong("一份监测结果超过500项", "more than 500 values in one monitoring: split the report");
        }
        self.readings.iter().try_for_each(|reading| reading.judged().map(drop))
    }
}

impl Reading {
    /// The verdict with its rule: the report's own, else what plain numbers say.
    ///
    /// # Errors
    /// If it cannot be known or contradicts the numbers.
    pub(super) fn judged(&self) -> Result<Judged, Refusal> {
        let of = |zh: &str, en: &str| wrong(format!("{}：{zh}", self.pollutant), format!("{:?}: {en}", self.pollutant));
        if [&self.pollutant, &self.measured, &self.limit].iter().any(|text| text.trim().is_empty()) {
            return of("污染物、测定值、限值均须写明", "pollutant, value and limit must be stated");
        }
        if self.standard.trim().is_empty() {
            return of("未写明标准编号", "names no standard");
        }
        match self.exceeded {
            Some(exceeded) if assay::refutes(&self.measured, &self.limit, exceeded) => {
                of("测定值与限值同其判定矛盾", "value and limit contradict the verdict")
            }
            Some(exceeded) => Ok(Judged { exceeded, ground: Ground::Stated }),
            None => match assay::compare(&self.measured, &self.limit) {
                Some(numbers) => Ok(Judged { exceeded: numbers.exceeded, ground: Ground::Compared(numbers.bound) }),
                None => of("须写明是否超标（exceeded）", "say in `exceeded` whether the limit is exceeded"),
            },
        }
    }
}

impl Rechecked {
    fn consistent(&self) -> Result<(), Refusal> {
        counted_from_one(self.round)
    }
}

fn counted_from_one(round: u16) -> Result<(), Refusal> {
    if round == 0 { wrong("次数从1开始", "rounds are counted from 1") } else { Ok(()) }
}
