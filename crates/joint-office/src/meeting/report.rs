//! What is reported of a joint meeting; any organisation that took part may report it.

use std::collections::BTreeSet;

use kernel::{OrgId, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Level;

/// A meeting was held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// When.
    pub on: When,
    /// What it is called, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// At which tier, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The organisation in the chair, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chair: Option<OrgId>,
    /// All organisations that took part; empty where not stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<OrgId>,
    /// What it was about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// What was agreed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

/// One thing that was agreed (议定事项).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What.
    pub text: String,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<OrgId>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<When>,
}

kernel::report!(Held = "meeting.held", check);

impl Held {
    fn consistent(&self) -> Result<(), Refusal> {
        let all: BTreeSet<_> = self.participants.iter().chain(&self.chair).collect();
        if self.participants.len() > 200 || self.topics.len() > 200 || self.decisions.len() > 200 {
            return Err(Refusal::contradiction(
                "参加单位、议题、议定事项各不得超过200项",
                "more than 200 participants, topics or decisions",
            ));
        }
        if !self.participants.is_empty() && all.len() < 2 {
            return Err(Refusal::contradiction("联席会议须有两个以上单位参加", "one organisation alone holds no joint meeting"));
        }
        if self.decisions.iter().any(|decision| decision.text.trim().is_empty()) {
            return Err(Refusal::contradiction("议定事项内容为空", "a decision says nothing"));
        }
        let past = |due: &When| due.last_day() < self.on.first_day();
        if self.decisions.iter().filter_map(|decision| decision.due.as_ref()).any(past) {
            return Err(Refusal::contradiction("议定事项的期限早于会议", "a decision is due before the meeting"));
        }
        Ok(())
    }
}
