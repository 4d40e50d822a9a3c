//! The fold over events of joint work in any order and in any batches, without a database.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use event_store::StoredEvent;
use joint_office::joint_action::{self, Held, JointAction};
use joint_office::link::{self, Linked, SubjectLink};
use joint_office::{Account, matter};
use kernel::{
    Decider, DivisionCode, DomainEvent, Link, LinkEnd, MessageId, OrgId, Premises, RecordId, RecordKey, SubjectId, Told, When,
    Withdrawal,
};
use proptest::prelude::*;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Changes, Known, hear};
use crate::joins::Joins;
use crate::links::LinkRow;
use crate::mentioned::Mentioned;
use crate::state::Fact;
use crate::{Folding, Vocabulary};

const ROOT: &str = "370800000000";

fn root() -> DivisionCode {
    DivisionCode::new(ROOT).expect("a code")
}

fn on() -> When {
    "2016-08-09".parse().expect("a day")
}

/// An event as it would be stored; positions and sequences are given when it is recorded.
#[derive(Clone, Debug)]
struct Stored {
    record: RecordId,
    kind: &'static str,
    event_type: &'static str,
    payload: String,
    actor: Option<&'static str>,
    /// Agency, organisation and number, where they matter.
    by: Option<(&'static str, &'static str, &'static str)>,
}

fn account<D: Decider>(org: &str, number: &str, n: u32, corrects: Option<u32>) -> (RecordId, Account) {
    let key = RecordKey::new(number).expect("a number");
    let message = |n: u32| MessageId(Uuid::from_u128(n.into()));
    let stated = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(n.into());
    let told = Told { message: message(n), corrects: corrects.map(message), when: on(), stated, act: false };
    let account = Account { told, org: OrgId::new(org).expect("an org"), agency: None, number: key.clone() };
    (RecordId::shared(&root(), D::KIND.code, &key), account)
}

fn stored<D: Decider>(record: RecordId, event: &D::Event) -> Stored {
    let payload = serde_json::to_string(event).expect("JSON");
    Stored { record, kind: D::KIND.code, event_type: event.event_type(), payload, actor: None, by: None }
}

fn action(number: &str) -> RecordId {
    account::<JointAction>("jn-police", number, 1, None).0
}

fn premises(name: &str, licence: &str) -> Premises {
    let entity = Some("91370811MA3C00011L".parse().expect("a code"));
    Premises { name: name.into(), address: None, licence: Some(licence.into()), entity, position: None }
}

fn held(org: &str, number: &str, n: u32, sites: Vec<Premises>) -> Stored {
    let (record, account) = account::<JointAction>(org, number, n, None);
    let data =
        Held {
            on: on(), title: None, lead: None, participants: Vec::new(), sites, campaign: None, matter: Some("案一".into())
        };
    stored::<JointAction>(record, &joint_action::Event::Held(account, data))
}

fn linked(said: Link, n: u32, corrects: Option<u32>) -> Stored {
    let number = SubjectLink::number(&said).expect("two things");
    let (record, account) = account::<SubjectLink>("jn-joint-office", number.as_str(), n, corrects);
    let data = Linked { on: on(), link: said, reason: format!("理由{n}") };
    let event = stored::<SubjectLink>(record, &link::Event::Linked(account, data));
    Stored { actor: Some("张三 of jn-joint-office (not authenticated)"), ..event }
}

fn undone(said: Link, n: u32, corrects: u32) -> Stored {
    let number = SubjectLink::number(&said).expect("two things");
    let (record, account) = account::<SubjectLink>("jn-joint-office", number.as_str(), n, Some(corrects));
    let data = Withdrawal { on: on(), part: "linked".into(), reason: "误".into() };
    stored::<SubjectLink>(record, &link::Event::Unlinked(account.told, data))
}

fn opened(n: u32) -> Stored {
    let (record, account) = account::<matter::Matter>("jn-joint-office", "案一", n, None);
    let data = matter::Opened { on: on(), title: "示例案".into(), premises: Vec::new(), campaign: None };
    stored::<matter::Matter>(record, &matter::Event::Opened(account, data))
}

/// The read tables, in memory.
#[derive(Default)]
struct Tables {
    records: HashMap<RecordId, Known>,
    links: BTreeMap<RecordId, BTreeSet<LinkRow>>,
    subjects: BTreeMap<SubjectId, Mentioned>,
    about: BTreeMap<RecordId, BTreeSet<SubjectId>>,
    counted: BTreeMap<(RecordId, String, String), Fact>,
}

/// What the tables say, without the traces of the order in which it was heard.
#[derive(Debug, PartialEq)]
struct Read {
    links: BTreeMap<RecordId, BTreeSet<LinkRow>>,
    subjects: BTreeMap<SubjectId, Mentioned>,
    about: BTreeMap<RecordId, BTreeSet<SubjectId>>,
    counted: BTreeMap<(RecordId, String, String), Fact>,
}

impl Tables {
    fn apply(&mut self, changes: Changes) {
        assert!(changes.failures.is_empty(), "{:?}", changes.failures);
        self.records.extend(changes.records);
        self.links.extend(changes.links);
        for (subject, mentioned) in changes.subjects {
            match self.subjects.get_mut(&subject) {
                Some(known) => known.add(mentioned),
                None => {
                    self.subjects.insert(subject, mentioned);
                }
            }
        }
        let ids = |about: Vec<super::About>| about.into_iter().map(|about| about.subject).collect();
        self.about.extend(changes.subjects_of.into_iter().map(|(record, about)| (record, ids(about))));
        let key = |change: &super::FactChange| (change.record, change.fact.measure.to_string(), change.fact.slot.clone());
        let mut all: Vec<_> = changes.withdrawn.into_iter().map(|change| (change.at, 0, change)).collect();
        all.extend(changes.made.into_iter().map(|change| (change.at, 1, change)));
        all.sort_by_key(|(at, made, _)| (*at, *made));
        for (_, made, change) in all {
            if made == 1 {
                self.counted.insert(key(&change), change.fact);
            } else {
                assert_eq!(self.counted.remove(&key(&change)).as_ref(), Some(&change.fact), "what is withdrawn was made");
            }
        }
    }

    fn joins(&self) -> Joins {
        let mut joins = Joins::new();
        self.links.values().flatten().filter_map(LinkRow::join).for_each(|join| joins.insert(join));
        joins
    }

    fn read(mut self) -> Read {
        self.subjects.values_mut().for_each(|known| (known.first, known.last) = (0, 0));
        Read { links: self.links, subjects: self.subjects, about: self.about, counted: self.counted }
    }
}

/// What comes of events in this order, folded `batch` at a time as the runner does.
fn folded(events: &[Stored], batch: usize) -> Read {
    tables(events, batch).read()
}

fn tables(events: &[Stored], batch: usize) -> Tables {
    static FOLDING: LazyLock<Folding> = LazyLock::new(|| {
        let law = kernel::law::Law::shipped().expect("the shipped law");
        Folding::new(Vocabulary::of(roster::mount_all), &roster::reference().expect("the trees"), law)
    });
    let mut tables = Tables::default();
    let mut sequences: HashMap<RecordId, i64> = HashMap::new();
    let mut position = 0;
    for some in events.chunks(batch) {
        let recorded = some.iter().map(|event| {
            position += 1;
            let sequence = sequences.entry(event.record).or_default();
            *sequence += 1;
            record(event, position, *sequence)
        });
        let (heard, failures) = hear(&FOLDING.vocabulary, recorded.collect());
        assert!(failures.is_empty(), "{failures:?}");
        // As if read from the tables: without what a state does not keep.
        let present = tables.records.iter().map(|(record, known)| {
            let state = known.state.to_bytes().expect("a state");
            (*record, Known { state: crate::state::RecordState::from_bytes(&state).expect("a state"), ..known.clone() })
        });
        let (present, mut joins) = (present.collect(), tables.joins());
        let mut changes = Changes::default();
        changes.fold(&FOLDING, heard, present, &mut joins);
        tables.apply(changes);
    }
    tables
}

fn record(event: &Stored, position: i64, sequence: i64) -> StoredEvent {
    let raw = |text: String| RawValue::from_string(text).expect("JSON");
    let actor = event.actor.unwrap_or("org:jn-joint-office");
    let (agency, org, number) = event.by.unwrap_or(("joint-office", "jn-joint-office", "n"));
    StoredEvent {
        position,
        event_id: Uuid::nil(),
        sequence,
        recorded_at: DateTime::<Utc>::UNIX_EPOCH,
        aggregate_type: event.kind.into(),
        aggregate_id: event.record.to_string(),
        event_type: event.event_type.into(),
        event_version: "1".into(),
        agency: agency.into(),
        org: org.into(),
        division: ROOT.into(),
        root: ROOT.into(),
        message: None,
        origin: Uuid::nil(),
        sharing: 0,
        metadata: raw(serde_json::json!({"number": number, "actor": actor}).to_string()),
        payload: raw(event.payload.clone()),
    }
}

fn same_premises() -> Link {
    let subject = |licence: &str| LinkEnd::Subject(premises("", licence).id(&root()));
    Link { from: subject("JY1"), to: subject("JY2"), apart: false }
}

fn matter_subject() -> SubjectId {
    SubjectId(account::<matter::Matter>("jn-joint-office", "案一", 1, None).0.0)
}

/// Two numbers for one action, joined; a third, joined and undone; one told apart and then joined; premises under two licences; a
/// record that a person put into a matter, and the name of a premises in three spellings.
fn story() -> Vec<Stored> {
    let (same, loose) = (Link::same(action("甲"), action("乙")), Link::same(action("丙"), action("乙")));
    let judged = Link::same(action("丁"), action("乙"));
    let about = Link::about(action("丙"), matter_subject());
    vec![
        held("jn-police", "甲", 10, vec![premises("示例餐馆", "JY1")]),
        held("jn-environment", "乙", 11, vec![premises("示例小吃", "JY1"), premises("示例饭店", "JY2")]),
        held("jn-food-drug", "丙", 12, vec![premises("示例餐厅", "JY1")]),
        held("jn-police", "丁", 13, Vec::new()),
        opened(14),
        linked(same, 20, None),
        linked(loose, 21, None),
        undone(loose, 22, 21),
        linked(Link { apart: true, ..judged }, 23, None),
        linked(judged, 24, Some(23)),
        linked(same_premises(), 25, None),
        linked(about, 26, None),
    ]
}

fn actions_counted(read: &Read) -> Vec<RecordId> {
    read.counted.keys().filter(|(_, measure, _)| measure == "joint-actions").map(|(record, ..)| *record).collect()
}

#[test]
fn a_link_stands_for_both_its_ends_until_it_is_undone_and_then_leaves_a_trace() {
    let read = folded(&story(), 1);
    let rows: BTreeMap<(Uuid, Uuid), &LinkRow> = read.links.values().flatten().map(|row| ((row.from, row.to), row)).collect();
    assert_eq!(rows.len(), 5);
    let row = |from: RecordId, to: Uuid| rows[&(from.0, to)];
    let same = row(action("甲"), action("乙").0);
    assert_eq!((same.relation.as_str(), same.stands, same.reason.as_str()), ("same", true, "理由20"));
    assert_eq!(same.by.as_deref(), Some("张三 of jn-joint-office (not authenticated)"));
    let loose = row(action("丙"), action("乙").0);
    assert_eq!((loose.relation.as_str(), loose.stands, loose.reason.as_str()), ("same", false, "理由21"));
    let judged = row(action("丁"), action("乙").0);
    assert_eq!((judged.relation.as_str(), judged.stands, judged.reason.as_str()), ("same", true, "理由24"));
    assert_eq!(row(action("丙"), matter_subject().0).relation, "about");
    let mut expected = vec![action("乙"), action("丙")];
    expected.sort_unstable();
    assert_eq!(actions_counted(&read), expected, "what is joined is counted once, what was undone again");
}

#[test]
fn a_transfer_is_its_regulators_whoever_speaks_of_it_first() {
    use joint_office::transfer::{Event, Transfer};
    use kernel::transfer::{police, regulator};
    use kernel::{Envelope, Report};
    fn example<R: Report>() -> R {
        let envelope: Envelope = serde_json::from_str(R::EXAMPLE).expect("an envelope");
        serde_json::from_str(envelope.data.get()).expect("data")
    }
    const NUMBER: &str = "jn-food-drug:2016-001:1";
    let told = |agency, org, n, said| {
        let (record, account) = account::<Transfer>(org, NUMBER, n, None);
        let event = stored::<Transfer>(record, &Event::Told(account, Box::new(said)));
        Stored { by: Some((agency, org, NUMBER)), ..event }
    };
    let accepted = told("police", "jn-police", 1, example::<police::Accepted>().into());
    let sent = told("food-drug", "jn-food-drug", 2, example::<regulator::Sent>().into());
    for (events, batch) in [([&accepted, &sent], 1), ([&sent, &accepted], 1), ([&accepted, &sent], 2)] {
        for known in 1..=2 {
            let events: Vec<Stored> = events.iter().take(known).map(|event| Stored::clone(event)).collect();
            let tables = tables(&events, batch);
            let row = tables.records[&accepted.record].row().expect("a row");
            assert_eq!((row.who.agency.as_str(), row.who.org.as_str()), ("food-drug", "jn-food-drug"), "{known} {batch}");
        }
    }
}

#[test]
fn two_actions_that_are_told_apart_are_counted_as_two() {
    let told_apart = linked(Link { apart: true, ..Link::same(action("甲"), action("乙")) }, 20, None);
    let events = [held("jn-police", "甲", 10, Vec::new()), held("jn-environment", "乙", 11, Vec::new()), told_apart];
    assert_eq!(actions_counted(&folded(&events, 2)).len(), 2);
}

#[test]
fn a_premises_is_called_what_was_stated_last_and_leads_to_who_runs_it() {
    let read = folded(&story(), 4);
    let known = &read.subjects[&premises("", "JY1").id(&root())];
    assert_eq!(known.name.as_ref().map(|(_, name)| name.as_str()), Some("示例餐厅"));
    let entity = SubjectId::derive("entity", &root(), "91370811MA3C00011L");
    assert_eq!(read.subjects[&entity].kind, "entity");
    assert!(read.about[&action("丙")].contains(&entity));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_tables_do_not_depend_on_the_order_of_arrival_nor_on_the_batches(
        shuffled in Just(story()).prop_shuffle(),
        batch in 1usize..14,
    ) {
        prop_assert_eq!(folded(&story(), 1), folded(&shuffled, batch));
    }

    #[test]
    fn each_thing_is_counted_once_however_its_records_were_joined(
        said in proptest::collection::vec((0usize..6, 0usize..6, any::<bool>()), 0..12),
        order in any::<proptest::sample::Index>(),
        batch in 1usize..9,
    ) {
        const NUMBERS: [&str; 6] = ["甲", "乙", "丙", "丁", "戊", "己"];
        let mut events: Vec<Stored> =
            NUMBERS.iter().zip(1..).map(|(number, message)| held("jn-police", number, message, Vec::new())).collect();
        let mut stands: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        for (message, (from, to, undo)) in (20..).step_by(2).zip(said) {
            let pair = (from.min(to), from.max(to));
            if from == to || stands.contains_key(&pair) {
                continue;
            }
            let link = Link::same(action(NUMBERS[from]), action(NUMBERS[to]));
            events.push(linked(link, message, None));
            if undo {
                events.push(undone(link, message + 1, message));
            }
            stands.insert(pair, u32::from(!undo));
        }
        let mut things: Vec<usize> = (0..NUMBERS.len()).collect();
        for ((one, other), _) in stands.into_iter().filter(|(_, stands)| *stands == 1) {
            let (one, other) = (things[one], things[other]);
            things.iter_mut().filter(|thing| **thing == other).for_each(|thing| *thing = one);
        }
        let distinct: BTreeSet<usize> = things.into_iter().collect();
        let at = order.index(events.len());
        events.rotate_left(at);
        prop_assert_eq!(actions_counted(&folded(&events, batch)).len(), distinct.len());
    }
}
