//! The document about mappings says what the program does.

use std::path::Path;

use importer::{Import, Mapping, NothingKnown};
use serde_json::json;
use serde_json::value::RawValue;

use crate::support::{gather, mapping_with, validate};

fn document() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/importing.md")).expect("the document")
}

fn mappings() -> [Mapping; 2] {
    let document = document();
    let blocks = document.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let read = |block: &str| Mapping::parse(block).unwrap_or_else(|e| panic!("{e}\n{block}"));
    blocks.map(read).collect::<Vec<_>>().try_into().expect("two mappings")
}

#[test]
fn every_mapping_in_the_document_is_sound_and_of_a_type_that_there_is() {
    for mapping in mappings() {
        let nothing = RawValue::from_string("{}".into()).expect("JSON");
        let refused = validate(&mapping.report_type, &nothing).expect_err("nothing is no report");
        assert_ne!(refused.code, "unknown-type", "{}", mapping.report_type);
    }
}

#[test]
fn the_sampling_notice_of_the_document_is_read_by_its_mapping() {
    let notice = "抽样编号,公告日期,承检机构,不合格项目\nGC16370001,2016/4/12,示例检验所,苯甲酸‖1.2‖≤1.0\n,,,甜蜜素║0.9║≤0.65\n";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notice.csv");
    std::fs::write(&path, notice).expect("a file");
    let [_, mapping] = mappings();
    let imported = gather(Import::open(&path, mapping, NothingKnown, validate).unwrap_or_else(|e| panic!("{e}")));
    assert!(imported.rejected.is_empty(), "{:?}", imported.rejected);
    let item =
        |item: &str, measured: &str, limit: &str| json!({"item": item, "measured": measured, "limit": limit, "verdict": "fail"});
    assert_eq!(imported.data(0)["items"], json!([item("苯甲酸", "1.2", "≤1.0"), item("甜蜜素", "0.9", "≤0.65")]));
}

#[test]
fn every_setting_is_in_the_document() {
    let document = document();
    // The complaint about an unknown setting lists those that are known.
    for (file, record, field) in
        [("zzz = 1", "number = \"a\"", "x = \"a\""), ("", "zzz = 1", "x = \"a\""), ("", "number = \"a\"", "x = { zzz = 1 }")]
    {
        let complaint = Mapping::parse(&mapping_with(file, record, field)).expect_err("a complaint").text().en.to_string();
        let known: Vec<&str> = complaint.split('`').skip(3).step_by(2).collect();
        assert!(known.len() >= 6, "{complaint}");
        for setting in known {
            assert!(
                document.contains(&format!("`{setting}`")) || document.contains(&format!("`{setting} =")),
                "{setting} is not in the document"
            );
        }
    }
}
