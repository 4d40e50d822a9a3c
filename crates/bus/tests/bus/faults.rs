//! Servers that go away and streams that are full: nothing is lost, and somebody is told.

use std::time::Duration;

use bus::{BusError, Bytes, DeliveryOptions, Publisher, State, Step, StreamLimits};
use tokio::sync::mpsc;

use crate::world::{World, accept, message, police, pull, report, reports};

#[tokio::test]
async fn a_server_killed_and_started_again_in_the_middle_loses_nothing() {
    let mut world = World::start().await;
    let ingest = world.ingest(accept).await;
    let options = DeliveryOptions {
        ack_wait: Duration::from_secs(2),
        receipt_wait: Duration::from_secs(2),
        tries: 20,
        ..DeliveryOptions::default()
    };
    let publisher = Publisher::with_options(&world.client(&police()).await, police(), options);
    let (progress, mut ended) = mpsc::unbounded_channel();
    let delivery = tokio::spawn(async move {
        let on_step = move |step: Step<'_>| {
            if matches!(step, Step::Ended(_)) {
                let _ = progress.send(());
            }
        };
        publisher.deliver(reports(&police(), 0..10_000), on_step).await
    });
    for _ in 0..2 {
        for _ in 0..1000 {
            ended.recv().await.unwrap();
        }
        world.nats.kill().await.unwrap();
        world.nats.restart().await.unwrap();
    }
    let told = delivery.await.unwrap().unwrap();
    assert!(told.complete(), "{told:?}");
    assert_eq!((told.published, told.accepted + told.duplicates), (10_000, 10_000));
    assert_eq!(ingest.seen(), (0..10_000).map(message).collect());
}

#[tokio::test]
async fn a_consumer_that_waits_pulls_again_after_a_restart() {
    let mut world = World::start().await;
    let publisher = world.publisher(&police()).await;
    let mut consumer = world.consumer().await;
    assert!(consumer.next_batch(10, 1 << 20, Duration::from_millis(1)).await.unwrap().is_empty());
    world.nats.halt().await.unwrap();
    while world.service.state() == State::Connected {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(consumer.next_batch(10, 1 << 20, Duration::from_millis(300)).await.unwrap().is_empty());
    world.nats.restart().await.unwrap();
    publisher.publish(&report(&police(), 0)).await.unwrap();
    assert_eq!(pull(&mut consumer, 1).await[0].message, Some(message(0)));
}

#[tokio::test]
async fn a_connection_lost_for_long_ends_the_delivery_and_names_what_is_open() {
    let mut world = World::start().await;
    let options = DeliveryOptions { outage: Duration::from_millis(500), ..DeliveryOptions::default() };
    let publisher = Publisher::with_options(&world.client(&police()).await, police(), options);
    let (sender, mut sent) = mpsc::unbounded_channel();
    let delivery = tokio::spawn(async move {
        let on_step = move |step: Step<'_>| {
            let _ = sender.send(matches!(step, Step::Sent(_)));
        };
        publisher.deliver(reports(&police(), 0..10), on_step).await
    });
    assert!(sent.recv().await.unwrap());
    world.nats.halt().await.unwrap();
    let told = delivery.await.unwrap().unwrap();
    assert!(matches!(told.stopped, Some(BusError::Unavailable { .. })), "{told:?}");
    assert_eq!(told.published, told.unaccounted.total);
}

#[tokio::test]
async fn a_full_stream_drops_nothing_and_says_so() {
    let world = World::start_with(&StreamLimits { max_bytes: 100_000, ..StreamLimits::default() }).await;
    let publisher = world.publisher(&police()).await;
    let large = |n| {
        let mut large = report(&police(), n);
        large.body = Bytes::from(vec![b'x'; 40_000]);
        large
    };
    publisher.publish(&large(0)).await.unwrap();
    publisher.publish(&large(1)).await.unwrap();
    let error = publisher.publish(&large(2)).await.unwrap_err();
    assert!(matches!(error, BusError::Full { .. }), "{error}");
    let options = DeliveryOptions { window: 2, ack_wait: Duration::from_millis(100), ..DeliveryOptions::default() };
    let publisher = Publisher::with_options(&world.client(&police()).await, police(), options);
    let told = publisher.deliver(futures::stream::iter((2..9).map(large)), |_| {}).await.unwrap();
    assert!(matches!(told.stopped, Some(BusError::Full { .. })), "{told:?}");
    assert_eq!((told.published, told.not_stored.total), (2, 2));
    let mut consumer = world.consumer().await;
    assert_eq!(pull(&mut consumer, 2).await.len(), 2);
}
