//! One field of a report: where its value comes from and what is made of it.

use kernel::Text;
use serde_json::{Map, Value as Json};

use super::selector::{Fault, Piece, Scope, SelectorId};
use crate::convert::{Convert, Words};
use crate::value::Value;

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
