//! What an event says in the words that all agencies share: the only language in which projections hear the domain.

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::law::Warning;
use crate::{File, LegalFact, Money, OrgId, Pass, Premises, Quantity, RecordId, RecordKey, SubjectId, Told, Uscc, When};

/// What one event says: one part of its record, when it happened, and what is true of it from then on.
///
/// A later telling of the same part replaces this one (see [`crate::parts`]); its counts are withdrawn and counted anew.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// The part of the record: a stage's code, or `<stage>/<n>` where a stage repeats.
    pub part: String,
    /// The circumstances; `None` for the system's own events, which nothing corrects.
    pub told: Option<Told>,
    /// Takes the part back: nothing of it is true any more.
    pub withdrawn: bool,
    /// What is said.
    pub says: Vec<Says>,
}

impl Telling {
    /// A telling of `part` that says `says`.
    pub fn of(part: impl Into<String>, told: &Told, says: Vec<Says>) -> Self {
        Self { part: part.into(), told: Some(told.clone()), withdrawn: false, says }
    }

    /// `part` is taken back.
    pub fn withdrawn(part: impl Into<String>, told: &Told) -> Self {
        Self { part: part.into(), told: Some(told.clone()), withdrawn: true, says: Vec::new() }
    }

    /// Whom or what of the record it names in its content, where its part is not theirs alone: who was judged.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.says.iter().filter_map(|says| if let Says::Tie(Tie::Names(thing)) = says { Some(thing.as_str()) } else { None })
    }

    /// The facts that the law knows by it, those of other parts in passing too.
    pub fn facts(&self) -> Vec<LegalFact> {
        let fact = |says: &Says| match says {
            Says::Legal(fact) => vec![*fact],
            Says::Aside(aside) => aside.legal.clone(),
            Says::Attribute(_)
            | Says::Count(_)
            | Says::Until(_)
            | Says::To(_)
            | Says::Of(_)
            | Says::Encloses(_)
            | Says::Mention(_)
            | Says::ArisesFrom(..)
            | Says::Link(..)
            | Says::Alert(_)
            | Says::Tie(_) => Vec::new(),
        };
        self.says.iter().flat_map(fact).collect()
    }

    /// An event that says nothing to others.
    pub fn nothing() -> Self {
        Self { part: String::new(), told: None, withdrawn: false, says: Vec::new() }
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Says {
    /// Something that the record's row shows.
    Attribute(Attribute),
    /// One counted thing: a fact row of a tally.
    Count(Count),
    /// A fact that the law knows: clocks and bans follow from it.
    Legal(LegalFact),
    /// Until when what it grants was granted: an extension need not give all that the law allows.
    Until(NaiveDate),
    /// To whom its facts are addressed, where the report names the organisation: who owes what follows.
    To(OrgId),
    /// Of whom its facts are told, by label, where one part names several: one fact for each.
    Of(String),
    /// What goes with its facts: a document of the set, a thing on the list.
    Encloses(Enclosed),
    /// What it tells of another part in passing.
    Aside(Aside),
    /// What the record is about: joins records into subjects.
    Mention(Mention),
    /// The other record of the same organisation from which it arose, by kind and number.
    ArisesFrom(&'static str, String),
    /// A person joined two things or told them apart, for this reason; it holds while the part stands.
    Link(Link, String),
    /// A warning of a clock was given.
    Alert(Alert),
    /// What the record's parts must agree on, so that a breach is flagged whoever is told first.
    Tie(Tie),
}

/// One warning of one clock of the law, given once for each due instant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alert {
    /// By what the clock is known: [`crate::law::Key`] as text.
    pub clock: String,
    /// Of what it warns.
    pub warning: Warning,
    /// The instant at which the clock ends, as it was known.
    pub due: DateTime<Utc>,
    /// The record whose fact started the clock.
    pub record: RecordId,
    /// Whether that instant had passed when the fact was recorded: told for the record, no notice goes out.
    pub historical: bool,
}

/// What one part tells in passing of another, which happened on a day of its own: the report of a measure says that it was served. The
/// other part is told by it as long as nothing tells that part itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// The other part, by name.
    pub part: String,
    /// When that happened.
    pub when: When,
    /// The facts that the law knows of it.
    pub legal: Vec<LegalFact>,
}

/// What goes with a fact of law, as far as rules ask for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Enclosed {
    /// A document that leaves no gap in the set, present or said not to apply, by the code of its kind.
    Document(String),
    /// A thing, by its label on the list of the transfer.
    Item(String),
    /// The same, and the list of the case under which it was seized.
    Seized(String, String),
}

/// What the parts of one record must agree on; see [`crate::parts::breaches`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tie {
    /// This thing is on the record's list: `item/3`.
    Lists(String),
    /// This thing leaves the list: once, and only what is on it.
    Takes(String),
    /// This has one value in the whole record: `deciding-organ` is `jn-police`.
    Is(String, String),
    /// This is stated and has yet to arrive: `file/0123456789ab`.
    Awaits(String),
    /// This has arrived.
    Arrived(String),
    /// The thing went from hand to hand; see [`crate::custody`].
    Passes(Pass),
    /// This one of several things of the record did.
    Moves(String, Pass),
    /// Doing `what` in this record, at all or beyond that day, breaks this rule of the stage that does it.
    Forbids {
        /// What: a name that only this record's parts need to agree on.
        what: String,
        /// The code of the [`crate::Rule`].
        rule: String,
        /// Until when it is allowed; `None` if not at all.
        after: Option<NaiveDate>,
        /// What stops that time before it is over, and what lets it run again, each as said by [`Tie::On`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paused: Option<(String, String)>,
    },
    /// The part is about this one of several things, which have parts of their own: of two suspects one is judged.
    Names(String),
    /// A part breaks this rule unless the record lists the thing ([`Tie::Lists`]).
    Needs {
        /// The thing.
        what: String,
        /// The part.
        part: String,
        /// The code of the [`crate::Rule`].
        rule: String,
    },
    /// This happened then: `served`.
    On(String, When),
    /// A part counts so many days until the day of `to`, the day of their start not counted.
    Counts {
        /// The part.
        part: String,
        /// The code of the [`crate::Rule`] that another number breaks.
        rule: String,
        /// How many.
        days: u32,
        /// No more than from the day of this.
        from: String,
        /// No fewer than from the day of this.
        since: String,
        /// The last day that counts is that of this.
        to: String,
    },
    /// A part does `what`, and until when.
    Does {
        /// What.
        what: String,
        /// The part.
        part: String,
        /// Until when, where it lasts.
        until: Option<NaiveDate>,
    },
}

/// Something that a record's row shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// What it is called on lists.
    Title(String),
    /// The outcome: a code that is declared with [`crate::host::Host::outcomes`], such as `fail`.
    Outcome(&'static str),
    /// This outcome is over, and what was before it shows again where nothing came after it.
    OutcomeOver(&'static str),
    /// Where it was.
    Place(String),
    /// The campaign (专项行动) it belongs to, by its number.
    Campaign(String),
    /// An amount, such as a fine.
    Amount(Money),
    /// How many things were found wrong.
    Findings(u32),
    /// The file that it consists of, or that shows it.
    File(File),
}

/// One counted thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The measure's code.
    pub measure: &'static str,
    /// How much.
    pub quantity: Quantity,
    /// Tells several counts of one measure in one part apart; empty where there is one.
    pub slot: String,
    /// Counted once per record however many of its parts say so: a joint action that three agencies report is one.
    ///
    /// Of the standing parts that say it with the same slot, the one stated first (then the lower message id) makes the fact row.
    pub per_record: bool,
}

impl Count {
    /// Counts one of `measure`, exactly.
    pub fn one(measure: &'static str) -> Says {
        Self::of(measure, Quantity::count(1))
    }

    /// Counts `quantity` of `measure`.
    pub fn of(measure: &'static str, quantity: Quantity) -> Says {
        Self::in_slot(measure, "", quantity)
    }

    /// Counts `quantity` of `measure` in `slot`.
    pub fn in_slot(measure: &'static str, slot: impl Into<String>, quantity: Quantity) -> Says {
        Says::Count(Self { measure, quantity, slot: slot.into(), per_record: false })
    }

    /// Counts one of `measure`, once per record however many of its parts say so.
    pub fn once_per_record(measure: &'static str) -> Says {
        Self::once_per_record_in(measure, "", Quantity::count(1))
    }

    /// Counts `quantity` of `measure` in `slot`, once per record however many of its parts say so.
    pub fn once_per_record_in(measure: &'static str, slot: impl Into<String>, quantity: Quantity) -> Says {
        Says::Count(Self { measure, quantity, slot: slot.into(), per_record: true })
    }
}

/// What a person says of two things: neither changes, and it can be undone.
///
/// A record and a subject: the record is about it. Two of a sort: they are one thing, of which `from` is not counted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// One of the two.
    pub from: LinkEnd,
    /// The other.
    pub to: LinkEnd,
    /// They look alike but are two: not joined, and not proposed again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
}

/// One end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LinkEnd {
    /// A subject: an entity, a premises, a matter.
    Subject(SubjectId),
    /// A record, such as a joint action.
    Record(RecordId),
}

/// What a link makes of its two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// A record is about a subject.
    About,
    /// Two records, or two subjects, are one thing.
    Same,
    /// Two that look alike are two things.
    Apart,
}

impl Relation {
    /// The name under which it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Same => "same",
            Self::Apart => "apart",
        }
    }
}

impl LinkEnd {
    /// The id, whichever it is: a record that others know by its shared number is a subject under the same id.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Subject(subject) => subject.0,
            Self::Record(record) => record.0,
        }
    }
}

impl Link {
    /// `record` is about `subject`.
    pub const fn about(record: RecordId, subject: SubjectId) -> Self {
        Self { from: LinkEnd::Record(record), to: LinkEnd::Subject(subject), apart: false }
    }

    /// `record` tells of the same thing as `other`, and is not counted again.
    pub const fn same(record: RecordId, other: RecordId) -> Self {
        Self { from: LinkEnd::Record(record), to: LinkEnd::Record(other), apart: false }
    }

    /// What it makes of its ends; `None` for what means nothing: a subject that is about a record, or a record told apart from a subject.
    pub const fn relation(&self) -> Option<Relation> {
        match (self.from, self.to, self.apart) {
            (LinkEnd::Record(_), LinkEnd::Subject(_), false) => Some(Relation::About),
            (LinkEnd::Record(_), LinkEnd::Record(_), false) | (LinkEnd::Subject(_), LinkEnd::Subject(_), false) => {
                Some(Relation::Same)
            }
            (LinkEnd::Record(_), LinkEnd::Record(_), true) | (LinkEnd::Subject(_), LinkEnd::Subject(_), true) => {
                Some(Relation::Apart)
            }
            (LinkEnd::Record(_), LinkEnd::Subject(_), true) | (LinkEnd::Subject(_), LinkEnd::Record(_), _) => None,
        }
    }
}

/// What a record is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Mention {
    /// A premises (场所), with what is known of it.
    Premises(Premises),
    /// An entity (主体) by its credit code, with its name.
    Entity(Uscc, String),
    /// An agency's own record by its number, such as the case to which a piece of evidence belongs.
    Record {
        /// The record's kind, such as `police.case`.
        kind: String,
        /// Whose it is.
        org: OrgId,
        /// Its number there.
        number: RecordKey,
    },
    /// Another record of the joint work by its shared number: a campaign, a joint action, a matter.
    Shared {
        /// The other record's kind, such as `joint-office.joint-action`.
        kind: &'static str,
        /// Its shared number.
        number: String,
    },
}
