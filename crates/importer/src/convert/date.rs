//! Dates in the formats of agencies: two-digit years, prefixes, spreadsheet serials, each kept to the precision that is written.

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;
use kernel::{Text, When};

use crate::mapping::Precision;
use crate::value::Value;

/// How a date is read.
#[derive(Clone, Debug)]
pub(crate) struct DateRule {
    formats: Vec<(String, Vec<Item<'static>>)>,
    prefixes: Vec<String>,
    /// Two-digit years below it are 20xx, the others 19xx.
    pivot: i32,
    zone: Tz,
    precision: Option<Precision>,
    /// Whether a text of digits may be a spreadsheet's serial.
    serial: bool,
}

impl DateRule {
    /// Checks the formats; the faulty one comes back.
    pub fn new(
        formats: &[String],
        prefixes: &[String],
        pivot: Option<u8>,
        zone: Tz,
        precision: Option<Precision>,
        serial: bool,
    ) -> Result<Self, String> {
        let formats = formats
            .iter()
            .map(|format| {
                let items = StrftimeItems::new(format).parse_to_owned().map_err(|_| format.clone())?;
                Ok((format.clone(), items))
            })
            .collect::<Result<_, String>>()?;
        Ok(Self { formats, prefixes: prefixes.to_vec(), pivot: pivot.map_or(69, i32::from), zone, precision, serial })
    }

    /// The time that `value` states.
    pub fn read(&self, value: &Value) -> Result<When, Text> {
        let text = match value {
            Value::Moment(at) => return self.narrow(self.local(*at).ok_or_else(|| self.expected())?),
            Value::Number(serial) => match serial_day(serial) {
                Some(at) => return self.narrow(self.local(at).ok_or_else(|| self.expected())?),
                None => serial.clone(),
            },
            Value::Empty | Value::Text(_) | Value::Boolean(_) | Value::Tree(_) => value.show(),
        };
        let mut text = text.trim();
        for prefix in &self.prefixes {
            if let Some(rest) = text.strip_prefix(prefix.as_str()) {
                text = rest.trim_start_matches([':', '：', ' ']).trim();
                break;
            }
        }
        for (_, items) in &self.formats {
            let mut parsed = Parsed::new();
            if parse(&mut parsed, text, items.iter()).is_ok()
                && let Some(when) = self.complete(&parsed)
            {
                return self.narrow(when);
            }
        }
        if let Ok(when) = text.parse::<When>() {
            return self.narrow(when);
        }
        if let Ok(at) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S")
            && let Some(when) = self.local(at)
        {
            return self.narrow(when);
        }
        if self.serial
            && let Some(when) = serial_day(text).and_then(|at| self.local(at))
        {
            return self.narrow(when);
        }
        Err(self.expected())
    }

    /// What was parsed, to the precision that was written.
    fn complete(&self, parsed: &Parsed) -> Option<When> {
        let year = match (parsed.year(), parsed.year_mod_100()) {
            (Some(year), _) => year,
            (None, Some(short)) => short + if short < self.pivot { 2000 } else { 1900 },
            (None, None) => return None,
        };
        let Some(month) = parsed.month() else { return Some(When::Year(NaiveDate::from_ymd_opt(year, 1, 1)?)) };
        let Some(day) = parsed.day() else { return Some(When::Month(NaiveDate::from_ymd_opt(year, month, 1)?)) };
        let day = NaiveDate::from_ymd_opt(year, month, day)?;
        let Ok(time) = parsed.to_naive_time() else { return Some(When::Day(day)) };
        match parsed.offset() {
            Some(seconds) => {
                let at = FixedOffset::east_opt(seconds)?.from_local_datetime(&day.and_time(time)).single()?;
                Some(When::Instant(at))
            }
            None => {
                let at = self.zone.from_local_datetime(&day.and_time(time)).earliest()?;
                Some(When::Instant(at.with_timezone(&at.offset().fix())))
            }
        }
    }

    /// A moment on the file's clocks; midnight is a day.
    fn local(&self, at: NaiveDateTime) -> Option<When> {
        if at.time() == NaiveTime::MIN {
            return Some(When::Day(at.date()));
        }
        let at = self.zone.from_local_datetime(&at).earliest()?;
        Some(When::Instant(at.with_timezone(&at.offset().fix())))
    }

    fn narrow(&self, when: When) -> Result<When, Text> {
        let day = when.first_day();
        let narrowed = match (self.precision, &when) {
            (None, _)
            | (Some(_), When::Between(..) | When::Year(_))
            | (Some(Precision::Day | Precision::Month), When::Month(_)) => when,
            (Some(Precision::Day), When::Instant(_) | When::Day(_)) => When::Day(day),
            (Some(Precision::Month), When::Instant(_) | When::Day(_)) => {
                format!("{}", day.format("%Y-%m")).parse().unwrap_or(when)
            }
            (Some(Precision::Year), When::Instant(_) | When::Day(_) | When::Month(_)) => {
                format!("{}", day.format("%Y")).parse().unwrap_or(when)
            }
        };
        // Writing and reading it again checks what every report's date must satisfy.
        narrowed.to_string().parse().map_err(|_| self.expected())
    }

    fn expected(&self) -> Text {
        let mut formats: Vec<&str> = self.formats.iter().map(|(format, _)| format.as_str()).collect();
        if formats.is_empty() {
            formats.push("%Y-%m-%d");
        }
        let formats = formats.join(", ");
        Text::of(
            format!("应为1900至2200年间实际存在的日期，格式为{formats}；请更正"),
            format!("a day that exists, from 1900 to 2200, is expected, written as {formats}: correct it"),
        )
    }
}

/// A serial of the 1900 date system, from 1900-03-01 on (its 1900-02-29 never was) to 2200.
fn serial_day(text: &str) -> Option<NaiveDateTime> {
    let serial: f64 = text.parse().ok()?;
    if !(61.0..109_575.0).contains(&serial) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial.trunc() as u64))?;
    let seconds = (serial.fract() * 86_400.0).round() as u32;
    Some(match NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0) {
        Some(time) => day.and_time(time),
        None => day.succ_opt()?.and_time(NaiveTime::MIN),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(formats: &[&str], text: &str) -> Option<String> {
        let formats: Vec<String> = formats.iter().map(|format| (*format).to_owned()).collect();
        let prefixes = ["购进日期".to_owned(), "生产日期".to_owned()];
        let rule = DateRule::new(&formats, &prefixes, Some(30), chrono_tz::Asia::Shanghai, None, true).expect("formats");
        rule.read(&Value::Text(text.into())).ok().map(|when| when.to_string())
    }

    #[test]
    fn several_formats_are_tried_in_their_order() {
        let formats = ["%m/%d/%y", "%m/%d/%Y"];
        assert_eq!(read(&formats, "12/29/04").as_deref(), Some("2004-12-29"));
        assert_eq!(read(&formats, "2/3/2017").as_deref(), Some("2017-02-03"));
        assert_eq!(read(&formats, "1/2/31").as_deref(), Some("1931-01-02"));
        for impossible in ["22/28/07", "0/6/05", "4/31/17", "2/3/20170", "yesterday", "13"] {
            assert_eq!(read(&formats, impossible), None, "{impossible}");
        }
    }

    #[test]
    fn prefixes_precision_and_serials_are_understood() {
        assert_eq!(read(&["%Y/%m/%d"], "购进日期：2025/4/12").as_deref(), Some("2025-04-12"));
        assert_eq!(read(&["%Y年%m月%d日", "%Y年%m月"], "2016年8月").as_deref(), Some("2016-08"));
        assert_eq!(read(&["%Y-%m-%d %H:%M"], "2016-08-01 10:30").as_deref(), Some("2016-08-01T10:30:00+08:00"));
        assert_eq!(read(&["%Y-%m-%d"], "42583").as_deref(), Some("2016-08-01"));
    }
}
