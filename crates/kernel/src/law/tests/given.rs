//! Histories in a line per fact, for tests: `2016-08-15T10:00 police case-accepted suspect:1 #2`.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDateTime, Utc};
use uuid::Uuid;

use super::super::{About, CaseOf, Fact, Law, Settings};
use crate::{Enclosed, LegalFact, RecordId};

/// The latest position of every history here.
pub const KNOWN: i64 = 1_000_000;

static SHIPPED: LazyLock<Law> = LazyLock::new(|| Law::shipped().unwrap_or_else(|errors| panic!("{errors}")));
static PAUSING: LazyLock<Law> = LazyLock::new(|| law(Settings { supplement_pauses_filing: true, ..Settings::default() }));

/// The shipped law, or that with other settings.
pub fn law(settings: Settings) -> Law {
    Law { settings, ..SHIPPED.clone() }
}

/// The shipped law where the decision on filing waits for the supplement.
pub fn pausing() -> &'static Law {
    &PAUSING
}

/// An instant of Shanghai: `2016-08-15 12:00`.
pub fn at(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap_or_else(|error| panic!("{text}: {error}"));
    local.and_utc() - chrono::TimeDelta::hours(8)
}

/// The facts of `lines`, each recorded at the position of its line (from 1). Agencies have a record each unless `#n` names another, and an
/// organisation unless `@org` does. They are recorded when they have happened unless `recorded=2016-08-15T12:00` says otherwise; `until=`
/// is the day until which an extension was granted, and `>org` is to whom it is addressed. `+code` is a document that goes with it, `+item:1`
/// a thing, `+item:1<2` one that was seized under list 2. `of=food-drug#4` says that a transfer is of that regulator's case, record 4.
pub fn facts<S: AsRef<str>>(lines: &[S]) -> Vec<Fact> {
    lines.iter().enumerate().map(|(n, line)| fact(n, line.as_ref())).collect()
}

fn fact(n: usize, line: &str) -> Fact {
    let mut words = line.split_whitespace();
    let mut next = || words.next().unwrap_or_else(|| panic!("{line}: when agency fact"));
    let (when, agency, code) = (next(), next(), next());
    let when = if when.contains('T') { format!("{when}:00+08:00") } else { when.to_owned() };
    let (mut about, mut record, mut org) = (None, agency.len(), format!("jn-{agency}"));
    let when: crate::When = when.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
    let (mut to, mut encloses, mut case_of) = (None, Vec::new(), None);
    let (mut until, mut recorded_at) = (None, super::super::day::stretch(&when).1.utc());
    for word in words {
        if let Some(day) = word.strip_prefix("until=") {
            until = Some(day.parse().unwrap_or_else(|error| panic!("{line}: {error}")));
            continue;
        }
        if let Some(instant) = word.strip_prefix("recorded=") {
            recorded_at = at(&instant.replace('T', " "));
            continue;
        }
        if let Some(enclosed) = word.strip_prefix('+') {
            let one = |(label, list): (&str, &str)| Enclosed::Seized(label.to_owned(), list.to_owned());
            encloses.push(match enclosed.strip_prefix("item:") {
                Some(item) => item.split_once('<').map_or_else(|| Enclosed::Item(item.to_owned()), one),
                None => Enclosed::Document(enclosed.to_owned()),
            });
            continue;
        }
        if let Some(addressee) = word.strip_prefix('>') {
            to = Some(crate::OrgId::new(addressee).expect("an organisation"));
            continue;
        }
        if let Some(case) = word.strip_prefix("of=") {
            let (whose, record) = case.split_once('#').unwrap_or_else(|| panic!("{line}: of=agency#record"));
            case_of = Some(Arc::new(CaseOf {
                org: crate::OrgId::new(format!("jn-{whose}")).expect("an organisation"),
                agency: Some(crate::AgencyCode::new(whose).expect("an agency")),
                records: vec![RecordId(Uuid::from_u128(record.parse().expect("a number")))],
            }));
            continue;
        }
        if let Some(other) = word.strip_prefix('@') {
            org = other.to_owned();
            continue;
        }
        match (word.strip_prefix('#'), word.split_once(':')) {
            (Some(number), _) => record = number.parse().unwrap_or_else(|error| panic!("{line}: {error}")),
            (None, Some(("suspect", key))) => about = Some(About::Suspect(key.into())),
            (None, Some(("goods", key))) => about = Some(About::Goods(key.into())),
            (None, Some(("decision", key))) => about = Some(About::Decision(key.into())),
            (None, Some(("order", key))) => about = Some(About::Order(key.into())),
            (None, Some(("sample", key))) => about = Some(About::Sample(key.into())),
            (None, Some(("question", key))) => about = Some(About::Question(key.into())),
            (None, Some(("round", key))) => about = Some(About::Round(key.into())),
            (None, Some(("deed", key))) => about = LegalFact::from_code(key).map(About::Deed),
            _ => panic!("{line}: {word}"),
        }
    }
    Fact {
        fact: LegalFact::from_code(code).unwrap_or_else(|| panic!("{line}: no fact {code}")),
        when,
        record: RecordId(Uuid::from_u128(record as u128)),
        part: format!("{code}/{n}"),
        about,
        agency: crate::AgencyCode::new(agency).expect("an agency"),
        org: crate::OrgId::new(org).expect("an organisation"),
        to,
        division: crate::DivisionCode::new("370800").expect("a division"),
        until,
        encloses,
        case_of,
        recorded: n as i64 + 1,
        recorded_at,
        withdrawn: None,
    }
}
