//! The one place where an error becomes a text for people, in Chinese and English.

mod foreign;
#[cfg(test)]
mod tests;

use std::error::Error as StdError;

use anyhow::{Error, Result};
use event_store::unit::Denied;
use kernel::{OrgId, Refusal, Text};

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

impl Said {
    /// One that says `zh` or `en`.
    pub fn of(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { text: Text::of(zh, en), source: None }
    }

    /// Its sentence.
    pub fn text(&self) -> &Text {
        &self.text
    }
}

/// An error that says `zh` or `en`.
pub fn said(zh: impl Into<String>, en: impl Into<String>) -> Error {
    Error::new(Said::of(zh, en))
}

/// An organisation that is not in the trees.
pub(crate) fn unlisted(org: &OrgId) -> Error {
    said(
        format!("单位{org}未登记：请使用已登记的单位，例如jn-joint-office"),
        format!("organisation {org} is not listed: give one that is, such as jn-joint-office"),
    )
}

/// Why a command had no effect.
pub(crate) fn denied(denied: Denied) -> Error {
    match denied {
        Denied::Rejected(refusal) => refused(&refusal),
        Denied::Failed(error) => Error::new(error),
    }
}

/// A refusal, by its sentence alone.
pub(crate) fn refused(refusal: &Refusal) -> Error {
    Error::new(Said { text: refusal.text.clone(), source: None })
}

/// Something that the program itself got wrong.
pub(crate) fn ours(what: &str) -> Error {
    said(
        format!("程序内部有误（{what}）：请重试；仍不行请联系系统管理员"),
        format!("a mistake of the program ({what}): try again, and if it stays tell the operator"),
    )
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
    if let Some(error) = error.downcast_ref::<files::FilesError>() {
        return error.text();
    }
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        return refusal.text.clone();
    }
    foreign::text(error).unwrap_or_else(|| {
        let text = error.to_string();
        Text::of(text.clone(), text)
    })
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
