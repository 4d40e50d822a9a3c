//! What breaks while notices go out: each is there once, in order, and what is repeated has the same id.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use bus::NoticeReader;
use relay::Notice;
use sqlx::{Connection, PgConnection};
use tests::house::Site;
use tests::{OwnPostgres, PATIENCE, wait_until};

use super::{POLICE, REGULATOR, accepted, events, filed, kept, org, relayed, relaying, sent, tell};

/// Positions in the order in which they were kept, each once, and never another body under an id.
fn assert_in_order(told: &[Notice]) {
    assert!(told.windows(2).all(|two| two[0].data.position < two[1].data.position), "{:?}", events(told));
    let ids: BTreeSet<&str> = told.iter().map(|notice| notice.id.as_str()).collect();
    assert_eq!(ids.len(), told.len());
}

#[tokio::test]
async fn killed_between_sending_and_checkpoint_it_repeats_the_same_ids_only() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let service = site.up().await;
    tell(&site, &[sent("一"), accepted("一")]).await;
    wait_until("the relay stands", PATIENCE, || async { !kept(&site, REGULATOR).await.is_empty() }).await;

    // It can send, and cannot say how far it is.
    let owner = site.database.owner_pool(1);
    let mut stall = PgConnection::connect_with(&owner.connect_options()).await.expect("a connection");
    sqlx::query("BEGIN").execute(&mut stall).await.expect("a transaction");
    let checkpoint: i64 =
        sqlx::query_scalar("SELECT checkpoint FROM relays FOR UPDATE").fetch_one(&mut stall).await.expect("the relay");
    tell(&site, &[filed("一"), sent("二"), accepted("二")]).await;
    wait_until("a notice is sent", PATIENCE, || async { events(&kept(&site, REGULATOR).await).contains(&"filed") }).await;
    service.kill();
    sqlx::query("ROLLBACK").execute(&mut stall).await.expect("the end");
    let sent_before = kept(&site, REGULATOR).await;
    assert!(sent_before.iter().any(|notice| notice.data.position > checkpoint.unsigned_abs()), "sent and not noted");
    assert_eq!(site.count("SELECT checkpoint FROM relays").await, checkpoint);

    let service = site.up().await;
    tell(&site, &[filed("二")]).await;
    wait_until("it goes on", PATIENCE, || async { kept(&site, REGULATOR).await.len() >= 4 }).await;
    let told = kept(&site, REGULATOR).await;
    assert_in_order(&told);
    assert_eq!(events(&told), ["accepted", "filed", "accepted", "filed"]);
    assert_eq!(told[..sent_before.len()], sent_before[..]);
    service.kill();
}

#[tokio::test]
async fn nats_killed_while_relaying_loses_nothing_and_keeps_the_order() {
    let mut site = Site::new().await;
    let house = site.open().await;
    let told: Vec<_> = (1..=400).map(|n| sent(&n.to_string())).collect();
    site.tell(&told).await.all_taken_in();
    house.stop().await;
    let house = relaying(&site).await;
    let client = site.client(POLICE).await;
    wait_until("the relay has begun", PATIENCE, || async {
        match NoticeReader::open(&client, org(POLICE)).await {
            Ok(reader) => {
                let begun = reader.behind() > 0;
                reader.close().await.expect("closed");
                begun
            }
            Err(_) => false,
        }
    })
    .await;
    site.nats.server.kill().await.expect("killed");
    tokio::time::sleep(Duration::from_millis(300)).await;
    site.nats.server.restart().await.expect("a start");
    relayed(&house).await;
    let told = kept(&site, POLICE).await;
    assert_eq!(told.len(), 400);
    assert_in_order(&told);
    house.stop().await;
}

#[tokio::test]
async fn a_reader_that_follows_outlives_a_restart_of_the_bus() {
    let mut site = Site::new().await;
    let house = relaying(&site).await;
    tell(&site, &[sent("一")]).await;
    relayed(&house).await;
    let client = site.client(POLICE).await;
    let mut reader = NoticeReader::open(&client, org(POLICE)).await.expect("its own");
    assert_eq!(reader.next_batch(PATIENCE).await.expect("a notice").len(), 1);
    site.nats.server.restart().await.expect("a restart");
    tell(&site, &[sent("二")]).await;
    relayed(&house).await;
    let mut further = Vec::new();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while further.is_empty() && tokio::time::Instant::now() < deadline {
        // What it says while the server is away is to be tried again.
        further = reader.next_batch(Duration::from_secs(1)).await.unwrap_or_default();
    }
    let notice: Notice = serde_json::from_slice(&further[0].body).expect("a notice");
    assert_eq!((further.len(), notice.subject.as_str()), (1, "jn-food-drug-370811:二:1"));
    house.stop().await;
}

#[tokio::test]
async fn choices_that_name_what_does_not_exist_are_refused_at_the_start_with_file_and_line() {
    let postgres = OwnPostgres::start(&[]).await;
    let site = Site::on(&postgres).await;
    let folder = site.folder.path().join("notices");
    fs::create_dir_all(&folder).expect("a folder");
    let text = "[[notice]]\nkind = \"police.case\"\nevents = [\"filed\"]\nto = [\"jn-nobody\"]\ncite = \"本市办法\"\n";
    fs::write(folder.join("city.toml"), text).expect("a file");
    let output = site.run(&["up", "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("notices/city.toml:4: ") && said.contains("jn-nobody"), "{said}");
}
