//! The one way in which stories draw when something that is owed is done: in time, late or never.

use super::shares::Habit;
use crate::draw::Draw;

/// A term as stories draw it: days after its beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Term {
    least: i64,
    most: i64,
    /// From here on it is late, whatever holidays lie between.
    late: i64,
}

impl Term {
    /// Natural days. The last day may move beyond a rest day or a short holiday.
    pub(super) const fn natural(days: i64) -> Self {
        Self { least: 0, most: days, late: days + 5 }
    }

    /// Working days. As many natural ones are always in time; late is what a week of holidays does not excuse.
    pub(super) const fn working(days: i64) -> Self {
        Self { least: 0, most: days, late: days * 7 / 5 + 10 }
    }

    /// Days that do not move: limits of measures.
    pub(super) const fn strict(days: i64) -> Self {
        Self { least: 0, most: days, late: days + 2 }
    }

    /// Not done before this day.
    pub(super) const fn from(self, least: i64) -> Self {
        Self { least, ..self }
    }

    /// The day on which it is done; `None` if never.
    pub(super) fn done(self, draw: &mut Draw, habit: Habit) -> Option<i64> {
        if draw.chance(habit.never) {
            return None;
        }
        let late = draw.chance(habit.late);
        let spread = (self.most / 2).clamp(7, 30);
        Some(if late { draw.between(self.late, self.late + spread) } else { draw.between(self.least.min(self.most), self.most) })
    }
}
