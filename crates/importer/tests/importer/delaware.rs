//! The Delaware file, counted in two ways that share no code.

use std::collections::{BTreeMap, BTreeSet};

use importer::{Import, Mapped, NothingKnown};
use kernel::{DivisionCode, Premises};
use serde_json::Value as Json;

use crate::support::{Outcome, envelope, gather, run, sample_mapping, samples, validate};

fn imported() -> Outcome {
    run(&samples().join("us-de/inspections.csv"), sample_mapping("us-de"), NothingKnown)
}

/// A parser of its own: quotes, commas, line ends, nothing else.
fn rows_by_hand() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(samples().join("us-de/inspections.csv")).expect("the file");
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows.remove(0);
    rows
}

/// Letters and digits in lower case, as a premises is compared.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
fn every_row_is_an_inspection_and_the_sums_are_those_of_an_independent_count() {
    let by_hand = rows_by_hand();
    let entries: Vec<&str> = by_hand
        .iter()
        .map(|row| row[9].trim())
        .filter(|cell| *cell != "None")
        .flat_map(|cell| cell.split(','))
        .map(str::trim)
        .collect();
    let corrected = entries.iter().filter(|entry| entry.ends_with("/Yes")).count();
    let not_corrected = entries.iter().filter(|entry| entry.ends_with("/No")).count();
    let places: BTreeSet<(String, String)> =
        by_hand.iter().map(|row| (plain(&row[0]), plain(&format!("{}, {}, DE {}", row[1], row[2], row[3])))).collect();

    let imported = imported();
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected.first());
    let visits: Vec<Json> = imported.reports.iter().map(|report| envelope(report)["data"].clone()).collect();
    let findings: Vec<&Json> = visits.iter().flat_map(|visit| visit["findings"].as_array().into_iter().flatten()).collect();
    let root = DivisionCode::new("US-DE").expect("a root");
    let premises: BTreeSet<_> = visits
        .iter()
        .map(|visit| serde_json::from_value::<Premises>(visit["premises"].clone()).expect("a premises").id(&root))
        .collect();
    let said = |answer: Option<bool>| {
        findings.iter().filter(|finding| finding.get("corrected_on_site").and_then(Json::as_bool) == answer).count()
    };

    assert_eq!((visits.len(), premises.len(), findings.len()), (by_hand.len(), places.len(), entries.len()));
    // "/Yes" is corrected on site, "/No" is not; an entry with neither, as in 2007, is counted as a violation of which
    // neither is stated.
    assert_eq!((said(Some(true)), said(Some(false))), (corrected, not_corrected));
    assert_eq!(said(None), entries.len() - corrected - not_corrected);
    // 301 spellings of name and address, two of which differ in their punctuation only.
    assert_eq!((by_hand.len(), places.len(), entries.len(), corrected, not_corrected), (2281, 300, 1472, 497, 846));
}

#[test]
fn each_inspection_lies_in_the_county_of_its_row() {
    let mut by_hand: BTreeMap<&str, usize> = BTreeMap::new();
    let rows = rows_by_hand();
    for row in &rows {
        let code = match row[6].as_str() {
            "Kent" => "US-DE-001",
            "New Castle County" => "US-DE-003",
            "Sussex" => "US-DE-005",
            other => panic!("{other}"),
        };
        *by_hand.entry(code).or_default() += 1;
    }
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for report in imported().reports {
        *counted.entry(report.division.to_string()).or_default() += 1;
    }
    assert_eq!(counted.iter().map(|(code, n)| (code.as_str(), *n)).collect::<BTreeMap<_, _>>(), by_hand);
}

#[test]
fn rows_with_the_same_key_stay_inspections_of_their_own() {
    let imported = imported();
    let ids: BTreeSet<_> = imported.reports.iter().map(|report| report.message).collect();
    let records: BTreeSet<_> = imported.reports.iter().map(|report| report.record.as_str()).collect();
    assert_eq!((ids.len(), records.len()), (2281, 2281));
    let repeated: Vec<_> = imported.reports.iter().filter(|report| report.ordinal > 1).collect();
    assert_eq!(repeated.len(), 7);
    for report in repeated {
        assert!(report.record.as_str().ends_with(" #2"), "{}", report.record);
        assert_eq!(envelope(report)["ordinal"], 2);
    }
    assert!(imported.reports.iter().filter(|report| report.ordinal == 1).all(|report| envelope(report).get("ordinal").is_none()));
}

#[test]
fn the_oddities_of_the_file_are_kept_as_written() {
    let imported = imported();
    let findings_of = |row: u64| {
        let report = imported.reports.iter().find(|report| report.row == row).expect("the row");
        envelope(report)["data"]["findings"].clone()
    };
    let by_hand = rows_by_hand();
    let row_with = |cell: &str| by_hand.iter().position(|row| row[9] == cell).expect(cell) as u64 + 2;
    assert_eq!(findings_of(row_with("4-5.01.114 /Yes")), serde_json::json!([{"code": "4-5.01.114", "corrected_on_site": true}]));
    assert_eq!(findings_of(row_with("5 /No")), serde_json::json!([{"code": "5", "corrected_on_site": false}]));
    assert_eq!(findings_of(row_with("3-501.16 , 4-601.11")), serde_json::json!([{"code": "3-501.16"}, {"code": "4-601.11"}]));
    let mixed = findings_of(row_with("3-501.19 /No, 2-201.11 /No, 4-501.114"));
    assert_eq!(mixed[2], serde_json::json!({"code": "4-501.114"}));
    assert_eq!(findings_of(2 + by_hand.iter().position(|row| row[9] == "None").expect("one") as u64), serde_json::json!([]));
}

#[test]
fn a_position_outside_the_state_is_left_out() {
    let positions =
        imported().reports.iter().filter(|report| envelope(report)["data"]["premises"].get("position").is_some()).count();
    let by_hand = rows_by_hand()
        .iter()
        .filter(|row| {
            let number = |cell: &str| cell.parse::<f64>().unwrap_or(0.0);
            (-76.0..=-75.0).contains(&number(&row[4])) && (38.0..=40.0).contains(&number(&row[5]))
        })
        .count();
    assert_eq!((positions, by_hand), (2165, 2165));
}

#[test]
fn the_same_file_makes_the_same_bytes_and_is_read_to_its_end() {
    assert_eq!(imported().reports, imported().reports);
    let open =
        || Import::open(&samples().join("us-de/inspections.csv"), sample_mapping("us-de"), NothingKnown, validate).expect("open");
    let Some(Ok(Mapped::Report(first))) = open().next() else { panic!("no report") };
    assert!(first.pretty().contains("\"A & G Steak Out\""), "{}", first.pretty());
    let mut import = open();
    let total = std::fs::metadata(samples().join("us-de/inspections.csv")).expect("the file").len();
    assert!(import.by_ref().all(|mapped| mapped.is_ok()));
    assert_eq!((import.progress().read, import.progress().total), (total, total));
    assert_eq!((import.counts().rows, import.counts().reports, import.counts().repeats), (2281, 2281, 7));
    assert_eq!(gather(open()).reports.len(), 2281);
}
