//! The state of every clock of a matter: one pure function of the history, the law, what was known and the instant that is asked about.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::catalogue::Question;
use super::count::{Counting, Gap, Start};
use super::instance::owing;
use super::things::{HandedOver, Things};
use super::timeline::{Seen, Timeline};
use super::{
    About, Also, Clock, Count, Due, Extended, Extension, Fact, Instance, Kind, Law, Moment, NoCalendar, Role, Roll, State,
    Suspended, Term,
};
use crate::{LegalFact, When};

/// All clocks that the facts of one matter have started, as known at `known_at`, as they stand at `at`.
///
/// The result depends on nothing else: not on when or how often it is computed, nor on the order in which facts were recorded. A fact that
/// occurs after `at` has not occurred. Of the rules that answer one question on the trigger's day the most special applies for good;
/// other rules that come into force later do not touch it.
pub fn state<'a>(history: &'a [Fact], law: &'a Law, known_at: i64, at: DateTime<Utc>) -> Vec<Instance<'a>> {
    let at = Moment::from(at);
    let timeline = Timeline::of(history, &law.catalogue, known_at, at);
    started(&timeline, law, |clock| clock.at(at))
}

/// What becomes of a clock by itself, once all that is known of its matter has occurred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course<'a> {
    /// How it stands then, if that will change with time alone.
    pub before: Option<Instance<'a>>,
    /// How it stands once all time has passed.
    pub after: Instance<'a>,
}

/// All clocks that the facts of one matter have started, as known at `known_at`, whatever the instant that is asked about: what [`state`]
/// says once all of them have occurred, and what it says in the end.
pub fn course<'a>(history: &'a [Fact], law: &'a Law, known_at: i64) -> Vec<Course<'a>> {
    let timeline = Timeline::of(history, &law.catalogue, known_at, Moment::MAX);
    let occurred = timeline.facts.iter().map(|seen| seen.latest).max().unwrap_or(Moment::MAX);
    started(&timeline, law, |clock| {
        let after = clock.at(Moment::MAX);
        let over = after.closed.or(after.ended).is_some();
        Course { before: (!over).then(|| clock.at(occurred)), after }
    })
}

/// What `told` says of each clock that a fact of `timeline` started.
fn started<'a, T>(timeline: &Timeline<'a>, law: &'a Law, told: impl Fn(&Started<'a, '_>) -> T) -> Vec<T> {
    let mut all = Vec::with_capacity(timeline.facts.len());
    let mut raised: Vec<(&Question, &Fact)> = Vec::with_capacity(timeline.facts.len());
    for trigger in &timeline.facts {
        let start = start_of(trigger);
        let day = start.day.date();
        for question in law.catalogue.raised(trigger.fact.fact) {
            let mut answers = law.catalogue.clocks_of(question).filter(|clock| timeline.starts(clock, trigger, day));
            let Some(clock) = answers.next() else { continue };
            // One part of a record starts one clock, even if it states several facts that would.
            let known = |(other, of): &(&Question, &Fact)| std::ptr::eq(*other, question) && one_part(of, trigger.fact);
            if raised.iter().any(known) {
                continue;
            }
            all.push(told(&Started { law, timeline, question, clock, others: answers.collect(), trigger, start }));
            raised.push((question, trigger.fact));
        }
    }
    all
}

/// A clock that `trigger` started, with the rules that answer the same question otherwise.
struct Started<'a, 'b> {
    law: &'a Law,
    timeline: &'b Timeline<'a>,
    question: &'b Question,
    clock: &'a Clock,
    others: Vec<&'a Clock>,
    trigger: &'b Seen<'a>,
    start: Start,
}

impl<'a> Started<'a, '_> {
    fn at(&self, at: Moment) -> Instance<'a> {
        let &Self { law, timeline, question, clock, trigger, start, .. } = self;
        let folding = Folding { law, timeline, question, clock, trigger, start: counted(clock, start), at };
        let also = self.others.iter().map(|also| folding.also(also, counted(also, start))).collect();
        Instance { also, ..folding.instance() }
    }
}

fn one_part(a: &Fact, b: &Fact) -> bool {
    a.record == b.record && a.part == b.part && a.about == b.about
}

/// Counting begins at the latest instant at which the trigger may have occurred: a day that is all that is known counts to its 24:00.
fn start_of(trigger: &Seen<'_>) -> Start {
    let assumed = !matches!(trigger.fact.when, When::Instant(_));
    let at = if assumed { trigger.latest.plus(1) } else { trigger.latest };
    Start { at, day: trigger.latest.day(), assumed }
}

fn counted(clock: &Clock, start: Start) -> Start {
    Start { day: if clock.start_excluded { start.day } else { start.day.plus(-1) }, ..start }
}

/// How a clock came to its end.
#[derive(Clone, Copy)]
enum End<'a> {
    Closed(Seen<'a>),
    /// Its trigger was recorded here, which closes it in this city.
    Entered(Seen<'a>),
    Ended(Seen<'a>),
    Open,
}

/// One clock being folded.
struct Folding<'a, 'b> {
    law: &'a Law,
    timeline: &'b Timeline<'a>,
    question: &'b Question,
    clock: &'a Clock,
    trigger: &'b Seen<'a>,
    start: Start,
    at: Moment,
}

impl<'a, 'b> Folding<'a, 'b> {
    fn instance(&self) -> Instance<'a> {
        let end = self.end();
        // What came after the end changes nothing any more.
        let until = match end {
            End::Closed(seen) | End::Entered(seen) | End::Ended(seen) => seen.latest,
            End::Open => self.at,
        };
        let suspended = self.suspended(until);
        let gaps = gaps(&suspended, self.clock.term.is_some_and(|term| term.count == Count::Hours));
        let counting = Counting { law: self.law, start: self.start, roll: self.clock.roll, gaps: &gaps };
        let still = suspended.iter().find(|stretch| stretch.until.is_none()).map(|stretch| stretch.from);
        let Extent { terms, row, extended, due } = self.extent(until, still, &counting);
        let (missing, due) = match due {
            Some(Err(missing)) => (Some(missing), None),
            Some(Ok(due)) => (None, Some(due)),
            None => (None, None),
        };
        // A clock that had run out before it was stopped is not stopped.
        let still = still.filter(|from| due.is_some_and(|due| *from <= due.last));
        let (state, uncertain) = self.judge(end, due, missing, still);
        let (closed, ended) = match end {
            End::Closed(seen) | End::Entered(seen) => (Some(seen.fact), None),
            End::Ended(seen) => (None, Some(seen.fact)),
            End::Open => (None, None),
        };
        let over_at = closed.or(ended).map(|_| until);
        let teller = Timeline::side(self.trigger);
        let owner = owing(self.clock.owner, teller).unwrap_or_else(|| self.timeline.addressed(self.trigger));
        Instance {
            clock: self.clock,
            row,
            state,
            trigger: self.trigger.fact,
            start: self.start,
            due: due.filter(|_| still.is_none()),
            missing,
            closed,
            ended,
            over_at,
            entered: matches!(end, End::Entered(_)),
            uncertain,
            terms,
            suspended: suspended.into_iter().map(|stretch| stretch.shown).collect(),
            extended,
            also: Vec::new(),
            owner,
            org: self.org(owner, teller),
        }
    }

    /// The first fact that closes it, unless one by which it is not owed came before.
    fn end(&self) -> End<'a> {
        let (clock, timeline) = (self.clock, self.timeline);
        let of = |facts| timeline.of_clock(self.question, self.trigger, facts).copied();
        let asked = self.trigger.fact.to.as_ref().filter(|_| matches!(self.trigger.fact.about, Some(About::Question(_))));
        // A question is answered by whom it was put to.
        let answers = |seen: &Seen<'_>| asked.is_none_or(|asked| seen.fact.org == *asked);
        let mut handed_over = HandedOver::default();
        // A hand-over closes it once all that had to be handed over was.
        let mut complete = |seen: &Seen<'a>| {
            handed_over.add(seen.fact);
            seen.fact.fact != LegalFact::ItemsHandedOver || handed_over.lacks(&self.things()).is_none()
        };
        let in_turn = |seen: &Seen<'a>| match (clock.closed_before_too, clock.closed_surely_after) {
            (true, _) => true,
            (false, true) => seen.earliest > self.trigger.latest,
            (false, false) => seen.follows(self.trigger),
        };
        let closes = |seen: &Seen<'a>| complete(seen) && in_turn(seen) && answers(seen);
        let told = if clock.closed_by_own {
            timeline.own(self.trigger, clock.closed_by).copied().find(closes)
        } else {
            of(clock.closed_by).find(closes)
        };
        let entered = self.entered().filter(|entered| told.is_none_or(|told| entered.latest < told.earliest));
        let closed = entered.or(told);
        let ended = of(clock.ended_by).find(|seen| seen.follows(self.trigger));
        let barred = of(clock.barred_by).next();
        let ended = match (ended, barred) {
            (Some(a), Some(b)) => Some(if (b.earliest, b.latest) < (a.earliest, a.latest) { b } else { a }),
            (one, other) => one.or(other),
        };
        match (closed, ended) {
            (Some(closed), Some(ended)) if ended.latest < closed.earliest => End::Ended(ended),
            (Some(closed), _) if entered.is_some() => End::Entered(closed),
            (Some(closed), _) => End::Closed(closed),
            (None, Some(ended)) => End::Ended(ended),
            (None, None) => End::Open,
        }
    }

    /// What is to be handed over: the list of its transfer; of a seizure only what was seized by it.
    fn things(&self) -> Things<'a> {
        let sent = |seen: &&Seen<'_>| seen.fact.fact == LegalFact::TransferSent && self.timeline.together(seen, self.trigger);
        Things::of(self.timeline.facts.iter().filter(sent).map(|seen| seen.fact), self.trigger.fact.about.as_ref())
    }

    /// The recording of its trigger, where that closes it in this city.
    fn entered(&self) -> Option<Seen<'a>> {
        let setting = self.clock.closed_by_recording.as_ref()?;
        let on = self.law.settings.switch(setting) == Some(true);
        if on { self.timeline.recording(self.trigger, self.at) } else { None }
    }

    fn suspended(&self, until: Moment) -> Vec<Stretch<'a>> {
        let mut stretches = Vec::new();
        for rule in &self.clock.suspensions {
            if rule.setting.as_ref().is_some_and(|name| self.law.settings.switch(name) != Some(true)) {
                continue;
            }
            let of = |facts| self.timeline.of_clock(self.question, self.trigger, facts).filter(|seen| seen.earliest <= until);
            let own = |by: &&Seen<'a>| rule.after.is_empty() || self.timeline.follows_own(by, rule.after, self.trigger);
            for by in of(rule.by).filter(own) {
                let resumed = of(rule.resumed_by).find(|seen| seen.follows(by) && seen.fact.agrees(by.fact));
                let checked_for = |senders: &[String]| !senders.is_empty() && self.timeline.sent_by(senders, self.trigger);
                let confirmed = rule.confirmed || checked_for(&rule.confirmed_for);
                let shown = Suspended { rule, confirmed, by: by.fact, resumed: resumed.map(|seen| seen.fact) };
                let stretch = Stretch { from: by.earliest, until: resumed.map(|seen| seen.latest.plus(1)), shown };
                if stretch.until.is_none_or(|until| until > self.start.at) {
                    stretches.push(stretch);
                }
            }
        }
        stretches.sort_by_key(|stretch| stretch.from);
        // What stops a clock that stands still already and runs again with it is no stretch of its own.
        stretches.dedup_by(|later, earlier| later.until == earlier.until && later.shown.by.about == earlier.shown.by.about);
        stretches
    }

    /// When `terms` have passed. A rest day stays the last one where what keeps it is held by then, as far as that is known.
    fn due(&self, clock: &Clock, counting: &Counting<'_>, terms: &[Term], until: Moment) -> Result<Due, NoCalendar> {
        let Some(hold) = clock.stays_while else { return counting.due(terms) };
        let stays = Counting { roll: Roll::None, ..*counting }.due(terms)?;
        if self.timeline.holds(hold, self.trigger, stays.last.min(until)) { Ok(stays) } else { counting.due(terms) }
    }

    /// The time that it has, with what made it longer.
    fn extent(&self, until: Moment, still: Option<Moment>, counting: &Counting<'_>) -> Extent<'a> {
        let terms = Cow::Borrowed(self.clock.term.as_slice());
        let counted = |terms: &[Term]| self.due(self.clock, counting, terms, until);
        let due = (!terms.is_empty()).then(|| counted(&terms));
        let mut extent = Extent { terms, row: self.clock.id.as_str(), extended: Vec::new(), due };
        if self.clock.extensions.is_empty() {
            return extent;
        }
        let facts = self.clock.extensions.iter().map(|extension| extension.by).collect();
        let asked = self.timeline.of_clock(self.question, self.trigger, facts).filter(|seen| seen.earliest <= until);
        for seen in asked {
            let (Some(rule), Some(due)) = (self.clock.extensions.iter().find(|rule| rule.by == seen.fact.fact), extent.due)
            else {
                continue;
            };
            if !rule.any_time && !seen.follows(self.trigger) {
                continue;
            }
            // What stands still has not run out.
            let runs = |due: Due| seen.earliest <= due.last || still.is_some_and(|from| from <= due.last);
            let in_time = rule.any_time || due.map_or(true, runs);
            let often = extent.extended.iter().filter(|other| other.counts && other.rule.by == rule.by).count();
            let often = u32::try_from(often).is_ok_and(|often| often < rule.times);
            let longer = if in_time && often { self.longer(rule, &extent.extended, &extent.terms) } else { None };
            let granted = longer.as_ref().map(|terms| match seen.fact.until {
                Some(day) => counting.granted(counted(terms), seen.latest.day(), day),
                None => counted(terms),
            });
            // What would give no more time than there is already extends nothing.
            let after = granted.filter(|after| match (due, after) {
                (Ok(before), Ok(after)) => after.last > before.last,
                (Err(missing), Ok(after)) => !missing.after(after.last),
                (_, Err(_)) => true,
            });
            extent.extended.push(Extended { rule, by: seen.fact, counts: after.is_some() });
            if let (Some(longer), Some(after)) = (longer, after) {
                (extent.terms, extent.due) = (Cow::Owned(longer), Some(after));
                extent.row = rule.row.as_deref().unwrap_or(extent.row);
            }
        }
        extent
    }

    /// The amounts of time after an extension. Nothing is added to what the law grants altogether.
    fn longer(&self, rule: &Extension, extended: &[Extended<'a>], terms: &[Term]) -> Option<Vec<Term>> {
        if rule.altogether {
            return Some(vec![rule.term]);
        }
        let exhausted = extended.iter().any(|other| other.counts && other.rule.altogether);
        (!exhausted).then(|| terms.iter().copied().chain([rule.term]).collect())
    }

    fn judge(&self, end: End<'a>, due: Option<Due>, missing: Option<NoCalendar>, still: Option<Moment>) -> (State, bool) {
        let clock = self.clock;
        let (good, late, over) = match clock.kind {
            Kind::Duty if clock.conditional => (State::Met, State::MetLate, State::NotOwed),
            Kind::Duty => (State::Met, State::MetLate, State::Missed),
            Kind::Right => (State::Used, State::Lapsed, State::Lapsed),
            Kind::Limit => (State::Kept, State::Exceeded, State::Exceeded),
            Kind::Keep => (State::EndedEarly, State::Preserved, State::Preserved),
        };
        if let Some(missing) = missing {
            return match end {
                End::Ended(_) => (State::NotOwed, false),
                // What came before the year that is missing came before the end.
                End::Closed(seen) | End::Entered(seen) if missing.after(seen.latest) => (good, false),
                End::Closed(_) | End::Entered(_) | End::Open => (State::NoCalendar, false),
            };
        }
        let Some(due) = due else {
            let state = match end {
                End::Closed(_) | End::Entered(_) => State::Done,
                End::Ended(_) => State::NotOwed,
                End::Open if clock.conditional => State::NotOwed,
                End::Open => State::Owed,
            };
            return (state, false);
        };
        let in_time = |at: Moment| at <= due.last || still.is_some();
        match end {
            // What may have been kept long enough has been.
            End::Closed(seen) | End::Entered(seen) if clock.kind == Kind::Keep => {
                let early = seen.latest <= due.last;
                (if early { good } else { late }, !early && seen.earliest <= due.last)
            }
            End::Closed(seen) | End::Entered(seen) if in_time(seen.earliest) => (good, !in_time(seen.latest)),
            End::Closed(_) | End::Entered(_) => (late, false),
            End::Ended(seen) if in_time(seen.earliest) => (State::NotOwed, !in_time(seen.latest)),
            End::Ended(_) => (over, false),
            End::Open if still.is_some() => (State::Suspended, false),
            End::Open if clock.kind == Kind::Keep && self.at <= due.last => (State::Keeping, false),
            End::Open if self.at <= due.last => (State::Running, false),
            End::Open => (over, false),
        }
    }

    /// Who owes it: whoever acted, if on that side; else whoever was addressed; else the regulator whose case it is; else the last on that
    /// side who acted in the affair.
    fn org(&self, owner: Role, teller: Role) -> Option<&'a crate::OrgId> {
        let trigger = self.trigger.fact;
        match self.clock.owner {
            super::Owner::Teller => Some(&trigger.org),
            super::Owner::Addressee => trigger.to.as_ref(),
            super::Owner::Role(Role::Party | Role::Laboratory) => trigger.to.as_ref(),
            super::Owner::Role(_) if owner == teller => Some(&trigger.org),
            super::Owner::Role(_) => trigger.to.as_ref().or_else(|| {
                let whose = self.timeline.whose(self.trigger).filter(|_| owner == Role::Regulator);
                whose.map(|case| &case.org).or_else(|| Some(&self.timeline.last_on_side(owner, self.trigger)?.org))
            }),
        }
    }

    fn also(&self, clock: &'a Clock, start: Start) -> Also<'a> {
        let counting = Counting { law: self.law, start, roll: clock.roll, gaps: &[] };
        Also { clock, due: clock.term.and_then(|term| self.due(clock, &counting, &[term], self.at).ok()) }
    }
}

/// How much time a clock has, and by what.
struct Extent<'a> {
    terms: Cow<'a, [Term]>,
    row: &'a str,
    extended: Vec<Extended<'a>>,
    due: Option<Result<Due, NoCalendar>>,
}

/// A suspended stretch with its ends.
struct Stretch<'a> {
    from: Moment,
    until: Option<Moment>,
    shown: Suspended<'a>,
}

/// Disjoint gaps in order, from stretches in order of their beginning that have ended.
fn gaps(stretches: &[Stretch<'_>], hours: bool) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for (from, until) in stretches.iter().filter_map(|stretch| Some((stretch.from, stretch.until?))) {
        // Days that a later stretch shares with an earlier one must not be left out twice.
        let shares = |last: &Gap| if hours { from <= last.until } else { from.day() <= last.until.plus(-1).day() };
        match gaps.last_mut().filter(|last| shares(last)) {
            Some(last) => last.until = last.until.max(until),
            None => gaps.push(Gap { from, until }),
        }
    }
    gaps
}
