//! Data of natural persons: open in a report, sealed in everything that is kept.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A person's data where a report or an event carries it.
///
/// A report writes `{"personal": {"name": …}}`; the door seals it before any domain code sees it, so that events hold `{"sealed": …}` only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Personal {
    /// As the agency sends it.
    Personal(Person),
    /// As it is kept; the schema of a report does not offer it.
    #[schemars(skip)]
    Sealed(Sealed),
}

impl std::fmt::Debug for Personal {
    /// Never prints what it holds: no personal data in a log line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Personal(_) => f.write_str("Personal(not shown)"),
            Self::Sealed(sealed) => f.debug_tuple("Sealed").field(&sealed.person).finish(),
        }
    }
}

/// What may be known of a natural person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Name (姓名).
    pub name: String,
    /// Citizen identity number (公民身份号码, GB 11643).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Home address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A person's data under that person's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// Whose key: a random id that says nothing of the person.
    pub person: Uuid,
    /// The algorithm, such as `A256GCM`.
    pub alg: String,
    /// Nonce and ciphertext, base64.
    pub data: String,
}

/// Replaces each `{"personal": …}` in `value` by what `seal` makes of it, at any depth.
///
/// # Errors
/// The first error of `seal`, or of a `personal` object that is not a [`Person`].
pub fn seal_all<E: From<serde_json::Error>>(
    value: &mut Value,
    seal: &mut dyn FnMut(Person) -> Result<Sealed, E>,
) -> Result<(), E> {
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key("personal") => {
            let person: Person = serde_json::from_value(map.remove("personal").unwrap_or_default())?;
            map.insert("sealed".into(), serde_json::to_value(seal(person)?)?);
            Ok(())
        }
        Value::Object(map) => map.values_mut().try_for_each(|inner| seal_all(inner, seal)),
        Value::Array(list) => list.iter_mut().try_for_each(|inner| seal_all(inner, seal)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_person_in_a_report_is_sealed() {
        let mut report = json!({"suspects": [{"who": {"personal": {"name": "甲"}}, "role": "x"}], "note": "乙"});
        let mut names = Vec::new();
        seal_all::<serde_json::Error>(&mut report, &mut |person| {
            names.push(person.name);
            Ok(Sealed { person: Uuid::nil(), alg: "A256GCM".into(), data: String::new() })
        })
        .expect("sealed");
        assert_eq!(names, ["甲"]);
        assert!(!report.to_string().contains('甲'));
        assert!(serde_json::from_value::<Personal>(report["suspects"][0]["who"].clone()).is_ok());
    }

    #[test]
    fn a_person_is_never_printed() {
        let person = Personal::Personal(Person { name: "甲".into(), id_number: None, phone: None, address: None });
        assert!(!format!("{person:?}").contains('甲'));
    }
}
