//! An event as the relay hears it: what it says, with what was said of its record before.

use event_store::StoredEvent;
use kernel::parts::stand;
use kernel::{Kind, Mention, Says, Telling};
use serde::Deserialize;

use crate::Book;

/// An event of which somebody may be told.
#[derive(Clone, Debug)]
pub(crate) struct Heard<'a> {
    /// Its record's events up to and with it, in order.
    pub past: &'a [StoredEvent],
    /// What each of them says.
    pub told: Vec<Telling>,
    /// The event itself.
    pub event: &'a StoredEvent,
    /// What its record is.
    pub kind: &'static Kind,
    /// The circumstances under which it was recorded.
    pub metadata: Metadata,
}

/// What is kept beside a payload.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Metadata {
    /// The record's number.
    pub number: String,
    /// `reconstructed` or `simulated`.
    pub mark: Option<String>,
}

impl Metadata {
    /// Of a stored event.
    ///
    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn of(event: &StoredEvent) -> Result<Self, String> {
        serde_json::from_str(event.metadata.get()).map_err(|error| format!("position {}: {error}", event.position))
    }
}

impl<'a> Heard<'a> {
    /// Understands the last of `past`, the events of one record in order.
    ///
    /// # Errors
    /// A sentence that says what cannot be understood.
    pub fn of(past: &'a [StoredEvent], book: &Book) -> Result<Self, String> {
        let event = past.last().ok_or("an event that is not among those of its record")?;
        let kind = book.kind(&event.aggregate_type);
        let kind = kind.ok_or_else(|| format!("no agency declares records of kind {}", event.aggregate_type))?;
        Ok(Self {
            past,
            told: past.iter().map(|one| telling(one, book)).collect::<Result<_, _>>()?,
            event,
            kind,
            metadata: Metadata::of(event)?,
        })
    }

    /// What the event says; nothing if it was corrected or taken back before it arrived.
    pub fn telling(&self) -> Option<&Telling> {
        self.told.last().filter(|_| stand(&self.told).last() == Some(&true))
    }

    /// The numbers of the matters that the record itself names, in the order in which they were told.
    pub fn matters(&self) -> Vec<String> {
        let mut numbers: Vec<String> = Vec::new();
        for (telling, _) in self.told.iter().zip(stand(&self.told)).filter(|(telling, stands)| *stands && !telling.withdrawn) {
            for says in &telling.says {
                if let Says::Mention(Mention::Shared { kind: "joint-office.matter", number }) = says
                    && !numbers.contains(number)
                {
                    numbers.push(number.clone());
                }
            }
        }
        numbers
    }
}

/// What `event` says.
///
/// # Errors
/// A sentence that says why it cannot be heard.
pub(crate) fn telling(event: &StoredEvent, book: &Book) -> Result<Telling, String> {
    book.hear(&event.aggregate_type, &event.event_type, &event.event_version, event.payload.get())
        .map_err(|error| format!("position {}: {error}", event.position))
}

/// The stage to which `part` belongs: `filed` of `filed/jn-police`.
pub(crate) fn stage(part: &str) -> &str {
    part.split('/').next().unwrap_or(part)
}
