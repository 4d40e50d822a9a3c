//! What waits for the writer: blocks are filled from it in order, people before machines, and everybody gets one answer.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use kernel::RecordId;
use tokio::sync::oneshot;

use crate::writer::{IN_FLIGHT, Submission};
use crate::{Outcome, Priority, StoreError, Unit, WriterLimits};

/// For so long after a person's command, here or in another process, machines' blocks are short.
const A_MOMENT: Duration = Duration::from_secs(1);

/// Units of one append, and whose each is: a submission's number and the unit's place in it.
pub(crate) struct Block {
    pub(crate) units: Vec<Unit>,
    of: Vec<(u64, usize)>,
}

/// Submissions that wait to be written, and those who wait for an answer.
pub(crate) struct Queue {
    waiting: VecDeque<Waiting>,
    open: HashMap<u64, Open>,
    /// The records of blocks in flight: what builds on them waits, since blocks may overtake each other on their way.
    busy: HashSet<RecordId>,
    submissions: u64,
    /// When a person last wanted something.
    person: Option<Instant>,
    others: Others,
    size: BlockSize,
}

/// What is left of a submission.
struct Waiting {
    number: u64,
    priority: Priority,
    units: VecDeque<(usize, Unit)>,
    /// It was in a block that could not be stored: it or another is to blame.
    alone: bool,
}

/// Who waits for an answer.
struct Open {
    priority: Priority,
    outcomes: Vec<Option<Outcome>>,
    answer: oneshot::Sender<Result<Vec<Outcome>, StoreError>>,
}

impl Queue {
    pub(crate) fn new(limits: WriterLimits) -> Self {
        let size = BlockSize { events: limits.block_events.min(200), limits };
        Self {
            waiting: VecDeque::new(),
            open: HashMap::new(),
            busy: HashSet::new(),
            submissions: 0,
            person: None,
            others: Others::default(),
            size,
        }
    }

    /// How many submissions have units that wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Lets a submission in: a person's goes before all machines, behind the people who wait already.
    pub(crate) fn admit(&mut self, submission: Submission) {
        let Submission { priority, units, answer } = submission;
        let number = self.submissions;
        self.submissions += 1;
        self.open.insert(number, Open { priority, outcomes: vec![None; units.len()], answer });
        let waiting = Waiting { number, priority, units: units.into_iter().enumerate().collect(), alone: false };
        match priority {
            Priority::Machine => self.waiting.push_back(waiting),
            Priority::Person => {
                self.person = Some(Instant::now());
                let people = self.waiting.iter().take_while(|other| other.priority == Priority::Person).count();
                self.waiting.insert(people, waiting);
            }
        }
    }

    /// Fills the next block from the front; none if nothing waits, or all of it must wait for blocks in flight.
    pub(crate) fn next_block(&mut self) -> Option<Block> {
        let block = self.fill()?;
        self.busy.extend(records(&block));
        Some(block).filter(|block| !block.units.is_empty())
    }

    fn fill(&mut self) -> Option<Block> {
        let first = self.waiting.front()?;
        let alone = first.alone;
        // A person's block is short: who waits at a screen waits for this commit, not for a full block of other people's reports.
        let most = match first.priority {
            Priority::Person => self.size.events.div_ceil(16),
            // Whoever acted a moment ago may act again, and then waits for the blocks on their way.
            Priority::Machine if [self.person, self.others.last].into_iter().flatten().any(|at| at.elapsed() < A_MOMENT) => {
                self.size.events.div_ceil(6)
            }
            Priority::Machine => self.size.events,
        };
        let mut block = Block { units: Vec::new(), of: Vec::new() };
        let mut events = 0;
        // What builds on a block in flight is passed over, and so is what comes after it on the same records: their order stays.
        let mut passed: HashSet<RecordId> = HashSet::new();
        let mut at = 0;
        while let Some(next) = self.waiting.get_mut(at) {
            if !block.units.is_empty() && next.alone {
                break;
            }
            let mut later = VecDeque::new();
            let mut full = false;
            while let Some((place, unit)) = next.units.pop_front() {
                let ids = || records_of(&unit);
                let more = unit.events.len().max(1);
                if ids().any(|id| self.busy.contains(&id) || passed.contains(&id)) {
                    passed.extend(ids());
                    later.push_back((place, unit));
                } else if events > 0 && events + more > most {
                    later.push_back((place, unit));
                    full = true;
                    break;
                } else {
                    events += more;
                    block.of.push((next.number, place));
                    block.units.push(unit);
                }
            }
            later.append(&mut next.units);
            next.units = later;
            if next.units.is_empty() {
                self.waiting.remove(at);
            } else {
                at += 1;
            }
            if full || alone {
                break;
            }
        }
        Some(block)
    }

    /// Notes what became of a block and answers every submission that is complete.
    pub(crate) fn finish(&mut self, block: Block, settled: Result<(Vec<Outcome>, Duration), StoreError>) {
        for record in records(&block) {
            self.busy.remove(&record);
        }
        match settled {
            Ok((outcomes, took)) => {
                self.size.learn(block.units.iter().map(|unit| unit.events.len()).sum(), took);
                let written = |outcome: &Outcome| match outcome {
                    Outcome::Written { block, first, last } => Some((block.block, *last, last + 1 - first)),
                    Outcome::Stale | Outcome::Known => None,
                };
                let sum = |a: (i64, i64, i64), b: (i64, i64, i64)| (a.0, a.1.max(b.1), a.2 + b.2);
                if let Some((number, last, events)) = outcomes.iter().filter_map(written).reduce(sum) {
                    self.others.learn(number, last, events);
                }
                let moved_on: HashSet<RecordId> = block
                    .units
                    .iter()
                    .zip(&outcomes)
                    .filter(|(_, outcome)| matches!(outcome, Outcome::Stale | Outcome::Known))
                    .flat_map(|(unit, _)| records_of(unit))
                    .collect();
                let outdated = self.outdate(&moved_on);
                for ((number, place), outcome) in block.of.iter().zip(outcomes) {
                    // Not open: another block with a part of it has failed, and that was the answer.
                    if let Some(open) = self.open.get_mut(number) {
                        open.outcomes[*place] = Some(outcome);
                    }
                }
                for number in numbers(&block).into_iter().chain(outdated) {
                    if self.open.get(&number).is_some_and(|open| open.outcomes.iter().all(Option::is_some))
                        && let Some(open) = self.open.remove(&number)
                    {
                        drop(open.answer.send(Ok(open.outcomes.into_iter().flatten().collect())));
                    }
                }
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a block could not be written");
                if error.may_pass() || numbers(&block).len() == 1 {
                    self.fail(&block, error);
                } else {
                    self.separate(block);
                }
            }
        }
    }

    /// Marks what waits and was decided on events of these records that were not written; says whose it is.
    fn outdate(&mut self, records: &HashSet<RecordId>) -> Vec<u64> {
        let mut whose = Vec::new();
        if records.is_empty() {
            return whose;
        }
        for waiting in &mut self.waiting {
            let outdated = |(_, unit): &(usize, Unit)| records_of(unit).any(|record| records.contains(&record));
            let (stale, fresh) = std::mem::take(&mut waiting.units).into_iter().partition(outdated);
            waiting.units = fresh;
            let stale: VecDeque<(usize, Unit)> = stale;
            whose.extend((!stale.is_empty()).then_some(waiting.number));
            if let Some(open) = self.open.get_mut(&waiting.number) {
                for (place, _) in stale {
                    open.outcomes[place] = Some(Outcome::Stale);
                }
            }
        }
        self.waiting.retain(|waiting| !waiting.units.is_empty());
        whose
    }

    /// Tells whoever had a unit in the block; the rest of their units is not tried.
    fn fail(&mut self, block: &Block, error: StoreError) {
        let mut error = Some(error);
        for number in numbers(block) {
            self.waiting.retain(|waiting| waiting.number != number);
            if let Some(open) = self.open.remove(&number) {
                let error = error.take().unwrap_or_else(|| StoreError::Unavailable(sqlx::Error::PoolClosed));
                drop(open.answer.send(Err(error)));
            }
        }
    }

    /// Something in the block cannot be stored, so nothing of it was written: each submission is tried again in blocks of its own, where
    /// it harms nobody else.
    fn separate(&mut self, block: Block) {
        for ((number, place), unit) in block.of.into_iter().zip(block.units).rev() {
            let Some(open) = self.open.get(&number) else { continue };
            match self.waiting.iter_mut().find(|waiting| waiting.number == number) {
                Some(waiting) => {
                    waiting.units.push_front((place, unit));
                    waiting.alone = true;
                }
                None => {
                    let units = VecDeque::from([(place, unit)]);
                    self.waiting.push_front(Waiting { number, priority: open.priority, units, alone: true });
                }
            }
        }
    }
}

fn records(block: &Block) -> impl Iterator<Item = RecordId> {
    block.units.iter().flat_map(records_of)
}

fn records_of(unit: &Unit) -> impl Iterator<Item = RecordId> {
    unit.events.iter().map(|event| event.aggregate_id)
}

/// The submissions in a block, each once, in order.
fn numbers(block: &Block) -> Vec<u64> {
    let mut numbers: Vec<u64> = block.of.iter().map(|(number, _)| *number).collect();
    numbers.dedup();
    numbers
}

/// Whether people act in other processes: then the numbers of this writer's blocks have gaps, in which few events lie.
#[derive(Default)]
struct Others {
    /// The block from which on they are counted, and its last position.
    since: Option<(i64, i64)>,
    /// This writer's blocks after it, and their events.
    own: (i64, i64),
    /// When others' small blocks were last seen.
    last: Option<Instant>,
}

impl Others {
    /// A person's block has no more events than this; those of a machine that is busy have more.
    const FEW: i64 = 20;

    /// A block of this writer, with its last position and how many events it has.
    fn learn(&mut self, block: i64, position: i64, events: i64) {
        let Some(since) = self.since else {
            self.since = Some((block, position));
            return;
        };
        self.own = (self.own.0 + 1, self.own.1 + events);
        let (blocks, events) = (block - since.0 - self.own.0, position - since.1 - self.own.1);
        // Blocks of its own that are still on their way back may have lower numbers.
        let under_way = i64::try_from(IN_FLIGHT).unwrap_or(i64::MAX) - 1;
        if blocks > under_way {
            let last = if events <= blocks * Self::FEW { Some(Instant::now()) } else { self.last };
            *self = Self { since: Some((block, position)), own: (0, 0), last };
        }
    }
}

/// How many events the next block may have: learned from how long the last ones held the head.
struct BlockSize {
    events: usize,
    limits: WriterLimits,
}

impl BlockSize {
    /// A block of fewer events says little of what each costs.
    const TELLING: usize = 50;

    fn learn(&mut self, events: usize, took: Duration) {
        if events < Self::TELLING || took.is_zero() {
            return;
        }
        let fits = events as f64 * self.limits.block_time.as_secs_f64() / took.as_secs_f64();
        // Half way, so that one slow block (a checkpoint, say) does not decide.
        let next = (self.events as f64 + fits) / 2.0;
        self.events = (next as usize).clamp(Self::TELLING.min(self.limits.block_events), self.limits.block_events);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_elsewhere_are_seen_from_the_gaps_between_blocks() {
        // Blocks of 100 events, but for those of others, which have `few`.
        let seen = |few: i64, own: &[i64]| {
            let mut others = Others::default();
            let position = |block: i64| (1..=block).map(|n| if own.contains(&n) { 100 } else { few }).sum();
            own.iter().for_each(|block| others.learn(*block, position(*block), 100));
            others.last.is_some()
        };
        assert!(!seen(1, &[1, 2, 3, 4, 5]));
        assert!(!seen(1, &[1, 3, 2, 5, 4, 7, 6]), "two of its own may overtake each other");
        assert!(!seen(1, &[2, 1, 3, 5, 4]), "also at first");
        assert!(seen(1, &[1, 2, 4, 5, 7]), "two of a person");
        assert!(!seen(100, &[1, 2, 4, 5, 7]), "two of another machine");
    }

    #[test]
    fn what_waits_for_a_stale_unit_is_stale_too_although_it_would_fit() {
        use crate::settle::tests::unit;
        let limits = WriterLimits { block_events: 1, block_time: Duration::from_millis(10), waiting: 8 };
        let mut queue = Queue::new(limits);
        let (answer, mut answered) = oneshot::channel();
        let units = vec![unit(1, &[4]), unit(1, &[5]), unit(2, &[1])];
        queue.admit(Submission { priority: Priority::Machine, units, answer });
        let first = queue.next_block().expect("a block");
        assert_eq!(first.units.len(), 1);
        // Another process has written number 4 of the record: number 5 would follow on that, but was decided on this.
        queue.finish(first, Ok((vec![Outcome::Stale], Duration::ZERO)));
        let second = queue.next_block().expect("a block");
        assert_eq!(second.units[0].events[0].aggregate_id, unit(2, &[1]).events[0].aggregate_id);
        assert!(queue.next_block().is_none());
        queue.finish(second, Ok((vec![Outcome::Known], Duration::ZERO)));
        let outcomes = answered.try_recv().expect("an answer").expect("outcomes");
        assert_eq!(outcomes, [Outcome::Stale, Outcome::Stale, Outcome::Known]);
    }

    #[test]
    fn blocks_grow_and_shrink_with_the_time_they_hold_the_head() {
        let limits = WriterLimits { block_events: 1000, block_time: Duration::from_millis(10), waiting: 1 };
        let mut size = BlockSize { events: 200, limits };
        size.learn(10, Duration::from_millis(10));
        assert_eq!(size.events, 200, "a small block says nothing");
        for _ in 0..20 {
            size.learn(size.events, Duration::from_micros(20 * size.events as u64));
        }
        assert!((480..=500).contains(&size.events), "20 µs each: {}", size.events);
        for _ in 0..20 {
            size.learn(size.events, Duration::from_secs(1));
        }
        assert_eq!(size.events, 50);
    }
}
