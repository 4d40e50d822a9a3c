//! What has been said of one record, as far as its row and its counts need it: folded from tellings, independent of their order.

mod row;
mod standing;
mod who;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Alert, LegalFact, Says, SubjectId, Telling, When};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::standing::{PartState, Standing};
use crate::links::LinkRow;

pub use self::row::Row;
pub use self::who::{Who, Whos};

/// A record as its parts stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordState {
    /// By name. Records have few parts, and millions of records are folded: a list is smaller than a map.
    parts: Vec<PartState>,
    /// Records with which a person joined this one as the same thing: it is not counted again. Kept in a table of its own, since a join
    /// may be told before the record it joins.
    #[serde(skip)]
    pub same_as: BTreeSet<Uuid>,
}

/// One counted thing as it stands: the content of a fact row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// The measure's code.
    pub measure: Cow<'static, str>,
    /// The part that says it.
    pub part: String,
    /// Tells several counts of one measure in one part apart.
    pub slot: String,
    /// How much, in the unit's smallest step.
    pub amount: i64,
    /// The unit.
    pub unit: Cow<'static, str>,
    /// `exact` or `at-least`.
    pub qualifier: Cow<'static, str>,
    /// The campaign.
    pub campaign: Option<String>,
    /// First local day it may have been.
    pub occurred_from: NaiveDate,
    /// Last local day it may have been.
    pub occurred_on: NaiveDate,
    /// How exactly that is known.
    pub precision: &'static str,
    /// Who states it and where.
    pub who: Arc<Who>,
}

/// A fact of law as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lawful {
    /// What the law calls it.
    pub fact: LegalFact,
    /// The part that tells it.
    pub part: String,
    /// The message that tells it.
    pub message: Uuid,
    /// When it happened.
    pub when: When,
    /// Who states it and where.
    pub who: Arc<Who>,
}

/// What of a record a telling can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Facts of law.
    pub law: bool,
    /// What it is about.
    pub subjects: bool,
    /// What it says of two things.
    pub links: bool,
    /// The warnings that it gave.
    pub alerts: bool,
}

/// What a record is about: by subject its kind, the part that says so, and who states it.
pub type Subjects = BTreeMap<SubjectId, (Cow<'static, str>, String, String)>;

impl RecordState {
    /// Adds what one event says.
    /// `by` is the person who acted, where one did.
    pub fn tell(&mut self, telling: &Telling, who: Arc<Who>, root: &kernel::DivisionCode, by: Option<&str>) {
        let Some(told) = &telling.told else { return };
        let standing = Standing::of(telling, told, who, root, by);
        let place = match self.place(&telling.part) {
            Ok(place) => place,
            Err(place) => {
                self.parts.insert(place, PartState { name: telling.part.clone(), ..PartState::default() });
                place
            }
        };
        self.parts[place].add(standing);
    }

    fn place(&self, part: &str) -> Result<usize, usize> {
        self.parts.binary_search_by(|known| known.name.as_str().cmp(part))
    }

    /// As it is kept in the tables.
    ///
    /// # Errors
    /// None that is known: there is nothing in it that the format cannot say.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// From how it is kept in the tables.
    ///
    /// # Errors
    /// If another version of the fold wrote it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        let mut state: Self = postcard::from_bytes(bytes)?;
        for part in &mut state.parts {
            std::mem::take(&mut part.tellings).into_iter().for_each(|telling| part.add(telling));
        }
        Ok(state)
    }

    /// What it says of two things as it stands, and, once that was undone, what it said last.
    pub fn links(&self) -> BTreeSet<LinkRow> {
        let mut rows = BTreeSet::new();
        for part in &self.parts {
            if let Some((telling, links, stands)) = part.said(Standing::links) {
                rows.extend(links.iter().map(|said| said.row(stands, telling.when.last_day(), &telling.who.org)));
            }
        }
        rows
    }

    /// The warnings that it gave, each with whether it stands: what was taken back is not given again.
    pub fn alerts(&self) -> BTreeSet<(Alert, bool)> {
        let given = self.parts.iter().filter_map(|part| part.said(|telling| telling.alerts.first()));
        given.map(|(_, alert, stands)| (alert.clone(), stands)).collect()
    }

    /// The joins between records that it makes as it stands: the first is not counted.
    pub fn joins(&self) -> BTreeSet<(Uuid, Uuid)> {
        self.links().iter().filter_map(LinkRow::join).collect()
    }

    fn standing(&self) -> impl Iterator<Item = (&str, &Standing)> {
        self.parts.iter().filter_map(|part| part.true_now().map(|standing| (part.name.as_str(), standing)))
    }

    fn standing_of(&self, part: &str) -> Option<&Standing> {
        self.parts.get(self.place(part).ok()?)?.true_now()
    }

    /// What a telling of `part` can change: what that part counts by itself, and what the record counts once.
    pub fn facts_around(&self, part: &str) -> Vec<Fact> {
        let mut facts = self.facts_of(part);
        facts.extend(self.facts_once());
        facts
    }

    /// What `part` counts by itself.
    pub fn facts_of(&self, part: &str) -> Vec<Fact> {
        let Some(standing) = self.standing_of(part) else { return Vec::new() };
        standing.counts.iter().filter(|count| !count.per_record).map(|count| standing.fact(part, count)).collect()
    }

    /// What the law knows of `part` as it stands, with the message that tells it.
    pub fn legal_of(&self, part: &str) -> Vec<Lawful> {
        let Some(standing) = self.standing_of(part) else { return Vec::new() };
        let told = |fact: &LegalFact| Lawful {
            fact: *fact,
            part: part.to_owned(),
            message: standing.message,
            when: standing.when.clone(),
            who: Arc::clone(&standing.who),
        };
        standing.legal.iter().map(told).collect()
    }

    /// What the record counts once, however many of its parts say so: the part stated first makes the fact.
    pub fn facts_once(&self) -> Vec<Fact> {
        if !self.same_as.is_empty() {
            return Vec::new();
        }
        let mut first: BTreeMap<(&str, &str), (DateTime<Utc>, Uuid, Fact)> = BTreeMap::new();
        for (name, standing) in self.standing() {
            for count in standing.counts.iter().filter(|count| count.per_record) {
                let key = (count.measure.as_ref(), count.slot.as_str());
                let order = (standing.stated, standing.message);
                if first.get(&key).is_none_or(|(stated, message, _)| order < (*stated, *message)) {
                    first.insert(key, (order.0, order.1, standing.fact(name, count)));
                }
            }
        }
        first.into_values().map(|(_, _, fact)| fact).collect()
    }

    /// What the record is about.
    pub fn subjects(&self) -> Subjects {
        let mut subjects = Subjects::new();
        for (name, standing) in self.standing() {
            for (subject, kind) in &standing.subjects {
                subjects.entry(*subject).or_insert_with(|| (kind.clone(), name.to_owned(), standing.who.org.clone()));
            }
        }
        subjects
    }

    /// What `telling` can change, besides the row and what is counted: only what it says itself, or any telling of its part has said.
    pub fn touched_by(&self, telling: &Telling) -> Touched {
        let known = self.place(&telling.part).ok().and_then(|place| self.parts.get(place));
        let earlier = known.map_or(&[][..], |part| part.tellings.as_slice());
        let said = |test: fn(&Says) -> bool, had: fn(&Standing) -> bool| telling.says.iter().any(test) || earlier.iter().any(had);
        Touched {
            law: said(|says| matches!(says, Says::Legal(_)), |telling| !telling.legal.is_empty()),
            subjects: said(|says| matches!(says, Says::Mention(_)), |telling| !telling.subjects.is_empty()),
            links: said(|says| matches!(says, Says::Link(..)), |telling| !telling.links.is_empty()),
            alerts: said(|says| matches!(says, Says::Alert(_)), |telling| !telling.alerts.is_empty()),
        }
    }

    /// The organisations whose word on it stands.
    pub fn tellers(&self) -> BTreeSet<String> {
        self.standing().map(|(_, standing)| standing.who.org.clone()).collect()
    }

    /// The parts that speak of any of `subjects`, in the order in which they occurred.
    pub fn parts_about(&self, subjects: &[Uuid]) -> Vec<(String, When)> {
        let about = self.standing().filter(|(_, standing)| standing.subjects.iter().any(|(id, _)| subjects.contains(&id.0)));
        let mut parts: Vec<_> = about.map(|(name, standing)| (name.to_owned(), standing.when.clone())).collect();
        parts.sort_by_key(|(_, when)| when.last_day());
        parts
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Attribute, Count, DivisionCode, MessageId, Tie, Told};

    use super::*;

    /// A state with something in most of its fields.
    fn state() -> RecordState {
        let root = DivisionCode::new("370800000000").expect("a root");
        let told = Told {
            message: MessageId(Uuid::from_u128(1)),
            corrects: Some(MessageId(Uuid::from_u128(2))),
            when: "2016-08-15".parse().expect("a day"),
            stated: DateTime::UNIX_EPOCH,
            act: false,
        };
        let says = vec![
            Says::Attribute(Attribute::Title("示例".into())),
            Says::Attribute(Attribute::Outcome("fail")),
            Says::Attribute(Attribute::Findings(3)),
            Count::once_per_record("cases"),
            Says::Legal(LegalFact::PenaltyDecided),
            Says::Tie(Tie::Lists("item/1".into())),
        ];
        let who = Who { agency: "police".into(), org: "jn-police".into(), division: root.to_string(), county: None };
        let mut state = RecordState::default();
        state.tell(&Telling::of("filed", &told, says), Arc::new(who), &root, None);
        state
    }

    #[test]
    fn a_state_is_read_back_as_it_was_written() {
        let bytes = state().to_bytes().expect("a state");
        assert_eq!(RecordState::from_bytes(&bytes).expect("a state"), state());
    }

    #[test]
    fn a_change_of_what_is_kept_is_a_new_version() {
        let kept = (crate::VERSION, hex::encode(state().to_bytes().expect("a state")));
        let known = (7, include_str!("state/kept.hex").trim().to_owned());
        assert_eq!(kept, known, "raise VERSION, so that states that are kept are folded anew, and keep this one in kept.hex");
    }
}
