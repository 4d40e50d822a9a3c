//! A sentence in the two languages of the readers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One text in Chinese (`zh`, the first language of the users) and English (`en`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A text known when the program is built.
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// A text made while running.
    pub fn of(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: Cow::Owned(zh.into()), en: Cow::Owned(en.into()) }
    }

    /// The text in `language`: `"en"` gives English, anything else Chinese.
    pub fn r#in(&self, language: &str) -> &str {
        if language == "en" { &self.en } else { &self.zh }
    }
}
