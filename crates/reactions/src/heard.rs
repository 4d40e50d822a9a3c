//! An event as a rule hears it: what it says, with what was said of its record before.

use event_store::StoredEvent;
use kernel::parts::stand;
use kernel::{Attribute, Kind, LegalFact, Mention, OrgId, Premises, RecordId, Says, Telling};
use projections::Vocabulary;
use serde::Deserialize;

/// An event that may have consequences.
#[derive(Clone, Debug)]
pub struct Heard<'a> {
    /// As it is stored.
    pub event: &'a StoredEvent,
    /// Its record.
    pub record: RecordId,
    /// What the record is.
    pub kind: &'static Kind,
    /// The organisation that states it.
    pub org: OrgId,
    /// The record's number.
    pub number: String,
    /// `reconstructed` or `simulated`.
    pub mark: Option<String>,
    /// What was said of the record up to and with this event, in order.
    past: Vec<Telling>,
}

#[derive(Deserialize)]
struct Metadata {
    number: String,
    mark: Option<String>,
}

impl<'a> Heard<'a> {
    /// Understands `event`, with the events of its record up to and with it.
    ///
    /// # Errors
    /// A sentence that says what cannot be understood.
    pub fn of(event: &'a StoredEvent, past: &[StoredEvent], vocabulary: &Vocabulary) -> Result<Self, String> {
        let kind = vocabulary.kind(&event.aggregate_type);
        let kind = kind.ok_or_else(|| format!("no agency declares records of kind {}", event.aggregate_type))?;
        let Metadata { number, mark } = serde_json::from_str(event.metadata.get()).map_err(|error| error.to_string())?;
        let told = |one: &StoredEvent| {
            let heard = vocabulary.hear(&one.aggregate_type, &one.event_type, &one.event_version, one.payload.get());
            heard.unwrap_or_else(|| Ok(Telling::nothing())).map_err(|error| format!("position {}: {error}", one.position))
        };
        Ok(Self {
            event,
            record: event.record().map_err(|error| error.to_string())?,
            kind,
            org: OrgId::new(event.org.as_str()).map_err(|error| error.to_string())?,
            number,
            mark,
            past: past.iter().map(told).collect::<Result<_, _>>()?,
        })
    }

    /// What the event itself says; nothing if it was corrected before it arrived.
    pub fn telling(&self) -> Option<&Telling> {
        self.past.last().filter(|_| stand(&self.past).last() == Some(&true))
    }

    /// Whether it states `fact`.
    pub fn states(&self, fact: LegalFact) -> bool {
        self.telling().is_some_and(|telling| telling.says.contains(&Says::Legal(fact)))
    }

    /// What the record is called, as far as it has been said.
    pub fn title(&self) -> Option<&str> {
        self.said(|says| if let Says::Attribute(Attribute::Title(title)) = says { Some(title.as_str()) } else { None })
    }

    /// Where it was.
    pub fn premises(&self) -> Option<&Premises> {
        self.said(|says| if let Says::Mention(Mention::Premises(premises)) = says { Some(premises) } else { None })
    }

    /// The record of the same organisation from which this one arose: its kind and number.
    pub fn source(&self) -> Option<(&'static str, &str)> {
        self.said(|says| if let Says::ArisesFrom(kind, number) = says { Some((*kind, number.as_str())) } else { None })
    }

    /// What was said last.
    fn said<T>(&'a self, of: impl Fn(&'a Says) -> Option<T>) -> Option<T> {
        self.past.iter().rev().flat_map(|telling| telling.says.iter()).find_map(of)
    }
}
