//! What a food regulator reports of an incident.

use kernel::admin::counted;
use kernel::{Premises, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The codes of levels with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("incident-1", "特别重大事故（Ⅰ级）", "level I incident"),
    ("incident-2", "重大事故（Ⅱ级）", "level II incident"),
    ("incident-3", "较大事故（Ⅲ级）", "level III incident"),
    ("incident-4", "一般事故（Ⅳ级）", "level IV incident"),
];

/// How grave an incident is (事故级别); it may be raised and lowered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Level {
    /// 特别重大.
    #[serde(rename = "level-1")]
    One,
    /// 重大.
    #[serde(rename = "level-2")]
    Two,
    /// 较大.
    #[serde(rename = "level-3")]
    Three,
    /// 一般.
    #[serde(rename = "level-4")]
    Four,
}

impl Level {
    /// The outcome's code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::One => "incident-1",
            Self::Two => "incident-2",
            Self::Three => "incident-3",
            Self::Four => "incident-4",
        }
    }
}

kernel::data! {
    /// It occurred (发生事故).
    Occurred {
        /// What happened, in a line, without names of persons.
        title: String,
        /// Where, and whose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        premises: Option<Premises>,
        /// How many people were hurt.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hurt: Option<u32>,
        /// How many people died.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dead: Option<u32>,
        /// How grave it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<Level>,
    }

    /// The regulator learned of it (获知): it reports upward.
    Learned {
        /// From whom, such as 医疗机构 or 12315.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
    }

    /// The unit that had it told of it (事故单位报告).
    ToldByUnit {
        /// What it did at once, such as sealing the food.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        measures: Option<String>,
    }

    /// It was reported upward (上报): at first, and as it went on.
    ReportedUp {
        /// The how-manieth report, from 1: first, follow-up, final (初次报告、阶段报告、总结报告).
        round: u16,
        /// To whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// How grave it is by then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<Level>,
    }

    /// Who is responsible was investigated and reported to the government (事故责任调查处理报告).
    ResponsibilityReported {
        /// To which government.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Number of the report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<String>,
    }
}

kernel::report!(Occurred = "incident.occurred", check);
kernel::report!(Learned = "incident.learned");
kernel::report!(ToldByUnit = "incident.told-by-unit");
kernel::report!(ReportedUp = "incident.reported-up", check);
kernel::report!(ResponsibilityReported = "incident.responsibility-reported");

impl Occurred {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.title.trim().is_empty() {
            return Err(Refusal::contradiction("事故名称为空", "the incident does not say what happened"));
        }
        self.premises.iter().try_for_each(Premises::check)
    }
}

impl ReportedUp {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)
    }
}
