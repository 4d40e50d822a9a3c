//! Offences (罪名) of the Criminal Law with their thresholds, by version: facts are judged by the version of their day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::load::{Names, Reader};
use super::{Catalogue, Doubt, Instrument};
use crate::Text;

/// One version of an offence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offence {
    /// The article of the Criminal Law: `338`, `142-1`.
    pub article: String,
    /// The name (罪名).
    pub name: Text,
    /// The interpretation that sets the thresholds.
    pub instrument: Instrument,
    /// The article there.
    pub cited_article: String,
    /// The first day of this version.
    pub from: NaiveDate,
    /// The last day of this version.
    pub to: Option<NaiveDate>,
    /// From when on it is a crime; any one suffices unless its text says more.
    pub thresholds: Vec<Threshold>,
    /// False for `[K]`.
    pub confirmed: bool,
    /// What of it is from general knowledge.
    pub doubts: Vec<Doubt>,
    /// A remark.
    pub note: Option<Text>,
}

/// One threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// What it is about, a code within the offence.
    pub item: String,
    /// In words.
    pub name: Text,
    /// How much at least; `None` for an act that needs no amount.
    pub amount: Option<u64>,
    /// Of what.
    pub unit: Option<ThresholdUnit>,
    /// Whether more than the amount is needed, instead of as much (超过).
    pub exceeding: bool,
    /// The tier: to file, or a graver one.
    pub tier: Tier,
    /// False for `[K]`.
    pub confirmed: bool,
}

/// What a threshold counts; whole numbers only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThresholdUnit {
    /// Fen (分).
    Fen,
    /// Grams (克).
    Gram,
    /// Hundredths of a mu (亩).
    CentiMu,
    /// Cubic metres (立方米).
    CubicMetre,
    /// Young trees (株).
    Sapling,
    /// Persons (人).
    Person,
    /// Hours (小时).
    Hour,
    /// Occasions (次).
    Time,
    /// Times the limit (倍); whether as a ratio or as the excess is a named convention of whoever judges.
    Multiple,
}

/// How grave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// A case is filed (立案追诉).
    Filing,
    /// Aggravated (情节严重).
    Serious,
    /// Gravest (情节特别严重).
    Grave,
}

impl Tier {
    /// The name in both languages.
    pub const fn name(self) -> Text {
        match self {
            Self::Filing => Text::new("立案追诉", "to be filed"),
            Self::Serious => Text::new("情节严重", "serious"),
            Self::Grave => Text::new("情节特别严重", "grave"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOffence {
    pub article: Spanned<String>,
    zh: String,
    en: String,
    cite: Option<Spanned<String>>,
    cited_article: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    to: Option<Spanned<String>>,
    #[serde(default)]
    threshold: Vec<RawThreshold>,
    #[serde(default = "super::raw::yes")]
    confirmed: bool,
    #[serde(default)]
    unconfirmed: Vec<Doubt>,
    note: Option<Spanned<String>>,
    note_en: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawThreshold {
    item: Spanned<String>,
    zh: String,
    en: String,
    amount: Option<u64>,
    unit: Option<ThresholdUnit>,
    #[serde(default)]
    exceeding: bool,
    #[serde(default = "filing")]
    tier: Tier,
    #[serde(default = "super::raw::yes")]
    confirmed: bool,
}

const fn filing() -> Tier {
    Tier::Filing
}

impl Reader<'_> {
    pub(super) fn offence(&mut self, raw: Spanned<RawOffence>, names: &Names) -> Option<Offence> {
        let at = raw.span().start;
        let raw = raw.into_inner();
        let (instrument, article) = (self.cited(at, raw.cite.as_ref(), names), self.article(at, raw.cited_article));
        let from = raw.from.as_ref().and_then(|from| self.date(from));
        let to = raw.to.as_ref().and_then(|to| self.date(to));
        for threshold in &raw.threshold {
            if threshold.amount.is_some() != threshold.unit.is_some() {
                let at = threshold.item.span().start;
                self.wrong(at, "数额与单位须同时写明", "an amount needs a unit, and a unit an amount");
            }
        }
        let instrument = instrument?;
        let doubts = Self::doubts(raw.confirmed, raw.unconfirmed, article.as_deref(), Some(&instrument));
        Some(Offence {
            article: raw.article.into_inner(),
            name: Text::of(raw.zh, raw.en),
            cited_article: article?,
            from: from.unwrap_or(instrument.from),
            to: to.or(instrument.to),
            instrument,
            thresholds: raw.threshold.into_iter().map(Threshold::from).collect(),
            confirmed: raw.confirmed,
            doubts,
            note: self.both(raw.note, raw.note_en),
        })
    }
}

impl From<RawThreshold> for Threshold {
    fn from(raw: RawThreshold) -> Self {
        let name = Text::of(raw.zh, raw.en);
        let (amount, unit, exceeding, tier) = (raw.amount, raw.unit, raw.exceeding, raw.tier);
        Self { item: raw.item.into_inner(), name, amount, unit, exceeding, tier, confirmed: raw.confirmed }
    }
}

impl Catalogue {
    /// The version of the offence in `article` that is in force on `day`.
    pub fn offence(&self, article: &str, day: NaiveDate) -> Option<&Offence> {
        let on = |offence: &&Offence| offence.article == article && offence.from <= day && offence.to.is_none_or(|to| day <= to);
        self.offences().iter().rev().find(on)
    }
}
