//! From the text of a cell to a value of a report.

mod date;
mod list;
mod number;
mod pattern;

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::money::Currency;
use kernel::{Money, Text};
use serde_json::Value as Json;

use crate::value::Value;

pub(crate) use date::DateRule;
pub(crate) use list::{ItemRule, ListRule};
pub(crate) use number::NumberRule;
pub(crate) use pattern::Pattern;

/// What is made of a value.
#[derive(Clone, Debug)]
pub(crate) enum Convert {
    /// The text itself, or its code.
    Text(Option<Codes>),
    /// A JSON source's value as it is.
    Json,
    Boolean(Words),
    Number(NumberRule),
    Money(Currency),
    Date(DateRule),
    List(ListRule),
    Items(ItemRule),
}

impl Convert {
    /// The converted value, or what is expected instead; `value` is not empty.
    pub fn apply(&self, value: &Value) -> Result<Option<Json>, Text> {
        Ok(Some(match self {
            Self::Text(codes) => {
                if let Value::Tree(_) = value {
                    return Err(Text::new(
                        "应为单个文本，而不是列表或对象",
                        "a single text is expected, not a list or an object",
                    ));
                }
                let text = value.show();
                match codes {
                    Some(codes) => return codes.code(&text),
                    None => Json::String(text),
                }
            }
            Self::Json => match value {
                Value::Tree(tree) => tree.clone(),
                Value::Boolean(boolean) => Json::Bool(*boolean),
                Value::Number(number) => serde_json::from_str(number).unwrap_or_else(|_| Json::String(number.clone())),
                Value::Empty => return Ok(None),
                Value::Text(_) | Value::Moment(_) => Json::String(value.show()),
            },
            Self::Boolean(words) => Json::Bool(words.read(value)?),
            Self::Number(rule) => rule.read(&value.show())?,
            Self::Money(currency) => {
                let money = Money::parse(&value.show(), *currency).map_err(|_| {
                    Text::new(
                        "应为金额，最多两位小数，如1,234.50；请更正",
                        "an amount with at most two decimals is expected, such as 1,234.50: correct it",
                    )
                })?;
                serde_json::to_value(money).unwrap_or_default()
            }
            Self::Date(rule) => Json::String(rule.read(value)?.to_string()),
            Self::List(rule) => rule.read(value)?,
            Self::Items(rule) => rule.read(value)?,
        }))
    }
}

/// A code table with what stands for a word that it does not have.
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    pub table: Arc<BTreeMap<String, Json>>,
    pub default: Option<Json>,
}

impl Codes {
    /// The code of `word`; an empty code says that the word means nothing.
    pub fn code(&self, word: &str) -> Result<Option<Json>, Text> {
        let code = self.table.get(word.trim()).or(self.default.as_ref()).ok_or_else(|| {
            let some: Vec<&str> = self.table.keys().take(12).map(String::as_str).collect();
            let (list, more) = (some.join(", "), if self.table.len() > some.len() { ", …" } else { "" });
            Text::of(
                format!("代码表中没有这个词，应为以下之一：{list}{more}；请更正，或在映射文件[codes]中补充"),
                format!(
                    "the code table does not have it; expected is one of {list}{more}: correct it, or add it under \
                [codes] in the mapping"
                ),
            )
        })?;
        Ok((code.as_str() != Some("")).then(|| code.clone()))
    }
}

/// The words for yes and no.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    yes: Vec<String>,
    no: Vec<String>,
}

impl Words {
    /// The stated words, or the usual ones.
    pub fn new(yes: Option<&Vec<String>>, no: Option<&Vec<String>>) -> Self {
        let usual = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            yes: yes.cloned().unwrap_or_else(|| usual(&["true", "yes", "y", "1", "是", "有"])),
            no: no.cloned().unwrap_or_else(|| usual(&["false", "no", "n", "0", "否", "无"])),
        }
    }

    /// Whether `value` says yes; upper and lower case are the same.
    pub fn read(&self, value: &Value) -> Result<bool, Text> {
        if let Value::Boolean(boolean) = value {
            return Ok(*boolean);
        }
        let text = value.show().trim().to_lowercase();
        let among = |words: &[String]| words.iter().any(|word| word.to_lowercase() == text);
        if among(&self.yes) {
            return Ok(true);
        }
        if among(&self.no) {
            return Ok(false);
        }
        let (yes, no) = (self.yes.join(", "), self.no.join(", "));
        Err(Text::of(format!("应为“是”（{yes}）或“否”（{no}）"), format!("expected is yes ({yes}) or no ({no})")))
    }
}
