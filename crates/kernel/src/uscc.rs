//! The unified social credit code (统一社会信用代码, GB 32100-2015), parsed with its check digit.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A credit code: 18 characters whose last one checks the others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("pattern" = "^[0-9A-HJ-NPQRTUWXY]{18}$"))]
pub struct Uscc(String);

/// Digits and letters without I, O, S, V, Z; a character's value is its place here.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A text that is not a credit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUscc {
    /// Wrong length or alphabet.
    #[error("{0:?} is not a credit code: 18 digits and capitals without I, O, S, V, Z")]
    Shape(String),
    /// The last character does not check the others.
    #[error("the check digit of credit code {code:?} is wrong: with these digits it would be {expected}")]
    CheckDigit {
        /// What was given.
        code: String,
        /// What the last character would have to be.
        expected: char,
    },
}

impl Uscc {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Completes the first 17 characters with their check digit; `None` if they are not of the alphabet.
    pub fn with_check_digit(first_17: &str) -> Option<Self> {
        let check = check_digit(first_17.as_bytes())?;
        Some(Self(format!("{first_17}{check}")))
    }
}

/// Sum of value × 3^i mod 31, and what completes it to 31 (GB 32100-2015, 5.6).
fn check_digit(first_17: &[u8]) -> Option<char> {
    if first_17.len() != 17 {
        return None;
    }
    let mut weight = 1;
    let mut sum = 0;
    for byte in first_17 {
        sum += ALPHABET.iter().position(|a| a == byte)? * weight;
        weight = weight * 3 % 31;
    }
    Some(char::from(ALPHABET[(31 - sum % 31) % 31]))
}

impl FromStr for Uscc {
    type Err = InvalidUscc;

    fn from_str(text: &str) -> Result<Self, InvalidUscc> {
        let shape = || InvalidUscc::Shape(text.to_owned());
        let bytes = text.as_bytes();
        if bytes.len() != 18 || !ALPHABET.contains(&bytes[17]) {
            return Err(shape());
        }
        let expected = check_digit(&bytes[..17]).ok_or_else(shape)?;
        if bytes[17] == expected as u8 {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidUscc::CheckDigit { code: text.to_owned(), expected })
        }
    }
}

impl TryFrom<String> for Uscc {
    type Error = InvalidUscc;
    fn try_from(text: String) -> Result<Self, InvalidUscc> {
        text.parse()
    }
}

impl From<Uscc> for String {
    fn from(code: Uscc) -> String {
        code.0
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_codes_are_valid() {
        for code in ["91110000600037341L", "91370811MA3C00011L", "91370829MA3F12349J"] {
            assert!(code.parse::<Uscc>().is_ok(), "{code}");
        }
    }

    #[test]
    fn the_error_names_the_right_check_digit() {
        let error = "911100006000373410".parse::<Uscc>().expect_err("wrong digit");
        assert_eq!(error, InvalidUscc::CheckDigit { code: "911100006000373410".into(), expected: 'L' });
    }

    proptest! {
        #[test]
        fn any_single_wrong_character_is_noticed(place in 0usize..17, step in 1usize..31) {
            let mut code = b"91110000600037341L".to_vec();
            let value = ALPHABET.iter().position(|a| *a == code[place]).expect("of the alphabet");
            code[place] = ALPHABET[(value + step) % 31];
            prop_assert!(String::from_utf8(code).expect("ascii").parse::<Uscc>().is_err());
        }
    }
}
