//! What an environment agency reports of a measure.

use kernel::{Premises, Quantity, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The codes of a measure's states with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("correct", "责令改正", "order to correct"),
    ("seized", "查封扣押", "seized"),
    ("production-limited", "限制生产", "production limited"),
    ("production-stopped", "停产整治", "production stopped"),
    ("measure-corrected", "整改后解除", "lifted: corrected"),
    ("measure-expired", "期满解除", "lifted: expired"),
    ("measure-revoked", "撤销", "revoked"),
    ("measure-handed-over", "移交公安机关", "handed to police"),
];

/// A measure is imposed (作出决定).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Imposed {
    /// When it was decided.
    pub on: When,
    /// Which measure.
    pub kind: MeasureKind,
    /// On whom.
    pub premises: Premises,
    /// When it was served, where no report of its own says so: the recheck and the plan of correction are due from then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_on: Option<When>,
    /// Until when it holds, or by when to correct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// What was done wrong, or what is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// On which articles it rests, such as 环境保护法(2014)第二十五条.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<String>,
    /// What was seized (查封扣押清单).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<SeizedItem>,
    /// The site check on which it rests, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<String>,
    /// The case in which it was imposed, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
}

/// Which measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureKind {
    /// 责令改正.
    Correct,
    /// 查封扣押 (MEP Order 29).
    Seize,
    /// 限制生产 (MEP Order 30).
    LimitProduction,
    /// 停产整治 (MEP Order 30).
    StopProduction,
}

impl MeasureKind {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::Seize => "seized",
            Self::LimitProduction => "production-limited",
            Self::StopProduction => "production-stopped",
        }
    }

    pub(super) const fn name_zh(self) -> &'static str {
        match self {
            Self::Correct => "责令改正",
            Self::Seize => "查封扣押",
            Self::LimitProduction => "限制生产",
            Self::StopProduction => "停产整治",
        }
    }
}

/// One seized thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeizedItem {
    /// What it is.
    pub name: String,
    /// How much of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// Where it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_at: Option<String>,
}

/// A measure is extended (延长).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// When.
    pub on: When,
    /// Which measure it is, where stated: the report may arrive before the one that imposed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MeasureKind>,
    /// The how-manieth extension, from 1.
    pub round: u16,
    /// Until when it holds now.
    pub until: When,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A measure is lifted (解除).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lifted {
    /// When.
    pub on: When,
    /// Which measure it was: the report may arrive before the one that imposed it.
    pub kind: MeasureKind,
    /// Why.
    pub because: LiftedBecause,
    /// The number of the decision to lift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// Why a measure is lifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LiftedBecause {
    /// The correction was verified (整改完成).
    Corrected,
    /// Its term ended (期满).
    Expired,
    /// It was wrong (撤销).
    Revoked,
    /// The things went to police with their case (移交公安机关): they stay seized.
    HandedOver,
}

impl LiftedBecause {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Corrected => "measure-corrected",
            Self::Expired => "measure-expired",
            Self::Revoked => "measure-revoked",
            Self::HandedOver => "measure-handed-over",
        }
    }
}

kernel::report!(Imposed = "measure.imposed", check);
kernel::report!(Extended = "measure.extended", check);
kernel::report!(Lifted = "measure.lifted", check);

fn wrong(zh: &str, en: &str) -> Result<(), Refusal> {
    Err(Refusal::contradiction(zh, en))
}

impl Imposed {
    fn consistent(&self) -> Result<(), Refusal> {
        self.premises.check()?;
        if !self.items.is_empty() && self.kind != MeasureKind::Seize {
            return wrong("只有查封扣押才有清单", "things are listed, but the measure is no seizure");
        }
        if self.items.len() > 500 {
            return wrong("一份查封扣押清单超过500项", "more than 500 things in one list: split the report");
        }
        if self.items.iter().any(|item| item.name.trim().is_empty()) {
            return wrong("清单中有物品未写明名称", "a thing on the list has no name");
        }
        if self.until.as_ref().is_some_and(|until| until.last_day() < self.on.first_day()) {
            return wrong("期限早于决定日期", "it ends before it was decided");
        }
        Ok(())
    }
}

impl Extended {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.round == 0 {
            return wrong("延长次数从1开始", "extensions are counted from 1");
        }
        if self.until.last_day() < self.on.first_day() {
            return wrong("延长后的期限早于延长决定日期", "it ends before it was extended");
        }
        Ok(())
    }
}

impl Lifted {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.because == LiftedBecause::HandedOver && self.kind != MeasureKind::Seize {
            return wrong("只有查封扣押的物品可以移交", "only what was seized can be handed over");
        }
        Ok(())
    }
}
