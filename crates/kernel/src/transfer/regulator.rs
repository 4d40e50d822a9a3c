//! What a regulator reports of a transfer (第310号令第五条至第十二条).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    About, Document, Item, TransferKind, check_documents, check_items, check_labels, counted, first, is_first, reasoned, written,
};
use crate::parts::label;
use crate::{OrgId, Refusal, When};

/// The special team reported to the head in writing that the case is to be transferred (移送报告).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reported {
    /// When.
    pub on: When,
    /// What the file was sent for; a suspected crime where not stated.
    #[serde(default, skip_serializing_if = "TransferKind::is_usual")]
    pub kind: TransferKind,
    /// What the case is about.
    pub about: About,
    /// On what the suspicion rests, without names of persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounds: Option<String>,
    /// How many officers verified it (专案组人数).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officers: Option<u32>,
}

/// The head approved the transfer (批准移送).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approved {
    /// When.
    pub on: When,
    /// What the file was sent for; a suspected crime where not stated.
    #[serde(default, skip_serializing_if = "TransferKind::is_usual")]
    pub kind: TransferKind,
    /// In which office, such as 局长, without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
}

/// The head decided not to transfer (决定不移送): the reasons stay in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// When.
    pub on: When,
    /// What the file was sent for; a suspected crime where not stated.
    #[serde(default, skip_serializing_if = "TransferKind::is_usual")]
    pub kind: TransferKind,
    /// Why.
    pub reasons: String,
    /// In which office, such as 局长, without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
}

/// The case was sent to the police (移送案件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// When.
    pub on: When,
    /// What the file was sent for; a suspected crime where not stated.
    #[serde(default, skip_serializing_if = "TransferKind::is_usual")]
    pub kind: TransferKind,
    /// Number of the letter (移送书文号), an alias of the transfer.
    pub letter: String,
    /// To which police organ.
    pub to: OrgId,
    /// To which procuratorate a copy went (抄送).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_to: Option<OrgId>,
    /// What the case is about, where it was not reported before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// The document set, with what does not apply and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// The list of items (涉案物品清单).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

/// What police had found missing was supplied (补充材料).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplementSupplied {
    /// When.
    pub on: When,
    /// Which round, from 1.
    pub round: u16,
    /// What was supplied.
    pub documents: Vec<Document>,
}

/// The regulator said in writing that it cannot supply what is missing (书面说明无法补充).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplementImpossible {
    /// When.
    pub on: When,
    /// Which round, from 1.
    pub round: u16,
    /// Why.
    pub reasons: String,
}

/// Items and the remaining material were handed over to the police with a signed list (移交涉案物品和其他材料).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemsHandedOver {
    /// When.
    pub on: When,
    /// The label of the signed list (交接清单), such as `1`.
    pub list: String,
    /// The items, by their labels on the list of the transfer; none where only material was handed over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// The remaining material of the case (其他材料), each by its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub material: Vec<String>,
    /// To whom.
    pub to: OrgId,
    /// Where they are kept from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_at: Option<String>,
}

/// The party was told that sealed or seized things went to the police (查封扣押物品移送告知书).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyTold {
    /// When.
    pub on: When,
    /// Number of the notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator asked the police to reconsider their decision not to file (提请复议).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReconsiderationRequested {
    /// When.
    pub on: When,
    /// Why the decision is wrong.
    pub reasons: String,
    /// Number of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator suggested that the procuratorate supervise the filing (建议立案监督).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupervisionSuggested {
    /// When.
    pub on: When,
    /// Which suggestion on this transfer it is, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub round: u16,
    /// Why a case must be filed.
    pub reasons: String,
    /// To which procuratorate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<OrgId>,
    /// Number of the suggestion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator told what it did after the case came back to it (处理情况回复).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultReported {
    /// When.
    pub on: When,
    /// What came of it.
    pub handling: Handling,
    /// In words, without names of persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Number of the decision or reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The regulator took the transfer back before police accepted it (撤回移送).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recalled {
    /// When.
    pub on: When,
    /// Why.
    pub reasons: String,
}

/// How a regulator handled a case that came back to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Handling {
    /// 给予行政处罚.
    Penalised,
    /// 不予行政处罚.
    NotPenalised,
}

crate::report!(Reported = "transfer.reported", check);
crate::report!(Approved = "transfer.approved");
crate::report!(Refused = "transfer.refused", check);
crate::report!(Sent = "transfer.sent", check);
crate::report!(SupplementSupplied = "transfer.supplement-supplied", check);
crate::report!(SupplementImpossible = "transfer.supplement-impossible", check);
crate::report!(ItemsHandedOver = "transfer.items-handed-over", check);
crate::report!(PartyTold = "transfer.party-told");
crate::report!(ReconsiderationRequested = "transfer.reconsideration-requested", check);
crate::report!(SupervisionSuggested = "transfer.supervision-suggested", check);
crate::report!(ResultReported = "transfer.result-reported");
crate::report!(Recalled = "transfer.recalled", check);

impl Reported {
    fn consistent(&self) -> Result<(), Refusal> {
        if self.officers == Some(0) {
            return Err(Refusal::contradiction("核实人数为0", "nobody verified it"));
        }
        self.about.check()
    }
}

impl Refused {
    fn consistent(&self) -> Result<(), Refusal> {
        reasoned(&self.reasons)
    }
}

impl Sent {
    fn consistent(&self) -> Result<(), Refusal> {
        written(&self.letter, "移送书文号", "the number of the letter")?;
        self.about.iter().try_for_each(About::check)?;
        check_documents(&self.documents)?;
        check_items(&self.items)
    }
}

impl SupplementSupplied {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        if self.documents.is_empty() {
            return Err(Refusal::contradiction("未写明补充了哪些材料", "it does not say what was supplied"));
        }
        check_documents(&self.documents)
    }
}

impl SupplementImpossible {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        reasoned(&self.reasons)
    }
}

impl ItemsHandedOver {
    fn consistent(&self) -> Result<(), Refusal> {
        label(&self.list)?;
        if self.items.is_empty() && self.material.is_empty() {
            return Err(Refusal::contradiction(
                "交接清单为空：请写明移交的物品（items）或者其他材料（material）",
                "the list of what was handed over is empty: name items, or the remaining material",
            ));
        }
        if self.material.len() > 2_000 {
            return Err(Refusal::contradiction("一次移交的材料超过2000项", "more than 2,000 pieces of material on one list"));
        }
        self.material.iter().try_for_each(|one| written(one, "移交的材料", "a piece of material"))?;
        check_labels(self.items.iter().map(String::as_str))
    }
}

impl ReconsiderationRequested {
    fn consistent(&self) -> Result<(), Refusal> {
        reasoned(&self.reasons)
    }
}

impl SupervisionSuggested {
    fn consistent(&self) -> Result<(), Refusal> {
        counted(self.round)?;
        reasoned(&self.reasons)
    }
}

impl Recalled {
    fn consistent(&self) -> Result<(), Refusal> {
        reasoned(&self.reasons)
    }
}
