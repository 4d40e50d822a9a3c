//! The report envelope: CloudEvents 1.0 in structured JSON, with who states it (`org`) and where it happened (`division`).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{AgencyCode, DivisionCode, MessageId, OrgId, RecordKey};

/// A report as it travels; `data` stays as it was written until its type is known.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Always `1.0`.
    #[schemars(extend("const" = "1.0"))]
    pub specversion: String,
    /// The report's id; with `org` it is unique.
    pub id: MessageId,
    /// A URI reference of the sending system, such as `/jn-food-drug/publish`.
    pub source: String,
    /// What is reported.
    #[serde(rename = "type")]
    pub report_type: ReportType,
    /// The record's number at the organisation, `<number>` or `<org>/<number>`.
    pub subject: RecordKey,
    /// When it was stated.
    pub time: DateTime<FixedOffset>,
    /// `application/json` where present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datacontenttype: Option<String>,
    /// The JSON Schema of `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataschema: Option<String>,
    /// Who states it (extension).
    pub org: OrgId,
    /// Where it happened (extension).
    pub division: DivisionCode,
    /// The report that this one corrects (extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<MessageId>,
    /// How the record came about, where not from the office's own files (extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// The how-manieth of identical rows it is, from 1, where rows were identical (extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u32>,
    /// W3C trace context (extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// The report itself.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    pub data: Box<RawValue>,
}

/// The end of a store's history at some moment: with it, others notice a rewritten one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// Which life of the store: positions repeat after a restore to an earlier moment.
    pub incarnation: Uuid,
    /// The last position.
    pub position: u64,
    /// The hash of the last block, in hexadecimal digits.
    pub hash: String,
}

/// How a record came about, where not from the office's own files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Reconstructed from a published account.
    Reconstructed,
    /// Made by the simulator.
    Simulated,
}

impl Mark {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reconstructed => "reconstructed",
            Self::Simulated => "simulated",
        }
    }

    /// The mark with `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Reconstructed, Self::Simulated].into_iter().find(|mark| mark.code() == code)
    }
}

/// `jointcase.<agency>.<type>.v<version>`, such as `jointcase.food-drug.inspection.visited.v1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = r"^jointcase(\.[a-z0-9-]+){2,}\.v[1-9][0-9]*$"))]
pub struct ReportType {
    /// The agency whose report it is.
    pub agency: AgencyCode,
    /// The type without agency and version, such as `inspection.visited`.
    pub kind: String,
    /// The version, from 1.
    pub version: u16,
}

/// A text that is not a report type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a report type: write jointcase.<agency>.<type>.v<version>")]
pub struct InvalidReportType(pub String);

impl ReportType {
    /// The NATS subject on which `org` sends it: `report.<agency>.<org>.<type>`, without the version.
    pub fn subject(&self, org: &OrgId) -> String {
        format!("report.{}.{}.{}", self.agency, org, self.kind)
    }
}

impl FromStr for ReportType {
    type Err = InvalidReportType;

    fn from_str(text: &str) -> Result<Self, InvalidReportType> {
        let parse = || {
            let rest = text.strip_prefix("jointcase.")?;
            let (rest, version) = rest.rsplit_once(".v")?;
            let (agency, kind) = rest.split_once('.')?;
            let token = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if kind.len() > 80 || !kind.split('.').all(token) {
                return None;
            }
            let version = version.parse().ok().filter(|v| *v > 0)?;
            Some(Self { agency: AgencyCode::new(agency).ok()?, kind: kind.to_owned(), version })
        };
        parse().ok_or_else(|| InvalidReportType(text.to_owned()))
    }
}

impl TryFrom<String> for ReportType {
    type Error = InvalidReportType;
    fn try_from(text: String) -> Result<Self, InvalidReportType> {
        text.parse()
    }
}

impl From<ReportType> for String {
    fn from(report_type: ReportType) -> String {
        report_type.to_string()
    }
}

impl fmt::Display for ReportType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "jointcase.{}.{}.v{}", self.agency, self.kind, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_type_is_a_subject_without_its_version() {
        let report_type: ReportType = "jointcase.food-drug.inspection.visited.v1".parse().expect("a type");
        let org = OrgId::new("jn-food-drug").expect("an org");
        assert_eq!(report_type.subject(&org), "report.food-drug.jn-food-drug.inspection.visited");
        assert_eq!(report_type.to_string(), "jointcase.food-drug.inspection.visited.v1");
    }

    #[test]
    fn wildcards_and_missing_versions_are_refused() {
        for text in [
            "jointcase.food-drug.*.v1",
            "jointcase.food-drug.a",
            "jointcase.food-drug.a.v0",
            "x.food-drug.a.v1",
            "jointcase.food-drug..v1",
        ] {
            assert!(text.parse::<ReportType>().is_err(), "{text}");
        }
    }
}
