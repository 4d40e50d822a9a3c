//! The service stands still for longer than the bus waits (SIGSTOP), and then goes on as if nothing had been.

use std::time::Duration;

use bus::{StreamLimits, ensure_streams};
use kernel::AgencyCode;
use tests::OwnPostgres;
use tests::house::{Site, taken_in};

use super::{Stall, all_is_well, begin, load};

#[tokio::test]
async fn frozen_past_the_acknowledgement_wait_it_blocks_nobody_and_repeats_nothing_when_it_goes_on() {
    let postgres = OwnPostgres::start(&[]).await;
    let mut site = Site::on(&postgres).await;
    let mut frozen = site.up().await;
    // Handed out again after two seconds instead of a minute.
    site.streams = StreamLimits { ack_wait: Duration::from_secs(2), ..site.streams };
    let agencies: Vec<AgencyCode> = ["joint-office", "police", "food-drug", "environment", "procuratorate"]
        .map(|a| AgencyCode::new(a).expect("an agency"))
        .into();
    let client = site.service_client().await;
    ensure_streams(&client, &agencies, &site.streams).await.expect("the streams");

    let mut statements = load("一", 300);
    let mut stall = Stall::begin(&site).await;
    let first = begin(&site, &statements, None).await;
    stall.somebody_waits().await;
    frozen.freeze();
    // Its append is written; it cannot hear so, and holds what it has been handed out.
    stall.end().await;
    taken_in(&site, 1).await;

    // Another service, and everybody's reports go on through it, those included that the frozen one sits on.
    let house = site.open().await;
    let more = load("二", 300);
    let second = begin(&site, &more, None).await;
    let mut heard = second.heard().await;
    heard.join(first.heard().await);
    statements.extend(more);
    assert_eq!(site.count("SELECT count(*) FROM inbox").await, 600);

    frozen.thaw();
    let more = load("三", 300);
    heard.join(begin(&site, &more, None).await.heard().await);
    statements.extend(more);
    assert!(frozen.runs(), "it goes on: {}", site.log());
    house.stop().await;
    // By itself again: what it was handed out long ago comes to nothing.
    let more = load("四", 300);
    heard.join(begin(&site, &more, None).await.heard().await);
    statements.extend(more);
    frozen.kill();
    all_is_well(&site, &statements, &heard).await;
}
