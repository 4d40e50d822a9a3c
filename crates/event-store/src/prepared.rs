//! What is about to be appended: events with their circumstances, and the inbox row of the report that caused them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kernel::{AgencyCode, DivisionCode, MessageId, OrgId, RecordId, Span};
use uuid::Uuid;

use crate::digest::{CoveredReport, report_digest};

/// Who caused events, where and when: the same for all events of one command.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// The agency.
    pub agency: AgencyCode,
    /// The organisation.
    pub org: OrgId,
    /// Where.
    pub division: DivisionCode,
    /// The root of that division.
    pub root: DivisionCode,
    /// When it occurred.
    pub occurred: Span,
    /// The report that caused it, if one did.
    pub message: Option<MessageId>,
    /// Who acted, what caused it, the trace: flat text, no personal data.
    pub metadata: BTreeMap<String, String>,
}

/// An event that has been decided but not yet appended.
#[derive(Clone, Debug)]
pub struct PreparedEvent {
    /// Its own id.
    pub event_id: Uuid,
    /// The kind of record.
    pub aggregate_type: String,
    /// The record.
    pub aggregate_id: RecordId,
    /// Its place in the record, from 1.
    pub sequence: i64,
    /// The tag.
    pub event_type: String,
    /// The version of the payload's shape.
    pub event_version: String,
    /// The payload as JSON text; the digest covers these bytes.
    pub payload: String,
    /// The metadata as JSON text.
    pub metadata: String,
    /// The agency.
    pub agency: String,
    /// The organisation.
    pub org: String,
    /// Where.
    pub division: String,
    /// The root of that division.
    pub root: String,
    /// Not before.
    pub earliest: DateTime<Utc>,
    /// Not after.
    pub latest: DateTime<Utc>,
    /// How exactly it is known.
    pub precision: &'static str,
    /// The report that caused it.
    pub message: Option<MessageId>,
    /// SHA-256 over all of the above.
    pub digest: [u8; 32],
}

/// An accepted report, kept for de-duplication and to be shown behind its events.
#[derive(Clone, Debug)]
pub struct InboxRow {
    pub(crate) org: OrgId,
    pub(crate) message: MessageId,
    pub(crate) body_hash: [u8; 32],
    pub(crate) report_type: String,
    pub(crate) record: String,
    pub(crate) report: String,
    pub(crate) digest: [u8; 32],
}

impl InboxRow {
    /// `report` is the envelope as JSON text, personal fields sealed; `body_hash` is the SHA-256 of the bytes as received. The digest is
    /// taken here, where batches are prepared beside each other, and not under the lock.
    pub fn new(
        org: OrgId,
        message: MessageId,
        body_hash: [u8; 32],
        report_type: String,
        record: RecordId,
        report: String,
    ) -> Self {
        let record = record.to_string();
        let digest = report_digest(&CoveredReport {
            org: org.as_str(),
            message: message.0,
            body_hash: &body_hash,
            report_type: &report_type,
            record: &record,
            report: &report,
        });
        Self { org, message, body_hash, report_type, record, report, digest }
    }
}

/// The whole effect of one report or command: appended entirely or not at all.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// The events; none if everything was known already.
    pub events: Vec<PreparedEvent>,
    /// The report, if it was one.
    pub inbox: Option<InboxRow>,
}
