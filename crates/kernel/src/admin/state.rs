//! Where a regulator's case stands, dimension by dimension.

use std::collections::BTreeMap;

use super::{Closure, Step};
use crate::Book;

/// Where a case stands: a vector, not one state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// 立案.
    pub filed: bool,
    /// 不予立案.
    pub refused: bool,
    /// Whether a suspected crime was found in it.
    pub suspected_crime: bool,
    /// Each seizure by its list.
    pub seizures: BTreeMap<String, Seizure>,
    /// Lists of evidence that is registered for preservation and not disposed of.
    pub preserved: Vec<String>,
    /// How far the hearing is, by the number of the intended decision.
    pub hearings: BTreeMap<String, Hearing>,
    /// How far each decision is, by its number.
    pub penalties: BTreeMap<String, Penalty>,
    /// How it was closed (结案).
    pub closure: Option<Closure>,
}

/// How a seizure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seizure {
    /// It holds.
    Held,
    /// It holds longer.
    Extended,
    /// The goods are being tested: its time stands still.
    Testing,
    /// It was lifted.
    Lifted,
    /// The goods were dealt with.
    Disposed,
}

/// How far a hearing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// The party was told of its right.
    Notified,
    /// It asked for a hearing.
    Requested,
    /// The hearing was held.
    Held,
}

/// How far a decision is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Penalty {
    /// It was made.
    Decided,
    /// It was served.
    Served,
    /// It was paid.
    Paid,
    /// It was appealed.
    Appealed,
}

/// An event that may be a shared step.
pub trait Stepped {
    /// The step that it is.
    fn step(&self) -> Option<&Step>;
}

fn closure(step: &Step) -> Option<Closure> {
    if let Step::Closed(_, data) = step { Some(data.closure) } else { None }
}

impl State {
    /// Where the case told in `book` stands; `decisions` are the agency's stages of decision.
    pub fn of<E: Stepped>(book: &Book<E>, decisions: &[&str]) -> Self {
        let has = |part: &str| book.get(part).is_some();
        let with = |stage: &str, label: &str| has(&format!("{stage}/{label}"));
        let seizure = |list: &str| {
            if with("goods-disposed", list) {
                Seizure::Disposed
            } else if with("seizure-lifted", list) {
                Seizure::Lifted
            } else if with("testing-started", list) && !with("testing-ended", list) {
                Seizure::Testing
            } else if with("seizure-extended", list) {
                Seizure::Extended
            } else {
                Seizure::Held
            }
        };
        let hearing = |decision: &str| {
            if with("hearing-held", decision) {
                Hearing::Held
            } else if with("hearing-requested", decision) {
                Hearing::Requested
            } else {
                Hearing::Notified
            }
        };
        let penalty = |decision: &str| {
            if with("appealed", decision) {
                Penalty::Appealed
            } else if with("paid", decision) {
                Penalty::Paid
            } else if with("served", decision) {
                Penalty::Served
            } else {
                Penalty::Decided
            }
        };
        Self {
            filed: has("filed"),
            refused: has("not-filed"),
            suspected_crime: has("crime-suspected"),
            seizures: book.labels(&["seized"]).into_iter().map(|list| (list.clone(), seizure(&list))).collect(),
            preserved: book.labels(&["preserved"]).into_iter().filter(|list| !with("preservation-disposed", list)).collect(),
            hearings: book
                .labels(&["hearing-notified", "hearing-requested", "hearing-held"])
                .into_iter()
                .map(|decision| (decision.clone(), hearing(&decision)))
                .collect(),
            penalties: book.labels(decisions).into_iter().map(|decision| (decision.clone(), penalty(&decision))).collect(),
            closure: book.get("closed").and_then(E::step).and_then(closure),
        }
    }
}
