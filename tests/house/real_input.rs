//! Delaware's inspections as the State published them, through the importer and the whole house, against a count by other code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use importer::Mapping;
use jointcase::commands::publish::{Published, mapped};
use kernel::AgencyCode;
use projections::Vocabulary;
use projections::read::{self, Page, RecordFilter};
use serde_json::Value;
use sqlx::PgPool;
use tests::house::{Figure, Site, figures, records, sample, settled};

const DELAWARE: &str = "US-DE";

/// What the file says, counted without any of our code.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    rows: i64,
    inspections: BTreeMap<String, i64>,
    /// Violations by county; a row without any adds nothing.
    violations: BTreeMap<String, i64>,
    rows_with_violations: i64,
    corrected: i64,
    not_corrected: i64,
    /// Cells without `/Yes` or `/No` (those of 2007, and four later entries) are violations all the same: that they were corrected on
    /// site is then not stated, which is neither yes nor no.
    not_stated: i64,
    places: BTreeSet<(String, String)>,
}

fn count(csv: &str) -> Counted {
    let mut counted = Counted::default();
    for row in csv::Reader::from_reader(csv.as_bytes()).records() {
        let row = row.expect("a row");
        let county = match &row[6] {
            "Kent" => "US-DE-001",
            "New Castle County" => "US-DE-003",
            "Sussex" => "US-DE-005",
            other => panic!("a county that the State does not have: {other}"),
        };
        counted.rows += 1;
        *counted.inspections.entry(county.to_owned()).or_default() += 1;
        // Letters and digits alone tell places apart: "Route 1, Lewes" and "Route 1 Lewes" are one.
        let plain = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        counted.places.insert((plain(&row[0]), plain(&format!("{}{}DE{}", &row[1], &row[2], &row[3]))));
        if row[9].trim() == "None" {
            continue;
        }
        counted.rows_with_violations += 1;
        for violation in row[9].split(',') {
            *counted.violations.entry(county.to_owned()).or_default() += 1;
            match violation.trim().rsplit_once('/').map(|(_, answer)| answer) {
                Some("Yes") => counted.corrected += 1,
                Some("No") => counted.not_corrected += 1,
                Some(other) => panic!("neither yes nor no: {other}"),
                None => counted.not_stated += 1,
            }
        }
    }
    counted
}

/// How many rows are like one above them in what tells records apart: place, day and kind of visit.
fn rows_told_again(csv: &str) -> usize {
    let mut told = BTreeSet::new();
    let rows = csv::Reader::from_reader(csv.as_bytes()).into_records().map(|row| row.expect("a row"));
    rows.filter(|row| !told.insert([0, 1, 7, 8].map(|column| row[column].to_owned()))).count()
}

async fn publish(site: &Site, csv: &str) -> Published {
    let file = site.folder.path().join("inspections.csv");
    std::fs::write(&file, csv).expect("a file");
    publish_file(site, &file, "us-de", "food-drug").await
}

async fn publish_file(site: &Site, file: &Path, folder: &str, agency: &str) -> Published {
    let mapping = Mapping::read(&sample(&format!("{folder}/mapping.toml"))).expect("the shipped mapping");
    let agency = AgencyCode::new(agency).expect("an agency");
    let journal: &Path = &site.folder.path().join("publish");
    let published = mapped(site.senders(), file, mapping, journal, &agency).await.expect("a delivery");
    assert!(published.delivered.complete(), "{published:?}");
    assert_eq!((published.rejected, published.delivered.in_quarantine()), (0, 0), "{published:?}");
    published
}

/// What the read tables say of one measure, by county.
fn of(figures: &BTreeMap<(String, Option<String>), Figure>, measure: &str) -> BTreeMap<String, i64> {
    let mine = figures.iter().filter(|((code, _), _)| code == measure);
    mine.map(|((_, county), (amount, ..))| (county.clone().expect("a county"), *amount)).collect()
}

async fn premises(readers: &PgPool) -> usize {
    let (mut all, mut page) = (BTreeSet::new(), Page::first(200));
    loop {
        let paged = read::subjects(readers, DELAWARE, "premises", None, None, &page).await.expect("premises");
        all.extend(paged.rows.into_iter().map(|row| row.subject));
        match paged.next {
            Some(next) => page.after = Some(next),
            None => return all.len(),
        }
    }
}

fn every_record() -> RecordFilter {
    RecordFilter { root: DELAWARE.into(), ..RecordFilter::default() }
}

#[tokio::test]
async fn delawares_rows_are_all_accounted_for_and_a_corrected_row_corrects_its_record() {
    let site = Site::new().await;
    let house = site.open().await;
    let vocabulary = Vocabulary::of(roster::mount_all);
    let csv = std::fs::read_to_string(sample("us-de/inspections.csv")).expect("the shipped file");
    let counted = count(&csv);

    let published = publish(&site, &csv).await;
    assert_eq!((published.rows, published.delivered.accepted), (2281, 2281));
    settled(&house).await;
    let before = figures(&house.readers, DELAWARE, &vocabulary).await;
    assert_eq!(of(&before, "food-inspections"), counted.inspections);
    assert_eq!(of(&before, "food-findings"), counted.violations);
    assert_eq!(before.len(), 6, "two measures in three counties: {before:?}");
    assert_eq!(premises(&house.readers).await, counted.places.len());
    let all = records(&house.readers, &every_record()).await;
    let (rows, found): (Vec<_>, Vec<_>) = (all.iter().collect(), all.iter().filter(|row| row.findings > Some(0)).collect());
    assert_eq!((rows.len() as i64, found.len() as i64), (counted.rows, counted.rows_with_violations));
    assert!(all.iter().all(|row| row.flags.is_empty()), "nothing is out of order in one file");
    let twice = RecordFilter { flag: Some("identical".into()), ..every_record() };
    let twice: BTreeSet<_> = records(&house.readers, &twice).await.into_iter().map(|row| row.record).collect();
    let numbered: BTreeSet<_> = all.iter().filter(|row| row.ordinal.is_some()).map(|row| row.record).collect();
    assert!(twice == numbered && twice.len() == rows_told_again(&csv), "{twice:?}");
    assert_eq!(all.iter().filter(|row| row.ordinal == Some(2)).count(), 7, "identical keys stay inspections of their own");
    let said = |answer: &str| {
        let sql = format!(
            "SELECT count(*) FROM events e, jsonb_path_query(e.payload::jsonb, '$.Visited[1].findings[*]') f
              WHERE e.root = '{DELAWARE}' AND f ->> 'corrected_on_site' IS NOT DISTINCT FROM {answer}"
        );
        let site = &site;
        async move { site.count(&sql).await }
    };
    assert_eq!(
        (said("'true'").await, said("'false'").await, said("NULL").await),
        (counted.corrected, counted.not_corrected, counted.not_stated)
    );
    assert_eq!((counted.corrected, counted.not_corrected, counted.places.len()), (497, 846, 300));

    // One row is corrected in the file, and the whole file published again.
    let row = "04/26/2007,3-501.17\n";
    assert!(csv.contains(row), "the first row");
    let corrected = csv.replacen(row, "04/26/2007,\"3-501.17, 4-601.11 /Yes\"\n", 1);
    let recounted = count(&corrected);
    assert_eq!(recounted.corrected, counted.corrected + 1);
    let again = publish(&site, &corrected).await;
    assert_eq!((again.delivered.accepted, again.delivered.duplicates), (1, 2280));
    settled(&house).await;
    let after = figures(&house.readers, DELAWARE, &vocabulary).await;
    assert_eq!(of(&after, "food-findings"), recounted.violations);
    assert_eq!(of(&after, "food-inspections"), counted.inspections);
    let all = records(&house.readers, &every_record()).await;
    assert_eq!(all.len(), 2281, "the same records");
    assert!(all.iter().all(|row| row.flags.is_empty()), "a correction that names what it corrects is no restatement");
    let changed = all.iter().max_by_key(|row| row.last_position).expect("a record");
    assert_eq!((changed.title.as_deref(), changed.findings), (Some("A & G Steak Out"), Some(2)));
    let history = read::history(&house.readers, changed.record).await.expect("a history");
    let told: Vec<Value> = history.iter().map(|event| serde_json::json!(event.message_id)).collect();
    let report = read::report(&house.readers, "us-de-public-health", history[1].message_id.expect("a report")).await;
    let report = report.expect("an answer").expect("the correction").report;
    assert_eq!((told.len(), &report["corrects"]), (2, &told[0]), "it names the report that it corrects");

    // The clerk changes the row back: that corrects the correction.
    let back = publish(&site, &csv).await;
    assert_eq!((back.delivered.accepted, back.delivered.duplicates), (1, 2280));
    settled(&house).await;
    assert_eq!(figures(&house.readers, DELAWARE, &vocabulary).await, before);
    assert!(records(&house.readers, &every_record()).await.iter().all(|row| row.flags.is_empty()));
    let once_more = publish(&site, &csv).await;
    assert_eq!((once_more.delivered.accepted, once_more.delivered.duplicates), (0, 2281));
    house.stop().await;
    site.verify().await;
}

/// Actions of the shape that Massachusetts publishes, self-written.
fn actions(rows: i64) -> String {
    let header = "Year,Date,Text,order_consent order,order_unilateral order,order_demand,order_demand notice,order_agreement,\
order_notice of noncompliance,order_boil water order,order_settlement agreement,order_amendment,order_penalty assessment notice,\
order_civil administrative penalty,order_labels,order_water supply,order_attorney general,order_water,order_hazardous waste,\
order_sewer,order_civil penalty,order_ supplemental environmental project,order_gasoline,order_asbestos,order_wetlands,\
order_stormwater,law_npdes,law_chapter 91,Fine,municipality";
    let flags = vec!["False"; 24].join(",");
    let row = |n: i64| format!("2017,2/{n}/2017,Action {n} against a sample mill,True,{flags},{n}000.0,['Exampleton']\n");
    format!("{header}\n{}", (1..=rows).map(row).collect::<String>())
}

#[tokio::test]
async fn actions_of_massachusetts_and_recalls_go_through_the_door_and_dollars_stay_dollars() {
    let site = Site::new().await;
    let house = site.open().await;
    let file = site.folder.path().join("actions.csv");
    std::fs::write(&file, actions(10)).expect("a file");
    let acted = publish_file(&site, &file, "us-ma", "environment").await;
    assert_eq!((acted.rows, acted.delivered.accepted), (10, 10));
    let excerpt = sample("usda/excerpt.json");
    let notices: Vec<Value> = serde_json::from_slice(&std::fs::read(&excerpt).expect("the excerpt")).expect("JSON");
    let recalled = publish_file(&site, &excerpt, "usda", "food-drug").await;
    assert_eq!(recalled.delivered.accepted, notices.len() as u64);
    settled(&house).await;

    let of = |root: &str| RecordFilter { root: root.into(), ..RecordFilter::default() };
    let decided = records(&house.readers, &of("US-MA")).await;
    let mut fines: Vec<_> = decided.iter().map(|row| (row.amount_minor, row.currency.as_deref())).collect();
    fines.sort_unstable();
    assert_eq!(fines, (1..=10).map(|n| (Some(n * 100_000), Some("USD"))).collect::<Vec<_>>());
    let vocabulary = Vocabulary::of(roster::mount_all);
    let counted = figures(&house.readers, "US-MA", &vocabulary).await;
    let fen: Vec<&str> =
        vocabulary.measures().iter().filter(|measure| measure.unit.code() == "fen").map(|measure| measure.code).collect();
    assert!(!fen.is_empty());
    assert!(counted.keys().all(|(measure, _)| !fen.contains(&measure.as_str())), "dollars are in no tally of fen: {counted:?}");
    let recalls: BTreeSet<&str> =
        notices.iter().filter_map(|notice| notice["notice_id_number"].as_str()).map(str::trim).collect();
    let recorded = records(&house.readers, &of("US")).await;
    assert_eq!(recorded.iter().map(|row| row.number.as_str()).collect::<BTreeSet<_>>(), recalls, "two editions are one recall");
    site.verify().await;
    house.stop().await;
}
