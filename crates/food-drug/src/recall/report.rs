//! What a food and drug regulator reports of a recall.

use kernel::{Refusal, Uscc, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Category;

/// The codes of a recall's states with their names.
pub(super) const OUTCOMES: &[(&str, &str, &str)] = &[
    ("recall-active", "召回中", "recall active"),
    ("recall-closed", "召回终结", "recall closed"),
    ("public-alert", "风险警示", "public alert"),
];

/// A recall is announced (召回公告).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Announced {
    /// When it became known: the day of the announcement, else that of the notification.
    pub on: When,
    /// Its headline.
    pub title: String,
    /// Where it stands when it is told.
    pub status: Status,
    /// Its class (召回级别); a warning without a recall has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// The risk in the source's words, such as `High - Class I`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_level: Option<String>,
    /// The reasons in the source's words, such as `Unreported Allergens`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What is recalled, with labels, batches and dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The class of the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// The brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The company that recalls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Its credit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Uscc>,
    /// Where it was sold, such as provinces or states, in the source's words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// The authority that published it, such as `USDA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The number of the notice (公告号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_number: Option<String>,
    /// Tells the notices of one recall apart where it has several, such as the same in another language: the notice's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When the authority was notified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified_on: Option<When>,
    /// When the company announced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_on: Option<When>,
}

/// Where a recall stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Under way.
    Active,
    /// At its end (召回终结).
    Closed,
    /// No recall, but a public warning (风险警示).
    Alert,
}

impl Status {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Active => "recall-active",
            Self::Closed => "recall-closed",
            Self::Alert => "public-alert",
        }
    }
}

/// The class of a recall (食品召回管理办法 2015, art. 13; FSIS Directive 8080.1 knows the same three).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Class {
    /// 一级召回: serious harm.
    #[serde(rename = "class-1")]
    One,
    /// 二级召回: ordinary harm.
    #[serde(rename = "class-2")]
    Two,
    /// 三级召回: a wrong label without harm.
    #[serde(rename = "class-3")]
    Three,
}

/// The recall has ended (召回终结).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// When.
    pub on: When,
    /// What came back and what was done with it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

kernel::report!(Announced = "recall.announced", check);
kernel::report!(Closed = "recall.closed");

impl Announced {
    fn consistent(&self) -> Result<(), Refusal> {
        let wrong = |zh: &str, en: &str| Err(Refusal::contradiction(zh, en));
        if self.title.trim().is_empty() {
            return wrong("召回公告没有标题", "the recall has no title");
        }
        if self.status == Status::Alert && self.class.is_some() {
            return wrong("风险警示不是召回，没有召回级别", "a public alert is no recall and has no class: correct either");
        }
        if self.edition.as_ref().is_some_and(|e| e.is_empty() || e.len() > 100 || e.contains('/')) {
            return wrong("公告版本标识须为1至100个字符且不含“/”", "the edition is 1 to 100 characters without /");
        }
        if self.reasons.len() > 500 || self.places.len() > 500 {
            return wrong("召回原因或地区超过500项", "more than 500 reasons or places");
        }
        Ok(())
    }
}
