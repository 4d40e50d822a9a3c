//! What is reported of a joint office.

use kernel::parts::label;
use kernel::{AgencyCode, OrgId, Personal, Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The codes of outcomes with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[("office-open", "运行中", "open"), ("office-closed", "已撤销", "closed")];

/// An office was opened (设立).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// When.
    pub on: When,
    /// Its name.
    pub name: String,
    /// The agencies that work in it, where stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<AgencyCode>,
    /// The document with its rules (工作规则), where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// How often it is assessed (定期考核), such as 每季度.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<String>,
}

/// Somebody was seconded to the office (抽调、合署办公); the powers stay those of the home organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seconded {
    /// From when.
    pub on: When,
    /// The person's label within the office, such as `1`; never a name.
    pub staff: String,
    /// Who it is, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Personal>,
    /// The home organisation.
    pub home: OrgId,
}

/// A secondment ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondmentEnded {
    /// When.
    pub on: When,
    /// The person's label within the office.
    pub staff: String,
}

/// The office was closed (撤销).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// When.
    pub on: When,
    /// Why, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

kernel::report!(Opened = "office.opened", check);
kernel::report!(Seconded = "office.seconded", check);
kernel::report!(SecondmentEnded = "office.secondment-ended", check);
kernel::report!(Closed = "office.closed");

impl Opened {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.name.trim().is_empty() {
            return Err(Refusal::contradiction("办公室名称为空", "the office has no name"));
        }
        if self.agencies.len() == 1 {
            return Err(Refusal::contradiction("联勤联动办公室须有两个以上部门", "one agency alone has no joint office"));
        }
        Ok(())
    }
}

impl Seconded {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.staff)
    }
}

impl SecondmentEnded {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.staff)
    }
}
