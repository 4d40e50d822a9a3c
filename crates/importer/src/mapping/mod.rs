//! A mapping: which column of an agency's file becomes which field of its report.

mod compile;
mod document;
pub(crate) mod field;
pub(crate) mod selector;

use std::path::Path;

use chrono_tz::Tz;
use kernel::envelope::Mark;
use kernel::{OrgId, ReportType, Text};

use crate::value::Header;
use crate::{ImportError, Shape};

pub(crate) use document::{Otherwise, Precision};
pub(crate) use field::Field;
pub(crate) use selector::{Binding, Fault, Scope, Selector, SelectorId};

/// A checked mapping.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// How the file is read.
    pub file: Shape,
    /// What is reported.
    pub report_type: ReportType,
    /// Who reports.
    pub org: OrgId,
    /// Where the file's clocks stand.
    pub zone: Tz,
    /// The CloudEvents source.
    pub source: String,
    /// How the records came about, where not from the office's own files.
    pub mark: Option<Mark>,
    pub(crate) division: Field,
    pub(crate) stated: Option<Field>,
    pub(crate) identity: Identity,
    /// What tells several reports of one record apart, such as the edition of a notice.
    pub(crate) part: Option<SelectorId>,
    pub(crate) prefix: String,
    pub(crate) continues: Option<Continuation>,
    pub(crate) fields: Vec<Field>,
    pub(crate) selectors: Vec<Selector>,
    pub(crate) cleaner: Cleaner,
}

/// How a record is known.
#[derive(Clone, Debug)]
pub(crate) enum Identity {
    /// By the organisation's own number.
    Number(Box<Field>),
    /// By key columns; of them `show` stand in the key in clear, where not all do.
    Key { columns: Vec<SelectorId>, show: Option<Vec<SelectorId>> },
}

/// Which rows belong to the row above.
#[derive(Clone, Debug)]
pub(crate) struct Continuation {
    pub column: SelectorId,
    /// Whether a row with the same content in that column continues too.
    pub same: bool,
}

/// How every text is cleaned before it is used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cleaner {
    pub nothing: Vec<String>,
    pub html_entities: bool,
}

impl Mapping {
    /// Reads and checks a mapping file.
    ///
    /// # Errors
    /// [`ImportError::Mapping`] names the key and the line.
    pub fn read(path: &Path) -> Result<Self, ImportError> {
        let text = std::fs::read_to_string(path).map_err(|e| ImportError::reading(path, e))?;
        Self::parse(&text)
    }

    /// Checks the text of a mapping file.
    ///
    /// # Errors
    /// [`ImportError::Mapping`] names the key and the line.
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        compile::compile(text)
    }

    /// Finds the columns in a table's header.
    ///
    /// # Errors
    /// [`ImportError::Input`] names the columns that the mapping asks for and the file does not have.
    pub(crate) fn bind(&self, header: &Header) -> Result<Binding, ImportError> {
        let mut missing = Vec::new();
        let columns = self
            .selectors
            .iter()
            .map(|selector| {
                let place = |(n, name): (usize, &String)| header.position(name).map(|column| (n, column));
                let found: Vec<(usize, usize)> = selector.names.iter().enumerate().filter_map(place).collect();
                if found.is_empty() && !selector.optional {
                    missing.push(format!("{} ({})", selector.names.join(" / "), selector.key));
                }
                found
            })
            .collect();
        if missing.is_empty() {
            return Ok(Binding(columns));
        }
        missing.dedup();
        let (missing, present) = (missing.join("; "), header.names().join(", "));
        Err(ImportError::Input(Text::of(
            format!(
                "文件中没有映射文件所写的列：{missing}。文件的列有：{present}。请检查表头所在行（header_row）、分隔符（delimiter）和列名"
            ),
            format!(
                "the file lacks columns that the mapping asks for: {missing}. Its columns are: {present}. Check \
                header_row, delimiter and the names of the columns"
            ),
        )))
    }
}
