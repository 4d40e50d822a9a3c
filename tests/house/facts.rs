//! Where the law's facts come from: each is stated by some report type, so that every clock can run from reports.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kernel::LegalFact;

/// Where report types say what they mean: the events of the agencies, and the steps and decisions that several share.
const TELLING: &[&str] = &["police", "food-drug", "environment", "procuratorate", "joint-office"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() && name != "tests" {
            sources(&path, found);
        } else if name.ends_with(".rs") && !name.contains("tests") {
            found.push(path);
        }
    }
}

/// The facts that the code which tells names, by their variants.
fn stated() -> BTreeSet<LegalFact> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut paths = Vec::new();
    TELLING.iter().for_each(|name| sources(&crates.join(name).join("src"), &mut paths));
    sources(&crates.join("kernel/src/admin"), &mut paths);
    let texts: Vec<String> = paths.iter().map(|path| fs::read_to_string(path).expect("a source")).collect();
    assert!(texts.len() > 40, "only {} sources were found", texts.len());
    let named = |fact: &LegalFact| {
        let name = format!("LegalFact::{fact:?}");
        let ends = |text: &str, at: usize| !text[at + name.len()..].starts_with(|c: char| c.is_alphanumeric());
        texts.iter().any(|text| text.match_indices(&name).any(|(at, _)| ends(text, at)))
    };
    LegalFact::ALL.iter().copied().filter(named).collect()
}

#[test]
fn every_fact_that_the_law_knows_is_stated_by_a_report() {
    let stated = stated();
    let silent: Vec<&str> = LegalFact::ALL.iter().filter(|fact| !stated.contains(fact)).map(|fact| fact.code()).collect();
    assert!(silent.is_empty(), "no report type states {silent:?}: give them a source");
}
