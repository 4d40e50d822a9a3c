//! One report from the rows of one record: identity, content, validation, envelope.

use chrono::{DateTime, FixedOffset, Offset, TimeZone};
use kernel::{DivisionCode, Envelope, MessageId, RecordKey, Text, When};
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use super::{Import, MOST_ROWS};
use crate::Report;
use crate::canonical::{canonical, hash};
use crate::known::{ContentHash, Last, Place};
use crate::mapping::field::{put, remove};
use crate::mapping::{Fault, Identity, Scope};
use crate::record::{base_key, with_ordinal};
use crate::value::{Cells, Row, Value};

impl Import {
    /// The report of one record; `record` and `ordinal` are told as soon as they are known.
    pub(super) fn report(
        &mut self,
        rows: &[Row],
        record: &mut Option<String>,
        ordinal: &mut Option<u32>,
    ) -> Result<Report, Fault> {
        let Some(first) = rows.first() else {
            return Err(Fault { row: 0, column: None, value: None, expected: Text::new("没有内容", "nothing was read") });
        };
        if let Some(row) = rows.iter().find(|row| row.defect.is_some()) {
            return Err(self.defect(row));
        }
        let scope = |row| Scope { mapping: &self.mapping, binding: &self.binding, row };
        if let Some(continuation) = &self.mapping.continues
            && scope(first).value(continuation.column) == Value::Empty
        {
            return Err(orphan(first.number, &scope(first).column(continuation.column)));
        }
        if rows.len() >= MOST_ROWS {
            return Err(whole_row(
                first.number,
                format!("一条记录超过{MOST_ROWS}行：请检查映射文件的continues"),
                format!("a record has more than {MOST_ROWS} rows: check continues in the mapping"),
            ));
        }
        let base = base_key(scope(first))?;
        *record = Some(base.clone());
        let part = self.mapping.part.map(|id| scope(first).value(id).show()).filter(|part| !part.is_empty());
        let counted = self.ordinal(first, &base);
        *ordinal = counted.or(matches!(self.mapping.identity, Identity::Number(_)).then_some(1));

        let division = self.division(first)?;
        let data = self.data(rows)?;
        let text = canonical(&data);
        let report_type = self.mapping.report_type.to_string();
        let mut said = vec![report_type.as_str(), division.as_str(), text.as_str()];
        said.extend(part.as_deref());
        let content = ContentHash(hash(&said));
        let raw = RawValue::from_string(text).map_err(|e| whole_row(first.number, e.to_string(), e.to_string()))?;
        (self.validate)(&self.mapping.report_type, &raw).map_err(|refusal| {
            let Text { zh, en } = refusal.text;
            whole_row(first.number, format!("第{}行：{zh}", first.number), format!("row {}: {en}", first.number))
        })?;
        let stated = self.stated(first, &data)?;

        let (key, ordinal, last) = self.place(first, &base, part.as_deref(), counted, content, ordinal)?;
        let (message, corrects) = self.identify(&key, ordinal, content, last.as_ref());
        let envelope = Envelope {
            specversion: "1.0".to_owned(),
            id: message,
            source: self.mapping.source.clone(),
            report_type: self.mapping.report_type.clone(),
            subject: key.clone(),
            time: stated,
            datacontenttype: Some("application/json".to_owned()),
            dataschema: None,
            org: self.mapping.org.clone(),
            division: division.clone(),
            corrects,
            mark: self.mapping.mark,
            ordinal: (ordinal > 1).then_some(ordinal),
            traceparent: None,
            data: raw,
        };
        let body = serde_json::to_vec(&envelope).map_err(|e| whole_row(first.number, e.to_string(), e.to_string()))?;
        Ok(Report {
            row: first.number,
            message,
            subject: envelope.report_type.subject(&envelope.org),
            report_type: envelope.report_type,
            org: envelope.org,
            division,
            record: key,
            part,
            ordinal,
            content,
            corrects,
            known: last.is_some_and(|last| last.content == content),
            body,
        })
    }

    /// The ordinal of the row among those with its key; `None` where it has to be looked for among what is known.
    fn ordinal(&mut self, row: &Row, base: &str) -> Option<u32> {
        match (&self.mapping.identity, &row.returned) {
            (Identity::Number(_), Some(returned)) if returned.record.as_deref() == Some(base) => returned.ordinal,
            (Identity::Number(_), _) => Some(1),
            (Identity::Key { .. }, None) => Some(self.seen.next(base)),
            // The ordinal was counted for the key that the row had; with another key it says nothing.
            (Identity::Key { .. }, Some(returned)) if returned.record.as_deref() == Some(base) => returned.ordinal,
            (Identity::Key { .. }, Some(_)) => None,
        }
    }

    /// The record's final key and ordinal, and what was delivered there before.
    fn place(
        &mut self,
        row: &Row,
        base: &str,
        part: Option<&str>,
        counted: Option<u32>,
        content: ContentHash,
        told: &mut Option<u32>,
    ) -> Result<(RecordKey, u32, Option<Last>), Fault> {
        let number = matches!(self.mapping.identity, Identity::Number(_));
        if number && counted.is_none() {
            *told = None;
            return Err(taken(row.number, base, None));
        }
        let mut ordinal = counted.unwrap_or(1);
        loop {
            let key = RecordKey::new(with_ordinal(base, ordinal)).map_err(|e| {
                whole_row(
                    row.number,
                    format!("第{}行的编号应为1至200个字符，不含控制字符：请更正", row.number),
                    format!("row {}: {e}: correct it", row.number),
                )
            })?;
            let place = Place { org: &self.mapping.org, report_type: &self.mapping.report_type, record: &key, part, ordinal };
            let last = self.known.last(&place);
            let id = place.id();
            if number {
                if let Some(other) = self.seen.other(id, &content.0, row.number) {
                    *told = None;
                    return Err(taken(row.number, base, Some(other)));
                }
                return Ok((key, ordinal, last));
            }
            let free = last.as_ref().is_none_or(|last| last.content == content);
            if counted.is_some() || (free && self.seen.take(id)) {
                if counted.is_some() && row.returned.is_some() {
                    self.seen.take(id);
                }
                return Ok((key, ordinal, last));
            }
            ordinal += 1;
        }
    }

    /// The report's id, and what it corrects.
    fn identify(
        &self,
        key: &RecordKey,
        ordinal: u32,
        content: ContentHash,
        last: Option<&Last>,
    ) -> (MessageId, Option<MessageId>) {
        let hash = content.to_hex();
        match last {
            Some(last) if last.content == content => (last.message, last.corrects),
            // A content that comes back after another is a new statement: what it corrects belongs to its identity.
            Some(last) => {
                let hash = format!("{hash}+{}", last.message);
                (MessageId::derive(&self.mapping.org, key, ordinal, &hash), Some(last.message))
            }
            None => (MessageId::derive(&self.mapping.org, key, ordinal, &hash), None),
        }
    }

    fn division(&self, row: &Row) -> Result<DivisionCode, Fault> {
        let read = self.mapping.division.read(Scope { mapping: &self.mapping, binding: &self.binding, row })?;
        let code = read.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned();
        DivisionCode::new(code.clone()).map_err(|_| Fault {
            row: row.number,
            column: Some("report.division".to_owned()),
            value: Some(code),
            expected: Text::new(
                "应为行政区划代码，如370811000000；请更正，或在映射文件中用codes换成代码",
                "a division code is expected, such as 370811000000: correct it, or turn names into codes with a code \
                table in the mapping",
            ),
        })
    }

    fn data(&self, rows: &[Row]) -> Result<Json, Fault> {
        let mut tree = Map::new();
        let mut incomplete = Vec::new();
        for field in &self.mapping.fields {
            let mut joined: Option<Json> = None;
            for row in if field.each_row { rows } else { &rows[..1] } {
                let read = field.read(Scope { mapping: &self.mapping, binding: &self.binding, row })?;
                joined = match (joined, read) {
                    (Some(Json::Array(mut all)), Some(Json::Array(more))) => {
                        all.extend(more);
                        Some(Json::Array(all))
                    }
                    (None, read) => read,
                    (before, _) => before,
                };
            }
            match joined {
                Some(value) => put(&mut tree, &field.target, value),
                None => incomplete.extend(&field.whole),
            }
        }
        for whole in incomplete {
            remove(&mut tree, whole);
        }
        Ok(Json::Object(tree))
    }

    /// When it was stated: as the mapping says, else the first moment of the report's own date, so that a row always makes
    /// the same bytes.
    fn stated(&self, row: &Row, data: &Json) -> Result<DateTime<FixedOffset>, Fault> {
        let scope = Scope { mapping: &self.mapping, binding: &self.binding, row };
        let stated = match &self.mapping.stated {
            Some(field) => field.read(scope)?,
            None => None,
        };
        let when: Option<When> = stated.as_ref().or(data.get("on")).and_then(Json::as_str).and_then(|text| text.parse().ok());
        match when {
            Some(When::Instant(at)) => Ok(at),
            Some(when) => {
                let at = self.mapping.zone.from_utc_datetime(&when.span(self.mapping.zone).earliest.naive_utc());
                Ok(at.with_timezone(&at.offset().fix()))
            }
            None => Err(whole_row(
                row.number,
                format!("第{}行没有日期：映射文件须为“on”或[report]的stated指定日期", row.number),
                format!("row {} has no date: the mapping must set \"on\", or stated under [report]", row.number),
            )),
        }
    }

    fn defect(&self, row: &Row) -> Fault {
        let value = match &row.cells {
            Cells::Table(cells) => cells.iter().skip(self.header.names().len()).map(Value::show).collect::<Vec<_>>().join(","),
            Cells::Tree(element) => element.as_str().unwrap_or_default().chars().take(200).collect(),
        };
        let expected = row.defect.clone().unwrap_or(Text::new("该行有误", "the row is faulty"));
        Fault { row: row.number, column: None, value: (!value.is_empty()).then_some(value), expected }
    }
}

fn whole_row(row: u64, zh: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault { row, column: None, value: None, expected: Text::of(zh, en) }
}

fn orphan(row: u64, column: &str) -> Fault {
    whole_row(
        row,
        format!("第{row}行“{column}”列为空，应接续上一行，但上面没有可接续的记录：请填写“{column}”"),
        format!(
            "row {row} has nothing in column {column:?}, so it would continue the row above, but there is none: fill in \
            {column:?}"
        ),
    )
}

fn taken(row: u64, number: &str, other: Option<u64>) -> Fault {
    let (zh, en) = match other {
        Some(other) => (format!("第{other}行"), format!("row {other}")),
        None => ("原文件的另一行".to_owned(), "another row of the original file".to_owned()),
    };
    whole_row(
        row,
        format!("第{row}行的编号“{number}”已由{zh}使用，而内容不同：请更正编号；如果该行是更正，请在下次发布的文件中只保留该行"),
        format!(
            "row {row} has number {number:?}, which {en} uses with other content: correct the number, or, if this row is \
            a correction, keep only it in the next file you publish"
        ),
    )
}
