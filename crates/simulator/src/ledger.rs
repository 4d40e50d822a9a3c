//! The simulator's own bookkeeping: what should have become of everything it said, worked out from what it meant.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::{Decider, Kind, MessageId, OrgId, RecordId, Tie, TransferKind, When};

use crate::city::Agency;
use crate::duties::{self, ByMonth};
use crate::shot::{Fate, ShotKind};
use crate::statement::{Meaning, Means};
use crate::{affair, custody, spans};

/// What should have become of all reports of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Messages that are recorded.
    pub accepted: u64,
    /// Messages that were known already.
    pub duplicates: u64,
    /// Messages that are put aside, by reason code.
    pub quarantined: BTreeMap<&'static str, u64>,
    /// What is counted, by measure and county; `None` for what concerns the whole city.
    pub tallies: BTreeMap<(&'static str, Option<String>), Sum>,
    /// Records, by kind.
    pub records: BTreeMap<&'static str, u64>,
    /// What is out of order in the end, by kind of record and flag without label, such as `gap:tested`.
    pub flags: BTreeMap<(&'static str, String), u64>,
    /// What is against the law because of another record, by kind of record and flag without label.
    pub spans: BTreeMap<(&'static str, String), u64>,
    /// How the duties of transfers were kept, where everything is recorded once the year is over; `None` for a year of which the simulator
    /// does not know the law and the working days.
    pub duties: Option<ByMonth>,
    /// Messages by what they are.
    pub kinds: BTreeMap<ShotKind, u64>,
}

/// One figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The sum, in the unit's smallest step.
    pub amount: i64,
    /// How many facts.
    pub rows: u64,
    /// Whether one of them is a lower bound.
    pub at_least: bool,
}

/// One thing that a statement counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) measure: &'static str,
    pub(crate) amount: i64,
    pub(crate) at_least: bool,
    /// Counted once per record for each such text, however many statements say so.
    pub(crate) once: Option<String>,
}

impl Claim {
    /// One of `measure`.
    pub(crate) fn one(measure: &'static str) -> Self {
        Self::of(measure, 1)
    }

    /// `amount` of `measure`.
    pub(crate) fn of(measure: &'static str, amount: i64) -> Self {
        Self { measure, amount, at_least: false, once: None }
    }

    /// `amount` of `measure`, once for `what` in the record.
    pub(crate) fn once(measure: &'static str, what: impl Into<String>, amount: i64) -> Self {
        Self { once: Some(what.into()), ..Self::of(measure, amount) }
    }
}

/// A message that is recorded, with what it means.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) message: MessageId,
    pub(crate) corrects: Option<MessageId>,
    pub(crate) stated: i64,
    /// When it happened.
    pub(crate) when: When,
    pub(crate) withdrawn: bool,
    pub(crate) claims: Vec<Claim>,
    pub(crate) county: Option<String>,
    pub(crate) meaning: Meaning,
    /// Whose act it was.
    pub(crate) org: OrgId,
}

impl Entry {
    /// The day on which it happened.
    pub(crate) fn on(&self) -> NaiveDate {
        self.when.first_day()
    }
}

/// One part of a record with everything that was said of it.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) stage: &'static str,
    /// Stages one of which must have been said before.
    pub(crate) follows: &'static [&'static str],
    pub(crate) said: Vec<Entry>,
}

impl Part {
    /// What stands: the latest stated that nothing corrects.
    pub(crate) fn standing(&self) -> Option<&Entry> {
        let corrected: BTreeSet<MessageId> = self.said.iter().filter_map(|entry| entry.corrects).collect();
        let open = self.said.iter().filter(|entry| !corrected.contains(&entry.message));
        open.max_by_key(|entry| (entry.stated, entry.message)).filter(|entry| !entry.withdrawn)
    }
}

/// One record of a story: its kind and its parts by name.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) kind: &'static str,
    pub(crate) id: RecordId,
    /// Whose record it is.
    pub(crate) agency: Agency,
    pub(crate) parts: BTreeMap<String, Part>,
}

impl Record {
    /// Whether it is a transfer for administrative detention.
    pub(crate) fn of_detention(&self) -> bool {
        let detention = Tie::Is("kind".to_owned(), TransferKind::Detention.code().to_owned());
        self.parts.values().filter_map(Part::standing).any(|entry| entry.meaning.ties.contains(&detention))
    }
}

impl Expected {
    /// Counts a message by what should become of it.
    pub(crate) fn sent(&mut self, kind: ShotKind) {
        *self.kinds.entry(kind).or_default() += 1;
        match kind.fate() {
            Fate::Accepted => self.accepted += 1,
            Fate::Duplicate => self.duplicates += 1,
            Fate::Quarantined(code) => *self.quarantined.entry(code).or_default() += 1,
        }
    }

    /// Settles the records of a finished story.
    pub(crate) fn settle(&mut self, records: &[Record]) {
        let groups = affair::together(records);
        for (record, flag) in spans::across(&groups) {
            *self.spans.entry((record.kind, flag)).or_default() += 1;
        }
        if let Some(duties) = &mut self.duties {
            groups.iter().for_each(|group| duties::add(group, duties));
        }
        let joined: BTreeSet<usize> =
            records.iter().flat_map(|record| record.parts.values()).filter_map(|part| part.standing()?.meaning.joins).collect();
        for (place, record) in records.iter().enumerate().filter(|(_, record)| !record.parts.is_empty()) {
            *self.records.entry(record.kind).or_default() += 1;
            self.flag(record);
            let standing: Vec<&Entry> = record.parts.values().filter_map(Part::standing).collect();
            let mut once: BTreeMap<(&str, &str), (&Entry, &Claim)> = BTreeMap::new();
            for entry in standing {
                for claim in &entry.claims {
                    let Some(what) = claim.once.as_deref() else {
                        self.add(entry, claim);
                        continue;
                    };
                    let first = once.entry((claim.measure, what)).or_insert((entry, claim));
                    if (entry.stated, entry.message) < (first.0.stated, first.0.message) {
                        *first = (entry, claim);
                    }
                }
            }
            if !joined.contains(&place) {
                once.into_values().for_each(|(entry, claim)| self.add(entry, claim));
            }
        }
    }

    fn add(&mut self, entry: &Entry, claim: &Claim) {
        let sum = self.tallies.entry((claim.measure, entry.county.clone())).or_default();
        sum.amount += claim.amount;
        sum.rows += 1;
        sum.at_least |= claim.at_least;
    }

    fn flag(&mut self, record: &Record) {
        let standing: Vec<(&Part, &Entry)> =
            record.parts.values().filter_map(|part| part.standing().map(|entry| (part, entry))).collect();
        for (part, entry) in standing.iter().filter(|(part, _)| !part.follows.is_empty()) {
            let mut before = standing.iter().filter(|(other, _)| part.follows.contains(&other.stage)).peekable();
            let what = if before.peek().is_none() {
                "gap"
            } else if before.all(|(_, other)| entry.on() < other.on()) {
                "early"
            } else {
                continue;
            };
            *self.flags.entry((record.kind, format!("{what}:{}", part.stage))).or_default() += 1;
        }
        let ties: Vec<&Tie> = standing.iter().flat_map(|(_, entry)| &entry.meaning.ties).collect();
        let hands = standing.iter().filter_map(|(part, entry)| Some((part.stage, entry.on(), entry.meaning.hand.as_ref()?)));
        let broken = custody::breaks(hands.collect()).into_iter().map(|flag| {
            // Of one of several things of a case it is the breach of a rule.
            match flag.split_once(':').filter(|_| record.kind == police::case::Case::KIND.code) {
                Some(("gone", stage)) => format!("unlawful:moved-after-hand-over:{stage}"),
                Some((_, stage)) => format!("unlawful:chain-broken:{stage}"),
                None => flag,
            }
        });
        for flag in disagreements(&ties).into_iter().chain(broken) {
            *self.flags.entry((record.kind, flag)).or_default() += 1;
        }
        if let Some(stage) = unlisted(&standing) {
            *self.flags.entry((record.kind, format!("unlawful:not-on-a-list:{stage}"))).or_default() += 1;
        }
        let content = [
            ("unlawful:testing-untold:testing-started", untold(record).count()),
            ("unlawful:days-miscounted:daily-fined", miscounted(record)),
        ];
        for (flag, times) in content.into_iter().filter(|(_, times)| *times > 0) {
            *self.flags.entry((record.kind, flag.to_owned())).or_default() += times as u64;
        }
        self.flag_breaches(record);
    }

    /// What breaks the law, worked out from the dates that were meant.
    fn flag_breaches(&mut self, record: &Record) {
        let Some(kind) = governed(record.kind) else { return };
        let mut parts = kernel::Parts::default();
        for (name, part) in &record.parts {
            if let Some(entry) = part.standing() {
                let stated = chrono::DateTime::UNIX_EPOCH;
                let when = When::Day(entry.on());
                let told = kernel::Told { message: entry.message, corrects: None, when, stated, act: false };
                let named = |tie: &Tie| if let Tie::Names(name) = tie { Some(name.clone()) } else { None };
                let names: Vec<String> = entry.meaning.ties.iter().filter_map(named).collect();
                parts.record_of(name, &told, &names, &[]);
            }
        }
        let all: Vec<_> = parts.iter().collect();
        for flag in kernel::parts::flags(&kind, all.into_iter()).into_iter().filter(|flag| flag.starts_with("unlawful:")) {
            let flag = flag.split('/').next().unwrap_or_default().to_owned();
            *self.flags.entry((record.kind, flag)).or_default() += 1;
        }
    }
}

/// The tests of seized things that are over, or whose seizure is, of which the party was not told: by their list.
fn untold(record: &Record) -> impl Iterator<Item = &str> {
    let stands = |name: &str| record.parts.get(name).is_some_and(|part| part.standing().is_some());
    let over = move |list: &str| {
        ["testing-ended", "seizure-lifted", "goods-disposed", "lifted"].iter().any(|stage| stands(&format!("{stage}{list}")))
    };
    let untold = |part: &Part| part.standing().is_some_and(|entry| entry.meaning.means.contains(&Means::Untold));
    let lists = record.parts.iter().filter_map(move |(name, part)| name.strip_prefix("testing-started").filter(|_| untold(part)));
    lists.filter(move |list| over(list))
}

/// How many fines are for other days than those from service, or from the recheck before, to the recheck on which they rest.
fn miscounted(record: &Record) -> usize {
    let on = |name: &str| record.parts.get(name)?.standing().map(Entry::on);
    let wrong = |(name, part): (&String, &Part)| {
        let round: u16 = name.strip_prefix("daily-fined/")?.parse().ok()?;
        let fined = |means: &Means| if let Means::Days(days) = means { Some(i64::from(*days)) } else { None };
        let days = part.standing()?.meaning.means.iter().find_map(fined)?;
        let (served, checked) = (on("served")?, on(&format!("rechecked/{round}"))?);
        let since = if round > 1 { on(&format!("rechecked/{}", round - 1)) } else { Some(served) };
        let (most, least) = ((checked - served).num_days(), since.map_or(0, |since| (checked - since).num_days()));
        (most > 0 && !(least..=most).contains(&days)).then_some(())
    };
    record.parts.iter().filter_map(wrong).count()
}

/// At which stage police last had the seized thing in hand, should no list of theirs name it: all lists of a case name the same.
fn unlisted(standing: &[(&Part, &Entry)]) -> Option<&'static str> {
    let (moved, left) = ("item-moved", "item-handed-over");
    let passes = standing.iter().filter(|(part, _)| part.stage == moved || part.stage == left);
    let last = passes.max_by_key(|(part, entry)| (entry.on(), part.stage == left))?;
    let listed = standing.iter().any(|(part, _)| part.stage == "goods-seized");
    (!listed).then_some(last.0.stage)
}

/// Each thing that left its list twice or without being on it, and each value that is told in two ways; things without their label.
fn disagreements(ties: &[&Tie]) -> Vec<String> {
    let sort = |thing: &str| thing.split('/').next().unwrap_or_default().to_owned();
    let mut flags = Vec::new();
    let things: BTreeSet<&String> =
        ties.iter().filter_map(|tie| if let Tie::Takes(thing) = tie { Some(thing) } else { None }).collect();
    for thing in things {
        let taken = ties.iter().filter(|tie| matches!(tie, Tie::Takes(other) if other == thing)).count();
        flags.extend((taken > 1).then(|| format!("twice:{}", sort(thing))));
        let listed = ties.iter().any(|tie| matches!(tie, Tie::Lists(other) if other == thing));
        flags.extend((!listed).then(|| format!("unlisted:{}", sort(thing))));
    }
    let values: BTreeSet<(&str, &str)> = ties
        .iter()
        .filter_map(|tie| if let Tie::Is(what, value) = tie { Some((what.as_str(), value.as_str())) } else { None })
        .collect();
    for tie in ties {
        if let Tie::Needs { what, part, rule } = tie
            && !ties.iter().any(|other| matches!(other, Tie::Lists(thing) if thing == what))
        {
            flags.push(format!("unlawful:{rule}:{part}"));
        }
    }
    let whats: BTreeSet<&str> = values.iter().map(|(what, _)| *what).collect();
    let differs = |what: &&str| values.iter().filter(|(other, _)| other == what).count() > 1;
    flags.extend(whats.into_iter().filter(differs).map(|what| format!("differs:{what}")));
    flags
}

/// The kinds of record whose stages a law governs.
fn governed(code: &str) -> Option<Kind> {
    let all = [
        police::case::Case::KIND,
        food_drug::admin_case::AdminCase::KIND,
        food_drug::sample::Sample::KIND,
        environment::admin_case::AdminCase::KIND,
        environment::measure::Measure::KIND,
        joint_office::transfer::Transfer::KIND,
    ];
    all.into_iter().find(|kind| kind.code == code)
}
