//! Facts of law as they were known at any position: what clocks are computed over.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};
use kernel::law::{About, Fact};
use kernel::rule::thing;
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
                    about: about(known, part, org),
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
        about: about(fact, &telling.part, org),
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

/// What a part of a record told by `org` states `fact` about: a suspect who is held again is the same, and each round a part of its own.
fn about(fact: LegalFact, part: &str, org: &str) -> Option<About> {
    Some(match About::of(fact, label(part, org))? {
        About::Suspect(round) => About::Suspect(thing(&round).to_owned()),
        other @ (About::Goods(_)
        | About::Decision(_)
        | About::Order(_)
        | About::Sample(_)
        | About::Transfer(_)
        | About::Deed(_)
        | About::Question(_)) => other,
    })
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

    use super::{Entry, about, facts, facts_of, label};

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
    fn who_is_detained_a_second_time_is_the_same_suspect() {
        use kernel::{LegalFact, law::About};
        let suspect = Some(About::Suspect("王某1".into()));
        for part in ["detained/王某1", "detained/王某1/2"] {
            assert_eq!(about(LegalFact::Detained, part, "jn-police"), suspect, "{part}");
        }
        let list = Some(About::Goods("jn-food-drug-2/3".into()));
        assert_eq!(about(LegalFact::Seized, "seized/jn-food-drug-2/3", "jn-food-drug"), list);
    }

    #[test]
    fn the_clocks_of_a_second_detention_are_its_own_and_restate_none_of_the_first() {
        use kernel::spec::told;
        use kernel::{DomainEvent, Report, law};
        use police::case::{ArrestRequestExtended, ArrestRequested, Detained, Event, Released};
        fn example<R: Report>() -> R {
            let envelope: kernel::Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
            serde_json::from_str(envelope.data.get()).expect("data")
        }
        let detained = |n, round, day| Event::Detained(told(n, None, day), Detained { suspect: "1".into(), round, ..example() });
        let events = [
            detained(1, 1, "2019-08-01"),
            Event::Released(told(2, None, "2019-08-03"), Released { suspect: "1".into(), ..example() }),
            detained(3, 2, "2019-09-02"),
            Event::ArrestRequestExtended(
                told(4, None, "2019-09-04"),
                ArrestRequestExtended { suspect: "1".into(), round: 2, ..example() },
            ),
            Event::ArrestRequested(told(5, None, "2019-09-20"), ArrestRequested { suspect: "1".into(), ..example() }),
        ];
        let record = RecordId(Uuid::from_u128(7));
        let told = |event: &Event| facts_of(record, &event.tell(), "police", "jn-police", "370811000000");
        let facts: Vec<_> = events.iter().flat_map(told).collect();
        let law = law::Law::shipped().expect("the shipped law");
        let at = "2019-10-01T00:00:00Z".parse().expect("an instant");
        let clocks = law::state(&facts, &law, i64::MAX, at);
        let terms = clocks.iter().filter(|clock| clock.clock.id == "C1");
        let terms: Vec<_> = terms.map(|clock| (clock.trigger.part.as_str(), clock.state, clock.extended.len())).collect();
        assert_eq!(terms, [("detained/1", law::State::Kept, 0), ("detained/1/2", law::State::Exceeded, 1)]);
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
