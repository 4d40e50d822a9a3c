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

    /// A text that is no TOML of the expected shape: what is wrong in our words, and then the library's own.
    pub fn unreadable(&self, error: &toml::de::Error) -> Mistake {
        let at = error.span().map_or(0, |span| span.start);
        let said = error.message();
        let Text { zh, en } = shape(said);
        self.error(at, format!("{zh}（{said}）"), format!("{en} ({said})"))
    }
}

/// What the library says of a text whose fields are not those that are expected; of anything else that it is no TOML.
fn shape(said: &str) -> Text {
    // It quotes names: unknown field `day`, expected one of `on`, `until`.
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    let list = |names: &[&str], between: &str| names.join(between);
    let known = |names: &[&str], zh: &str, en: &str| match names {
        [] => (String::new(), String::new()),
        names => (format!("；{zh}{}", list(names, "、")), format!("; {en} {}", list(names, ", "))),
    };
    match (said.split_once(' ').map_or(said, |(first, _)| first), quoted.as_slice()) {
        ("unknown", [name, names @ ..]) if said.starts_with("unknown field") => {
            let (zh, en) = known(names, "可用的字段：", "known are");
            Text::of(format!("不认识字段{name}{zh}"), format!("there is no field {name}{en}"))
        }
        ("unknown", [name, names @ ..]) => {
            let (zh, en) = known(names, "可用的值：", "possible are");
            Text::of(format!("值{name}不可用{zh}"), format!("{name} is not possible here{en}"))
        }
        ("missing", [name, ..]) => Text::of(format!("缺少字段{name}"), format!("field {name} is missing")),
        ("duplicate", [name, ..]) => Text::of(format!("{name}写了不止一次"), format!("{name} is given more than once")),
        ("duplicate", []) => Text::new("同一字段写了不止一次", "a field is given more than once"),
        ("invalid", _) if said.starts_with("invalid type") || said.starts_with("invalid value") => {
            Text::new("值的类型或者大小不对", "a value is of the wrong kind or size")
        }
        _ => Text::new("不是正确的TOML写法，无法读取", "this is no TOML that can be read"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_text_is_said_in_both_languages() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "what is read is not looked at")]
        struct Settings {
            days: Days,
            amount: u8,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Days {
            Natural,
            Working,
        }
        for (text, line, zh, en) in [
            (
                "days = \"working\"\nday = 3",
                2,
                "不认识字段day；可用的字段：days、amount（",
                "there is no field day; known are days, amount (",
            ),
            (
                "amount = 3\ndays = \"moon\"",
                2,
                "值moon不可用；可用的值：natural、working（",
                "moon is not possible here; possible are natural, working (",
            ),
            ("amount = 3", 1, "缺少字段days（", "field days is missing ("),
            ("days = \"natural\"\namount = \"three\"", 2, "值的类型或者大小不对（", "a value is of the wrong kind or size ("),
            ("days = \"natural\"\namount = 3\namount = 4", 3, "写了不止一次（", "is given more than once ("),
            ("days = ", 1, "不是正确的TOML写法，无法读取（", "this is no TOML that can be read ("),
        ] {
            let error = toml::from_str::<Settings>(text).expect_err(text);
            let mistake = Source { file: "settings.toml", text }.unreadable(&error);
            assert!(mistake.problem.zh.contains(zh) && mistake.problem.en.contains(en), "{text}: {mistake}");
            // The library's own words stand behind ours.
            assert!(mistake.problem.zh.contains(error.message()), "{mistake}");
            assert_eq!(mistake.line, line, "{text}: {mistake}");
        }
    }
}
