//! Environmental enforcement actions of the shape of Massachusetts, self-written, and the real file where it is there.

use importer::NothingKnown;
use serde_json::json;

use crate::support::{Outcome, outside, run, sample_mapping};

const HEADER: &str = "Year,Date,Text,order_consent order,order_unilateral order,order_demand,order_demand notice,order_agreement,\
order_notice of noncompliance,order_boil water order,order_settlement agreement,order_amendment,order_penalty assessment notice,\
order_civil administrative penalty,order_labels,order_water supply,order_attorney general,order_water,order_hazardous waste,\
order_sewer,order_civil penalty,order_ supplemental environmental project,order_gasoline,order_asbestos,order_wetlands,\
order_stormwater,law_npdes,law_chapter 91,Fine,municipality";

/// A row whose flags are true at `on` (0 is the consent order).
fn row(year: &str, date: &str, text: &str, on: &[usize], fine: &str, places: &str) -> String {
    let flags: Vec<&str> = (0..25).map(|n| if on.contains(&n) { "True" } else { "False" }).collect();
    format!("{year},{date},\"{text}\",{},{fine},\"{places}\"\n", flags.join(","))
}

fn import(rows: &[String]) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("actions.csv");
    std::fs::write(&path, format!("{HEADER}\n{}", rows.concat())).expect("a file");
    run(&path, sample_mapping("us-ma"), NothingKnown)
}

#[test]
fn an_action_becomes_a_decision_with_its_instruments_areas_places_and_dollars() {
    let imported = import(&[
        row(
            "2004",
            "12/29/04",
            "An order with a $35,355 penalty, for Example Mall.",
            &[0, 9, 14],
            "35355.0",
            "['Exampleton', 'New Sample']",
        ),
        row("2017", "2/3/2017", "Nothing but words", &[], "", "[]"),
    ]);
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected);
    assert_eq!(
        imported.data(0),
        json!({
            "on": "2004-12-29",
            "decision": 1,
            "without_filing": true,
            "summary": "An order with a $35,355 penalty, for Example Mall.",
            "instruments": ["consent-order", "penalty-assessment-notice"],
            "law_areas": ["water"],
            "fine": {"minor": 3_535_500, "currency": "USD"},
            "places": ["Exampleton", "New Sample"]
        })
    );
    assert_eq!(imported.data(1)["on"], "2017-02-03");
    assert!(imported.data(1).get("fine").is_none());
}

#[test]
fn a_date_that_cannot_be_is_rejected_with_its_row_column_and_value() {
    let imported = import(&[
        row("2007", "22/28/07", "a", &[0], "", "[]"),
        row("2017", "4/31/17", "b", &[0], "", "[]"),
        row("2014", "3/14/30", "c", &[0], "", "[]"),
        row("2014", "3/14/14", "d", &[0], "12.345", "[]"),
        row("2014", "3/14/14", "e", &[0], "", "['Open"),
    ]);
    assert!(imported.reports.is_empty());
    let told: Vec<_> = imported.rejected.iter().map(|r| (r.row, r.column.as_deref(), r.value.as_deref())).collect();
    assert_eq!(
        told,
        [
            (2, Some("Date"), Some("22/28/07")),
            (3, Some("Date"), Some("4/31/17")),
            (4, Some("Date"), Some("3/14/30")),
            (5, Some("Fine"), Some("12.345")),
            (6, Some("municipality"), Some("['Open")),
        ]
    );
    assert!(imported.rejected[2].reason.en.contains("column \"Year\" says 2014"), "{}", imported.rejected[2].reason.en);
    assert!(imported.rejected[0].reason.zh.starts_with("第2行“Date”列为“22/28/07”："), "{}", imported.rejected[0].reason.zh);
}

#[test]
fn the_number_of_an_action_shows_its_date_and_none_of_its_text() {
    let imported = import(&[
        row("2004", "12/29/04", "A text about John Example", &[0], "", "[]"),
        row("2004", "12/29/04", "A text about John Example", &[0], "", "[]"),
        row("2004", "12/29/04", "Another text", &[0], "", "[]"),
    ]);
    let keys: Vec<&str> = imported.reports.iter().map(|report| report.record.as_str()).collect();
    assert!(keys.iter().all(|key| key.starts_with("MassDEP 12/29/04 ~") && !key.contains("John")), "{keys:?}");
    assert_eq!(keys[1], format!("{} #2", keys[0]));
    assert_ne!(keys[0], keys[2]);
}

#[test]
fn the_real_file_is_accounted_for_row_by_row() {
    let Some(path) = outside("massdep-enforcement.csv") else { return };
    let imported = run(&path, sample_mapping("us-ma"), NothingKnown);
    // Three impossible dates, and three whose year is not the one in the column Year.
    let rejected: Vec<_> = imported.rejected.iter().filter_map(|r| r.value.as_deref()).collect();
    assert_eq!(rejected, ["12/12/20", "0/6/05", "22/28/07", "12/29/10", "3/14/30", "4/31/17"]);
    assert_eq!(imported.reports.len(), 4348 - 6);
    let text = std::fs::read_to_string(&path).expect("the file");
    let dollars = |line: &str| {
        line.rsplit_once(",[")
            .or_else(|| line.rsplit_once(",\"["))
            .and_then(|(start, _)| start.rsplit_once(',')?.1.parse::<f64>().ok())
    };
    let fined = text.lines().filter(|line| dollars(line).is_some()).count();
    let imported_fines = imported.reports.iter().filter(|r| crate::support::envelope(r)["data"].get("fine").is_some()).count();
    let rejected_fines = imported
        .rejected
        .iter()
        .filter(|r| matches!(&r.rows[0].cells, importer::Cells::Table(cells) if !cells[28].is_blank()))
        .count();
    assert_eq!(imported_fines + rejected_fines, fined);
}
