//! From a report to its receipt.

use bus::{BusError, Bytes, DeliveryOptions, Judgement, Listed, Outcome, Publisher, Step, lag};
use std::collections::BTreeSet;
use std::time::Duration;

use crate::world::{World, accept, agencies, food_drug, message, police, report, reports};

#[tokio::test]
async fn every_report_gets_its_receipt() {
    let world = World::start().await;
    let ingest = world.ingest(accept).await;
    let mut sent = 0;
    let mut ended = BTreeSet::new();
    let publisher = world.publisher(&police()).await;
    let told = publisher
        .deliver(reports(&police(), 0..5000), |step| match step {
            Step::Sent(_) => sent += 1,
            Step::Ended(Outcome::Accepted { message, .. }) => assert!(ended.insert(*message)),
            Step::Ended(other) => panic!("{other:?}"),
        })
        .await
        .unwrap();
    assert!(told.complete(), "{told:?}");
    assert_eq!((told.published, told.accepted, sent), (5000, 5000, 5000));
    assert_eq!(ended, ingest.seen());
    assert_eq!(told.head.unwrap().position, 5000);
}

#[tokio::test]
async fn organisations_get_their_own_receipts_side_by_side() {
    let world = World::start().await;
    let _ingest = world.ingest(accept).await;
    let (one, other) = (world.publisher(&police()).await, world.publisher(&food_drug()).await);
    let (one, other) =
        tokio::join!(one.deliver(reports(&police(), 0..1000), |_| {}), other.deliver(reports(&food_drug(), 1000..2000), |_| {}));
    assert_eq!((one.unwrap().accepted, other.unwrap().accepted), (1000, 1000));
}

#[tokio::test]
async fn a_body_that_cannot_be_decoded_gets_its_receipt_by_the_heading() {
    let world = World::start().await;
    let _ingest = world
        .ingest(|incoming| {
            let quarantined = || Judgement::Quarantined {
                code: "undecodable".into(),
                zh: "无法解析".into(),
                en: "cannot be read".into(),
                quarantine_id: "17".into(),
            };
            if incoming.payload.starts_with(b"{") { accept(incoming) } else { Some(quarantined()) }
        })
        .await;
    let mut bad = report(&police(), 1);
    bad.body = Bytes::from_static(&[0xff, 0xfe, 0x00]);
    let input = futures::stream::iter([report(&police(), 0), bad, report(&police(), 2)]);
    let told = world.publisher(&police()).await.deliver(input, |_| {}).await.unwrap();
    assert!(told.complete());
    assert_eq!(told.accepted, 2);
    let Listed { total: 1, first } = told.quarantined else { panic!("{:?}", told.quarantined) };
    assert!(matches!(&first[0], Outcome::Quarantined { message: id, code, .. } if *id == message(1) && code == "undecodable"));
}

#[tokio::test]
async fn the_bus_keeps_two_bodies_under_one_id_and_each_gets_a_receipt() {
    let world = World::start().await;
    let _ingest = world
        .ingest(|incoming| match incoming.sequence {
            1 => accept(incoming),
            _ => Some(Judgement::Duplicate { position: 1 }),
        })
        .await;
    let mut changed = report(&police(), 0);
    changed.body = Bytes::from_static(b"{\"n\":\"changed\"}");
    let input = futures::stream::iter([report(&police(), 0), changed]);
    let told = world.publisher(&police()).await.deliver(input, |_| {}).await.unwrap();
    assert_eq!((told.accepted, told.duplicates), (1, 1));
    assert_eq!(lag(&world.service, &agencies()[..1]).await.unwrap()[0].messages, 2);
}

#[tokio::test]
async fn a_body_over_the_servers_limit_is_refused_before_it_is_sent() {
    let world = World::start().await;
    let _ingest = world.ingest(accept).await;
    let publisher = world.publisher(&police()).await;
    let mut large = report(&police(), 0);
    large.body = vec![b'x'; 1024 * 1024].into();
    let error = publisher.publish(&large).await.unwrap_err();
    assert!(matches!(error, BusError::TooLarge { size, limit } if size == 1024 * 1024 && limit < size), "{error}");
    let told = publisher.deliver(futures::stream::iter([large, report(&police(), 1)]), |_| {}).await.unwrap();
    assert_eq!((told.accepted, told.not_stored.total), (1, 1));
    assert!(matches!(told.not_stored.first[0].error, BusError::TooLarge { .. }));
    let mut just = report(&police(), 2);
    just.body = vec![b'x'; world.service.largest_body()].into();
    publisher.publish(&just).await.unwrap();
    assert_eq!(lag(&world.service, &agencies()[..1]).await.unwrap()[0].messages, 2);
}

#[tokio::test]
async fn reports_without_a_receipt_are_sent_again_and_then_named() {
    let world = World::start().await;
    let silent = [message(3), message(40), message(77)];
    let ingest = world.ingest(move |incoming| accept(incoming).filter(|_| !silent.contains(&incoming.message.unwrap()))).await;
    let options = DeliveryOptions { receipt_wait: Duration::from_millis(800), ..DeliveryOptions::default() };
    let publisher = Publisher::with_options(&world.client(&police()).await, police(), options);
    let told = publisher.deliver(reports(&police(), 0..100), |_| {}).await.unwrap();
    assert!(!told.complete());
    assert_eq!(told.accepted, 97);
    assert_eq!(told.unaccounted.first.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from(silent));
    assert!(told.repeats >= 6, "{}", told.repeats);
    assert_eq!(ingest.seen().len(), 100);
}

#[tokio::test]
async fn a_service_that_does_not_answer_stops_the_delivery_and_leaves_the_rest_untouched() {
    let world = World::start().await;
    let options =
        DeliveryOptions { window: 50, receipt_wait: Duration::from_millis(200), tries: 2, ..DeliveryOptions::default() };
    let publisher = Publisher::with_options(&world.client(&police()).await, police(), options);
    let told = publisher.deliver(reports(&police(), 0..1000), |_| {}).await.unwrap();
    assert!(matches!(told.stopped, Some(BusError::NoReceipts)), "{:?}", told.stopped);
    assert_eq!((told.published, told.unaccounted.total), (50, 50));
    // Later the service is back; the same input again is delivered, and nothing is lost.
    let ingest = world.ingest(accept).await;
    let told = world.publisher(&police()).await.deliver(reports(&police(), 0..1000), |_| {}).await.unwrap();
    assert!(told.complete(), "{told:?}");
    assert_eq!(ingest.seen().len(), 1000);
}

#[tokio::test]
async fn reports_of_an_agency_without_a_stream_are_named_with_the_reason() {
    let world = World::start().await;
    let mut strange = report(&police(), 0);
    strange.subject = "report.fisheries.jn-police.boat.seen".into();
    let options = DeliveryOptions { ack_wait: Duration::from_millis(200), ..DeliveryOptions::default() };
    let publisher = Publisher::with_options(&world.client(&police()).await, police(), options);
    assert!(matches!(publisher.publish(&strange).await, Err(BusError::Missing { .. })));
    let told = publisher.deliver(futures::stream::iter([strange]), |_| {}).await.unwrap();
    assert!(matches!(told.not_stored.first[0].error, BusError::Missing { .. }), "{told:?}");
}

#[tokio::test]
async fn what_is_not_a_report_subject_is_refused() {
    let world = World::start().await;
    let publisher = world.publisher(&police()).await;
    for subject in ["", "report.", "report.police.*.x", "notice.jn-police", "report.police.jn police.x", "report.police..x"] {
        let mut wrong = report(&police(), 0);
        wrong.subject = subject.into();
        assert!(matches!(publisher.publish(&wrong).await, Err(BusError::Subject(_))), "{subject}");
    }
}
