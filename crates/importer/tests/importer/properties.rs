//! What must hold for any rows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use encoding_rs::GB18030;
use importer::{Cells, Encoding, Import, Mapping, NothingKnown, Rows, Shape, Value};
use proptest::prelude::*;

use crate::support::{anything, import_bytes, mapping_with};

fn csv_of(header: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).expect("written");
    rows.iter().for_each(|row| writer.write_record(row).expect("written"));
    writer.into_inner().expect("flushed")
}

fn cells_of(bytes: &[u8], encoding: Encoding) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, bytes).expect("a file");
    let shape = Shape { encoding: Some(encoding), delimiter: Some(','), ..Shape::default() };
    Rows::open(&path, &shape)
        .expect("open")
        .map(|row| match row.expect("a row").cells {
            Cells::Table(cells) => cells.iter().map(Value::show).collect(),
            Cells::Tree(_) => panic!("a table"),
        })
        .collect()
}

const MAPPING: &str = "on = { constant = \"2016-08-01\" }\na = \"a\"\nb = \"b\"\nc = \"c\"";

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_survives_csv_in_utf_8_and_gb18030(cells in proptest::collection::vec(proptest::collection::vec(any::<String>(), 2), 1..8)) {
        // The first cell keeps a row from being empty: empty rows are left out.
        let rows: Vec<Vec<String>> = cells.into_iter().map(|row| vec![format!("x{}", row[0]), row[1].clone()]).collect();
        let utf8 = csv_of(&["a", "b"], &rows);
        prop_assert_eq!(cells_of(&utf8, Encoding::Utf8), rows.clone());
        let text = String::from_utf8(utf8).expect("utf-8");
        let (bytes, _, lossy) = GB18030.encode(&text);
        // A few private-use characters have no way back from GB18030 by the standard itself.
        if !lossy && GB18030.decode_without_bom_handling(&bytes).0 == text {
            prop_assert_eq!(cells_of(&bytes, Encoding::Gb18030), rows);
        }
    }

    #[test]
    fn ordinals_are_dense_for_each_key_and_the_same_each_time(keys in proptest::collection::vec(0u8..5, 1..40)) {
        let rows: Vec<Vec<String>> = keys.iter().enumerate().map(|(n, key)| vec![format!("k{key}"), n.to_string(), String::new()]).collect();
        let bytes = csv_of(&["a", "b", "c"], &rows);
        let import = || import_bytes("a.csv", &bytes, &mapping_with("", "key = [\"a\"]", MAPPING));
        let (first, second) = (import(), import());
        prop_assert_eq!(&first.reports, &second.reports);
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for (row, report) in rows.iter().zip(&first.reports) {
            let count = seen.entry(row[0].clone()).or_default();
            *count += 1;
            prop_assert_eq!(report.ordinal, *count);
        }
        let records: BTreeSet<_> = first.reports.iter().map(|report| report.record.clone()).collect();
        prop_assert_eq!(records.len(), rows.len());
    }

    #[test]
    fn message_ids_do_not_depend_on_the_order_of_columns(rows in proptest::collection::vec(("[a-c]{1,2}", "[\\p{Han}a-z]{0,5}", "[0-9]{0,3}"), 1..12), turn in 0usize..3) {
        let names = ["a", "b", "c"];
        let plain: Vec<Vec<String>> = rows.into_iter().map(|(a, b, c)| vec![a, b, c]).collect();
        let turned: Vec<Vec<String>> = plain.iter().map(|row| { let mut row = row.clone(); row.rotate_left(turn); row }).collect();
        let mut header = names;
        header.rotate_left(turn);
        let mapping = mapping_with("delimiter = \",\"", "key = [\"a\", \"b\"]", MAPPING);
        let ids = |bytes: &[u8]| import_bytes("a.csv", bytes, &mapping).reports.iter().map(|r| r.message).collect::<Vec<_>>();
        let expected = ids(&csv_of(&names, &plain));
        prop_assert_eq!(expected.len(), plain.len());
        prop_assert_eq!(ids(&csv_of(&header, &turned)), expected);
    }
}

#[test]
fn fifty_thousand_rows_stream_one_after_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    writeln!(file, "a,b,c").expect("written");
    for n in 0..50_000 {
        writeln!(file, "示例店{},第{}号,{}", n % 20_000, n % 7, if n % 100 == 99 { "坏" } else { "1" }).expect("written");
    }
    file.flush().expect("written");
    let fields = "on = { constant = \"2016-08-01\" }\nb = \"b\"\nc = { column = \"c\", as = \"integer\" }";
    let mapping = Mapping::parse(&mapping_with("", "key = [\"a\"]", fields)).expect("a mapping");
    let mut import = Import::open(&path, mapping, NothingKnown, anything).expect("open");
    let total = import.progress().total;
    assert!(import.next().is_some_and(|mapped| mapped.is_ok()));
    assert!(import.progress().read < total, "the file is not read ahead of its reports: {:?}", import.progress());
    assert!(import.by_ref().all(|mapped| mapped.is_ok()));
    let counts = import.counts();
    assert_eq!((counts.rows, counts.reports, counts.rejected), (50_000, 49_500, 500));
    // Keys 0..20_000 come two or three times; of the later ones, one in a hundred is rejected.
    assert_eq!(counts.repeats, 29_700);
}
