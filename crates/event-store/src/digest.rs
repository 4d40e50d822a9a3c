//! Digests: what an event was, bound so that a rewritten history is noticed.

use sha2::{Digest, Sha256};

/// The algorithm by name, as stored with each block.
pub const ALGORITHM: &str = "SHA-256";

/// The fields a digest covers, in this order.
#[derive(Debug, Clone, Copy)]
pub struct Covered<'a> {
    /// The event's id.
    pub event_id: uuid::Uuid,
    /// The kind of record.
    pub aggregate_type: &'a str,
    /// The record.
    pub aggregate_id: &'a str,
    /// Its place in the record.
    pub sequence: i64,
    /// The tag.
    pub event_type: &'a str,
    /// The version.
    pub event_version: &'a str,
    /// Payload bytes as stored.
    pub payload: &'a str,
    /// Metadata bytes as stored.
    pub metadata: &'a str,
    /// Agency, organisation, division, root.
    pub place: [&'a str; 4],
    /// Microseconds since 1970 of the earliest and latest time it occurred.
    pub occurred: [i64; 2],
    /// How exactly that is known.
    pub precision: &'a str,
    /// The report that caused it.
    pub message: Option<uuid::Uuid>,
}

/// SHA-256 over the fields, each with its length before it.
pub fn digest(covered: &Covered<'_>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    add(covered.event_id.as_bytes());
    add(covered.aggregate_type.as_bytes());
    add(covered.aggregate_id.as_bytes());
    add(&covered.sequence.to_be_bytes());
    add(covered.event_type.as_bytes());
    add(covered.event_version.as_bytes());
    add(covered.payload.as_bytes());
    add(covered.metadata.as_bytes());
    covered.place.iter().for_each(|text| add(text.as_bytes()));
    covered.occurred.iter().for_each(|micros| add(&micros.to_be_bytes()));
    add(covered.precision.as_bytes());
    add(covered.message.map(|id| *id.as_bytes()).as_ref().map_or(&[], |bytes| bytes.as_slice()));
    hasher.finalize().into()
}

/// What the digest of a kept report covers, in this order.
#[derive(Debug, Clone, Copy)]
pub struct CoveredReport<'a> {
    /// The sender.
    pub org: &'a str,
    /// Its id for the report.
    pub message: uuid::Uuid,
    /// SHA-256 of the bytes as received.
    pub body_hash: &'a [u8],
    /// The report type.
    pub report_type: &'a str,
    /// The record it is about.
    pub record: &'a str,
    /// The report as it is kept, personal fields sealed.
    pub report: &'a str,
}

/// SHA-256 over the fields, each with its length before it.
pub fn report_digest(covered: &CoveredReport<'_>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for bytes in [
        covered.org.as_bytes(),
        covered.message.as_bytes(),
        covered.body_hash,
        covered.report_type.as_bytes(),
        covered.record.as_bytes(),
        covered.report.as_bytes(),
    ] {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().into()
}

/// One digest for the reports of a block, whose rows have no order: SHA-256 over theirs, sorted; empty if there are none.
pub fn reports_digest(mut digests: Vec<[u8; 32]>) -> Vec<u8> {
    if digests.is_empty() {
        return Vec::new();
    }
    digests.sort_unstable();
    Sha256::digest(digests.as_flattened()).to_vec()
}

/// The hash of a block, as `append_block` computes it: previous hash, number, first position, time (Postgres binary), the digests of
/// its events, and [`reports_digest`].
pub fn block_hash(
    previous: &[u8],
    block: i64,
    first_position: i64,
    recorded_at: chrono::DateTime<chrono::Utc>,
    digests: &[u8],
    reports_digest: &[u8],
) -> [u8; 32] {
    // Postgres sends a timestamptz as microseconds since 2000-01-01.
    const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(block.to_be_bytes());
    hasher.update(first_position.to_be_bytes());
    hasher.update((recorded_at.timestamp_micros() - POSTGRES_EPOCH_MICROS).to_be_bytes());
    hasher.update(digests);
    hasher.update(reports_digest);
    hasher.finalize().into()
}

/// A secret for one purpose from a master secret: SHA-256 over both, each with its length before it.
pub fn derive(master: &[u8], purpose: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for bytes in [master, purpose.as_bytes()] {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().into()
}
