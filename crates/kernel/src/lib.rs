//! The words that all agencies share, pure: deciders, reports, identities, times, places, money.
//!
//! Nothing here knows a database, a bus or a clock; every other crate may depend on this one and it depends on none of ours.

pub mod action;
pub mod admin;
pub mod assay;
pub mod bilingual;
pub mod book;
pub mod decider;
pub mod division;
pub mod envelope;
pub mod heading;
pub mod host;
pub mod id;
pub mod legal;
pub mod measure;
pub mod money;
pub mod organisation;
pub mod parts;
pub mod penalty;
pub mod personal;
pub mod premises;
pub mod quantity;
pub mod reference;
pub mod refusal;
pub mod report;
pub mod rule;
pub mod spec;
pub mod telling;
pub mod time;
pub mod uscc;
pub mod when;

pub use action::{Action, Article, Asking, Breach, Field};
pub use bilingual::Text;
pub use book::{Book, Entry};
pub use decider::{Class, Decider, DomainEvent, Identity, Kind, Stage};
pub use division::{Division, DivisionTree, Tier};
pub use envelope::{Envelope, ReportType};
pub use heading::Heading;
pub use host::{Agency, Host};
pub use id::{AgencyCode, DivisionCode, MessageId, OrgId, RecordId, RecordKey, SubjectId};
pub use legal::LegalFact;
pub use measure::{Group, Measure, Nature, Window};
pub use money::Money;
pub use organisation::{Organisation, OrganisationTree};
pub use parts::{Parts, Told};
pub use penalty::PenaltyKind;
pub use personal::{Person, Personal, Sealed};
pub use premises::Premises;
pub use quantity::{Qualifier, Quantity, Unit};
pub use refusal::Refusal;
pub use report::{Report, Withdrawal};
pub use rule::{Demand, Label, Law, Rule, Term};
pub use telling::{Attribute, Count, Link, LinkEnd, Mention, Says, Telling};
pub use uscc::Uscc;
pub use when::{Precision, Span, When};
