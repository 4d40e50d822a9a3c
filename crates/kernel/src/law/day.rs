//! Local days and instants as numbers, so that counting them allocates nothing: the law's days are those of Asia/Shanghai.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

use crate::When;

/// China has one time, eight hours before UTC, in all the years that the catalogue knows.
const OFFSET: i64 = 8 * 3600;
const DAY: i64 = 24 * 3600;
/// `num_days_from_ce` of 1970-01-01.
const EPOCH: i32 = 719_163;

/// A point in time, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

/// A local day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Moment {
    /// The end of time.
    pub const MAX: Self = Self(DateTime::<Utc>::MAX_UTC.timestamp());

    /// The instant as chrono has it.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The local day in which it lies.
    pub fn day(self) -> Day {
        Day(i32::try_from((self.0 + OFFSET).div_euclid(DAY)).unwrap_or(i32::MAX))
    }

    /// The instant `seconds` later.
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp())
    }
}

impl Day {
    /// The day as chrono has it.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH)).unwrap_or(NaiveDate::MAX)
    }

    /// 0:00 of the day.
    pub fn start(self) -> Moment {
        Moment(i64::from(self.0) * DAY - OFFSET)
    }

    /// 24:00 of the day.
    pub fn end(self) -> Moment {
        self.plus(1).start()
    }

    /// The day `days` later.
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same day of the month `months` later, or the last day of a month that lacks it.
    pub fn plus_months(self, months: u32) -> Self {
        self.date().checked_add_months(Months::new(months)).map_or(Self(i32::MAX - EPOCH), Self::from)
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.date().year()
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH)
    }
}

/// The first and the last second in which `when` may have been.
pub(super) fn stretch(when: &When) -> (Moment, Moment) {
    if let When::Instant(at) = when {
        return (Moment(at.timestamp()), Moment(at.timestamp()));
    }
    (Day::from(when.first_day()).start(), Day::from(when.last_day()).end().plus(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse::<NaiveDate>().expect("a day").into()
    }

    #[test]
    fn a_day_begins_and_ends_at_midnight_in_shanghai() {
        assert_eq!(day("2016-10-08").start().utc().to_rfc3339(), "2016-10-07T16:00:00+00:00");
        assert_eq!(day("2016-10-08").start().day(), day("2016-10-08"));
        assert_eq!(day("2016-10-08").end().plus(-1).day(), day("2016-10-08"));
        assert_eq!(day("2016-10-08").date().to_string(), "2016-10-08");
    }

    #[test]
    fn a_month_that_lacks_the_date_ends_on_its_last_day() {
        assert_eq!(day("2016-01-31").plus_months(1), day("2016-02-29"));
        assert_eq!(day("2015-12-31").plus_months(2), day("2016-02-29"));
        assert_eq!(day("2016-02-29").plus_months(24), day("2018-02-28"));
    }
}
