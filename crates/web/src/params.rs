//! The query of a link: read with an error that names the parameter, and written again with one of them changed.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use kernel::Text;

/// The parameters of a link in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

/// A parameter that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadParameter {
    /// Its name in the link.
    pub name: String,
    /// What was given.
    pub value: String,
    /// What is expected.
    pub expected: Text,
}

/// No link of ours is longer, and no search needs more.
const LONGEST_VALUE: usize = 200;

impl Params {
    /// Takes what the link says; parameters without a value count as absent.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name, value.trim().to_owned()));
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A short text.
    ///
    /// # Errors
    /// [`BadParameter`] if it is longer than 200 characters.
    pub fn text(&self, name: &str) -> Result<Option<String>, BadParameter> {
        let fits = |value: &str| value.chars().count() <= LONGEST_VALUE && !value.contains('\0');
        self.read(name, ("不超过200字的文字", "a text of at most 200 characters"), |value| {
            fits(value).then(|| value.to_owned())
        })
    }

    /// A day such as `2016-08-15`.
    ///
    /// # Errors
    /// [`BadParameter`] for anything else.
    pub fn day(&self, name: &str) -> Result<Option<NaiveDate>, BadParameter> {
        let expected = ("日期，如2016-08-15（1900年至2200年）", "a day such as 2016-08-15, from 1900 to 2200");
        self.read(name, expected, |value| {
            let day: NaiveDate = value.parse().ok()?;
            (value.len() == 10 && (1900..=2200).contains(&day.year())).then_some(day)
        })
    }

    /// Whatever `read` makes of the value.
    ///
    /// # Errors
    /// [`BadParameter`] if it makes nothing of it.
    pub fn read<T>(
        &self,
        name: &str,
        expected: (&'static str, &'static str),
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, BadParameter> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let wrong = || BadParameter {
            name: name.to_owned(),
            value: value.chars().take(LONGEST_VALUE).collect(),
            expected: Text::new(expected.0, expected.1),
        };
        read(value).map(Some).ok_or_else(wrong)
    }

    /// The same with `name` set to `value`; an empty value removes it.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs: Vec<(String, String)> = self.0.iter().filter(|(known, _)| known != name).cloned().collect();
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Self(pairs)
    }

    /// Only the parameters in `names`.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| names.contains(&name.as_str())).cloned().collect())
    }

    /// The parameters that are not in `names`, for the hidden fields of a form.
    pub fn except<'a>(&'a self, names: &[&str]) -> Vec<(&'a str, &'a str)> {
        self.0
            .iter()
            .filter(|(name, _)| !names.contains(&name.as_str()))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// `path` with these parameters.
    pub fn on(&self, path: &str) -> String {
        let mut link = path.to_owned();
        for (place, (name, value)) in self.0.iter().enumerate() {
            link.push(if place == 0 { '?' } else { '&' });
            link.push_str(&encoded(name));
            link.push('=');
            link.push_str(&encoded(value));
        }
        link
    }
}

impl<const N: usize> From<[(&str, String); N]> for Params {
    fn from(pairs: [(&str, String); N]) -> Self {
        Self::new(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// Percent-encodes all but unreserved characters (RFC 3986 section 2.3).
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Params {
        Params::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn a_wrong_day_is_named_with_what_is_expected() {
        for wrong in ["2016-02-30", "16-08-15", "2016-8-5", "today", "0001-01-01", "+2016-08-15"] {
            let error = params(&[("to", wrong)]).day("to").expect_err(wrong);
            assert_eq!((error.name.as_str(), error.value.as_str()), ("to", wrong));
        }
        assert_eq!(params(&[("to", " ")]).day("to"), Ok(None));
    }

    #[test]
    fn a_link_keeps_what_is_not_changed() {
        let link = params(&[("to", "2016-08-15"), ("q", "甲 & 乙"), ("lang", "zh")]).with("lang", "en").on("/SIM/");
        assert_eq!(link, "/SIM/?to=2016-08-15&q=%E7%94%B2%20%26%20%E4%B9%99&lang=en");
        assert_eq!(params(&[("to", "x")]).with("to", "").on("/"), "/");
    }
}
