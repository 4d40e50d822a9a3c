//! What a procuratorate reports of its supervision.

use kernel::{OrgId, RecordKey, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The codes of outcomes with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("explanation-requested", "已要求说明不立案理由", "explanation requested"),
    ("reasons-explained", "公安机关已说明理由", "reasons explained by police"),
    ("filing-notified", "已通知立案", "filing notified"),
];

/// A case of another organisation, by the number under which that organisation knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseRef {
    /// Whose case.
    pub org: OrgId,
    /// Its number there.
    pub number: RecordKey,
}

/// Police were asked why they filed no case (要求说明不立案理由).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplanationRequested {
    /// When.
    pub on: When,
    /// Which case, as police know it.
    pub case: CaseRef,
    /// Why the procuratorate asks.
    pub reasons: String,
    /// Number of the letter (要求说明不立案理由通知书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The matter (案事件) it belongs to, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
}

/// The police explained in writing why they filed no case (公安机关书面说明不立案理由).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonsExplained {
    /// When.
    pub on: When,
    /// Whether the procuratorate finds the reasons to hold, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<bool>,
    /// Number of the explanation (不立案理由说明书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The matter (案事件) it belongs to, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
}

/// Police were notified to file (通知立案).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FilingNotified {
    /// When.
    pub on: When,
    /// Which case, as police know it.
    pub case: CaseRef,
    /// Why the police's reasons do not hold.
    pub reasons: String,
    /// Number of the notice (通知立案书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The matter (案事件) it belongs to, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
}

kernel::report!(ExplanationRequested = "supervision.explanation-requested", check);
kernel::report!(ReasonsExplained = "supervision.reasons-explained");
kernel::report!(FilingNotified = "supervision.filing-notified", check);

impl ExplanationRequested {
    fn consistent(&self) -> Result<(), Refusal> {
        reasoned(&self.reasons)
    }
}

impl FilingNotified {
    fn consistent(&self) -> Result<(), Refusal> {
        reasoned(&self.reasons)
    }
}

fn reasoned(reasons: &str) -> Result<(), Refusal> {
    if reasons.trim().is_empty() {
        return Err(Refusal::contradiction("立案监督须写明理由", "supervision of filing needs its reasons"));
    }
    Ok(())
}
