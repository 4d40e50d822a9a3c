//! Figures, changes and times as text.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kernel::Unit;
use kernel::division::Root;

use crate::Lang;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A figure in the parts in which it is printed: `≥` `30` `kg`, or `30` `余`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What stands before the number: `≥` in English.
    pub before: &'static str,
    /// The number with its digits in groups of three.
    pub number: String,
    /// What stands behind it: `余` in Chinese.
    pub after: &'static str,
    /// The unit; empty for things.
    pub unit: &'static str,
    /// The exact figure where `number` is rounded; else empty.
    pub exact: String,
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let space = if self.unit.is_ascii() && !self.unit.is_empty() { " " } else { "" };
        write!(f, "{}{}{}{space}{}", self.before, self.number, self.after, self.unit)
    }
}

/// The figure exactly.
pub fn figure(amount: i64, unit: Unit, at_least: bool, lang: Lang) -> Figure {
    let (number, unit) = match unit {
        Unit::Item => (grouped(amount), ""),
        Unit::Fen => (decimal(amount, 2, false), lang.t("元", "CNY")),
        Unit::Gram if amount.abs() >= 1000 => (decimal(amount, 3, true), lang.t("千克", "kg")),
        Unit::Gram => (grouped(amount), lang.t("克", "g")),
        Unit::Millilitre if amount.abs() >= 1000 => (decimal(amount, 3, true), lang.t("升", "L")),
        Unit::Millilitre => (grouped(amount), lang.t("毫升", "mL")),
        // In hours below two days; rounded to a tenth.
        Unit::Second if amount.abs() < 2 * DAY => (decimal(rounded(amount, HOUR / 10), 1, false), lang.t("小时", "h")),
        Unit::Second => (decimal(rounded(amount, DAY / 10), 1, false), lang.t("天", "d")),
    };
    let (before, after) = match (at_least, lang) {
        (false, _) => ("", ""),
        (true, Lang::Zh) => ("", "余"),
        (true, Lang::En) => ("≥\u{a0}", ""),
    };
    Figure { before, number, after, unit, exact: String::new() }
}

/// A length of time in days, or in hours below two days.
pub fn length(seconds: i64, lang: Lang) -> String {
    figure(seconds, Unit::Second, false, lang).to_string()
}

/// The figure as a tile shows it: large amounts of money rounded to 万元, 亿元 or millions, with the exact figure beside.
pub fn short_figure(amount: i64, unit: Unit, at_least: bool, lang: Lang) -> Figure {
    let exact = figure(amount, unit, at_least, lang);
    let scale = match (unit, lang) {
        (Unit::Fen, Lang::Zh) if amount.abs() >= 10_000_000_000 => Some((100_000_000, "亿元")),
        (Unit::Fen, Lang::Zh) if amount.abs() >= 1_000_000 => Some((10_000, "万元")),
        (Unit::Fen, Lang::En) if amount.abs() >= 100_000_000 => Some((1_000_000, "M CNY")),
        (Unit::Fen | Unit::Item | Unit::Gram | Unit::Millilitre | Unit::Second, _) => None,
    };
    // The step is a hundredth of the unit that is shown, in fen.
    let Some((step, name)) = scale else { return exact };
    Figure { number: decimal(rounded(amount, step), 2, false), unit: name, exact: exact.to_string(), ..exact }
}

/// Whole steps of `step`, rounded half away from zero.
fn rounded(amount: i64, step: i64) -> i64 {
    let half = if amount < 0 { -(step / 2) } else { step / 2 };
    amount.saturating_add(half) / step
}

/// The number with its digits in groups of three.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "\u{2212}" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `scaled` divided by 10^`places`, without zeros at the end if `trim`.
fn decimal(scaled: i64, places: u32, trim: bool) -> String {
    let unit = 10_i64.pow(places);
    let sign = if scaled < 0 && scaled > -unit { "\u{2212}" } else { "" };
    let width = usize::try_from(places).unwrap_or(0);
    let fraction = format!("{:0width$}", (scaled % unit).unsigned_abs());
    let fraction = if trim { fraction.trim_end_matches('0') } else { &fraction };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", grouped(scaled / unit))
}

/// A change in hundredths of a percent: `+12.30%`, `−14.53%`.
pub fn percent(change: i64) -> String {
    let sign = if change > 0 { "+" } else { "" };
    format!("{sign}{}%", decimal(change, 2, false))
}

/// Money in minor units with its currency.
pub fn money(minor: i64, currency: &str) -> String {
    format!("{} {currency}", decimal(minor, 2, false))
}

/// A day in words: `2016年8月15日`, `15 Aug 2016`.
pub fn day(day: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => day.format("%Y年%-m月%-d日").to_string(),
        Lang::En => day.format("%-d %b %Y").to_string(),
    }
}

/// Days from `first` to `last` in words, the year once where it is the same.
pub fn days(first: NaiveDate, last: NaiveDate, lang: Lang) -> String {
    let same = first.year() == last.year();
    match lang {
        Lang::Zh if same => format!("{}至{}", day(first, lang), last.format("%-m月%-d日")),
        Lang::Zh => format!("{}至{}", day(first, lang), day(last, lang)),
        Lang::En if same => format!("{} – {}", first.format("%-d %b"), day(last, lang)),
        Lang::En => format!("{} – {}", day(first, lang), day(last, lang)),
    }
}

/// Days as exactly as they are known, short: `2016-08-15`, `2016-08`, `2016`, `2016-01-01 – 2016-08-15`.
pub fn span(first: NaiveDate, last: NaiveDate, precision: &str) -> String {
    match precision {
        "month" => first.format("%Y-%m").to_string(),
        "year" => first.format("%Y").to_string(),
        _ if first == last => first.to_string(),
        _ => format!("{first} – {last}"),
    }
}

/// A point in time where `root` lies.
pub fn time(at: DateTime<Utc>, root: &Root) -> String {
    at.with_timezone(&root.zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// When a time starts or ends: the end of a day is its 24:00, as the law says it.
pub fn deadline(at: DateTime<Utc>, root: &Root) -> String {
    let local = at.with_timezone(&root.zone);
    match local.date_naive().pred_opt().filter(|_| local.time() == chrono::NaiveTime::MIN) {
        Some(day) => format!("{day} 24:00"),
        None => time(at, root),
    }
}

/// When an event occurred, as exactly as it is known, where `root` lies.
pub fn occurred(earliest: DateTime<Utc>, latest: DateTime<Utc>, precision: &str, root: &Root) -> String {
    if precision == "instant" {
        return time(earliest, root);
    }
    let local = |at: DateTime<Utc>| at.with_timezone(&root.zone).date_naive();
    span(local(earliest), local(latest), precision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_bound_says_so_in_each_language() {
        assert_eq!(figure(30, Unit::Item, true, Lang::Zh).to_string(), "30余");
        assert_eq!(figure(30, Unit::Item, true, Lang::En).to_string(), "≥\u{a0}30");
        assert_eq!(figure(30, Unit::Item, false, Lang::Zh).to_string(), "30");
    }

    #[test]
    fn amounts_keep_every_fen_and_gram() {
        assert_eq!(figure(123_456_789, Unit::Fen, false, Lang::Zh).to_string(), "1,234,567.89元");
        assert_eq!(figure(-5, Unit::Fen, false, Lang::En).to_string(), "\u{2212}0.05 CNY");
        assert_eq!(figure(12_500, Unit::Gram, false, Lang::En).to_string(), "12.5 kg");
        assert_eq!(figure(999, Unit::Millilitre, false, Lang::Zh).to_string(), "999毫升");
        assert_eq!(grouped(i64::MIN), "\u{2212}9,223,372,036,854,775,808");
    }

    #[test]
    fn a_tile_rounds_money_and_keeps_the_exact_figure_beside() {
        let zh = short_figure(111_698_594_309, Unit::Fen, true, Lang::Zh);
        assert_eq!((zh.to_string().as_str(), zh.exact.as_str()), ("11.17余亿元", "1,116,985,943.09余元"));
        assert_eq!(short_figure(12_345_678, Unit::Fen, false, Lang::Zh).to_string(), "12.35万元");
        assert_eq!(short_figure(111_698_594_309, Unit::Fen, false, Lang::En).to_string(), "1,116.99 M CNY");
        assert_eq!(short_figure(50_000, Unit::Fen, false, Lang::Zh).to_string(), "500.00元");
    }

    #[test]
    fn a_change_has_its_sign() {
        assert_eq!(percent(1_230), "+12.30%");
        assert_eq!(percent(-1_453), "\u{2212}14.53%");
        assert_eq!(percent(-5), "\u{2212}0.05%");
        assert_eq!(percent(0), "0.00%");
    }

    #[test]
    fn a_window_names_its_year_once() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(days(day("2026-01-01"), day("2026-08-15"), Lang::Zh), "2026年1月1日至8月15日");
        assert_eq!(days(day("2026-01-01"), day("2026-08-15"), Lang::En), "1 Jan – 15 Aug 2026");
        assert_eq!(days(day("2025-05-20"), day("2026-01-01"), Lang::Zh), "2025年5月20日至2026年1月1日");
    }

    #[test]
    fn a_time_is_as_exact_as_its_document() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(span(day("2016-08-01"), day("2016-08-31"), "month"), "2016-08");
        assert_eq!(span(day("2016-01-01"), day("2016-08-15"), "window"), "2016-01-01 – 2016-08-15");
        assert_eq!(span(day("2016-08-15"), day("2016-08-15"), "day"), "2016-08-15");
    }
}
