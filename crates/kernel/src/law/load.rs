//! From texts to checked clocks: whatever is wrong is named with its file and line.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use toml::Spanned;

use super::raw::{Facts, RawClock, RawExtension, RawHold, RawInstrument, RawSuspension};
use super::{Clock, Count, Extension, FactSet, Hold, Instrument, Owner, Regime, Role, Settings, Suspension, Term};
use crate::mistake::{Mistake, Source};
use crate::{LegalFact, Text};

/// What entries of all files may name.
#[derive(Default)]
pub(super) struct Names {
    pub regimes: BTreeMap<String, Regime>,
    pub instruments: BTreeMap<String, Instrument>,
}

/// Reads the entries of one text and keeps what is wrong with them.
pub(super) struct Reader<'a> {
    pub source: Source<'a>,
    pub errors: Vec<Mistake>,
}

impl Reader<'_> {
    /// Keeps a mistake at the byte `at`.
    pub fn wrong(&mut self, at: usize, zh: impl Into<String>, en: impl Into<String>) {
        self.errors.push(self.source.error(at, zh, en));
    }

    /// A day.
    pub fn date(&mut self, text: &Spanned<String>) -> Option<NaiveDate> {
        let date = NaiveDate::parse_from_str(text.get_ref(), "%Y-%m-%d").ok();
        if date.is_none() {
            let text_ref = text.get_ref();
            self.wrong(text.span().start, format!("“{text_ref}”不是日期"), format!("{text_ref:?} is no date: write 2016-08-15"));
        }
        date
    }

    /// A text in both languages; one without the other is a mistake.
    pub fn both(&mut self, zh: Option<Spanned<String>>, en: Option<Spanned<String>>) -> Option<Text> {
        match (zh, en) {
            (Some(zh), Some(en)) => Some(Text::of(zh.into_inner(), en.into_inner())),
            (Some(one), None) => {
                let problem = format!("{:?} has no English: give it beside, under the same name with _en", one.get_ref());
                self.wrong(one.span().start, format!("“{}”没有英文：请在同名加_en的字段中写明", one.get_ref()), problem);
                None
            }
            (None, Some(one)) => {
                let problem = format!("{:?} has no Chinese: give it beside, under the same name without _en", one.get_ref());
                self.wrong(one.span().start, format!("“{}”没有中文：请在同名不加_en的字段中写明", one.get_ref()), problem);
                None
            }
            (None, None) => None,
        }
    }

    /// One fact.
    pub fn fact(&mut self, name: &Spanned<String>) -> Option<LegalFact> {
        let fact = LegalFact::from_code(name.get_ref());
        if fact.is_none() {
            let name_ref = name.get_ref();
            self.wrong(
                name.span().start,
                format!("没有名为“{name_ref}”的法律事实"),
                format!("there is no legal fact {name_ref:?}"),
            );
        }
        fact
    }

    /// Facts.
    pub fn facts(&mut self, names: &Facts) -> FactSet {
        names.iter().filter_map(|name| self.fact(name)).collect()
    }

    /// The instrument that is cited; a missing citation is a mistake.
    pub fn cited(&mut self, at: usize, cite: Option<&Spanned<String>>, names: &Names) -> Option<Instrument> {
        let Some(key) = cite else {
            self.wrong(at, "没有注明依据", "the citation is missing: name an instrument with `cite`");
            return None;
        };
        let found = names.instruments.get(key.get_ref()).cloned();
        if found.is_none() {
            let key_ref = key.get_ref();
            self.wrong(key.span().start, format!("没有名为“{key_ref}”的文件"), format!("there is no instrument {key_ref:?}"));
        }
        found
    }

    /// The article; an empty one is a missing citation.
    pub fn article(&mut self, at: usize, article: Option<Spanned<String>>) -> Option<String> {
        let article = article.map(Spanned::into_inner).filter(|article| !article.trim().is_empty());
        if article.is_none() {
            self.wrong(at, "没有注明条款", "the citation is missing: name the article");
        }
        article
    }

    /// An instrument.
    pub fn instrument(&mut self, raw: RawInstrument) -> Option<Instrument> {
        let from = self.date(&raw.from)?;
        let to = match &raw.to {
            Some(to) => Some(self.date(to)?),
            None => None,
        };
        Some(Instrument { key: raw.key, name: Text::of(raw.zh, raw.en), from, to, confirmed: raw.confirmed })
    }

    /// An amount of time from `amount`, `unit` and `day`.
    pub fn term(&mut self, amount: &Spanned<u32>, unit: Option<&Spanned<String>>, day: Option<&Spanned<String>>) -> Option<Term> {
        let count = match (unit.map(|u| u.get_ref().as_str()), day.map(|d| d.get_ref().as_str())) {
            (Some("hour"), Some("hours")) => Count::Hours,
            (Some("day"), Some("natural")) => Count::NaturalDays,
            (Some("day"), Some("working")) => Count::WorkingDays,
            (Some("day"), Some("unstated")) => Count::UnstatedDays,
            (Some("month"), None) => Count::Months,
            (Some("year"), None) => Count::Years,
            (unit_text, day_text) => {
                let at = day.or(unit).map_or(amount.span().start, |text| text.span().start);
                let (unit_text, day_text) = (unit_text.unwrap_or("—"), day_text.unwrap_or("—"));
                self.wrong(
                    at,
                    format!("期限单位“{unit_text}”与日类型“{day_text}”不能识别"),
                    format!(
                        "unit {unit_text:?} with day type {day_text:?} is unknown: hour/hours, day/natural|working|unstated, month, year"
                    ),
                );
                return None;
            }
        };
        if !(1..=1_000).contains(amount.get_ref()) {
            self.wrong(amount.span().start, "期限须在1至1000之间", "an amount must lie between 1 and 1000");
            return None;
        }
        Some(Term { amount: *amount.get_ref(), count })
    }

    fn owner(&mut self, name: &Spanned<String>) -> Option<Owner> {
        let owner = match name.get_ref().as_str() {
            "regulator" => Owner::Role(Role::Regulator),
            "police" => Owner::Role(Role::Police),
            "procuratorate" => Owner::Role(Role::Procuratorate),
            "party" => Owner::Role(Role::Party),
            "laboratory" => Owner::Role(Role::Laboratory),
            "addressee" => Owner::Addressee,
            "teller" => Owner::Teller,
            other => {
                self.wrong(name.span().start, format!("义务人“{other}”不能识别"), format!("{other:?} cannot owe anything"));
                return None;
            }
        };
        Some(owner)
    }

    /// The name of a setting that is on or off.
    fn setting(&mut self, name: Option<Spanned<String>>) -> Option<String> {
        let name = name?;
        if Settings::default().switch(name.get_ref()).is_none() {
            let name_ref = name.get_ref();
            self.wrong(name.span().start, format!("没有名为“{name_ref}”的设置"), format!("there is no setting {name_ref:?}"));
        }
        Some(name.into_inner())
    }

    fn hold(&mut self, raw: Option<&RawHold>) -> Option<Hold> {
        raw.map(|raw| Hold { by: self.facts(&raw.by), until: self.facts(&raw.until) })
    }

    fn suspension(&mut self, raw: RawSuspension) -> Suspension {
        Suspension {
            by: self.facts(&raw.by),
            after: self.facts(&raw.after),
            resumed_by: self.facts(&raw.resumed_by),
            setting: self.setting(raw.setting),
            confirmed: raw.confirmed,
            confirmed_for: raw.confirmed_for,
            note: self.both(raw.note, raw.note_en),
        }
    }

    fn extension(&mut self, raw: RawExtension) -> Option<Extension> {
        let by = self.fact(&raw.by)?;
        let (amount, altogether) = match (&raw.add, &raw.to) {
            (Some(add), None) => (add, false),
            (None, Some(to)) => (to, true),
            (Some(_), Some(_)) | (None, None) => {
                self.wrong(raw.by.span().start, "延长须写明 add 或 to 之一", "an extension has either `add` or `to`");
                return None;
            }
        };
        let term = self.term(amount, raw.unit.as_ref(), raw.day.as_ref())?;
        let (row, times, any_time) = (raw.row, raw.times, raw.any_time);
        let approver = self.both(raw.approver, raw.approver_en);
        let doubts = Self::doubts(raw.confirmed, raw.unconfirmed, raw.article.as_deref(), None);
        let (article, note) = (raw.article, self.both(raw.note, raw.note_en));
        Some(Extension { row, by, term, altogether, times, any_time, approver, article, doubts, note })
    }

    /// A clock, or nothing if something is wrong with it.
    pub fn clock(&mut self, raw: Spanned<RawClock>, default: Option<&str>, names: &Names) -> Option<Clock> {
        let at = raw.span().start;
        let before = self.errors.len();
        let raw = raw.into_inner();
        let instrument = self.cited(at, raw.cite.as_ref(), names);
        let article = self.article(at, raw.article);
        let regime = self.regime(at, raw.regime.as_ref().map(|regime| regime.get_ref().as_str()).or(default), names);
        let from = raw.from.as_ref().and_then(|from| self.date(from));
        let to = raw.to.as_ref().and_then(|to| self.date(to));
        let term = match &raw.amount {
            Some(amount) => self.term(amount, raw.unit.as_ref(), raw.day.as_ref()),
            None => None,
        };
        let owner = self.owner(&raw.owner);
        let (trigger, closed_by) = (self.facts(&raw.trigger), self.facts(&raw.closed_by));
        if raw.trigger.is_empty() || raw.closed_by.is_empty() {
            self.wrong(at, "期限须有起算事实和终结事实", "a clock needs a trigger and what closes it");
        }
        let (if_any, unless) = (self.facts(&raw.if_any), self.facts(&raw.unless));
        let (if_holds, stays_while) = (self.hold(raw.if_holds.as_ref()), self.hold(raw.stays_while.as_ref()));
        let (ended_by, barred_by) = (self.facts(&raw.ended_by), self.facts(&raw.barred_by));
        let closed_by_recording = self.setting(raw.closed_by_recording);
        let suspensions = raw.suspension.into_iter().map(|suspension| self.suspension(suspension)).collect();
        let extensions = raw.extension.into_iter().filter_map(|extension| self.extension(extension)).collect();
        let (output, note) = (self.both(raw.output, raw.output_en), self.both(raw.note, raw.note_en));
        let (instrument, regime) = (instrument?, regime?);
        let doubts = Self::doubts(raw.confirmed, raw.unconfirmed, article.as_deref(), Some(&instrument));
        let (from, to) = (from.unwrap_or(instrument.from), to.or(instrument.to));
        if to.is_some_and(|to| to < from) {
            self.wrong(at, "失效日期早于施行日期", "it ends before it comes into force");
        }
        if self.errors.len() > before {
            return None;
        }
        Some(Clock {
            question: raw.question.unwrap_or_else(|| raw.id.clone()),
            id: raw.id,
            name: Text::of(raw.zh, raw.en),
            article: article?,
            sender: if raw.sender.is_empty() { regime.sender.clone() } else { raw.sender },
            regime,
            instrument,
            from,
            to,
            trigger,
            told_by: raw.told_by,
            if_any,
            unless,
            if_holds,
            owner: owner?,
            output,
            term,
            kind: raw.kind,
            conditional: raw.conditional,
            start_excluded: raw.start_excluded,
            roll: raw.roll,
            stays_while,
            suspensions,
            closed_by,
            closed_before_too: raw.closed_before_too,
            closed_surely_after: raw.closed_surely_after,
            closed_by_own: raw.closed_by_own,
            closed_by_recording,
            ended_by,
            barred_by,
            extensions,
            confirmed: raw.confirmed,
            doubts,
            note,
            file: self.source.file.to_owned(),
            line: self.source.line(at),
        })
    }

    fn regime(&mut self, at: usize, code: Option<&str>, names: &Names) -> Option<Regime> {
        let found = code.and_then(|code| names.regimes.get(code)).cloned();
        if found.is_none() {
            let code = code.unwrap_or("—");
            self.wrong(at, format!("没有名为“{code}”的规则体系"), format!("there is no regime {code:?}"));
        }
        found
    }
}
