//! Organisations: who may report, on behalf of which agency, in which part of the division tree.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{AgencyCode, DivisionCode, OrgId, Text};

/// One organisation (单位).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id, unique everywhere.
    pub id: OrgId,
    /// Its agency; an agency without a crate of its own may take part in joint work only.
    pub agency: AgencyCode,
    /// Names.
    pub name: Text,
    /// The division whose affairs it reports.
    pub division: DivisionCode,
    /// The organisation above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<OrgId>,
    /// First day, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day; open if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The organisation that took its place (2018-19 reform).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<OrgId>,
}

/// Why the organisations cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrganisations {
    /// Two rows for one id.
    #[error("organisation {0} is listed twice")]
    Twice(OrgId),
    /// A parent or successor that is not listed.
    #[error("organisation {0} names {1}, which is not listed")]
    Unknown(OrgId, OrgId),
}

/// All organisations by id.
#[derive(Clone, Debug, Default)]
pub struct OrganisationTree(BTreeMap<OrgId, Organisation>);

impl OrganisationTree {
    /// Checks the rows.
    ///
    /// # Errors
    /// [`InvalidOrganisations`] names the row.
    pub fn new(rows: impl IntoIterator<Item = Organisation>) -> Result<Self, InvalidOrganisations> {
        let mut tree = BTreeMap::new();
        for row in rows {
            if let Some(other) = tree.insert(row.id.clone(), row) {
                return Err(InvalidOrganisations::Twice(other.id));
            }
        }
        for organisation in tree.values() {
            for named in organisation.parent.iter().chain(&organisation.successor) {
                if !tree.contains_key(named) {
                    return Err(InvalidOrganisations::Unknown(organisation.id.clone(), named.clone()));
                }
            }
        }
        Ok(Self(tree))
    }

    /// The organisation with `id`.
    pub fn get(&self, id: &OrgId) -> Option<&Organisation> {
        self.0.get(id)
    }

    /// The organisation whose id is written `id`.
    pub fn get_by_text(&self, id: &str) -> Option<&Organisation> {
        self.0.get(id)
    }

    /// All organisations, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Organisation> {
        self.0.values()
    }
}
