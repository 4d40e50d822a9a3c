//! Working days (工作日) from the official calendar with its make-up days, as tables: no answer for a year without data.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use toml::Spanned;

use super::{Day, Moment};
use crate::mistake::{Mistake, Mistakes, Source};

/// The calendar that ships.
pub const SHIPPED: (&str, &str) = ("calendar.toml", include_str!("../../data/calendar.toml"));

/// A year whose official calendar is not known, so that nothing is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("没有{0}年的工作日历 / no calendar of working days for {0}")]
pub struct NoCalendar(pub i32);

impl NoCalendar {
    /// Whether what cannot be counted for want of that year ends after `at`: it does not end before the year begins.
    pub(super) fn after(self, at: Moment) -> bool {
        NaiveDate::from_ymd_opt(self.0, 1, 1).is_some_and(|first| at < Day::from(first).start())
    }
}

/// The working days of all years that are known.
#[derive(Clone, Debug)]
pub struct Calendar {
    sources: Vec<String>,
    first: Day,
    first_year: i32,
    known: Vec<bool>,
    /// Whether no year between the first and the last is missing.
    gapless: bool,
    /// How many working days lie before each day of the table.
    before: Vec<u32>,
    /// The working days in order.
    nth: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    source: String,
    year: Vec<Spanned<RawYear>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawYear {
    year: i32,
    off: Vec<Spanned<String>>,
    worked: Vec<Spanned<String>>,
}

#[derive(Default)]
struct Year {
    off: Vec<NaiveDate>,
    worked: Vec<NaiveDate>,
}

impl Calendar {
    /// The shipped calendar with further texts laid over it, each a file name and a TOML text; a later text replaces whole years.
    ///
    /// # Errors
    /// [`Mistakes`] names file and line.
    pub fn with(texts: &[(&str, &str)]) -> Result<Self, Mistakes> {
        let (mut years, mut sources, mut errors) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (file, text) in std::iter::once(&SHIPPED).chain(texts) {
            read(Source { file, text }, &mut years, &mut sources, &mut errors);
        }
        if errors.is_empty() { Ok(Self::of(&years, sources)) } else { Err(Mistakes(errors)) }
    }

    fn of(years: &BTreeMap<i32, Year>, sources: Vec<String>) -> Self {
        let first_year = years.keys().next().copied().unwrap_or(1970);
        let last_year = years.keys().next_back().copied().unwrap_or(1969);
        let first: Day = NaiveDate::from_ymd_opt(first_year, 1, 1).unwrap_or(NaiveDate::MIN).into();
        let known: Vec<bool> = (first_year..=last_year).map(|year| years.contains_key(&year)).collect();
        let (mut before, mut nth) = (vec![0], Vec::new());
        for date in first.date().iter_days().take_while(|date| date.year() <= last_year) {
            let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            if years.get(&date.year()).is_some_and(|y| if weekend { y.worked.contains(&date) } else { !y.off.contains(&date) }) {
                nth.push(date.into());
            }
            before.push(u32::try_from(nth.len()).unwrap_or(u32::MAX));
        }
        Self { sources, first, first_year, gapless: !known.contains(&false), known, before, nth }
    }

    /// Where its data come from.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The years that it knows.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        (self.first_year..).zip(&self.known).filter(|(_, known)| **known).map(|(year, _)| year)
    }

    /// Whether `day` is worked.
    ///
    /// # Errors
    /// [`NoCalendar`] if the year is not known.
    pub fn works(&self, day: Day) -> Result<bool, NoCalendar> {
        self.knows(day, day)?;
        Ok(self.up_to(day.plus(1))? > self.up_to(day)?)
    }

    /// How many working days there are from `from` to `to`, both counted.
    ///
    /// # Errors
    /// [`NoCalendar`] if a year in between is not known.
    pub fn count(&self, from: Day, to: Day) -> Result<u32, NoCalendar> {
        if to < from {
            return Ok(0);
        }
        let (upper, lower) = (self.up_to(to.plus(1))?, self.up_to(from)?);
        self.knows(from, to)?;
        Ok(upper - lower)
    }

    /// The `n`-th working day after `day`, which is not counted itself; `day` for none.
    ///
    /// # Errors
    /// [`NoCalendar`] if a year in between is not known.
    pub fn after(&self, day: Day, n: u32) -> Result<Day, NoCalendar> {
        if n == 0 {
            return Ok(day);
        }
        let index = self.up_to(day.plus(1))? + n - 1;
        let found = usize::try_from(index).ok().and_then(|index| self.nth.get(index)).copied();
        let found = found.ok_or_else(|| self.beyond())?;
        self.knows(day.plus(1), found)?;
        Ok(found)
    }

    /// `day` if it is worked, else the next day that is.
    ///
    /// # Errors
    /// [`NoCalendar`] if a year in between is not known.
    pub fn on_or_after(&self, day: Day) -> Result<Day, NoCalendar> {
        if self.works(day)? { Ok(day) } else { self.after(day, 1) }
    }

    /// `day` if it is worked, else the last day before it that was.
    ///
    /// # Errors
    /// [`NoCalendar`] if a year in between is not known.
    pub fn on_or_before(&self, day: Day) -> Result<Day, NoCalendar> {
        let count = self.up_to(day.plus(1))?;
        let found = count.checked_sub(1).and_then(|index| self.nth.get(usize::try_from(index).ok()?)).copied();
        let found = found.ok_or(NoCalendar(self.first_year - 1))?;
        self.knows(found, day)?;
        Ok(found)
    }

    /// How many working days lie before `day`, which may be the one after the table's last.
    fn up_to(&self, day: Day) -> Result<u32, NoCalendar> {
        let index = usize::try_from(day.0 - self.first.0).map_err(|_| NoCalendar(day.year()))?;
        self.before.get(index).copied().ok_or_else(|| NoCalendar(day.plus(-1).year()))
    }

    fn knows(&self, from: Day, to: Day) -> Result<(), NoCalendar> {
        let inside = from >= self.first && usize::try_from(to.0 - self.first.0).is_ok_and(|at| at + 1 < self.before.len());
        if inside && self.gapless {
            return Ok(());
        }
        let unknown = |year: &i32| {
            usize::try_from(year - self.first_year).ok().and_then(|at| self.known.get(at)).is_none_or(|known| !known)
        };
        (from.year()..=to.year()).find(unknown).map_or(Ok(()), |year| Err(NoCalendar(year)))
    }

    fn beyond(&self) -> NoCalendar {
        NoCalendar(self.first_year + i32::try_from(self.known.len()).unwrap_or(0))
    }
}

fn read(source: Source<'_>, years: &mut BTreeMap<i32, Year>, sources: &mut Vec<String>, errors: &mut Vec<Mistake>) {
    let raw: Raw = match toml::from_str(source.text) {
        Ok(raw) => raw,
        Err(error) => return errors.push(source.unreadable(&error)),
    };
    sources.push(raw.source);
    for entry in raw.year {
        let (at, entry) = (entry.span().start, entry.into_inner());
        if !(1990..=2100).contains(&entry.year) {
            errors.push(source.error(at, "年份须在1990至2100之间", "a year must lie between 1990 and 2100"));
            continue;
        }
        let mut days = |listed: Vec<Spanned<String>>, weekend: bool| {
            let mut read = Vec::new();
            for text in listed {
                let date = NaiveDate::parse_from_str(&format!("{}-{}", entry.year, text.get_ref()), "%Y-%m-%d").ok();
                match date.filter(|date| matches!(date.weekday(), Weekday::Sat | Weekday::Sun) == weekend) {
                    Some(date) => read.push(date),
                    None => errors.push(source.error(
                        text.span().start,
                        format!("“{}”不是{}年的{}", text.get_ref(), entry.year, if weekend { "周末" } else { "周一至周五" }),
                        format!(
                            "{:?} is no {} of {}",
                            text.get_ref(),
                            if weekend { "weekend day" } else { "weekday" },
                            entry.year
                        ),
                    )),
                }
            }
            read
        };
        let year = Year { off: days(entry.off, false), worked: days(entry.worked, true) };
        years.insert(entry.year, year);
    }
}
