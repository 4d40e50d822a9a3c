//! The schema book: the JSON Schema of every report that the agencies declare, and of the envelope around it.

use std::collections::BTreeMap;

use kernel::{Agency, Decider, Envelope, Heading, Host, Measure, Report, Withdrawal};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

/// A report type as senders see it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The JSON Schema (draft 2020-12) of its `data`.
    pub schema: Schema,
    /// A golden example of the whole envelope; the taking back of a part, which all records share, has none.
    pub example: Option<&'static str>,
}

/// The report types of all agencies that are mounted, by their full name `jointcase.<agency>.<type>.v<version>`.
#[derive(Clone, Debug, Default)]
pub struct SchemaBook {
    agency: Option<Agency>,
    entries: BTreeMap<String, Entry>,
}

impl SchemaBook {
    /// The roster's report types.
    pub fn of_the_roster() -> Self {
        Self::of(crate::mount_all)
    }

    /// The report types of the agencies that `mount` mounts.
    pub fn of(mount: impl FnOnce(&mut Self)) -> Self {
        let mut book = Self::default();
        mount(&mut book);
        book
    }

    /// Each report type by its full name, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(name, entry)| (name.as_str(), entry))
    }

    /// The report type with this full name.
    pub fn get(&self, report_type: &str) -> Option<&Entry> {
        self.entries.get(report_type)
    }

    fn add<T: JsonSchema>(&mut self, report: &str, version: u16, record: (&str, &str), example: Option<&'static str>) {
        let agency = self.agency.map_or("", |agency| agency.code);
        let name = format!("jointcase.{agency}.{report}.v{version}");
        let mut schema = schema_of::<T>(&name);
        schema.insert("x-record".into(), json!({ "zh": record.0, "en": record.1 }));
        let whole = example.and_then(|text| serde_json::from_str::<Value>(text).ok());
        if let Some(data) = whole.and_then(|mut whole| whole.get_mut("data").map(Value::take)) {
            schema.insert("examples".into(), json!([data]));
        }
        // A report that several agencies tell has the example of one of them.
        let own = |text: &&str| serde_json::from_str::<Envelope>(text).is_ok_and(|e| e.report_type.to_string() == name);
        let example = example.filter(own);
        self.entries.insert(name, Entry { schema, example });
    }
}

/// The JSON Schema of the envelope, whose `data` has the schema of its type.
pub fn envelope() -> Schema {
    schema_of::<Envelope>("envelope")
}

fn schema_of<T: JsonSchema>(name: &str) -> Schema {
    let mut schema = SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>();
    schema.insert("$id".into(), format!("urn:jointcase:schema:{name}").into());
    schema.insert("title".into(), name.into());
    schema
}

impl Host for SchemaBook {
    fn agency(&mut self, agency: Agency) {
        self.agency = Some(agency);
    }

    fn record<D: Decider>(&mut self) {}

    fn report<R: Report, D: Decider>(&mut self, _: fn(&Heading, R) -> D::Command) {
        self.add::<R>(R::TYPE, R::VERSION, (D::KIND.zh, D::KIND.en), Some(R::EXAMPLE));
    }

    fn withdrawal<D: Decider>(&mut self, _: fn(&Heading, Withdrawal) -> D::Command) {
        self.add::<Withdrawal>(&format!("{}.withdrawn", D::KIND.short()), 1, (D::KIND.zh, D::KIND.en), None);
    }

    fn measures(&mut self, _: &'static [Measure]) {}

    fn outcomes(&mut self, _: &'static [(&'static str, &'static str, &'static str)]) {}
}
