//! At which tier joint work is led.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The tier at which a meeting is held or a campaign led (村、镇、县、市、省、全国).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 村、社区.
    Village,
    /// 镇、街道.
    Town,
    /// 县、区.
    County,
    /// 市.
    City,
    /// 省.
    Province,
    /// 全国.
    Nation,
}
