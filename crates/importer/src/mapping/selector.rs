//! Where a value stands: columns, paths, templates, and how it is fetched from a row.

use std::borrow::Cow;

use kernel::Text;
use serde_json::Value as Json;

use super::{Cleaner, Mapping};
use crate::value::{Cells, Row, Value};

/// A column or path, as the place in the mapping's list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SelectorId(pub usize);

/// A column or path with the names that it may have.
#[derive(Clone, Debug)]
pub(crate) struct Selector {
    pub key: String,
    pub names: Vec<String>,
    pub paths: Vec<Vec<Step>>,
    pub optional: bool,
}

/// One step of a path into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    /// `a.b[0].c` as steps.
    pub fn parse(path: &str) -> Vec<Self> {
        let mut steps = Vec::new();
        for part in path.split('.') {
            let (name, indexes) = part.find('[').map_or((part, ""), |at| part.split_at(at));
            let indexes: Option<Vec<usize>> = indexes.split_terminator(']').map(|i| i.strip_prefix('[')?.parse().ok()).collect();
            match indexes {
                Some(indexes) => {
                    steps.extend((!name.is_empty()).then(|| Self::Key(name.to_owned())));
                    steps.extend(indexes.into_iter().map(Self::Index));
                }
                None => steps.push(Self::Key(part.to_owned())),
            }
        }
        steps
    }
}

/// A piece of a template or pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<S> {
    Literal(String),
    Slot(S),
}

impl Piece<String> {
    /// `{Address}, {City}` as pieces; `None` if a brace is not closed or empty.
    pub fn parse(text: &str) -> Option<Vec<Self>> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}')?;
            if slot.trim().is_empty() || slot.contains('{') {
                return None;
            }
            pieces.extend((!literal.is_empty()).then(|| Self::Literal(literal.to_owned())));
            pieces.push(Self::Slot(slot.trim().to_owned()));
            rest = after;
        }
        pieces.extend((!rest.is_empty()).then(|| Self::Literal(rest.to_owned())));
        Some(pieces)
    }
}

/// For every selector the columns of one file that bear one of its names: which name, which column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Binding(pub Vec<Vec<(usize, usize)>>);

/// Why a value cannot be used: where it was read and what is expected there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    pub row: u64,
    pub column: Option<String>,
    pub value: Option<String>,
    pub expected: Text,
}

impl Fault {
    /// The whole sentence: row, column, what was read, what is expected.
    pub fn sentence(&self) -> Text {
        let row = self.row;
        let Some(column) = &self.column else { return self.expected.clone() };
        let Text { zh, en } = &self.expected;
        match &self.value {
            Some(value) => {
                let value: String = value.chars().take(80).collect();
                Text::of(
                    format!("第{row}行“{column}”列为“{value}”：{zh}"),
                    format!("row {row}, column {column:?} reads {value:?}: {en}"),
                )
            }
            None => Text::of(format!("第{row}行“{column}”列为空：{zh}"), format!("row {row}, column {column:?} is empty: {en}")),
        }
    }
}

/// What a field is read from: one row of one file.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub mapping: &'a Mapping,
    pub binding: &'a Binding,
    pub row: &'a Row,
}

impl<'a> Scope<'a> {
    /// The cell or path as it was read: of several names the first that holds something.
    pub fn raw(&self, id: SelectorId) -> Cow<'a, Value> {
        match &self.row.cells {
            Cells::Table(cells) => {
                let columns = self.binding.0.get(id.0).map_or(&[][..], Vec::as_slice);
                let held = columns.iter().filter_map(|(_, column)| cells.get(*column)).find(|cell| !cell.is_blank());
                held.map_or(Cow::Owned(Value::Empty), Cow::Borrowed)
            }
            Cells::Tree(tree) => {
                let selector = &self.mapping.selectors[id.0];
                let mut found = selector.names.iter().zip(&selector.paths).filter_map(|(name, path)| walk(tree, name, path));
                let found = found.find(|found| !found.is_null());
                Cow::Owned(found.map_or(Value::Empty, Value::of))
            }
        }
    }

    /// The cell or path, cleaned.
    pub fn value(&self, id: SelectorId) -> Value {
        self.mapping.cleaner.clean(&self.raw(id))
    }

    /// The name of the column in this file.
    pub fn column(&self, id: SelectorId) -> String {
        let selector = &self.mapping.selectors[id.0];
        match self.binding.0.get(id.0) {
            Some(columns) if !columns.is_empty() => {
                columns.iter().map(|(name, _)| selector.names[*name].as_str()).collect::<Vec<_>>().join(" / ")
            }
            Some(_) | None => selector.names.join(" / "),
        }
    }

    pub fn fault(&self, id: SelectorId, expected: Text) -> Fault {
        let value = self.raw(id);
        let value = (!value.is_blank()).then(|| value.show());
        Fault { row: self.row.number, column: Some(self.column(id)), value, expected }
    }
}

fn walk<'a>(tree: &'a Json, name: &str, path: &[Step]) -> Option<&'a Json> {
    // A key that holds a dot itself goes before a path.
    if let Some(found) = tree.get(name) {
        return Some(found);
    }
    path.iter().try_fold(tree, |tree, step| match step {
        Step::Key(key) => tree.get(key),
        Step::Index(index) => tree.get(index),
    })
}

impl Cleaner {
    /// Decodes entities, trims, and turns the words for "nothing" into nothing.
    pub fn clean(&self, value: &Value) -> Value {
        let Value::Text(text) = value else { return value.clone() };
        let mut text = Cow::Borrowed(text.as_str());
        if self.html_entities {
            // Some exports encode twice (`&amp;quot;`); decoding what is decoded changes nothing.
            for _ in 0..2 {
                text = Cow::Owned(html_escape::decode_html_entities(&text).into_owned());
            }
        }
        let text = text.trim();
        if text.is_empty() || self.nothing.iter().any(|word| word == text) { Value::Empty } else { Value::Text(text.to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_keys_and_indexes() {
        let key = |name: &str| Step::Key(name.into());
        assert_eq!(Step::parse("a.b[0].c"), [key("a"), key("b"), Step::Index(0), key("c")]);
        assert_eq!(Step::parse("[2][1]"), [Step::Index(2), Step::Index(1)]);
        assert_eq!(Step::parse("Violations/COS"), [key("Violations/COS")]);
        assert_eq!(Step::parse("odd[x]"), [key("odd[x]")]);
    }

    #[test]
    fn an_open_brace_is_no_template() {
        assert!(Piece::parse("{a}, {b").is_none());
        assert!(Piece::parse("{ }").is_none());
        assert_eq!(Piece::parse("{a}, x"), Some(vec![Piece::Slot("a".into()), Piece::Literal(", x".into())]));
    }
}
