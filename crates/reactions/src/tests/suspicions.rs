//! A suspected crime opens a matter, once for each affair.

use std::collections::BTreeSet;

use event_store::StoredEvent;
use kernel::{DivisionCode, RecordId, RecordKey};
use projections::Vocabulary;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::heard::Heard;
use crate::saying::Saying;
use crate::suspicion::{Belongs, Follows, Kin, Known, follow, kin};

const ORG: &str = "jn-food-drug-370811";

/// The events of one record, from its golden examples or from data.
struct Story(Vec<StoredEvent>);

fn told(message: u32, on: &str) -> Value {
    json!({"message": Uuid::from_u128(u128::from(message)), "when": on, "stated": format!("2026-03-{message:02}T01:00:00Z")})
}

fn inspection() -> Story {
    Story(Vec::new()).then("food-drug.inspection", "inspection-visited", &|message| {
        let premises = json!({"name": "示例食堂", "licence": "JY1"});
        json!({"Visited": [told(message, "2026-03-01"), {"on": "2026-03-01", "premises": premises}, "fail"]})
    })
}

fn case() -> Story {
    Story(Vec::new()).then("food-drug.admin-case", "admin-case-filed", &|message| {
        let origin = json!({"kind": "inspection", "number": "检一"});
        json!({"Filed": [told(message, "2026-03-02"), {"on": "2026-03-02", "cause": "示例案由", "origin": origin}]})
    })
}

impl Story {
    fn then(mut self, kind: &str, tag: &str, payload: &dyn Fn(u32) -> Value) -> Self {
        let position = self.0.len() as i64 + 1;
        let raw = |value: Value| RawValue::from_string(value.to_string()).expect("JSON");
        let key = RecordKey::new(number(kind)).expect("a number");
        let record = RecordId::own(&kernel::OrgId::new(ORG).expect("an org"), kind, &key);
        self.0.push(StoredEvent {
            position,
            event_id: Uuid::from_u128(position as u128 + 0xe000),
            sequence: position,
            recorded_at: "2026-03-20T02:00:00Z".parse().expect("a time"),
            aggregate_type: kind.into(),
            aggregate_id: record.to_string(),
            event_type: tag.into(),
            event_version: "1".into(),
            agency: "food-drug".into(),
            org: ORG.into(),
            division: "370811000000".into(),
            root: "370800000000".into(),
            message: None,
            origin: Uuid::nil(),
            sharing: 0,
            metadata: raw(json!({"number": number(kind)})),
            payload: raw(payload(u32::try_from(position).expect("small"))),
        });
        self
    }

    fn disposed(self, disposition: &str) -> Self {
        let disposition = disposition.to_owned();
        self.then(
            "food-drug.inspection",
            "inspection-disposed",
            &|message| json!({"Disposed": [told(message, "2026-03-03"), {"on": "2026-03-03", "disposition": disposition}]}),
        )
    }

    fn suspected(self) -> Self {
        self.then(
            "food-drug.admin-case",
            "admin-case-crime-suspected",
            &|message| json!({"Step": {"CrimeSuspected": [told(message, "2026-03-04"), {"on": "2026-03-04"}]}}),
        )
    }

    fn at(mut self, division: &str, root: &str) -> Self {
        for event in &mut self.0 {
            (event.division, event.root) = (division.into(), root.into());
        }
        self
    }

    /// What follows from its last event, if `known` says where records belong.
    fn follows(&self, known: &[(Kin, Belongs)]) -> Follows {
        let vocabulary = Vocabulary::of(roster::mount_all);
        let last = self.0.last().expect("an event");
        let heard = Heard::of(last, &self.0, &vocabulary).expect("understood");
        let kin = kin(&heard, &vocabulary);
        for (asked, _) in known {
            assert!(asked.record == heard.record || kin.contains(asked), "the rule does not ask for {asked:?}");
        }
        let known: Known = known.iter().map(|(kin, belongs)| (kin.record, belongs.clone())).collect();
        follow(&heard, &kin, &known, &roster::reference().expect("the shipped trees")).expect("handled")
    }

    fn own(&self) -> Kin {
        Kin { record: self.0[0].record().expect("an id"), unseen: false }
    }

    fn says(&self, known: &[(Kin, Belongs)]) -> Vec<Saying> {
        match self.follows(known) {
            Follows::Reports(sayings, joined) => {
                assert_eq!(joined.len(), sayings.iter().filter(|one| one.report.ends_with("linked")).count());
                sayings
            }
            Follows::Nothing | Follows::NoOffice(_) => Vec::new(),
        }
    }
}

fn number(kind: &str) -> &'static str {
    if kind == "food-drug.inspection" { "检一" } else { "立案一" }
}

fn own_record(kind: &str) -> RecordId {
    let key = RecordKey::new(number(kind)).expect("a number");
    RecordId::own(&kernel::OrgId::new(ORG).expect("an org"), kind, &key)
}

fn transfer(ordinal: u32) -> Kin {
    let key = RecordKey::new(format!("{ORG}:立案一:{ordinal}")).expect("a number");
    let root = DivisionCode::new("370800000000").expect("a root");
    Kin { record: RecordId::shared(&root, "joint-office.transfer", &key), unseen: false }
}

fn nowhere() -> Belongs {
    Belongs { seen: true, ..Belongs::default() }
}

fn within(matter: u128) -> Belongs {
    Belongs { seen: true, matters: BTreeSet::from([Uuid::from_u128(matter)]), taken_out: false }
}

fn reports(sayings: &[Saying]) -> Vec<&str> {
    sayings.iter().map(|saying| saying.report).collect()
}

/// Which records are linked to which matter.
fn links(sayings: &[Saying]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    let linked = sayings.iter().filter(|saying| saying.report == "joint-office.link.linked");
    linked.map(|one| (text(&one.data["link"]["from"]["record"]), text(&one.data["link"]["to"]["subject"]))).collect()
}

#[test]
fn a_suspected_crime_opens_a_matter_of_the_countys_office_and_joins_the_record_to_it() {
    let story = inspection().disposed("suspected-crime");
    let sayings = story.says(&[]);
    assert_eq!(reports(&sayings), ["joint-office.matter.opened", "joint-office.link.linked"]);
    let (opened, linked) = (&sayings[0], &sayings[1]);
    assert_eq!(opened.number.as_str(), "jn-food-drug-370811:inspection:检一");
    assert_eq!((opened.office.id.as_str(), linked.office.id.as_str()), ("jn-joint-office-370811", "jn-joint-office-370811"));
    assert_eq!(opened.data["title"], "示例食堂（涉嫌犯罪）");
    assert_eq!((&opened.data["on"], &opened.data["premises"][0]["licence"]), (&json!("2026-03-03"), &json!("JY1")));
    let root = DivisionCode::new("370800000000").expect("a root");
    let matter = RecordId::shared(&root, "joint-office.matter", &opened.number);
    assert_eq!(links(&sayings), [(story.own().record.to_string(), matter.to_string())]);
    assert_eq!(linked.number.as_str(), format!("{}+subject:{matter}", story.own().record));
}

#[test]
fn the_same_event_gives_the_same_bytes() {
    let reference = roster::reference().expect("the shipped trees");
    let bodies = || {
        let sayings = inspection().disposed("suspected-crime").says(&[]);
        sayings.iter().map(|saying| saying.arrived(&reference).body).collect::<Vec<_>>()
    };
    assert_eq!(bodies(), bodies());
}

#[test]
fn any_other_disposition_has_no_consequence() {
    for disposition in ["pass", "correct", "own-case"] {
        assert_eq!(inspection().disposed(disposition).follows(&[]), Follows::Nothing, "{disposition}");
    }
}

#[test]
fn a_record_that_belongs_to_a_matter_already_opens_none() {
    let story = inspection().disposed("suspected-crime");
    assert_eq!(story.follows(&[(story.own(), within(7))]), Follows::Nothing);
}

#[test]
fn a_record_that_a_person_took_out_of_its_matter_is_left_alone() {
    let story = inspection().disposed("suspected-crime").disposed("suspected-crime");
    let belongs = Belongs { taken_out: true, ..nowhere() };
    assert_eq!(story.follows(&[(story.own(), belongs)]), Follows::Nothing);
}

#[test]
fn a_case_joins_the_matter_of_the_inspection_from_which_it_arose() {
    let story = case().suspected();
    let source = Kin { record: own_record("food-drug.inspection"), unseen: true };
    let sayings = story.says(&[(source, within(7)), (story.own(), nowhere())]);
    assert_eq!(reports(&sayings), ["joint-office.link.linked"]);
    assert_eq!(links(&sayings), [(story.own().record.to_string(), Uuid::from_u128(7).to_string())]);
}

#[test]
fn a_case_takes_its_inspection_and_its_transfers_along_even_if_the_inspection_is_reported_later() {
    let story = case().suspected();
    let sayings = story.says(&[(story.own(), nowhere()), (transfer(1), nowhere())]);
    assert_eq!(reports(&sayings)[0], "joint-office.matter.opened");
    let linked: BTreeSet<String> = links(&sayings).into_iter().map(|(record, _)| record).collect();
    let expected = [story.own().record, own_record("food-drug.inspection"), transfer(1).record];
    assert_eq!(linked, expected.iter().map(RecordId::to_string).collect(), "a second transfer was never reported");
}

#[test]
fn a_case_joins_the_matter_that_its_transfer_states() {
    let story = case().suspected();
    let sayings = story.says(&[(transfer(2), within(9))]);
    assert!(reports(&sayings).iter().all(|report| *report == "joint-office.link.linked"));
    assert!(links(&sayings).iter().all(|(_, matter)| *matter == Uuid::from_u128(9).to_string()));
}

#[test]
fn a_transfer_follows_its_case_into_the_matter_and_opens_none_itself() {
    let number = format!("{ORG}:立案一:1");
    let raw = |value: Value| RawValue::from_string(value.to_string()).expect("JSON");
    let mut told = told(9, "2026-03-05");
    told["act"] = json!(false);
    let account = json!({"told": told, "org": ORG, "number": number});
    let reported = json!({"Reported": {"on": "2026-03-05", "about": {"title": "示例食堂涉嫌犯罪案"}}});
    let mut story =
        Story(Vec::new()).then("joint-office.transfer", "transfer-reported", &|_| json!({"Told": [account, reported]}));
    story.0[0].metadata = raw(json!({"number": number}));
    story.0[0].aggregate_id = transfer(1).record.to_string();
    let case = Kin { record: own_record("food-drug.admin-case"), unseen: false };
    assert_eq!(story.follows(&[(case, nowhere())]), Follows::Nothing);
    let sayings = story.says(&[(case, within(7))]);
    assert_eq!(links(&sayings), [(transfer(1).record.to_string(), Uuid::from_u128(7).to_string())]);
    assert_eq!(story.follows(&[(case, within(7)), (transfer(1), within(8))]), Follows::Nothing, "it states another itself");
}

#[test]
fn what_was_corrected_before_it_arrived_has_no_consequence() {
    let mut story = inspection().disposed("correct").disposed("suspected-crime");
    let corrected =
        story.0[1].payload.get().replacen("\"stated\"", &format!("\"corrects\":\"{}\",\"stated\"", Uuid::from_u128(3)), 1);
    story.0[1].payload = RawValue::from_string(corrected).expect("JSON");
    assert_eq!(story.follows(&[]), Follows::Nothing);
}

#[test]
fn where_no_joint_office_is_responsible_no_matter_is_opened() {
    let story = inspection().disposed("suspected-crime").at("US-DE-003", "US-DE");
    assert_eq!(story.follows(&[]), Follows::NoOffice(DivisionCode::new("US-DE-003").expect("a code")));
}

#[test]
fn a_simulated_suspicion_makes_simulated_reports() {
    let mut story = inspection().disposed("suspected-crime").at("SIM-11000000", "SIM");
    for event in &mut story.0 {
        event.metadata = RawValue::from_string(json!({"number": "检一", "mark": "simulated"}).to_string()).expect("JSON");
    }
    let sayings = story.says(&[]);
    assert_eq!(sayings.len(), 2);
    assert!(sayings.iter().all(|saying| saying.mark.as_deref() == Some("simulated")));
}

#[test]
fn an_event_of_which_the_past_cannot_be_understood_is_a_failure_with_its_position() {
    let mut story = inspection().disposed("suspected-crime");
    story.0[0].payload = RawValue::from_string("{}".into()).expect("JSON");
    let vocabulary = Vocabulary::of(roster::mount_all);
    let failure = Heard::of(&story.0[1], &story.0, &vocabulary).expect_err("not understood");
    assert!(failure.starts_with("position 1: "), "{failure}");
}
