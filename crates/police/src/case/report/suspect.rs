//! What happens to the suspects of a case: measures, prosecution, judgment.

use std::collections::BTreeSet;

use kernel::parts::label;
use kernel::{Personal, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::filing::Domain;

/// A suspect was identified (确定犯罪嫌疑人).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspectIdentified {
    /// When.
    pub on: When,
    /// The suspect's label within the case, such as `1`; never a name.
    pub suspect: String,
    /// Who it is, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Personal>,
    /// The domain of the case, where stated: a bulletin counts suspects by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
}

/// A suspect was detained (刑事拘留).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detained {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth detention of this suspect, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
}

/// A suspect was released pending trial (取保候审).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bailed {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth release of this suspect pending trial, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
}

/// A suspect was arrested (逮捕).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrested {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth request for the arrest of this suspect it grants, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
}

/// Administrative detention was imposed on a suspect (行政拘留).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdministrativelyDetained {
    /// When.
    pub on: When,
    /// The suspect's label within the case.
    pub suspect: String,
    /// The how-manieth act against this suspect, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// For how many days, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// For how many acts that were decided one by one and are served together (合并执行): more than fifteen days need several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acts: Option<u16>,
}

/// The case was sent for prosecution (移送起诉).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SentForProsecution {
    /// When.
    pub on: When,
    /// The how-manieth time, from 1: after a return for supplementary investigation (退回补充侦查) it is sent again.
    #[serde(default = "first")]
    pub round: u16,
    /// Whom, by their labels within the case.
    pub suspects: Vec<String>,
    /// Number of the opinion (起诉意见书文号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The round of what was reported without one.
pub(super) const fn first() -> u16 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) const fn is_first(round: &u16) -> bool {
    *round == 1
}

/// Whether a measure against a suspect can be told apart from its like.
pub(super) fn measure(suspect: &str, round: u16) -> Result<(), Refusal> {
    counted(round)?;
    label(suspect)
}

/// Whether it is a round.
pub(super) fn counted(round: u16) -> Result<(), Refusal> {
    if round == 0 {
        return Err(Refusal::contradiction("次数从1开始", "rounds are counted from 1"));
    }
    Ok(())
}

/// A court judged (判决).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// When.
    pub on: When,
    /// First or second instance.
    #[serde(default)]
    pub instance: Instance,
    /// The how-manieth judgment of that instance, from 1: who is caught later is judged by another than the others.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// The court's name, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// What was judged of whom.
    pub verdicts: Vec<Verdict>,
}

/// The instance of a court (审级).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Instance {
    /// 一审.
    #[default]
    First,
    /// 二审.
    Second,
}

impl Instance {
    /// The name under which it is stored.
    pub(in crate::case) const fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }
}

/// What was judged of one defendant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The suspect's label within the case.
    pub suspect: String,
    /// The judgment.
    pub judgment: Judgment,
    /// The sentence in words, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
}

/// The judgment on one defendant, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Judgment {
    /// 有罪.
    Convicted,
    /// 免予刑事处罚.
    ExemptFromPunishment,
    /// 无罪.
    Acquitted,
}

impl Judgment {
    /// The outcome's code.
    pub(in crate::case) const fn code(self) -> &'static str {
        match self {
            Self::Convicted => "convicted",
            Self::ExemptFromPunishment => "exempt-from-punishment",
            Self::Acquitted => "acquitted",
        }
    }
}

kernel::report!(SuspectIdentified = "case.suspect-identified", check);
kernel::report!(Detained = "case.detained", check);
kernel::report!(Bailed = "case.bailed", check);
kernel::report!(Arrested = "case.arrested", check);
kernel::report!(AdministrativelyDetained = "case.administratively-detained", check);
kernel::report!(SentForProsecution = "case.sent-for-prosecution", check);
kernel::report!(Judged = "case.judged", check);

impl SuspectIdentified {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.suspect)
    }
}

impl Detained {
    fn consistent(&self) -> Result<(), Refusal> {
        measure(&self.suspect, self.round)
    }
}

impl Bailed {
    fn consistent(&self) -> Result<(), Refusal> {
        measure(&self.suspect, self.round)
    }
}

impl Arrested {
    fn consistent(&self) -> Result<(), Refusal> {
        measure(&self.suspect, self.round)
    }
}

impl AdministrativelyDetained {
    fn consistent(&self) -> Result<(), Refusal> {
        kernel::detention::check(self.days, self.acts)?;
        measure(&self.suspect, self.round)
    }
}

impl SentForProsecution {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.round == 0 {
            return Err(Refusal::contradiction("移送次数从1开始", "the times of sending are counted from 1"));
        }
        labels(self.suspects.iter())
    }
}

impl Judged {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        labels(self.verdicts.iter().map(|verdict| &verdict.suspect))
    }
}

fn labels<'a>(mut all: impl Iterator<Item = &'a String> + Clone) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    all.clone().try_for_each(|one| label(one))?;
    if all.clone().next().is_none() {
        return Err(Refusal::contradiction("未写明嫌疑人编号", "no suspect is named by label"));
    }
    if let Some(twice) = all.find(|one| !seen.insert(*one)) {
        return Err(Refusal::contradiction(format!("嫌疑人“{twice}”重复列出"), format!("suspect {twice:?} is listed twice")));
    }
    Ok(())
}
