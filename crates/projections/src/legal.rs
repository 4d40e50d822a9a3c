//! Facts of law as they were known at any position: what clocks are computed over.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use kernel::law::{About, CaseOf, Fact};
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
        /// Of whom it is told, where the part tells it of several.
        of: Option<&'a str>,
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
    Gone { fact: &'a str, part: &'a str, of: Option<&'a str>, at: i64 },
    /// The record is a transfer of this case.
    Of { org: &'a str, agency: Option<&'a str>, records: Vec<Uuid> },
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
        let gone = gone.map(|told| Entry::Gone { fact: told.fact.code(), part: &told.part, of: told.of.as_deref(), at });
        let told = now.iter().filter(|fact| !before.contains(fact)).map(|told| Entry::Told {
            fact: told.fact.code(),
            part: &told.part,
            when: told.when.clone(),
            until: told.until,
            to: told.to.as_deref(),
            of: told.of.as_deref(),
            encloses: told.encloses.clone(),
            agency: &told.who.agency,
            org: &told.who.org,
            division: &told.who.division,
            county: told.who.county.as_deref(),
            recorded: at,
            recorded_at: known.recorded_at.timestamp_micros(),
        });
        gone.chain(told).try_for_each(|entry| self.add(record, known, &entry))
    }

    /// `record`, which is new, is a transfer of `case`.
    ///
    /// # Errors
    /// A sentence if that cannot be kept.
    pub(crate) fn transfers(&mut self, record: RecordId, known: &Known, case: &CaseOf) -> Result<(), postcard::Error> {
        let records = case.records.iter().map(|record| record.0).collect();
        let agency = case.agency.as_ref().map(AgencyCode::as_str);
        self.add(record, known, &Entry::Of { org: case.org.as_str(), agency, records })
    }

    fn add(&mut self, record: RecordId, known: &Known, entry: &Entry<'_>) -> Result<(), postcard::Error> {
        let at = known.last_position;
        let log = self.0.entry(record).or_insert_with(|| Log {
            kind: known.kind.code,
            root: known.root.clone(),
            sharing: known.sharing,
            origin: known.origin,
            known_at: at,
            entries: Vec::new(),
        });
        log.known_at = at;
        log.entries = postcard::to_extend(entry, std::mem::take(&mut log.entries))?;
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
    let mut case_of = None;
    while !entries.is_empty() {
        let (entry, rest) =
            postcard::take_from_bytes(entries).map_err(|error| ProjectionError::Unreadable(format!("facts of law: {error}")))?;
        entries = rest;
        let unreadable = |what: &str, text: &str| ProjectionError::Unreadable(format!("a fact of law with {what} {text:?}"));
        let organisation = |org: &str| OrgId::new(org).map_err(|_| unreadable("organisation", org));
        let of_agency = |agency: &str| AgencyCode::new(agency).map_err(|_| unreadable("agency", agency));
        match entry {
            Entry::Of { org, agency, records } => {
                let records = records.into_iter().map(RecordId).collect();
                let agency = agency.map(of_agency).transpose()?;
                case_of = Some(Arc::new(CaseOf { org: organisation(org)?, agency, records }));
            }
            Entry::Gone { fact, part, of, at } => {
                let told_of = |known: &Fact| of.is_none_or(|of| known.about == About::each(known.fact, of));
                let stands = |(known, _): &&mut Placed| {
                    known.withdrawn.is_none() && known.part == part && known.fact.code() == fact && told_of(known)
                };
                facts.iter_mut().filter(stands).for_each(|(known, _)| known.withdrawn = Some(at));
            }
            Entry::Told { fact, part, when, until, to, of, encloses, agency, org, division, county, recorded, recorded_at } => {
                let known = LegalFact::from_code(fact).ok_or_else(|| unreadable("code", fact))?;
                let at =
                    DateTime::from_timestamp_micros(recorded_at).ok_or_else(|| unreadable("time", &recorded_at.to_string()))?;
                let told = Fact {
                    fact: known,
                    when,
                    record,
                    about: about(known, of, part, org),
                    part: part.to_owned(),
                    agency: of_agency(agency)?,
                    org: organisation(org)?,
                    to: to.map(organisation).transpose()?,
                    division: DivisionCode::new(division).map_err(|_| unreadable("division", division))?,
                    until,
                    encloses,
                    case_of: None,
                    recorded,
                    recorded_at: at,
                    withdrawn: None,
                };
                facts.push((told, county.map(str::to_owned)));
            }
        }
    }
    if case_of.is_some() {
        facts.iter_mut().for_each(|(fact, _)| fact.case_of.clone_from(&case_of));
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
    let of = telling.says.iter().filter_map(|says| if let Says::Of(label) = says { Some(label.clone()) } else { None });
    let (legal, of): (Vec<LegalFact>, Vec<String>) = (legal.collect(), of.collect());
    let stated = |part: &str, when: &When, fact, of| Fact {
        fact,
        when: when.clone(),
        record,
        part: part.to_owned(),
        about: about(fact, of, part, org),
        agency: agency.clone(),
        org: organisation.clone(),
        to: to.cloned(),
        division: division.clone(),
        until: None,
        encloses: Vec::new(),
        case_of: None,
        recorded: 0,
        recorded_at: told.stated,
        withdrawn: None,
    };
    if telling.withdrawn {
        return Vec::new();
    }
    let own = |(fact, of)| Fact { until, encloses: encloses.clone(), ..stated(&telling.part, &told.when, fact, of) };
    let asides = telling.says.iter().filter_map(|says| if let Says::Aside(aside) = says { Some(aside) } else { None });
    let asides = asides.flat_map(|aside| aside.legal.iter().map(|fact| stated(&aside.part, &aside.when, *fact, None)));
    each(&legal, &of).map(own).chain(asides).collect()
}

/// Every fact of a part, once for each of whom it is told where that is told of several.
pub(crate) fn each<'a>(legal: &'a [LegalFact], of: &'a [String]) -> impl Iterator<Item = (LegalFact, Option<&'a str>)> {
    legal.iter().flat_map(move |fact| {
        let of: &[String] = if of.iter().any(|label| About::each(*fact, label).is_some()) { of } else { &[] };
        let alone = of.is_empty().then_some((*fact, None));
        alone.into_iter().chain(of.iter().map(|label| (*fact, Some(label.as_str()))))
    })
}

/// What a part of a record told by `org` states `fact` about.
fn about(fact: LegalFact, of: Option<&str>, part: &str, org: &str) -> Option<About> {
    of.map_or_else(|| About::of(fact, label(part, org)), |of| About::each(fact, of))
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
    use kernel::law::About;
    use kernel::spec::told;
    use kernel::{Enclosed, LegalFact, RecordId, Says, Telling};
    use uuid::Uuid;

    use super::{Entry, about, facts, facts_of, label};

    fn entry(day: &str, at: i64) -> Entry<'static> {
        Entry::Told {
            fact: "admin-case-filed",
            part: "filed",
            when: day.parse().expect("a day"),
            until: None,
            to: None,
            of: None,
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
        let entries = [
            entry("2016-08-15", 3),
            Entry::Gone { fact: "admin-case-filed", part: "filed", of: None, at: 7 },
            entry("2016-08-16", 7),
        ];
        let known = facts(RecordId(Uuid::nil()), &log(&entries)).expect("facts");
        let spans: Vec<_> = known.iter().map(|(fact, _)| (fact.when.to_string(), fact.recorded, fact.withdrawn)).collect();
        assert_eq!(spans, [("2016-08-15".to_owned(), 3, Some(7)), ("2016-08-16".to_owned(), 7, None)]);
        assert!(known.iter().all(|(_, county)| county.as_deref() == Some("370811000000")));
    }

    #[test]
    fn whose_case_a_transfer_is_holds_for_all_of_its_facts() {
        let case = Uuid::from_u128(7);
        let of = Entry::Of { org: "jn-food-drug", agency: Some("food-drug"), records: vec![case] };
        let known = facts(RecordId(Uuid::nil()), &log(&[entry("2016-08-15", 3), of, entry("2016-08-16", 4)])).expect("facts");
        assert_eq!(known.len(), 2);
        for (fact, _) in known {
            let of = fact.case_of.expect("whose case it is");
            assert_eq!(
                (of.org.as_str(), of.agency.as_ref().map(kernel::AgencyCode::as_str)),
                ("jn-food-drug", Some("food-drug"))
            );
            assert_eq!(of.records, [RecordId(case)]);
        }
    }

    #[test]
    fn a_part_that_names_several_suspects_tells_of_each_and_its_number_is_none_of_them() {
        let about = |fact, part: &str, of: &[&str]| {
            let mut says = vec![Says::Legal(fact)];
            says.extend(of.iter().map(|label| Says::Of((*label).to_owned())));
            let telling = Telling::of(part, &told(1, None, "2019-04-20"), says);
            let facts = super::facts_of(RecordId(Uuid::nil()), &telling, "police", "jn-police", "370811000000");
            facts.into_iter().map(|fact| fact.about).collect::<Vec<_>>()
        };
        let suspect = |label: &str| Some(About::Suspect(label.into()));
        let sent = |of: &[&str]| about(LegalFact::SentForProsecution, "sent-for-prosecution/1", of);
        assert_eq!(sent(&["A", "B"]), [suspect("A"), suspect("B")]);
        assert_eq!(sent(&[]), [None]);
        assert_eq!(about(LegalFact::Prosecuted, "charged/A", &[]), [suspect("A")]);
        assert_eq!(about(LegalFact::NotProsecuted, "not-prosecuted/A", &[]), [suspect("A")]);
    }

    #[test]
    fn a_suspect_who_is_taken_off_a_part_that_names_several_leaves_the_others_on_it() {
        let sent = |of| match entry("2019-04-20", 3) {
            Entry::Told { when, until, to, encloses, agency, org, division, county, recorded, recorded_at, .. } => {
                let (fact, part) = ("sent-for-prosecution", "sent-for-prosecution/1");
                Entry::Told {
                    fact,
                    part,
                    when,
                    until,
                    to,
                    of: Some(of),
                    encloses,
                    agency,
                    org,
                    division,
                    county,
                    recorded,
                    recorded_at,
                }
            }
            other @ (Entry::Gone { .. } | Entry::Of { .. }) => other,
        };
        let gone = Entry::Gone { fact: "sent-for-prosecution", part: "sent-for-prosecution/1", of: Some("A"), at: 9 };
        let known = facts(RecordId(Uuid::nil()), &log(&[sent("A"), sent("B"), gone])).expect("facts");
        let stand: Vec<_> = known.iter().map(|(fact, _)| (fact.about.clone(), fact.withdrawn)).collect();
        let suspect = |label: &str| Some(About::Suspect(label.into()));
        assert_eq!(stand, [(suspect("A"), Some(9)), (suspect("B"), None)]);
    }

    #[test]
    fn entries_that_nobody_wrote_are_an_error_and_not_a_shorter_history() {
        let mut bytes = log(&[entry("2016-08-15", 3)]);
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
                    of: None,
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
            hex::encode(log(&[entry("2016-08-15", 3), Entry::Gone { fact: "admin-case-filed", part: "filed", of: None, at: 7 }])),
        );
        assert_eq!(kept, (13, include_str!("state/kept_facts.hex").trim().to_owned()), "raise VERSION, and keep this one");
    }

    #[test]
    fn who_is_detained_a_second_time_is_the_same_suspect() {
        use kernel::{LegalFact, law::About};
        let suspect = Some(About::Suspect("王某1".into()));
        for part in ["detained/王某1", "detained/王某1/2"] {
            assert_eq!(about(LegalFact::Detained, None, part, "jn-police"), suspect, "{part}");
        }
        let list = Some(About::Goods("jn-food-drug-2/3".into()));
        assert_eq!(about(LegalFact::Seized, None, "seized/jn-food-drug-2/3", "jn-food-drug"), list);
    }

    fn example<R: kernel::Report>() -> R {
        let envelope: kernel::Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
        serde_json::from_str(envelope.data.get()).expect("data")
    }

    /// The clocks of a measure of which these were told, at the end of 2016: question, the day of its trigger, state.
    fn clocks_of_measure(events: &[environment::measure::Event]) -> Vec<(String, String, kernel::law::State)> {
        use kernel::{DomainEvent, law};
        let told = |event: &environment::measure::Event| {
            facts_of(RecordId(Uuid::from_u128(7)), &event.tell(), "environment", "jn-environment", "370811000000")
        };
        let facts: Vec<_> = events.iter().flat_map(told).collect();
        let law = law::Law::shipped().expect("the shipped law");
        let clocks = law::state(&facts, &law, i64::MAX, "2017-01-01T00:00:00Z".parse().expect("an instant"));
        clocks.iter().map(|clock| (clock.clock.id.clone(), clock.trigger.when.to_string(), clock.state)).collect()
    }

    fn imposed(kind: environment::measure::MeasureKind, served_on: Option<&str>) -> environment::measure::Event {
        use environment::measure::{Event, Imposed};
        let served_on = served_on.map(|day| day.parse().expect("a day"));
        let data = Imposed { kind, served_on, until: None, items: Vec::new(), ..example() };
        Event::Imposed(told(1, None, "2016-08-01"), data)
    }

    #[test]
    fn a_measure_is_served_whichever_report_says_so() {
        use environment::measure::{Event, MeasureKind, PlanFiled, Rechecked, Served};
        use kernel::law::State;
        let served = |kind| Event::Served(told(2, None, "2016-08-03"), Served { kind, ..example() });
        let stop = MeasureKind::StopProduction;
        let filed = Event::PlanFiled(told(3, None, "2016-08-20"), example::<PlanFiled>());
        let expected =
            [("E8".to_owned(), "2016-08-01".to_owned(), State::Met), ("E9".to_owned(), "2016-08-03".to_owned(), State::Met)];
        for told in [
            &[imposed(stop, Some("2016-08-03")), filed.clone()][..],
            &[imposed(stop, None), served(stop), filed.clone()],
            &[imposed(stop, Some("2016-08-03")), served(stop), filed],
        ] {
            assert_eq!(clocks_of_measure(told), expected);
        }
        assert_eq!(clocks_of_measure(&[imposed(stop, None)]), [("E8".to_owned(), "2016-08-01".to_owned(), State::Missed)]);
        let correct = MeasureKind::Correct;
        let rechecked = Event::Rechecked(told(3, None, "2016-09-03"), example::<Rechecked>());
        for told in [
            &[imposed(correct, Some("2016-08-03")), rechecked.clone()][..],
            &[imposed(correct, None), served(correct), rechecked.clone()],
            &[imposed(correct, Some("2016-08-03")), served(correct), rechecked],
        ] {
            assert_eq!(clocks_of_measure(told), [("E2".to_owned(), "2016-08-03".to_owned(), State::MetLate)]);
        }
    }

    #[test]
    fn how_long_a_measure_lasts_is_counted_from_the_decision_by_clock_and_record_alike() {
        use environment::measure::{Event, Imposed, Lifted, LiftedBecause, Measure, MeasureKind};
        use kernel::Decider;
        use kernel::law::State;
        for (kind, clock, last, after) in [
            (MeasureKind::Seize, "Z1", "2016-08-31", "2016-09-01"),
            (MeasureKind::LimitProduction, "E7", "2016-11-01", "2016-11-02"),
        ] {
            for (day, state) in [(last, State::Kept), (after, State::Exceeded)] {
                let served = imposed(kind, Some("2016-08-05"));
                let lifted = Lifted { kind, because: LiftedBecause::Revoked, ..example() };
                let lifted = Event::Lifted(told(2, None, day), lifted);
                let clocks = clocks_of_measure(&[served, lifted]);
                let found: Vec<_> = clocks.iter().filter(|(id, ..)| id == clock).map(|(.., state)| *state).collect();
                assert_eq!(found, [state], "{clock} {day}");
                let (served_on, until) = (Some("2016-08-05".parse().expect("a day")), Some(day.parse().expect("a day")));
                let data = Imposed { kind, served_on, until, items: Vec::new(), ..example() };
                let mut measure = Measure::default();
                measure.evolve(&Event::Imposed(told(1, None, "2016-08-01"), data));
                assert_eq!(measure.breaches().is_empty(), state == State::Kept, "{clock} {day}");
            }
        }
    }

    #[test]
    fn the_clocks_of_a_second_detention_are_its_own_and_restate_none_of_the_first() {
        use kernel::spec::told;
        use kernel::{DomainEvent, law};
        use police::case::{ArrestRequestExtended, ArrestRequested, Detained, Event, Released};
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
