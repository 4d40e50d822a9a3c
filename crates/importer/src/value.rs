//! What a cell or a JSON field holds, and a row of them.

use std::sync::Arc;

use chrono::NaiveDateTime;
use kernel::Text;
use serde_json::Value as Json;

/// The content of one cell or JSON field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number as its decimal text.
    Number(String),
    /// True or false.
    Boolean(bool),
    /// A date cell of a spreadsheet, in the zone of the file.
    Moment(NaiveDateTime),
    /// A list or an object of a JSON source.
    Tree(Json),
}

impl Value {
    /// The value of a JSON field.
    pub fn of(json: &Json) -> Self {
        match json {
            Json::Null => Self::Empty,
            Json::Bool(boolean) => Self::Boolean(*boolean),
            Json::Number(number) => Self::Number(number.to_string()),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(_) | Json::Object(_) => Self::Tree(json.clone()),
        }
    }

    /// As a person would read it in a cell.
    pub fn show(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Boolean(boolean) => boolean.to_string(),
            Self::Moment(at) if at.time() == chrono::NaiveTime::MIN => at.date().to_string(),
            Self::Moment(at) => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
            Self::Tree(tree) => tree.to_string(),
        }
    }

    /// Whether there is nothing in it but space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) | Self::Boolean(_) | Self::Moment(_) | Self::Tree(_) => false,
        }
    }
}

/// One row of a table, or one element of a JSON source.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// As a spreadsheet counts: the header of a table is row 1. Elements and lines of JSON count from 1.
    pub number: u64,
    /// What it holds.
    pub cells: Cells,
    /// What is wrong with the row as a whole; such a row is rejected.
    pub defect: Option<Text>,
    /// What an earlier import wrote beside the row, where it comes from a file of rejected rows.
    pub returned: Option<Returned>,
}

/// What the file of rejected rows remembers of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The ordinal that the row had.
    pub ordinal: Option<u32>,
    /// The record key for which that ordinal was counted.
    pub record: Option<String>,
}

/// The content of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Cells in the order of the header.
    Table(Vec<Value>),
    /// A JSON element.
    Tree(Json),
}

/// The columns of a table: each header once, a repeated one as `name#2`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header(Arc<Vec<String>>);

impl Header {
    /// Names the columns: space is normalised, a repeated name gets its number.
    pub fn new(cells: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = Vec::new();
        for cell in cells {
            let bare = squeeze(&cell);
            let mut name = bare.clone();
            let mut n = 1;
            while names.contains(&name) {
                n += 1;
                name = format!("{bare}#{n}");
            }
            names.push(name);
        }
        Self(Arc::new(names))
    }

    /// The names.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The place of `name`.
    pub fn position(&self, name: &str) -> Option<usize> {
        let name = squeeze(name);
        self.0.iter().position(|column| *column == name)
    }
}

/// Without space at either end, and with single spaces inside.
pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
