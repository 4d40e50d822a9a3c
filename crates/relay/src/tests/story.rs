//! The events of one record, each told by an organisation.

use std::collections::BTreeSet;

use event_store::{StoredEvent, feed};
use joint_office::alert::ClockAlert;
use joint_office::transfer::Transfer;
use kernel::reference::Reference;
use kernel::{Decider, DivisionCode, RecordId, RecordKey};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::heard::Heard;
use crate::receivers::receivers;
use crate::writing::{Around, Store, raised, write};
use crate::{Book, Choices, Notice};

pub(super) const REGULATOR: &str = "jn-food-drug-370811";
pub(super) const POLICE: &str = "jn-police-370811";
pub(super) const OTHER_POLICE: &str = "jn-police";
pub(super) const PROCURATORATE: &str = "jn-procuratorate-370811";
pub(super) const OFFICE: &str = "jn-joint-office-370811";
pub(super) const TRANSFER: &str = "jn-food-drug-370811:立案一:1";
pub(super) const CLOCK: &str = "filing-decision/4f9d0c52-6f0b-5d0e-9c3a-0000000000a1/accepted/jn-police-370811";

/// What was told of one record, in the order in which it was recorded.
#[derive(Clone)]
pub(super) struct Story {
    kind: &'static str,
    number: String,
    pub events: Vec<StoredEvent>,
}

pub(super) fn reference() -> Reference {
    roster::reference().expect("the shipped trees")
}

pub(super) fn choices(city: &str) -> Choices {
    Choices::with(Book::of(roster::mount_all), &reference(), &[("city.toml", city)]).expect("choices that can be read")
}

/// A transfer of which nothing is told yet.
pub(super) fn begun() -> Story {
    Story::of::<Transfer>(TRANSFER)
}

/// A transfer from the regulator of Rencheng, sent to the police there.
pub(super) fn sent() -> Story {
    let about = json!({"title": "示例食堂涉嫌犯罪案", "matter": "案一"});
    begun().step(REGULATOR, "Sent", json!({"on": "2026-03-02", "letter": "移一", "to": POLICE, "about": about, "documents": []}))
}

/// A clock that is missed.
pub(super) fn alert(historical: bool) -> Story {
    let number = ClockAlert::number(CLOCK).expect("a number");
    let clock = json!({"key": CLOCK, "question": "filing-decision", "line": "G9a", "citation": "国务院令第310号第八条"});
    let raised = json!({"on": "2026-03-06T00:00:00+08:00", "warning": "missed", "due": "2026-03-05T16:00:00Z", "clock": clock,
        "owner": "police", "org": POLICE, "record": sent().record(), "matter": matter().record(), "known_at": 1,
        "historical": historical});
    let mut story = Story::of::<ClockAlert>(number.as_str());
    let account = story.account(OFFICE, None);
    story.tell(OFFICE, "alert-raised", json!({"Raised": [account, raised]}));
    story
}

/// The matter to which it belongs.
pub(super) fn matter() -> Story {
    let mut story = Story::of::<joint_office::matter::Matter>("案一");
    let account = story.account(OFFICE, None);
    story.tell(OFFICE, "matter-opened", json!({"Opened": [account, {"on": "2026-03-01", "title": "示例案"}]}));
    story
}

impl Story {
    fn of<D: Decider>(number: &str) -> Self {
        Self { kind: D::KIND.code, number: number.to_owned(), events: Vec::new() }
    }

    /// The message that tells the `n`th event, from 1.
    pub fn message(n: usize) -> Uuid {
        Uuid::from_u128(n as u128 + 0xa000)
    }

    /// The circumstances of the next event.
    fn account(&self, org: &str, corrects: Option<usize>) -> Value {
        let n = self.events.len() + 1;
        let mut told = json!({"message": Self::message(n), "when": "2026-03-05", "stated": format!("2026-03-{n:02}T01:00:00Z")});
        if let Some(corrects) = corrects {
            told["corrects"] = json!(Self::message(corrects));
        }
        json!({"told": told, "org": org, "number": self.number})
    }

    fn tell(&mut self, org: &str, tag: &str, payload: Value) {
        let raw = |value: Value| RawValue::from_string(value.to_string()).expect("JSON");
        let position = self.events.len() as i64 + 1;
        self.events.push(StoredEvent {
            position,
            event_id: Uuid::from_u128(position as u128 + 0xe000),
            sequence: position,
            recorded_at: "2026-03-20T02:00:00Z".parse().expect("a time"),
            aggregate_type: self.kind.into(),
            aggregate_id: self.record().to_string(),
            event_type: tag.into(),
            event_version: "1".into(),
            agency: "police".into(),
            org: org.into(),
            division: "370811000000".into(),
            root: "370800000000".into(),
            message: None,
            origin: Uuid::nil(),
            sharing: 0,
            metadata: raw(json!({"number": self.number})),
            payload: raw(payload),
        });
    }

    pub fn record(&self) -> RecordId {
        let root = DivisionCode::new("370800000000").expect("a division");
        RecordId::shared(&root, self.kind, &RecordKey::new(self.number.as_str()).expect("a number"))
    }

    /// The same record under another number, as one side may know it.
    pub fn known_as(mut self, number: &str) -> Self {
        number.clone_into(&mut self.number);
        self
    }

    /// A step of a transfer.
    pub fn step(self, org: &str, step: &str, data: Value) -> Self {
        self.correction(org, step, data, None)
    }

    /// A step that corrects the `n`th event, if any.
    pub fn correction(mut self, org: &str, step: &str, data: Value, n: Option<usize>) -> Self {
        let account = self.account(org, n);
        self.tell(org, "transfer-step", json!({"Told": [account, {step: data}]}));
        self
    }

    /// `part` is taken back, as told by the `n`th event.
    pub fn withdrawn(mut self, org: &str, part: &str, n: usize) -> Self {
        let account = self.account(org, Some(n));
        let back = json!({"on": "2026-03-06", "part": part, "reason": "误报"});
        let payload = if self.kind == ClockAlert::KIND.code { json!([account["told"], back]) } else { json!([account, back]) };
        self.tell(org, "withdrawn", json!({"Withdrawn": payload}));
        self
    }

    /// Who is told of the last event.
    pub fn told_to(&self, choices: &Choices) -> BTreeSet<String> {
        let heard = Heard::of(&self.events, &choices.book).expect("understood");
        let to = receivers(&heard, choices, &reference()).expect("told");
        to.into_iter().map(Into::into).collect()
    }

    /// The notice of the last event.
    pub fn notice(&self, around: &[&Self]) -> Notice {
        let choices = choices("");
        let heard = Heard::of(&self.events, &choices.book).expect("understood");
        let store = Store { origin: Uuid::from_u128(1), incarnation: Uuid::from_u128(2) };
        let head = feed::Head { position: 9, block: 3, hash: "ab".repeat(32) };
        let first = |n: usize| around.get(n).and_then(|story| story.events.first()).cloned();
        let around = Around { raised: raised(heard.event).expect("an alert or none"), about: first(0), matter: first(1) };
        write(&heard, &around, &head, store, &choices.book, &reference()).expect("a notice")
    }
}

pub(super) fn orgs<const N: usize>(orgs: [&str; N]) -> BTreeSet<String> {
    orgs.into_iter().map(str::to_owned).collect()
}
