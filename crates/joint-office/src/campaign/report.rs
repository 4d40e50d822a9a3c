//! What is reported of a campaign.

use kernel::{Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Level, Place};

/// The codes of outcomes with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] =
    &[("campaign-running", "进行中", "running"), ("campaign-ended", "已结束", "ended")];

/// A campaign was launched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Launched {
    /// When.
    pub on: When,
    /// What it is called, such as 利剑行动.
    pub name: String,
    /// Special or cluster.
    pub kind: CampaignKind,
    /// At which tier it is led, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Until when it is to run, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// What it is directed at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    /// The unit whose lead a cluster campaign expands (发起单位), where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originator: Option<String>,
    /// The unit that approved it (批准单位), where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
}

/// The kinds of campaign, each counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CampaignKind {
    /// 专项行动、专项打击.
    Special,
    /// 全国集群战役.
    Cluster,
}

/// A premises was found with a problem under the campaign (问题场所): one report per place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProblemFound {
    /// When.
    pub on: When,
    /// Where.
    pub place: Place,
    /// What is wrong, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Whether it was corrected; absent where not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<bool>,
}

/// A place was governed at the source under the campaign (源头治理): one report per place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceGoverned {
    /// When.
    pub on: When,
    /// Where.
    pub place: Place,
    /// What was wrong and done, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// The campaign ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// When.
    pub on: When,
    /// What it led to, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

kernel::report!(Launched = "campaign.launched", check);
kernel::report!(ProblemFound = "campaign.problem-found", check);
kernel::report!(PlaceGoverned = "campaign.place-governed", check);
kernel::report!(Ended = "campaign.ended");

impl Launched {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.name.trim().is_empty() {
            return Err(Refusal::contradiction("专项行动名称为空", "the campaign has no name"));
        }
        if self.until.as_ref().is_some_and(|until| until.last_day() < self.on.first_day()) {
            return Err(Refusal::contradiction("专项行动的结束日期早于开始日期", "the campaign ends before it begins"));
        }
        if self.themes.len() > 100 {
            return Err(Refusal::contradiction("专项行动的主题超过100项", "more than 100 themes"));
        }
        Ok(())
    }
}

impl ProblemFound {
    fn consistent(&self) -> Result<(), Refusal> {
        self.place.check()
    }
}

impl PlaceGoverned {
    fn consistent(&self) -> Result<(), Refusal> {
        self.place.check()
    }
}
