//! When people should be warned of a clock: half of its time gone, little left, over.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::count::resolved;
use super::{Count, Day, Due, Instance, Kind, Law, Moment, NoCalendar, State};
use crate::Text;

/// A kind of warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Warning {
    /// Half of its time is gone (期限过半).
    Half,
    /// One working day is left, or two hours of an hour clock (即将到期).
    Near,
    /// Its time is over (逾期).
    Missed,
}

impl Warning {
    /// All of them, in the order in which they come.
    pub const ALL: [Self; 3] = [Self::Half, Self::Near, Self::Missed];

    /// The name in both languages.
    pub const fn name(self) -> Text {
        match self {
            Self::Half => Text::new("期限过半", "half of the time is gone"),
            Self::Near => Text::new("即将到期", "ends soon"),
            Self::Missed => Text::new("逾期", "missed"),
        }
    }

    /// The warning with `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|warning| warning.code() == code)
    }

    /// The code, for ever.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Half => "half",
            Self::Near => "near",
            Self::Missed => "missed",
        }
    }
}

/// A warning and its instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warned {
    /// When.
    pub at: Moment,
    /// Of what.
    pub warning: Warning,
}

impl Instance<'_> {
    /// The warnings of a clock in the order of their instants, whether past or to come; none once it is closed, stands still or is not owed.
    ///
    /// What is owed only if the occasion arises and a right are not missed; what must be kept warns of nothing. Where the calendar of the last
    /// day's year is not known, nobody can say when one working day is left: see [`Instance::unwarned`].
    pub fn warnings(&self, law: &Law) -> Vec<Warned> {
        let open =
            matches!(self.state, State::Running | State::Missed) || (self.state == State::Exceeded && self.closed.is_none());
        let Some(due) = self.due.filter(|_| open) else { return Vec::new() };
        let mut warnings = vec![Warned { at: self.half(due.at), warning: Warning::Half }];
        warnings.extend(self.near(due, law).ok().map(|at| Warned { at, warning: Warning::Near }));
        let missable = match self.clock.kind {
            Kind::Duty => !self.clock.conditional,
            Kind::Limit => true,
            Kind::Right | Kind::Keep => false,
        };
        if missable {
            warnings.push(Warned { at: due.last.plus(1), warning: Warning::Missed });
        }
        warnings.retain(|warned| warned.at > self.start.at);
        warnings.sort_unstable();
        warnings
    }

    /// The year for want of whose calendar an open clock cannot warn that its end is near; `None` if it can, or warns of nothing.
    pub fn unwarned(&self, law: &Law) -> Option<NoCalendar> {
        let warns = !self.warnings(law).is_empty();
        self.due.filter(|_| warns).and_then(|due| self.near(due, law).err())
    }

    /// When one working day is left, or two hours of an hour clock.
    fn near(&self, due: Due, law: &Law) -> Result<Moment, NoCalendar> {
        if self.terms.last().is_some_and(|term| resolved(term.count, law) == Count::Hours) {
            return Ok(due.at.plus(-2 * 3600));
        }
        law.calendar.on_or_before(due.last.day()).map(Day::start)
    }

    /// The next warning after `now`.
    pub fn next_warning(&self, law: &Law, now: Moment) -> Option<Warned> {
        self.warnings(law).into_iter().find(|warned| warned.at > now)
    }

    /// The instant at which half of the time between start and end is gone, leaving out what was suspended.
    fn half(&self, due: Moment) -> Moment {
        let from = self.start.at;
        let pauses = self.pauses();
        let paused: i64 = pauses.iter().map(|(a, b)| b.0 - a.0).sum();
        let mut at = from.plus((due.0 - from.0 - paused) / 2);
        for (a, b) in pauses {
            if a <= at {
                at = at.plus(b.0 - a.0);
            }
        }
        at
    }

    /// The suspended stretches after the start, disjoint and in order.
    fn pauses(&self) -> Vec<(Moment, Moment)> {
        let mut pauses: Vec<(Moment, Moment)> = Vec::new();
        for stretch in &self.suspended {
            let Some(resumed) = stretch.resumed else { continue };
            let (from, until) = (super::day::stretch(&stretch.by.when).0, super::day::stretch(&resumed.when).1.plus(1));
            let from = from.max(pauses.last().map_or(self.start.at, |last| last.1));
            if until > from {
                pauses.push((from, until));
            }
        }
        pauses
    }
}
