//! Notices of the steps of a transfer.

use bus::{BusError, NoticeReader};
use projections::read;
use serde_json::json;
use tests::house::Site;

use super::{POLICE, PROCURATORATE, REGULATOR, accepted, events, filed, kept, org, relayed, relaying, sent, step, tell};

#[tokio::test]
async fn each_side_is_told_of_the_others_steps_in_order_with_ids_that_follow_from_the_history() {
    let site = Site::new().await;
    let house = relaying(&site).await;
    let signed = step(POLICE, "一", "signed-for", json!({"on": "2016-08-06"}));
    tell(&site, &[sent("一"), signed, accepted("一"), filed("一")]).await;
    relayed(&house).await;

    let told = kept(&site, REGULATOR).await;
    assert_eq!(events(&told), ["signed-for", "accepted", "filed"]);
    let (origin, incarnation) = event_store::feed::identity(&house.pool).await.expect("the store");
    let head = event_store::feed::head(&house.pool).await.expect("the head");
    for notice in &told {
        let position = notice.data.position;
        assert_eq!(notice.id, format!("{incarnation}-{position}"));
        assert_eq!(notice.source, format!("/jointcase/{origin}"));
        assert_eq!((notice.org.as_str(), notice.subject.as_str()), (POLICE, "jn-food-drug-370811:一:1"));
        let hash = format!(
            "SELECT count(*) FROM events JOIN blocks USING (block) WHERE position = {position} AND encode(hash, 'hex') = '{}'",
            notice.data.head.hash
        );
        assert_eq!((site.count(&hash).await, notice.data.head.incarnation), (1, incarnation));
    }
    assert!(told.windows(2).all(|two| two[0].data.position < two[1].data.position));
    assert_eq!(told[2].data.position, head.position.unsigned_abs(), "filing is what was recorded last");
    assert_eq!((told[2].data.head.position, &told[2].data.head.hash), (head.position.unsigned_abs(), &head.hash));

    assert_eq!(events(&kept(&site, POLICE).await), ["sent"]);
    let copies = kept(&site, PROCURATORATE).await;
    assert_eq!(events(&copies), ["filed"], "a letter of food is copied to nobody");
    assert_eq!(copies[0], told[2], "whoever is told of the same gets the same");
    assert!(kept(&site, "jn-environment").await.is_empty());
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn another_organisation_cannot_read_them_nor_can_two_readers_take_from_each_other() {
    let site = Site::new().await;
    let house = relaying(&site).await;
    tell(&site, &[sent("一"), accepted("一")]).await;
    relayed(&house).await;
    let police = site.client(POLICE).await;
    let other = NoticeReader::open(&police, org(REGULATOR)).await.expect_err("another's notices");
    assert!(matches!(&other, BusError::NotAllowed { said } if said.contains("CONSUMER.CREATE.NOTICES")), "{other}");
    let own = site.client(REGULATOR).await;
    let reader = NoticeReader::open(&own, org(REGULATOR)).await.expect("its own");
    let second = NoticeReader::open(&own, org(REGULATOR)).await.expect_err("a second reader");
    assert!(matches!(second, BusError::Refused { .. }), "{second}");
    reader.close().await.expect("closed");
    assert_eq!(events(&kept(&site, REGULATOR).await), ["accepted"]);
    house.stop().await;
}

#[tokio::test]
async fn an_event_that_cannot_be_told_is_listed_the_status_is_red_and_the_relay_goes_on() {
    let site = Site::new().await;
    let house = site.open().await;
    tell(&site, &[sent("一"), accepted("一"), sent("二"), accepted("二")]).await;
    house.stop().await;
    let owner = site.database.owner_pool(1);
    let broken: i64 = sqlx::query_scalar(
        "UPDATE events SET payload = '{}' WHERE position = (SELECT min(position) FROM events WHERE event_type = 'transfer-accepted')
         RETURNING position",
    )
    .fetch_one(&owner)
    .await
    .expect("a broken event");
    let house = relaying(&site).await;
    relayed(&house).await;
    let status = read::relays(&house.readers).await.expect("the relays").pop().expect("the relay");
    assert!(status.red() && status.failures == 1 && status.error_at == Some(broken), "{status:?}");
    let told = kept(&site, REGULATOR).await;
    assert_eq!(told.iter().map(|notice| notice.subject.as_str()).collect::<Vec<_>>(), ["jn-food-drug-370811:二:1"]);
    house.stop().await;
}
