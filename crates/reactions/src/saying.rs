//! What a reaction says, as the report of the office in whose name it says it.

use chrono::{DateTime, Utc};
use ingest::Arrived;
use kernel::reference::Reference;
use kernel::{DivisionCode, MessageId, Organisation, RecordKey, ReportType};
use serde_json::{Value, json};

/// A report that follows from a cause: the same cause gives the same bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    /// Derived from the cause.
    pub id: MessageId,
    /// Which reaction says it.
    pub reaction: &'static str,
    /// The type without version: `joint-office.matter.opened`.
    pub report: &'static str,
    /// The record's number.
    pub number: RecordKey,
    /// When the cause was recorded, or the instant came.
    pub stated: DateTime<Utc>,
    /// In whose name.
    pub office: Organisation,
    /// Where it happened.
    pub division: DivisionCode,
    /// How the cause came about, where not from an office's own files.
    pub mark: Option<String>,
    /// The report itself.
    pub data: Value,
}

impl Saying {
    /// As it comes to the door.
    pub fn arrived(&self, reference: &Reference) -> Arrived {
        let report = format!("jointcase.{}.v1", self.report);
        let zone = reference.divisions.root_of(&self.division).map_or(chrono_tz::UTC, |root| root.zone);
        let mut envelope = json!({
            "specversion": "1.0",
            "id": self.id,
            "source": format!("/jointcase/{}", self.reaction),
            "type": report,
            "subject": self.number,
            "time": self.stated.with_timezone(&zone).to_rfc3339(),
            "org": self.office.id,
            "division": self.division,
            "data": self.data,
        });
        if let Some(mark) = &self.mark {
            envelope["mark"] = mark.as_str().into();
        }
        let subject = report.parse().map(|report: ReportType| report.subject(&self.office.id)).unwrap_or_default();
        Arrived { subject, body: envelope.to_string().into(), by: None, act: false }
    }
}
