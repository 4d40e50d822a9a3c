//! The file of rejected rows: corrected and published again with the same mapping.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use encoding_rs::GB18030;
use importer::{FileJournal, Import, Mapped, Mapping, NothingKnown, RejectedWriter, Report};

use crate::support::{Outcome, anything, mapping_with};

fn publish(path: &Path, mapping: &str, journal: Option<&Arc<FileJournal>>) -> (Outcome, Option<PathBuf>) {
    let mapping = Mapping::parse(mapping).unwrap_or_else(|e| panic!("{e}"));
    let import = match journal {
        Some(journal) => Import::open(path, mapping, Arc::clone(journal), anything),
        None => Import::open(path, mapping, NothingKnown, anything),
    };
    let import = import.unwrap_or_else(|e| panic!("{e}"));
    let mut writer = RejectedWriter::beside(path, import.header());
    let mut outcome = Outcome::default();
    for mapped in import {
        match mapped.unwrap_or_else(|e| panic!("{e}")) {
            Mapped::Report(report) => {
                journal.iter().for_each(|journal| journal.received(&report).expect("written"));
                outcome.reports.push(*report);
            }
            Mapped::Rejected(rejected) => {
                writer.write(&rejected).expect("written");
                outcome.rejected.push(*rejected);
            }
        }
    }
    (outcome, writer.finish().expect("finished"))
}

fn keys(reports: &[Report]) -> Vec<(u64, &str)> {
    reports.iter().map(|report| (report.row, report.record.as_str())).collect()
}

fn mapping() -> String {
    mapping_with(
        "",
        "key = [\"店名\", \"地址\"]",
        "on = { column = \"日期\", as = \"date\", required = true }\nname = \"店名\"\naddress = \"地址\"",
    )
}

const TEXT: &str =
    "店名,地址,日期\n甲店,\"一路,1号\",2016-08-01\n甲店,\"一路,1号\",昨天\n甲店,\"一路,1号\",2016-08-03\n乙店,二路,2016-13-01\n";

#[test]
fn a_corrected_file_keeps_row_numbers_and_ordinals() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, TEXT).expect("a file");
    let (first, rejected) = publish(&path, &mapping(), None);
    assert_eq!(keys(&first.reports), [(2, "甲店 | 一路,1号"), (4, "甲店 | 一路,1号 #3")]);
    let rejected = rejected.expect("a file of rejected rows");
    assert_eq!(rejected.file_name().and_then(|n| n.to_str()), Some("a.csv.rejected.csv"));
    let text = std::fs::read_to_string(&rejected).expect("the file");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("\u{FEFF}店名,地址,日期,_row,_ordinal,_record,_column,_value,_reason_zh,_reason_en"));
    assert!(
        lines.next().is_some_and(
            |line| line.starts_with("甲店,\"一路,1号\",昨天,3,2,\"甲店 | 一路,1号\",日期,昨天,第3行“日期”列为“昨天”：")
        ),
        "{text}"
    );

    let corrected = text.replace("昨天,3", "2016-08-02,3").replace("2016-13-01,5", "2016-12-01,5");
    // As a spreadsheet program in China saves it.
    std::fs::write(&rejected, GB18030.encode(corrected.trim_start_matches('\u{FEFF}')).0).expect("saved");
    let (second, still) = publish(&rejected, &mapping(), None);
    assert_eq!(still, None);
    assert_eq!(keys(&second.reports), [(3, "甲店 | 一路,1号 #2"), (5, "乙店 | 二路")]);
    let whole = TEXT.replace("昨天", "2016-08-02").replace("2016-13-01", "2016-12-01");
    std::fs::write(&path, whole).expect("a file");
    let (right, _) = publish(&path, &mapping(), None);
    let ids = |reports: &[Report]| reports.iter().map(|r| (r.row, r.message, r.body.clone())).collect::<Vec<_>>();
    let mut parts = [ids(&first.reports), ids(&second.reports)].concat();
    parts.sort();
    assert_eq!(parts, ids(&right.reports), "what was corrected is what a right file would have given");
}

#[test]
fn a_row_whose_key_was_corrected_takes_a_free_ordinal_and_corrects_nobody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Arc::new(FileJournal::open(&folder.path().join("state")).expect("a journal"));
    let mapping = mapping_with(
        "",
        "key = [\"店名\", \"日期\"]",
        "on = { column = \"日期\", as = \"date\", required = true }\naddress = \"地址\"",
    );
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "店名,地址,日期\n甲店,一路,2016-08-01\n甲店,二路,2016-08-32\n").expect("a file");
    let (first, rejected) = publish(&path, &mapping, Some(&journal));
    assert_eq!(keys(&first.reports), [(2, "甲店 | 2016-08-01")]);
    let rejected = rejected.expect("a file");
    let text = std::fs::read_to_string(&rejected).expect("the file").replace("2016-08-32,3", "2016-08-01,3");
    std::fs::write(&rejected, text).expect("saved");
    for known in [false, true] {
        let (second, _) = publish(&rejected, &mapping, Some(&journal));
        assert_eq!(keys(&second.reports), [(3, "甲店 | 2016-08-01 #2")]);
        assert_eq!((second.reports[0].corrects, second.reports[0].known), (None, known));
    }
}

#[test]
fn what_is_rejected_twice_gets_a_file_of_its_own_and_no_file_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, TEXT).expect("a file");
    let (_, first) = publish(&path, &mapping(), None);
    let first = first.expect("a file");
    assert_eq!(publish(&path, &mapping(), None).1.as_ref(), Some(&first), "the same rejections need no second file");
    let edited = std::fs::read_to_string(&first).expect("the file").replace("2016-13-01,5", "2016-12-01,5");
    std::fs::write(&first, &edited).expect("saved");
    let (again, second) = publish(&first, &mapping(), None);
    assert_eq!((again.reports.len(), again.rejected.len()), (1, 1));
    assert_eq!(second.as_ref().and_then(|p| p.file_name()?.to_str()), Some("a.csv.2.rejected.csv"));
    assert_eq!(std::fs::read_to_string(&first).expect("the file"), edited, "a clerk's work is not replaced");
    let (third, _) = publish(&second.expect("a file"), &mapping(), None);
    assert_eq!((third.rejected[0].row, third.rejected[0].ordinal), (3, Some(2)));
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("the folder").filter_map(|e| e.ok()?.file_name().into_string().ok()).collect();
    assert!(left.iter().all(|name| !name.ends_with(".part")), "{left:?}");
}

#[test]
fn json_records_come_back_as_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.json");
    std::fs::write(&path, r#"[{"n": "1", "d": {"on": "2016-08-01"}}, {"n": "2", "d": {"on": "soon"}}]"#).expect("a file");
    let mapping = mapping_with("format = \"json\"", "number = \"n\"", "on = { path = \"d.on\", as = \"date\", required = true }");
    let (first, rejected) = publish(&path, &mapping, None);
    assert_eq!((first.reports.len(), first.rejected[0].row), (1, 2));
    let rejected = rejected.expect("a file");
    let text = std::fs::read_to_string(&rejected).expect("the file").replace("\"\"soon\"\"", "\"\"2016-08-02\"\"");
    std::fs::write(&rejected, text).expect("saved");
    let (second, still) = publish(&rejected, &mapping, None);
    assert_eq!((keys(&second.reports), still), (vec![(2, "2")], None));
}

#[test]
fn the_rows_of_one_record_stay_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    let mapping = mapping_with(
        "",
        "number = \"编号\"\ncontinues = { column = \"编号\" }",
        "on = { column = \"日期\", as = \"date\", required = true }\nitems = { column = \"项目\", as = \"list\", separator = \
        \";\", each_row = true }",
    );
    std::fs::write(&path, "编号,日期,项目\n,2016-08-01,孤行\nA,x,甲\n,,乙\nB,y,丙\n,,丁\n").expect("a file");
    let (first, rejected) = publish(&path, &mapping, None);
    assert_eq!((first.reports.len(), first.rejected.len()), (0, 3));
    let rejected = rejected.expect("a file");
    let text =
        std::fs::read_to_string(&rejected).expect("the file").replace("A,x", "A,2016-08-01").replace("B,y", "B,2016-08-02");
    std::fs::write(&rejected, text).expect("saved");
    let (second, _) = publish(&rejected, &mapping, None);
    assert_eq!(keys(&second.reports), [(3, "A"), (5, "B")]);
    assert_eq!(second.data(1)["items"], serde_json::json!(["丙", "丁"]));
    assert_eq!(second.rejected.len(), 1, "the row that continued nothing still does");
}

#[test]
fn a_number_that_another_row_has_taken_stays_rejected_until_it_is_corrected() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    let mapping = mapping_with("", "number = \"编号\"", "on = { column = \"日期\", as = \"date\", required = true }");
    std::fs::write(&path, "编号,日期\nA,2016-08-01\nA,2016-08-02\n").expect("a file");
    let (first, rejected) = publish(&path, &mapping, None);
    assert_eq!((first.reports.len(), first.rejected.len()), (1, 1));
    let rejected = rejected.expect("a file");
    assert_eq!(publish(&rejected, &mapping, None).0.rejected.len(), 1);
    let text = std::fs::read_to_string(&rejected).expect("the file").replacen("A,2016-08-02", "B,2016-08-02", 1);
    std::fs::write(&rejected, text).expect("saved");
    assert_eq!(keys(&publish(&rejected, &mapping, None).0.reports), [(3, "B")]);
}
