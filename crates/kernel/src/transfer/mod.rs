//! A transfer of a case (案件移送) between regulators, police and procuratorate: its number, and the reports that each side tells of it.
//!
//! A report of this module is mounted under the agency that tells it (`jointcase.food-drug.transfer.sent.v1`); the record belongs to the
//! joint office, which no agency's crate knows.

pub mod consultation;
mod number;
pub mod platform;
pub mod police;
pub mod procuratorate;
pub mod regulator;

pub use number::{InvalidTransferNumber, TransferNumber};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parts::label;
use crate::{Enclosed, Premises, Quantity, Refusal, Text, Uscc};

/// The kind of the record that all sides tell together.
pub const RECORD: &str = "joint-office.transfer";

/// What the file is sent for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TransferKind {
    /// A suspected crime (涉嫌犯罪).
    #[default]
    Crime,
    /// Administrative detention under 环境保护法第六十三条 (移送行政拘留).
    Detention,
}

impl TransferKind {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Crime => "crime",
            Self::Detention => "detention",
        }
    }

    /// Whether it is the usual kind, which a report need not state.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
    fn is_usual(&self) -> bool {
        *self == Self::Crime
    }
}

/// The name of what tells like parts of a transfer apart: the ground of an extension, the decision that a notice is of, a list; `None` for a
/// round.
pub fn label_name(stage: &str, label: &str) -> Option<Text> {
    match stage {
        "entered-in-platform" => {
            platform::Entered::ALL.iter().find(|decision| decision.code() == label).map(|decision| decision.name())
        }
        "items-handed-over" => Some(Text::of(format!("清单{label}"), format!("list {label}"))),
        "extended" => police::Extension::ALL.into_iter().find(|ground| ground.code() == label).map(police::Extension::name),
        "notice-served" => {
            let decisions = [police::Decision::Filed, police::Decision::NotFiled];
            let round = |decision: &police::Decision| label.strip_prefix(decision.code())?.strip_prefix('-')?.parse::<u16>().ok();
            let named = |decision: police::Decision| {
                let Text { zh, en } = decision.name();
                match round(&decision) {
                    _ if decision.code() == label => Some(decision.name()),
                    Some(round) => Some(Text::of(format!("第{round}次{zh}"), format!("{en}, no. {round}"))),
                    None => None,
                }
            };
            decisions.into_iter().find_map(named)
        }
        _ => None,
    }
}

/// What a transfer is about, without names of natural persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The case's name (案由).
    pub title: String,
    /// The offence that is suspected, as the regulator names it, such as 污染环境罪.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offence: Option<String>,
    /// It is about drugs, devices or cosmetics (药品案件), so that the drug rules go before those of food.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drugs: bool,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premises: Option<Premises>,
    /// The enterprise that is concerned (当事人), where it is no natural person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
    /// The matter (案事件) it belongs to, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
}

impl About {
    /// Whether it says what it is about.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn check(&self) -> Result<(), Refusal> {
        written(&self.title, "移送案件的案由", "the name of the case")?;
        self.premises.iter().try_for_each(Premises::check)
    }
}

/// An enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its credit code.
    pub code: Uscc,
    /// Its name.
    pub name: String,
}

/// One document of a set: present, or not applicable for a reason, or missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// Its title or number, where one kind has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it is in the set.
    pub present: bool,
    /// Why it does not apply: no document is demanded unconditionally.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
}

impl Document {
    /// Whether it leaves no gap: it is there, or does not apply.
    pub const fn settled(&self) -> bool {
        self.present || self.not_applicable.is_some()
    }

    /// It, as rules ask for it; `None` if it leaves a gap.
    pub fn enclosed(&self) -> Option<Enclosed> {
        self.settled().then(|| Enclosed::Document(self.kind.code().to_owned()))
    }

    fn check(&self) -> Result<(), Refusal> {
        match &self.not_applicable {
            Some(_) if self.present => {
                Err(Refusal::contradiction("文书不能既已附卷又不适用", "a document cannot both be in the set and not apply"))
            }
            Some(reason) => written(reason, "文书不适用的理由", "the reason why a document does not apply"),
            None => Ok(()),
        }
    }
}

/// Checks a document set.
fn check_documents(documents: &[Document]) -> Result<(), Refusal> {
    if documents.len() > 500 {
        return Err(Refusal::contradiction("一次移送的文书超过500件", "more than 500 documents in one set"));
    }
    documents.iter().try_for_each(Document::check)
}

macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $zh:literal, $en:literal;)*) => {
        /// The documents that the rules name (第310号令第六条, E17 第六条, D63); which of them a transfer needs the law's data says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum DocumentKind {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl DocumentKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code, as reports and the law's data write it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Its name.
            pub const fn name(self) -> Text {
                match self { $(Self::$name => Text::new($zh, $en),)* }
            }

            /// The kind with `code`.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }
    };
}

documents! {
    /// 移送书.
    TransferLetter = "transfer-letter", "移送书", "letter of transfer";
    /// 案件调查报告.
    InvestigationReport = "investigation-report", "调查报告", "investigation report";
    /// 涉案物品清单.
    ItemList = "item-list", "涉案物品清单", "list of items";
    /// 检验报告、监测报告或鉴定结论.
    TestReport = "test-report", "检验报告或鉴定结论", "test report or appraisal";
    /// 现场检查（勘察）笔录、询问笔录.
    SceneRecord = "scene-record", "现场及询问笔录", "records of the scene and of interviews";
    /// 抽样单.
    SamplingForm = "sampling-form", "抽样单", "sampling form";
    /// 照片、录音、录像.
    AudioVisual = "audio-visual", "视听资料", "photographs and recordings";
    /// 行政处罚决定书.
    PenaltyDecision = "penalty-decision", "处罚决定书", "decision on the penalty";
    /// 责令改正决定书.
    CorrectionOrder = "correction-order", "责令改正决定书", "order to correct";
    /// 查封扣押决定书及清单.
    CoercionPapers = "coercion-papers", "查封扣押决定书及清单", "seizure decision and list";
    /// 物品保管条件和期限.
    StorageConditions = "storage-conditions", "物品保管条件和期限", "storage conditions and expiry of items";
    /// 负责人审批表.
    ApprovalForm = "approval-form", "负责人审批表", "the head's form of approval";
    /// 违法事实证据材料.
    Evidence = "evidence", "违法事实证据材料", "evidence of the facts";
    /// 附件清单和联系人.
    Enclosures = "enclosures", "附件清单和联系人", "list of enclosures and contact";
    /// 其他材料.
    Other = "other", "其他材料", "other material";
}

/// A thing that goes with the case (涉案物品).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its label on the list, such as `1`.
    pub label: String,
    /// What it is.
    pub name: String,
    /// How much of it.
    pub quantity: Quantity,
    /// In what state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Where it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_at: Option<String>,
    /// Under which list of the case it was sealed or seized (查封扣押清单), where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seized: Option<String>,
}

impl Item {
    /// It, as rules ask for it.
    pub fn enclosed(&self) -> Enclosed {
        match &self.seized {
            Some(list) => Enclosed::Seized(self.label.clone(), list.clone()),
            None => Enclosed::Item(self.label.clone()),
        }
    }
}

fn check_items(items: &[Item]) -> Result<(), Refusal> {
    if items.iter().any(|item| item.name.trim().is_empty() || item.quantity.amount < 1) {
        return Err(Refusal::contradiction("涉案物品须写明名称，数量须大于零", "an item needs a name and a quantity above zero"));
    }
    items.iter().filter_map(|item| item.seized.as_deref()).try_for_each(label)?;
    check_labels(items.iter().map(|item| item.label.as_str()))
}

fn check_labels<'a>(labels: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    let labels: Vec<&str> = labels.collect();
    labels.iter().try_for_each(|text| label(text))?;
    let distinct: std::collections::BTreeSet<_> = labels.iter().collect();
    if labels.len() > 2_000 || distinct.len() < labels.len() {
        return Err(Refusal::contradiction(
            "物品在清单中重复列出或超过2000项",
            "an item is on the list twice, or there are more than 2,000",
        ));
    }
    Ok(())
}

/// A text that must say something.
fn written(text: &str, zh: &str, en: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::contradiction(format!("{zh}为空"), format!("{en} is empty")));
    }
    Ok(())
}

/// A decision or request always has reasons.
fn reasoned(reasons: &str) -> Result<(), Refusal> {
    written(reasons, "理由", "the reason")
}

/// What is told of no round is of the first.
const fn first() -> u16 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_first(round: &u16) -> bool {
    *round == 1
}

/// Rounds are counted from 1.
fn counted(round: u16) -> Result<(), Refusal> {
    if round == 0 {
        return Err(Refusal::contradiction("次序从1开始", "rounds are counted from 1"));
    }
    Ok(())
}
