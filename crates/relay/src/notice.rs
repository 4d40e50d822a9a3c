//! A notice as it travels: CloudEvents 1.0 in structured JSON. Public contract, only ever added to; nothing in it names a natural person.

use chrono::{DateTime, FixedOffset, Utc};
use kernel::envelope::Mark;
use kernel::{DivisionCode, Head, OrgId, RecordId, Text, When};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

/// The version of the contract.
pub const VERSION: u16 = 1;

/// That something was recorded, told to an organisation which it concerns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// Always `1.0`.
    #[schemars(extend("const" = "1.0"))]
    pub specversion: String,
    /// `<incarnation>-<position>`: with `source` it is unique, and whoever is told of the same gets the same.
    #[schemars(extend("pattern" = r"^[0-9a-f-]{36}-[1-9][0-9]*$"))]
    pub id: String,
    /// The store in which it is recorded: `/jointcase/<origin>`.
    pub source: String,
    /// `jointcase.notice.<kind of record>.<event>.v<version>`.
    #[serde(rename = "type")]
    #[schemars(extend("pattern" = r"^jointcase\.notice(\.[a-z0-9-]+){3}\.v[1-9][0-9]*$"))]
    pub notice_type: String,
    /// The record's number.
    pub subject: String,
    /// When it was recorded.
    pub time: DateTime<FixedOffset>,
    /// Always `application/json`.
    #[schemars(extend("const" = "application/json"))]
    pub datacontenttype: String,
    /// Who stated it (extension).
    pub org: OrgId,
    /// Where it happened (extension).
    pub division: DivisionCode,
    /// How the record came about, where not from the office's own files (extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What happened.
    pub data: Data,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Data {
    /// To which record.
    pub record: RecordRef,
    /// What.
    pub event: Named,
    /// The part of the record that was told, such as `filed/jn-police`.
    pub part: String,
    /// When it occurred, as exactly as it was stated.
    pub on: When,
    /// It corrects what was told of that part before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub correction: bool,
    /// It is taken back: nothing of that part is true any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// The matters it belongs to by its own word, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matters: Vec<String>,
    /// Its position in the history.
    pub position: u64,
    /// The end of the history when it was recorded.
    pub head: Head,
    /// Of an alert: the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<Alerted>,
}

/// A clock of the law of which it is warned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alerted {
    /// By what it is known: question, record, part, and what it is about.
    pub clock: String,
    /// The question it answers, such as `filing-decision`.
    pub question: String,
    /// The row of the clock table, such as `G9a`.
    pub line: String,
    /// Instrument and article.
    pub citation: String,
    /// Whose side owes it: `regulator`, `police`, `procuratorate`, `party`, `laboratory`.
    pub owner: String,
    /// The organisation that owes it, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
    /// The instant at which it ends.
    pub due: DateTime<Utc>,
    /// How it stands: `running` or `missed`.
    pub state: Named,
    /// The record whose fact started it.
    pub about: RecordRef,
    /// The position of the history as of which this was so.
    pub known_at: i64,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordRef {
    /// What it is.
    pub kind: Named,
    /// Its id, which stands in the address of its page.
    pub id: RecordId,
    /// Its number.
    pub number: String,
    /// The organisation whose number it is; of a record that several share, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
}

/// A code with its name in Chinese and English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// The code, for ever.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Named {
    pub(crate) fn new(code: &str, name: &Text) -> Self {
        Self { code: code.to_owned(), zh: name.zh.to_string(), en: name.en.to_string() }
    }

    /// The name in `language`: `"en"` gives English, anything else Chinese.
    pub fn r#in(&self, language: &str) -> &str {
        if language == "en" { &self.en } else { &self.zh }
    }
}

impl Notice {
    /// The name of the type.
    pub(crate) fn type_of(what: &str) -> String {
        format!("jointcase.notice.{what}.v{VERSION}")
    }
}

/// The JSON Schema (draft 2020-12) of a notice.
pub fn schema() -> Schema {
    let mut schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Notice>();
    let name = format!("notice.v{VERSION}");
    schema.insert("$id".into(), format!("urn:jointcase:schema:{name}").into());
    schema.insert("title".into(), name.into());
    schema
}
