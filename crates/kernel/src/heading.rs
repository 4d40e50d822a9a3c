//! Who says what about which record: what the door hands to an agency together with a report's data.

use chrono::{DateTime, Utc};

use crate::{AgencyCode, DivisionCode, MessageId, OrgId, RecordKey, Told, When};

/// The checked heading of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The report's id.
    pub message: MessageId,
    /// What it corrects.
    pub corrects: Option<MessageId>,
    /// When it was stated.
    pub stated: DateTime<Utc>,
    /// Who states it.
    pub org: OrgId,
    /// That organisation's agency.
    pub agency: AgencyCode,
    /// Where it happened.
    pub division: DivisionCode,
    /// The root of that division's tree.
    pub root: DivisionCode,
    /// The record's number.
    pub key: RecordKey,
    /// Whether a person does here and now what it says; a report states what was done.
    pub act: bool,
}

impl Heading {
    /// The circumstances of an event that happened `when`.
    pub fn told(&self, when: When) -> Told {
        Told { message: self.message, corrects: self.corrects, when, stated: self.stated, act: self.act }
    }
}
