//! The smallest record there is, a heap of grains: for tests of the store, which must not care what a record means.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use event_store::unit::Denied;
use event_store::{Circumstances, InboxRow, StoreError, Unit, UnitOfWork};
use kernel::{
    AgencyCode, Class, Decider, DivisionCode, DomainEvent, Identity, Kind, MessageId, OrgId, Precision, RecordId, RecordKey,
    Refusal, Span, Telling,
};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

/// A heap of grains.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heap {
    /// How many there are.
    pub grains: u32,
}

/// Adds so many grains, one event each.
#[derive(Clone, Copy, Debug)]
pub struct Add(pub u32);

/// A grain was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// The heap's size from then on.
    pub grains: u32,
    /// Text beyond ASCII, so that bytes and characters differ.
    pub note: String,
}

impl Decider for Heap {
    const KIND: Kind =
        Kind { code: "test.heap", zh: "沙堆", en: "Heap", class: Class::Own, identity: Identity::Own, stages: &[] };
    type Command = Add;
    type Event = Added;
    type Rejection = Refusal;

    fn decide(&self, Add(grains): Add) -> Result<Vec<Added>, Refusal> {
        if self.grains.checked_add(grains).is_none_or(|all| all > 1_000_000) {
            return Err(Refusal::new("too-high", "沙堆过高", "the heap is too high"));
        }
        let added = |n| Added { grains: self.grains + n, note: format!("第{n}粒 \"quoted\" \\ 🌾") };
        Ok((1..=grains).map(added).collect())
    }

    fn evolve(&mut self, event: &Added) {
        self.grains += 1;
        assert_eq!(self.grains, event.grains, "an event applied twice or out of order");
    }
}

impl DomainEvent for Added {
    fn event_type(&self) -> &'static str {
        "grain-added"
    }

    fn tell(&self) -> Telling {
        Telling::nothing()
    }
}

/// The heap with `number`.
///
/// # Panics
/// Never: a number is a record key.
pub fn heap(number: u32) -> RecordId {
    RecordId::own(&org(), Heap::KIND.code, &RecordKey::new(format!("heap {number}")).expect("a key"))
}

/// The organisation that reports on heaps.
///
/// # Panics
/// Never.
pub fn org() -> OrgId {
    OrgId::new("jn-heaps").expect("an org")
}

/// A message id by number.
pub fn message(number: u32) -> MessageId {
    MessageId(Uuid::from_u128(0x7e57_0000_0000_0000_0000_0000_0000_0000 + u128::from(number)))
}

/// Circumstances of a report, or of a command where there is no `message`.
///
/// # Panics
/// Never.
pub fn circumstances(message: Option<MessageId>) -> Circumstances {
    let day: DateTime<Utc> = "2016-08-15T00:00:00.123456789Z".parse().expect("a time");
    Circumstances {
        agency: AgencyCode::new("heaps").expect("an agency"),
        org: org(),
        division: DivisionCode::new("370811000000").expect("a division"),
        root: DivisionCode::new("370800000000").expect("a division"),
        occurred: Span { earliest: day, latest: day, precision: Precision::Day },
        message,
        metadata: BTreeMap::from([("actor".to_owned(), "org:jn-heaps".to_owned())]),
    }
}

/// Loads `record` and decides on `grains` more, with an inbox row if there is a `message`.
///
/// # Errors
/// [`StoreError`] if the store cannot be read.
///
/// # Panics
/// If the heap refuses: not in these tests.
pub async fn decided(pool: &PgPool, record: RecordId, grains: u32, message: Option<MessageId>) -> Result<Unit, StoreError> {
    let work = UnitOfWork::load(pool, &[record]).await?;
    match work.run::<Heap>(record, Add(grains), &circumstances(message)).await {
        Ok(events) => Ok(Unit { events, inbox: message.map(|message| row(record, message)) }),
        Err(Denied::Failed(error)) => Err(error),
        Err(Denied::Rejected(refusal)) => panic!("{refusal}"),
    }
}

/// The inbox row of a report about `record`.
pub fn row(record: RecordId, message: MessageId) -> InboxRow {
    let report = format!("{{\"id\":\"{message}\"}}");
    InboxRow::new(org(), message, [7; 32], "jointcase.heaps.heap.grew.v1".into(), record, report)
}
