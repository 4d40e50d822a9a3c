//! Reference data is history too: trees and settings as content with a hash, adopted by an event when they change.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::division::Root;
use crate::{
    Class, Decider, DivisionCode, DivisionTree, DomainEvent, Identity, Kind, OrgId, Organisation, OrganisationTree, RecordId,
    RecordKey, Refusal, Stage, Telling,
};

/// What reports are read against.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// The division trees.
    pub divisions: DivisionTree,
    /// The organisations.
    pub organisations: OrganisationTree,
}

impl Reference {
    /// The whole content, as it is adopted.
    pub fn content(&self) -> Value {
        serde_json::json!({
            "roots": self.divisions.roots(),
            "divisions": self.divisions.iter().collect::<Vec<_>>(),
            "organisations": self.organisations.iter().collect::<Vec<&Organisation>>(),
        })
    }

    /// The organisation of `agency` that is nearest to `division` on that day: its county's; if the county has none, the one above it.
    pub fn nearest(&self, agency: &str, division: &DivisionCode, on: NaiveDate) -> Option<&Organisation> {
        let divisions = &self.divisions;
        let place = &divisions.today(division)?.code;
        let stands = |org: &Organisation| org.from.is_none_or(|from| from <= on) && org.to.is_none_or(|to| on <= to);
        self.organisations
            .iter()
            .filter(|org| org.agency.as_str() == agency && stands(org) && divisions.within(place, &org.division))
            .reduce(|nearest, org| {
                let nearer = org.division != nearest.division && divisions.within(&org.division, &nearest.division);
                if nearer { org } else { nearest }
            })
    }

    /// The roots in their declared order.
    pub fn roots(&self) -> &[Root] {
        self.divisions.roots()
    }
}

/// SHA-256 of a content's JSON, in hexadecimal.
pub fn hash(content: &Value) -> String {
    hex::encode(Sha256::digest(content.to_string().as_bytes()))
}

/// What is adopted as one content, each in a record of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adopted {
    /// The trees of divisions and organisations: see [`Reference::content`].
    Trees,
    /// Statutes, calendar and a city's settings: see [`crate::law::Law::content`].
    Law,
}

impl Adopted {
    /// The key of its record.
    #[allow(clippy::expect_used, reason = "a constant")]
    pub fn key(self) -> RecordKey {
        let name = match self {
            Self::Trees => "trees",
            Self::Law => "law",
        };
        RecordKey::new(name).expect("a record key")
    }

    /// Its record.
    pub fn record(self) -> RecordId {
        RecordId::own(&Adoption::by(), Adoption::KIND.code, &self.key())
    }
}

/// The record of what was adopted when: one for each of [`Adopted`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Adoption {
    hash: Option<String>,
}

impl Adoption {
    /// The organisation in whose name the door adopts.
    #[allow(clippy::expect_used, reason = "a constant")]
    pub fn by() -> OrgId {
        OrgId::new("jointcase").expect("an organisation's id")
    }
}

/// Asks for a content to be adopted.
#[derive(Clone, Debug)]
pub struct Adopt {
    /// The whole content.
    pub content: Value,
}

/// A content was adopted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReferenceEvent {
    /// From here on answers use this content.
    Adopted {
        /// SHA-256 of the content's JSON.
        hash: String,
        /// The content.
        content: Value,
    },
}

impl DomainEvent for ReferenceEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Adopted { .. } => "reference-adopted",
        }
    }

    fn tell(&self) -> Telling {
        Telling::nothing()
    }
}

impl Decider for Adoption {
    const KIND: Kind = Kind {
        code: "reference.adoption",
        zh: "基础数据",
        en: "Reference data",
        class: Class::Own,
        identity: Identity::Own,
        stages: &[Stage::first("adopted", "启用", "adopted")],
    };
    type Command = Adopt;
    type Event = ReferenceEvent;
    type Rejection = Refusal;

    fn decide(&self, Adopt { content }: Adopt) -> Result<Vec<ReferenceEvent>, Refusal> {
        let hash = hash(&content);
        if self.hash.as_ref() == Some(&hash) { Ok(Vec::new()) } else { Ok(vec![ReferenceEvent::Adopted { hash, content }]) }
    }

    fn evolve(&mut self, event: &ReferenceEvent) {
        match event {
            ReferenceEvent::Adopted { hash, .. } => self.hash = Some(hash.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unchanged_content_is_adopted_once() {
        let mut adoption = Adoption::default();
        let content = serde_json::json!({"a": 1});
        let events = adoption.decide(Adopt { content: content.clone() }).expect("adopted");
        events.iter().for_each(|event| adoption.evolve(event));
        assert_eq!(events.len(), 1);
        assert_eq!(adoption.decide(Adopt { content }), Ok(Vec::new()));
    }
}
