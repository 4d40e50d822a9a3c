//! temporary
#![allow(warnings)]
#[path = "../tests/bus/world.rs"]
mod world;
use world::*;
use bus::*;
use std::time::*;
use futures::StreamExt;

#[tokio::main]
async fn main() {
    let what = std::env::args().nth(1).unwrap_or_default();
    if what == "attack" {
        let key = generate_user().unwrap();
        let world = World::start().await;
        let victim = world.publisher(&food_drug()).await;
        for n in 0..10 { victim.publish(&report(&food_drug(), n)).await.unwrap(); }
        let key = world.key(&police());
        let evil = async_nats::ConnectOptions::new().nkey(key.seed.clone()).event_callback(|e| async move { println!("event {e}"); }).connect(world.nats.url()).await.unwrap();
        for reply in ["$JS.API.STREAM.PURGE.REPORTS_FOOD_DRUG", "$JS.API.STREAM.DELETE.REPORTS_FOOD_DRUG", "receipt.jn-food-drug", "report.food-drug.jn-food-drug.case.accepted", "$JS.ACK.REPORTS_FOOD_DRUG.ingest.1.1.1.1.1"] {
            for _ in 0..12 { evil.publish_with_reply("report.police.jn-police.case.accepted", reply, "x".into()).await.unwrap(); }
            evil.flush().await.unwrap();
            tokio::time::sleep(Duration::from_millis(800)).await;
            println!("{reply}: {:?}", lag(&world.service, &agencies()).await);
        }
        println!("{}", std::fs::read_to_string(world.nats.log()).unwrap().lines().filter(|l| !l.contains("[INF]")).collect::<Vec<_>>().join("\n"));
        return;
    }
    let n: u128 = 200_000;
    let world = World::start().await;
    let mut body = vec![b' '; 600]; body[0]=b'{'; body[1]=b'}';
    let body = Bytes::from(body);
    let many = |range: std::ops::Range<u128>| { let body = body.clone(); futures::stream::iter(range.map(move |n| { let mut r = report(&police(), n); r.body = body.clone(); r })) };
    // publish only, via receipts from a trivial ingest
    let options = DeliveryOptions { window: std::env::args().nth(2).and_then(|w| w.parse().ok()).unwrap_or(4000), receipt_wait: Duration::from_secs(600), ..DeliveryOptions::default() };
    let publisher = Publisher::with_options(&world.client(&police()).await, police(), options);
    {
        let ingest = world.ingest(accept).await;
        let start = Instant::now();
        let told = publisher.deliver(many(0..n), |_| {}).await.unwrap();
        println!("deliver with receipts: {:.0}/s repeats {} {}", n as f64 / start.elapsed().as_secs_f64(), told.repeats, told.complete());
    }
    // backlog: publish raw
    let key = world.key(&police());
    let raw = async_nats::ConnectOptions::new().nkey(key.seed.clone()).custom_inbox_prefix("_INBOX.jn-police").connect(world.nats.url()).await.unwrap();
    let start = Instant::now();
    let mut acks = raw.subscribe("_INBOX.jn-police.raw").await.unwrap();
    let mut inflight = 0;
    for i in 0..n {
        raw.publish_with_reply("report.police.jn-police.case.accepted", "_INBOX.jn-police.raw", body.clone()).await.unwrap();
        inflight += 1;
        while inflight >= 4000 { acks.next().await.unwrap(); inflight -= 1; }
    }
    while inflight > 0 { acks.next().await.unwrap(); inflight -= 1; }
    println!("raw stream publish with acks: {:.0}/s", n as f64 / start.elapsed().as_secs_f64());
    for batch in [500usize, 2000] {
        if batch == 2000 { break; }
        let mut consumer = world.consumer().await;
        let start = Instant::now();
        let (mut got, mut calls) = (0u128, 0);
        while got < n {
            let b = consumer.next_batch(batch, 8 << 20, Duration::from_secs(5)).await.unwrap();
            calls += 1;
            got += b.len() as u128;
            for i in &b { consumer.settle(i, Verdict::Done).await.unwrap(); }
        }
        while lag(&world.service, &agencies()).await.unwrap()[0].unsettled > 0 { tokio::time::sleep(Duration::from_millis(5)).await; }
        println!("pull+ack batch {batch}: {:.0}/s, mean batch {:.0}", n as f64 / start.elapsed().as_secs_f64(), n as f64 / calls as f64);
    }
}
