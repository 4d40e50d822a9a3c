//! Recall notices: nested JSON with nulls, entities and two editions of one notice.

use std::collections::BTreeSet;

use importer::NothingKnown;
use serde_json::Value as Json;

use crate::support::{envelope, outside, run, sample_mapping, samples};

#[test]
fn every_notice_of_the_excerpt_is_an_edition_of_its_recall() {
    let path = samples().join("usda/excerpt.json");
    let source: Vec<Json> = serde_json::from_slice(&std::fs::read(&path).expect("the file")).expect("json");
    let imported = run(&path, sample_mapping("usda"), NothingKnown);
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected.first());
    assert_eq!(imported.reports.len(), source.len());
    let recalls: BTreeSet<&str> = source.iter().filter_map(|notice| notice["notice_id_number"].as_str()).map(str::trim).collect();
    let records: BTreeSet<&str> = imported.reports.iter().map(|report| report.record.as_str()).collect();
    assert_eq!(records, recalls);
    assert!(records.len() < source.len(), "some recalls have two notices");
    for (notice, report) in source.iter().zip(&imported.reports) {
        let data = envelope(report)["data"].clone();
        assert_eq!(data["edition"], notice["uid"]);
        assert_eq!(data["on"].as_str(), notice["notification_dttm"].as_str().and_then(|at| at.get(..10)), "a day stays that day");
        assert_eq!(data.get("company").is_some(), notice["company_name"].is_string());
        assert_eq!(data["places"], notice["impacted_states"]);
        let alert = notice["recall_classification"] == "Public Health Alert";
        assert_eq!((data.get("class").is_none(), data["status"] == "alert"), (alert, alert));
    }
}

#[test]
fn entities_are_decoded_also_where_they_were_encoded_twice() {
    let path = samples().join("usda/excerpt.json");
    let text = std::fs::read_to_string(&path).expect("the file");
    assert!(text.contains("&amp;quot;") && text.contains("&#039;") && text.contains("&amp;"), "the excerpt has what is tested");
    let imported = run(&path, sample_mapping("usda"), NothingKnown);
    for report in &imported.reports {
        let body = String::from_utf8(report.body.clone()).expect("utf-8");
        assert!(!body.contains("&quot;") && !body.contains("&#039;") && !body.contains("&amp;"), "{body}");
    }
    assert!(
        imported
            .reports
            .iter()
            .any(|report| envelope(report)["data"]["title"].as_str().is_some_and(|t| t.contains("(\"Nuggets\")")))
    );
}

#[test]
fn the_real_file_is_accounted_for() {
    let Some(path) = outside("usda-recalls.json") else { return };
    let imported = run(&path, sample_mapping("usda"), NothingKnown);
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected.first());
    let records: BTreeSet<&str> = imported.reports.iter().map(|report| report.record.as_str()).collect();
    assert_eq!((imported.reports.len(), records.len()), (1982, 1193));
}
