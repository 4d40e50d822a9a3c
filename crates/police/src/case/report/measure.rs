//! How long a suspect is held and on whose word: extensions, requests for arrest and what became of them, surveillance, release.

use kernel::{Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::suspect::{first, is_first, measure};

/// The time to ask for arrest was extended (延长提请批捕).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrestRequestExtended {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// Of the how-manieth detention of this suspect, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Why it may be.
    pub ground: ExtensionGround,
    /// Until when, where stated: the law allows one day as well as four.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// Number of the approval (延长拘留期限通知书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// Why the time to ask for arrest may be extended (刑事诉讼法第九十一条).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExtensionGround {
    /// 特殊情况, by one to four days.
    Special,
    /// 流窜作案、多次作案、结伙作案, to thirty days.
    RoamingRepeatedOrGang,
}

/// The procuratorate was asked to approve an arrest (提请批准逮捕).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrestRequested {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth request for the arrest of this suspect, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Number of the request (提请批准逮捕书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The procuratorate did not approve the arrest (不批准逮捕).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrestRefused {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth request for the arrest of this suspect it refuses, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Why.
    pub reasons: String,
    /// Number of the decision (不批准逮捕决定书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// A suspect was placed under residential surveillance (监视居住).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResidenceSurveilled {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth surveillance of this suspect, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
}

/// A suspect was set free, or the measure against the suspect was lifted (释放、解除强制措施).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Released {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth release of this suspect, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Why, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
}

/// Custody during investigation was extended (延长侦查羁押期限): by one month, by two more, by another two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustodyExtended {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth arrest of this suspect it extends, by the round of that, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub arrest: u16,
    /// The how-manieth extension, from 1 to 3.
    pub round: u16,
    /// Number of the decision (批准延长侦查羁押期限决定书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

kernel::report!(ArrestRequestExtended = "case.arrest-request-extended", check);
kernel::report!(ArrestRequested = "case.arrest-requested", check);
kernel::report!(ArrestRefused = "case.arrest-refused", check);
kernel::report!(ResidenceSurveilled = "case.residence-surveilled", check);
kernel::report!(Released = "case.released", check);
kernel::report!(CustodyExtended = "case.custody-extended", check);

impl ArrestRequestExtended {
    /// The stage that it is.
    pub(in crate::case) const fn stage(&self) -> &'static str {
        match self.ground {
            ExtensionGround::Special => "arrest-request-extended",
            ExtensionGround::RoamingRepeatedOrGang => "arrest-request-extended-to-30",
        }
    }

    fn consistent(&self) -> Result<(), Refusal> {
        measure(&self.suspect, self.round)
    }
}

impl ArrestRequested {
    fn consistent(&self) -> Result<(), Refusal> {
        measure(&self.suspect, self.round)
    }
}

impl ArrestRefused {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.reasons.trim().is_empty() {
            return Err(Refusal::contradiction("不批准逮捕须写明理由", "a refusal to approve an arrest needs its reasons"));
        }
        measure(&self.suspect, self.round)
    }
}

impl ResidenceSurveilled {
    fn consistent(&self) -> Result<(), Refusal> {
        measure(&self.suspect, self.round)
    }
}

impl Released {
    fn consistent(&self) -> Result<(), Refusal> {
        measure(&self.suspect, self.round)
    }
}

impl CustodyExtended {
    /// The stage that it is.
    pub(in crate::case) const fn stage(&self) -> &'static str {
        match self.round {
            1 => "custody-extended-first",
            2 => "custody-extended-second",
            _ => "custody-extended-third", // Refused by the report's check if it is a fourth.
        }
    }

    fn consistent(&self) -> Result<(), Refusal> {
        if !(1..=3).contains(&self.round) {
            return Err(Refusal::contradiction(
                "延长侦查羁押期限的次数为1至3",
                "custody is extended for the first, second or third time",
            ));
        }
        measure(&self.suspect, self.arrest)
    }
}
