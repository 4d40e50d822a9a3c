//! What becomes of a case at the procuratorate, as the police are told: sent back, charged, not prosecuted.

use kernel::parts::label;
use kernel::{Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The procuratorate sent the case back for supplementary investigation (退回补充侦查): at most twice, a month each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// When.
    pub on: When,
    /// The how-manieth return, from 1: of what was sent for the same time.
    pub round: u16,
    /// What is to be investigated, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
}

/// The procuratorate took half a month more to review a major or complex case (延长审查起诉期限).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewExtended {
    /// When.
    pub on: When,
    /// The review of what was sent for the how-manieth time, from 1.
    pub round: u16,
    /// Number of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// A suspect was charged before a court (提起公诉).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Charged {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// Number of the indictment (起诉书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// It was decided not to prosecute a suspect (不起诉).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotProsecuted {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// Why.
    pub ground: NonProsecution,
    /// Number of the decision (不起诉决定书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// Why a suspect is not prosecuted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NonProsecution {
    /// 法定不起诉.
    Statutory,
    /// 酌定不起诉 (情节轻微).
    Discretionary,
    /// 存疑不起诉 (证据不足).
    InsufficientEvidence,
    /// 附条件不起诉.
    Conditional,
}

impl NonProsecution {
    /// The name under which it is stored.
    pub(in crate::case) const fn code(self) -> &'static str {
        match self {
            Self::Statutory => "statutory",
            Self::Discretionary => "discretionary",
            Self::InsufficientEvidence => "insufficient-evidence",
            Self::Conditional => "conditional",
        }
    }
}

kernel::report!(Returned = "case.returned", check);
kernel::report!(ReviewExtended = "case.review-extended", check);
kernel::report!(Charged = "case.charged", check);
kernel::report!(NotProsecuted = "case.not-prosecuted", check);

impl Returned {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.round == 0 {
            return Err(Refusal::contradiction("退回次数从1开始", "returns are counted from 1"));
        }
        Ok(())
    }
}

impl ReviewExtended {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.round == 0 {
            return Err(Refusal::contradiction("移送起诉次数从1开始", "what was sent is counted from 1"));
        }
        Ok(())
    }
}

impl Charged {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.suspect)
    }
}

impl NotProsecuted {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.suspect)
    }
}
