//! What a person may lawfully do to a record now, with what each act needs and on which article it rests.

use chrono::NaiveDate;

use crate::{AgencyCode, Article, OrgId, Refusal, Text};

/// One thing that an act needs: a field of its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the report's data, such as `reasons`.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Whether the act cannot be done without it.
    pub required: bool,
}

impl Field {
    /// A field that the act cannot do without.
    pub const fn required(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en, required: true }
    }

    /// A field that may be left out.
    pub const fn optional(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en, required: false }
    }
}

/// One thing that may be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its code, unique among a record's actions: the last word of the report that states it (`filed` of `case.filed`).
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// On which article it rests.
    pub article: Text,
    /// Which of several like things it is done to, by label; `None` if there is only one, or if a new one is begun.
    pub label: Option<String>,
    /// What it needs beside the day.
    pub needs: Vec<Field>,
}

/// Who asks what may be done, and on which local day.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The organisation.
    pub org: &'a OrgId,
    /// Its agency.
    pub agency: &'a AgencyCode,
    /// The local day.
    pub on: NaiveDate,
}

/// Where a record as it stands breaks the law: recorded and shown, never a reason to refuse a report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// What is wrong, such as `too-long`.
    pub code: &'static str,
    /// The part of the record that is wrong.
    pub part: String,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
    /// Which article it breaks.
    pub article: Article,
    /// On which day it was broken, where that is known: by the law of that day it is cited.
    pub on: Option<NaiveDate>,
}

impl Breach {
    /// `part` breaks `article`.
    pub fn of(
        code: &'static str,
        part: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
        article: Article,
    ) -> Self {
        Self { code, part: part.into(), zh: zh.into(), en: en.into(), article, on: None }
    }

    /// The same, on that day.
    pub fn on(self, day: NaiveDate) -> Self {
        Self { on: Some(day), ..self }
    }

    /// The article as it is cited: as it stood on the day, or as it stands now.
    pub fn cited(&self) -> Text {
        self.article.on(self.on.unwrap_or(NaiveDate::MAX))
    }

    /// Why an act that would break the law so is not done.
    pub fn refusal(&self) -> Refusal {
        let Text { zh, en } = self.cited();
        Refusal::new("unlawful", format!("{}（{zh}）", self.zh), format!("{} ({en})", self.en))
    }
}
