//! One field of a report: where its value comes from and what is made of it.

use std::borrow::Cow;

use kernel::Text;
use serde_json::{Map, Value as Json};

use super::{Cleaner, Mapping};
use crate::convert::{Convert, Words};
use crate::value::{Cells, Row, Value};

/// A field of the report, or a part of an item.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub name: String,
    pub target: Vec<String>,
    pub source: Source,
    pub convert: Convert,
    /// A column whose year the date must have.
    pub year: Option<SelectorId>,
    pub required: bool,
    /// Whether a value that cannot be read is left out instead of rejecting the row.
    pub omit: bool,
    /// The object that is left out unless every field that names it has a value.
    pub whole: Option<Vec<String>>,
    /// Whether every row of a record adds to the list, or only the first.
    pub each_row: bool,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Constant(Json),
    Cell(SelectorId),
    Join(Vec<SelectorId>, String),
    Template(Vec<Piece<SelectorId>>),
    /// One-hot columns: the codes of those that say yes.
    Flags(Vec<(SelectorId, String)>, Words),
    /// The parts of an item stand in columns of their own.
    Parts,
    /// A place in a pattern.
    Placed,
}

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

    fn fault(&self, id: SelectorId, expected: Text) -> Fault {
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

impl Field {
    /// A part of an item that stands in a pattern.
    pub fn placed(name: &str, convert: Convert, required: bool, omit: bool) -> Self {
        let target = name.split('.').map(str::to_owned).collect();
        Self {
            name: name.to_owned(),
            target,
            source: Source::Placed,
            convert,
            year: None,
            required,
            omit,
            whole: None,
            each_row: false,
        }
    }

    /// The field's value; `None` if the source has nothing.
    pub fn read(&self, scope: Scope<'_>) -> Result<Option<Json>, Fault> {
        match self.try_read(scope) {
            Ok(None) if self.required => {
                let expected =
                    Text::of(format!("“{}”必填，请填写", self.name), format!("{:?} must be given: fill it in", self.name));
                Err(self.fault(scope, expected))
            }
            Err(_) if self.omit => Ok(None),
            other => other,
        }
    }

    fn try_read(&self, scope: Scope<'_>) -> Result<Option<Json>, Fault> {
        let value = match &self.source {
            Source::Constant(constant) => return Ok(Some(constant.clone())),
            Source::Placed => return Ok(None),
            Source::Parts => {
                let Convert::Items(rule) = &self.convert else { return Ok(None) };
                let item = object(&rule.parts, |part| part.read(scope))?;
                return Ok(Some(Json::Array(item.into_iter().collect())));
            }
            Source::Flags(flags, words) => {
                let mut codes = Vec::new();
                for (id, code) in flags {
                    let value = scope.value(*id);
                    if value != Value::Empty && words.read(&value).map_err(|expected| scope.fault(*id, expected))? {
                        codes.push(Json::String(code.clone()));
                    }
                }
                return Ok(Some(Json::Array(codes)));
            }
            Source::Cell(id) => scope.value(*id),
            Source::Join(ids, separator) => {
                let texts: Vec<String> = ids.iter().map(|id| scope.value(*id).show()).filter(|text| !text.is_empty()).collect();
                if texts.is_empty() { Value::Empty } else { Value::Text(texts.join(separator)) }
            }
            Source::Template(pieces) => fill(pieces, scope),
        };
        if value == Value::Empty {
            return Ok(None);
        }
        let json = self.convert.apply(&value).map_err(|expected| self.fault(scope, expected))?;
        if let (Some(id), Some(Json::String(date))) = (self.year, &json) {
            let stated = scope.value(id);
            if stated != Value::Empty && date.get(..4) != Some(stated.show().as_str()) {
                let (column, year) = (scope.column(id), stated.show());
                let expected = Text::of(
                    format!("读作{date}，与“{column}”列的{year}年不符，请更正其一"),
                    format!("it is read as {date}, but column {column:?} says {year}: correct one of them"),
                );
                return Err(self.fault(scope, expected));
            }
        }
        Ok(json)
    }

    fn fault(&self, scope: Scope<'_>, expected: Text) -> Fault {
        match &self.source {
            Source::Cell(id) => scope.fault(*id, expected),
            Source::Join(ids, _) => self.joined_fault(scope, ids, expected),
            Source::Template(pieces) => {
                let ids: Vec<SelectorId> =
                    pieces.iter().filter_map(|piece| if let Piece::Slot(id) = piece { Some(*id) } else { None }).collect();
                self.joined_fault(scope, &ids, expected)
            }
            Source::Flags(..) | Source::Constant(_) | Source::Parts | Source::Placed => {
                Fault { row: scope.row.number, column: Some(self.name.clone()), value: None, expected }
            }
        }
    }

    fn joined_fault(&self, scope: Scope<'_>, ids: &[SelectorId], expected: Text) -> Fault {
        let columns: Vec<String> = ids.iter().map(|id| scope.column(*id)).collect();
        let values: Vec<String> = ids.iter().map(|id| scope.raw(*id).show()).filter(|text| !text.trim().is_empty()).collect();
        let value = (!values.is_empty()).then(|| values.join(" "));
        Fault { row: scope.row.number, column: Some(columns.join(" + ")), value, expected }
    }
}

fn fill(pieces: &[Piece<SelectorId>], scope: Scope<'_>) -> Value {
    let mut text = String::new();
    let mut any = false;
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => text.push_str(literal),
            Piece::Slot(id) => {
                let value = scope.value(*id).show();
                any |= !value.is_empty();
                text.push_str(&value);
            }
        }
    }
    if any { Value::Text(text.trim().to_owned()) } else { Value::Empty }
}

/// The object that `fields` make; `None` if none of them but constants has anything.
pub(crate) fn object<E>(fields: &[Field], mut read: impl FnMut(&Field) -> Result<Option<Json>, E>) -> Result<Option<Json>, E> {
    let mut tree = Map::new();
    let mut any = false;
    for field in fields {
        if let Some(value) = read(field)? {
            any |= !matches!(field.source, Source::Constant(_));
            put(&mut tree, &field.target, value);
        }
    }
    Ok(any.then_some(Json::Object(tree)))
}

/// Sets `value` at `path`, making the objects on the way.
pub(crate) fn put(tree: &mut Map<String, Json>, path: &[String], value: Json) {
    match path {
        [] => {}
        [last] => {
            tree.insert(last.clone(), value);
        }
        [first, rest @ ..] => {
            let inner = tree.entry(first.clone()).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// Takes away what stands at `path`.
pub(crate) fn remove(tree: &mut Map<String, Json>, path: &[String]) {
    match path {
        [] => {}
        [last] => {
            tree.remove(last);
        }
        [first, rest @ ..] => {
            if let Some(Json::Object(inner)) = tree.get_mut(first) {
                remove(inner, rest);
            }
        }
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
