//! What a notice says: the golden examples are what the code writes.

use serde_json::{Value, json};

use super::story::{POLICE, Story, alert, matter, sent};
use crate::Notice;

const FILED: &str = include_str!("../../notices/joint-office.transfer.filed.v1.json");
const MISSED: &str = include_str!("../../notices/joint-office.alert.missed.v1.json");

fn filed() -> Story {
    sent().step(POLICE, "Filed", json!({"on": "2026-03-05", "case": "A370811"}))
}

fn json_of(notice: &Notice) -> Value {
    serde_json::to_value(notice).expect("JSON")
}

fn golden(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_step_of_a_transfer_is_told_as_the_golden_example_says() {
    assert_eq!(json_of(&filed().notice(&[])), golden(FILED), "{:#}", json_of(&filed().notice(&[])));
}

#[test]
fn a_missed_clock_is_told_as_the_golden_example_says() {
    let notice = alert(false).notice(&[&sent(), &matter()]);
    assert_eq!(json_of(&notice), golden(MISSED), "{:#}", json_of(&notice));
}

#[test]
fn a_reader_does_not_stumble_over_fields_that_are_added_later() {
    for text in [FILED, MISSED] {
        let mut later = golden(text);
        later["data"]["added"] = json!({"later": true});
        later["extension"] = json!("later");
        assert_eq!(serde_json::from_value::<Notice>(later).expect("a notice"), serde_json::from_str(text).expect("a notice"));
    }
}

#[test]
fn a_correction_and_a_withdrawal_say_so() {
    let corrected = filed().correction(POLICE, "Filed", json!({"on": "2026-03-04"}), Some(2)).notice(&[]);
    assert!(corrected.data.correction && !corrected.data.withdrawn);
    assert_eq!(corrected.id, "00000000-0000-0000-0000-000000000002-3");
    let back = filed().withdrawn(POLICE, &format!("filed/{POLICE}"), 2).notice(&[]);
    assert!(back.data.withdrawn && !back.data.correction);
    assert_eq!(back.notice_type, "jointcase.notice.joint-office.transfer.filed.v1");
}
