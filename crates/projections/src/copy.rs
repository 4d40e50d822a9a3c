//! Rows for `COPY … (FORMAT binary)`: the cheapest way into a table.
//!
//! The format is that of the PostgreSQL documentation, "COPY", "Binary Format".

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ProjectionError;

/// The 11-byte signature, no flags, no header extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What goes in one message.
const CHUNK: usize = 1 << 20;
/// The type of the elements of `text[]`.
const TEXT: u32 = 25;
/// Postgres counts days and microseconds from 2000-01-01.
const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Rows of one table, column by column in the table's order.
pub(crate) struct Rows {
    bytes: Vec<u8>,
    columns: i16,
    rows: usize,
}

impl Rows {
    /// No rows yet, of `columns` columns each.
    pub(crate) fn new(columns: i16) -> Self {
        Self { bytes: HEADER.to_vec(), columns, rows: 0 }
    }

    /// Begins a row: each of its columns must follow.
    pub(crate) fn row(&mut self) -> &mut Self {
        self.rows += 1;
        self.bytes.extend(self.columns.to_be_bytes());
        self
    }

    /// Where the next row begins.
    pub(crate) fn end(&self) -> usize {
        self.bytes.len()
    }

    /// The row that began at `start`.
    pub(crate) fn since(&self, start: usize) -> &[u8] {
        &self.bytes[start..]
    }

    /// Puts another number where one is at `at`.
    pub(crate) fn put_big(&mut self, at: usize, number: i64) {
        self.bytes[at..at + 8].copy_from_slice(&number.to_be_bytes());
    }

    /// Takes back the one row that began at `start`.
    pub(crate) fn undo(&mut self, start: usize) {
        self.bytes.truncate(start);
        self.rows -= 1;
    }

    /// A `bytea`, or any value as the format writes it.
    pub(crate) fn value(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend(length(bytes.len()));
        self.bytes.extend(bytes);
        self
    }

    fn null(&mut self) -> &mut Self {
        self.bytes.extend((-1i32).to_be_bytes());
        self
    }

    fn or_null<T>(&mut self, value: Option<T>, put: impl FnOnce(&mut Self, T) -> &mut Self) -> &mut Self {
        match value {
            Some(value) => put(self, value),
            None => self.null(),
        }
    }

    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.value(text.as_bytes())
    }

    pub(crate) fn maybe_text(&mut self, text: Option<&str>) -> &mut Self {
        self.or_null(text, Self::text)
    }

    pub(crate) fn uuid(&mut self, id: Uuid) -> &mut Self {
        self.value(id.as_bytes())
    }

    pub(crate) fn maybe_uuid(&mut self, id: Option<Uuid>) -> &mut Self {
        self.or_null(id, Self::uuid)
    }

    pub(crate) fn small(&mut self, number: i16) -> &mut Self {
        self.value(&number.to_be_bytes())
    }

    pub(crate) fn int(&mut self, number: i32) -> &mut Self {
        self.value(&number.to_be_bytes())
    }

    pub(crate) fn maybe_int(&mut self, number: Option<i32>) -> &mut Self {
        self.or_null(number, Self::int)
    }

    pub(crate) fn big(&mut self, number: i64) -> &mut Self {
        self.value(&number.to_be_bytes())
    }

    pub(crate) fn maybe_big(&mut self, number: Option<i64>) -> &mut Self {
        self.or_null(number, Self::big)
    }

    pub(crate) fn day(&mut self, day: NaiveDate) -> &mut Self {
        let days = i32::try_from((day - EPOCH).num_days()).unwrap_or(i32::MAX);
        self.value(&days.to_be_bytes())
    }

    pub(crate) fn instant(&mut self, at: DateTime<Utc>) -> &mut Self {
        let since = at.naive_utc() - EPOCH.and_time(chrono::NaiveTime::MIN);
        self.value(&since.num_microseconds().unwrap_or(i64::MAX).to_be_bytes())
    }

    pub(crate) fn maybe_instant(&mut self, at: Option<DateTime<Utc>>) -> &mut Self {
        self.or_null(at, Self::instant)
    }

    pub(crate) fn flag(&mut self, flag: bool) -> &mut Self {
        self.value(&[u8::from(flag)])
    }

    /// A `text[]` without nulls.
    pub(crate) fn texts(&mut self, texts: &[String]) -> &mut Self {
        let start = self.bytes.len();
        self.bytes.extend([0; 4]);
        let dimensions = i32::from(!texts.is_empty());
        self.bytes.extend(dimensions.to_be_bytes());
        self.bytes.extend(0i32.to_be_bytes());
        self.bytes.extend(TEXT.to_be_bytes());
        if !texts.is_empty() {
            self.bytes.extend(length(texts.len()));
            self.bytes.extend(1i32.to_be_bytes());
        }
        for text in texts {
            self.text(text);
        }
        let written = length(self.bytes.len() - start - 4);
        self.bytes[start..start + 4].copy_from_slice(&written);
        self
    }

    /// Sends the rows into `table`, whose columns must be in the order in which they were given.
    ///
    /// # Errors
    /// [`ProjectionError`] if the database does not take them.
    pub(crate) async fn copy(mut self, connection: &mut PgConnection, table: &str) -> Result<(), ProjectionError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.bytes.extend((-1i16).to_be_bytes());
        let mut copy = connection.copy_in_raw(&format!("COPY {table} FROM STDIN (FORMAT binary)")).await?;
        for chunk in self.bytes.chunks(CHUNK) {
            if let Err(error) = copy.send(chunk).await {
                copy.abort("not sent").await?;
                return Err(error.into());
            }
        }
        copy.finish().await?;
        Ok(())
    }
}

/// A length as the format writes it; nothing here comes near two billion bytes.
fn length(bytes: usize) -> [u8; 4] {
    i32::try_from(bytes).unwrap_or(i32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_its_column_count_then_each_length_and_value() {
        let mut rows = Rows::new(3);
        rows.row().text("ab").maybe_int(None).day(EPOCH.succ_opt().unwrap());
        assert_eq!(&rows.bytes[HEADER.len()..], b"\0\x03\0\0\0\x02ab\xff\xff\xff\xff\0\0\0\x04\0\0\0\x01");
    }

    #[test]
    fn an_array_says_its_length_its_element_type_and_its_bounds() {
        let mut rows = Rows::new(1);
        rows.texts(&["x".into()]).texts(&[]);
        let one = b"\0\0\0\x19\0\0\0\x01\0\0\0\0\0\0\0\x19\0\0\0\x01\0\0\0\x01\0\0\0\x01x";
        let none = b"\0\0\0\x0c\0\0\0\0\0\0\0\0\0\0\0\x19";
        assert_eq!(&rows.bytes[HEADER.len()..], [one.as_slice(), none.as_slice()].concat());
    }
}
