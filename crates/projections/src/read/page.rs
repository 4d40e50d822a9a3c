//! Paging by key: the next page begins after the last row of this one, however many rows have come in between.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use uuid::Uuid;

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The last row of the page before; `None` for the first page.
    pub after: Option<Cursor>,
    /// How many rows at most.
    pub limit: u16,
}

impl Page {
    /// The first page of `limit` rows.
    pub const fn first(limit: u16) -> Self {
        Self { after: None, limit }
    }
}

/// The place of a row in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The day by which the list is ordered.
    pub day: NaiveDate,
    /// A position or number that orders rows of one day.
    pub number: i64,
    /// The record or subject.
    pub id: Uuid,
    /// What tells rows of one record apart; empty where there is one.
    pub detail: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}~{}", self.day, self.number, self.id.simple(), self.detail)
    }
}

/// A text that is not a cursor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let mut parts = text.splitn(4, '~');
        let mut next = || parts.next().ok_or(InvalidCursor);
        let day = next()?.parse().map_err(|_| InvalidCursor)?;
        let number = next()?.parse().map_err(|_| InvalidCursor)?;
        let id = next()?.parse().map_err(|_| InvalidCursor)?;
        Ok(Self { day, number, id, detail: next()?.to_owned() })
    }
}

/// One page of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Paged<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

impl<T> Paged<T> {
    /// Cuts one row more than asked for off, which only says that there is a next page.
    pub(super) fn cut(mut rows: Vec<T>, limit: u16, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = rows.len() > usize::from(limit);
        rows.truncate(usize::from(limit));
        let next = if more { rows.last().map(cursor) } else { None };
        Self { rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor {
            day: NaiveDate::from_ymd_opt(2016, 8, 15).expect("a day"),
            number: 42,
            id: Uuid::from_u128(7),
            detail: "visited~2".into(),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in ["", "2016-08-15", "2016-02-30~1~00000000000000000000000000000007~", "2016-08-15~x~7~"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(InvalidCursor), "{wrong}");
        }
    }

    #[test]
    fn the_row_beyond_the_limit_only_says_that_there_is_more() {
        let cursor = |n: &i64| Cursor { day: NaiveDate::MIN, number: *n, id: Uuid::nil(), detail: String::new() };
        assert_eq!(Paged::cut(vec![1, 2, 3], 2, cursor).next.map(|next| next.number), Some(2));
        assert_eq!(Paged::cut(vec![1, 2], 2, cursor).next, None);
    }
}
