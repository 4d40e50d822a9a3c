//! Measures (措施) with their maximum lengths.

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::load::{Names, Reader};
use super::{Catalogue, Doubt, Instrument, Term};
use crate::Text;

/// The most that a measure may last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maximum {
    /// The measure.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// The clock that watches it, where there is one.
    pub clock: Option<String>,
    /// How long at first; `None` where the law sets no end.
    pub term: Option<Term>,
    /// How much more, by how many extensions, altogether.
    pub extensions: Vec<Term>,
    /// Where that is written.
    pub instrument: Instrument,
    /// The article there.
    pub article: String,
    /// False for `[K]`.
    pub confirmed: bool,
    /// What of it is from general knowledge.
    pub doubts: Vec<Doubt>,
    /// A remark.
    pub note: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMaximum {
    code: String,
    zh: String,
    en: String,
    clock: Option<String>,
    cite: Option<Spanned<String>>,
    article: Option<Spanned<String>>,
    amount: Option<Spanned<u32>>,
    unit: Option<Spanned<String>>,
    day: Option<Spanned<String>>,
    #[serde(default)]
    extension: Vec<RawTerm>,
    #[serde(default = "super::raw::yes")]
    confirmed: bool,
    #[serde(default)]
    unconfirmed: Vec<Doubt>,
    note: Option<Spanned<String>>,
    note_en: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerm {
    amount: Spanned<u32>,
    unit: Option<Spanned<String>>,
    day: Option<Spanned<String>>,
}

impl Reader<'_> {
    pub(super) fn measure(&mut self, raw: Spanned<RawMaximum>, names: &Names) -> Option<Maximum> {
        let at = raw.span().start;
        let raw = raw.into_inner();
        let (instrument, article) = (self.cited(at, raw.cite.as_ref(), names), self.article(at, raw.article));
        let term = match &raw.amount {
            Some(amount) => Some(self.term(amount, raw.unit.as_ref(), raw.day.as_ref())?),
            None => None,
        };
        let extensions =
            raw.extension.iter().filter_map(|more| self.term(&more.amount, more.unit.as_ref(), more.day.as_ref())).collect();
        let doubts = Self::doubts(raw.confirmed, raw.unconfirmed, article.as_deref(), instrument.as_ref());
        Some(Maximum {
            code: raw.code,
            name: Text::of(raw.zh, raw.en),
            clock: raw.clock,
            term,
            extensions,
            instrument: instrument?,
            article: article?,
            confirmed: raw.confirmed,
            doubts,
            note: self.both(raw.note, raw.note_en),
        })
    }
}

impl Catalogue {
    /// The maximum of the measure `code` under the law of `day`.
    pub fn measure(&self, code: &str, day: NaiveDate) -> Option<&Maximum> {
        let in_force = |m: &&Maximum| m.instrument.from <= day && m.instrument.to.is_none_or(|to| day <= to);
        self.measures().iter().rev().filter(in_force).find(|measure| measure.code == code)
    }
}
