//! What a food and drug regulator reports of a sample.

use kernel::{Premises, Refusal, When, assay};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Category;

/// The codes of verdicts with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("sample-pass", "检验合格", "sample passed"),
    ("sample-fail", "检验不合格", "sample failed"),
    ("retest-pass", "复检合格", "passed the retest"),
    ("retest-fail", "复检不合格", "failed the retest"),
];

/// A sample is taken (抽样).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// When.
    pub on: When,
    /// Where it was taken (被抽样单位).
    pub premises: Premises,
    /// What was taken.
    pub product: Product,
    /// The producer that the label names (标称生产企业): a claim, not yet an origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub producer: Option<Premises>,
    /// From whom the premises bought it (进货来源).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Premises>,
    /// Where in the chain (抽样环节).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<ChainLink>,
    /// The shop and platform, if it was bought on the net (网店、平台).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The kind of task in the agency's words, such as 监督抽检 or 风险监测.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// It is of farm produce, taken under 农产品质量安全法 (农产品抽查), which has terms of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub farm_produce: bool,
    /// Whether a sealed backup part is kept (备份样品); without one there is no retest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<bool>,
    /// How many samplers were there, where stated (the law asks for two).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samplers: Option<u16>,
    /// The inspection in which it was taken, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<String>,
    /// The campaign (专项行动) it belongs to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The joint action (联合执法) it was part of, by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_action: Option<String>,
}

/// The product as its label states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Name (样品名称).
    pub name: String,
    /// Its class (分类).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Specification (规格型号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub specification: Option<String>,
    /// Trade mark (商标).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Batch number (批号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The date on the label or in the books (生产、加工、购进、检疫日期).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Dated>,
}

/// A product's date and what it is the date of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dated {
    /// What happened on it.
    pub by: DatedBy,
    /// The date.
    pub on: When,
}

/// What a product's date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DatedBy {
    /// 生产.
    Production,
    /// 加工.
    Processing,
    /// 购进.
    Purchase,
    /// 检疫.
    Quarantine,
}

/// Where in the chain a sample is taken (抽样环节).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChainLink {
    /// 生产.
    Production,
    /// 流通.
    Sale,
    /// 餐饮.
    Catering,
}

/// The laboratory states its result (检验报告).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tested {
    /// When the result was stated.
    pub on: When,
    /// The laboratory (承检机构).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laboratory: Option<String>,
    /// The number of its report (检验报告编号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// When the laboratory received the sample.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<When>,
    /// The tested items: every failed one, others as far as they are stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// The laboratory's conclusion; without one it follows from the items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Why no retest may be asked for, where that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_retest: Option<NoRetest>,
    /// Remarks (备注), such as a dispute about authenticity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// Why there is no retest (不予复检).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoRetest {
    /// 微生物指标不合格.
    Microbes,
    /// 备份样品超过保质期.
    Expired,
    /// 备份样品无法实现复检目的, or there is none.
    NoBackup,
    /// 其他原因导致备份样品无法复检.
    Other,
}

/// One tested item (检验项目) with its value and limit exactly as the laboratory states them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What was tested for, such as 苯甲酸及其钠盐.
    pub item: String,
    /// The result (检验结果), such as `0.62` or `检出`.
    pub measured: String,
    /// The limit (标准值), such as `≤0.5` or `不得检出`.
    pub limit: String,
    /// The unit of both, such as `g/kg`; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The standard that sets the limit, such as `GB 2760-2014`; absent where a public notice does not print it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    /// The method of testing, such as `GB 5009.28-2016`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Whether the item passes.
    pub verdict: Verdict,
}

/// 合格 or 不合格.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// 合格.
    Pass,
    /// 不合格.
    Fail,
}

impl Verdict {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Pass => "sample-pass",
            Self::Fail => "sample-fail",
        }
    }
}

/// The verdict on a sample and the rule by which it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// How it was reached.
    pub basis: Basis,
    /// How many items failed.
    pub failed: u32,
}

/// How the verdict on a sample was reached; limit and standard stand with each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The laboratory concluded so.
    Stated,
    /// One failed item fails the sample.
    Items,
}

/// The result was notified (告知检验结果).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notified {
    /// When.
    pub on: When,
    /// To whom.
    pub to: Addressee,
    /// The result of which it tells, where stated: the rights of the party run from notice of a failed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The number of the notice (检验结果通知书).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// Who is told of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Addressee {
    /// The sampled premises (被抽样单位).
    Premises,
    /// The producer that the label names (标称生产者).
    Producer,
    /// The supplier (供货者).
    Supplier,
}

impl Addressee {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Premises => "premises",
            Self::Producer => "producer",
            Self::Supplier => "supplier",
        }
    }
}

kernel::report!(Taken = "sample.taken", check);
kernel::report!(Tested = "sample.tested", check);
kernel::report!(Notified = "sample.notified");

impl Taken {
    fn consistent(&self) -> Result<(), Refusal> {
        self.premises.check()?;
        self.producer.iter().chain(&self.supplier).try_for_each(Premises::check)?;
        if self.product.name.trim().is_empty() {
            return Err(Refusal::contradiction("样品名称为空", "the product has no name"));
        }
        Ok(())
    }
}

impl Tested {
    /// The verdict with its rule: the laboratory's own, else that of the items.
    pub(super) fn judged(&self) -> Judged {
        let failed = self.items.iter().filter(|item| item.verdict == Verdict::Fail).count();
        let by_items = if failed > 0 { Verdict::Fail } else { Verdict::Pass };
        Judged {
            verdict: self.verdict.unwrap_or(by_items),
            basis: if self.verdict.is_some() { Basis::Stated } else { Basis::Items },
            failed: u32::try_from(failed).unwrap_or(u32::MAX),
        }
    }

    fn consistent(&self) -> Result<(), Refusal> {
        let wrong = |zh: &str, en: &str| Err(Refusal::contradiction(zh, en));
        if self.items.len() > 500 {
            return wrong("一份检验结果的项目超过500项", "more than 500 items in one result: split the report");
        }
        for item in &self.items {
            item.consistent()?;
        }
        let failed = self.judged().failed;
        match self.verdict {
            Some(Verdict::Fail) if failed == 0 => wrong(
                "结论为不合格，但未列出不合格项目",
                "the sample failed, but no failed item is listed: list every failed item",
            ),
            Some(Verdict::Pass) if failed > 0 => {
                wrong("结论为合格，但列有不合格项目", "the sample passed, but failed items are listed: correct either")
            }
            None if self.items.is_empty() => {
                wrong("既无结论也无检验项目", "the result states neither a conclusion nor an item: give one")
            }
            Some(Verdict::Fail | Verdict::Pass) | None => Ok(()),
        }
    }
}

impl Item {
    fn consistent(&self) -> Result<(), Refusal> {
        for (text, zh, en) in [
            (&self.item, "检验项目名称为空", "an item has no name"),
            (&self.measured, "检验结果为空", "an item has no result"),
            (&self.limit, "标准值为空", "an item has no limit"),
        ] {
            if text.trim().is_empty() {
                return Err(Refusal::contradiction(format!("{zh}：{}", self.item), format!("{en}: {:?}", self.item)));
            }
        }
        if assay::refutes(&self.measured, &self.limit, self.verdict == Verdict::Fail) {
            return Err(Refusal::contradiction(
                format!("“{}”的检验结果{}与标准值{}同其判定矛盾", self.item, self.measured, self.limit),
                format!("{:?}: {} against {} contradicts its verdict", self.item, self.measured, self.limit),
            ));
        }
        Ok(())
    }
}
