//! A file that holds reports already, one envelope a line or in one JSON list: read one after the other, in bounded memory.

use std::path::Path;

use kernel::{AgencyCode, Envelope, Text};

use crate::import::Counts;
use crate::read::{Format, Rows, Shape};
use crate::rejected::Rejected;
use crate::value::{Cells, Header, Row};
use crate::{ImportError, Progress};

/// What became of one line or element.
#[derive(Clone, Debug)]
pub enum Stated {
    /// A report, with its bytes as they are written.
    Report(Box<(Envelope, String)>),
    /// It is no report of this agency.
    Rejected(Box<Rejected>),
}

/// The reports of one file: an iterator that ends after the first [`ImportError`].
pub struct StatedFile {
    rows: Rows,
    progress: Box<dyn Fn() -> Progress + Send>,
    agency: Option<AgencyCode>,
    counts: Counts,
    ended: bool,
}

impl StatedFile {
    /// Opens `path`; a report of another agency than `agency` is rejected.
    ///
    /// # Errors
    /// [`ImportError`] if the file cannot be read, or holds rows of which only a mapping could make reports.
    pub fn open(path: &Path, agency: Option<AgencyCode>) -> Result<Self, ImportError> {
        let rows = Rows::open(path, &Shape { raw: true, ..Shape::default() })?;
        if !rows.elements() {
            let path = path.display();
            return Err(ImportError::input(
                format!("{path}是表格，不是报送：请用--mapping指定映射文件"),
                format!("{path} holds rows, not reports: say with --mapping how they become reports"),
            ));
        }
        let progress = rows.progress();
        Ok(Self { rows, progress: Box::new(progress), agency, counts: Counts::default(), ended: false })
    }

    /// No columns: what is rejected is kept as it is written.
    pub fn header(&self) -> &Header {
        self.rows.header()
    }

    /// How far reading has come.
    pub fn progress(&self) -> Progress {
        (self.progress)()
    }

    /// What has been read so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn read(&mut self, row: Row) -> Stated {
        let text = match &row.cells {
            Cells::Tree(serde_json::Value::String(text)) => text.clone(),
            Cells::Tree(other) => other.to_string(),
            Cells::Table(_) => String::new(),
        };
        let fault = match row.defect.clone() {
            Some(defect) => defect,
            None => match serde_json::from_str::<Envelope>(&text) {
                Ok(envelope) => match &self.agency {
                    Some(agency) if envelope.report_type.agency != *agency => {
                        other_agency(row.number, &envelope.report_type.agency)
                    }
                    _ => {
                        self.counts.reports += 1;
                        return Stated::Report(Box::new((envelope, text)));
                    }
                },
                Err(error) => no_report(self.rows.format(), row.number, &error),
            },
        };
        self.counts.rejected += 1;
        let record = Some(format!("#{}", row.number));
        let (row, rows) = (row.number, vec![row]);
        Stated::Rejected(Box::new(Rejected { row, column: None, value: None, reason: fault, ordinal: None, record, rows }))
    }
}

impl Iterator for StatedFile {
    type Item = Result<Stated, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.rows.next() {
            Some(Ok(row)) => {
                self.counts.rows += 1;
                Some(Ok(self.read(row)))
            }
            Some(Err(error)) => {
                self.ended = true;
                Some(Err(error))
            }
            None => {
                self.ended = true;
                None
            }
        }
    }
}

fn no_report(format: Format, number: u64, error: &serde_json::Error) -> Text {
    let (zh, en) = match format {
        Format::Json => ("条", "element"),
        Format::JsonLines | Format::Csv | Format::Xlsx => ("行", "line"),
    };
    Text::of(
        format!("第{number}{zh}不是报送信封：{error}。请更正；如果这是业务数据，请用--mapping指定映射文件"),
        format!("{en} {number} is no report: {error}. Correct it; a file of an agency's own rows needs --mapping"),
    )
}

fn other_agency(number: u64, agency: &AgencyCode) -> Text {
    Text::of(
        format!("第{number}行是{agency}的报送：请以该部门报送"),
        format!("line {number} is a report of {agency}: publish it as that agency"),
    )
}
