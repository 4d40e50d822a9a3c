//! The facts of a history as they stand at one position and one instant, in the order in which they occurred.

use chrono::NaiveDate;

use super::affair::Affairs;
use super::catalogue::Question;
use super::day::stretch;
use super::{About, CaseOf, Catalogue, Clock, Fact, FactSet, Hold, Moment, Role};
use super::{recall, twice};
use crate::{LegalFact, RecordId};

/// A fact with the stretch of time in which it occurred.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'a> {
    pub fact: &'a Fact,
    pub earliest: Moment,
    pub latest: Moment,
    role: Role,
}

impl Seen<'_> {
    /// Whether it may have occurred no earlier than `other`.
    pub fn follows(&self, other: &Self) -> bool {
        self.latest >= other.earliest
    }
}

/// Standing facts in an order that does not depend on when they were recorded.
pub(super) struct Timeline<'a> {
    pub facts: Vec<Seen<'a>>,
    /// Which facts there are at all: most questions end here.
    present: FactSet,
    /// Facts of transfers that a case tells too, with that case.
    cases: Vec<(&'a Fact, RecordId)>,
    /// Which records are about one affair.
    affairs: Affairs<'a>,
    /// All that is known at `position`, as it was told.
    history: &'a [Fact],
    position: i64,
}

impl<'a> Timeline<'a> {
    /// The facts of `history` that stood at `position` and had begun to be true at `at`; a fact told twice is one.
    pub fn of(history: &'a [Fact], catalogue: &Catalogue, position: i64, at: Moment) -> Self {
        let mut facts = Vec::with_capacity(history.len());
        for fact in history.iter().filter(|fact| fact.stands_at(position)) {
            let (earliest, latest) = stretch(&fact.when);
            if earliest <= at {
                facts.push(Seen { fact, earliest, latest, role: catalogue.role(fact.agency.as_str()) });
            }
        }
        facts.sort_unstable_by(|a: &Seen<'_>, b: &Seen<'_>| {
            let key = |seen: &Seen<'a>| (seen.earliest, seen.latest, seen.fact.fact as usize, seen.fact.record);
            key(a).cmp(&key(b)).then_with(|| a.fact.order(b.fact))
        });
        facts.dedup_by(|a, b| a.fact.same(b.fact));
        let present = facts.iter().map(|seen| seen.fact.fact).collect();
        let mut cases = Vec::new();
        let mut twins = Vec::new();
        let standing = || facts.iter().map(|seen| seen.fact);
        if twice::possible(&present) {
            twins = twice::twins(&standing().collect::<Vec<_>>());
        }
        let affairs = Affairs::of(standing(), &twins);
        if !twins.is_empty() {
            // What a case and its transfer both tell is one fact: the transfer's, whose clocks it starts and closes.
            cases.extend(twins.iter().filter(|twin| twin.agree).map(|twin| (twin.transfer, twin.case.record)));
            let told_twice = |seen: &Seen<'_>| twins.iter().any(|twin| twin.agree && std::ptr::eq(twin.case, seen.fact));
            facts.retain(|seen| !told_twice(seen));
        }
        if present.has(LegalFact::TransferWithdrawn) {
            let late = |recall: &&Seen<'a>| {
                let together = |other: &&Seen<'a>| affairs.together((other.fact, other.role), (recall.fact, recall.role));
                recall::too_late(recall.fact, facts.iter().filter(together).map(|other| other.fact))
            };
            let late: Vec<&Fact> = facts.iter().filter(late).map(|seen| seen.fact).collect();
            facts.retain(|seen| !late.iter().any(|fact| std::ptr::eq(*fact, seen.fact)));
        }
        Self { facts, present, cases, affairs, history, position }
    }

    /// Whether `clock` is started by `trigger` on `day`, as things stood then.
    pub fn starts(&self, clock: &Clock, trigger: &Seen<'_>, day: NaiveDate) -> bool {
        let told_by = || clock.told_by.is_none_or(|role| role == trigger.role);
        clock.trigger.has(trigger.fact.fact)
            && clock.in_force(day)
            && told_by()
            && (clock.if_any.is_empty() || self.occurred(clock.if_any, trigger))
            && (clock.unless.is_empty() || !self.occurred(clock.unless, trigger))
            && clock.if_holds.is_none_or(|hold| self.holds(hold, trigger, trigger.latest))
            && (clock.sender.is_empty() || self.sent_by(&clock.sender, trigger))
    }

    /// Whether one of `facts` had occurred by the time of `trigger`.
    fn occurred(&self, facts: FactSet, trigger: &Seen<'_>) -> bool {
        self.present.meets(&facts) && self.by(trigger).any(|seen| facts.has(seen.fact.fact) && self.speaks_of(seen, trigger))
    }

    /// Whether what `trigger` speaks of is held at `at`: something began by then, and of the same thing nothing ended it since.
    pub fn holds(&self, hold: Hold, trigger: &Seen<'_>, at: Moment) -> bool {
        let told = |facts: FactSet| {
            let known = self.facts.iter().take_while(move |seen| seen.earliest <= at);
            known.filter(move |seen| facts.has(seen.fact.fact) && self.speaks_of(seen, trigger))
        };
        let ended = |began: &Seen<'_>| told(hold.until).any(|ended| ended.follows(began) && ended.fact.agrees(began.fact));
        self.present.meets(&hold.by) && told(hold.by).any(|began| !ended(began))
    }

    /// Whether `seen` comes after one of `facts` of the organisation of `trigger`, and is not told of what another organisation did.
    pub fn follows_own(&self, seen: &Seen<'_>, facts: FactSet, trigger: &Seen<'_>) -> bool {
        let before = || self.facts.iter().filter(|other| facts.has(other.fact.fact) && seen.follows(other));
        let own = |other: &Seen<'_>| other.fact.org == trigger.fact.org;
        let mut there = before().filter(|other| other.fact.record == seen.fact.record).peekable();
        if there.peek().is_some() { there.any(own) } else { before().any(own) }
    }

    /// Whether `seen` may belong to the clock that `trigger` started: it is about the same, of the same affair, and speaks of its record if
    /// it is one that speaks of no other. What a transfer and a case both tell belongs to both.
    fn speaks_of(&self, seen: &Seen<'_>, trigger: &Seen<'_>) -> bool {
        let fact = seen.fact;
        let same = |case: &(&Fact, RecordId)| std::ptr::eq(case.0, trigger.fact) && case.1 == fact.record;
        let of_it = || fact.record == trigger.fact.record || self.cases.iter().any(same);
        fact.agrees(trigger.fact) && (!fact.of_its_record() || of_it()) && self.together(seen, trigger)
    }

    /// Whether both may be said of one affair.
    pub fn together(&self, a: &Seen<'_>, b: &Seen<'_>) -> bool {
        self.affairs.together((a.fact, a.role), (b.fact, b.role))
    }

    /// Whose case `trigger` is about, where it is told of a transfer.
    pub fn whose(&self, trigger: &Seen<'_>) -> Option<&'a CaseOf> {
        self.affairs.whose(trigger.fact.record)
    }

    /// Whether the affair is one of these regulators': the one that acts, else the one whose case it is, else those that transferred it, else
    /// all that have acted in it.
    pub fn sent_by(&self, senders: &[String], trigger: &Seen<'_>) -> bool {
        let listed = |seen: &Seen<'_>| senders.iter().any(|sender| sender == seen.fact.agency.as_str());
        if trigger.role == Role::Regulator {
            return listed(trigger);
        }
        if let Some(agency) = self.whose(trigger).and_then(|case| case.agency.as_ref()) {
            return senders.iter().any(|sender| sender == agency.as_str());
        }
        let speaks = |seen: &Seen<'_>| seen.fact.agrees(trigger.fact) && self.together(seen, trigger);
        let regulators = || self.by(trigger).filter(move |seen| seen.role == Role::Regulator && speaks(seen));
        // What organs ask each other before any regulator has the case is under the only rule that there is for it.
        if matches!(trigger.fact.about, Some(About::Question(_))) && regulators().next().is_none() {
            return true;
        }
        let mut sent = regulators().filter(|seen| seen.fact.fact == crate::LegalFact::TransferSent).peekable();
        if sent.peek().is_some() { sent.any(listed) } else { regulators().any(listed) }
    }

    fn by(&self, trigger: &Seen<'_>) -> impl Iterator<Item = &Seen<'a>> {
        let latest = trigger.latest;
        self.facts.iter().take_while(move |seen| seen.earliest <= latest)
    }

    /// The facts of a set that belong to the clock which `trigger` started, in order.
    ///
    /// A record speaks for its own clocks: its facts belong to a clock of another record only if it had started none of this question by then.
    pub fn of_clock(&self, question: &Question, trigger: &Seen<'a>, facts: FactSet) -> impl Iterator<Item = &Seen<'a>> {
        let triggers = question.triggers;
        let trigger = *trigger;
        let belongs = move |seen: &&Seen<'a>| {
            facts.has(seen.fact.fact) && !std::ptr::eq(seen.fact, trigger.fact) && self.speaks_of(seen, &trigger)
        };
        let facts_there: &[Seen<'a>] = if self.present.meets(&facts) { &self.facts } else { &[] };
        facts_there.iter().filter(belongs).filter(move |seen| {
            let record = seen.fact.record;
            let starts = |own: &Seen<'_>| own.fact.record == record && triggers.has(own.fact.fact) && own.earliest <= seen.latest;
            let starts_own = || self.facts.iter().any(starts);
            record == trigger.fact.record || !starts_own()
        })
    }

    /// What the organisation that did what `trigger` says tells of that deed, in whatever record of the matter, in order.
    pub fn own(&self, trigger: &Seen<'a>, facts: FactSet) -> impl Iterator<Item = &Seen<'a>> {
        let trigger = *trigger;
        let facts_there: &[Seen<'a>] = if self.present.meets(&facts) { &self.facts } else { &[] };
        facts_there.iter().filter(move |seen| facts.has(seen.fact.fact) && seen.fact.is_of(trigger.fact))
    }

    /// The recording of what `trigger` says, as far as it had been recorded by `at`: that of its first version where it was corrected.
    pub fn recording(&self, trigger: &Seen<'a>, at: Moment) -> Option<Seen<'a>> {
        let fact = trigger.fact;
        let told = |other: &&Fact| {
            other.recorded <= self.position && (other.fact, other.record) == (fact.fact, fact.record) && other.part == fact.part
        };
        let first = self.history.iter().filter(told).map(|told| Moment::from(told.recorded_at)).min()?;
        (first <= at).then_some(Seen { earliest: first, latest: first, ..*trigger })
    }

    /// The last organisation on that side that acted in the affair by the time of `trigger`.
    pub fn last_on_side(&self, role: Role, trigger: &Seen<'a>) -> Option<&'a Fact> {
        self.by(trigger).filter(|seen| seen.role == role && self.together(seen, trigger)).last().map(|seen| seen.fact)
    }

    /// On which side whoever is addressed stands: as it acts anywhere in the matter; else a regulator is taken to ask police, and the
    /// others to ask the regulator.
    pub fn addressed(&self, trigger: &Seen<'a>) -> Role {
        let other = || if trigger.role == Role::Regulator { Role::Police } else { Role::Regulator };
        let Some(to) = &trigger.fact.to else { return other() };
        self.facts.iter().find(|seen| seen.fact.org == *to).map_or_else(other, |seen| seen.role)
    }

    /// Whose side told `seen`.
    pub fn side(seen: &Seen<'_>) -> Role {
        seen.role
    }
}
