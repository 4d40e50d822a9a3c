//! Names and texts that the program itself composes, so that they cannot be wrong.

use kernel::{DivisionCode, OrgId, RecordKey};
use serde::Serialize;
use serde_json::value::RawValue;

/// A record number.
#[allow(clippy::expect_used, reason = "composed from short texts of this crate; a test makes every kind")]
pub(crate) fn key(text: String) -> RecordKey {
    RecordKey::new(text).expect("a record number")
}

/// A division code that is in no tree.
#[allow(clippy::expect_used, reason = "a constant")]
pub(crate) fn no_division() -> DivisionCode {
    DivisionCode::new("SIM-99999999").expect("a division code")
}

/// An organisation that is not listed.
#[allow(clippy::expect_used, reason = "a constant")]
pub(crate) fn nobody() -> OrgId {
    OrgId::new("sim-nobody").expect("an organisation")
}

/// A report's data.
#[allow(clippy::expect_used, reason = "our own structs without maps always serialise")]
pub(crate) fn raw(data: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(data).expect("JSON")
}

/// The bytes of an envelope.
#[allow(clippy::expect_used, reason = "our own structs without maps always serialise")]
pub(crate) fn bytes(envelope: &impl Serialize) -> Vec<u8> {
    let mut body = Vec::with_capacity(1024);
    serde_json::to_writer(&mut body, envelope).expect("JSON");
    body
}
