//! When something happened, as exactly as the document says: an instant, a day, a month, a year or a window.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A time with the precision of its document, written as ISO 8601: `2016-08-15T10:00:00+08:00`, `2016-08-15`, `2016-08`, `2016`, or a
/// window `2015-01-01/2016-08-15` whose both days belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum When {
    /// A point in time, in the offset in which it was stated.
    Instant(DateTime<FixedOffset>),
    /// One local day.
    Day(NaiveDate),
    /// One month, by its first day.
    Month(NaiveDate),
    /// One year, by its first day.
    Year(NaiveDate),
    /// Some time from the first to the second day; the day is not stated.
    Between(NaiveDate, NaiveDate),
}

/// How exactly a time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the second.
    Instant,
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
    /// To a window of days.
    Window,
}

impl Precision {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Window => "window",
        }
    }
}

/// The stretch of time in which something happened: both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Not before.
    pub earliest: DateTime<Utc>,
    /// Not after.
    pub latest: DateTime<Utc>,
    /// How exactly it is known.
    pub precision: Precision,
}

/// A text that is not a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time: write 2016-08-15, 2016-08-15T10:00:00+08:00, 2016-08, 2016 or 2016-01-01/2016-08-15")]
pub struct InvalidWhen(pub String);

impl When {
    /// The first local day it may have been.
    pub fn first_day(&self) -> NaiveDate {
        match self {
            Self::Instant(at) => at.date_naive(),
            Self::Day(day) | Self::Month(day) | Self::Year(day) | Self::Between(day, _) => *day,
        }
    }

    /// The last local day it may have been.
    pub fn last_day(&self) -> NaiveDate {
        match self {
            Self::Instant(at) => at.date_naive(),
            Self::Day(day) => *day,
            Self::Month(first) => last_before(*first, Months::new(1)),
            Self::Year(first) => last_before(*first, Months::new(12)),
            Self::Between(_, last) => *last,
        }
    }

    /// How exactly it is known.
    pub fn precision(&self) -> Precision {
        match self {
            Self::Instant(_) => Precision::Instant,
            Self::Day(_) => Precision::Day,
            Self::Month(_) => Precision::Month,
            Self::Year(_) => Precision::Year,
            Self::Between(..) => Precision::Window,
        }
    }

    /// The stretch it covers where clocks show `zone`; a day lasts until its last second.
    pub fn span(&self, zone: Tz) -> Span {
        let precision = self.precision();
        if let Self::Instant(at) = self {
            let at = at.with_timezone(&Utc);
            return Span { earliest: at, latest: at, precision };
        }
        let start = midnight(self.first_day(), zone);
        let after = midnight(self.last_day().checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX), zone);
        Span { earliest: start, latest: after - chrono::TimeDelta::seconds(1), precision }
    }
}

fn last_before(first: NaiveDate, months: Months) -> NaiveDate {
    first.checked_add_months(months).and_then(|next| next.pred_opt()).unwrap_or(first)
}

fn midnight(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&local).earliest().map_or_else(|| Utc.from_utc_datetime(&local), |at| at.with_timezone(&Utc))
}

/// `2016-08-15` and nothing else: chrono takes other spellings too, and reads a format for each date.
fn day(text: &str) -> Option<NaiveDate> {
    let ([year, month, day], true) = ([text.get(..4)?, text.get(5..7)?, text.get(8..)?], text.len() == 10) else { return None };
    let dashed = text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
    NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?).filter(|_| dashed)
}

impl FromStr for When {
    type Err = InvalidWhen;

    fn from_str(text: &str) -> Result<Self, InvalidWhen> {
        let wrong = || InvalidWhen(text.to_owned());
        let sane = |d: NaiveDate| (1900..=2200).contains(&d.year());
        let when = if let Some((first, last)) = text.split_once('/') {
            let (first, last) = (day(first).ok_or_else(wrong)?, day(last).ok_or_else(wrong)?);
            if last < first {
                return Err(wrong());
            }
            Self::Between(first, last)
        } else {
            match text.len() {
                4 => Self::Year(day(&format!("{text}-01-01")).ok_or_else(wrong)?),
                7 => Self::Month(day(&format!("{text}-01")).ok_or_else(wrong)?),
                10 => Self::Day(day(text).ok_or_else(wrong)?),
                _ => Self::Instant(DateTime::parse_from_rfc3339(text).map_err(|_| wrong())?),
            }
        };
        if sane(when.first_day()) && sane(when.last_day()) { Ok(when) } else { Err(wrong()) }
    }
}

impl TryFrom<String> for When {
    type Error = InvalidWhen;
    fn try_from(text: String) -> Result<Self, InvalidWhen> {
        text.parse()
    }
}

impl From<When> for String {
    fn from(when: When) -> String {
        when.to_string()
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instant(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, false)),
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(day) => write!(f, "{}", day.format("%Y-%m")),
            Self::Year(day) => write!(f, "{}", day.format("%Y")),
            Self::Between(first, last) => write!(f, "{first}/{last}"),
        }
    }
}

impl JsonSchema for When {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "ISO 8601 with the precision of the document: instant with offset, day, month, year, or a window of days",
            "pattern": r"^\d{4}(-\d{2}(-\d{2}(T[0-9:.]+([+-]\d{2}:\d{2}|Z)|/\d{4}-\d{2}-\d{2})?)?)?$",
            "examples": ["2016-08-15T10:00:00+08:00", "2016-08-15", "2016-08", "2016", "2016-01-01/2016-08-15"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_lasts_until_its_midnight_in_its_own_zone() {
        let span = "2016-08-15".parse::<When>().expect("a day").span(chrono_tz::Asia::Shanghai);
        assert_eq!(span.earliest.to_rfc3339(), "2016-08-14T16:00:00+00:00");
        assert_eq!(span.latest.to_rfc3339(), "2016-08-15T15:59:59+00:00");
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "2016-02-30",
            "2016-13",
            "16-08-15",
            "2016-8-15",
            "2016/08/15",
            "2016-8- 15",
            "+216-08-15",
            "二〇一六",
            "",
            "0001-01-01",
            "2016-08-15/2016-08-01",
            "2016-08-15T25:00:00Z",
        ] {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_ends_on_its_last_day() {
        assert_eq!("2016-02".parse::<When>().expect("a month").last_day().to_string(), "2016-02-29");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(days in 0u64..100_000, width in 0u64..400, shape in 0u8..5) {
            let first = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day").checked_add_days(Days::new(days)).expect("a day");
            let when = match shape {
                0 => When::Day(first),
                1 => When::Month(first.with_day(1).expect("a first")),
                2 => When::Year(first.with_ordinal(1).expect("a first")),
                3 => When::Between(first, first.checked_add_days(Days::new(width)).expect("a day")),
                _ => When::Instant(FixedOffset::east_opt(8 * 3600).expect("an offset").from_utc_datetime(&first.and_time(NaiveTime::MIN))),
            };
            prop_assert_eq!(when.to_string().parse::<When>(), Ok(when));
        }
    }
}
