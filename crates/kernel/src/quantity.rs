//! Amounts of things with their unit and with how sure the number is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount in the smallest step of its unit, so that it is always a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// How much, in the unit's smallest step (grams, millilitres, fen, items).
    pub amount: i64,
    /// The unit.
    #[serde(default)]
    pub unit: Unit,
    /// Exact, or a lower bound ("30余" is at least 30).
    #[serde(default)]
    pub qualifier: Qualifier,
}

impl Quantity {
    /// `amount` things, exactly.
    pub const fn count(amount: i64) -> Self {
        Self { amount, unit: Unit::Item, qualifier: Qualifier::Exact }
    }

    /// `amount` of `unit`, exactly.
    pub const fn of(amount: i64, unit: Unit) -> Self {
        Self { amount, unit, qualifier: Qualifier::Exact }
    }

    /// `amount` things or more.
    pub const fn at_least(amount: i64) -> Self {
        Self { amount, unit: Unit::Item, qualifier: Qualifier::AtLeast }
    }
}

/// The units in which things are counted, each by its smallest step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Things (件, 次, 处, 人).
    #[default]
    Item,
    /// Grams (克).
    Gram,
    /// Millilitres (毫升).
    Millilitre,
    /// Fen, a hundredth of a yuan (分); only CNY enters fen tallies.
    Fen,
    /// Seconds (秒) of what is computed: no report states them.
    #[serde(skip)]
    Second,
}

impl Unit {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Gram => "gram",
            Self::Millilitre => "millilitre",
            Self::Fen => "fen",
            Self::Second => "second",
        }
    }
}

/// How sure a number is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Qualifier {
    /// The number itself.
    #[default]
    Exact,
    /// A lower bound (余, 多).
    AtLeast,
}

impl Qualifier {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::AtLeast => "at-least",
        }
    }
}
