//! Which record a row is about: its number, or its key columns with an ordinal among rows that share them.

use std::collections::HashMap;

use kernel::Text;

use crate::canonical::{hash, short_hash};
use crate::mapping::{Fault, Identity, Mapping, Scope, SelectorId};
use crate::value::{Value, squeeze};

/// Leaves room for the ordinal within the 200 characters of a record key.
const LONGEST_KEY: usize = 180;
/// How much of a key that is too long, or not shown whole, stays readable.
const READABLE: usize = 120;

/// The record's key without its ordinal.
pub(crate) fn base_key(scope: Scope<'_>) -> Result<String, Fault> {
    let mapping: &Mapping = scope.mapping;
    match &mapping.identity {
        Identity::Number(field) => {
            let number = field.read(scope)?;
            let number = number.as_ref().and_then(serde_json::Value::as_str).map(squeeze).unwrap_or_default();
            Ok(bounded(&mapping.prefix, &number, &number))
        }
        Identity::Key { columns, show } => {
            let texts = |ids: &[SelectorId]| -> Vec<String> { ids.iter().map(|id| clean(&scope.value(*id))).collect() };
            let all = texts(columns);
            if all.iter().all(String::is_empty) {
                let columns: Vec<String> = columns.iter().map(|id| scope.column(*id)).collect();
                return Err(Fault {
                    row: scope.row.number,
                    column: Some(columns.join(" + ")),
                    value: None,
                    expected: Text::new(
                        "须至少填写其中一列，才能区分记录",
                        "at least one of them must be given, so that the record can be told from others",
                    ),
                });
            }
            // The whole text decides, each part with its length; what is shown is for the reader.
            let parts: Vec<&str> = all.iter().map(String::as_str).collect();
            let whole = hex::encode(hash(&parts));
            match show {
                None if all.iter().all(|part| !part.contains('|')) => Ok(bounded(&mapping.prefix, &all.join(" | "), &whole)),
                None => Ok(abridged(&mapping.prefix, &all.join(" | "), &whole)),
                Some(show) => Ok(abridged(&mapping.prefix, &texts(show).join(" | "), &whole)),
            }
        }
    }
}

fn clean(value: &Value) -> String {
    squeeze(&value.show().chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>())
}

fn bounded(prefix: &str, shown: &str, whole: &str) -> String {
    // An empty column at either end leaves its bar, so that ("a", "") and ("", "a") differ.
    let key = format!("{prefix}{shown}").trim().to_owned();
    if key.chars().count() <= LONGEST_KEY { key } else { abridged(prefix, shown, &hex::encode(hash(&[whole]))) }
}

fn abridged(prefix: &str, shown: &str, whole: &str) -> String {
    let start: String = format!("{prefix}{shown}").chars().take(READABLE).collect();
    format!("{} ~{}", start.trim(), whole.chars().take(16).collect::<String>()).trim().to_owned()
}

/// The key of the `ordinal`-th record with key `base`.
pub(crate) fn with_ordinal(base: &str, ordinal: u32) -> String {
    if ordinal <= 1 { base.to_owned() } else { format!("{base} #{ordinal}") }
}

/// Counts rows of one key, and remembers what was said under a number: 16 bytes and a few a record.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    keys: HashMap<u128, u32>,
    numbers: HashMap<u128, (u64, u64)>,
}

impl Seen {
    /// The ordinal of the next row with `base`.
    pub fn next(&mut self, base: &str) -> u32 {
        let count = self.keys.entry(short_hash(&[base])).or_default();
        *count += 1;
        *count
    }

    /// The row of this file that said something else at `place`, if one did.
    pub fn other(&mut self, place: u128, content: &[u8; 32], row: u64) -> Option<u64> {
        let content = content.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        let (first, at) = *self.numbers.entry(place).or_insert((content, row));
        (first != content).then_some(at)
    }

    /// Whether `place` has been used; marks it.
    pub fn take(&mut self, place: u128) -> bool {
        self.numbers.insert(place, (0, 0)).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_too_long_ends_in_its_hash() {
        let (long, other) = ("很".repeat(300), format!("{}长", "很".repeat(299)));
        let (one, two) = (bounded("", &long, &long), bounded("", &other, &other));
        assert_ne!(one, two);
        assert!(one.chars().count() <= LONGEST_KEY && kernel::RecordKey::new(one).is_ok());
    }

    #[test]
    fn ordinals_count_per_key() {
        let mut seen = Seen::default();
        assert_eq!([seen.next("a"), seen.next("b"), seen.next("a"), seen.next("a")], [1, 1, 2, 3]);
    }
}
