//! The servers go away under load, by order and by accident, and come back.

use std::time::Duration;

use tests::OwnPostgres;
use tests::house::{Site, taken_in};

use super::{all_is_well, begin, load};

#[tokio::test]
async fn postgres_restarted_and_killed_under_load_loses_nothing() {
    let mut postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let house = site.open().await;
    let statements = load("一", 2_000);
    let under_way = begin(&site, &statements, Some(Duration::from_millis(3))).await;
    taken_in(&site, 200).await;
    postgres.server.restart().await.expect("a restart");
    taken_in(&site, 600).await;
    postgres.server.kill().await.expect("killed");
    tokio::time::sleep(Duration::from_millis(500)).await;
    postgres.server.restart().await.expect("a start");
    let heard = under_way.heard().await;
    house.stop().await;
    all_is_well(&site, &statements, &heard).await;
}

#[tokio::test]
async fn nats_restarted_and_killed_under_load_loses_nothing() {
    let mut site = Site::new().await;
    let house = site.open().await;
    let statements = load("一", 2_000);
    let under_way = begin(&site, &statements, Some(Duration::from_millis(3))).await;
    taken_in(&site, 200).await;
    site.nats.server.restart().await.expect("a restart");
    taken_in(&site, 600).await;
    site.nats.server.kill().await.expect("killed");
    tokio::time::sleep(Duration::from_millis(500)).await;
    site.nats.server.restart().await.expect("a start");
    let heard = under_way.heard().await;
    house.stop().await;
    all_is_well(&site, &statements, &heard).await;
}
