//! What is reported of a joint action; the joint office or any organisation that took part may report it.

use std::collections::BTreeSet;

use kernel::{OrgId, Premises, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Place;

/// An action was planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// For when.
    pub on: When,
    /// What it is called, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The organisation in the lead, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<OrgId>,
    /// All organisations that are to take part; empty where not stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<OrgId>,
    /// The campaign (专项行动) it belongs to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// The action took place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// When.
    pub on: When,
    /// What it is called, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The organisation in the lead, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<OrgId>,
    /// All organisations that took part; empty where not stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
    /// The premises that were visited; one that several accounts name is counted once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<Premises>,
    /// The campaign (专项行动) it belongs to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The matter (案事件) it belongs to, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
}

/// An organisation that took part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// Which.
    pub org: OrgId,
    /// How many persons it sent (出动人次), where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons: Option<u32>,
    /// What it did or found, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

/// A premises was found with a problem (问题场所): one report per place.
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

/// A place was governed at the source (源头治理): one report per place.
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

kernel::report!(Planned = "joint-action.planned", check);
kernel::report!(Held = "joint-action.held", check);
kernel::report!(ProblemFound = "joint-action.problem-found", check);
kernel::report!(PlaceGoverned = "joint-action.place-governed", check);

impl Planned {
    fn consistent(&self) -> Result<(), Refusal> {
        together(self.members.iter().collect(), self.lead.as_ref())
    }
}

impl Held {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.sites.len() > 500 {
            return Err(Refusal::contradiction("一次联合执法的场所超过500处", "more than 500 premises in one joint action"));
        }
        if self.participants.iter().any(|participant| participant.persons == Some(0)) {
            return Err(Refusal::contradiction("参加单位的出动人数为0", "an organisation that took part sent nobody"));
        }
        together(self.participants.iter().map(|participant| &participant.org).collect(), self.lead.as_ref())?;
        self.sites.iter().try_for_each(Premises::check)
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

/// An action of one organisation is not joint; the same organisation is not listed twice.
fn together(listed: Vec<&OrgId>, lead: Option<&OrgId>) -> Result<(), Refusal> {
    let distinct: BTreeSet<_> = listed.iter().copied().collect();
    if listed.len() > 200 || distinct.len() < listed.len() {
        return Err(Refusal::contradiction(
            "参加单位重复列出或超过200个",
            "an organisation is listed twice, or there are more than 200",
        ));
    }
    if !listed.is_empty() && distinct.into_iter().chain(lead).collect::<BTreeSet<_>>().len() < 2 {
        return Err(Refusal::contradiction("联合执法须有两个以上单位参加", "one organisation alone holds no joint action"));
    }
    Ok(())
}
