//! What has been delivered before: the reason why changed content says what it corrects.

use std::sync::Arc;

use kernel::{MessageId, OrgId, RecordKey, ReportType};

use crate::canonical::short_hash;

/// The place of one report among all: which statement about which record it is.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Who reports.
    pub org: &'a OrgId,
    /// What is reported.
    pub report_type: &'a ReportType,
    /// The record's number.
    pub record: &'a RecordKey,
    /// Which part of the record, where the mapping tells parts apart.
    pub part: Option<&'a str>,
    /// The how-manieth of identical rows, from 1.
    pub ordinal: u32,
}

impl Place<'_> {
    /// The place as 16 bytes.
    pub fn id(&self) -> u128 {
        let (report_type, ordinal) = (self.report_type.to_string(), self.ordinal.to_string());
        let part = self.part.map_or_else(String::new, |part| format!("part\n{part}"));
        short_hash(&[self.org.as_str(), &report_type, self.record.as_str(), &part, &ordinal])
    }
}

/// A content by its SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// As hexadecimal text.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }
}

/// What was last delivered at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// Its id.
    pub message: MessageId,
    /// Its content.
    pub content: ContentHash,
    /// What it corrected itself, so that sending it again makes the same bytes.
    pub corrects: Option<MessageId>,
}

/// Knows what was delivered: a [`crate::FileJournal`], or the store.
pub trait Known: Send + Sync {
    /// What was last delivered at `place`.
    fn last(&self, place: &Place<'_>) -> Option<Last>;
}

/// Knows nothing: every report is taken as the first one at its place.
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingKnown;

impl Known for NothingKnown {
    fn last(&self, _: &Place<'_>) -> Option<Last> {
        None
    }
}

impl<K: Known + ?Sized> Known for Arc<K> {
    fn last(&self, place: &Place<'_>) -> Option<Last> {
        self.as_ref().last(place)
    }
}
