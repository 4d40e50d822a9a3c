//! Notices: each organisation reads its own from the one stream, with a consumer that the server holds to its own subjects.

use std::time::{Duration, Instant};

use async_nats::jetstream::{self, consumer, consumer::pull};
use bus::{BusError, NOTICES, NoticeReader, Notices, OutgoingNotice, StreamLimits};
use futures::{StreamExt, TryStreamExt};
use kernel::OrgId;
use serde_json::{Value, json};

use crate::world::{World, food_drug, police, report};

fn notice(id: &str, to: OrgId) -> OutgoingNotice {
    let body = json!({ "id": id }).to_string().into_bytes().into();
    OutgoingNotice { id: id.to_owned(), to, what: "joint-office.transfer.filed".into(), body }
}

async fn notices(world: &World) -> Notices {
    Notices::open(&world.service, &StreamLimits::default()).await.unwrap()
}

/// The ids that `org` reads.
async fn read(world: &World, org: OrgId) -> Vec<String> {
    let mut reader = NoticeReader::open(&world.client(&org).await, org).await.unwrap();
    let mut all = Vec::new();
    while reader.behind() > 0 {
        all.extend(reader.next_batch(Duration::from_secs(5)).await.unwrap());
    }
    reader.close().await.unwrap();
    all.iter().map(|kept| serde_json::from_slice::<Value>(&kept.body).unwrap()["id"].as_str().unwrap().to_owned()).collect()
}

/// A client of an organisation that speaks the protocol itself.
async fn raw(world: &World, org: &OrgId) -> async_nats::Client {
    let options = async_nats::ConnectOptions::with_nkey(world.key(org).seed.clone());
    options
        .custom_inbox_prefix(format!("_INBOX.{org}"))
        .request_timeout(Some(Duration::from_secs(2)))
        .connect(world.nats.url())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_notice_that_is_repeated_is_kept_once_for_each_receiver() {
    let world = World::start().await;
    let notices = notices(&world).await;
    for (id, to, again) in
        [("a-1", police(), false), ("a-1", food_drug(), false), ("a-1", police(), true), ("a-2", police(), false)]
    {
        assert_eq!(notices.send(&notice(id, to)).await.unwrap().duplicate, again, "{id}");
    }
    assert_eq!(read(&world, police()).await, ["a-1", "a-2"]);
    assert_eq!(read(&world, food_drug()).await, ["a-1"]);
}

#[tokio::test]
async fn more_notices_than_one_question_takes_are_read_in_order() {
    let world = World::start().await;
    let notices = notices(&world).await;
    let ids: Vec<String> = (1..=450).map(|n| format!("a-{n}")).collect();
    for id in &ids {
        notices.send(&notice(id, police())).await.unwrap();
    }
    assert_eq!(read(&world, police()).await, ids);
}

#[tokio::test]
async fn an_organisations_program_acknowledges_and_goes_on_where_it_stopped() {
    let world = World::start().await;
    let notices = notices(&world).await;
    for id in ["a-1", "a-2", "a-3"] {
        notices.send(&notice(id, police())).await.unwrap();
    }
    for expected in [["a-1", "a-2"].as_slice(), &["a-3"]] {
        let stream = jetstream::new(raw(&world, &police()).await);
        let config = pull::Config {
            durable_name: Some("jn-police".into()),
            filter_subject: "notice.jn-police.>".into(),
            ack_policy: consumer::AckPolicy::Explicit,
            ..pull::Config::default()
        };
        let consumer = stream.create_consumer_on_stream(config, NOTICES).await.unwrap();
        let messages = consumer.fetch().max_messages(2).messages().await.unwrap();
        let messages: Vec<_> = messages.try_collect().await.unwrap();
        let ids: Vec<Value> =
            messages.iter().map(|one| serde_json::from_slice::<Value>(&one.payload).unwrap()["id"].clone()).collect();
        assert_eq!(ids, expected);
        for message in messages {
            message.double_ack().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_consumer_of_ones_own_cannot_be_turned_to_anothers_notices() {
    let world = World::start().await;
    notices(&world).await.send(&notice("a-1", food_drug())).await.unwrap();
    let hostile = jetstream::new(raw(&world, &police()).await);
    let own = "CONSUMER.CREATE.NOTICES.jn-police.notice.jn-police.>";
    for config in [
        json!({ "name": "jn-police", "filter_subject": "notice.jn-food-drug.>" }),
        json!({ "name": "jn-police", "filter_subject": "notice.>" }),
        json!({ "name": "jn-police" }),
        json!({ "name": "jn-police", "filter_subjects": ["notice.jn-food-drug.>"] }),
        json!({ "name": "jn-police", "filter_subject": "notice.jn-police.>", "filter_subjects": ["notice.jn-food-drug.>"] }),
    ] {
        let body = json!({ "stream_name": NOTICES, "config": config });
        let answer: Value = hostile.request(own, &body).await.unwrap();
        assert!(answer["error"]["description"].is_string(), "{config}: {answer}");
    }
    // The name in the subject is the one that counts.
    for name in ["name", "durable_name"] {
        let body = json!({ "stream_name": NOTICES, "config": { name: "jn-food-drug", "filter_subject": "notice.jn-police.>" } });
        let answer: Value = hostile.request(own, &body).await.unwrap();
        assert!(answer["error"]["description"].is_string() || answer["name"] == "jn-police", "{name}: {answer}");
    }
    let other_stream =
        json!({ "stream_name": "REPORTS_FOOD_DRUG", "config": { "name": "jn-police", "filter_subject": "notice.jn-police.>" } });
    let answer: Value = hostile.request(own, &other_stream).await.unwrap();
    assert!(answer["error"]["description"].is_string(), "{answer}");
}

#[tokio::test]
async fn what_would_reach_anothers_notices_or_reports_is_not_allowed() {
    let world = World::start().await;
    notices(&world).await.send(&notice("a-1", food_drug())).await.unwrap();
    world.publisher(&food_drug()).await.publish(&report(&food_drug(), 0)).await.unwrap();
    for subject in [
        "$JS.API.CONSUMER.CREATE.NOTICES.jn-police.notice.jn-food-drug.>",
        "$JS.API.CONSUMER.CREATE.NOTICES.jn-food-drug.notice.jn-police.>",
        "$JS.API.CONSUMER.CREATE.NOTICES.jn-police",
        "$JS.API.CONSUMER.CREATE.NOTICES",
        "$JS.API.CONSUMER.DURABLE.CREATE.NOTICES.jn-police",
        "$JS.API.CONSUMER.MSG.NEXT.NOTICES.jn-food-drug",
        "$JS.API.CONSUMER.DELETE.NOTICES.jn-food-drug",
        "$JS.API.CONSUMER.MSG.NEXT.REPORTS_FOOD_DRUG.ingest",
        "$JS.API.STREAM.MSG.GET.NOTICES",
        "$JS.API.DIRECT.GET.NOTICES",
        "$JS.API.STREAM.PURGE.NOTICES",
        "$JS.ACK.REPORTS_FOOD_DRUG.ingest.1.1.1.1.0",
        "$JS.ACK.REPORTS_FOOD_DRUG.ingest.NOTICES.jn-police.1.1.0",
        "$JS.ACK._.HASH.REPORTS_FOOD_DRUG.ingest.1.1.1.1.0",
        "notice.jn-food-drug.joint-office.transfer.filed",
    ] {
        let (said, mut hear) = tokio::sync::mpsc::unbounded_channel();
        let options = async_nats::ConnectOptions::with_nkey(world.key(&police()).seed.clone()).event_callback(move |event| {
            let _ = said.send(event.to_string());
            std::future::ready(())
        });
        let hostile = options.connect(world.nats.url()).await.unwrap();
        hostile.publish(subject, "+NXT".into()).await.unwrap();
        hostile.flush().await.unwrap();
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        loop {
            let event =
                tokio::time::timeout_at(deadline, hear.recv()).await.unwrap_or_else(|_| panic!("{subject} is allowed")).unwrap();
            if event.to_lowercase().contains("permissions violation") {
                break;
            }
        }
    }
    assert_eq!(read(&world, food_drug()).await, ["a-1"]);
}

#[tokio::test]
async fn what_somebody_aims_at_anothers_notices_is_passed_over_by_their_reader() {
    let world = World::start().await;
    let notices = notices(&world).await;
    notices.send(&notice("a-1", police())).await.unwrap();
    let hostile = raw(&world, &police()).await;
    // The answer to a report, and a notice of one's own, both sent on by the server.
    let aim = "notice.jn-food-drug.joint-office.transfer.filed";
    hostile.publish_with_reply(report(&police(), 1).subject, aim, "{}".into()).await.unwrap();
    let config = json!({ "name": "jn-police", "filter_subject": "notice.jn-police.>", "ack_policy": "none" });
    let create = json!({ "stream_name": NOTICES, "config": config });
    let made: Value =
        jetstream::new(hostile.clone()).request("CONSUMER.CREATE.NOTICES.jn-police.notice.jn-police.>", &create).await.unwrap();
    assert!(made["error"].is_null(), "{made}");
    hostile.publish_with_reply("$JS.API.CONSUMER.MSG.NEXT.NOTICES.jn-police", aim, "1".into()).await.unwrap();
    let stream = jetstream::new(world.raw_service().await).get_stream(NOTICES).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    while stream.get_info().await.unwrap().state.messages < 2 {
        assert!(Instant::now() < deadline, "nothing arrives: then nothing need be passed over");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    notices.send(&notice("a-2", food_drug())).await.unwrap();
    assert_eq!(read(&world, food_drug()).await, ["a-2"]);
}

#[tokio::test]
async fn a_tier_above_takes_notices_through_sources_with_their_ids() {
    let world = World::start().await;
    let notices = notices(&world).await;
    for id in ["a-1", "a-2"] {
        notices.send(&notice(id, police())).await.unwrap();
    }
    let above = jetstream::new(world.raw_service().await);
    let source = jetstream::stream::Source { name: NOTICES.into(), ..Default::default() };
    let config = jetstream::stream::Config { name: "CITY_NOTICES".into(), sources: Some(vec![source]), ..Default::default() };
    let stream = above.create_stream(config).await.unwrap();
    let consumer = stream.create_consumer(pull::Config::default()).await.unwrap();
    let messages: Vec<_> = consumer.messages().await.unwrap().take(2).try_collect().await.unwrap();
    let ids: Vec<&str> = messages.iter().map(|one| one.headers.as_ref().unwrap().get("Nats-Msg-Id").unwrap().as_str()).collect();
    assert_eq!(ids, ["a-1-jn-police", "a-2-jn-police"]);
    assert_eq!(messages[0].subject.as_str(), "notice.jn-police.joint-office.transfer.filed");
}

#[tokio::test]
async fn before_the_service_has_made_the_stream_a_reader_is_told_so() {
    let world = World::start().await;
    let error = NoticeReader::open(&world.client(&police()).await, police()).await.unwrap_err();
    assert!(matches!(error, BusError::Missing { .. }), "{error}");
}
