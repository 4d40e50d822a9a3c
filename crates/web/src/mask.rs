//! Personal fields as pages show them: sealed (已封存), whoever reads; everything else as it was sent, in its order.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::Lang;

/// JSON whose objects keep the order of their fields.
enum Ordered {
    /// Null, a truth value or a text.
    Plain(Value),
    Number(Number),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

/// `text` as indented JSON with each personal field, sealed or (against the rules) open, replaced by a word in the reader's language.
///
/// What is not JSON is not shown at all, since nothing can be masked in it.
pub(crate) fn pretty(text: &str, lang: Lang) -> String {
    worded(text, lang, |_, _| None).into_iter().map(|piece| piece.text).collect()
}

/// A stretch of shown JSON.
pub(crate) struct Piece {
    /// What is shown.
    pub text: String,
    /// The code for which it stands, where it is a word for one.
    pub code: Option<String>,
}

/// The same, with each code for which `word` has one (of its field and itself) as that word.
pub(crate) fn worded(text: &str, lang: Lang, word: impl Fn(&str, &str) -> Option<String>) -> Vec<Piece> {
    let mut out = Shown { pieces: Vec::new(), text: String::with_capacity(text.len() * 2), word: &word };
    match serde_json::from_str::<Ordered>(text) {
        Ok(json) => json.write(&mut out, "", 0, lang),
        Err(_) => out.text.push_str(lang.t("（无法显示）", "(cannot be shown)")),
    }
    out.pieces.push(Piece { text: out.text, code: None });
    out.pieces
}

/// JSON while it is written.
struct Shown<'a> {
    pieces: Vec<Piece>,
    /// What was written since the last piece.
    text: String,
    word: &'a dyn Fn(&str, &str) -> Option<String>,
}

impl Shown<'_> {
    fn plain(&mut self, field: &str, value: &Value) {
        match value.as_str().and_then(|code| Some((code, (self.word)(field, code)?))) {
            Some((code, word)) => {
                self.pieces.push(Piece { text: std::mem::take(&mut self.text), code: None });
                self.pieces.push(Piece { text: word, code: Some(code.to_owned()) });
            }
            None => self.text.push_str(&value.to_string()),
        }
    }
}

impl Ordered {
    fn is_personal(&self) -> bool {
        match self {
            Self::Object(fields) => matches!(&fields[..], [(name, _)] if name == "sealed" || name == "personal"),
            Self::Plain(_) | Self::Number(_) | Self::List(_) => false,
        }
    }

    /// Writes the value of `field`; that of a list's elements is the list's.
    fn write(&self, out: &mut Shown<'_>, field: &str, depth: usize, lang: Lang) {
        match self {
            Self::Object(_) if self.is_personal() => out.text.push_str(lang.t("\"【已封存】\"", "\"[sealed]\"")),
            Self::Plain(value) => out.plain(field, value),
            Self::Number(number) => out.text.push_str(&number.to_string()),
            Self::List(list) => {
                let write = |inner: &Self, out: &mut Shown<'_>| inner.write(out, field, depth + 1, lang);
                lines(out, depth, ('[', ']'), list, write);
            }
            Self::Object(fields) => {
                let write = |(name, inner): &(String, Self), out: &mut Shown<'_>| {
                    out.text.push_str(&Value::from(name.as_str()).to_string());
                    out.text.push_str(": ");
                    inner.write(out, name, depth + 1, lang);
                };
                lines(out, depth, ('{', '}'), fields, write);
            }
        }
    }
}

fn lines<T>(out: &mut Shown<'_>, depth: usize, (open, close): (char, char), items: &[T], write: impl Fn(&T, &mut Shown<'_>)) {
    out.text.push(open);
    for (place, item) in items.iter().enumerate() {
        out.text.push_str(if place > 0 { ",\n" } else { "\n" });
        out.text.push_str(&"  ".repeat(depth + 1));
        write(item, out);
    }
    if !items.is_empty() {
        out.text.push('\n');
        out.text.push_str(&"  ".repeat(depth));
    }
    out.text.push(close);
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Ordered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Ordered, E> {
        Ok(Ordered::Plain(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Ordered, E> {
        Ok(Ordered::Plain(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Ordered, E> {
        Ok(Ordered::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Ordered, E> {
        Ok(Ordered::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Ordered, E> {
        Ok(Number::from_f64(value).map_or(Ordered::Plain(Value::Null), Ordered::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Ordered, E> {
        Ok(Ordered::Plain(Value::from(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Ordered, A::Error> {
        let mut list = Vec::new();
        while let Some(inner) = access.next_element()? {
            list.push(inner);
        }
        Ok(Ordered::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Ordered, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = access.next_entry()? {
            fields.push(field);
        }
        Ok(Ordered::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_personal_field_is_shown_at_any_depth() {
        let report = r#"{"data": {"suspects": [{"who": {"sealed": {"person": "p", "alg": "A256GCM", "data": "c2VjcmV0"}}, "role": "owner"},
                                               {"who": {"personal": {"name": "甲"}}}]}}"#;
        let zh = pretty(report, Lang::Zh);
        assert!(!zh.contains("c2VjcmV0") && !zh.contains('甲'), "{zh}");
        assert_eq!(zh.matches("【已封存】").count(), 2);
        assert!(zh.contains("owner"));
        assert!(pretty(report, Lang::En).contains("[sealed]"));
        assert!(!pretty("{\"personal\": {\"name\": \"甲\"", Lang::Zh).contains('甲'));
    }

    #[test]
    fn a_code_is_shown_as_its_word_and_keeps_the_code_beside() {
        let word = |field: &str, code: &str| (field == "kinds" && code == "fine").then(|| "罚款".to_owned());
        let pieces = worded(r#"{"kinds": ["fine", "other"], "name": "fine"}"#, Lang::Zh, word);
        let named: Vec<_> = pieces.iter().filter_map(|piece| Some((piece.text.as_str(), piece.code.as_deref()?))).collect();
        assert_eq!(named, [("罚款", "fine")]);
        let shown: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(shown, "{\n  \"kinds\": [\n    罚款,\n    \"other\"\n  ],\n  \"name\": \"fine\"\n}");
    }

    #[test]
    fn everything_else_is_shown_as_it_was_sent() {
        let text = "{\n  \"z\": [\n    1,\n    -2,\n    2.5,\n    {}\n  ],\n  \"a\": {\n    \"sealed\": true,\n    \"order\": null\n  },\n  \"t\": \"\\\"\\n济宁\"\n}";
        assert_eq!(pretty(text, Lang::En), text);
    }
}
