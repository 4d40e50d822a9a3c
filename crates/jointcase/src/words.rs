//! The one place where an error becomes a text for people, in Chinese and English.

use std::error::Error as StdError;

use anyhow::{Error, Result};
use kernel::{Refusal, Text};

/// A sentence in both languages for a person, and what lies behind it.
#[derive(Debug)]
pub struct Said {
    text: Text,
    source: Option<Error>,
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text.en)
    }
}

impl StdError for Said {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| -> &(dyn StdError + 'static) { source.as_ref() })
    }
}

/// An error that says `zh` or `en`.
pub fn said(zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::new(Said { text: Text::of(zh, en), source: None })
}

/// Says in both languages what could not be done.
pub(crate) trait Saying<T> {
    /// Puts a sentence in both languages before the error, or in the place of what is missing.
    fn saying<Z: Into<String>, E: Into<String>>(self, sentence: impl FnOnce() -> (Z, E)) -> Result<T>;
}

impl<T, F: Into<Error>> Saying<T> for Result<T, F> {
    fn saying<Z: Into<String>, E: Into<String>>(self, sentence: impl FnOnce() -> (Z, E)) -> Result<T> {
        self.map_err(|error| {
            let (zh, en) = sentence();
            Error::new(Said { text: Text::of(zh, en), source: Some(error.into()) })
        })
    }
}

impl<T> Saying<T> for Option<T> {
    fn saying<Z: Into<String>, E: Into<String>>(self, sentence: impl FnOnce() -> (Z, E)) -> Result<T> {
        self.ok_or_else(|| {
            let (zh, en) = sentence();
            said(zh, en)
        })
    }
}

/// The error and what lies behind it, in both languages; what has no Chinese words is told as it is.
pub fn text(error: &Error) -> Text {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for cause in error.chain() {
        let text = one(cause);
        zh.push(text.zh.into_owned());
        en.push(text.en.into_owned());
    }
    // Some errors repeat what lies behind them.
    zh.dedup();
    en.dedup();
    Text::of(zh.join("："), en.join(": "))
}

fn one(error: &(dyn StdError + 'static)) -> Text {
    if let Some(said) = error.downcast_ref::<Said>() {
        return said.text.clone();
    }
    if let Some(error) = error.downcast_ref::<standalone::StandaloneError>() {
        return Text::of(error.zh(), error.to_string());
    }
    if let Some(error) = error.downcast_ref::<bus::BusError>() {
        return error.text();
    }
    if let Some(error) = error.downcast_ref::<event_store::StoreError>() {
        return error.text();
    }
    if let Some(error) = error.downcast_ref::<importer::ImportError>() {
        return error.text().clone();
    }
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        return refusal.text.clone();
    }
    let text = error.to_string();
    Text::of(text.clone(), text)
}

/// What the program says last when a command fails: in `language` where the person chose one, else in both.
pub fn last_words(error: &Error, language: Option<&str>) -> String {
    let text = text(error);
    match language {
        Some(language) => format!("jointcase: {}", text.r#in(language)),
        None if text.zh == text.en => format!("jointcase: {}", text.zh),
        None => format!("jointcase: {}\njointcase: {}", text.zh, text.en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_in_the_readers_language_with_all_that_lies_behind_it() {
        let io = std::io::Error::other("EIO");
        let error = Err::<(), _>(io).saying(|| ("无法读取密钥文件", "cannot read the key file"));
        let error = error.saying(|| ("无法启动", "cannot start")).expect_err("an error");
        assert_eq!(last_words(&error, Some("zh")), "jointcase: 无法启动：无法读取密钥文件：EIO");
        assert_eq!(last_words(&error, Some("en")), "jointcase: cannot start: cannot read the key file: EIO");
        assert_eq!(last_words(&error, None).lines().count(), 2);
        let bus = Err::<(), _>(bus::BusError::Address).saying(|| ("消息总线", "the bus")).expect_err("an error");
        assert!(text(&bus).zh.contains("形如") && text(&bus).en.contains("is not like"), "{:?}", text(&bus));
    }

    #[test]
    fn what_has_no_chinese_words_is_told_once() {
        assert_eq!(last_words(&anyhow::anyhow!("EIO"), None), "jointcase: EIO");
    }
}
