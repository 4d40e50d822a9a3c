//! A report as it was made from a row.

use kernel::{DivisionCode, MessageId, OrgId, RecordKey, ReportType};

use crate::known::{ContentHash, Place};

/// A report that can be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The first row it was made from.
    pub row: u64,
    /// Its id.
    pub message: MessageId,
    /// What is reported.
    pub report_type: ReportType,
    /// Who reports.
    pub org: OrgId,
    /// Where it happened.
    pub division: DivisionCode,
    /// The record's number, with the ordinal where it has one.
    pub record: RecordKey,
    /// Which part of the record, where the mapping tells parts apart.
    pub part: Option<String>,
    /// The how-manieth row with the same key, from 1.
    pub ordinal: u32,
    /// What it says.
    pub content: ContentHash,
    /// What it corrects: the content at this place was another when it was last delivered.
    pub corrects: Option<MessageId>,
    /// Whether exactly this was delivered before.
    pub known: bool,
    /// The NATS subject.
    pub subject: String,
    /// The envelope as JSON; the same row always makes the same bytes.
    pub body: Vec<u8>,
}

impl Report {
    /// The report's place among all.
    pub fn place(&self) -> Place<'_> {
        Place {
            org: &self.org,
            report_type: &self.report_type,
            record: &self.record,
            part: self.part.as_deref(),
            ordinal: self.ordinal,
        }
    }

    /// The envelope as a person reads it.
    pub fn pretty(&self) -> String {
        let json: Option<serde_json::Value> = serde_json::from_slice(&self.body).ok();
        json.and_then(|json| serde_json::to_string_pretty(&json).ok()).unwrap_or_default()
    }
}
