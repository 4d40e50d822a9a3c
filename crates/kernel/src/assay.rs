//! A measured value against its limit, both exactly as the document states them: compared as decimals, never as floating point.
//!
//! What is not a plain number (`未检出`, `<0.01`, `6-9`, a sampling plan with n, c, m and M) is not judged here: its author judges it.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which side of a limit is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// ≤, and a limit that bears no sign.
    AtMost,
    /// <.
    Below,
    /// ≥.
    AtLeast,
    /// >.
    Above,
}

impl Bound {
    fn allows(self, measured: Ordering) -> bool {
        match self {
            Self::AtMost => measured.is_le(),
            Self::Below => measured.is_lt(),
            Self::AtLeast => measured.is_ge(),
            Self::Above => measured.is_gt(),
        }
    }
}

/// How it is known whether a limit was kept: the rule that was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// The laboratory or the officers said so.
    Stated,
    /// The numbers say so, read with this bound.
    Compared(Bound),
}

/// Two plain numbers, compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Whether the limit was broken.
    pub exceeded: bool,
    /// The bound that was read.
    pub bound: Bound,
    /// Whether the limit bears its sign; a bare one is read as an upper limit.
    pub signed: bool,
}

/// Compares `measured` with `limit`; `None` unless both are plain decimals, the limit perhaps behind its sign (`≤0.5`).
pub fn compare(measured: &str, limit: &str) -> Option<Comparison> {
    let (measured, limit) = (narrow(measured), narrow(limit));
    let signs = [("≤", Bound::AtMost), ("≦", Bound::AtMost), ("<=", Bound::AtMost), ("<", Bound::Below)];
    let signs =
        signs.into_iter().chain([("≥", Bound::AtLeast), ("≧", Bound::AtLeast), (">=", Bound::AtLeast), (">", Bound::Above)]);
    let read = signs.into_iter().find_map(|(sign, bound)| Some((limit.strip_prefix(sign)?.trim(), bound)));
    let (bare, bound) = read.unwrap_or((&limit, Bound::AtMost));
    let order = Decimal::read(&measured)?.cmp(Decimal::read(bare)?);
    Some(Comparison { exceeded: !bound.allows(order), bound, signed: read.is_some() })
}

/// Whether the numbers refute a stated verdict; only a limit that bears its sign can, since a bare one may be a lower limit.
pub fn refutes(measured: &str, limit: &str, exceeded: bool) -> bool {
    compare(measured, limit).is_some_and(|comparison| comparison.signed && comparison.exceeded != exceeded)
}

/// Full-width forms as their plain ones.
fn narrow(text: &str) -> String {
    let plain = |c| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    };
    text.trim().chars().map(plain).collect()
}

/// `digits` × 10^-`scale`.
#[derive(Clone, Copy)]
struct Decimal {
    digits: i128,
    scale: u32,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let (negative, bare) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = bare.split_once('.').unwrap_or((bare, "0"));
        let digits = |t: &str| !t.is_empty() && t.len() <= 15 && t.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return None;
        }
        let value: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Self { digits: if negative { -value } else { value }, scale: u32::try_from(fraction.len()).ok()? })
    }

    fn cmp(self, other: Self) -> Ordering {
        // At most 15 digits on either side of the point: 30 of the 38 that i128 holds.
        let scale = self.scale.max(other.scale);
        let aligned = |d: Self| d.digits * 10i128.pow(scale - d.scale);
        aligned(self).cmp(&aligned(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exceeded(measured: &str, limit: &str) -> Option<bool> {
        compare(measured, limit).map(|comparison| comparison.exceeded)
    }

    #[test]
    fn a_value_at_its_upper_limit_keeps_it() {
        assert_eq!(exceeded("0.50", "≤0.5"), Some(false));
        assert_eq!(exceeded("0.50", "＜０.５"), Some(true));
        assert_eq!(exceeded("0.500000000000001", "0.5"), Some(true));
    }

    #[test]
    fn a_value_under_its_lower_limit_breaks_it() {
        assert_eq!(exceeded("4.9", "≥5"), Some(true));
        assert_eq!(exceeded("5.0", ">=5"), Some(false));
        assert_eq!(exceeded("5.0", ">5"), Some(true));
        assert_eq!(exceeded("-1", "> -2"), Some(false));
    }

    #[test]
    fn what_is_not_a_plain_number_is_left_to_its_author() {
        for (measured, limit) in [("未检出", "≤0.5"), ("<0.01", "≤0.5"), ("7.2", "6-9"), ("1.2e3", "≤100"), ("1.", "1"), ("", "")]
        {
            assert_eq!(compare(measured, limit), None, "{measured} {limit}");
        }
    }

    #[test]
    fn only_a_limit_with_its_sign_refutes_a_verdict() {
        assert!(refutes("0.3", "≤0.5", true));
        assert!(!refutes("0.3", "0.5", true));
        assert!(!refutes("0.7", "≤0.5", true));
    }

    proptest! {
        #[test]
        fn decimals_compare_as_their_thousandths_do(a in -99_999i64..99_999, b in -99_999i64..99_999) {
            let text = |n: i64| format!("{}{}.{:03}", if n < 0 { "-" } else { "" }, n.abs() / 1000, n.abs() % 1000);
            prop_assert_eq!(exceeded(&text(a), &text(b)), Some(a > b));
        }
    }
}
