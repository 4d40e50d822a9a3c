//! XLSX workbooks, cell by cell; only the workbook's shared texts are held in memory.

use std::io::BufReader;

use calamine::{DataRef, Reader, Xlsx};
use chrono::{NaiveDate, NaiveDateTime};
use kernel::Text;

use super::{Halt, Sheet, Sink, Source};
use crate::value::{Cells, Row, Value};
use crate::{Header, ImportError};

/// A row with more cells is not a table's.
const WIDEST: usize = 4096;

pub(super) fn read(source: &Source, sink: &mut Sink) -> Result<(), Halt> {
    let mut book = Xlsx::new(BufReader::new(source.file()?)).map_err(|e| damaged(&e))?;
    let name = sheet_of(&book.sheet_names(), source.shape.sheet.as_ref())?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|e| damaged(&e))?;
    let mut table = Table { header_row: source.shape.header_row.unwrap_or(1).max(1).into(), header: None };
    let mut row: (u64, Vec<Value>, Option<Text>) = (0, Vec::new(), None);
    while let Some(cell) = cells.next_cell().map_err(|e| damaged(&e))? {
        let (at, column) = cell.get_position();
        let (number, column) = (u64::from(at) + 1, column as usize);
        if number != row.0 {
            table.row(std::mem::replace(&mut row, (number, Vec::new(), None)), sink)?;
        }
        let value = match value_of(cell.get_value()) {
            Ok(value) => value,
            Err(error) => {
                row.2 = Some(formula(number, column, &error));
                Value::Text(error)
            }
        };
        if column >= WIDEST || value == Value::Empty {
            continue;
        }
        if row.1.len() <= column {
            row.1.resize(column + 1, Value::Empty);
        }
        row.1[column] = value;
    }
    table.row(row, sink)?;
    match table.header {
        Some(_) => Ok(()),
        None => Err(no_header(&name, table.header_row).into()),
    }
}

/// Turns rows into a header and what stands below it.
struct Table {
    header_row: u64,
    header: Option<Header>,
}

impl Table {
    fn row(&mut self, (number, mut cells, mut defect): (u64, Vec<Value>, Option<Text>), sink: &mut Sink) -> Result<(), Halt> {
        if number < self.header_row || cells.iter().all(Value::is_blank) {
            return Ok(());
        }
        let Some(header) = &self.header else {
            let header = Header::new(cells.iter().map(Value::show));
            self.header = Some(header.clone());
            return Ok(sink.header(header)?);
        };
        let width = header.names().len();
        if defect.is_none() && cells.iter().skip(width).any(|cell| !cell.is_blank()) {
            defect = Some(Text::of(
                format!("第{number}行在表头最后一列之后还有内容：请检查该行是否错列"),
                format!("row {number} has content to the right of the header's last column: check whether its cells are shifted"),
            ));
        }
        cells.resize(width, Value::Empty);
        Ok(sink.push(Row { number, cells: Cells::Table(cells), defect, returned: None })?)
    }
}

/// The value of a cell, or the error that its formula shows.
fn value_of(data: &DataRef<'_>) -> Result<Value, String> {
    Ok(match data {
        DataRef::Empty => Value::Empty,
        DataRef::Int(number) => Value::Number(number.to_string()),
        DataRef::Float(number) => Value::Number(number.to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Text(text.clone()),
        DataRef::SharedString(text) => Value::Text((*text).to_owned()),
        DataRef::Bool(boolean) => Value::Boolean(*boolean),
        DataRef::DateTime(at) if at.is_duration() => Value::Number(at.as_f64().to_string()),
        DataRef::DateTime(at) => {
            moment(at.to_ymd_hms_milli()).map_or_else(|| Value::Number(at.as_f64().to_string()), Value::Moment)
        }
        DataRef::Error(error) => return Err(error.to_string()),
    })
}

fn moment((year, month, day, hour, minute, second, _): (u16, u8, u8, u8, u8, u8, u16)) -> Option<NaiveDateTime> {
    NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?.and_hms_opt(hour.into(), minute.into(), second.into())
}

fn sheet_of(names: &[String], wanted: Option<&Sheet>) -> Result<String, ImportError> {
    let found = match wanted {
        None => names.first(),
        Some(Sheet::Number(number)) => number.checked_sub(1).and_then(|at| names.get(at)),
        Some(Sheet::Name(name)) => names.iter().find(|sheet| *sheet == name),
    };
    found.cloned().ok_or_else(|| {
        let (list, wanted) = (names.join(", "), wanted.map_or_else(String::new, |sheet| format!("{sheet:?}")));
        ImportError::input(
            format!("工作簿中没有映射文件所写的工作表{wanted}；现有工作表：{list}"),
            format!("the workbook has no sheet {wanted} as the mapping says; its sheets are: {list}"),
        )
    })
}

fn formula(row: u64, column: usize, error: &str) -> Text {
    let column = column + 1;
    Text::of(
        format!("第{row}行第{column}列的公式结果为{error}：请在表中更正该单元格"),
        format!("the formula in row {row}, column {column} shows {error}: correct that cell"),
    )
}

fn no_header(sheet: &str, row: u64) -> ImportError {
    ImportError::input(
        format!("工作表“{sheet}”第{row}行起没有内容，找不到表头：请检查映射文件[file]中的sheet和header_row"),
        format!(
            "sheet {sheet:?} has nothing from row {row} on, so there is no header: check sheet and header_row under \
            [file] in the mapping"
        ),
    )
}

fn damaged(error: &calamine::XlsxError) -> ImportError {
    ImportError::input(
        format!("无法读取Excel工作簿（{error}）：请在Excel中打开、另存为.xlsx后再发布"),
        format!("the workbook cannot be read ({error}): open it in Excel, save it as .xlsx and publish it again"),
    )
}
