//! One arrow in the drawing, one crate: the table of layers in the design is checked against the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Our crates from the bottom up; a crate may depend on those of lower layers only.
const LAYERS: &[&[&str]] = &[
    &["kernel"],
    &["police", "food-drug", "environment", "procuratorate", "joint-office"],
    &["roster", "event-store", "bus", "files", "importer"],
    &["ingest", "projections", "relay", "simulator"],
    &["reactions", "web"],
    &["jointcase"],
    &["bench", "tests"],
];

/// Stands beside the layers: runs servers and knows nothing of ours, so any layer above the domain may use it.
const BESIDE: &[&str] = &["standalone"];

/// All that the pure layers (0 and 1) may use: no runtime, no database, no network.
const PURE: &[&str] =
    &["serde", "serde_json", "schemars", "toml", "uuid", "chrono", "chrono-tz", "thiserror", "sha2", "hex", "base64"];

/// Libraries that only these crates may know; the programs that measure and test them aside.
const KEPT: &[(&str, &[&str])] = &[
    ("cqrs-es", &["event-store", "bench", "tests"]),
    ("postgres-es", &["event-store", "bench", "tests"]),
    ("async-nats", &["bus", "bench", "tests"]),
    ("object_store", &["files"]),
    ("axum", &["web", "tests"]),
    ("askama", &["web"]),
    ("clap", &["jointcase", "bench"]),
];

/// What a crate depends on by name; without what only its tests use.
fn manifests() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    let dependencies = |package: &Value| {
        let all = package["dependencies"].as_array().expect("dependencies");
        all.iter().filter(|dependency| dependency["kind"] != "dev").map(name).collect()
    };
    packages.iter().map(|package| (name(package), dependencies(package))).collect()
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

#[test]
fn the_table_names_every_crate_and_no_other() {
    let found: BTreeSet<String> = manifests().into_keys().collect();
    let named: BTreeSet<String> = LAYERS.concat().iter().chain(BESIDE).map(|name| (*name).to_owned()).collect();
    let unnamed: Vec<_> = found.difference(&named).collect();
    assert!(unnamed.is_empty(), "give these a layer in the table: {unnamed:?}");
    let missing: Vec<_> = named.difference(&found).collect();
    assert!(missing.is_empty(), "these are gone: take them out of the table: {missing:?}");
}

#[test]
fn a_crate_depends_only_on_crates_of_a_lower_layer() {
    let manifests = manifests();
    let mut checked = 0;
    for (name, dependencies) in &manifests {
        for ours in dependencies.iter().filter(|d| manifests.contains_key(*d)) {
            checked += 1;
            match (layer(name), layer(ours)) {
                (Some(upper), Some(lower)) => assert!(lower < upper, "{name} (layer {upper}) may not use {ours} (layer {lower})"),
                (None, _) => panic!("{name} stands beside the layers and may not use {ours}"),
                (Some(upper), None) => assert!(upper > 1, "{name} is pure and may not use {ours}"),
            }
        }
    }
    assert!(checked >= 15, "only {checked} dependencies found: the test does not see the workspace");
}

#[test]
fn the_pure_layers_use_no_runtime_database_or_network() {
    let mut checked = 0;
    for (name, dependencies) in manifests() {
        if layer(&name).is_some_and(|layer| layer <= 1) {
            for dependency in dependencies.iter().filter(|d| layer(d).is_none()) {
                checked += 1;
                assert!(PURE.contains(&dependency.as_str()), "{name} is pure and may not use {dependency}");
            }
        }
    }
    assert!(checked >= 12, "only {checked} dependencies found: the test does not see the pure crates");
}

#[test]
fn each_framework_stays_where_it_was_put() {
    let mut checked = 0;
    for (name, dependencies) in manifests() {
        for (library, homes) in KEPT.iter().filter(|(library, _)| dependencies.contains(*library)) {
            checked += 1;
            assert!(homes.contains(&name.as_str()), "{library} is known to {homes:?} only, not to {name}");
        }
    }
    assert!(checked >= 4, "only {checked} uses found: the test does not see the workspace");
}

/// Every crate that building `selected` takes, with its features, one line each.
fn built(selected: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--prefix", "none", "--format", "{p} {f}"])
        .args(selected)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("text");
    lines.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}

#[test]
fn the_program_and_the_tests_build_each_crate_once() {
    let program = built(&["--package", "jointcase", "--edges", "normal,build"]);
    let all = built(&["--workspace", "--edges", "normal,build,dev"]);
    assert!(program.len() > 300, "{} crates", program.len());
    let twice: Vec<_> = program.difference(&all).collect();
    assert!(twice.is_empty(), "other features than in the tests: name them in crates/jointcase/Cargo.toml {twice:#?}");
}
