//! Warnings of clocks as notices.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use event_store::setup::Role;
use jointcase::house::House;
use kernel::law::Law;
use reactions::Ticker;
use serde_json::json;
use tests::Statement;
use tests::house::{Site, settled};
use tokio_util::sync::CancellationToken;

use super::{OFFICE, REGULATOR, events, kept, relayed, relaying, step, tell};

fn reported(on: &str) -> Statement {
    step(REGULATOR, "一", "reported", json!({"on": on, "about": {"title": "示例食堂涉嫌犯罪案", "matter": "案一"}}))
}

/// Raises what is due at `now`.
async fn tick(site: &Site, house: &House, now: DateTime<Utc>) {
    let law = Arc::new(Law::shipped().expect("the shipped law"));
    let ticker = Ticker::new(house.door.clone(), site.database.pool(Role::React, 2), law, CancellationToken::new());
    let mut turn = ticker.begin().await.expect("the lease");
    settled(house).await;
    while ticker.tick(&mut turn, now).await.expect("a tick") > 0 {
        settled(house).await;
    }
}

#[tokio::test]
async fn a_live_alert_reaches_whoever_owes_it_and_the_joint_office() {
    let site = Site::new().await;
    let house = relaying(&site).await;
    let now = kernel::time::now();
    let text = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    tell(&site, &[reported(&text).stated(&text)]).await;
    tick(&site, &house, now + Duration::days(9)).await;
    relayed(&house).await;
    let told = kept(&site, REGULATOR).await;
    let decision: Vec<_> =
        told.iter().filter(|notice| notice.data.alert.as_ref().is_some_and(|alert| alert.line == "G2")).cloned().collect();
    let mut warned = events(&decision);
    warned.sort_unstable();
    assert_eq!(warned, ["half", "missed", "near"]);
    let missed = decision.iter().find(|notice| notice.data.event.code == "missed").expect("one");
    let alert = missed.data.alert.as_ref().expect("a clock");
    assert_eq!((alert.owner.as_str(), alert.org.as_ref().map(kernel::OrgId::as_str)), ("regulator", Some(REGULATOR)));
    assert_eq!((alert.state.code.as_str(), alert.about.number.as_str()), ("missed", "jn-food-drug-370811:一:1"));
    assert_eq!(alert.about.kind.code, "joint-office.transfer");
    assert!(alert.citation.contains("第五条") && alert.due > now && alert.known_at > 0, "{alert:?}");
    assert_eq!(missed.org.as_str(), OFFICE);
    let office = kept(&site, OFFICE).await;
    assert_eq!(office, told, "the joint office is told of the same");
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn an_alert_of_what_was_over_before_it_was_recorded_is_no_notice() {
    let site = Site::new().await;
    let house = relaying(&site).await;
    tell(&site, &[reported("2016-08-03")]).await;
    tick(&site, &house, kernel::time::now() + Duration::days(1)).await;
    relayed(&house).await;
    assert!(site.count("SELECT count(*) FROM events WHERE event_type = 'alert-raised'").await > 0);
    assert!(kept(&site, REGULATOR).await.is_empty());
    assert!(kept(&site, OFFICE).await.is_empty());
    house.stop().await;
}
