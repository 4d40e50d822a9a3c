//! What a procuratorate reports of a transfer: supervision of filing, non-prosecution, and opinions to the regulator (检察意见).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{About, counted, first, is_first, reasoned, written};
use crate::{OrgId, Refusal, When};

/// The police were asked why they filed no case (要求说明不立案理由).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationRequested {
    /// When.
    pub on: When,
    /// Which request on this transfer it is, from 1: a withdrawal is another decision to explain than a refusal.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Which police organ.
    pub police: OrgId,
    /// Why the procuratorate asks.
    pub reasons: String,
    /// Number of the letter (要求说明不立案理由通知书).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The police were notified to file (通知立案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingNotified {
    /// When.
    pub on: When,
    /// On which request it follows, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Which police organ.
    pub police: OrgId,
    /// Why the police's reasons do not hold.
    pub reasons: String,
    /// Number of the notice (通知立案书).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator was told that nobody is prosecuted (告知不起诉).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NonProsecutionNotified {
    /// When.
    pub on: When,
    /// Why, without names of persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
    /// Number of the decision (不起诉决定书).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator was sent the opinion that it must transfer the case (建议移送的检察意见).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferUrged {
    /// When.
    pub on: When,
    /// What it asks for.
    pub opinion: String,
    /// What the case is about, where nothing was told of it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Number of the opinion (检察意见书).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator was sent the opinion that it must penalise (反向移送的检察意见).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PenaltyUrged {
    /// When.
    pub on: When,
    /// What it asks for.
    pub opinion: String,
    /// What the case is about, where nothing was told of it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// Number of the opinion (检察意见书).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

crate::report!(ExplanationRequested = "transfer.explanation-requested", check);
crate::report!(FilingNotified = "transfer.filing-notified", check);
crate::report!(NonProsecutionNotified = "transfer.non-prosecution-notified");
crate::report!(TransferUrged = "transfer.transfer-urged", check);
crate::report!(PenaltyUrged = "transfer.penalty-urged", check);

impl ExplanationRequested {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        reasoned(&self.reasons)
    }
}

impl FilingNotified {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        reasoned(&self.reasons)
    }
}

impl TransferUrged {
    fn consistent(&self) -> Result<(), Refusal> {
        self.about.iter().try_for_each(About::check)?;
        written(&self.opinion, "检察意见内容", "the opinion")
    }
}

impl PenaltyUrged {
    fn consistent(&self) -> Result<(), Refusal> {
        self.about.iter().try_for_each(About::check)?;
        written(&self.opinion, "检察意见内容", "the opinion")
    }
}
