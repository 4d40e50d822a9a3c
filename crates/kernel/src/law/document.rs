//! The documents of a transfer (移送材料): what each kind of transfer needs, depending on what happened before it.

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::load::{Names, Reader};
use super::raw::Facts;
use super::{Catalogue, Doubt, FactSet, Instrument};
use crate::transfer::DocumentKind;
use crate::{LegalFact, Text};

/// One document of one kind of transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The kind of transfer: `crime`, `detention`, `reverse`.
    pub transfer: String,
    /// The document.
    pub code: String,
    /// As what kind of document reports tell it; `None` for those of the way back, which no report lists.
    pub kind: Option<DocumentKind>,
    /// The fact by which it is told instead, if it is no part of the set that is sent.
    pub told_by: Option<LegalFact>,
    /// Its name.
    pub name: Text,
    /// What it must hold.
    pub content: Option<Text>,
    /// Regulators whose transfers need it; empty for all.
    pub sender: Vec<String>,
    /// Where that is written.
    pub instrument: Instrument,
    /// The article there.
    pub article: String,
    /// When it is needed.
    pub required: Required,
    /// False for `[K]`.
    pub confirmed: bool,
    /// What of it is from general knowledge.
    pub doubts: Vec<Doubt>,
}

/// When a document is needed. One that is needed may still be said, with a reason, not to apply: nobody is pushed to make it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// In every transfer.
    Always,
    /// If one of these facts occurred.
    If(FactSet),
    /// Never, but it belongs there if it exists.
    WhereItExists,
}

/// Whether a document is needed in one transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// It is.
    Needed,
    /// It is not, and why (不适用).
    NotApplicable(Text),
    /// It belongs there if it exists.
    WhereItExists,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDocument {
    transfer: Spanned<String>,
    code: String,
    kind: Option<Spanned<String>>,
    told_by: Option<Spanned<String>>,
    zh: String,
    en: String,
    content: Option<Spanned<String>>,
    content_en: Option<Spanned<String>>,
    #[serde(default)]
    sender: Vec<String>,
    cite: Option<Spanned<String>>,
    article: Option<Spanned<String>>,
    required: Spanned<String>,
    #[serde(default)]
    needs: Facts,
    #[serde(default = "super::raw::yes")]
    confirmed: bool,
    #[serde(default)]
    unconfirmed: Vec<Doubt>,
}

impl Reader<'_> {
    pub(super) fn document(&mut self, raw: Spanned<RawDocument>, names: &Names) -> Option<Document> {
        let at = raw.span().start;
        let raw = raw.into_inner();
        let (instrument, article) = (self.cited(at, raw.cite.as_ref(), names), self.article(at, raw.article));
        if !["crime", "detention", "reverse"].contains(&raw.transfer.get_ref().as_str()) {
            self.wrong(raw.transfer.span().start, "移送类型不能识别", "a transfer is one of crime, detention, reverse");
        }
        let told_by = match &raw.told_by {
            Some(fact) => Some(self.fact(fact)?),
            None => None,
        };
        let kind = DocumentKind::from_code(raw.kind.as_ref().map_or(raw.code.as_str(), |kind| kind.get_ref().as_str()));
        if kind.is_none() && told_by.is_none() && raw.transfer.get_ref() != "reverse" {
            let at = raw.kind.as_ref().map_or(at, |kind| kind.span().start);
            let text = "kind says as which kind of document reports tell it, such as test-report or other";
            self.wrong(at, "报送中的文书种类不能识别", text);
        }
        let facts = self.facts(&raw.needs);
        let required = match (raw.required.get_ref().as_str(), facts.is_empty()) {
            ("always", true) => Some(Required::Always),
            ("if", false) => Some(Required::If(facts)),
            ("where-it-exists", true) => Some(Required::WhereItExists),
            _ => {
                let text = "required is always, where-it-exists, or if with facts under `needs`";
                self.wrong(raw.required.span().start, "必备条件不能识别", text);
                None
            }
        };
        let doubts = Self::doubts(raw.confirmed, raw.unconfirmed, article.as_deref(), instrument.as_ref());
        Some(Document {
            transfer: raw.transfer.into_inner(),
            code: raw.code,
            kind,
            told_by,
            name: Text::of(raw.zh, raw.en),
            content: self.both(raw.content, raw.content_en),
            sender: raw.sender,
            instrument: instrument?,
            article: article?,
            required: required?,
            confirmed: raw.confirmed,
            doubts,
        })
    }
}

impl Catalogue {
    /// The set of documents for a transfer of that kind by a regulator, after `happened`, on `day`. Of entries for one document of one
    /// sender the last in force stands: a city's in place of the shipped one.
    pub fn document_set<'a>(
        &'a self,
        transfer: &'a str,
        sender: &'a str,
        happened: FactSet,
        day: NaiveDate,
    ) -> impl Iterator<Item = (&'a Document, Need)> {
        let applies = move |document: &Document| {
            document.transfer == transfer
                && document.in_force(day)
                && (document.sender.is_empty() || document.sender.iter().any(|s| s == sender))
        };
        let replaced = move |n: usize, document: &Document| {
            self.documents().iter().skip(n + 1).any(|later| later.in_force(day) && later.same(document))
        };
        let all = self.documents().iter().enumerate();
        let standing = all.filter(move |(n, document)| applies(document) && !replaced(*n, document));
        standing.map(move |(_, document)| (document, document.need(happened)))
    }
}

impl Document {
    fn in_force(&self, day: NaiveDate) -> bool {
        self.instrument.from <= day && self.instrument.to.is_none_or(|to| day <= to)
    }

    /// Whether both are entries for one document of one sender.
    fn same(&self, other: &Self) -> bool {
        self.transfer == other.transfer && self.code == other.code && self.sender == other.sender
    }

    fn need(&self, happened: FactSet) -> Need {
        match &self.required {
            Required::Always => Need::Needed,
            Required::WhereItExists => Need::WhereItExists,
            Required::If(facts) if facts.meets(&happened) => Need::Needed,
            Required::If(facts) => {
                let names: Vec<Text> = facts.iter().map(LegalFact::name).collect();
                let join = |of: fn(&Text) -> &str, with: &str| names.iter().map(of).collect::<Vec<_>>().join(with);
                Need::NotApplicable(Text::of(
                    format!("本案没有{}", join(|name| &name.zh, "、")),
                    format!("not in this case: {}", join(|name| &name.en, ", ")),
                ))
            }
        }
    }
}
