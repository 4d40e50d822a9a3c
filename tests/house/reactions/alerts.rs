//! When the time of a clock runs out an alert is raised: once, with the true due instant, and the clock goes on as the law says.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use event_store::setup::Role;
use jointcase::house::House;
use kernel::law::Law;
use projections::read::{self, AlertRow};
use reactions::{ReactionError, Ticker};
use serde_json::json;
use tests::house::{Site, settled};
use tests::{PATIENCE, Statement, wait_until};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{REGULATOR, reacting, reported};

const ALERTS: &str = "SELECT count(*) FROM events WHERE event_type = 'alert-raised'";

fn ticker(site: &Site, house: &House) -> Ticker {
    let law = Arc::new(Law::shipped().expect("the shipped law"));
    Ticker::new(house.door.clone(), site.database.pool(Role::React, 2), law, CancellationToken::new())
}

/// Ticks at `now` until there is nothing more to raise; returns how many alerts that were.
async fn tick(ticker: &Ticker, house: &House, turn: &mut reactions::ticker::Turn, now: DateTime<Utc>) -> usize {
    let mut raised = 0;
    loop {
        settled(house).await;
        match ticker.tick(turn, now).await.expect("a tick") {
            0 => return raised,
            more => raised += more,
        }
    }
}

async fn record(site: &Site) -> Uuid {
    let owner = site.database.owner_pool(1);
    sqlx::query_scalar("SELECT record FROM read.records WHERE kind = 'joint-office.transfer'")
        .fetch_one(&owner)
        .await
        .expect("one")
}

/// The alerts of the clock that gives the head three days to decide on a transfer.
async fn alerts(site: &Site, house: &House) -> Vec<AlertRow> {
    let all = read::alerts_of(&house.readers, record(site).await).await.expect("alerts");
    all.into_iter().filter(|alert| alert.clock.starts_with("G2/")).collect()
}

fn approved(on: &str) -> Statement {
    Statement::new(REGULATOR, "food-drug.transfer.approved", &format!("{REGULATOR}:立案一:1"), json!({"on": on}))
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

#[tokio::test]
async fn each_warning_is_raised_once_also_after_days_of_downtime_and_a_later_report_leaves_it_in_history() {
    let site = Site::new().await;
    let house = site.open().await;
    let now = kernel::time::now();
    let first = reported("立案一", &text(now)).stated(&text(now));
    site.tell(std::slice::from_ref(&first)).await.all_taken_in();
    settled(&house).await;
    let ticker = ticker(&site, &house);
    let mut turn = ticker.begin().await.expect("the lease");
    assert!(matches!(ticker.begin().await, Err(ReactionError::HeldElsewhere)), "one ticker at a time");
    assert_eq!(tick(&ticker, &house, &mut turn, now + Duration::seconds(1)).await, 0, "nothing is due yet");

    // Nobody was there for days.
    let later = now + Duration::days(9);
    let raised = tick(&ticker, &house, &mut turn, later).await;
    let clock = read::clocks_of(&house.readers, record(&site).await).await.expect("clocks");
    let due = clock.iter().find(|clock| clock.question == "G2").and_then(|clock| clock.due_at).expect("a due instant");
    let given = alerts(&site, &house).await;
    let warnings: Vec<&str> = given.iter().map(|alert| alert.warning.as_str()).collect();
    assert_eq!(warnings, ["missed", "near", "half"]);
    assert!(given.iter().all(|alert| alert.due_at == due && alert.stands && !alert.historical), "{given:?}");
    assert!(raised >= 3);
    // A page calls the clock by the rule under which it runs.
    let runs = clock.iter().find(|clock| clock.question == "G2").map(|clock| (clock.line.as_str(), clock.regime.as_str()));
    assert!(given.iter().all(|alert| alert.line.as_deref().zip(alert.regime.as_deref()) == runs && runs.is_some()), "{given:?}");
    assert_eq!(tick(&ticker, &house, &mut turn, later + Duration::days(1)).await, 0, "each once");

    // Another ticker, with nothing in its memory.
    drop(turn);
    let mut turn = ticker.begin().await.expect("the lease is free again");
    assert_eq!(tick(&ticker, &house, &mut turn, later).await, 0);

    // A correction moves the end: it is warned of anew, and what was said before stays. It is over before that was known.
    let earlier = text(now - Duration::days(7));
    let moved = reported("立案一", &earlier).stated(&text(now + Duration::seconds(5))).correcting(&first);
    site.tell(&[moved]).await.all_taken_in();
    assert!(tick(&ticker, &house, &mut turn, later).await > 0);
    let anew = alerts(&site, &house).await;
    let (old, new): (Vec<&AlertRow>, Vec<&AlertRow>) = anew.iter().partition(|alert| alert.due_at == due);
    assert!(old.len() == 3 && matches!(&new[..], [one] if one.historical && one.warning == "missed"), "{anew:?}");

    // The head decided: nothing is warned of any more, and nothing is unsaid.
    site.tell(&[approved(&text(now)).stated(&text(now))]).await.all_taken_in();
    settled(&house).await;
    let waiting = "SELECT count(*) FROM read.clocks WHERE question = 'G2' AND next_at IS NOT NULL";
    assert_eq!(site.count(waiting).await, 0);
    assert_eq!(alerts(&site, &house).await, anew);
    let shown = read::clocks_of(&house.readers, record(&site).await).await.expect("clocks");
    let decided = shown.iter().find(|clock| clock.question == "G2").expect("the clock");
    assert_eq!((decided.state.as_str(), decided.open), ("met-late", false), "{decided:?}");
    assert_eq!(site.count("SELECT count(*) FROM quarantine").await, 0);
    drop(turn);
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn a_clock_that_closed_before_anybody_looked_is_not_warned_of() {
    let site = Site::new().await;
    let house = site.open().await;
    let now = kernel::time::now();
    let told = [reported("立案一", &text(now)).stated(&text(now)), approved(&text(now)).stated(&text(now))];
    site.tell(&told).await.all_taken_in();
    let ticker = ticker(&site, &house);
    let mut turn = ticker.begin().await.expect("the lease");
    tick(&ticker, &house, &mut turn, now + Duration::days(30)).await;
    assert!(alerts(&site, &house).await.is_empty());
    drop(turn);
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn what_was_over_before_it_was_recorded_is_historical_and_told_once_it_is_quiet() {
    let site = Site::new().await;
    let house = site.open().await;
    site.tell(&[reported("立案一", "2016-08-03")]).await.all_taken_in();
    settled(&house).await;
    let ticker = ticker(&site, &house);
    let mut turn = ticker.begin().await.expect("the lease");
    let (_, recorded) = read::head(&house.readers).await.expect("the head");
    let recorded = recorded.expect("something is recorded");
    assert_eq!(ticker.tick(&mut turn, recorded + Duration::seconds(1)).await.expect("a tick"), 0, "more may be on its way");
    tick(&ticker, &house, &mut turn, recorded + Duration::seconds(10)).await;
    let given = alerts(&site, &house).await;
    assert!(matches!(&given[..], [one] if one.historical && one.warning == "missed"), "{given:?}");
    assert_eq!(tick(&ticker, &house, &mut turn, recorded + Duration::days(300)).await, 0, "once");
    drop(turn);
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn while_the_read_tables_are_behind_nothing_is_raised() {
    let site = Site::new().await;
    let house = House::open(jointcase::house::Plan { project: false, ..site.plan() }).await.expect("a house");
    site.tell(&[reported("立案一", "2016-08-03")]).await.all_taken_in();
    let ticker = ticker(&site, &house);
    let mut turn = ticker.begin().await.expect("the lease");
    assert_eq!(ticker.tick(&mut turn, kernel::time::now() + Duration::days(1)).await.expect("a tick"), 0);
    house.stop().await;
}

#[tokio::test]
async fn of_two_services_side_by_side_one_raises_each_alert() {
    let site = Site::new().await;
    let (one, other) = (reacting(&site).await, reacting(&site).await);
    let told: Vec<Statement> = (1..=20).map(|n| reported(&format!("立案{n}"), "2016-08-03")).collect();
    site.tell(&told).await.all_taken_in();
    settled(&one).await;
    wait_until("what is missed is told", PATIENCE, || async {
        site.count("SELECT count(*) FROM read.alerts WHERE clock LIKE 'G2/%' AND historical").await == 20
    })
    .await;
    one.stop().await;
    settled(&other).await;
    let distinct = "SELECT count(DISTINCT (clock, warning, due_at)) FROM read.alerts";
    assert_eq!(site.count(ALERTS).await, site.count(distinct).await, "each once");
    assert_eq!(site.count("SELECT count(*) FROM quarantine").await, 0);
    let statuses = read::reactions(&other.readers).await.expect("the reactions");
    assert!(statuses.iter().any(|one| one.name == "clock-alerts") && statuses.iter().all(|one| !one.red()), "{statuses:?}");
    other.stop().await;
    site.verify().await;
}
