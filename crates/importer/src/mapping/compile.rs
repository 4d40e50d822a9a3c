//! From the mapping file as written to a checked mapping; every complaint names its line.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;
use kernel::{OrgId, ReportType};
use serde_json::Value as Json;
use toml::{Spanned, Value as Toml};

use super::document::{Document, Kind, Names, SourceDoc, SourceFields};
use super::field::Source;
use super::selector::{Piece, Step};
use super::{Cleaner, Continuation, Field, Identity, Mapping, Selector, SelectorId};
use crate::ImportError;
use crate::convert::{Codes, Convert, DateRule, ItemRule, ListRule, NumberRule, Pattern, Words};

pub(super) fn compile(text: &str) -> Result<Mapping, ImportError> {
    let document: Document = toml::from_str(text).map_err(|error| {
        let message = error.message().to_owned();
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        ImportError::mapping(format!("映射文件第{line}行：{message}"), format!("line {line} of the mapping: {message}"))
    })?;
    let report = &document.report;
    let zone_name = report.zone.get_ref();
    let mut compiler = Compiler { text, zone: Tz::UTC, codes: BTreeMap::new(), selectors: Vec::new() };
    compiler.zone = zone_name.parse().map_err(|_| {
        compiler.wrong(
            "report.zone",
            report.zone.span().start,
            &format!("没有时区“{zone_name}”，应如Asia/Shanghai"),
            &format!("there is no zone {zone_name:?}; write one such as Asia/Shanghai"),
        )
    })?;
    let report_type: ReportType = report.report_type.get_ref().parse().map_err(|e: kernel::envelope::InvalidReportType| {
        compiler.wrong(
            "report.type",
            report.report_type.span().start,
            "报送类型应写作jointcase.<机构>.<类型>.v<版本>",
            &e.to_string(),
        )
    })?;
    let org = OrgId::new(report.org.get_ref().clone()).map_err(|e| {
        compiler.wrong("report.org", report.org.span().start, "机构代号应为2至60位小写字母、数字或连字符", &e.to_string())
    })?;
    compiler.codes = document.codes.into_iter().map(|(name, table)| (name, Arc::new(code_table(table)))).collect();

    let identity = compiler.identity(&document.record)?;
    let part = document.record.part.as_ref().map(|names| compiler.select("record.part", names, false));
    let continues = match &document.record.continues {
        Some(spanned) => {
            let column = compiler.select("record.continues", &spanned.get_ref().column, false);
            Some(Continuation { column, same: spanned.get_ref().same })
        }
        None => None,
    };
    let division = Field { required: true, ..compiler.field("report.division", &report.division)? };
    let stated = report.stated.as_ref().map(|source| compiler.field("report.stated", source)).transpose()?;
    let mut fields: Vec<Field> = Vec::new();
    for (name, source) in &document.fields {
        let field = compiler.field(name, source)?;
        let clash = |other: &Field| other.target.starts_with(&field.target) || field.target.starts_with(&other.target);
        if let Some(other) = fields.iter().find(|other| clash(other)) {
            let other = other.name.clone();
            return Err(compiler.wrong(
                name,
                source.span().start,
                &format!("与“{other}”冲突"),
                &format!("it and {other:?} cannot both be set"),
            ));
        }
        if field.each_row && continues.is_none() {
            return Err(compiler.wrong(
                name,
                source.span().start,
                "each_row须与[record]的continues合用",
                "each_row needs continues under [record]",
            ));
        }
        fields.push(field);
    }
    Ok(Mapping {
        source: report.source.clone().unwrap_or_else(|| format!("/{org}/publish")),
        cleaner: Cleaner { nothing: document.file.nothing.clone(), html_entities: document.file.html_entities },
        file: document.file,
        report_type,
        org,
        zone: compiler.zone,
        mark: report.mark,
        division,
        stated,
        identity,
        part,
        prefix: document.record.prefix,
        continues,
        fields,
        selectors: compiler.selectors,
    })
}

struct Compiler<'a> {
    text: &'a str,
    zone: Tz,
    codes: BTreeMap<String, Arc<BTreeMap<String, Json>>>,
    selectors: Vec<Selector>,
}

impl Compiler<'_> {
    fn wrong(&self, key: &str, at: usize, zh: &str, en: &str) -> ImportError {
        let line = line_of(self.text, at);
        ImportError::mapping(format!("映射文件第{line}行“{key}”：{zh}"), format!("line {line} of the mapping, {key}: {en}"))
    }

    fn identity(&mut self, record: &super::document::RecordSection) -> Result<Identity, ImportError> {
        match (&record.number, &record.key) {
            (Some(number), None) => {
                let field = Field { required: true, ..self.field("record.number", number)? };
                Ok(Identity::Number(Box::new(field)))
            }
            (None, Some(key)) if !key.get_ref().is_empty() => {
                let columns = self.select_all("record.key", key.get_ref());
                let show = record.show.as_ref().map(|show| self.select_all("record.show", show.get_ref()));
                Ok(Identity::Key { columns, show })
            }
            (Some(_), Some(key)) => {
                Err(self.wrong("record.key", key.span().start, "number与key只能写一个", "write either number or key, not both"))
            }
            (None, Some(key)) => {
                Err(self.wrong("record.key", key.span().start, "key至少要有一列", "key needs at least one column"))
            }
            (None, None) => Err(ImportError::mapping(
                "映射文件[record]须写明number（本单位编号所在列）或key（能区分记录的若干列）",
                "under [record] the mapping needs number (the column with the organisation's own number) or key (columns \
                that tell records apart)",
            )),
        }
    }

    fn select_all(&mut self, key: &str, names: &[Names]) -> Vec<SelectorId> {
        names.iter().map(|names| self.select(key, names, false)).collect()
    }

    fn select(&mut self, key: &str, names: &Names, optional: bool) -> SelectorId {
        let names = names.list();
        let paths = names.iter().map(|name| Step::parse(name)).collect();
        self.selectors.push(Selector { key: key.to_owned(), names, paths, optional });
        SelectorId(self.selectors.len() - 1)
    }

    fn field(&mut self, name: &str, source: &Spanned<SourceDoc>) -> Result<Field, ImportError> {
        let (at, doc) = (source.span().start, &source.get_ref().0);
        if let Some(stray) = doc.stray() {
            return Err(self.wrong(name, at, &format!("{stray}在这里没有意义"), &format!("{stray} has no meaning here")));
        }
        let target: Vec<String> = name.split('.').map(str::to_owned).collect();
        if target.iter().any(String::is_empty) {
            return Err(self.wrong(name, at, "目标路径应如premises.name", "a target is a path such as premises.name"));
        }
        let whole: Option<Vec<String>> = doc.whole.as_ref().map(|path| path.split('.').map(str::to_owned).collect());
        if whole.as_ref().is_some_and(|whole| !target.starts_with(whole)) {
            return Err(self.wrong(name, at, "whole须是该字段所在的对象", "whole must be an object that this field is in"));
        }
        let convert = self.convert(name, at, doc)?;
        let source = self.source(name, at, doc)?;
        let year = doc.year.as_ref().map(|names| self.select(name, names, doc.optional));
        Ok(Field {
            name: name.to_owned(),
            target,
            source,
            convert,
            year,
            required: doc.required,
            omit: doc.otherwise.unwrap_or_default() == super::Otherwise::Omit,
            whole,
            each_row: doc.each_row.unwrap_or_default(),
        })
    }

    fn source(&mut self, name: &str, at: usize, doc: &SourceFields) -> Result<Source, ImportError> {
        let given = [
            doc.column.is_some(),
            doc.path.is_some(),
            doc.constant.is_some(),
            doc.join.is_some(),
            doc.template.is_some(),
            doc.flags.is_some(),
        ];
        let given = given.into_iter().filter(|given| *given).count();
        let own_parts = doc.kind == Some(Kind::Items) && doc.patterns.is_none();
        if given == 0 && own_parts && doc.parts.is_some() {
            return Ok(Source::Parts);
        }
        if given != 1 {
            return Err(self.wrong(
                name,
                at,
                "须写且只写column、path、constant、join、template、flags中的一个",
                "write exactly one of column, path, constant, join, template, flags",
            ));
        }
        if own_parts {
            return Err(self.wrong(
                name,
                at,
                "items须写patterns，或在parts中为每一部分写column",
                "items needs patterns, or a column for each of its parts",
            ));
        }
        if let Some(names) = doc.column.as_ref().or(doc.path.as_ref()) {
            return Ok(Source::Cell(self.select(name, names, doc.optional)));
        }
        if let Some(constant) = &doc.constant {
            return Ok(Source::Constant(json_of(constant)));
        }
        if let Some(columns) = &doc.join {
            let columns = columns.iter().map(|names| self.select(name, names, doc.optional)).collect();
            let separator = doc.separator.as_ref().and_then(|names| names.list().into_iter().next());
            return Ok(Source::Join(columns, separator.unwrap_or_else(|| " ".to_owned())));
        }
        if let Some(flags) = &doc.flags {
            let words = Words::new(doc.yes.as_ref(), doc.no.as_ref());
            let flags = flags
                .iter()
                .map(|(column, code)| (self.select(name, &Names::One(column.clone()), doc.optional), code.clone()))
                .collect();
            return Ok(Source::Flags(flags, words));
        }
        let template = doc.template.as_deref().unwrap_or_default();
        let pieces = Piece::parse(template).ok_or_else(|| {
            self.wrong(
                name,
                at,
                "template应如“{列名}, {列名}”，括号须成对",
                "a template looks like \"{Column}, {Column}\", with each brace closed",
            )
        })?;
        let pieces = pieces
            .into_iter()
            .map(|piece| match piece {
                Piece::Literal(text) => Piece::Literal(text),
                Piece::Slot(column) => Piece::Slot(self.select(name, &Names::One(column), doc.optional)),
            })
            .collect();
        Ok(Source::Template(pieces))
    }

    fn convert(&mut self, name: &str, at: usize, doc: &SourceFields) -> Result<Convert, ImportError> {
        let codes = match &doc.codes {
            Some(table) => {
                let known = self.codes.get(table).cloned().ok_or_else(|| {
                    self.wrong(
                        name,
                        at,
                        &format!("没有代码表[codes.{table}]"),
                        &format!("there is no code table [codes.{table}]"),
                    )
                })?;
                Some(Codes { table: known, default: doc.default.as_ref().map(json_of) })
            }
            None => None,
        };
        Ok(match doc.kind.unwrap_or_default() {
            Kind::Text => Convert::Text(codes),
            Kind::Json => Convert::Json,
            Kind::Boolean => Convert::Boolean(Words::new(doc.yes.as_ref(), doc.no.as_ref())),
            Kind::Number => Convert::Number(NumberRule { scale: None, min: doc.min, max: doc.max }),
            Kind::Integer => Convert::Number(NumberRule { scale: Some(doc.scale.unwrap_or(1)), min: doc.min, max: doc.max }),
            Kind::Money => Convert::Money(doc.currency.ok_or_else(|| {
                self.wrong(name, at, "money须写currency，如CNY、USD、EUR", "money needs its currency: CNY, USD or EUR")
            })?),
            Kind::Date => {
                let formats = doc.formats.as_deref().unwrap_or_default();
                let rule = DateRule::new(
                    formats,
                    doc.prefixes.as_deref().unwrap_or_default(),
                    doc.pivot,
                    self.zone,
                    doc.precision,
                    doc.serial.unwrap_or_default(),
                );
                Convert::Date(rule.map_err(|format| {
                    self.wrong(
                        name,
                        at,
                        &format!("日期格式“{format}”无效，应如%Y-%m-%d"),
                        &format!("{format:?} is not a date format; write one such as %Y-%m-%d"),
                    )
                })?)
            }
            Kind::List => {
                let separators = doc.separator.as_ref().map(Names::list).unwrap_or_default();
                Convert::List(ListRule { separators, none: doc.none.clone().unwrap_or_default(), codes })
            }
            Kind::Items => Convert::Items(self.items(name, at, doc)?),
        })
    }

    fn items(&mut self, name: &str, at: usize, doc: &SourceFields) -> Result<ItemRule, ImportError> {
        let patterns: Vec<Pattern> = doc
            .patterns
            .iter()
            .flatten()
            .map(|text| {
                Pattern::parse(text).ok_or_else(|| {
                    self.wrong(
                        name,
                        at,
                        &format!("式样“{text}”无效，应如“{{code}} /{{state}}”，两个括号之间须有文字"),
                        &format!(
                            "{text:?} is not a pattern; write one such as \"{{code}} /{{state}}\", with text between two braces"
                        ),
                    )
                })
            })
            .collect::<Result<_, _>>()?;
        let mut parts = Vec::new();
        for (part, source) in doc.parts.iter().flatten() {
            let own = &source.get_ref().0;
            let placed = patterns.iter().any(|pattern| pattern.names().any(|slot| slot == part));
            let bare = own.column.is_none()
                && own.path.is_none()
                && own.constant.is_none()
                && own.join.is_none()
                && own.template.is_none();
            let field = if placed && bare {
                if let Some(stray) = own.stray() {
                    return Err(self.wrong(
                        part,
                        source.span().start,
                        &format!("{stray}在这里没有意义"),
                        &format!("{stray} has no meaning here"),
                    ));
                }
                let convert = self.convert(part, source.span().start, own)?;
                Field::placed(part, convert, own.required, own.otherwise.unwrap_or_default() == super::Otherwise::Omit)
            } else if patterns.is_empty() || own.constant.is_some() {
                self.field(part, source)?
            } else {
                return Err(self.wrong(part, source.span().start, "patterns中没有这一部分", "no pattern has this part"));
            };
            parts.push(field);
        }
        for slot in patterns.iter().flat_map(Pattern::names) {
            if !parts.iter().any(|part: &Field| part.name == slot) {
                parts.push(Field::placed(slot, Convert::Text(None), false, false));
            }
        }
        let separators = doc.separator.as_ref().map(Names::list).unwrap_or_default();
        Ok(ItemRule { list: ListRule { separators, none: doc.none.clone().unwrap_or_default(), codes: None }, patterns, parts })
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count()
}

fn code_table(table: BTreeMap<String, Toml>) -> BTreeMap<String, Json> {
    table.into_iter().map(|(word, code)| (word.trim().to_owned(), json_of(&code))).collect()
}

/// A constant as JSON; a TOML date becomes its text.
fn json_of(value: &Toml) -> Json {
    match value {
        Toml::String(text) => Json::String(text.clone()),
        Toml::Integer(number) => (*number).into(),
        Toml::Float(number) => serde_json::Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Toml::Boolean(boolean) => Json::Bool(*boolean),
        Toml::Datetime(at) => Json::String(at.to_string()),
        Toml::Array(list) => Json::Array(list.iter().map(json_of).collect()),
        Toml::Table(table) => Json::Object(table.iter().map(|(key, value)| (key.clone(), json_of(value))).collect()),
    }
}
