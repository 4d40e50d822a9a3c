//! CSV: cells separated by a character, quoted where need be.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use kernel::Text;

use super::{Halt, LONGEST_ROW, Sink, Source};
use crate::rejected::{self, Extra};
use crate::value::{Cells, Row, Value};
use crate::{Header, ImportError};

const SAMPLE: u64 = 64 * 1024;

pub(super) fn read(source: &Source, sink: &mut Sink) -> Result<(), Halt> {
    let mut text = source.text()?;
    let mut start = Vec::new();
    text.by_ref().take(SAMPLE).read_to_end(&mut start).map_err(|e| source.failed(e))?;
    let delimiter = match (source.returned, source.shape.delimiter) {
        (true, _) => b',',
        (false, Some(stated)) => u8::try_from(stated).map_err(|_| wide_delimiter(stated))?,
        (false, None) => delimiter_of(&start),
    };
    let since = Arc::new(AtomicU64::new(0));
    let text = Bounded { inner: io::Cursor::new(start).chain(text), since: Arc::clone(&since) };
    let mut reader = builder(delimiter).from_reader(text);
    let mut counter = Counter { row: 0, since };
    let mut record = StringRecord::new();
    let header_row = u64::from(source.shape.header_row.unwrap_or(1).max(1));
    while counter.row < header_row {
        if !counter.next(&mut reader, &mut record, source)? {
            return Err(no_header(header_row).into());
        }
    }
    let header = Header::new(record.iter().map(str::to_owned));
    let extra = if source.returned { rejected::extra_columns(&header, source.shape.raw) } else { None };
    let width = extra.as_ref().map_or(header.names().len(), |extra| extra.first);
    sink.header(Header::new(header.names()[..width].iter().cloned()))?;
    while counter.next(&mut reader, &mut record, source)? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        sink.push(row_of(&record, counter.row, &header, width, extra.as_ref()))?;
    }
    Ok(())
}

fn row_of(record: &StringRecord, number: u64, header: &Header, width: usize, extra: Option<&Extra>) -> Row {
    let expected = header.names().len();
    let surplus = record.iter().skip(expected).any(|cell| !cell.trim().is_empty());
    let defect = (record.len() < expected || surplus).then(|| {
        let found = record.len();
        Text::of(
            format!("第{number}行有{found}个单元格，表头有{expected}个：请检查该行的分隔符和引号"),
            format!("row {number} has {found} cells, the header has {expected}: check the separators and quotes of that row"),
        )
    });
    let value = |cell: &str| if cell.is_empty() { Value::Empty } else { Value::Text(cell.to_owned()) };
    // Surplus cells are kept, so that the file of rejected rows can show them.
    let surplus = record.iter().skip(if surplus { expected } else { usize::MAX });
    let cells: Vec<Value> = (0..width).map(|at| record.get(at).map_or(Value::Empty, value)).chain(surplus.map(value)).collect();
    let row = Row { number, cells: Cells::Table(cells), defect, returned: None };
    match extra {
        Some(extra) => extra.restore(row, record),
        None => row,
    }
}

/// Counts rows as a spreadsheet does: empty lines count, line ends inside quotes do not.
struct Counter {
    row: u64,
    since: Arc<AtomicU64>,
}

impl Counter {
    fn next<R: Read>(&mut self, reader: &mut Reader<R>, record: &mut StringRecord, source: &Source) -> Result<bool, ImportError> {
        self.since.store(0, Ordering::Relaxed);
        let before = reader.position().line();
        let more = reader.read_record(record).map_err(|error| self.failed(error, source))?;
        if more {
            let inside = record.iter().map(|cell| cell.bytes().filter(|b| *b == b'\n').count() as u64).sum::<u64>();
            let empty = (reader.position().line() - before).saturating_sub(1 + inside);
            self.row += 1 + empty;
        }
        Ok(more)
    }

    fn failed(&self, error: csv::Error, source: &Source) -> ImportError {
        let (row, said) = (self.row + 1, error.to_string());
        if let csv::ErrorKind::Io(error) = error.into_kind() {
            return if error.kind() == io::ErrorKind::FileTooLarge { too_long(row) } else { source.failed(error) };
        }
        ImportError::input(format!("第{row}行无法读取：{said}"), format!("row {row} cannot be read: {said}"))
    }
}

/// Ends with an error when one record takes more than [`LONGEST_ROW`]; the counter starts anew with each record.
struct Bounded<R> {
    inner: R,
    since: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if self.since.fetch_add(n as u64, Ordering::Relaxed) > LONGEST_ROW {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(n)
    }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter);
    builder
}

/// The separator under which the first rows have most cells and equally many.
fn delimiter_of(start: &[u8]) -> u8 {
    let score = |delimiter: u8| {
        let mut reader = builder(delimiter).from_reader(start);
        let widths: Vec<usize> = reader.byte_records().take(20).filter_map(Result::ok).map(|r: ByteRecord| r.len()).collect();
        let usual =
            widths.iter().copied().max_by_key(|width| (widths.iter().filter(|w| w == &width).count(), *width)).unwrap_or(1);
        let agreeing = widths.iter().filter(|width| **width == usual).count();
        // A separator that never occurs splits nothing and agrees with everything.
        if usual == 1 { (0, 0) } else { (agreeing * 100 / widths.len().max(1), usual) }
    };
    [b'|', b';', b'\t', b','].into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

fn wide_delimiter(stated: char) -> ImportError {
    ImportError::mapping(
        format!("[file]中的delimiter“{stated}”不是单字节字符：请写逗号、分号、制表符或竖线"),
        format!("delimiter {stated:?} under [file] is not a single byte: write a comma, semicolon, tab or bar"),
    )
}

fn no_header(row: u64) -> ImportError {
    ImportError::input(
        format!("文件不足{row}行，没有表头：请检查文件，或在映射文件[file]中改写header_row"),
        format!(
            "the file has fewer than {row} rows, so there is no header: check the file, or header_row under [file] in the mapping"
        ),
    )
}

fn too_long(row: u64) -> ImportError {
    ImportError::input(
        format!("第{row}行超过16 MiB：很可能有引号没有闭合，请更正后再发布"),
        format!("row {row} is longer than 16 MiB: a quote is probably not closed; correct it and publish again"),
    )
}
