//! Rows that could not be mapped, in a file beside the input: a clerk corrects that file and publishes it again.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use csv::{StringRecord, Writer};
use kernel::Text;

use crate::read::{json_row, raw_row};
use crate::value::{Cells, Returned, Row, Value};
use crate::{Header, ImportError};

/// How the file's name ends.
const ENDING: &str = ".rejected.csv";
/// The columns that are added after the original ones.
const EXTRA: [&str; 7] = ["_row", "_ordinal", "_record", "_column", "_value", "_reason_zh", "_reason_en"];
/// The only original column where the input was JSON.
pub(crate) const JSON: &str = "_json";

/// A record that could not be mapped, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// The number of the row at fault.
    pub row: u64,
    /// The column at fault; `None` where it is the row as a whole.
    pub column: Option<String>,
    /// What was read there.
    pub value: Option<String>,
    /// What is expected, naming row, column and value.
    pub reason: Text,
    /// The ordinal that the record keeps when it is corrected, where it could be counted.
    pub ordinal: Option<u32>,
    /// The key for which the ordinal was counted.
    pub record: Option<String>,
    /// The rows of the record as they were read.
    pub rows: Vec<Row>,
}

/// Writes `<input>.rejected.csv`: UTF-8 with a mark, the original columns first.
#[derive(Debug)]
pub struct RejectedWriter {
    input: PathBuf,
    header: Header,
    part: Option<(PathBuf, Writer<BufWriter<File>>)>,
}

impl RejectedWriter {
    /// A writer beside `input`; nothing is created before the first row.
    pub fn beside(input: &Path, header: &Header) -> Self {
        Self { input: input.to_owned(), header: header.clone(), part: None }
    }

    /// Adds the rows of one record.
    ///
    /// # Errors
    /// [`ImportError::Io`] if the file cannot be written.
    pub fn write(&mut self, rejected: &Rejected) -> Result<(), ImportError> {
        let header: Vec<String> =
            if self.header.names().is_empty() { vec![JSON.to_owned()] } else { self.header.names().to_vec() };
        let (path, writer) = match &mut self.part {
            Some(part) => part,
            none => none.insert(begin(&self.input, &header)?),
        };
        for row in &rejected.rows {
            let mut cells: Vec<String> = match &row.cells {
                Cells::Table(values) => values.iter().take(header.len()).map(Value::show).collect(),
                // A line that is not JSON is kept as it was.
                Cells::Tree(serde_json::Value::String(line)) => vec![line.clone()],
                Cells::Tree(element) => vec![element.to_string()],
            };
            cells.resize(header.len(), String::new());
            // The reason stands beside the row at fault, or beside the first one.
            let at_fault = row.number == rejected.row;
            let beside = |text: Option<&str>| if at_fault { text.unwrap_or_default().to_owned() } else { String::new() };
            cells.push(row.number.to_string());
            cells.push(rejected.ordinal.map(|n| n.to_string()).unwrap_or_default());
            cells.push(rejected.record.clone().unwrap_or_default());
            cells.push(beside(rejected.column.as_deref()));
            cells.push(beside(rejected.value.as_deref()));
            cells.push(beside(Some(&rejected.reason.zh)));
            cells.push(beside(Some(&rejected.reason.en)));
            writer.write_record(&cells).map_err(|e| ImportError::writing(path, e.into()))?;
        }
        Ok(())
    }

    /// Completes the file and says where it is; `None` if nothing was rejected. A file that a clerk may be working on is
    /// never replaced.
    ///
    /// # Errors
    /// [`ImportError::Io`] if the file cannot be written.
    pub fn finish(mut self) -> Result<Option<PathBuf>, ImportError> {
        let Some((part, mut writer)) = self.part.take() else { return Ok(None) };
        writer.flush().map_err(|e| ImportError::writing(&part, e))?;
        drop(writer);
        let mut round = 1;
        loop {
            let path = numbered(&self.input, round);
            if path == self.input || (path.exists() && !same(&part, &path)) {
                round += 1;
                continue;
            }
            fs::rename(&part, &path).map_err(|e| ImportError::writing(&path, e))?;
            return Ok(Some(path));
        }
    }
}

fn begin(input: &Path, header: &[String]) -> Result<(PathBuf, Writer<BufWriter<File>>), ImportError> {
    let mut part = numbered(input, 1).into_os_string();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut file = BufWriter::new(File::create(&part).map_err(|e| ImportError::writing(&part, e))?);
    file.write_all("\u{FEFF}".as_bytes()).map_err(|e| ImportError::writing(&part, e))?;
    let mut writer = csv::WriterBuilder::new().from_writer(file);
    let names = header.iter().map(String::as_str).chain(EXTRA);
    writer.write_record(names).map_err(|e| ImportError::writing(&part, e.into()))?;
    Ok((part, writer))
}

/// `a.csv` gives `a.csv.rejected.csv`, `a.csv.2.rejected.csv`, …; what was rejected once keeps the name of its first input.
fn numbered(input: &Path, round: u32) -> PathBuf {
    let name = input.file_name().and_then(|name| name.to_str()).unwrap_or("input");
    let mut base = name.strip_suffix(ENDING).unwrap_or(name);
    if base.len() < name.len()
        && let Some((first, number)) = base.rsplit_once('.')
        && number.parse::<u32>().is_ok()
    {
        base = first;
    }
    let number = if round == 1 { String::new() } else { format!(".{round}") };
    input.with_file_name(format!("{base}{number}{ENDING}"))
}

fn same(one: &Path, other: &Path) -> bool {
    match (fs::read(one), fs::read(other)) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), _) | (_, Err(_)) => false,
    }
}

/// Whether the file is one of rejected rows: by its name and by its first line.
///
/// # Errors
/// [`ImportError::Io`] if it cannot be read.
pub(crate) fn is_one(path: &Path) -> Result<bool, ImportError> {
    if !path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(ENDING)) {
        return Ok(false);
    }
    let mut line = Vec::new();
    let file = File::open(path).map_err(|e| ImportError::reading(path, e))?;
    BufReader::new(file).take(1024 * 1024).read_until(b'\n', &mut line).map_err(|e| ImportError::reading(path, e))?;
    let line = String::from_utf8_lossy(&line);
    Ok(EXTRA.iter().take(3).all(|name| line.contains(name)))
}

/// Where the added columns begin, and what the original ones hold.
#[derive(Clone, Debug)]
pub(crate) struct Extra {
    /// The place of the first added column.
    pub first: usize,
    json: bool,
    raw: bool,
}

/// Finds the added columns; `raw` keeps what is in JSON as it is written.
pub(crate) fn extra_columns(header: &Header, raw: bool) -> Option<Extra> {
    let first = header.position(EXTRA[0])?;
    let json = first == 1 && header.names().first().is_some_and(|name| name == JSON);
    Some(Extra { first, json, raw })
}

impl Extra {
    /// Gives a row its first number back, and what was remembered of it.
    pub(crate) fn restore(&self, mut row: Row, record: &StringRecord) -> Row {
        let cell = |n: usize| record.get(self.first + n).map(str::trim).filter(|text| !text.is_empty());
        row.number = cell(0).and_then(|text| text.parse().ok()).unwrap_or(row.number);
        row.returned = Some(Returned { ordinal: cell(1).and_then(|text| text.parse().ok()), record: cell(2).map(str::to_owned) });
        if self.json && row.defect.is_none() {
            let text = record.get(0).unwrap_or_default();
            (row.cells, row.defect) = if self.raw { (raw_row(text), None) } else { json_row(row.number, text) };
        }
        row
    }
}
