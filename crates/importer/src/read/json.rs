//! JSON: the elements of one list, however long, or one value a line.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::io::{BufRead, BufReader, Read};

use kernel::Text;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::{Halt, LONGEST_ROW, Sink, Source};
use crate::ImportError;
use crate::value::{Cells, Row};

pub(super) fn read(source: &Source, sink: &mut Sink) -> Result<(), Halt> {
    let text = BufReader::with_capacity(64 * 1024, source.text()?);
    let path: Vec<&str> = source.shape.records.as_deref().map_or_else(Vec::new, |path| path.split('.').collect());
    let halt = RefCell::new(None);
    let state = State { sink: RefCell::new(sink), halt: &halt, raw: source.shape.raw };
    let mut json = serde_json::Deserializer::from_reader(text);
    let read = At { path: &path, state: &state }.deserialize(&mut json).and_then(|found| json.end().map(|()| found));
    if let Some(halt) = halt.take() {
        return Err(halt);
    }
    match read {
        Ok(true) => Ok(()),
        Ok(false) => Err(no_list(source.shape.records.as_deref().unwrap_or_default()).into()),
        Err(error) if error.is_io() => Err(source.failed(error.into()).into()),
        Err(error) if error.is_data() => Err(no_list(&path.join(".")).into()),
        Err(error) => Err(malformed(&error).into()),
    }
}

struct State<'a> {
    sink: RefCell<&'a mut Sink>,
    halt: &'a RefCell<Option<Halt>>,
    raw: bool,
}

/// Descends along `path` to the list; true if it was there.
#[derive(Clone, Copy)]
struct At<'a> {
    path: &'a [&'a str],
    state: &'a State<'a>,
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        if self.path.is_empty() { deserializer.deserialize_seq(self) } else { deserializer.deserialize_map(self) }
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.path.is_empty() { "a list of records" } else { "an object that holds the list of records" })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let Some((first, rest)) = self.path.split_first() else { return Ok(false) };
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == *first {
                found |= map.next_value_seed(At { path: rest, state: self.state })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        let mut number = 0;
        let raw = self.state.raw;
        let mut element = || -> Result<Option<Cells>, A::Error> {
            if raw {
                return Ok(list.next_element::<Box<RawValue>>()?.map(|element| raw_row(element.get())));
            }
            Ok(list.next_element::<Json>()?.map(Cells::Tree))
        };
        while let Some(cells) = element()? {
            number += 1;
            let row = Row { number, cells, defect: None, returned: None };
            if let Err(stopped) = self.state.sink.borrow_mut().push(row) {
                self.state.halt.replace(Some(stopped.into()));
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(true)
    }
}

pub(super) fn read_lines(source: &Source, sink: &mut Sink) -> Result<(), Halt> {
    // A report is sent byte for byte, so that its line is read as it is; of other files the encoding is found first.
    let input: Box<dyn Read + Send> = if source.shape.raw { Box::new(source.file()?) } else { source.text()? };
    let mut input = BufReader::with_capacity(64 * 1024, input);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if input.by_ref().take(LONGEST_ROW).read_until(b'\n', &mut line).map_err(|e| source.failed(e))? == 0 {
            return Ok(());
        }
        number += 1;
        if line.len() as u64 >= LONGEST_ROW {
            return Err(ImportError::input(
                format!("第{number}行超过16 MiB：JSON lines文件应每行一条记录"),
                format!("line {number} is longer than 16 MiB: a JSON lines file has one record a line"),
            )
            .into());
        }
        let bytes = if number == 1 { line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&line) } else { &line };
        let text = String::from_utf8_lossy(bytes);
        if text.trim().is_empty() {
            continue;
        }
        let (cells, defect) = match &text {
            Cow::Owned(text) => (raw_row(text), Some(not_utf8(number))),
            Cow::Borrowed(text) if source.shape.raw => (raw_row(text), None),
            Cow::Borrowed(text) => json_row(number, text),
        };
        sink.push(Row { number, cells, defect, returned: None })?;
    }
}

fn not_utf8(number: u64) -> Text {
    Text::of(
        format!("第{number}行不是UTF-8编码，或在一个字的中间被截断：请更正该行"),
        format!("line {number} is not UTF-8, or was cut off within a character: correct that line"),
    )
}

/// The content of a line or an element as it is written.
pub(crate) fn raw_row(text: &str) -> Cells {
    Cells::Tree(Json::String(text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// The content of line or row `number`, and what is wrong with it.
pub(crate) fn json_row(number: u64, text: &str) -> (Cells, Option<Text>) {
    let error = match serde_json::from_str(text) {
        Ok(element) => return (Cells::Tree(element), None),
        Err(error) => error,
    };
    let defect = Text::of(
        format!("第{number}行不是JSON（第{}列起）：请更正该行", error.column()),
        format!("line {number} is not JSON (from column {} on): correct that line", error.column()),
    );
    (Cells::Tree(Json::String(text.trim().to_owned())), Some(defect))
}

fn no_list(path: &str) -> ImportError {
    if path.is_empty() {
        return ImportError::input(
            "JSON文件不是记录的列表：请在映射文件[file]中用records写明列表所在，例如records = \"data.items\"",
            "the JSON document is not a list of records: say where the list is, such as records = \"data.items\" under \
            [file] in the mapping",
        );
    }
    ImportError::input(
        format!("JSON文件中“{path}”处没有记录列表：请检查映射文件[file]中的records"),
        format!("there is no list of records at {path:?} in the JSON document: check records under [file] in the mapping"),
    )
}

fn malformed(error: &serde_json::Error) -> ImportError {
    let (line, column) = (error.line(), error.column());
    ImportError::input(
        format!("文件第{line}行第{column}列起不是完整的JSON：文件可能被截断，请重新导出；此前的记录已读取"),
        format!(
            "from line {line}, column {column} on the file is not valid JSON: it may be cut off, export it again; the \
            records before it were read"
        ),
    )
}
