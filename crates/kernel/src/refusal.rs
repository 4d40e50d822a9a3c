//! Why a report is not accepted: a stable code for programs and a sentence that a clerk understands.

use std::fmt;

use crate::Text;

/// A refusal: the report goes to quarantine with it, a person is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable reason code, such as `unknown-division`.
    pub code: &'static str,
    /// What is wrong and what to do, in both languages.
    pub text: Text,
}

impl Refusal {
    /// A refusal with its sentence.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, text: Text::of(zh, en) }
    }

    /// The report contradicts itself.
    pub fn contradiction(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new("contradiction", zh, en)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.text.en)
    }
}

impl std::error::Error for Refusal {}
