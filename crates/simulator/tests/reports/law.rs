//! The law's own account of what was said: which duties of transfers were kept, and which records are wrong because of another.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use kernel::law::{self, CaseOf, Fact, Law, State};
use kernel::reference::Reference;
use kernel::transfer::RECORD as TRANSFER;
use kernel::{Mention, RecordId, RecordKey, Says, TransferNumber};
use projections::legal::facts_of;
use simulator::ByMonth;

use crate::domain::{Standing, Told};

/// The facts of one matter, or of one record that belongs to none, each with its county and the kind of its record.
type Matter = Vec<(Fact, Option<String>, &'static str)>;

/// Everything is recorded when the year is over.
fn recorded_at(until: NaiveDate) -> DateTime<Utc> {
    until.and_hms_opt(0, 0, 0).expect("an instant").and_utc() + chrono::TimeDelta::days(200)
}

/// Whose case a transfer is.
fn case_of(reference: &Reference, number: &RecordKey) -> Option<CaseOf> {
    let number: TransferNumber = number.as_str().parse().ok()?;
    let key = RecordKey::new(number.case()).expect("a case number");
    let agency = reference.organisations.get(number.org()).expect("an organisation").agency.clone();
    let record = RecordId::own(number.org(), &format!("{agency}.admin-case"), &key);
    Some(CaseOf { org: number.org().clone(), agency: Some(agency), records: vec![record] })
}

/// All matters: the records that name one, with a transfer its case.
fn matters(told: &Told, until: NaiveDate) -> Vec<Matter> {
    let reference = roster::reference().expect("the shipped trees");
    let all: Vec<Standing<'_>> = told.standing().collect();
    let mut named: HashMap<RecordId, String> = HashMap::new();
    let mut transfers: HashMap<RecordId, Arc<CaseOf>> = HashMap::new();
    for one in &all {
        for says in &one.telling.says {
            if let Says::Mention(Mention::Shared { kind: "joint-office.matter", number }) = says {
                named.insert(one.record, number.clone());
            }
        }
        if let Some(case) = (one.kind.code == TRANSFER).then(|| case_of(&reference, one.key)).flatten() {
            transfers.insert(one.record, Arc::new(case));
        }
    }
    let known: BTreeSet<RecordId> = all.iter().map(|one| one.record).collect();
    let mut grouped = named.clone();
    for (transfer, case) in &transfers {
        for case in case.records.iter().filter(|case| known.contains(case)) {
            let matter = named.get(transfer).or_else(|| named.get(case)).cloned().unwrap_or_else(|| case.to_string());
            grouped.insert(*case, matter.clone());
            grouped.insert(*transfer, named.get(transfer).cloned().unwrap_or(matter));
        }
    }
    let mut matters: BTreeMap<String, Matter> = BTreeMap::new();
    for one in &all {
        let matter = grouped.get(&one.record).cloned().unwrap_or_else(|| one.record.to_string());
        for fact in facts_of(one.record, one.telling, &one.by.agency, &one.by.org, &one.by.division) {
            let case_of = transfers.get(&one.record).cloned();
            let fact = Fact { case_of, recorded: 1, recorded_at: recorded_at(until), ..fact };
            matters.entry(matter.clone()).or_default().push((fact, one.by.county.clone(), one.kind.code));
        }
    }
    matters.into_values().collect()
}

/// What is wrong in records because of others, by kind of record and flag without label.
pub fn spans(told: &Told, until: NaiveDate) -> BTreeMap<(&'static str, String), u64> {
    let law = Law::shipped().expect("the shipped law");
    let mut sums = BTreeMap::new();
    for matter in matters(told, until) {
        let facts: Vec<Fact> = matter.iter().map(|(fact, ..)| fact.clone()).collect();
        let flags: BTreeSet<(RecordId, String)> =
            law::across(&facts, &law, i64::MAX).into_iter().map(|one| (one.record, one.flag())).collect();
        for (record, flag) in flags {
            let (.., kind) = matter.iter().find(|(fact, ..)| fact.record == record).expect("a record of the matter");
            let flag = flag.split('/').next().expect("a flag").to_owned();
            *sums.entry((*kind, flag)).or_default() += 1;
        }
    }
    sums
}

/// How the duties were kept that transfers started, by county and month: once all time is over.
pub fn duties(told: &Told, until: NaiveDate) -> ByMonth {
    let law = Law::shipped().expect("the shipped law");
    let mut sums = ByMonth::new();
    for matter in matters(told, until) {
        let facts: Vec<Fact> = matter.iter().map(|(fact, ..)| fact.clone()).collect();
        for clock in law::state(&facts, &law, i64::MAX, DateTime::<Utc>::MAX_UTC) {
            let at = facts.iter().position(|fact| std::ptr::eq(fact, clock.trigger)).expect("its trigger");
            let (_, county, kind) = &matter[at];
            let Some(due) = clock.due_at().filter(|_| *kind == TRANSFER && clock.clock.kind == law::Kind::Duty) else { continue };
            let place = |second: i64| {
                let at = DateTime::from_timestamp(second, 0).expect("an instant").with_timezone(&Shanghai);
                (county.clone(), at.date_naive().with_day(1).expect("a month"))
            };
            if let (State::Met | State::MetLate, Some(over)) = (clock.state, clock.over_at) {
                let sum = sums.entry(place(over.0)).or_default();
                sum.done += 1;
                sum.seconds += (over.0 - clock.start.at.0).max(0);
            }
            if matches!(clock.state, State::MetLate | State::Missed) {
                sums.entry(place(due.0 - 1)).or_default().overdue += 1;
            }
        }
    }
    // What was entered into the platform by being recorded was done after the year.
    sums.retain(|(_, month), _| *month < recorded_at(until).date_naive().with_day(1).expect("a month"));
    sums
}
