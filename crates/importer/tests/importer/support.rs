//! What the tests share: folders, files, mappings, and the report types by which reports are judged.

use std::path::{Path, PathBuf};

use importer::{Import, Known, Mapped, Mapping, NothingKnown, Rejected, Report};
use kernel::{Refusal, ReportType};
use serde_json::Value as Json;
use serde_json::value::RawValue;

pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

pub fn sample_mapping(folder: &str) -> Mapping {
    Mapping::read(&samples().join(folder).join("mapping.toml")).unwrap_or_else(|e| panic!("{e}"))
}

/// Files that are not part of the repository: in the folder that is named, or in the one beside the repository.
pub fn outside(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("JOINTCASE_TEST_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/inspections"));
    let path = folder.join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!("not run: {} is not there (JOINTCASE_TEST_DATA may name its folder)", path.display());
    None
}

/// Judges by the agencies' own types, as the binary does.
pub fn validate(report_type: &ReportType, data: &RawValue) -> Result<(), Refusal> {
    match (report_type.agency.as_str(), report_type.kind.as_str()) {
        ("food-drug", "inspection.visited") => judge::<food_drug::inspection::Visited>(data),
        ("food-drug", "sample.tested") => judge::<food_drug::sample::Tested>(data),
        ("food-drug", "recall.announced") => judge::<food_drug::recall::Announced>(data),
        ("environment", "admin-case.decided") => judge::<environment::admin_case::Decided>(data),
        _ => Err(Refusal::new(
            "unknown-type",
            format!("没有报送类型{report_type}"),
            format!("there is no report type {report_type}"),
        )),
    }
}

fn judge<R: kernel::Report>(data: &RawValue) -> Result<(), Refusal> {
    let report: R =
        serde_json::from_str(data.get()).map_err(|e| Refusal::new("form", format!("格式不符：{e}"), e.to_string()))?;
    report.check()
}

/// Accepts whatever has a date: for mappings of made-up types.
pub fn anything(_: &ReportType, _: &RawValue) -> Result<(), Refusal> {
    Ok(())
}

#[derive(Default)]
pub struct Outcome {
    pub reports: Vec<Report>,
    pub rejected: Vec<Rejected>,
}

impl Outcome {
    pub fn data(&self, n: usize) -> Json {
        envelope(&self.reports[n])["data"].clone()
    }
}

pub fn envelope(report: &Report) -> Json {
    serde_json::from_slice(&report.body).expect("an envelope")
}

pub fn run(path: &Path, mapping: Mapping, known: impl Known + 'static) -> Outcome {
    gather(Import::open(path, mapping, known, validate).unwrap_or_else(|e| panic!("{e}")))
}

pub fn gather(import: Import) -> Outcome {
    let mut outcome = Outcome::default();
    for mapped in import {
        match mapped.unwrap_or_else(|e| panic!("{e}")) {
            Mapped::Report(report) => outcome.reports.push(*report),
            Mapped::Rejected(rejected) => outcome.rejected.push(*rejected),
        }
    }
    outcome
}

/// Imports `bytes` as a file called `name`, judged by nothing.
pub fn import_bytes(name: &str, bytes: &[u8], mapping: &str) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let mapping = Mapping::parse(mapping).unwrap_or_else(|e| panic!("{e}"));
    gather(Import::open(&path, mapping, NothingKnown, anything).unwrap_or_else(|e| panic!("{e}")))
}

/// The error with which an import of `bytes` cannot begin or ends.
pub fn failure(name: &str, bytes: &[u8], mapping: &str) -> kernel::Text {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let mapping = Mapping::parse(mapping).unwrap_or_else(|e| panic!("{e}"));
    let error = match Import::open(&path, mapping, NothingKnown, anything) {
        Err(error) => error,
        Ok(import) => import.filter_map(Result::err).next().expect("an error"),
    };
    error.text().clone()
}

/// A mapping of a made-up type: `fields` and what else is appended.
pub fn mapping_with(file: &str, record: &str, fields: &str) -> String {
    format!(
        "[file]\n{file}\n[report]\ntype = \"jointcase.test.thing.v1\"\norg = \"test-org\"\nzone = \"Asia/Shanghai\"\n\
         division = {{ constant = \"370811000000\" }}\n[record]\n{record}\n[fields]\n{fields}\n"
    )
}
