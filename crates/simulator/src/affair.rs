//! What the records of one story are to each other: which belong together, and what each of them tells the others.

use chrono::NaiveDate;
use kernel::When;
use kernel::transfer::RECORD as TRANSFER;

use crate::ledger::{Entry, Part, Record};
use crate::statement::Means;
use crate::teller::{DAY, local};

/// What one record tells, with the stretch of seconds in which it happened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act<'r> {
    pub(crate) record: &'r Record,
    /// The part's full name.
    pub(crate) part: &'r str,
    pub(crate) stage: &'static str,
    pub(crate) entry: &'r Entry,
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl<'r> Act<'r> {
    fn of(record: &'r Record, name: &'r str, part: &'r Part) -> Option<Self> {
        let entry = part.standing()?;
        let (first, last) = match &entry.when {
            When::Instant(at) => (at.timestamp(), at.timestamp()),
            When::Day(_) | When::Month(_) | When::Year(_) | When::Between(..) => {
                (midnight(entry.when.first_day()), midnight(entry.when.last_day()) + DAY - 1)
            }
        };
        Some(Self { record, part: name, stage: part.stage, entry, first, last })
    }

    pub(crate) const fn surely_before(&self, other: &Self) -> bool {
        self.last < other.first
    }

    pub(crate) const fn perhaps_before(&self, other: &Self) -> bool {
        self.first <= other.last
    }

    pub(crate) fn means(&self) -> impl Iterator<Item = &'r Means> {
        self.entry.meaning.means.iter()
    }

    pub(crate) fn is(&self, means: &Means) -> bool {
        self.means().any(|other| other == means)
    }

    /// One part of one record.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.record.id == other.record.id && self.part == other.part
    }

    /// Told by the same organisation.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        self.entry.org == other.entry.org
    }

    pub(crate) fn on_one_day(&self, other: &Self) -> bool {
        self.entry.when.first_day() <= other.entry.when.last_day() && other.entry.when.first_day() <= self.entry.when.last_day()
    }
}

/// 0:00 of `day` where the simulated city lies, in seconds.
pub(crate) fn midnight(day: NaiveDate) -> i64 {
    local(day, 0).map_or(0, |at| at.timestamp())
}

/// Acts of records that belong together, in the order in which they happened.
#[derive(Debug)]
pub(crate) struct Group<'r>(Vec<Act<'r>>);

impl<'r> Group<'r> {
    fn of(records: &[&'r Record]) -> Self {
        let parts = records.iter().flat_map(|record| record.parts.iter().map(|(name, part)| (*record, name, part)));
        let mut acts: Vec<Act<'r>> = parts.filter_map(|(record, name, part)| Act::of(record, name, part)).collect();
        acts.sort_by_key(|act| (act.first, act.last));
        Self(acts)
    }

    pub(crate) fn acts(&self) -> impl Iterator<Item = &Act<'r>> {
        self.0.iter()
    }

    /// What is told of transfers, of these stages.
    pub(crate) fn transfers<'a>(&'a self, stages: &'a [&str]) -> impl Iterator<Item = &'a Act<'r>> {
        self.acts().filter(move |act| act.record.kind == TRANSFER && stages.contains(&act.stage))
    }

    /// What police tell of their own case, of these stages.
    pub(crate) fn police<'a>(&'a self, stages: &'a [&str]) -> impl Iterator<Item = &'a Act<'r>> {
        self.acts().filter(move |act| act.record.kind == POLICE && stages.contains(&act.stage))
    }

    /// What a regulator tells of its own case, of these stages.
    pub(crate) fn case<'a>(&'a self, stages: &'a [&str]) -> impl Iterator<Item = &'a Act<'r>> {
        self.acts().filter(move |act| is_case(act.record.kind) && stages.contains(&act.stage))
    }

    /// What is told of samples, of these stages.
    pub(crate) fn samples<'a>(&'a self, stages: &'a [&str]) -> impl Iterator<Item = &'a Act<'r>> {
        self.acts().filter(move |act| act.record.kind == SAMPLE && stages.contains(&act.stage))
    }

    /// The transfers of suspected crimes of which anything is told that is told of nothing else.
    pub(crate) fn known(&self) -> Vec<&'r Record> {
        let mut known: Vec<&'r Record> = Vec::new();
        let own = ["reported", "approved", "sent", "signed-for", "recalled"];
        for act in self.transfers(&own).filter(|act| act.stage == "recalled" || !act.record.of_detention()) {
            if known.iter().all(|record| record.id != act.record.id) {
                known.push(act.record);
            }
        }
        known
    }

    /// What a transfer and the police's own case both tell of one organ's act, and whether they agree on the day.
    pub(crate) fn told_twice(&self) -> Vec<(Act<'r>, Act<'r>, bool)> {
        let mut twice = Vec::new();
        let known = self.known();
        let of_known = |act: &&Act<'r>| known.iter().any(|record| record.id == act.record.id);
        for (stage, as_case) in BOTH {
            let stages = [stage];
            for act in self.transfers(&stages).filter(of_known) {
                let as_case = [as_case];
                let own: Vec<&Act<'r>> = self.police(&as_case).filter(|own| own.is_of(act)).collect();
                if let Some(agrees) = own.iter().find(|own| own.on_one_day(act)) {
                    twice.push((*act, **agrees, true));
                } else if let [other] = own[..]
                    && self.transfers(&stages).filter(of_known).filter(|again| again.is_of(act)).count() == 1
                {
                    twice.push((*act, *other, false));
                }
            }
        }
        twice
    }
}

/// What police tell both of a transfer and of their own case, as each calls it.
const BOTH: [(&str, &str); 4] =
    [("accepted", "accepted"), ("filed", "filed"), ("not-filed", "not-filed"), ("case-withdrawn", "closed-without-charge")];

pub(crate) const POLICE: &str = "police.case";
const SAMPLE: &str = "food-drug.sample";

fn is_case(kind: &str) -> bool {
    kind.ends_with(".admin-case")
}

/// The records that belong together: those that name the story's matter, with a transfer its case; every other is alone. Nothing for
/// stories without crime or retest.
pub(crate) fn together(records: &[Record]) -> Vec<Group<'_>> {
    let criminal = |record: &Record| record.kind == TRANSFER || record.parts.contains_key("crime-suspected");
    let retested = |record: &Record| record.parts.values().any(|part| part.stage == "retest-accepted");
    if !records.iter().any(|record| criminal(record) || retested(record)) {
        return Vec::new();
    }
    let told = || records.iter().filter(|record| !record.parts.is_empty());
    let case = told().find(|record| is_case(record.kind));
    let names = |record: &&Record| record.parts.values().filter_map(Part::standing).any(|entry| entry.meaning.of_matter);
    // A transfer's number contains its case's, so that the one brings the other.
    let transfers = told().filter(|record| record.kind == TRANSFER);
    let pair: Vec<&Record> = transfers.filter(|_| case.is_some()).chain(case).collect();
    let paired = |record: &Record| pair.len() > 1 && pair.iter().any(|other| other.id == record.id);
    let with = |record: &&Record| names(record) || paired(record) && pair.iter().any(names);
    let (matter, rest): (Vec<&Record>, Vec<&Record>) = told().partition(with);
    let (pair, alone): (Vec<&Record>, Vec<&Record>) = rest.into_iter().partition(|record| paired(record));
    let groups = [matter, pair].into_iter().chain(alone.into_iter().map(|record| vec![record]));
    groups.map(|records| Group::of(&records)).collect()
}
