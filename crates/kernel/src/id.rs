//! Names of things: each identity has a type of its own and is checked where it enters.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A name that does not have the shape its type asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not {expected}")]
pub struct InvalidId {
    /// What was given.
    pub value: String,
    /// What the type asks for, as the end of a sentence.
    pub expected: &'static str,
}

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $pattern:literal, $accept:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(extend("pattern" = $pattern))]
        pub struct $name(String);

        impl $name {
            /// Checks the shape of `value`.
            ///
            /// # Errors
            /// [`InvalidId`] names what was expected.
            pub fn new(value: impl Into<String>) -> Result<Self, InvalidId> {
                let value = value.into();
                let accept: fn(&str) -> bool = $accept;
                if accept(&value) { Ok(Self(value)) } else { Err(InvalidId { value, expected: $expected }) }
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(value: String) -> Result<Self, InvalidId> {
                Self::new(value)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(value: &str) -> Result<Self, InvalidId> {
                Self::new(value)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn token(value: &str, longest: usize) -> bool {
    (2..=longest).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

checked_text!(
    /// An agency, such as `food-drug`: the first part of every report type and NATS subject.
    AgencyCode,
    "an agency code (2 to 40 of a-z, 0-9 and -)",
    "^[a-z0-9-]{2,40}$",
    |v| token(v, 40)
);
checked_text!(
    /// An organisation, such as `jn-food-drug`; unique everywhere, also a NATS subject token.
    OrgId,
    "an organisation id (2 to 60 of a-z, 0-9 and -)",
    "^[a-z0-9-]{2,60}$",
    |v| token(v, 60)
);
checked_text!(
    /// A division: a 12-digit statistical code (`370811000000`) or another country's (`US-DE-003`).
    DivisionCode,
    "a division code (2 to 24 of A-Z, 0-9 and -)",
    "^[A-Z0-9-]{2,24}$",
    |v| (2..=24).contains(&v.len())
        && v.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
);
checked_text!(
    /// The number under which an organisation knows its record: 1 to 200 characters, no control characters, not padded.
    RecordKey,
    "a record number (1 to 200 characters, no control characters, no space at either end)",
    "^\\S(.{0,198}\\S)?$",
    |v| !v.is_empty() && v.chars().count() <= 200 && !v.chars().any(char::is_control) && v.trim() == v
);

checked_text!(
    /// A file by the SHA-256 of its bytes: 64 hexadecimal digits in lower case.
    FileHash,
    "a SHA-256 (64 hexadecimal digits in lower case)",
    "^[0-9a-f]{64}$",
    |v| v.len() == 64 && v.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
);

impl FileHash {
    /// The first digits: enough for a reader to tell files apart.
    pub fn short(&self) -> &str {
        &self.0[..12]
    }
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(value: &str) -> Result<Self, uuid::Error> {
                Uuid::from_str(value).map(Self)
            }
        }
    };
}

uuid_id!(
    /// A report as sent: UUIDv5 over (organisation, record key, ordinal, content hash) when we make it.
    MessageId
);
uuid_id!(
    /// A record, the identity of one aggregate: derived from who issued it, never looked up.
    RecordId
);
uuid_id!(
    /// What several records are about: an entity (主体), a premises (场所), a matter, a joint action.
    SubjectId
);

/// Under it every derived identity of this system is computed (UUIDv5, RFC 9562 section 5.5).
const NAMESPACE: Uuid = Uuid::from_u128(0x6a6f_696e_7463_6173_6500_0000_0000_2016);

fn derived(parts: &[&str]) -> Uuid {
    // Length before text, so that ("ab", "c") and ("a", "bc") differ.
    let mut name = String::with_capacity(96);
    for part in parts {
        name.push_str(&part.len().to_string());
        name.push(':');
        name.push_str(part);
    }
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

impl RecordId {
    /// The record `key` of kind `kind` that `org` issued: two counties' "2024-001" are two records.
    pub fn own(org: &OrgId, kind: &str, key: &RecordKey) -> Self {
        Self(derived(&["own", org.as_str(), kind, key.as_str()]))
    }

    /// The record that several organisations know by one shared number, within a division root.
    pub fn shared(root: &DivisionCode, kind: &str, key: &RecordKey) -> Self {
        Self(derived(&["shared", root.as_str(), kind, key.as_str()]))
    }
}

impl SubjectId {
    /// The subject of `kind` (`entity`, `premises`, …) that `root` knows by `key`.
    pub fn derive(kind: &str, root: &DivisionCode, key: &str) -> Self {
        Self(derived(&["subject", kind, root.as_str(), key]))
    }
}

impl MessageId {
    /// The id of a report made from a row or a form: the same content gives the same id, so sending it twice is harmless.
    pub fn derive(org: &OrgId, key: &RecordKey, ordinal: u32, content_hash: &str) -> Self {
        Self(derived(&["message", org.as_str(), key.as_str(), &ordinal.to_string(), content_hash]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_organisations_with_the_same_number_have_two_records() {
        let key = RecordKey::new("2024-001").expect("a key");
        let one = RecordId::own(&OrgId::new("jn-police").expect("an org"), "police.case", &key);
        let other = RecordId::own(&OrgId::new("qf-police").expect("an org"), "police.case", &key);
        assert_ne!(one, other);
    }

    #[test]
    fn a_boundary_between_parts_cannot_be_moved() {
        assert_ne!(derived(&["ab", "c"]), derived(&["a", "bc"]));
    }

    #[test]
    fn an_organisation_id_is_a_subject_token() {
        assert!(OrgId::new("jn.police").is_err());
        assert!(OrgId::new("jn-police").is_ok());
        assert!(OrgId::new("*").is_err());
    }
}
