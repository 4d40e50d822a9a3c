//! One running or finished clock of one matter, with the sum that leads to its result.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;

use super::count::{Start, resolved};
use super::{About, Clock, Count, Day, Due, Extension, Fact, Kind, Law, Moment, NoCalendar, Owner, Role, Roll, Suspension, Term};
use crate::{DivisionCode, OrgId, RecordId, Text};

/// What a clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It runs (计时中).
    Running,
    /// It stands still (中止).
    Suspended,
    /// It is not owed, or no longer (不需要).
    NotOwed,
    /// Owed, at once and without a due instant (应办).
    Owed,
    /// Done; it had no due instant (已办).
    Done,
    /// A duty met in time (按时).
    Met,
    /// A duty met late (逾期完成).
    MetLate,
    /// A duty not met when its time was over (逾期).
    Missed,
    /// A right that was used (已行使).
    Used,
    /// A right that lapsed (已失权).
    Lapsed,
    /// A limit that was kept (未超期).
    Kept,
    /// A limit that was exceeded (超期).
    Exceeded,
    /// It must still be kept: nothing is to be done (应当保存).
    Keeping,
    /// It was kept long enough (保存期满).
    Preserved,
    /// It was not kept long enough (未满期处置).
    EndedEarly,
    /// It cannot be said: the working days of that year are not known (缺工作日历).
    NoCalendar,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 16] = [
        Self::Running,
        Self::Suspended,
        Self::NotOwed,
        Self::Owed,
        Self::Done,
        Self::Met,
        Self::MetLate,
        Self::Missed,
        Self::Used,
        Self::Lapsed,
        Self::Kept,
        Self::Exceeded,
        Self::Keeping,
        Self::Preserved,
        Self::EndedEarly,
        Self::NoCalendar,
    ];

    /// The code, for ever.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Suspended => "suspended",
            Self::NotOwed => "not-owed",
            Self::Owed => "owed",
            Self::Done => "done",
            Self::Met => "met",
            Self::MetLate => "met-late",
            Self::Missed => "missed",
            Self::Used => "used",
            Self::Lapsed => "lapsed",
            Self::Kept => "kept",
            Self::Exceeded => "exceeded",
            Self::Keeping => "keeping",
            Self::Preserved => "preserved",
            Self::EndedEarly => "ended-early",
            Self::NoCalendar => "no-calendar",
        }
    }

    /// The name in both languages.
    pub const fn name(self) -> Text {
        match self {
            Self::Running => Text::new("计时中", "running"),
            Self::Suspended => Text::new("中止", "suspended"),
            Self::NotOwed => Text::new("不需要", "not owed"),
            Self::Owed => Text::new("应办", "owed"),
            Self::Done => Text::new("已办", "done"),
            Self::Met => Text::new("按时完成", "met"),
            Self::MetLate => Text::new("逾期完成", "met late"),
            Self::Missed => Text::new("逾期", "missed"),
            Self::Used => Text::new("已行使", "used"),
            Self::Lapsed => Text::new("已失权", "lapsed"),
            Self::Kept => Text::new("未超期", "kept"),
            Self::Exceeded => Text::new("超期", "exceeded"),
            Self::Keeping => Text::new("应当保存", "to be kept"),
            Self::Preserved => Text::new("保存期满", "kept long enough"),
            Self::EndedEarly => Text::new("未满期处置", "ended too early"),
            Self::NoCalendar => Text::new("缺工作日历", "no calendar"),
        }
    }
}

/// What one clock is known by, whatever its state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The question that it answers.
    pub question: String,
    /// The record whose fact started it.
    pub record: RecordId,
    /// The part of that record.
    pub part: String,
    /// What it is about.
    pub about: Option<About>,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.question, self.record, self.part)?;
        self.about.as_ref().map_or(Ok(()), |about| write!(f, "/{about}"))
    }
}

/// A stretch in which a clock stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suspended<'a> {
    /// By which rule.
    pub rule: &'a Suspension,
    /// Whether that rule is confirmed in this matter.
    pub confirmed: bool,
    /// Why and since when.
    pub by: &'a Fact,
    /// What let it run again; `None` while it stands still.
    pub resumed: Option<&'a Fact>,
}

/// An extension that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extended<'a> {
    /// By which rule.
    pub rule: &'a Extension,
    /// The fact.
    pub by: &'a Fact,
    /// False if it came after the time was over, or once too often: then it extends nothing.
    pub counts: bool,
}

/// The answer of another regime to the same question: shown, not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Also<'a> {
    /// The rule.
    pub clock: &'a Clock,
    /// When it would end, without extensions.
    pub due: Option<Due>,
}

/// One clock of one matter, at one instant, as known at one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance<'a> {
    /// The rule under which it started.
    pub clock: &'a Clock,
    /// The row of the clock table that applies: the rule's, or that of its last extension.
    pub row: &'a str,
    /// What it shows.
    pub state: State,
    /// The fact that started it.
    pub trigger: &'a Fact,
    /// Where counting began.
    pub start: Start,
    /// When it ends; `None` without an amount, while it stands still, or without a calendar.
    pub due: Option<Due>,
    /// The year whose calendar is missing.
    pub missing: Option<NoCalendar>,
    /// What closed it: where that was the recording of its trigger, the trigger.
    pub closed: Option<&'a Fact>,
    /// By what it is owed no longer.
    pub ended: Option<&'a Fact>,
    /// By when what closed or ended it had happened.
    pub over_at: Option<Moment>,
    /// It was closed because its trigger was recorded here, by a setting of the city.
    pub entered: bool,
    /// The documents do not say exactly enough whether it was in time: it is taken to have been.
    pub uncertain: bool,
    /// The amounts of time that it has, one after the other.
    pub terms: Cow<'a, [Term]>,
    /// Where it stood still.
    pub suspended: Vec<Suspended<'a>>,
    /// What was to make it longer.
    pub extended: Vec<Extended<'a>>,
    /// What other regimes answer.
    pub also: Vec<Also<'a>>,
    /// Whose side owes it.
    pub owner: Role,
    /// The organisation that owes it, where it is known.
    pub org: Option<&'a OrgId>,
}

impl Instance<'_> {
    /// What it is known by.
    pub fn key(&self) -> Key {
        Key {
            question: self.clock.question.clone(),
            record: self.trigger.record,
            part: self.trigger.part.clone(),
            about: self.trigger.about.clone(),
        }
    }

    /// Whether something is still to be done, or may still be done.
    pub fn open(&self) -> bool {
        let open = match self.state {
            State::NoCalendar => self.clock.kind != Kind::Keep,
            // A limit that is exceeded still has to be ended.
            State::Running | State::Suspended | State::Owed | State::Missed | State::Exceeded => true,
            State::NotOwed
            | State::Done
            | State::Met
            | State::MetLate
            | State::Used
            | State::Lapsed
            | State::Kept
            | State::Keeping
            | State::Preserved
            | State::EndedEarly => false,
        };
        open && self.closed.is_none()
    }

    /// Where.
    pub fn division(&self) -> &DivisionCode {
        &self.trigger.division
    }

    /// The days that were counted, if it counts days: whether a city's setting decided that, and which.
    pub fn day_type(&self, law: &Law) -> Option<(Count, bool)> {
        let count = self.terms.first()?.count;
        Some((resolved(count, law), count == Count::UnstatedDays))
    }

    /// The rest days between start and end that a clock of working days leaves out.
    ///
    /// # Errors
    /// [`NoCalendar`] if a year in between is not known.
    pub fn rest_days(&self, law: &Law) -> Result<Vec<NaiveDate>, NoCalendar> {
        let working = self.terms.iter().any(|term| resolved(term.count, law) == Count::WorkingDays);
        let Some(due) = self.due.filter(|_| working) else { return Ok(Vec::new()) };
        let mut days = Vec::new();
        let mut day = self.start.day.plus(1);
        while day <= due.last.day() {
            if !law.calendar.works(day)? {
                days.push(day.date());
            }
            day = day.plus(1);
        }
        Ok(days)
    }

    /// Whether its last day is a rest day and does not move on, because the text does not say so and the city's setting decides.
    pub fn stays_on_rest_day(&self, law: &Law) -> bool {
        let silent = self.clock.roll == Roll::Unstated && !law.settings.unstated_rolls;
        let hours = self.terms.last().is_some_and(|term| resolved(term.count, law) == Count::Hours);
        self.due.is_some_and(|due| silent && !hours && law.calendar.works(due.last.day()) == Ok(false))
    }

    /// Since when it stands still.
    pub fn suspended_since(&self) -> Option<&Suspended<'_>> {
        self.suspended.iter().find(|stretch| stretch.resumed.is_none()).filter(|_| self.state == State::Suspended)
    }

    /// The last day, for a clock that counts days.
    pub fn last_day(&self) -> Option<Day> {
        self.due.map(|due| due.last.day())
    }

    /// The instant at which it ends.
    pub fn due_at(&self) -> Option<Moment> {
        self.due.map(|due| due.at)
    }
}

/// Whose side owes a clock that `trigger`'s side started; `None` where that is whoever is addressed.
pub(super) fn owing(owner: Owner, teller: Role) -> Option<Role> {
    match owner {
        Owner::Role(role) => Some(role),
        Owner::Teller => Some(teller),
        Owner::Addressee => None,
    }
}
