//! Formats and encodings, and what is said when they are wrong.

use encoding_rs::GB18030;
use serde_json::json;

use crate::support::{failure, import_bytes, mapping_with};

const FIELDS: &str = "on = { column = \"日期\", as = \"date\" }\nname = \"名称\"";

fn mapping() -> String {
    mapping_with("", "number = \"编号\"", FIELDS)
}

const TEXT: &str = "编号,名称,日期\n甲1,任城区示例餐馆,2016-08-01\n甲2,曲阜市示例超市,2016-08-02\n";

#[test]
fn the_encoding_is_found() {
    let utf8 = import_bytes("a.csv", TEXT.as_bytes(), &mapping());
    let marked = import_bytes("a.csv", format!("\u{FEFF}{TEXT}").as_bytes(), &mapping());
    let gb18030 = import_bytes("a.csv", &GB18030.encode(TEXT).0, &mapping());
    assert_eq!(utf8.reports.len(), 2);
    assert_eq!(utf8.reports, marked.reports);
    assert_eq!(utf8.reports, gb18030.reports);
}

#[test]
fn a_late_byte_of_another_encoding_is_found_too() {
    let mut text = String::from("编号,名称,日期\n");
    for n in 0..5000 {
        text.push_str(&format!("A{n},plain ascii for a long while,2016-08-01\n"));
    }
    let mut bytes = GB18030.encode(&text).0.into_owned();
    bytes.extend_from_slice(&GB18030.encode("B1,任城区,2016-08-01\n").0);
    let imported = import_bytes("a.csv", &bytes, &mapping());
    assert_eq!(imported.data(5000)["name"], "任城区");
}

#[test]
fn bytes_of_no_encoding_are_named_by_row_and_byte() {
    let mut damaged = TEXT.as_bytes().to_vec();
    let at = TEXT.find("曲阜").expect("the place");
    damaged[at + 1] = b'!';
    let told = failure("a.csv", &damaged, &mapping());
    assert!(told.en.starts_with(&format!("line 3, byte {} of the file", at + 1)), "{}", told.en);
    assert!(told.zh.contains("第3行") && told.zh.contains("UTF-8"), "{}", told.zh);
    let told = failure("a.csv", b"\x81\xff\n", &mapping());
    assert!(told.en.contains("line 1, byte 1"), "{}", told.en);
    let told = failure("a.csv", b"\xff\xfea\0", &mapping());
    assert!(told.zh.contains("UTF-16"), "{}", told.zh);
    let stated = mapping_with("encoding = \"utf-8\"", "number = \"编号\"", FIELDS);
    let told = failure("a.csv", &GB18030.encode(TEXT).0, &stated);
    assert!(told.en.starts_with("line 1, byte 1 "), "{}", told.en);
}

#[test]
fn the_delimiter_is_found() {
    let expected = import_bytes("a.csv", TEXT.as_bytes(), &mapping()).reports;
    for delimiter in [";", "\t", "|"] {
        assert_eq!(import_bytes("a.csv", TEXT.replace(',', delimiter).as_bytes(), &mapping()).reports, expected, "{delimiter:?}");
    }
}

#[test]
fn json_in_all_its_forms_gives_the_same_reports() {
    let rows = [
        json!({"编号": "甲1", "d": {"名称": ["任城区示例餐馆"]}, "日期": "2016-08-01"}),
        json!({"编号": "甲2", "日期": "2016-08-02", "d": null}),
    ];
    let fields = "on = { column = \"日期\", as = \"date\" }\nname = { path = \"d.名称[0]\" }";
    let plain = mapping_with("", "number = \"编号\"", fields);
    let list = import_bytes("a.json", json!(rows).to_string().as_bytes(), &plain);
    let lines = import_bytes("a.jsonl", format!("{}\n\n{}\n", rows[0], rows[1]).as_bytes(), &plain);
    let inner = json!({"meta": {"n": 2}, "data": {"x": [1], "items": rows}}).to_string();
    let nested = import_bytes("a.json", inner.as_bytes(), &mapping_with("records = \"data.items\"", "number = \"编号\"", fields));
    assert_eq!(list.data(0)["name"], "任城区示例餐馆");
    assert!(list.data(1).get("name").is_none());
    assert_eq!(list.reports, nested.reports);
    let ids = |outcome: &crate::support::Outcome| outcome.reports.iter().map(|report| report.message).collect::<Vec<_>>();
    assert_eq!(ids(&list), ids(&lines));
    assert_eq!(lines.reports[1].row, 3);
}

#[test]
fn json_that_is_cut_off_or_has_no_list_says_so() {
    let told = failure("a.json", br#"[{"a": 1}, {"a""#, &mapping());
    assert!(told.zh.contains("第1行") && told.zh.contains("截断"), "{}", told.zh);
    let told = failure("a.json", br#"{"a": [1]}"#, &mapping());
    assert!(told.en.contains("records"), "{}", told.en);
    let told = failure("a.json", br#"{"a": [1]}"#, &mapping_with("records = \"b\"", "number = \"编号\"", FIELDS));
    assert!(told.en.contains("no list of records at \"b\""), "{}", told.en);
    let broken = import_bytes("a.jsonl", "{\"编号\": \"1\", \"日期\": \"2016-08-01\"}\n{oops\n".as_bytes(), &mapping());
    assert_eq!((broken.reports.len(), broken.rejected.len(), broken.rejected[0].row), (1, 1, 2));
}

#[test]
fn a_file_without_the_columns_says_which_and_what_it_has() {
    let told = failure("a.csv", "编号,品名\n1,2\n".as_bytes(), &mapping());
    assert!(told.zh.contains("名称 (name)") && told.zh.contains("日期 (on)") && told.zh.contains("编号, 品名"), "{}", told.zh);
    let told = failure("a.csv", b"", &mapping());
    assert!(told.zh.contains("没有表头"), "{}", told.zh);
    let told = failure("a.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1], &mapping());
    assert!(told.en.contains("save it as .xlsx"), "{}", told.en);
    let told = failure("a.xlsx", b"PK\x03\x04 but no workbook", &mapping());
    assert!(told.en.contains("cannot be read"), "{}", told.en);
    let told = failure("a.bin", b"\x01\x02", &mapping());
    assert!(told.en.contains("write format"), "{}", told.en);
}

#[test]
fn rows_of_another_width_are_rejected_and_counted_as_a_spreadsheet_counts() {
    let text = "编号,名称,日期\n甲1,\"两\n行\",2016-08-01\n\n甲2,少一格\n甲3,多,2016-08-03,一格\n甲4,好,2016-08-04\n";
    let imported = import_bytes("a.csv", text.as_bytes(), &mapping());
    let rows: Vec<u64> = imported.reports.iter().map(|report| report.row).collect();
    assert_eq!(rows, [2, 6]);
    let rejected: Vec<(u64, Option<&str>)> = imported.rejected.iter().map(|r| (r.row, r.value.as_deref())).collect();
    assert_eq!(rejected, [(4, None), (5, Some("一格"))]);
}

#[test]
fn an_unclosed_quote_does_not_take_in_the_rest_of_a_large_file() {
    let mut text = String::from("编号,名称,日期\n甲1,\"没有闭合,2016-08-01\n");
    while text.len() < 17 * 1024 * 1024 {
        text.push_str("甲2,正常的一行文字,2016-08-01\n");
    }
    let told = failure("a.csv", text.as_bytes(), &mapping());
    assert!(told.zh.contains("16 MiB") && told.zh.contains("第2行"), "{}", told.zh);
}
