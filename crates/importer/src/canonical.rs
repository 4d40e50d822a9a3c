//! JSON with one spelling, so that the same content always has the same hash.

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

/// `json` without space and with its keys sorted, whatever order the program's maps have.
pub(crate) fn canonical(json: &Json) -> String {
    let mut text = String::new();
    write(json, &mut text);
    text
}

fn write(json: &Json, text: &mut String) {
    match json {
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => text.push_str(&json.to_string()),
        Json::Array(list) => {
            text.push('[');
            for (n, entry) in list.iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                write(entry, text);
            }
            text.push(']');
        }
        Json::Object(map) => {
            text.push('{');
            for (n, (key, value)) in sorted(map).into_iter().enumerate() {
                if n > 0 {
                    text.push(',');
                }
                text.push_str(&Json::String(key.clone()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
    }
}

fn sorted(map: &Map<String, Json>) -> Vec<(&String, &Json)> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

/// SHA-256 over `parts`, each with its length before it, so that no boundary can be moved.
pub(crate) fn hash(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

/// The first 16 bytes of [`hash`]: enough to tell things apart where many are held in memory.
pub(crate) fn short_hash(parts: &[&str]) -> u128 {
    let bytes = hash(parts);
    bytes.iter().take(16).fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let json: Json = serde_json::from_str(r#"{"b": [{"z": 1, "a": "x\"y"}], "a": null}"#).expect("json");
        assert_eq!(canonical(&json), r#"{"a":null,"b":[{"a":"x\"y","z":1}]}"#);
    }

    #[test]
    fn a_boundary_between_parts_cannot_be_moved() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
