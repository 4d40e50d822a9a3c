//! What is remembered saves reading and decides nothing: where a record has moved on, the store is asked.

use std::collections::HashMap;

use event_store::setup::Role;
use event_store::unit::Denied;
use event_store::{Memory, Outcome, Priority, Unit, UnitOfWork, Writer, WriterLimits};
use sqlx::PgPool;
use tests::database;
use tests::heap::{Add, Heap, circumstances, decided, heap};

struct House {
    pool: PgPool,
    writer: Writer,
    memory: Memory,
}

impl House {
    /// One heap of three grains, remembered.
    async fn new() -> Self {
        let pool = database().await.pool(Role::Ingest, 4);
        let writer = Writer::start(pool.clone(), WriterLimits::default());
        let house = Self { pool, writer, memory: Memory::new(2) };
        assert_eq!(house.add(3).await, [1, 2, 3]);
        house
    }

    async fn recalled(&self) -> UnitOfWork {
        UnitOfWork::recall(&self.pool, &[heap(1)], &self.memory).await.expect("recalled")
    }

    /// Adds through the memory, and remembers; the sequences of what was written, none if it was stale.
    async fn add(&self, grains: u32) -> Vec<i64> {
        let work = self.recalled().await;
        let events = work.run::<Heap>(heap(1), Add(grains), &circumstances(None)).await.expect("decided");
        let sequences: Vec<i64> = events.iter().map(|event| event.sequence).collect();
        let outcomes = self.writer.append(vec![Unit { events, inbox: None }], Priority::Machine).await.expect("an answer");
        if !matches!(outcomes[..], [Outcome::Written { .. }]) {
            return Vec::new();
        }
        work.remember(&sequences.last().map(|last| (heap(1), *last)).into_iter().collect(), &self.memory);
        sequences
    }

    /// Somebody who remembers nothing adds a grain.
    async fn another_adds_one(&self) {
        let unit = decided(&self.pool, heap(1), 1, None).await.expect("decided");
        self.writer.append(vec![unit], Priority::Machine).await.expect("an answer");
    }

    async fn grains(&self, work: &UnitOfWork) -> u32 {
        work.state::<Heap>(heap(1)).await.expect("a heap").grains
    }
}

#[tokio::test]
async fn what_is_remembered_is_not_read_again() {
    let house = House::new().await;
    house.pool.close().await;
    let work = house.recalled().await;
    let events = work.run::<Heap>(heap(1), Add(1), &circumstances(None)).await.expect("decided without the store");
    assert_eq!(events[0].sequence, 4);
    // Each is remembered until it is taken, and only if it stands as it was written.
    work.remember(&HashMap::from([(heap(1), 3)]), &house.memory);
    assert!(
        UnitOfWork::recall(&house.pool, &[heap(1)], &house.memory).await.is_err(),
        "nothing is remembered, and the store is away"
    );
}

#[tokio::test]
async fn what_is_decided_on_an_outdated_memory_is_stale_and_then_decided_on_the_store() {
    let house = House::new().await;
    house.another_adds_one().await;
    assert!(house.add(1).await.is_empty(), "number 4 is taken");
    assert_eq!(house.add(1).await, [5]);
    assert_eq!(house.add(2).await, [6, 7]);
}

#[tokio::test]
async fn a_no_and_a_nothing_new_are_said_on_what_the_store_has() {
    let house = House::new().await;
    house.another_adds_one().await;
    let work = house.recalled().await;
    let nothing = work.run::<Heap>(heap(1), Add(0), &circumstances(None)).await.expect("decided");
    assert!(nothing.is_empty());
    assert_eq!(house.grains(&work).await, 4, "read from the store");

    house.add(1).await;
    house.another_adds_one().await;
    let work = house.recalled().await;
    let first = work.run::<Heap>(heap(1), Add(1), &circumstances(None)).await.expect("decided on what is remembered");
    assert_eq!(first[0].sequence, 6, "which is outdated");
    let refused = work.run::<Heap>(heap(1), Add(1_000_000), &circumstances(None)).await;
    assert!(matches!(refused, Err(Denied::Rejected(_))), "{refused:?}");
    assert_eq!(house.grains(&work).await, 6, "what the store has, without what was decided beside it");
}

#[tokio::test]
async fn only_so_many_are_remembered() {
    let house = House::new().await;
    for other in [2, 3] {
        let work = UnitOfWork::recall(&house.pool, &[heap(other)], &house.memory).await.expect("recalled");
        let events = work.run::<Heap>(heap(other), Add(1), &circumstances(None)).await.expect("decided");
        house.writer.append(vec![Unit { events, inbox: None }], Priority::Machine).await.expect("an answer");
        work.remember(&HashMap::from([(heap(other), 1)]), &house.memory);
    }
    house.pool.close().await;
    assert!(UnitOfWork::recall(&house.pool, &[heap(1)], &house.memory).await.is_err(), "the oldest of three is forgotten");
    assert!(UnitOfWork::recall(&house.pool, &[heap(2), heap(3)], &house.memory).await.is_ok());
}
