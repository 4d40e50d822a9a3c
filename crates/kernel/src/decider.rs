//! An aggregate is two pure functions; a record kind is what those who do not know its crate need to know of it.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Action, Asking, Breach, Facet, Law, Telling, Text};

/// A record's rules: what should happen, and what did.
pub trait Decider: Default + Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What the record is and how it is shown.
    const KIND: Kind;
    /// What is asked of it; time and identity arrive here.
    type Command: Clone + Send + 'static;
    /// What it remembers.
    type Event: DomainEvent;
    /// Why it says no.
    type Rejection: std::error::Error + Into<crate::Refusal> + Send + Sync + 'static;

    /// What should happen. Empty means "already done".
    ///
    /// # Errors
    /// A rejection: for a report only where it contradicts itself, for a person's command also where the law bars it.
    fn decide(&self, command: Self::Command) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// What did happen. Total: a recorded fact cannot be refused.
    fn evolve(&mut self, event: &Self::Event);

    /// What may be done to it: an act that is listed is not refused, one that is not listed is.
    fn actions(&self, _asking: Asking<'_>) -> Vec<Action> {
        Vec::new()
    }

    /// Where it stands, dimension by dimension: the whole first, then each suspect, decision or thing of it.
    fn facets(&self) -> Vec<Facet> {
        Vec::new()
    }

    /// Where it breaks the law as it stands.
    fn breaches(&self) -> Vec<Breach> {
        Vec::new()
    }
}

/// A remembered fact: a tag for ever, a version, and one door for its past.
pub trait DomainEvent: Serialize + DeserializeOwned + Clone + Debug + PartialEq + Send + Sync + 'static {
    /// The tag; never changes once stored.
    fn event_type(&self) -> &'static str;

    /// The version of the payload's shape.
    fn event_version(&self) -> &'static str {
        "1"
    }

    /// What the event says in the words that all agencies share.
    fn tell(&self) -> Telling;

    /// The tags of events that may state one of [`crate::LegalFact::FOLLOWED`]: under no other is it sought.
    const FOLLOWED: &'static [&'static str] = &[];

    /// Whether a stored payload may have another shape than today's, so that [`DomainEvent::upcast`] must see it.
    const HAS_PAST: bool = false;

    /// Brings a payload stored as `(event_type, version)` to today's shape; used by write side and projections alike.
    fn upcast(_event_type: &str, _version: &str, payload: Value) -> Value {
        payload
    }
}

/// A stored event of `D`, whatever shape it had when it was stored.
///
/// # Errors
/// If the payload does not have the shape that its type and version promise.
pub fn recall<D: Decider>(event_type: &str, version: &str, payload: &str) -> Result<D::Event, serde_json::Error> {
    if D::Event::HAS_PAST {
        return serde_json::from_value(D::Event::upcast(event_type, version, serde_json::from_str(payload)?));
    }
    serde_json::from_str(payload)
}

/// What a stored event of `D` says.
///
/// # Errors
/// As [`recall`].
pub fn hear<D: Decider>(event_type: &str, version: &str, payload: &str) -> Result<Telling, serde_json::Error> {
    Ok(recall::<D>(event_type, version, payload)?.tell())
}

/// A stored event: its tag, the version of its shape, and its payload.
pub type Stored<'a> = (&'a str, &'a str, &'a str);

/// Where a record of `D` stands after these events of it.
///
/// # Errors
/// As [`recall`].
pub fn facets<D: Decider>(events: &[Stored<'_>]) -> Result<Vec<Facet>, serde_json::Error> {
    let mut record = D::default();
    for (event_type, version, payload) in events {
        record.evolve(&recall::<D>(event_type, version, payload)?);
    }
    Ok(record.facets())
}

/// What a record is: everything a list, a dashboard or the door must know without knowing its crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// `<agency>.<record>`, such as `food-drug.inspection`: the aggregate type, for ever.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// On which list it appears.
    pub class: Class,
    /// How its identity is derived.
    pub identity: Identity,
    /// What can be said of it, in the usual order.
    pub stages: &'static [Stage],
}

impl Kind {
    /// The name in both languages.
    pub const fn name(&self) -> Text {
        Text::new(self.zh, self.en)
    }

    /// The code without its agency: `inspection` of `food-drug.inspection`.
    pub fn short(&self) -> &'static str {
        self.code.split_once('.').map_or(self.code, |(_, short)| short)
    }

    /// The stage with `code`.
    pub fn stage(&self, code: &str) -> Option<&'static Stage> {
        self.stages.iter().find(|stage| stage.code == code)
    }
}

/// The list on which a record appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Inspections, samples, recalls: what regulators look at.
    Inspection,
    /// Cases, administrative and criminal, and the measures taken in them.
    Case,
    /// Offices, meetings, joint actions, campaigns, matters.
    Joint,
    /// Evidence and documents with their chain of custody.
    Evidence,
    /// The system's own records (reference data, links); on no list.
    Own,
}

impl Class {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inspection => "inspection",
            Self::Case => "case",
            Self::Joint => "joint",
            Self::Evidence => "evidence",
            Self::Own => "own",
        }
    }
}

/// How the identity of a record is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// By the organisation that issued its number: only that organisation may report on it.
    Own,
    /// By a number that several organisations share: each of them states its own parts.
    Shared,
}

/// One thing that can be said of a record, and what must have been said before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The part's name, such as `result`; a repeatable part is `recheck/2`, its stage `recheck`.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Stages without which this one is flagged as out of order (乱序) until they arrive; any one of them suffices.
    pub after: &'static [&'static str],
    /// What the law says of it; stages that no law governs cannot be done by command.
    pub law: Option<&'static Law>,
    /// Whether it dates the record: not so for a circumstance that may lie years before what the record is of.
    pub dates: bool,
}

impl Stage {
    /// A stage that may come first.
    pub const fn first(code: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { code, zh, en, after: &[], law: None, dates: true }
    }

    /// A stage that needs one of `after` before it.
    pub const fn after(code: &'static str, zh: &'static str, en: &'static str, after: &'static [&'static str]) -> Self {
        Self { code, zh, en, after, law: None, dates: true }
    }

    /// The same, after one of `after`.
    pub const fn following(self, after: &'static [&'static str]) -> Self {
        Self { after, ..self }
    }

    /// The same, governed by `law`.
    pub const fn under(self, law: &'static Law) -> Self {
        Self { law: Some(law), ..self }
    }

    /// The same, a circumstance that does not date the record.
    pub const fn undated(self) -> Self {
        Self { dates: false, ..self }
    }

    /// The name in both languages.
    pub const fn name(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}
