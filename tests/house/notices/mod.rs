//! What is recorded is told to whom it concerns: in order, at least once, to nobody else.

mod alerts;
mod faults;
mod telling;

use std::time::Duration;

use bus::NoticeReader;
use jointcase::house::{House, Plan};
use kernel::OrgId;
use projections::read;
use relay::{Book, Choices, Notice};
use serde_json::json;
use tests::house::Site;
use tests::{PATIENCE, Statement, wait_until};

const REGULATOR: &str = "jn-food-drug-370811";
const POLICE: &str = "jn-police-370811";
const PROCURATORATE: &str = "jn-procuratorate-370811";
const OFFICE: &str = "jn-joint-office-370811";

/// A house that relays what ships.
async fn relaying(site: &Site) -> House {
    let choices = Choices::with(Book::of(roster::mount_all), &site.reference, &[]).expect("the shipped choices");
    House::open(Plan { relay: Some(choices), ..site.plan() }).await.expect("a house")
}

/// Waits until the relay has gone through everything that is recorded now.
async fn relayed(house: &House) {
    let head = event_store::feed::head(&house.pool).await.expect("the head").position;
    wait_until("the relay has gone through the history", PATIENCE, || async {
        let all = read::relays(&house.readers).await.expect("the relays");
        all.iter().any(|one| one.name == relay::NAME && one.checkpoint >= head)
    })
    .await;
}

fn org(id: &str) -> OrgId {
    OrgId::new(id).expect("an organisation")
}

/// What is kept for an organisation, read with its own key.
async fn kept(site: &Site, id: &str) -> Vec<Notice> {
    let client = site.client(id).await;
    let mut reader = NoticeReader::open(&client, org(id)).await.expect("its own notices");
    let mut all = Vec::new();
    while reader.behind() > 0 {
        all.extend(reader.next_batch(Duration::from_secs(5)).await.expect("notices"));
    }
    reader.close().await.expect("closed");
    client.close().await.expect("closed");
    all.iter().map(|kept| serde_json::from_slice(&kept.body).expect("a notice")).collect()
}

/// What happened, as the notices tell it.
fn events(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.data.event.code.as_str()).collect()
}

/// The police's or the regulator's report of a step of the transfer of `case`.
fn step(by: &str, case: &str, step: &str, data: serde_json::Value) -> Statement {
    let agency = if by == POLICE { "police" } else { "food-drug" };
    Statement::new(by, &format!("{agency}.transfer.{step}"), &format!("{REGULATOR}:{case}:1"), data)
}

fn sent(case: &str) -> Statement {
    let data = json!({"on": "2016-08-05", "letter": format!("移{case}"), "to": POLICE, "documents": []});
    step(REGULATOR, case, "sent", data)
}

fn accepted(case: &str) -> Statement {
    step(POLICE, case, "accepted", json!({"on": "2016-08-08", "acceptance": format!("受{case}")}))
}

fn filed(case: &str) -> Statement {
    step(POLICE, case, "filed", json!({"on": "2016-08-10"}))
}

/// Tells them one after the other.
async fn tell(site: &Site, told: &[Statement]) {
    for one in told {
        site.tell(std::slice::from_ref(one)).await.all_taken_in();
    }
}
