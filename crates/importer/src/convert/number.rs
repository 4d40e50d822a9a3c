//! Numbers as exact decimals: nothing passes through a binary fraction on its way.

use kernel::Text;
use serde_json::{Number, Value as Json};

/// How a number is read.
#[derive(Clone, Debug)]
pub(crate) struct NumberRule {
    /// A whole number of `1/scale`; `None` for a number as it is.
    pub scale: Option<u32>,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

impl NumberRule {
    /// The number that `text` states.
    pub fn read(&self, text: &str) -> Result<Json, Text> {
        let plain = plain(text.trim()).ok_or_else(|| self.expected())?;
        let about: f64 = plain.parse().map_err(|_| self.expected())?;
        if self.min.is_some_and(|min| about < min) || self.max.is_some_and(|max| about > max) {
            return Err(self.expected());
        }
        match self.scale {
            Some(scale) => scaled(&plain, scale).map(Json::from).ok_or_else(|| self.expected()),
            None => {
                let whole = plain.parse::<i64>().ok().map(Number::from);
                whole.or_else(|| Number::from_f64(about)).map(Json::Number).ok_or_else(|| self.expected())
            }
        }
    }

    fn expected(&self) -> Text {
        let (mut zh, mut en) = (String::from("应为数字"), String::from("a number is expected"));
        if self.scale == Some(1) {
            (zh, en) = (String::from("应为整数"), String::from("a whole number is expected"));
        }
        if let Some(min) = self.min {
            zh.push_str(&format!("，不小于{min}"));
            en.push_str(&format!(", not below {min}"));
        }
        if let Some(max) = self.max {
            zh.push_str(&format!("，不大于{max}"));
            en.push_str(&format!(", not above {max}"));
        }
        Text::of(zh + "；请更正", en + ": correct it")
    }
}

/// Digits with an optional sign and fraction; commas only between groups of three.
fn plain(text: &str) -> Option<String> {
    let (sign, bare) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, "0"));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    if !grouped || !groups.iter().all(|group| digits(group)) || !digits(fraction) || text.len() > 40 {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{}{point}{fraction}", groups.concat()))
}

/// `plain` in steps of 1/`scale`; only with a scale above 1 is a remainder rounded, half away from zero.
fn scaled(plain: &str, scale: u32) -> Option<i64> {
    let (negative, bare) = plain.strip_prefix('-').map_or((false, plain), |rest| (true, rest));
    let (whole, fraction) = bare.split_once('.').unwrap_or((bare, ""));
    if scale == 1 && !fraction.is_empty() {
        return None;
    }
    let fraction = &fraction[..fraction.len().min(15)];
    let unit = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let steps = (digits.checked_mul(scale.into())?.checked_mul(2)?.checked_add(unit)?) / (unit * 2);
    i64::try_from(if negative { -steps } else { steps }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(scale: Option<u32>, text: &str) -> Option<String> {
        NumberRule { scale, min: None, max: Some(2_000_000.0) }.read(text).ok().map(|n| n.to_string())
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(read(Some(1_000_000), "-75.55271309999999").as_deref(), Some("-75552713"));
        assert_eq!(read(Some(1), "1,234").as_deref(), Some("1234"));
        assert_eq!(read(None, "0.5").as_deref(), Some("0.5"));
        assert_eq!(read(Some(1), "12.0").as_deref(), Some("12"));
        for wrong in ["", "1,5", "12,34", "1.5.1", "abc", "2000001", "1e3", "--1", "."] {
            assert_eq!(read(Some(1), wrong), None, "{wrong}");
        }
        assert_eq!(read(Some(1), "1.5"), None);
    }
}
