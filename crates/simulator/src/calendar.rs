//! The working days of the years that are simulated most, kept by the simulator for itself: from the State Council's notices.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The first and the last year that is known.
const YEARS: (i32, i32) = (2024, 2026);
/// Month and day.
type Date = (u32, u32);
/// Holidays from the first to the last day: year, month and day of both.
const HOLIDAYS: &[(i32, Date, Date)] = &[
    (2024, (1, 1), (1, 1)),
    (2024, (2, 10), (2, 17)),
    (2024, (4, 4), (4, 6)),
    (2024, (5, 1), (5, 5)),
    (2024, (6, 10), (6, 10)),
    (2024, (9, 15), (9, 17)),
    (2024, (10, 1), (10, 7)),
    (2025, (1, 1), (1, 1)),
    (2025, (1, 28), (2, 4)),
    (2025, (4, 4), (4, 6)),
    (2025, (5, 1), (5, 5)),
    (2025, (5, 31), (6, 2)),
    (2025, (10, 1), (10, 8)),
    (2026, (1, 1), (1, 3)),
    (2026, (2, 15), (2, 23)),
    (2026, (4, 4), (4, 6)),
    (2026, (5, 1), (5, 5)),
    (2026, (6, 19), (6, 21)),
    (2026, (9, 25), (9, 27)),
    (2026, (10, 1), (10, 7)),
];
/// Saturdays and Sundays that are worked for them (调休).
const WORKED: &[(i32, u32, u32)] = &[
    (2024, 2, 4),
    (2024, 2, 18),
    (2024, 4, 7),
    (2024, 4, 28),
    (2024, 5, 11),
    (2024, 9, 14),
    (2024, 9, 29),
    (2024, 10, 12),
    (2025, 1, 26),
    (2025, 2, 8),
    (2025, 4, 27),
    (2025, 9, 28),
    (2025, 10, 11),
    (2026, 1, 4),
    (2026, 2, 14),
    (2026, 2, 28),
    (2026, 5, 9),
    (2026, 9, 20),
    (2026, 10, 10),
];

/// Whether all days from `first` to `last` are known.
pub(crate) fn knows(first: NaiveDate, last: NaiveDate) -> bool {
    first.year() >= YEARS.0 && last.year() <= YEARS.1
}

fn works(day: NaiveDate) -> bool {
    let (year, on) = (day.year(), (day.month(), day.day()));
    if HOLIDAYS.iter().any(|(of, first, last)| *of == year && (*first..=*last).contains(&on)) {
        return false;
    }
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || WORKED.contains(&(year, on.0, on.1))
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(day)
}

/// The first working day from `day` on.
pub(crate) fn on_or_after(mut day: NaiveDate) -> NaiveDate {
    while !works(day) {
        day = next(day);
    }
    day
}

/// The `amount`th working day after `day`.
pub(crate) fn after(mut day: NaiveDate, amount: u64) -> NaiveDate {
    for _ in 0..amount {
        day = on_or_after(next(day));
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn holidays_are_rest_days_and_some_weekends_are_worked_for_them() {
        assert_eq!(after(day("2025-01-24"), 2), day("2025-01-27"));
        assert_eq!(after(day("2025-01-27"), 1), day("2025-02-05"));
        assert_eq!(on_or_after(day("2025-10-01")), day("2025-10-09"));
        assert_eq!(after(day("2025-10-10"), 1), day("2025-10-11"));
    }
}
