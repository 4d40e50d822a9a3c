//! The mapping file as it is written.

use std::collections::BTreeMap;
use std::fmt;

use kernel::envelope::Mark;
use kernel::money::Currency;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use toml::{Spanned, Value as Toml};

use crate::read::Shape;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    #[serde(default)]
    pub file: Shape,
    pub report: ReportSection,
    pub record: RecordSection,
    pub fields: BTreeMap<String, Spanned<SourceDoc>>,
    #[serde(default)]
    pub codes: BTreeMap<String, BTreeMap<String, Toml>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportSection {
    #[serde(rename = "type")]
    pub report_type: Spanned<String>,
    pub org: Spanned<String>,
    pub division: Spanned<SourceDoc>,
    pub zone: Spanned<String>,
    pub source: Option<String>,
    pub mark: Option<Mark>,
    pub stated: Option<Spanned<SourceDoc>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordSection {
    pub number: Option<Spanned<SourceDoc>>,
    pub key: Option<Spanned<Vec<Names>>>,
    pub show: Option<Spanned<Vec<Names>>>,
    #[serde(default)]
    pub prefix: String,
    pub part: Option<Names>,
    pub continues: Option<Spanned<Continues>>,
}

/// Which rows belong to the record of the row above.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Continues {
    pub column: Names,
    #[serde(default)]
    pub same: bool,
}

/// One column, or the names it has in different files.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    One(String),
    Any(Vec<String>),
}

impl Names {
    pub fn list(&self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name.clone()],
            Self::Any(names) => names.clone(),
        }
    }
}

/// Where a value comes from: the name of a column, or a table that says more.
#[derive(Default)]
pub(super) struct SourceDoc(pub SourceFields);

impl<'de> Deserialize<'de> for SourceDoc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = SourceDoc;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a column, or a table such as { column = \"…\" }")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<SourceDoc, E> {
                Ok(SourceDoc(SourceFields { column: Some(Names::One(name.to_owned())), ..SourceFields::default() }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SourceDoc, A::Error> {
                SourceFields::deserialize(MapAccessDeserializer::new(map)).map(SourceDoc)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SourceFields {
    pub column: Option<Names>,
    pub path: Option<Names>,
    pub constant: Option<Toml>,
    pub join: Option<Vec<Names>>,
    pub template: Option<String>,
    pub flags: Option<BTreeMap<String, String>>,
    #[serde(rename = "as")]
    pub kind: Option<Kind>,
    pub required: bool,
    pub optional: bool,
    pub otherwise: Option<Otherwise>,
    pub whole: Option<String>,
    pub codes: Option<String>,
    pub default: Option<Toml>,
    pub separator: Option<Names>,
    pub formats: Option<Vec<String>>,
    pub prefixes: Option<Vec<String>>,
    pub pivot: Option<u8>,
    pub year: Option<Names>,
    pub precision: Option<Precision>,
    pub serial: Option<bool>,
    pub yes: Option<Vec<String>>,
    pub no: Option<Vec<String>>,
    pub currency: Option<Currency>,
    pub scale: Option<u32>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    pub none: Option<Vec<String>>,
    pub patterns: Option<Vec<String>>,
    pub parts: Option<BTreeMap<String, Spanned<SourceDoc>>>,
    pub each_row: Option<bool>,
}

/// What is made of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    #[default]
    Text,
    Boolean,
    Number,
    Integer,
    Date,
    Money,
    List,
    Items,
    Json,
}

/// What happens to a field whose value cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Otherwise {
    /// The row is rejected.
    #[default]
    Reject,
    /// The field is left out.
    Omit,
}

/// The widest precision to which a date is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Precision {
    /// The day only, as it is written.
    Day,
    /// The month only.
    Month,
    /// The year only.
    Year,
}

impl SourceFields {
    /// A setting that has no meaning for this kind of value, if there is one.
    pub fn stray(&self) -> Option<&'static str> {
        let kind = self.kind.unwrap_or_default();
        let text = kind == Kind::Text && self.flags.is_none();
        let list = matches!(kind, Kind::List | Kind::Items);
        let date = kind == Kind::Date;
        let number = matches!(kind, Kind::Number | Kind::Integer);
        let checks = [
            ("as", self.kind.is_some() && (self.constant.is_some() || self.flags.is_some())),
            ("codes", self.codes.is_some() && !text && kind != Kind::List),
            ("default", self.default.is_some() && self.codes.is_none()),
            ("separator", self.separator.is_some() && !list && self.join.is_none()),
            ("formats", self.formats.is_some() && !date),
            ("prefixes", self.prefixes.is_some() && !date),
            ("pivot", self.pivot.is_some() && !date),
            ("year", self.year.is_some() && !date),
            ("precision", self.precision.is_some() && !date),
            ("serial", self.serial.is_some() && !date),
            ("yes", self.yes.is_some() && kind != Kind::Boolean && self.flags.is_none()),
            ("no", self.no.is_some() && kind != Kind::Boolean && self.flags.is_none()),
            ("currency", self.currency.is_some() && kind != Kind::Money),
            ("scale", self.scale.is_some() && kind != Kind::Integer),
            ("min", self.min.is_some() && !number),
            ("max", self.max.is_some() && !number),
            ("none", self.none.is_some() && !list),
            ("patterns", self.patterns.is_some() && kind != Kind::Items),
            ("parts", self.parts.is_some() && kind != Kind::Items),
            ("each_row", self.each_row.is_some() && !list),
        ];
        checks.into_iter().find_map(|(name, stray)| stray.then_some(name))
    }
}
