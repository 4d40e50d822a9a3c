//! The disk of the private servers fills up under load: nothing is taken in, the reason is told, and with some space all goes on by itself.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::time::Duration;

use bus::{ConnectOptions, lag};
use jointcase::delivery::Senders;
use jointcase::installation::Installation;
use kernel::AgencyCode;
use sqlx::Connection;
use tests::small_disk::SmallDisk;
use tests::{PATIENCE, Statement, wait_until};

use super::{begin_through, load};

/// How many reports wait on the bus.
async fn waiting(house: &Installation) -> u64 {
    let options =
        ConnectOptions { url: house.nats_url.clone(), nkey_seed: house.service_seed.clone(), name: "a test".into(), org: None };
    let Ok(client) = bus::connect(options).await else { return 0 };
    let agencies = ["food-drug", "police", "joint-office"].map(|code| AgencyCode::new(code).expect("an agency"));
    let lags = lag(&client, &agencies).await.unwrap_or_default();
    drop(client.close().await);
    lags.iter().map(|lag| lag.pending).sum()
}

async fn accepted(house: &Installation) -> BTreeSet<uuid::Uuid> {
    let pool = house.database().expect("an address").owner_pool(1);
    sqlx::query_scalar("SELECT message_id FROM inbox").fetch_all(&pool).await.expect("the inbox").into_iter().collect()
}

/// Writes to Postgres until it can write no more; true if it then refused or ended.
async fn exhausted(house: &Installation) -> bool {
    let Ok(mut connection) = sqlx::PgConnection::connect(&house.database_url).await else { return true };
    let made = "CREATE TABLE more AS SELECT repeat(md5(n::text), 60) FROM generate_series(1, 100000) AS n";
    sqlx::raw_sql(made).execute(&mut connection).await.is_err()
}

#[tokio::test]
async fn a_full_disk_is_told_and_survived_and_every_report_counts_once_when_there_is_space_again() {
    let Some(mut disk) = SmallDisk::up(640).await else { return };
    let reference = roster::reference().expect("the trees");
    let house = Installation::running(&disk.data(), &reference).expect("a running service");
    let seeds = house.secrets.organisations.clone();
    let senders = Senders::new(&house.nats_url, move |org| seeds.get(org.as_str()).cloned());

    let early = load("一", 300);
    let heard = begin_through(&senders, &early, None).await.heard().await;
    heard.all_taken_in();

    // Nearly full: nothing is pulled any more, and reports wait on the bus, which still has room.
    let filler = disk.fill_leaving(120);
    wait_until("it says that the disk is nearly full", PATIENCE, || async {
        disk.unready().await.contains("磁盘空间不足")
    })
    .await;
    let late = load("二", 1_200);
    let under_way = begin_through(&senders, &late, Some(Duration::from_millis(5))).await;
    // A pull that was under way may still bring some.
    wait_until("reports wait on the bus", PATIENCE, || async { waiting(&house).await >= 100 }).await;
    let before = accepted(&house).await.len();
    assert!(before < 350, "{before}");
    wait_until("more reports wait on the bus", PATIENCE, || async { waiting(&house).await >= 300 }).await;
    assert_eq!(accepted(&house).await.len(), before, "none of them is taken in");

    // Full: Postgres cannot write its log, nor NATS its streams.
    let more = disk.fill_leaving(0);
    assert!(exhausted(&house).await, "a full disk that takes 200 MB");
    let mut note = File::create(disk.data().join("note")).expect("a name takes no space");
    assert!(note.write_all(&[0; 8192]).is_err(), "the disk is full");
    assert!(disk.runs(), "{}", disk.log());
    assert!(disk.unready().await.contains("磁盘空间不足"));

    fs::remove_file(filler).expect("removed");
    fs::remove_file(more).expect("removed");
    wait_until("it is ready again", PATIENCE, || async { disk.unready().await.is_empty() }).await;
    let heard = under_way.heard().await;
    heard.all_taken_in();
    let all: BTreeSet<uuid::Uuid> = early.iter().chain(&late).map(|one: &Statement| one.message().0).collect();
    assert_eq!(accepted(&house).await, all);
    let verified = disk.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
