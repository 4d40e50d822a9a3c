//! Who has a seized thing: each change of its keeper, and that it leaves the police.

use kernel::parts::label;
use kernel::{Refusal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A seized thing changed its keeper within the police or went for testing and back (物证流转).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemMoved {
    /// When.
    pub on: When,
    /// The thing's label within the case.
    pub item: String,
    /// The how-manieth change, from 1.
    pub step: u16,
    /// Who gave it: a unit or a post, never a person's name.
    pub from: String,
    /// Who has it now: a unit or a post, never a person's name.
    pub to: String,
    /// How it is sealed and what lies with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

/// How a thing is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The number of its seal (封条号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
    /// SHA-256 of the file that shows it, such as a photograph: 64 hexadecimal digits in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// A seized thing left the police for good (移交、随案移送、发还、销毁).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemHandedOver {
    /// When.
    pub on: When,
    /// The thing's label within the case.
    pub item: String,
    /// To whom.
    pub to: Receiver,
    /// The number of the signed list (移交清单).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The number of its seal (封条号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}

/// Who receives a seized thing, or what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Receiver {
    /// 检察机关 (随案移送).
    Procuratorate,
    /// 审判机关.
    Court,
    /// 行政机关.
    Regulator,
    /// 权利人 (发还).
    Owner,
    /// 上缴国库.
    Treasury,
    /// 销毁.
    Destroyed,
}

kernel::report!(ItemMoved = "case.item-moved", check);
kernel::report!(ItemHandedOver = "case.item-handed-over", check);

impl ItemMoved {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.step == 0 {
            return Err(Refusal::contradiction("流转次序从1开始", "changes of keeper are counted from 1"));
        }
        if self.from.trim().is_empty() || self.to.trim().is_empty() {
            return Err(Refusal::contradiction("物证流转须写明交出方和接收方", "say who gave the thing and who has it now"));
        }
        self.kept.iter().try_for_each(Kept::consistent)?;
        label(&self.item)
    }
}

impl Kept {
    pub(super) fn consistent(&self) -> Result<(), Refusal> {
        let hexadecimal = |text: &String| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if self.sha256.as_ref().is_none_or(hexadecimal) {
            return Ok(());
        }
        Err(Refusal::contradiction("SHA-256须为64位小写十六进制数", "a SHA-256 has 64 hexadecimal digits in lower case"))
    }
}

impl ItemHandedOver {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.item)
    }
}
