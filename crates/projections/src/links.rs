//! What people said of two things: the rows of the table `links`, each from one link's own record.

use chrono::NaiveDate;
use kernel::Link;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What one telling says of two things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    relation: String,
    from: Uuid,
    to: Uuid,
    reason: String,
    /// The person, where one acted; a report is told by an organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

/// A link as it is kept for the pages of both ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkRow {
    /// What it makes of its ends: [`kernel::Relation`].
    pub relation: String,
    /// The record or subject.
    pub from: Uuid,
    /// What it was linked to, or told apart from.
    pub to: Uuid,
    /// Whether it stands; what was undone stays as a trace.
    pub stands: bool,
    /// The local day on which it was said.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
    /// The organisation that said it.
    pub org: String,
    /// The person who did, where one acted.
    pub by: Option<String>,
}

impl Said {
    /// What `link` says; `None` for what means nothing.
    pub fn of(link: &Link, reason: &str, by: Option<&str>) -> Option<Self> {
        let relation = link.relation()?.code().to_owned();
        let (from, to) = (link.from.id(), link.to.id());
        Some(Self { relation, from, to, reason: reason.to_owned(), by: by.map(str::to_owned) })
    }

    /// The row of it.
    pub fn row(&self, stands: bool, on: NaiveDate, org: &str) -> LinkRow {
        let Self { relation, from, to, reason, by } = self.clone();
        LinkRow { relation, from, to, stands, on, reason, org: org.to_owned(), by }
    }
}

impl LinkRow {
    /// `(record, the record it is the same as)`: the first is not counted while the link stands.
    pub fn join(&self) -> Option<(Uuid, Uuid)> {
        (self.stands && self.relation == kernel::Relation::Same.code()).then_some((self.from, self.to))
    }
}
