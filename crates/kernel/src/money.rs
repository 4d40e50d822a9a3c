//! Money as whole minor units with its currency: dollars stay dollars.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount in minor units (fen, cents) of a currency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Minor units: 35,355.00 USD is 3535500.
    pub minor: i64,
    /// ISO 4217 code, such as `CNY`.
    pub currency: Currency,
}

/// A currency by its ISO 4217 code; all that are accepted have two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Renminbi yuan (人民币).
    Cny,
    /// United States dollar.
    Usd,
    /// Euro.
    Eur,
}

impl Currency {
    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::Usd => "USD",
            Self::Eur => "EUR",
        }
    }
}

/// A text that is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an amount: write digits with at most two decimals, such as 1,234.50")]
pub struct InvalidMoney(pub String);

impl Money {
    /// Reads `1234.5`, `1,234.50`, `￥1234`, `$35,355` as `currency`.
    ///
    /// # Errors
    /// [`InvalidMoney`] for anything else, and for more than two decimals that are not zero.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, InvalidMoney> {
        let wrong = || InvalidMoney(text.to_owned());
        let bare: String = text.trim().trim_start_matches(['$', '￥', '¥', '€']).chars().filter(|c| *c != ',').collect();
        let (negative, bare) = bare.strip_prefix('-').map_or((false, bare.as_str()), |rest| (true, rest));
        let (whole, cents) = bare.split_once('.').unwrap_or((bare, ""));
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        let cents = cents.trim_end_matches('0');
        if whole.is_empty() || !digits(whole) || !digits(cents) || cents.len() > 2 {
            return Err(wrong());
        }
        let units: i64 = whole.parse().map_err(|_| wrong())?;
        let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| wrong())?;
        let minor = units.checked_mul(100).and_then(|m| m.checked_add(cents)).ok_or_else(wrong)?;
        Ok(Self { minor: if negative { -minor } else { minor }, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let minor = self.minor.unsigned_abs();
        write!(f, "{} {sign}{}.{:02}", self.currency.code(), minor / 100, minor % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_whole_cents() {
        assert_eq!(Money::parse("$35,355", Currency::Usd).map(|m| m.minor), Ok(3_535_500));
        assert_eq!(Money::parse("35355.0", Currency::Usd).map(|m| m.minor), Ok(3_535_500));
        assert_eq!(Money::parse("0.05", Currency::Cny).map(|m| m.minor), Ok(5));
        for wrong in ["", "abc", "1.234", "1e3", "99999999999999999999", "--1", "1.-5"] {
            assert!(Money::parse(wrong, Currency::Cny).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(minor in -1_000_000_000_000i64..1_000_000_000_000) {
            let money = Money { minor, currency: Currency::Cny };
            prop_assert_eq!(Money::parse(&money.to_string()[4..], Currency::Cny), Ok(money));
        }
    }
}
