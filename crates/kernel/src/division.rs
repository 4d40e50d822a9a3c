//! Administrative divisions as dated trees: more than one root, codes that end and are succeeded.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{DivisionCode, Text};

/// One division in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// The code.
    pub code: DivisionCode,
    /// Name in the language of the place.
    pub name: String,
    /// English name, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// Its tier.
    pub tier: Tier,
    /// The division above; `None` for a root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<DivisionCode>,
    /// First day on which the code is valid, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day on which the code is valid; open if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The division that took its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<DivisionCode>,
    /// Where the row comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// The tiers of an administration (市、县、镇、村), named as in China.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// A country, where a tree begins above the city.
    Country,
    /// A city (市), or a state: the usual root.
    City,
    /// A county (县、区).
    County,
    /// A town (镇、街道).
    Town,
    /// A village (村、社区).
    Village,
}

/// The root of one tree: what keeps a city's figures apart from all others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// The code of the root division.
    pub code: DivisionCode,
    /// Names of the whole.
    pub name: Text,
    /// The time zone in which its days begin.
    pub zone: Tz,
    /// Records under it are made up: every page and export says 模拟数据 / simulated.
    #[serde(default)]
    pub simulated: bool,
    /// Day on which the joint-duty mechanism was set up, where known: the start of "since set-up".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_up: Option<NaiveDate>,
}

/// Why a tree cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDivisions {
    /// Two rows for one code.
    #[error("division {0} is listed twice")]
    Twice(DivisionCode),
    /// A parent or successor that is not listed.
    #[error("division {0} names {1}, which is not listed")]
    Unknown(DivisionCode, DivisionCode),
    /// Parents that never reach a root.
    #[error("division {0} does not lie under a root")]
    Rootless(DivisionCode),
}

/// All divisions of all roots.
#[derive(Clone, Debug, Default)]
pub struct DivisionTree {
    roots: Vec<Root>,
    divisions: BTreeMap<DivisionCode, Division>,
    /// Under which of `roots` each division lies: asked of every report.
    root_at: HashMap<DivisionCode, usize>,
}

impl DivisionTree {
    /// Checks and joins roots and divisions.
    ///
    /// # Errors
    /// [`InvalidDivisions`] names the row.
    pub fn new(roots: Vec<Root>, rows: impl IntoIterator<Item = Division>) -> Result<Self, InvalidDivisions> {
        let mut divisions = BTreeMap::new();
        for row in rows {
            if let Some(other) = divisions.insert(row.code.clone(), row) {
                return Err(InvalidDivisions::Twice(other.code));
            }
        }
        let mut tree = Self { roots, divisions, root_at: HashMap::new() };
        for division in tree.divisions.values() {
            for named in division.parent.iter().chain(&division.successor) {
                if !tree.divisions.contains_key(named) {
                    return Err(InvalidDivisions::Unknown(division.code.clone(), named.clone()));
                }
            }
        }
        let root_at =
            |code: &DivisionCode| tree.path(code).find_map(|above| tree.roots.iter().position(|root| root.code == above.code));
        let found = |code: &DivisionCode| root_at(code).ok_or_else(|| InvalidDivisions::Rootless(code.clone()));
        tree.root_at = tree.divisions.keys().map(|code| Ok((code.clone(), found(code)?))).collect::<Result<_, _>>()?;
        Ok(tree)
    }

    /// The roots in their declared order.
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// The root with `code`.
    pub fn root(&self, code: &DivisionCode) -> Option<&Root> {
        self.roots.iter().find(|root| root.code == *code)
    }

    /// The division with `code`.
    pub fn get(&self, code: &DivisionCode) -> Option<&Division> {
        self.divisions.get(code)
    }

    /// All divisions, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.divisions.values()
    }

    /// The division itself, then each one above it.
    pub fn path(&self, code: &DivisionCode) -> impl Iterator<Item = &Division> {
        // Bounded: a ring of parents ends after as many steps as there are tiers.
        std::iter::successors(self.get(code), |division| division.parent.as_ref().and_then(|parent| self.get(parent))).take(8)
    }

    /// The root under which `code` lies.
    pub fn root_of(&self, code: &DivisionCode) -> Option<&Root> {
        self.roots.get(*self.root_at.get(code)?)
    }

    /// The division that stands today for `code`: itself, or the last of its successors.
    pub fn today(&self, code: &DivisionCode) -> Option<&Division> {
        std::iter::successors(self.get(code), |division| division.successor.as_ref().and_then(|next| self.get(next)))
            .take(8)
            .last()
    }

    /// Today's county of `code`: its own or the county above it, through succession; `None` above counties.
    pub fn county_of(&self, code: &DivisionCode) -> Option<&Division> {
        let county = self.path(code).find(|division| division.tier == Tier::County)?;
        self.today(&county.code)
    }

    /// Whether `code` is `above` or lies under it.
    pub fn within(&self, code: &DivisionCode, above: &DivisionCode) -> bool {
        self.path(code).any(|division| division.code == *above)
    }

    /// The counties of `root` that stand on `day`, by code.
    pub fn counties(&self, root: &DivisionCode, day: NaiveDate) -> Vec<&Division> {
        let stands = |d: &&Division| d.from.is_none_or(|from| from <= day) && d.to.is_none_or(|to| day <= to);
        self.divisions.values().filter(|d| d.tier == Tier::County && self.within(&d.code, root)).filter(stands).collect()
    }

    /// Whether the code was valid on `day`.
    pub fn valid_on(&self, code: &DivisionCode, day: NaiveDate) -> bool {
        self.get(code).is_some_and(|d| d.from.is_none_or(|from| from <= day) && d.to.is_none_or(|to| day <= to))
    }
}
