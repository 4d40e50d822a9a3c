//! Two services on one store and one bus share the work, and neither does the other's again.

use tests::house::Site;

use super::{all_is_well, begin, load};

#[tokio::test]
async fn two_services_side_by_side_take_each_report_in_once() {
    let site = Site::new().await;
    let (one, other) = (site.open().await, site.open().await);
    let statements = load("一", 4_000);
    let heard = begin(&site, &statements, None).await.heard().await;
    let (mine, yours) = (one.door.metrics().counts(), other.door.metrics().counts());
    assert!(mine.accepted > 0 && yours.accepted > 0, "both work: {mine:?} {yours:?}");
    assert_eq!(mine.accepted + yours.accepted, 4_000, "each report is accepted by one of them: {mine:?} {yours:?}");
    one.stop().await;
    // The other goes on with all of it, and takes over the read tables.
    let more = load("二", 500);
    let mut heard = heard;
    heard.join(begin(&site, &more, None).await.heard().await);
    tests::house::settled(&other).await;
    other.stop().await;
    all_is_well(&site, &[statements, more].concat(), &heard).await;
}
