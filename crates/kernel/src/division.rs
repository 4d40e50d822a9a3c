//! Administrative divisions as dated trees: more than one root, codes that end and are succeeded.

use std::collections::HashMap;

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
    /// By code.
    divisions: Vec<Placed>,
    /// Where each code is in `divisions`: asked several times of every report.
    places: HashMap<DivisionCode, usize>,
}

/// A division with the places of those it names, and under which root it lies.
#[derive(Clone, Debug)]
struct Placed {
    division: Division,
    parent: Option<usize>,
    successor: Option<usize>,
    root: usize,
}

impl DivisionTree {
    /// Checks and joins roots and divisions.
    ///
    /// # Errors
    /// [`InvalidDivisions`] names the row.
    pub fn new(roots: Vec<Root>, rows: impl IntoIterator<Item = Division>) -> Result<Self, InvalidDivisions> {
        let mut rows: Vec<Division> = rows.into_iter().collect();
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        if let Some(twice) = rows.windows(2).find(|two| two[0].code == two[1].code) {
            return Err(InvalidDivisions::Twice(twice[0].code.clone()));
        }
        let places: HashMap<DivisionCode, usize> =
            rows.iter().enumerate().map(|(place, division)| (division.code.clone(), place)).collect();
        let named = |by: &Division, code: &Option<DivisionCode>| {
            let unknown = |code: &DivisionCode| InvalidDivisions::Unknown(by.code.clone(), code.clone());
            code.as_ref().map(|code| places.get(code).copied().ok_or_else(|| unknown(code))).transpose()
        };
        let placed = |division: Division| {
            let (parent, successor) = (named(&division, &division.parent)?, named(&division, &division.successor)?);
            Ok(Placed { division, parent, successor, root: 0 })
        };
        let divisions = rows.into_iter().map(placed).collect::<Result<_, _>>()?;
        let mut tree = Self { roots, divisions, places };
        let root_at =
            |code: &DivisionCode| tree.path(code).find_map(|up| tree.roots.iter().position(|root| root.code == up.code));
        let found = |placed: &Placed| {
            root_at(&placed.division.code).ok_or_else(|| InvalidDivisions::Rootless(placed.division.code.clone()))
        };
        let found = tree.divisions.iter().map(found).collect::<Result<Vec<usize>, _>>()?;
        tree.divisions.iter_mut().zip(found).for_each(|(placed, root)| placed.root = root);
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
        Some(&self.placed(code)?.division)
    }

    fn placed(&self, code: &DivisionCode) -> Option<&Placed> {
        self.divisions.get(*self.places.get(code)?)
    }

    /// All divisions, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.divisions.iter().map(|placed| &placed.division)
    }

    /// The division itself, then each one above it.
    pub fn path(&self, code: &DivisionCode) -> impl Iterator<Item = &Division> {
        // Bounded: a ring of parents ends after as many steps as there are tiers.
        let above = |placed: &&Placed| self.divisions.get(placed.parent?);
        std::iter::successors(self.placed(code), above).take(8).map(|placed| &placed.division)
    }

    /// The root under which `code` lies.
    pub fn root_of(&self, code: &DivisionCode) -> Option<&Root> {
        self.roots.get(self.placed(code)?.root)
    }

    /// The division that stands today for `code`: itself, or the last of its successors.
    pub fn today(&self, code: &DivisionCode) -> Option<&Division> {
        let next = |placed: &&Placed| self.divisions.get(placed.successor?);
        std::iter::successors(self.placed(code), next).take(8).last().map(|placed| &placed.division)
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
        self.iter().filter(|d| d.tier == Tier::County && self.within(&d.code, root)).filter(stands).collect()
    }

    /// Whether the code was valid on `day`.
    pub fn valid_on(&self, code: &DivisionCode, day: NaiveDate) -> bool {
        self.get(code).is_some_and(|d| d.from.is_none_or(|from| from <= day) && d.to.is_none_or(|to| day <= to))
    }
}
