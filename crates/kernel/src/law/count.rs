//! The arithmetic of statutory time: from a start, by amounts of time and around suspended stretches, to the last second in time.

use chrono::NaiveDate;

use super::{Count, Day, DayType, Law, Moment, NoCalendar, Roll, Term};

/// When a clock ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The instant: 24:00 of the last day, or the last instant of an hour clock.
    pub at: Moment,
    /// The last second that is in time.
    pub last: Moment,
    /// The last day before it moved to a working day, if it did.
    pub rolled_from: Option<Day>,
}

/// Where counting begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The instant, for hours; 24:00 of the day where only that is known.
    pub at: Moment,
    /// The day after which days are counted.
    pub day: Day,
    /// The instant is not known: it was taken to be the latest that it may have been.
    pub assumed: bool,
}

/// A stretch of time that does not count: seconds for hour clocks, whole days (both included) for all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub from: Moment,
    /// The first second that counts again.
    pub until: Moment,
}

impl Gap {
    fn days(self) -> (Day, Day) {
        (self.from.day(), self.until.plus(-1).day())
    }
}

/// What one clock is counted by.
#[derive(Clone, Copy)]
pub(super) struct Counting<'a> {
    pub law: &'a Law,
    pub start: Start,
    pub roll: Roll,
    /// In order, disjoint.
    pub gaps: &'a [Gap],
}

impl Counting<'_> {
    /// When `terms`, one after the other, have passed.
    pub fn due(&self, terms: &[Term]) -> Result<Due, NoCalendar> {
        let (mut day, mut at, mut hours) = (self.start.day, self.start.at, false);
        let mut rest = terms.iter().copied().peekable();
        while let Some(mut term) = rest.next() {
            // Amounts of one kind are added up first: two months and one month are three months of the calendar.
            while let Some(more) = rest.next_if(|more| more.count == term.count) {
                term.amount += more.amount;
            }
            hours = term.count == Count::Hours;
            match resolved(term.count, self.law) {
                Count::Hours => {
                    at = self.seconds(at, i64::from(term.amount) * 3600);
                    day = at.day();
                }
                Count::WorkingDays => day = self.working(day, term.amount)?,
                Count::NaturalDays | Count::UnstatedDays => day = self.natural(day, day.plus(signed(term.amount))),
                Count::Months => day = self.natural(day, day.plus_months(term.amount)),
                Count::Years => day = self.natural(day, day.plus_months(term.amount.saturating_mul(12))),
            }
            if !hours {
                at = day.end();
            }
        }
        if hours {
            return Ok(Due { at, last: at, rolled_from: None });
        }
        let rolls = match self.roll {
            Roll::None => false,
            Roll::NextWorking => true,
            Roll::Unstated => self.law.settings.unstated_rolls,
        };
        let last = if rolls { self.rolled(day)? } else { day };
        Ok(Due { at: last.end(), last: last.end().plus(-1), rolled_from: (last != day).then_some(day) })
    }

    /// `due`, or the end of what was granted, by an act of the day `from`, until `day`: that is moved on by what has not counted since.
    pub fn granted(&self, due: Result<Due, NoCalendar>, from: Day, day: NaiveDate) -> Result<Due, NoCalendar> {
        let day = self.natural(from, day.into());
        let sooner = match due {
            Ok(due) => day < due.last.day(),
            Err(missing) => missing.after(day.end().plus(-1)),
        };
        if sooner { Ok(Due { at: day.end(), last: day.end().plus(-1), rolled_from: None }) } else { due }
    }

    /// The first working day from `day` on that counts.
    fn rolled(&self, day: Day) -> Result<Day, NoCalendar> {
        let mut last = self.law.calendar.on_or_after(day)?;
        for (first, until) in self.gaps.iter().copied().map(Gap::days) {
            if (first..=until).contains(&last) {
                last = self.law.calendar.on_or_after(until.plus(1))?;
            }
        }
        Ok(last)
    }

    fn seconds(&self, from: Moment, seconds: i64) -> Moment {
        let mut end = from.plus(seconds);
        for gap in self.gaps {
            let start = gap.from.max(from);
            if gap.until > start && start <= end {
                end = end.plus(gap.until.0 - start.0);
            }
        }
        end
    }

    fn natural(&self, from: Day, mut end: Day) -> Day {
        for gap in self.gaps {
            let (first, last) = gap.days();
            let first = first.max(from.plus(1));
            if last >= first && first <= end {
                end = end.plus(last.0 - first.0 + 1);
            }
        }
        end
    }

    fn working(&self, from: Day, mut amount: u32) -> Result<Day, NoCalendar> {
        let calendar = &self.law.calendar;
        let mut end = calendar.after(from, amount)?;
        for gap in self.gaps {
            let (first, last) = gap.days();
            let first = first.max(from.plus(1));
            if last >= first && first <= end {
                amount += calendar.count(first, last)?;
                end = calendar.after(from, amount)?;
            }
        }
        Ok(end)
    }
}

/// The day type that is counted, after the city's setting.
pub(super) fn resolved(count: Count, law: &Law) -> Count {
    match (count, law.settings.unstated_days) {
        (Count::UnstatedDays, DayType::Natural) => Count::NaturalDays,
        (Count::UnstatedDays, DayType::Working) => Count::WorkingDays,
        (Count::Hours | Count::NaturalDays | Count::WorkingDays | Count::Months | Count::Years, _) => count,
    }
}

fn signed(amount: u32) -> i32 {
    i32::try_from(amount).unwrap_or(i32::MAX)
}
