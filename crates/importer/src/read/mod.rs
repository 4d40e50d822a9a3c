//! The rows of a file of any format, one after the other, in bounded memory.

mod csv;
mod encoding;
mod json;
mod xlsx;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use serde::Deserialize;

use crate::rejected;
use crate::{Header, ImportError, Progress, Row};

pub use encoding::{Encoding, detect};
pub(crate) use json::json_row;
pub(crate) use json::raw_row;

/// A row, an element or a line may not be longer: without a limit an unclosed quote would take in the rest of the file.
pub(crate) const LONGEST_ROW: u64 = 16 * 1024 * 1024;
/// Rows that travel together from the reader to the mapper.
const BATCH: usize = 128;
/// Batches that may wait.
const WAITING: usize = 4;

/// What the mapping says of the file; what it does not say is found by looking.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// The format.
    pub format: Option<Format>,
    /// The encoding of a text file.
    pub encoding: Option<Encoding>,
    /// What separates the cells of a CSV file: one character.
    pub delimiter: Option<char>,
    /// The sheet of a workbook, by name or by number from 1; the first one where not said.
    pub sheet: Option<Sheet>,
    /// The row that names the columns, from 1; 1 where not said.
    pub header_row: Option<u32>,
    /// Where in a JSON document the list of records is, such as `data.items`; the document itself where not said.
    pub records: Option<String>,
    /// Texts that mean "nothing", besides the empty one.
    #[serde(default)]
    pub nothing: Vec<String>,
    /// Whether texts hold HTML entities (`&amp;`) that are to be decoded.
    #[serde(default)]
    pub html_entities: bool,
    /// Whether each element is kept as it is written, as a text: a report is sent byte for byte.
    #[serde(skip)]
    pub raw: bool,
}

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Cells separated by a character.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// One JSON document.
    Json,
    /// One JSON value a line.
    JsonLines,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Sheet {
    /// By number, from 1.
    Number(usize),
    /// By name.
    Name(String),
}

/// What the reading thread sends.
enum Message {
    Header(Header),
    Rows(Vec<Row>),
    Failed(ImportError),
}

/// The receiver has gone: stop reading.
struct Stopped;

/// Why reading ended early.
enum Halt {
    Stopped,
    Failed(ImportError),
}

impl From<Stopped> for Halt {
    fn from(Stopped: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<ImportError> for Halt {
    fn from(error: ImportError) -> Self {
        Self::Failed(error)
    }
}

/// Where a reader puts its rows.
struct Sink {
    sender: SyncSender<Message>,
    batch: Vec<Row>,
}

impl Sink {
    fn header(&mut self, header: Header) -> Result<(), Stopped> {
        self.sender.send(Message::Header(header)).map_err(|_| Stopped)
    }

    fn push(&mut self, row: Row) -> Result<(), Stopped> {
        self.batch.push(row);
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Stopped> {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() { Ok(()) } else { self.sender.send(Message::Rows(batch)).map_err(|_| Stopped) }
    }
}

/// The rows of one file.
pub struct Rows {
    receiver: Receiver<Message>,
    batch: std::vec::IntoIter<Row>,
    header: Header,
    format: Format,
    returned: bool,
    elements: bool,
    read: Arc<AtomicU64>,
    total: u64,
    failed: bool,
}

impl Rows {
    /// Finds out what the file is and begins to read it, on a thread of its own that ends with this value.
    ///
    /// # Errors
    /// [`ImportError`] if it cannot be read, is in no known encoding or format, or has no header.
    pub fn open(path: &Path, shape: &Shape) -> Result<Self, ImportError> {
        let returned = rejected::is_one(path)?;
        let shape = if returned { Shape { header_row: None, ..shape.clone() } } else { shape.clone() };
        let format = if returned { Format::Csv } else { format_of(path, &shape)? };
        let total = std::fs::metadata(path).map_err(|e| ImportError::reading(path, e))?.len();
        let read = Arc::new(AtomicU64::new(0));
        let (sender, receiver) = sync_channel(WAITING);
        let source = Source { path: path.to_owned(), shape, read: Arc::clone(&read), returned };
        std::thread::spawn(move || {
            let mut sink = Sink { sender, batch: Vec::with_capacity(BATCH) };
            let end = match format {
                Format::Csv => csv::read(&source, &mut sink),
                Format::Xlsx => xlsx::read(&source, &mut sink),
                Format::Json => json::read(&source, &mut sink),
                Format::JsonLines => json::read_lines(&source, &mut sink),
            };
            // What was read before a fault is handed over first; nobody listening is no fault.
            let _ = sink.flush();
            if let Err(Halt::Failed(error)) = end {
                let _ = sink.sender.send(Message::Failed(error));
            }
        });
        let elements = matches!(format, Format::Json | Format::JsonLines);
        let (batch, header) = (Vec::new().into_iter(), Header::default());
        let mut rows = Self { receiver, batch, header, format, returned, elements, read, total, failed: false };
        match rows.receiver.recv() {
            Ok(Message::Header(header)) => rows.headed(header),
            Ok(Message::Rows(batch)) => rows.batch = batch.into_iter(),
            Ok(Message::Failed(error)) => return Err(error),
            Err(_) => {}
        }
        Ok(rows)
    }

    /// A header of a rejected JSON file names no columns of the source.
    fn headed(&mut self, header: Header) {
        self.elements = self.returned && header.names() == [rejected::JSON];
        self.header = if self.elements { Header::default() } else { header };
    }

    /// The columns; empty for JSON.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The format of the rows.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether the file holds rows that an earlier import rejected.
    pub fn returned(&self) -> bool {
        self.returned
    }

    /// Whether the rows are JSON elements instead of cells.
    pub(crate) fn elements(&self) -> bool {
        self.elements
    }

    /// How far reading has come, to be asked at any time.
    pub fn progress(&self) -> impl Fn() -> Progress + Send + 'static {
        let (read, total) = (Arc::clone(&self.read), self.total);
        move || Progress { read: read.load(Ordering::Relaxed).min(total), total }
    }
}

impl Iterator for Rows {
    type Item = Result<Row, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(Ok(row));
            }
            if self.failed {
                return None;
            }
            match self.receiver.recv() {
                Ok(Message::Rows(batch)) => self.batch = batch.into_iter(),
                Ok(Message::Header(header)) => self.headed(header),
                Ok(Message::Failed(error)) => {
                    self.failed = true;
                    return Some(Err(error));
                }
                Err(_) => return None,
            }
        }
    }
}

/// What a reader needs to know.
struct Source {
    path: PathBuf,
    shape: Shape,
    read: Arc<AtomicU64>,
    returned: bool,
}

impl Source {
    fn file(&self) -> Result<Counted, ImportError> {
        let file = File::open(&self.path).map_err(|e| self.failed(e))?;
        Ok(Counted { file, read: Arc::clone(&self.read) })
    }

    /// The file as UTF-8.
    fn text(&self) -> Result<Box<dyn Read + Send>, ImportError> {
        // A spreadsheet program may have saved the rejected rows in another encoding than ours.
        let stated = if self.returned { None } else { self.shape.encoding };
        let encoding = detect(&self.path, stated)?;
        encoding::decoded(self.file()?, encoding).map_err(|e| self.failed(e))
    }

    fn failed(&self, error: io::Error) -> ImportError {
        ImportError::reading(&self.path, error)
    }
}

/// A file that counts what is read of it.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

fn format_of(path: &Path, shape: &Shape) -> Result<Format, ImportError> {
    let mut start = Vec::new();
    File::open(path).and_then(|file| file.take(512).read_to_end(&mut start)).map_err(|e| ImportError::reading(path, e))?;
    if start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(ImportError::input(
            "文件为旧版Excel（.xls）格式：请另存为.xlsx后再发布",
            "the file is an old Excel workbook (.xls): save it as .xlsx and publish it again",
        ));
    }
    if let Some(format) = shape.format {
        return Ok(format);
    }
    if start.starts_with(b"PK\x03\x04") {
        return Ok(Format::Xlsx);
    }
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let first = start.iter().copied().find(|b| !b.is_ascii_whitespace() && ![0xEF, 0xBB, 0xBF].contains(b));
    match (shape.raw, first) {
        (true, Some(b'[')) => return Ok(Format::Json),
        (true, Some(b'{')) => return Ok(Format::JsonLines),
        (true | false, _) => {}
    }
    match (extension.as_str(), first) {
        ("csv" | "tsv" | "txt", _) => Ok(Format::Csv),
        ("jsonl" | "ndjson", _) => Ok(Format::JsonLines),
        ("json", _) | (_, Some(b'[')) => Ok(Format::Json),
        (_, Some(b'{')) if shape.records.is_some() => Ok(Format::Json),
        (_, Some(b'{')) => Ok(Format::JsonLines),
        _ => Err(ImportError::input(
            format!("无法判断文件{}的格式：请在映射文件[file]中写明format（csv、xlsx、json或json-lines）", path.display()),
            format!(
                "cannot tell what format {} has: write format = \"csv\", \"xlsx\", \"json\" or \"json-lines\" under \
                [file] in the mapping",
                path.display()
            ),
        )),
    }
}
