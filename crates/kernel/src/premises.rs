//! A premises (场所): known by its licence, else by its normalised name and address.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{DivisionCode, Refusal, SubjectId, Uscc};

/// What a report says of a premises.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Premises {
    /// The name over the door.
    pub name: String,
    /// The street address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The licence number (许可证编号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// The credit code of who runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Uscc>,
    /// Longitude and latitude in millionths of a degree (WGS 84).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// A place on the map in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// East positive.
    pub longitude_e6: i32,
    /// North positive.
    pub latitude_e6: i32,
}

impl Premises {
    /// Whether it can be meant: it has a name.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.name.trim().is_empty() {
            return Err(Refusal::contradiction("场所名称为空", "the premises has no name"));
        }
        Ok(())
    }

    /// The identity within `root`: by licence, else by normalised name and address.
    pub fn id(&self, root: &DivisionCode) -> SubjectId {
        SubjectId::derive("premises", root, &self.key())
    }

    /// What it is known by, the same for every spelling: `licence\n…`, else `place\n<name>\n<address>`.
    pub fn key(&self) -> String {
        match self.licence.as_deref().map(normalise).filter(|licence| !licence.is_empty()) {
            Some(licence) => format!("licence\n{licence}"),
            None => {
                let address = self.address.as_deref().map(normalise).unwrap_or_default();
                format!("place\n{}\n{address}", normalise(&self.name))
            }
        }
    }
}

/// Lower case, full-width forms narrowed, everything but letters and digits dropped: "７-Eleven, Main St." is "7elevenmainst".
pub fn normalise(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_make_another_premises() {
        let root = DivisionCode::new("US-DE").expect("a root");
        let place = |name: &str, address: &str| Premises {
            name: name.into(),
            address: Some(address.into()),
            licence: None,
            entity: None,
            position: None,
        };
        assert_eq!(
            place("A & G Steak Out", "501 West 9th Street").id(&root),
            place("a&g  steak out", "501 west 9th street.").id(&root)
        );
        assert_ne!(place("A & G", "1 West").id(&root), place("A & G", "2 West").id(&root));
        assert_ne!(place("AB", "C").id(&root), place("A", "BC").id(&root));
    }
}
