//! The 2016 account from its reports to its figures, and from each figure back to the reports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jointcase::commands::publish::envelopes;
use kernel::{DivisionCode, MessageId, Nature, Window};
use projections::Vocabulary;
use projections::read::{self, FactFilter, Tile, TileQuery};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tests::house::{Site, facts, sample, settled};

const JINING: &str = "370800000000";

/// The figures of the account: measure, sum, facts behind it, whether it says "more than", and the window it names.
const ACCOUNT: [(&str, i64, i64, bool, Window); 7] = [
    ("joint-meetings", 36, 36, false, Window::SinceSetUp),
    ("joint-actions", 158, 158, false, Window::SinceSetUp),
    ("joint-offices", 6, 6, false, Window::OnTheDay),
    ("special-campaigns", 26, 26, false, Window::ThisYear),
    ("cluster-campaigns", 3, 3, false, Window::ThisYear),
    ("source-governed-places", 30, 31, true, Window::NotStated),
    ("problem-premises", 15, 15, false, Window::NotStated),
];

fn lines() -> Vec<String> {
    let text = std::fs::read_to_string(sample("jining-2016/reports.jsonl")).expect("the shipped fixture");
    text.lines().map(str::to_owned).collect()
}

fn message(line: &str) -> MessageId {
    let report: Value = serde_json::from_str(line).expect("a report");
    serde_json::from_value(report["id"].clone()).expect("an id")
}

/// What kind of sentence of the account a report belongs to.
fn sentence(line: &str) -> String {
    let report: Value = serde_json::from_str(line).expect("a report");
    let qualifier = &report["data"]["place"]["quantity"]["qualifier"];
    format!("{} {} {qualifier}", report["type"], report["data"]["kind"])
}

/// Writes `lines` to a file and publishes it as `jointcase publish` does.
async fn publish(site: &Site, name: &str, lines: &[String]) -> jointcase::delivery::Delivered {
    let file: PathBuf = site.folder.path().join(name);
    std::fs::write(&file, lines.join("\n")).expect("a file");
    let published = envelopes(site.senders(), &file, None).await.expect("a delivery");
    assert!(published.whole(), "{published:?}");
    let delivered = published.delivered;
    assert!(delivered.complete(), "{delivered:?}");
    assert_eq!((delivered.published, delivered.in_quarantine()), (lines.len() as u64, 0), "{delivered:?}");
    delivered
}

/// All tiles of the dashboard on the account's last day, each in its declared window.
async fn tiles(readers: &PgPool) -> BTreeMap<&'static str, Tile> {
    let reference = roster::reference().expect("the shipped trees");
    let root = reference.divisions.root(&DivisionCode::new(JINING).expect("a code")).expect("a root").clone();
    let query = TileQuery { to: "2016-08-31".parse().expect("a day"), ..TileQuery::default() };
    let tiles = read::tiles(readers, &Vocabulary::of(roster::mount_all), &root, &query).await.expect("tiles");
    tiles.into_iter().map(|tile| (tile.measure.code, tile)).collect()
}

fn sums(tiles: &BTreeMap<&'static str, Tile>) -> BTreeMap<&'static str, (i64, i64, bool)> {
    tiles.iter().map(|(measure, tile)| (*measure, (tile.amount, tile.rows, tile.at_least))).collect()
}

#[tokio::test]
async fn the_account_of_2016_gives_its_seven_figures_and_each_opens_into_its_reports() {
    let site = Site::new().await;
    let house = site.open().await;
    let lines = lines();
    assert_eq!(publish(&site, "account.jsonl", &lines).await.accepted, 275);
    settled(&house).await;
    let tiles = tiles(&house.readers).await;

    let mut seen = BTreeSet::new();
    for (measure, amount, rows, at_least, window) in ACCOUNT {
        let tile = &tiles[measure];
        assert_eq!((tile.amount, tile.rows, tile.at_least), (amount, rows, at_least), "{measure}");
        assert_eq!(tile.measure.window, window, "{measure}");
        assert_eq!(tile.measure.nature == Nature::Stock, measure == "joint-offices", "{measure}");
        assert_eq!((tile.declared, tile.possible, tile.windows.own.to.to_string().as_str()), (true, 0, "2016-08-31"));
        let first = (window == Window::ThisYear).then(|| "2016-01-01".parse().expect("a day"));
        assert_eq!(tile.windows.own.from, first, "{measure}");

        let filter = FactFilter {
            root: JINING.into(),
            measure: Some(measure.into()),
            from: tile.windows.own.from,
            to: tile.windows.own.to,
            ..FactFilter::default()
        };
        let facts = facts(&house.readers, &filter).await;
        assert_eq!((facts.len() as i64, facts.iter().map(|fact| fact.amount).sum::<i64>()), (rows, amount), "{measure}");
        for fact in facts {
            let record = read::record(&house.readers, fact.record).await.expect("an answer").expect("the record of a fact");
            assert_eq!((record.mark.as_deref(), record.county.as_deref()), (Some("reconstructed"), None), "{}", record.number);
            assert!(record.flags.is_empty(), "{}: {:?}", record.number, record.flags);
            let events = read::history(&house.readers, fact.record).await.expect("a history");
            let event = events.iter().find(|event| event.position == fact.made_at).expect("the event that made the fact");
            let caused_by = event.message_id.expect("a report");
            let report = read::report(&house.readers, &event.org, caused_by).await.expect("an answer").expect("the report");
            let line = lines.iter().find(|line| message(line).0 == caused_by).expect("a line of the fixture");
            assert_eq!(report.report, serde_json::from_str::<Value>(line).expect("JSON"));
            assert_eq!(report.body_hash, hex::encode(Sha256::digest(line)));
            seen.insert(MessageId(caused_by));
        }
    }
    assert_eq!(seen, lines.iter().map(|line| message(line)).collect(), "each report stands behind a figure");
    let others = tiles.values().filter(|tile| ACCOUNT.iter().all(|(measure, ..)| *measure != tile.measure.code));
    assert_eq!(others.map(|tile| tile.rows).sum::<i64>(), 0);
    house.stop().await;
    site.verify().await;
}

#[tokio::test]
async fn each_report_of_the_account_moves_its_own_figure_by_one_and_no_other() {
    let site = Site::new().await;
    let house = site.open().await;
    let lines = lines();
    // One report of each sentence is held back at first.
    let mut known = BTreeSet::new();
    let (late, most): (Vec<String>, Vec<String>) = lines.iter().cloned().partition(|line| known.insert(sentence(line)));
    assert_eq!(late.len(), 8, "seven figures, one of them in exact reports and one that says more than");
    publish(&site, "most.jsonl", &most).await;
    settled(&house).await;
    let mut before = sums(&tiles(&house.readers).await);
    let mut moved = BTreeSet::new();
    for line in &late {
        publish(&site, "late.jsonl", std::slice::from_ref(line)).await;
        settled(&house).await;
        let after = sums(&tiles(&house.readers).await);
        let changed: Vec<&&str> = after.keys().filter(|measure| after[**measure] != before[**measure]).collect();
        let [measure] = changed[..] else { panic!("{} moves {changed:?}", sentence(line)) };
        let ((was, rows_were, open), (is, rows_are, opened)) = (before[measure], after[measure]);
        let more = line.contains("at-least");
        assert_eq!((is, rows_are), (was + i64::from(!more), rows_were + 1), "{measure}");
        // "More than thirty" is thirty exact reports and one that only says that there are more.
        assert_eq!((open, opened), (!more && open, open || more), "{measure}");
        moved.insert(*measure);
        before = after;
    }
    assert_eq!(moved, ACCOUNT.iter().map(|(measure, ..)| *measure).collect());

    let head = event_store::feed::head(&house.pool).await.expect("the head");
    let again = publish(&site, "all.jsonl", &lines).await;
    assert_eq!((again.accepted, again.duplicates), (0, 275));
    settled(&house).await;
    assert_eq!(sums(&tiles(&house.readers).await), before, "publishing it twice changes nothing");
    assert_eq!(event_store::feed::head(&house.pool).await.expect("the head"), head);
    house.stop().await;
    site.verify().await;
}
