//! An organisation publishes its own reports and reads its own answers; the server says no to the rest, and we pass it on.

use std::time::{Duration, Instant};

use bus::{BusError, StreamLimits, ensure_streams, lag};
use serde_json::json;

use crate::world::{World, accept, agencies, food_drug, police, report, reports};

#[tokio::test]
async fn a_report_in_anothers_name_comes_back_with_the_servers_words() {
    let world = World::start().await;
    let _ingest = world.ingest(accept).await;
    let publisher = world.publisher(&police()).await;
    let forged = report(&food_drug(), 1);
    let error = publisher.publish(&forged).await.unwrap_err();
    let BusError::NotAllowed { said } = &error else { panic!("{error}") };
    assert!(said.contains("Permissions Violation") && said.contains(&forged.subject), "{said}");
    assert!(error.text().zh.contains(&forged.subject));
    let told =
        publisher.deliver(futures::stream::iter([report(&police(), 0), forged, report(&police(), 2)]), |_| {}).await.unwrap();
    assert_eq!((told.accepted, told.not_stored.total), (2, 1));
    assert!(matches!(told.not_stored.first[0].error, BusError::NotAllowed { .. }));
    let lag = lag(&world.service, &agencies()).await.unwrap();
    assert_eq!((lag[0].messages, lag[1].messages), (2, 0));
}

#[tokio::test]
async fn receipts_of_another_organisation_cannot_be_read() {
    let world = World::start().await;
    let publisher = bus::Publisher::new(&world.client(&police()).await, food_drug());
    let told = publisher.deliver(reports(&police(), 0..1), |_| {}).await.unwrap();
    assert!(matches!(&told.stopped, Some(BusError::NotAllowed { said }) if said.contains("receipt.jn-food-drug")), "{told:?}");
}

#[tokio::test]
async fn an_organisation_may_state_its_part_of_another_agencys_record() {
    let world = World::start().await;
    let mut joint = report(&police(), 1);
    joint.subject = "report.food-drug.jn-police.inspection.visited".into();
    let stored = world.publisher(&police()).await.publish(&joint).await.unwrap();
    assert_eq!(stored.stream, "REPORTS_FOOD_DRUG");
}

#[tokio::test]
async fn streams_are_out_of_an_organisations_reach() {
    let world = World::start().await;
    let client = world.client(&police()).await;
    let refused = [
        lag(&client, &agencies()).await.unwrap_err(),
        ensure_streams(&client, &agencies(), &StreamLimits::default()).await.unwrap_err(),
    ];
    for error in refused {
        assert!(matches!(&error, BusError::NotAllowed { said } if said.contains("$JS.API")), "{error}");
    }
    assert!(client.last_complaint().is_some_and(|said| said.contains("Permissions Violation")));
}

#[tokio::test]
async fn the_answer_to_a_report_cannot_be_aimed_at_anothers_stream() {
    let world = World::start().await;
    world.publisher(&food_drug()).await.publish(&report(&food_drug(), 0)).await.unwrap();
    let seed = world.key(&police()).seed.clone();
    let hostile = async_nats::ConnectOptions::with_nkey(seed).connect(world.nats.url()).await.unwrap();
    let aim = "$JS.API.STREAM.PURGE.REPORTS_FOOD_DRUG";
    hostile.publish_with_reply(report(&police(), 1).subject, aim, "{}".into()).await.unwrap();
    // The answer does arrive there, and is refused for its form alone.
    let deadline = Instant::now() + Duration::from_secs(10);
    while !std::fs::read_to_string(world.nats.log()).unwrap().contains("Invalid JetStream request") {
        assert!(Instant::now() < deadline, "the server says nothing of the request");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(lag(&world.service, &agencies()).await.unwrap()[1].messages, 1);
}

#[tokio::test]
async fn a_server_that_does_not_refuse_such_requests_is_refused() {
    let world = World::bare(|store| Some(json!({ "store_dir": store, "strict": false }))).await;
    let error = ensure_streams(&world.service, &agencies(), &StreamLimits::default()).await.unwrap_err();
    assert!(matches!(error, BusError::Lax), "{error}");
}
