//! Whether each code that a report may hold has a word in both languages.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Agency, Decider, Heading, Host, Measure, Report, Text, Withdrawal};
use serde_json::Value;

use crate::SchemaBook;

/// The words that the roster declares, by field and code; those that are declared differently twice are kept apart.
#[derive(Default)]
struct Words(BTreeMap<(&'static str, &'static str), BTreeSet<(String, String)>>);

impl Host for Words {
    fn agency(&mut self, _: Agency) {}
    fn record<D: Decider>(&mut self) {}
    fn report<R: Report, D: Decider>(&mut self, _: fn(&Heading, R) -> D::Command) {}
    fn withdrawal<D: Decider>(&mut self, _: fn(&Heading, Withdrawal) -> D::Command) {}
    fn measures(&mut self, _: &'static [Measure]) {}
    fn outcomes(&mut self, _: &'static [(&'static str, &'static str, &'static str)]) {}

    fn words(&mut self, field: &'static str, words: impl IntoIterator<Item = (&'static str, Text)>) {
        for (code, Text { zh, en }) in words {
            self.0.entry((field, code)).or_default().insert((zh.into_owned(), en.into_owned()));
        }
    }
}

/// The codes of a field, through definitions, alternatives and lists.
fn codes(whole: &Value, part: &Value, found: &mut BTreeSet<String>) {
    if let Some(to) = part["$ref"].as_str().and_then(|to| whole.pointer(to.strip_prefix('#')?)) {
        codes(whole, to, found);
    }
    let spelt = part.get("const").into_iter().chain(part["enum"].as_array().into_iter().flatten());
    found.extend(spelt.filter_map(|code| code.as_str().map(str::to_owned)));
    for group in ["anyOf", "oneOf", "allOf"] {
        part[group].as_array().into_iter().flatten().for_each(|part| codes(whole, part, found));
    }
    if let Some(items) = part.get("items") {
        codes(whole, items, found);
    }
}

/// Each code of each field of a schema.
fn fields(whole: &Value, part: &Value, found: &mut BTreeSet<(String, String)>) {
    match part {
        Value::Object(inner) => {
            for (name, field) in part["properties"].as_object().into_iter().flatten() {
                let mut of = BTreeSet::new();
                codes(whole, field, &mut of);
                found.extend(of.into_iter().map(|code| (name.clone(), code)));
            }
            inner.iter().filter(|(name, _)| *name != "examples").for_each(|(_, inner)| fields(whole, inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| fields(whole, inner, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Each text of each field of an example.
fn texts(field: &str, value: &Value, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(inner) => inner.iter().for_each(|(name, value)| texts(name, value, found)),
        Value::Array(list) => list.iter().for_each(|value| texts(field, value, found)),
        Value::String(text) => drop(found.insert((field.to_owned(), text.clone()))),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn every_code_of_every_report_has_one_word_in_each_language() {
    let mut words = Words::default();
    crate::mount_all(&mut words);
    let (mut known, mut used) = (BTreeSet::new(), BTreeSet::new());
    for (_, entry) in SchemaBook::of_the_roster().iter() {
        let schema = entry.schema.as_value();
        fields(schema, schema, &mut known);
        if let Some(example) = entry.example {
            let example: Value = serde_json::from_str(example).expect("a golden example");
            texts("", &example["data"], &mut used);
        }
    }
    let codes: BTreeSet<_> = known.intersection(&used).collect();
    assert!(known.len() > 200 && codes.len() > 50, "{} codes, of which examples use {}", known.len(), codes.len());
    let word =
        |(field, code): &(String, String)| words.0.iter().find(|((f, c), _)| f == field && c == code).map(|(_, word)| word);
    let missing: Vec<_> = known.iter().filter(|one| word(one).is_none()).collect();
    assert!(missing.is_empty(), "codes without a word: {missing:?}");
    let twice: Vec<_> = words.0.iter().filter(|(_, words)| words.len() > 1).collect();
    assert!(twice.is_empty(), "codes with several words: {twice:?}");
    let has = |one: &(String, String)| !one.0.is_empty() && !one.1.is_empty();
    assert!(words.0.values().flatten().all(has), "a word in one language only");
}
