//! What agencies build against: the shipped schemas are what the code reads, and what was shipped once is read for ever.
//!
//! After a deliberate change: `JOINTCASE_WRITE_SCHEMAS=1 cargo test -p tests contract`. It refuses what would break a sender.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use ingest::Registry;
use jsonschema::Validator;
use kernel::reference::Reference;
use kernel::{AgencyCode, Envelope, Heading, RecordKey};
use roster::{SchemaBook, schema};
use serde_json::{Value, json};

/// Set to write `schemas/` anew instead of comparing it.
const WRITE: &str = "JOINTCASE_WRITE_SCHEMAS";
/// The schema of notices, which are read by others and not by us.
const NOTICE: &str = "notice.v1";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &Path, ending: &str) -> BTreeMap<String, PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let named = |path: PathBuf| Some((path.file_name()?.to_str()?.strip_suffix(ending)?.to_owned(), path));
    paths.filter_map(named).collect()
}

/// The schema of every report type, of the envelope, and of notices.
fn generated() -> BTreeMap<String, Value> {
    let book = SchemaBook::of_the_roster();
    let reports = book.iter().map(|(name, entry)| (name.to_owned(), entry.schema.as_value().clone()));
    let others = [("envelope".to_owned(), schema::envelope().to_value()), (NOTICE.to_owned(), relay::schema().to_value())];
    reports.chain(others).collect()
}

fn validators() -> BTreeMap<String, Validator> {
    let all = generated().into_iter();
    all.map(|(name, schema)| (name.clone(), jsonschema::validator_for(&schema).unwrap_or_else(|e| panic!("{name}: {e}"))))
        .collect()
}

#[track_caller]
fn assert_valid(validator: &Validator, instance: &Value, what: &str) {
    let errors: Vec<String> = validator.iter_errors(instance).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:?}");
}

/// What of `old` a sender relied on that `new` no longer takes, by place.
fn broken(old: &Value, new: &Value, place: &str, found: &mut Vec<String>) {
    let names = |schema: &Value, key: &str| -> BTreeSet<String> {
        let list = schema[key].as_array().into_iter().flatten();
        list.map(|name| name.as_str().map_or_else(|| name.to_string(), str::to_owned)).collect()
    };
    let required: Vec<String> = names(new, "required").difference(&names(old, "required")).cloned().collect();
    found.extend(required.iter().map(|name| format!("{place}/{name} is required now")));
    let types =
        |schema: &Value| schema["type"].as_str().map_or_else(|| names(schema, "type"), |one| BTreeSet::from([one.to_owned()]));
    found.extend(types(old).difference(&types(new)).map(|name| format!("{place} may no longer be {name}")));
    found.extend(names(old, "enum").difference(&names(new, "enum")).map(|name| format!("{place} no longer takes {name}")));
    for word in ["const", "pattern", "format", "$ref"] {
        if new.get(word).is_some() && old.get(word) != new.get(word) {
            found.push(format!("{place}: {word} was {} and is {}", old[word], new[word]));
        }
    }
    for group in ["properties", "$defs"] {
        for (name, inner) in old[group].as_object().into_iter().flatten() {
            match new[group].get(name) {
                Some(now) => broken(inner, now, &format!("{place}/{name}"), found),
                None if group == "properties" => found.push(format!("{place}/{name} is gone")),
                None => {} // A definition that nothing needs any more: what used it is compared itself.
            }
        }
    }
    for group in ["oneOf", "anyOf"] {
        let now = new[group].as_array().cloned().unwrap_or_default();
        for variant in old[group].as_array().into_iter().flatten() {
            let kept = now.iter().any(|candidate| {
                let mut differences = Vec::new();
                broken(variant, candidate, place, &mut differences);
                differences.is_empty()
            });
            if !kept {
                found.push(format!("{place}: a variant is gone: {variant}"));
            }
        }
    }
    if let (Some(old), Some(new)) = (old.get("items"), new.get("items")) {
        broken(old, new, &format!("{place}[]"), found);
    }
}

fn write(folder: &Path, name: &str, schema: &Value) {
    let path = folder.join(format!("{name}.schema.json"));
    if path.exists() {
        let mut found = Vec::new();
        broken(&read(&path), schema, name, &mut found);
        assert!(found.is_empty(), "this breaks whoever sends {name} already: add a version instead. {found:?}");
    }
    fs::create_dir_all(folder).expect("the folder");
    fs::write(&path, format!("{}\n", serde_json::to_string_pretty(schema).expect("JSON"))).expect("the file");
}

#[test]
fn the_shipped_schemas_are_what_the_code_reads() {
    let (folder, generated) = (root().join("schemas"), generated());
    assert!(generated.len() > 60, "only {} schemas: the roster was not mounted", generated.len());
    #[allow(clippy::disallowed_methods, reason = "a switch of this test, not configuration of the program")]
    let asked = std::env::var(WRITE).is_ok_and(|value| value == "1");
    if asked {
        generated.iter().for_each(|(name, schema)| write(&folder, name, schema));
    }
    let shipped = files(&folder, ".schema.json");
    let gone: Vec<&String> = shipped.keys().filter(|name| !generated.contains_key(*name)).collect();
    assert!(gone.is_empty(), "shipped once, so they must be read for ever: {gone:?}");
    for (name, schema) in &generated {
        let path = shipped.get(name).unwrap_or_else(|| panic!("{name} has no file in schemas/: run this test with {WRITE}=1"));
        assert_eq!(&read(path), schema, "schemas/{name}.schema.json is not what the code reads: run this test with {WRITE}=1");
    }
}

#[test]
fn every_golden_example_has_the_schema_of_its_type() {
    let (validators, book) = (validators(), SchemaBook::of_the_roster());
    let mut checked = 0;
    for (name, entry) in book.iter() {
        let Some(example) = entry.example else { continue };
        checked += 1;
        let whole: Value = serde_json::from_str(example).expect("JSON");
        assert_valid(&validators["envelope"], &whole, name);
        assert_valid(&validators[name], &whole["data"], name);
        let mut misspelt = whole["data"].clone();
        misspelt["no-such-field"] = json!(true);
        assert!(!validators[name].is_valid(&misspelt), "the schema of {name} lets a misspelt field pass");
        let mut without = whole["data"].clone();
        without.as_object_mut().expect("an object").remove("on");
        assert!(!validators[name].is_valid(&without), "the schema of {name} does not ask when");
    }
    assert!(checked > 50, "only {checked} examples were found");
}

#[test]
fn every_golden_notice_has_the_schema_of_notices() {
    let validator = &validators()[NOTICE];
    let examples = files(&root().join("crates/relay/notices"), ".json");
    assert!(examples.len() >= 2, "{examples:?}");
    for (name, path) in examples {
        let whole = read(&path);
        assert_valid(validator, &whole, &name);
        assert_eq!(whole["type"], format!("jointcase.notice.{name}"), "{}", path.display());
        for place in ["/id", "/data/position", "/data/head/hash", "/data/record/number"] {
            let mut without = whole.clone();
            let (parent, field) = place.rsplit_once('/').expect("a place");
            let parent = without.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
            assert!(parent.remove(field).is_some() && !validator.is_valid(&without), "{name} without {place}");
        }
    }
}

#[test]
fn taking_back_has_the_same_schema_for_every_record() {
    let back = json!({ "on": "2016-08-15", "part": "visited", "reason": "误报" });
    let mut checked = 0;
    for (name, validator) in validators().iter().filter(|(name, _)| name.ends_with(".withdrawn.v1")) {
        checked += 1;
        assert_valid(validator, &back, name);
        assert!(!validator.is_valid(&json!({ "on": "2016-08-15", "part": "visited" })), "{name}: without a reason");
    }
    assert!(checked > 10, "only {checked} records can be taken back");
}

/// The examples on disk stay there for ever, also those of versions that newer ones have followed.
#[test]
fn every_shipped_example_is_still_read() {
    let registry = Registry::of_the_roster();
    let crates = fs::read_dir(root().join("crates")).expect("the crates");
    let folders = crates.map(|entry| entry.expect("a crate").path().join("reports"));
    let mut read_types = BTreeSet::new();
    for (name, path) in folders.flat_map(|folder| files(&folder, ".json")) {
        let envelope: Envelope = serde_json::from_str(&fs::read_to_string(&path).expect("a file")).expect("an envelope");
        let (report_type, data) = (envelope.report_type.clone(), envelope.data.get().to_owned());
        assert_eq!(name, format!("{}.v{}", report_type.kind, report_type.version), "{}", path.display());
        registry.check(&report_type, &heading(envelope), &data).unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()));
        read_types.insert(report_type.to_string());
    }
    let with_example: BTreeSet<String> = SchemaBook::of_the_roster()
        .iter()
        .filter(|(_, entry)| entry.example.is_some())
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(read_types, with_example);
}

/// Senders copy what ships.
#[test]
fn the_shipped_reports_of_2016_have_their_schemas() {
    let validators = validators();
    let text = fs::read_to_string(root().join("samples/jining-2016/reports.jsonl")).expect("the sample");
    let mut checked = 0;
    for line in text.lines() {
        let whole: Value = serde_json::from_str(line).expect("JSON");
        let report_type = whole["type"].as_str().expect("a type");
        assert_valid(&validators["envelope"], &whole, line);
        assert_valid(&validators[report_type], &whole["data"], line);
        checked += 1;
    }
    assert_eq!(checked, 275);
}

#[test]
fn a_schema_may_only_be_added_to() {
    let old = json!({ "type": "object", "required": ["on"], "properties": {
        "on": { "type": "string" }, "outcome": { "enum": ["pass", "fail"] }, "list": { "type": "array", "items": { "type": "string" } } } });
    let differences = |change: &dyn Fn(&mut Value)| {
        let mut new = old.clone();
        change(&mut new);
        let mut found = Vec::new();
        broken(&old, &new, "t", &mut found);
        found
    };
    assert!(differences(&|_| {}).is_empty());
    assert!(differences(&|new| new["properties"]["note"] = json!({ "type": "string" })).is_empty());
    assert!(differences(&|new| new["properties"]["outcome"]["enum"] = json!(["pass", "fail", "basic-pass"])).is_empty());
    assert_eq!(differences(&|new| new["required"] = json!(["on", "outcome"])), ["t/outcome is required now"]);
    assert_eq!(differences(&|new| new["properties"]["outcome"]["enum"] = json!(["pass"])), ["t/outcome no longer takes fail"]);
    assert_eq!(
        differences(&|new| drop(new["properties"].as_object_mut().expect("an object").remove("list"))),
        ["t/list is gone"]
    );
    assert_eq!(differences(&|new| new["properties"]["list"]["items"]["type"] = json!("integer")).len(), 1);
}

fn heading(envelope: Envelope) -> Heading {
    let reference: Reference = roster::reference().expect("the trees");
    let root = reference.divisions.root_of(&envelope.division).expect("a root").code.clone();
    Heading {
        message: envelope.id,
        corrects: envelope.corrects,
        stated: envelope.time.to_utc(),
        org: envelope.org,
        agency: AgencyCode::new(envelope.report_type.agency.as_str()).expect("an agency"),
        division: envelope.division,
        root,
        key: RecordKey::new(envelope.subject.as_str()).expect("a number"),
        act: false,
    }
}
