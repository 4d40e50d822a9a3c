//! Lists inside a cell: separated, written as a literal, or items with parts of their own.

use kernel::Text;
use serde_json::Value as Json;

use super::{Codes, Pattern};
use crate::mapping::field::{Field, object};
use crate::value::Value;

/// More entries in one cell are not a list.
const LONGEST: usize = 10_000;

/// How a list is read.
#[derive(Clone, Debug)]
pub(crate) struct ListRule {
    /// What separates the entries; none if the cell holds a literal such as `['Hanover', 'Quincy']`.
    pub separators: Vec<String>,
    /// Words that say that the list is empty.
    pub none: Vec<String>,
    pub codes: Option<Codes>,
}

impl ListRule {
    /// The list that `value` states.
    pub fn read(&self, value: &Value) -> Result<Json, Text> {
        let texts = self.entries(value)?;
        let codes = |text: String| match &self.codes {
            Some(codes) => codes.code(&text),
            None => Ok(Some(Json::String(text))),
        };
        texts.into_iter().filter_map(|text| codes(text).transpose()).collect::<Result<_, _>>().map(Json::Array)
    }

    fn entries(&self, value: &Value) -> Result<Vec<String>, Text> {
        let text = match value {
            Value::Tree(Json::Array(list)) => {
                return Ok(list
                    .iter()
                    .map(|entry| Value::of(entry).show().trim().to_owned())
                    .filter(|text| !text.is_empty())
                    .collect());
            }
            Value::Tree(_) => return Err(Text::new("应为列表，而不是对象", "a list is expected, not an object")),
            Value::Empty | Value::Text(_) | Value::Number(_) | Value::Boolean(_) | Value::Moment(_) => value.show(),
        };
        if self.none.iter().any(|word| word == text.trim()) {
            return Ok(Vec::new());
        }
        let entries =
            if self.separators.is_empty() { literal(&text).ok_or_else(not_literal)? } else { split(&text, &self.separators) };
        if entries.len() > LONGEST {
            return Err(Text::new("列表超过10000项", "the list has more than 10000 entries"));
        }
        Ok(entries)
    }
}

fn not_literal() -> Text {
    Text::new(
        "应为列表，如['甲', '乙']或[]；如以符号分隔，请在映射文件中写明separator",
        "a list such as ['a', 'b'] or [] is expected; where a character separates the entries, name it as separator in \
        the mapping",
    )
}

fn split(text: &str, separators: &[String]) -> Vec<String> {
    let mut parts = vec![text];
    for separator in separators.iter().filter(|separator| !separator.is_empty()) {
        parts = parts.into_iter().flat_map(|part| part.split(separator.as_str())).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A list of quoted texts and bare words, in either kind of quotes, with backslash escapes.
fn literal(text: &str) -> Option<Vec<String>> {
    let mut chars = text.trim().strip_prefix('[')?.strip_suffix(']')?.chars().peekable();
    let mut entries = Vec::new();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let Some(first) = chars.next() else { return Some(entries) };
        let mut entry = String::new();
        if first == '\'' || first == '"' {
            loop {
                match chars.next()? {
                    '\\' => entry.push(match chars.next()? {
                        'n' => '\n',
                        't' => '\t',
                        other => other,
                    }),
                    c if c == first => break,
                    c => entry.push(c),
                }
            }
        } else {
            entry.push(first);
            while let Some(c) = chars.next_if(|c| *c != ',') {
                entry.push(c);
            }
        }
        let entry = entry.trim();
        if entry.is_empty() || entry.starts_with(',') {
            return None;
        }
        entries.push(entry.to_owned());
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        match chars.next() {
            None => return Some(entries),
            Some(',') => {}
            Some(_) => return None,
        }
    }
}

/// How a list of objects is read.
#[derive(Clone, Debug)]
pub(crate) struct ItemRule {
    pub list: ListRule,
    /// Tried in their order; the first that fits the whole entry says what its parts are.
    pub patterns: Vec<Pattern>,
    pub parts: Vec<Field>,
}

impl ItemRule {
    /// The objects that `value` states.
    pub fn read(&self, value: &Value) -> Result<Json, Text> {
        let entries = if self.list.separators.is_empty() && !matches!(value, Value::Tree(_)) {
            let text = value.show();
            if self.list.none.iter().any(|word| word == text.trim()) { Vec::new() } else { vec![text] }
        } else {
            self.list.entries(value)?
        };
        entries.iter().filter_map(|entry| self.item(entry).transpose()).collect::<Result<_, _>>().map(Json::Array)
    }

    fn item(&self, entry: &str) -> Result<Option<Json>, Text> {
        let Some(found) = self.patterns.iter().find_map(|pattern| pattern.read(entry)) else {
            return Err(Text::of(
                format!("其中“{entry}”不符合映射文件patterns中的任何式样：请更正，或补充式样"),
                format!("{entry:?} in it has none of the shapes under patterns in the mapping: correct it, or add the shape"),
            ));
        };
        object(&self.parts, |part| {
            if let crate::mapping::field::Source::Constant(constant) = &part.source {
                return Ok(Some(constant.clone()));
            }
            let Some((_, text)) = found.iter().find(|(name, _)| *name == part.name) else { return Ok(None) };
            match part.convert.apply(&Value::Text(text.clone())) {
                Err(_) if part.omit => Ok(None),
                Err(Text { zh, en }) => {
                    Err(Text::of(format!("其中“{entry}”的“{text}”{zh}"), format!("{text:?} in {entry:?}: {en}")))
                }
                Ok(read) => Ok(read),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_with_either_quote() {
        let read = |text: &str| literal(text);
        let list = |entries: &[&str]| Some(entries.iter().map(|e| (*e).to_owned()).collect::<Vec<_>>());
        assert_eq!(read("['Hanover', 'Quincy']"), list(&["Hanover", "Quincy"]));
        assert_eq!(read(r#"["Martha's Vineyard", 'O\'Brien']"#), list(&["Martha's Vineyard", "O'Brien"]));
        assert_eq!(read("[]"), list(&[]));
        assert_eq!(read("[1, 2]"), list(&["1", "2"]));
        for wrong in ["Hanover", "['Hanover'", "['a' 'b']", "['a,", "[,]"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn several_separators_may_stand_in_one_cell() {
        let separators = ["；".to_owned(), ";".to_owned()];
        assert_eq!(split("甲；乙; 丙；", &separators), ["甲", "乙", "丙"]);
    }
}
