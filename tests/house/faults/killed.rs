//! The service is killed without a word, as a crash of its machine would.

use std::time::Duration;

use bus::lag;
use kernel::AgencyCode;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tests::house::{Site, taken_in};
use tests::proxy::Proxy;
use tests::{OwnPostgres, PATIENCE, wait_until};

use super::{Stall, all_is_well, begin, load};

/// How many reports were handed out and are not settled.
async fn unsettled(site: &Site) -> u64 {
    let client = site.service_client().await;
    let agencies = ["food-drug", "police", "joint-office"].map(|code| AgencyCode::new(code).expect("an agency"));
    let lags = lag(&client, &agencies).await.expect("the streams");
    client.close().await.expect("closed");
    lags.iter().map(|lag| lag.unsettled).sum()
}

#[tokio::test]
async fn killed_between_append_and_acknowledgement_nothing_is_lost_and_nothing_counts_twice() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let wire = Proxy::before(site.nats.server.address().into()).await;
    let through = format!("nats://{}", wire.address());
    let service = site.up_through(&through).await;
    let statements = load("一", 600);

    let mut stall = Stall::begin(&site).await;
    let under_way = begin(&site, &statements, None).await;
    stall.somebody_waits().await;
    // What the service says from now on, receipts and acknowledgements, is lost on its way.
    wire.turn_deaf();
    stall.end().await;
    taken_in(&site, 1).await;
    service.kill();
    assert!(unsettled(&site).await > 0, "reports were appended and not acknowledged");

    wire.listen_again();
    let service = site.up_through(&through).await;
    let heard = under_way.heard().await;
    assert!(heard.report.duplicates > 0, "those that had been appended come back as known");
    service.kill();
    all_is_well(&site, &statements, &heard).await;
}

#[tokio::test]
async fn killed_in_the_middle_of_a_batch_its_orphaned_append_and_its_successor_do_not_collide() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let service = site.up().await;
    let statements = load("二", 600);
    let mut stall = Stall::begin(&site).await;
    let under_way = begin(&site, &statements, None).await;
    stall.somebody_waits().await;
    service.kill();
    // The server does not notice: the dead service's append still waits, while the next one takes up the same reports.
    let service = site.up().await;
    stall.somebody_waits().await;
    stall.end().await;
    let heard = under_way.heard().await;
    service.kill();
    all_is_well(&site, &statements, &heard).await;
}

#[tokio::test]
async fn killed_again_and_again_at_any_moment_it_always_goes_on() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let statements = load("三", 2_400);
    let mut random = ChaCha8Rng::seed_from_u64(20160815);
    let mut service = site.up().await;
    let under_way = begin(&site, &statements, Some(Duration::from_millis(3))).await;
    for round in 1..=4 {
        // Not before it has done something, so that each round kills work and not a start.
        let before = site.count("SELECT count(*) FROM inbox").await;
        wait_until("it takes something in", PATIENCE, || async { site.count("SELECT count(*) FROM inbox").await > before }).await;
        tokio::time::sleep(Duration::from_millis(random.random_range(0..150))).await;
        service.kill();
        assert!(site.count("SELECT count(*) FROM inbox").await < 2_400, "killed for the {round}. time after the work was done");
        service = site.up().await;
    }
    let heard = under_way.heard().await;
    assert!(heard.report.repeats > 0);
    service.kill();
    all_is_well(&site, &statements, &heard).await;
}
