//! The document about mappings says what the program does.

use std::path::Path;

use importer::Mapping;

use crate::support::mapping_with;

fn document() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/importing.md")).expect("the document")
}

#[test]
fn every_mapping_in_the_document_is_sound() {
    let document = document();
    let blocks: Vec<&str> = document.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        assert!(block.contains("[report]"));
        Mapping::parse(block).unwrap_or_else(|e| panic!("{e}\n{block}"));
    }
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
