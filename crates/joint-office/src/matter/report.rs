//! What is reported of a matter.

use kernel::{Premises, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The codes of outcomes with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[("matter-open", "办理中", "open"), ("matter-closed", "已办结", "closed")];

/// A matter was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// When.
    pub on: When,
    /// What it is called, without names of natural persons.
    pub title: String,
    /// The premises it is about, where known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub premises: Vec<Premises>,
    /// The campaign (专项行动) it belongs to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// The matter was closed (办结).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// When.
    pub on: When,
    /// How it ended, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

kernel::report!(Opened = "matter.opened", check);
kernel::report!(Closed = "matter.closed");

impl Opened {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.title.trim().is_empty() {
            return Err(Refusal::contradiction("案事件名称为空", "the matter has no name"));
        }
        if self.premises.len() > 200 {
            return Err(Refusal::contradiction("一个案事件的场所超过200处", "more than 200 premises in one matter"));
        }
        self.premises.iter().try_for_each(Premises::check)
    }
}
