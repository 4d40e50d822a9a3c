//! What a story says: its records, their parts, and each report as it is meant, before trouble.

use kernel::transfer::DocumentKind;
use kernel::{DivisionCode, OrgId, RecordId, RecordKey, Tie, When};
use serde_json::value::RawValue;

use crate::city::Agency;
use crate::custody::Hand;
use crate::ledger::Claim;

/// One report as it is meant, before trouble.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    /// Which record of the story.
    pub(crate) record: usize,
    pub(crate) agency: Agency,
    pub(crate) org: OrgId,
    pub(crate) division: DivisionCode,
    pub(crate) county: Option<String>,
    /// The type without agency and version.
    pub(crate) report: &'static str,
    pub(crate) version: u16,
    pub(crate) stage: &'static str,
    /// The part's full name, and the name under which its teller takes it back.
    pub(crate) part: String,
    pub(crate) own_part: String,
    pub(crate) follows: &'static [&'static str],
    /// When it happened.
    pub(crate) when: When,
    /// Seconds since the year began.
    pub(crate) stated: i64,
    pub(crate) late: bool,
    pub(crate) data: Box<RawValue>,
    pub(crate) claims: Vec<Claim>,
    /// What was told at first, if that was wrong.
    pub(crate) mistake: Option<(Box<RawValue>, Vec<Claim>)>,
    pub(crate) meaning: Meaning,
}

/// What a statement means beside what it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The record of the story that it joins to its own: not counted again.
    pub(crate) joins: Option<usize>,
    /// What the record's parts must agree on.
    pub(crate) ties: Vec<Tie>,
    /// Whether it names the story's matter, so that its record belongs to it.
    pub(crate) of_matter: bool,
    /// From whom to whom a piece of evidence goes by it.
    pub(crate) hand: Option<Hand>,
    /// What it means to other records of the story.
    pub(crate) means: Vec<Means>,
}

/// What a statement means to other records of the story, beyond its stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Means {
    /// A regulator's penalty.
    Penalty,
    /// A judgment that exempts from punishment.
    Exemption,
    /// The case is one of drugs.
    Drugs,
    /// The sample is of farm produce.
    FarmProduce,
    /// The sample failed.
    Failure,
    /// The party was not told of the time of testing.
    Untold,
    /// It is fined for so many days.
    Days(u32),
    /// This thing goes with it; seized under that list of the case, where the case says so.
    Thing(String, Option<String>),
    /// This document was forgotten.
    Lacks(DocumentKind),
    /// This document is supplied.
    Supplies(DocumentKind),
}

/// One record of a story.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) kind: &'static str,
    pub(crate) agency: Agency,
    /// Whose it is: of a transfer, the regulator; of other joint work, the story's joint office.
    pub(crate) org: OrgId,
    pub(crate) key: RecordKey,
    pub(crate) shared: bool,
    pub(crate) id: RecordId,
}

/// What one part is and whose.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) record: usize,
    pub(crate) stage: &'static str,
    pub(crate) label: Option<String>,
    pub(crate) follows: &'static [&'static str],
    pub(crate) agency: Agency,
    pub(crate) org: OrgId,
    pub(crate) meaning: Meaning,
}

impl Part {
    /// With a label, of several like parts.
    pub(crate) fn label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// Said by `org`.
    pub(crate) fn by(self, org: &OrgId) -> Self {
        Self { org: org.clone(), ..self }
    }

    /// Said by `org` of `agency`, under whose code the report is sent.
    pub(crate) fn of(self, agency: Agency, org: &OrgId) -> Self {
        Self { agency, ..self.by(org) }
    }

    /// With what the record's parts must agree on.
    pub(crate) fn tied(mut self, tie: Tie) -> Self {
        self.meaning.ties.push(tie);
        self
    }

    /// Joins another record of the story to the first.
    pub(crate) fn joins(mut self, record: usize) -> Self {
        self.meaning.joins = Some(record);
        self
    }

    /// Names the story's matter, if there is one.
    pub(crate) fn of_matter(mut self, named: bool) -> Self {
        self.meaning.of_matter = named;
        self
    }

    /// Passes the piece of evidence on.
    pub(crate) fn by_hand(mut self, hand: Hand) -> Self {
        self.meaning.hand = Some(hand);
        self
    }

    /// Means this to other records of the story.
    pub(crate) fn meaning(mut self, means: impl IntoIterator<Item = Means>) -> Self {
        self.meaning.means.extend(means);
        self
    }
}
