//! What is wrong with data that ships with the program or that a city lays over it: always with file and line.

use std::fmt;

use crate::Text;

/// One mistake in a text of data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {} / {}", problem.zh, problem.en)]
pub struct Mistake {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: Text,
}

/// All mistakes that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(n, error)| if n == 0 { write!(f, "{error}") } else { write!(f, "\n{error}") })
    }
}

impl std::error::Error for Mistakes {}

/// One text that is read: it knows its lines.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its file.
    pub file: &'a str,
    /// What it says.
    pub text: &'a str,
}

impl Source<'_> {
    /// The line in which the byte `at` lies.
    pub fn line(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
    }

    /// A mistake at the byte `at`.
    pub fn error(&self, at: usize, zh: impl Into<String>, en: impl Into<String>) -> Mistake {
        Mistake { file: self.file.to_owned(), line: self.line(at), problem: Text::of(zh, en) }
    }

    /// A text that is no TOML of the expected shape.
    pub fn unreadable(&self, error: &toml::de::Error) -> Mistake {
        let at = error.span().map_or(0, |span| span.start);
        self.error(at, format!("无法读取：{}", error.message()), format!("cannot be read: {}", error.message()))
    }
}
