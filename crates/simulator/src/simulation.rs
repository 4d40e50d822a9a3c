//! The year as a stream: stories open as the clock goes on, their messages arrive in the order in which they are due.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{Days, NaiveDate};
use kernel::DivisionCode;

use crate::calendar;
use crate::city::City;
use crate::disturb::{Disturber, meant};
use crate::draw::Draw;
use crate::duties::ByMonth;
use crate::ledger::Expected;
use crate::options::SimOptions;
use crate::shot::Shot;
use crate::story;
use crate::teller::{DAY, DAYS, Recent, Teller};

/// Most messages that wait for their turn: what bounds the memory. A year of more than a few hundred thousand reports fills
/// it, and then messages arrive somewhat before they are due.
const WINDOW: usize = 32_768;

/// How many reports stories that begin in the year would make if it did not end, for each that it has room for.
const PACE: f64 = 1.06;

/// Why a year cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// The trees that ship with the program are wrong.
    #[error(transparent)]
    Reference(#[from] roster::InvalidReference),
    /// A name that is none.
    #[error(transparent)]
    Id(#[from] kernel::id::InvalidId),
    /// Only a simulated root can be simulated.
    #[error("{0} is not the root of a simulated city with counties")]
    NotSimulated(DivisionCode),
    /// A division without an organisation of some agency.
    #[error("division {0} has no organisation of agency {1}")]
    Missing(DivisionCode, &'static str),
}

/// A deterministic year of reports; iterate to the end, then ask what should have become of them.
#[derive(Debug)]
pub struct Simulation {
    options: SimOptions,
    city: City,
    draw: Draw,
    begins: NaiveDate,
    recent: Recent,
    counter: u64,
    stories: u64,
    /// What the stories so far would have made without the end of the year.
    paced: u64,
    /// Messages made so far, those that wait included.
    made: u64,
    waiting: Queue,
    expected: Expected,
}

/// Messages by the moment when they are due; the heap moves places only, not messages.
#[derive(Debug, Default)]
struct Queue {
    order: BinaryHeap<Reverse<(i64, u64, usize)>>,
    shots: Vec<Option<Shot>>,
    free: Vec<usize>,
    pushed: u64,
}

impl Queue {
    fn push(&mut self, due: i64, shot: Shot) {
        let slot = self.free.pop().unwrap_or(self.shots.len());
        if slot == self.shots.len() {
            self.shots.push(Some(shot));
        } else {
            self.shots[slot] = Some(shot);
        }
        self.order.push(Reverse((due, self.pushed, slot)));
        self.pushed += 1;
    }

    fn first_due(&self) -> Option<i64> {
        self.order.peek().map(|Reverse((due, ..))| *due)
    }

    fn pop(&mut self) -> Option<Shot> {
        let Reverse((_, _, slot)) = self.order.pop()?;
        self.free.push(slot);
        self.shots[slot].take()
    }
}

impl Simulation {
    /// Prepares the year that `options` ask for.
    ///
    /// # Errors
    /// [`SimError`] if the root is no simulated city.
    pub fn new(options: SimOptions) -> Result<Self, SimError> {
        let reference = roster::reference()?;
        let begins = options.until.checked_sub_days(Days::new(DAYS.unsigned_abs() - 1)).unwrap_or(options.until);
        // What is owed at the year's end is due some weeks after it, and an early report lies some days before it.
        let around = |days| options.until.checked_add_days(Days::new(days)).unwrap_or(options.until);
        let known = calendar::knows(begins.checked_sub_days(Days::new(5)).unwrap_or(begins), around(70));
        let expected = Expected { duties: known.then(ByMonth::new), ..Expected::default() };
        Ok(Self {
            city: City::new(&reference, &options.root, options.reports)?,
            draw: Draw::new(options.seed),
            begins,
            options,
            recent: Recent::default(),
            counter: 0,
            stories: 0,
            paced: 0,
            made: 0,
            waiting: Queue::default(),
            expected,
        })
    }

    /// What should have become of all reports; `None` before the last one has been taken.
    pub fn expected(&self) -> Option<&Expected> {
        (self.made == self.options.reports && self.waiting.order.is_empty()).then_some(&self.expected)
    }

    /// Seconds of the year that have gone by when the next story opens.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a share of a year, to the second at most")]
    fn clock(&self) -> i64 {
        let share = self.paced as f64 / (self.options.reports.max(1) as f64 * PACE);
        (share * (DAYS * DAY) as f64) as i64
    }

    fn open(&mut self) {
        let mut day = self.clock() / DAY;
        if day >= DAYS {
            day = self.draw.between(0, DAYS - 1); // What is left over fills up the whole year.
        }
        let mut teller =
            Teller::new(&self.city, &mut self.draw, &mut self.recent, &mut self.counter, &self.options.shares, self.begins, day);
        story::tell(&mut teller, self.stories, self.options.reports);
        let (subjects, statements, dropped) = (teller.subjects, teller.statements, teller.dropped);
        let mut disturber = Disturber { options: &self.options, city: &self.city, draw: &mut self.draw, begins: self.begins };
        let mut sent = disturber.messages(&subjects, &statements);
        self.stories += 1;
        self.paced += dropped + sent.len() as u64;
        let room = usize::try_from(self.options.reports - self.made).unwrap_or(usize::MAX);
        sent.truncate(room);
        self.made += sent.len() as u64;
        self.expected.settle(&meant(&subjects, &statements, &mut sent));
        for one in sent {
            self.expected.sent(one.shot.kind);
            self.waiting.push(one.due, one.shot);
        }
    }
}

impl Iterator for Simulation {
    type Item = Shot;

    fn next(&mut self) -> Option<Shot> {
        while self.made < self.options.reports && self.waiting.order.len() < WINDOW {
            // Nothing of a story is due before the day on which it opens, but for a broken copy an hour earlier.
            if self.waiting.first_due().is_some_and(|due| due < self.clock().min((DAYS - 1) * DAY) - DAY) {
                break;
            }
            self.open();
        }
        self.waiting.pop()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left =
            usize::try_from(self.options.reports - self.made).unwrap_or(usize::MAX).saturating_add(self.waiting.order.len());
        (left, Some(left))
    }
}
