//! The days a figure covers, and the days of the figures it is compared with (同比, 环比).

use chrono::{Datelike, Days, Months, NaiveDate};
use kernel::{Measure, Window, division::Root};

/// Before anything that can be stated: an open window begins here.
pub(super) const BEGINNING: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Days from `from` to `to`; both belong to it. Without `from` it is open to the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: NaiveDate,
}

impl Span {
    /// The first day, for a query.
    pub(super) fn first(&self) -> NaiveDate {
        self.from.unwrap_or(BEGINNING)
    }

    /// The months that lie in it as a whole: the first of the first, and the first of the one after the last.
    ///
    /// Where there is none both are the day after the span, so that "before them" and "from them on" still part its days in two.
    pub(super) fn months(&self) -> (NaiveDate, NaiveDate) {
        let day_after = self.to.succ_opt().unwrap_or(self.to);
        let begin = Some(self.first()).filter(|first| first.day() == 1).or_else(|| month_after(self.first()));
        let end = if day_after.day() == 1 { Some(day_after) } else { day_after.with_day(1) };
        match begin.zip(end) {
            Some((begin, end)) if begin < end => (begin, end),
            Some(_) | None => (day_after, day_after),
        }
    }
}

fn month_after(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))
}

/// The days of a figure and of what it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// The figure's own days.
    pub own: Span,
    /// The same days a year before (同比 base).
    pub last_year: Option<Span>,
    /// The stretch of equal length just before; for a stock the same day a month before (环比 base).
    pub previous: Option<Span>,
}

impl Windows {
    /// The windows of `measure` on `day`, in the window in which it is declared to be printed.
    pub fn declared(measure: &Measure, root: &Root, day: NaiveDate) -> Self {
        match measure.window {
            Window::ThisYear => Self::between(day.with_ordinal(1).unwrap_or(day), day),
            Window::OnTheDay => Self {
                own: Span { from: None, to: day },
                last_year: year_before(day).map(|to| Span { from: None, to }),
                previous: day.checked_sub_months(Months::new(1)).map(|to| Span { from: None, to }),
            },
            // What has been added up since a beginning has no like period before it.
            Window::SinceSetUp => Self { own: Span { from: root.set_up, to: day }, last_year: None, previous: None },
            Window::NotStated => Self { own: Span { from: None, to: day }, last_year: None, previous: None },
        }
    }

    /// The windows of a flow from `from` to `to`.
    pub fn between(from: NaiveDate, to: NaiveDate) -> Self {
        let length = (to - from).num_days().unsigned_abs();
        let before = from.pred_opt();
        Self {
            own: Span { from: Some(from), to },
            last_year: year_before(from).zip(year_before(to)).map(|(from, to)| Span { from: Some(from), to }),
            previous: before
                .and_then(|last| last.checked_sub_days(Days::new(length)).map(|first| Span { from: Some(first), to: last })),
        }
    }
}

/// The same day a year before; 29 February becomes the 28th.
fn year_before(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_sub_months(Months::new(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_year_to_date_is_compared_with_the_same_days_a_year_before_and_the_days_just_before() {
        let windows = Windows::between(day("2016-01-01"), day("2016-08-15"));
        assert_eq!(windows.last_year, Some(Span { from: Some(day("2015-01-01")), to: day("2015-08-15") }));
        let previous = windows.previous.expect("a period before");
        assert_eq!(previous.to, day("2015-12-31"));
        assert_eq!((previous.to - previous.from.expect("a first day")).num_days(), 227);
    }

    #[test]
    fn whole_months_part_the_days_before_from_those_after() {
        let months = |from: &str, to: &str| Span { from: Some(day(from)), to: day(to) }.months();
        assert_eq!(months("2016-01-01", "2016-08-15"), (day("2016-01-01"), day("2016-08-01")));
        assert_eq!(months("2015-05-20", "2015-12-31"), (day("2015-06-01"), day("2016-01-01")));
        assert_eq!(months("2016-08-02", "2016-08-31"), (day("2016-09-01"), day("2016-09-01")));
        assert_eq!(months("2016-08-20", "2016-09-10"), (day("2016-09-11"), day("2016-09-11")));
        assert_eq!(months("2016-08-01", "2016-08-31"), (day("2016-08-01"), day("2016-09-01")));
        assert_eq!(Span { from: None, to: day("2016-08-15") }.months().1, day("2016-08-01"));
    }

    #[test]
    fn a_leap_day_is_compared_with_the_28th() {
        let windows = Windows::between(day("2024-02-29"), day("2024-02-29"));
        assert_eq!(windows.last_year, Some(Span { from: Some(day("2023-02-28")), to: day("2023-02-28") }));
        assert_eq!(windows.previous, Some(Span { from: Some(day("2024-02-28")), to: day("2024-02-28") }));
    }
}
