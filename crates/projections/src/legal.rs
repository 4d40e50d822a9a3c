//! Facts of law as they were known at any position: what clocks are computed over.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};
use kernel::law::{About, Fact};
use kernel::{AgencyCode, DivisionCode, Enclosed, LegalFact, OrgId, RecordId, Says, Telling, When};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::ProjectionError;
use crate::changes::Known;
use crate::copy::Rows;
use crate::state::Lawful;

/// What the law is told of each record, in order: what is kept is the whole of it, so that a history as it was known at any position is one
/// row, and nothing of it is ever changed.
#[derive(Debug, Default)]
pub struct LegalChanges(HashMap<RecordId, Log>);

/// What a batch tells of one record.
#[derive(Debug)]
struct Log {
    kind: &'static str,
    root: String,
    sharing: i16,
    origin: Uuid,
    /// The last position that told something.
    known_at: i64,
    entries: Vec<u8>,
}

/// One entry: postcard, one after the other.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Entry<'a> {
    /// A part states a fact.
    Told {
        fact: &'a str,
        part: &'a str,
        when: When,
        until: Option<NaiveDate>,
        /// The organisation to which it is addressed, where the report says so.
        to: Option<&'a str>,
        /// What goes with it.
        encloses: Vec<Enclosed>,
        agency: &'a str,
        org: &'a str,
        division: &'a str,
        county: Option<&'a str>,
        /// The position, and when that was, in microseconds.
        recorded: i64,
        recorded_at: i64,
    },
    /// It does not any more, from this position on.
    Gone { fact: &'a str, part: &'a str, at: i64 },
}

impl LegalChanges {
    /// The facts of one part of `record` were `before` and are `now`.
    ///
    /// # Errors
    /// A sentence if an entry cannot be kept.
    pub(crate) fn change(
        &mut self,
        record: RecordId,
        known: &Known,
        before: &[Lawful],
        now: &[Lawful],
    ) -> Result<(), postcard::Error> {
        let at = known.last_position;
        let gone = before.iter().filter(|fact| !now.contains(fact));
        let gone = gone.map(|told| Entry::Gone { fact: told.fact.code(), part: &told.part, at });
        let told = now.iter().filter(|fact| !before.contains(fact)).map(|told| Entry::Told {
            fact: told.fact.code(),
            part: &told.part,
            when: told.when.clone(),
            until: told.until,
            to: told.to.as_deref(),
            encloses: told.encloses.clone(),
            agency: &told.who.agency,
            org: &told.who.org,
            division: &told.who.division,
            county: told.who.county.as_deref(),
            recorded: at,
            recorded_at: known.recorded_at.timestamp_micros(),
        });
        for entry in gone.chain(told) {
            let log = self.0.entry(record).or_insert_with(|| Log {
                kind: known.kind.code,
                root: known.root.clone(),
                sharing: known.sharing,
                origin: known.origin,
                known_at: at,
                entries: Vec::new(),
            });
            log.known_at = at;
            log.entries = postcard::to_extend(&entry, std::mem::take(&mut log.entries))?;
        }
        Ok(())
    }

    /// The records whose facts changed.
    pub fn records(&self) -> impl Iterator<Item = RecordId> {
        self.0.keys().copied()
    }

    /// Writes them into the tables of `slot`; of the records that are `new` to the tables nothing is there yet.
    ///
    /// # Errors
    /// [`ProjectionError`] if they cannot be written: then the transaction must be given up.
    pub(crate) async fn write(
        &self,
        connection: &mut PgConnection,
        slot: &str,
        new: impl Fn(RecordId) -> bool,
    ) -> Result<(), ProjectionError> {
        // In the order of the index: neighbours are written together.
        let mut logs: Vec<_> = self.0.iter().collect();
        logs.sort_unstable_by_key(|(record, _)| **record);
        let (new, more): (Vec<_>, Vec<_>) = logs.into_iter().partition(|(record, _)| new(**record));
        if !more.is_empty() {
            sqlx::query(&format!(
                "INSERT INTO {slot}.legal_facts AS f (record, kind, root, sharing, origin, known_at, facts)
                 SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::uuid[], $6::bigint[], $7::bytea[])
                 ON CONFLICT (record) DO UPDATE SET known_at = excluded.known_at, facts = f.facts || excluded.facts"
            ))
            .bind(more.iter().map(|(record, _)| record.0).collect::<Vec<_>>())
            .bind(more.iter().map(|(_, log)| log.kind).collect::<Vec<_>>())
            .bind(more.iter().map(|(_, log)| log.root.as_str()).collect::<Vec<_>>())
            .bind(more.iter().map(|(_, log)| log.sharing).collect::<Vec<_>>())
            .bind(more.iter().map(|(_, log)| log.origin).collect::<Vec<_>>())
            .bind(more.iter().map(|(_, log)| log.known_at).collect::<Vec<_>>())
            .bind(more.iter().map(|(_, log)| log.entries.as_slice()).collect::<Vec<_>>())
            .execute(&mut *connection)
            .await?;
        }
        let mut rows = Rows::new(7);
        for (record, log) in new {
            rows.row().uuid(record.0).text(log.kind).text(&log.root).small(log.sharing).uuid(log.origin).big(log.known_at);
            rows.value(&log.entries);
        }
        rows.copy(connection, &format!("{slot}.legal_facts")).await
    }
}

/// A fact of law with the county of which it was told.
pub(crate) type Placed = (Fact, Option<String>);

/// The facts of `record`, those that do not stand any more too.
///
/// # Errors
/// A sentence if another version of the program wrote them.
pub(crate) fn facts(record: RecordId, mut entries: &[u8]) -> Result<Vec<Placed>, ProjectionError> {
    let mut facts: Vec<Placed> = Vec::new();
    while !entries.is_empty() {
        let (entry, rest) =
            postcard::take_from_bytes(entries).map_err(|error| ProjectionError::Unreadable(format!("facts of law: {error}")))?;
        entries = rest;
        match entry {
            Entry::Gone { fact, part, at } => {
                let stands =
                    |(known, _): &&mut Placed| known.withdrawn.is_none() && known.part == part && known.fact.code() == fact;
                facts.iter_mut().filter(stands).for_each(|(known, _)| known.withdrawn = Some(at));
            }
            Entry::Told { fact, part, when, until, to, encloses, agency, org, division, county, recorded, recorded_at } => {
                let unreadable =
                    |what: &str, text: &str| ProjectionError::Unreadable(format!("a fact of law with {what} {text:?}"));
                let known = LegalFact::from_code(fact).ok_or_else(|| unreadable("code", fact))?;
                let at =
                    DateTime::from_timestamp_micros(recorded_at).ok_or_else(|| unreadable("time", &recorded_at.to_string()))?;
                let told = Fact {
                    fact: known,
                    when,
                    record,
                    about: About::of(known, label(part, org)),
                    part: part.to_owned(),
                    agency: AgencyCode::new(agency).map_err(|_| unreadable("agency", agency))?,
                    org: OrgId::new(org).map_err(|_| unreadable("organisation", org))?,
                    to: to.map(|to| OrgId::new(to).map_err(|_| unreadable("addressee", to))).transpose()?,
                    division: DivisionCode::new(division).map_err(|_| unreadable("division", division))?,
                    until,
                    encloses,
                    recorded,
                    recorded_at: at,
                    withdrawn: None,
                };
                facts.push((told, county.map(str::to_owned)));
            }
        }
    }
    Ok(facts)
}

/// What the law would know of `telling`, were it told of `record` by that organisation there.
pub fn facts_of(record: RecordId, telling: &Telling, agency: &str, org: &str, division: &str) -> Vec<Fact> {
    let who = (AgencyCode::new(agency), OrgId::new(org), DivisionCode::new(division));
    let (Some(told), (Ok(agency), Ok(organisation), Ok(division))) = (&telling.told, who) else { return Vec::new() };
    let until = telling.says.iter().find_map(|says| if let Says::Until(day) = says { Some(*day) } else { None });
    let to = telling.says.iter().find_map(|says| if let Says::To(org) = says { Some(org) } else { None });
    let encloses = telling.says.iter().filter_map(|says| if let Says::Encloses(one) = says { Some(one.clone()) } else { None });
    let encloses: Vec<Enclosed> = encloses.collect();
    let legal = telling.says.iter().filter_map(|says| if let Says::Legal(fact) = says { Some(*fact) } else { None });
    let fact = |fact| Fact {
        fact,
        when: told.when.clone(),
        record,
        part: telling.part.clone(),
        about: About::of(fact, label(&telling.part, org)),
        agency: agency.clone(),
        org: organisation.clone(),
        to: to.cloned(),
        division: division.clone(),
        until,
        encloses: encloses.clone(),
        recorded: 0,
        recorded_at: told.stated,
        withdrawn: None,
    };
    if telling.withdrawn { Vec::new() } else { legal.map(fact).collect() }
}

/// What a part's name says after its stage and, in a shared record, after whose account it is.
fn label<'a>(part: &'a str, org: &str) -> &'a str {
    let rest = part.split_once('/').map_or("", |(_, rest)| rest);
    match rest.strip_prefix(org) {
        Some("") => "",
        Some(label) => label.strip_prefix('/').unwrap_or(rest),
        None => rest,
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Enclosed, RecordId};
    use uuid::Uuid;

    use super::{Entry, facts, label};

    fn told(day: &str, at: i64) -> Entry<'static> {
        Entry::Told {
            fact: "admin-case-filed",
            part: "filed",
            when: day.parse().expect("a day"),
            until: None,
            to: None,
            encloses: vec![Enclosed::Document("item-list".into()), Enclosed::Seized("1".into(), "2".into())],
            agency: "police",
            org: "jn-police",
            division: "370811000000",
            county: Some("370811000000"),
            recorded: at,
            recorded_at: 1_700_000_000_000_000,
        }
    }

    fn log(entries: &[Entry<'_>]) -> Vec<u8> {
        entries.iter().flat_map(|entry| postcard::to_allocvec(entry).expect("an entry")).collect()
    }

    #[test]
    fn a_fact_that_is_told_anew_stands_once_and_its_former_telling_until_then() {
        let entries =
            [told("2016-08-15", 3), Entry::Gone { fact: "admin-case-filed", part: "filed", at: 7 }, told("2016-08-16", 7)];
        let known = facts(RecordId(Uuid::nil()), &log(&entries)).expect("facts");
        let spans: Vec<_> = known.iter().map(|(fact, _)| (fact.when.to_string(), fact.recorded, fact.withdrawn)).collect();
        assert_eq!(spans, [("2016-08-15".to_owned(), 3, Some(7)), ("2016-08-16".to_owned(), 7, None)]);
        assert!(known.iter().all(|(_, county)| county.as_deref() == Some("370811000000")));
    }

    #[test]
    fn entries_that_nobody_wrote_are_an_error_and_not_a_shorter_history() {
        let mut bytes = log(&[told("2016-08-15", 3)]);
        bytes.pop();
        assert!(facts(RecordId(Uuid::nil()), &bytes).is_err());
        assert!(
            facts(
                RecordId(Uuid::nil()),
                &log(&[Entry::Told {
                    fact: "x",
                    part: "",
                    when: "2016".parse().expect("a year"),
                    until: None,
                    to: None,
                    encloses: Vec::new(),
                    agency: "police",
                    org: "jn-police",
                    division: "370811000000",
                    county: None,
                    recorded: 1,
                    recorded_at: 0
                }])
            )
            .is_err()
        );
    }

    #[test]
    fn a_change_of_what_is_kept_is_a_new_version() {
        let kept = (
            crate::VERSION,
            hex::encode(log(&[told("2016-08-15", 3), Entry::Gone { fact: "admin-case-filed", part: "filed", at: 7 }])),
        );
        assert_eq!(kept, (11, include_str!("state/kept_facts.hex").trim().to_owned()), "raise VERSION, and keep this one");
    }

    #[test]
    fn a_label_comes_after_the_stage_and_the_teller() {
        assert_eq!(label("detained/王某1", "jn-police"), "王某1");
        assert_eq!(label("sent/jn-food-drug", "jn-food-drug"), "");
        assert_eq!(label("item/jn-food-drug/3", "jn-food-drug"), "3");
        assert_eq!(label("item/jn-food-drug-2/3", "jn-food-drug"), "jn-food-drug-2/3");
        assert_eq!(label("filed", "jn-police"), "");
    }
}
