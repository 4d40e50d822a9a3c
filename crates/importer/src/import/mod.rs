//! From the rows of a file to reports, one after the other.

mod making;

use std::iter::Peekable;
use std::path::Path;

use kernel::{Refusal, ReportType};
use serde_json::value::RawValue;

use crate::known::Known;
use crate::mapping::{Binding, Fault, Mapping, Scope};
use crate::read::Rows;
use crate::record::Seen;
use crate::rejected::Rejected;
use crate::value::{Header, Row, Value};
use crate::{ImportError, Report};

/// A record with more rows is a mistake of the mapping.
const MOST_ROWS: usize = 1000;

/// Whether `data` is a sound report of a type: the types themselves are known above this crate.
pub type Validate = fn(&ReportType, &RawValue) -> Result<(), Refusal>;

/// What became of one record of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Mapped {
    /// It can be sent.
    Report(Box<Report>),
    /// It cannot be mapped as it is.
    Rejected(Box<Rejected>),
}

/// What has been read so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows, elements or lines, without the header and empty ones.
    pub rows: u64,
    /// Records that became reports.
    pub reports: u64,
    /// Of them, those that were delivered before.
    pub known: u64,
    /// Of them, those that correct what was delivered before.
    pub corrections: u64,
    /// Of them, those that share their key with an earlier row of the file.
    pub repeats: u64,
    /// Records that could not be mapped.
    pub rejected: u64,
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub read: u64,
    /// Bytes in all.
    pub total: u64,
}

/// The reports of one file: an iterator that ends after the first [`ImportError`].
pub struct Import {
    mapping: Mapping,
    binding: Binding,
    header: Header,
    rows: Peekable<Rows>,
    progress: Box<dyn Fn() -> Progress + Send>,
    returned: bool,
    seen: Seen,
    known: Box<dyn Known>,
    validate: Validate,
    counts: Counts,
    ended: bool,
}

impl Import {
    /// Opens `path` and finds the mapping's columns in it.
    ///
    /// # Errors
    /// [`ImportError`] if the file cannot be read or does not have the columns.
    pub fn open(path: &Path, mapping: Mapping, known: impl Known + 'static, validate: Validate) -> Result<Self, ImportError> {
        let rows = Rows::open(path, &mapping.file)?;
        let header = rows.header().clone();
        let binding = if rows.elements() { Binding::default() } else { mapping.bind(&header)? };
        let progress = rows.progress();
        let returned = rows.returned();
        Ok(Self {
            binding,
            header,
            progress: Box::new(progress),
            returned,
            rows: rows.peekable(),
            seen: Seen::default(),
            known: Box::new(known),
            validate,
            counts: Counts::default(),
            ended: false,
            mapping,
        })
    }

    /// The columns of the file, for a [`crate::RejectedWriter`]; empty for JSON.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How far reading has come.
    pub fn progress(&self) -> Progress {
        (self.progress)()
    }

    /// What has been read so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether the file holds rows that an earlier import rejected.
    pub fn returned(&self) -> bool {
        self.returned
    }

    /// The rows of the next record.
    fn group(&mut self) -> Option<Result<Vec<Row>, ImportError>> {
        let first = match self.rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let mut group = vec![first];
        if let Some(continuation) = &self.mapping.continues {
            let cell = |row: &Row| Scope { mapping: &self.mapping, binding: &self.binding, row }.value(continuation.column);
            while group.len() < MOST_ROWS
                && let Some(Ok(row)) =
                    self.rows.next_if(|next| next.as_ref().is_ok_and(|row| continues(continuation.same, &group[0], row, cell)))
            {
                group.push(row);
            }
        }
        self.counts.rows += group.len() as u64;
        Some(Ok(group))
    }

    fn map(&mut self, rows: Vec<Row>) -> Mapped {
        let first_row = rows.first().map_or(0, |row| row.number);
        let (mut record, mut ordinal) = (None, None);
        match self.report(&rows, &mut record, &mut ordinal) {
            Ok(report) => {
                self.counts.reports += 1;
                self.counts.known += u64::from(report.known);
                self.counts.corrections += u64::from(report.corrects.is_some() && !report.known);
                self.counts.repeats += u64::from(report.ordinal > 1);
                Mapped::Report(Box::new(report))
            }
            Err(fault) => {
                self.counts.rejected += 1;
                let reason = fault.sentence();
                // A record without a key keeps its rows together by the number of the first one.
                let record = record.or(Some(format!("#{first_row}")));
                let Fault { row, column, value, .. } = fault;
                Mapped::Rejected(Box::new(Rejected { row, column, value, reason, ordinal, record, rows }))
            }
        }
    }
}

impl Iterator for Import {
    type Item = Result<Mapped, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.group() {
            None => {
                self.ended = true;
                None
            }
            Some(Err(error)) => {
                self.ended = true;
                Some(Err(error))
            }
            Some(Ok(rows)) => Some(Ok(self.map(rows))),
        }
    }
}

/// Whether `row` belongs to the record that `first` begins; `cell` is what the continuing column holds.
fn continues(same: bool, first: &Row, row: &Row, cell: impl Fn(&Row) -> Value) -> bool {
    if let (Some(one), Some(other)) = (&first.returned, &row.returned)
        && (one.record.is_none() || one.record != other.record)
    {
        return false;
    }
    let (above, here) = (cell(first), cell(row));
    above != Value::Empty && (here == Value::Empty || (same && here == above))
}
