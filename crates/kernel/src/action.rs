//! What a person may lawfully do to a record now, with what each act needs and on which article it rests.

use chrono::NaiveDate;

use crate::{AgencyCode, OrgId, Refusal, Text};

/// Where the law says so: an instrument and its article, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Article {
    /// Chinese, such as 刑事诉讼法(2018)第九十一条.
    pub zh: &'static str,
    /// English, such as `Criminal Procedure Law (2018), art 91`.
    pub en: &'static str,
    /// Where the same stood before it was renumbered.
    pub earlier: Option<Earlier>,
}

/// Where an article stood before, and until when: what is cited for a fact of an earlier day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Earlier {
    /// Chinese, such as 2018年10月26日前为(2012)第八十九条.
    pub zh: &'static str,
    /// English, such as `before 26 October 2018 (2012), art 89`.
    pub en: &'static str,
}

impl Article {
    /// An article with its two names.
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en, earlier: None }
    }

    /// The same, which stood elsewhere before.
    pub const fn formerly(self, zh: &'static str, en: &'static str) -> Self {
        Self { earlier: Some(Earlier { zh, en }), ..self }
    }

    /// The name in both languages.
    pub const fn name(self) -> Text {
        Text::new(self.zh, self.en)
    }
}

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
    /// Which article it breaks, in Chinese.
    pub article_zh: &'static str,
    /// Which article it breaks, in English.
    pub article_en: &'static str,
    /// Where that stood before it was renumbered.
    pub earlier: Option<Earlier>,
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
        Self {
            code,
            part: part.into(),
            zh: zh.into(),
            en: en.into(),
            article_zh: article.zh,
            article_en: article.en,
            earlier: article.earlier,
        }
    }

    /// The article as it is cited of facts of any day: with where it stood before, if it was renumbered.
    pub fn article(&self) -> Text {
        match self.earlier {
            None => Text::new(self.article_zh, self.article_en),
            Some(Earlier { zh, en }) => Text::of(format!("{}；{zh}", self.article_zh), format!("{}; {en}", self.article_en)),
        }
    }

    /// Why an act that would break the law so is not done.
    pub fn refusal(&self) -> Refusal {
        Refusal::new("unlawful", format!("{}（{}）", self.zh, self.article_zh), format!("{} ({})", self.en, self.article_en))
    }
}
