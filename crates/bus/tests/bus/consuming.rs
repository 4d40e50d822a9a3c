//! What is handed out, when it comes again, and when it does not.

use bus::{BusError, Consumer, StreamLimits, Verdict, ensure_streams, lag};
use kernel::AgencyCode;
use std::time::Duration;

use crate::world::{World, agencies, food_drug, message, police, pull, report};

#[tokio::test]
async fn reports_arrive_as_sent_and_in_the_order_of_their_stream() {
    let world = World::start().await;
    let publisher = world.publisher(&police()).await;
    for n in 0..20 {
        publisher.publish(&report(&police(), n)).await.unwrap();
    }
    let mut consumer = world.consumer().await;
    let batch = pull(&mut consumer, 20).await;
    for (n, incoming) in (0u128..).zip(&batch) {
        let sent = report(&police(), n);
        assert_eq!((incoming.message, &incoming.payload, &incoming.subject), (Some(sent.message), &sent.body, &sent.subject));
        assert_eq!((incoming.sequence, incoming.delivered, &*incoming.stream), (n as u64 + 1, 1, "REPORTS_POLICE"));
    }
}

#[tokio::test]
async fn a_busy_agency_does_not_keep_the_others_waiting() {
    let world = World::start().await;
    let (busy, calm) = (&world.publisher(&police()).await, world.publisher(&food_drug()).await);
    let sent = futures::future::join_all((0..400).map(|n| async move { busy.publish(&report(&police(), n)).await }));
    assert!(sent.await.iter().all(Result::is_ok));
    for n in 0..5 {
        calm.publish(&report(&food_drug(), 1000 + n)).await.unwrap();
    }
    let mut consumer = world.consumer().await;
    let (mut of_busy, mut of_calm) = (0, 0);
    while of_calm < 5 {
        let batch = consumer.next_batch(20, 1 << 20, Duration::from_secs(10)).await.unwrap();
        let calm = batch.iter().filter(|incoming| &*incoming.stream == "REPORTS_FOOD_DRUG").count();
        of_busy += batch.len() - calm;
        of_calm += calm;
        assert!(of_busy < 400, "the busy agency came first");
    }
}

#[tokio::test]
async fn a_batch_keeps_to_its_limits() {
    let world = World::start().await;
    let publisher = world.publisher(&police()).await;
    for n in 0..10 {
        let mut large = report(&police(), n);
        large.body = vec![b'x'; 100_000].into();
        publisher.publish(&large).await.unwrap();
    }
    let mut consumer = world.consumer().await;
    let mut sizes = Vec::new();
    while sizes.iter().sum::<usize>() < 10 {
        sizes.push(consumer.next_batch(4, 250_000, Duration::from_secs(10)).await.unwrap().len());
    }
    assert!(sizes.iter().all(|size| (1..=2).contains(size)), "{sizes:?}");
    let alone = consumer.next_batch(4, 1, Duration::from_millis(1)).await.unwrap();
    assert!(alone.is_empty());
}

#[tokio::test]
async fn what_is_put_off_comes_again_and_what_is_settled_does_not() {
    let world = World::start().await;
    let publisher = world.publisher(&police()).await;
    for n in 0..3 {
        publisher.publish(&report(&police(), n)).await.unwrap();
    }
    let mut consumer = world.consumer().await;
    let first = pull(&mut consumer, 3).await;
    consumer.settle(&first[0], Verdict::Done).await.unwrap();
    consumer.settle(&first[1], Verdict::RetryLater(Duration::from_millis(200))).await.unwrap();
    consumer.settle(&first[2], Verdict::NeverRetry).await.unwrap();
    let again = pull(&mut consumer, 1).await;
    assert_eq!((again[0].message, again[0].delivered), (Some(message(1)), 2));
    consumer.settler().settle(&again[0], Verdict::Done).await.unwrap();
    publisher.publish(&report(&police(), 3)).await.unwrap();
    let next = pull(&mut consumer, 1).await;
    assert_eq!(next[0].message, Some(message(3)));
    consumer.settle(&next[0], Verdict::Done).await.unwrap();
    settled(&world).await;
}

#[tokio::test]
async fn what_is_never_settled_comes_again_after_the_ack_wait_however_often() {
    let world = World::start_with(&StreamLimits { ack_wait: Duration::from_millis(300), ..StreamLimits::default() }).await;
    world.publisher(&police()).await.publish(&report(&police(), 0)).await.unwrap();
    let mut consumer = world.consumer().await;
    for attempt in 1..=6 {
        assert_eq!(pull(&mut consumer, 1).await[0].delivered, attempt);
    }
    // Another service takes over what this one holds.
    drop(consumer);
    let mut other = world.consumer().await;
    let last = pull(&mut other, 1).await;
    assert_eq!(last[0].message, Some(message(0)));
    other.settle(&last[0], Verdict::Done).await.unwrap();
    settled(&world).await;
}

#[tokio::test]
async fn streams_are_made_once_and_then_brought_to_their_limits() {
    let world = World::start().await;
    world.publisher(&police()).await.publish(&report(&police(), 0)).await.unwrap();
    let limits = StreamLimits { max_bytes: 10_000_000, ..StreamLimits::default() };
    for _ in 0..2 {
        ensure_streams(&world.service, &agencies(), &limits).await.unwrap();
    }
    let lag = lag(&world.service, &agencies()).await.unwrap();
    assert_eq!((lag[0].messages, lag[0].pending, lag[0].max_bytes), (1, 1, Some(10_000_000)));
    let fisheries = AgencyCode::new("fisheries").unwrap();
    let error = Consumer::open(&world.service, &[fisheries]).await.unwrap_err();
    assert!(matches!(error, BusError::Missing { .. }), "{error}");
}

/// Waits until nothing is handed out and unsettled, nor waiting.
async fn settled(world: &World) {
    let deadline = std::time::Instant::now() + Duration::from_secs(10);
    loop {
        let lag = lag(&world.service, &agencies()).await.unwrap();
        if lag.iter().all(|lag| lag.pending == 0 && lag.unsettled == 0) {
            return;
        }
        assert!(std::time::Instant::now() < deadline, "{lag:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
