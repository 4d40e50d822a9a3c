//! What has been said of one record, as far as its row and its counts need it: folded from tellings, independent of their order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use kernel::parts::{Part, breaches, flags};
use kernel::{
    Alert, Attribute, DivisionTree, Kind, LegalFact, Mention, MessageId, RecordId, Says, SubjectId, Telling, Tie, Told, When,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::links::{LinkRow, Said};

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

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct PartState {
    name: String,
    /// Follows from the tellings.
    #[serde(skip)]
    part: Part,
    /// Every telling: a later one may show that an earlier one stands after all.
    tellings: Vec<Standing>,
}

impl PartState {
    fn add(&mut self, telling: Standing) {
        let told = Told {
            message: MessageId(telling.message),
            corrects: telling.corrects.map(MessageId),
            when: telling.when.clone(),
            stated: telling.stated,
            act: false,
        };
        if telling.withdrawn {
            self.part.take_back(&told);
        } else {
            self.part.record(&told);
        }
        self.tellings.push(telling);
    }

    fn standing(&self) -> Option<&Standing> {
        let message = self.part.standing()?;
        self.tellings.iter().find(|telling| telling.message == message.0)
    }
}

/// One telling in the words the read tables need.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Standing {
    when: When,
    stated: DateTime<Utc>,
    message: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    corrects: Option<Uuid>,
    who: Who,
    #[serde(default, skip_serializing_if = "is_false")]
    withdrawn: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    campaign: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<(i64, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    findings: Option<i32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    counts: Vec<Counted>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<(SubjectId, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entity: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    legal: Vec<LegalFact>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<Said>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    alert: Option<Alert>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ties: Vec<Tie>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Counted {
    measure: String,
    slot: String,
    amount: i64,
    unit: String,
    qualifier: String,
    #[serde(default, skip_serializing_if = "is_false")]
    per_record: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Who states something and where it happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Who {
    /// The agency.
    pub agency: String,
    /// The organisation.
    pub org: String,
    /// Where, as stated.
    pub division: String,
    /// Today's county of it; `None` above counties.
    pub county: Option<String>,
}

/// One counted thing as it stands: the content of a fact row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fact {
    /// The measure's code.
    pub measure: String,
    /// The part that says it.
    pub part: String,
    /// Tells several counts of one measure in one part apart.
    pub slot: String,
    /// How much, in the unit's smallest step.
    pub amount: i64,
    /// The unit.
    pub unit: String,
    /// `exact` or `at-least`.
    pub qualifier: String,
    /// The campaign.
    pub campaign: Option<String>,
    /// First local day it may have been.
    pub occurred_from: NaiveDate,
    /// Last local day it may have been.
    pub occurred_on: NaiveDate,
    /// How exactly that is known.
    pub precision: &'static str,
    /// Who states it and where.
    pub who: Who,
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
    pub who: Who,
}

/// The columns of a record's row that follow from its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who states it and where.
    pub who: Who,
    /// What it is called.
    pub title: Option<String>,
    /// The latest part told, by occurrence; `withdrawn` if none stands.
    pub stage: String,
    /// The outcome's code.
    pub outcome: Option<String>,
    /// Where it was.
    pub place: Option<String>,
    /// The campaign.
    pub campaign: Option<String>,
    /// Amount in minor units with its currency.
    pub amount: Option<(i64, String)>,
    /// How many things were found wrong.
    pub findings: Option<i32>,
    /// The premises.
    pub premises: Option<SubjectId>,
    /// The entity's credit code.
    pub entity: Option<String>,
    /// What is out of order.
    pub flags: Vec<String>,
    /// First local day of it.
    pub first_on: NaiveDate,
    /// Last local day of it.
    pub last_on: NaiveDate,
    /// How exactly the latest part is known.
    pub precision: &'static str,
}

/// The order in which things occurred: day, time of day where known, usual order of the stages, name.
type Occurred<'a> = (NaiveDate, NaiveTime, usize, &'a str);

fn occurred<'a>(kind: &Kind, name: &'a str, when: &When) -> Occurred<'a> {
    let time = match when {
        When::Instant(at) => at.time(),
        When::Day(_) | When::Month(_) | When::Year(_) | When::Between(..) => {
            NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default()
        }
    };
    let stage = name.split('/').next().unwrap_or(name);
    let usual = kind.stages.iter().position(|known| known.code == stage).unwrap_or(usize::MAX);
    (when.last_day(), time, usual, name)
}

impl RecordState {
    /// Adds what one event says.
    /// `by` is the person who acted, where one did.
    pub fn tell(&mut self, telling: &Telling, who: Who, root: &kernel::DivisionCode, by: Option<&str>) {
        let Some(told) = &telling.told else { return };
        let mut standing = Standing {
            when: told.when.clone(),
            stated: told.stated,
            message: told.message.0,
            corrects: told.corrects.map(|message| message.0),
            who,
            withdrawn: telling.withdrawn,
            title: None,
            outcome: None,
            place: None,
            campaign: None,
            amount: None,
            findings: None,
            counts: Vec::new(),
            subjects: Vec::new(),
            entity: None,
            legal: Vec::new(),
            links: Vec::new(),
            alert: None,
            ties: Vec::new(),
        };
        telling.says.iter().for_each(|says| standing.hear(says, root, by));
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
    /// None that is known: there is nothing in it that JSON cannot say.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// From how it is kept in the tables.
    ///
    /// # Errors
    /// If another version of the fold wrote it.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let mut state: Self = serde_json::from_str(text)?;
        for part in &mut state.parts {
            std::mem::take(&mut part.tellings).into_iter().for_each(|telling| part.add(telling));
        }
        Ok(state)
    }

    /// What it says of two things as it stands, and, once that was undone, what it said last.
    pub fn links(&self) -> BTreeSet<LinkRow> {
        let mut rows = BTreeSet::new();
        for part in &self.parts {
            let stands = part.standing().is_some_and(|standing| !standing.withdrawn);
            let said = part.tellings.iter().filter(|telling| !telling.links.is_empty());
            let said = if stands { part.standing() } else { said.max_by_key(|telling| (telling.stated, telling.message)) };
            let row = |telling: &Standing, said: &Said| said.row(stands, telling.when.last_day(), &telling.who.org);
            rows.extend(said.into_iter().flat_map(|telling| telling.links.iter().map(move |said| row(telling, said))));
        }
        rows
    }

    /// The warnings that it gave, each with whether it stands: what was taken back is not given again.
    pub fn alerts(&self) -> BTreeSet<(Alert, bool)> {
        let given = self.parts.iter().filter_map(|part| {
            let stands = part.standing().and_then(|standing| standing.alert.clone());
            let said = part.tellings.iter().filter(|telling| telling.alert.is_some());
            let last = said.max_by_key(|telling| (telling.stated, telling.message));
            stands.map(|alert| (alert, true)).or_else(|| Some((last?.alert.clone()?, false)))
        });
        given.collect()
    }

    /// The joins between records that it makes as it stands: the first is not counted.
    pub fn joins(&self) -> BTreeSet<(Uuid, Uuid)> {
        self.links().iter().filter_map(LinkRow::join).collect()
    }

    fn standing(&self) -> impl Iterator<Item = (&str, &Standing)> {
        self.parts
            .iter()
            .filter_map(|part| part.standing().filter(|s| !s.withdrawn).map(|standing| (part.name.as_str(), standing)))
    }

    /// What a telling of `part` can change: what that part counts by itself, and what the record counts once.
    pub fn facts_around(&self, part: &str) -> Vec<Fact> {
        let mut facts = self.facts_of(part);
        facts.extend(self.facts_once());
        facts
    }

    /// What `part` counts by itself.
    pub fn facts_of(&self, part: &str) -> Vec<Fact> {
        let known = self.place(part).ok().and_then(|place| self.parts.get(place));
        let Some(standing) = known.and_then(PartState::standing).filter(|s| !s.withdrawn) else {
            return Vec::new();
        };
        standing.counts.iter().filter(|count| !count.per_record).map(|count| standing.fact(part, count)).collect()
    }

    /// What the law knows of `part` as it stands, with the message that tells it.
    pub fn legal_of(&self, part: &str) -> Vec<Lawful> {
        let known = self.place(part).ok().and_then(|place| self.parts.get(place));
        let Some(standing) = known.and_then(PartState::standing).filter(|s| !s.withdrawn) else {
            return Vec::new();
        };
        let told = |fact: &LegalFact| Lawful {
            fact: *fact,
            part: part.to_owned(),
            message: standing.message,
            when: standing.when.clone(),
            who: standing.who.clone(),
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
                let key = (count.measure.as_str(), count.slot.as_str());
                let order = (standing.stated, standing.message);
                if first.get(&key).is_none_or(|(stated, message, _)| order < (*stated, *message)) {
                    first.insert(key, (order.0, order.1, standing.fact(name, count)));
                }
            }
        }
        first.into_values().map(|(_, _, fact)| fact).collect()
    }

    /// What the record is about: its kind, the part that says so, and who states it.
    pub fn subjects(&self) -> BTreeMap<SubjectId, (String, String, String)> {
        let mut subjects = BTreeMap::new();
        for (name, standing) in self.standing() {
            for (subject, kind) in &standing.subjects {
                subjects.entry(*subject).or_insert_with(|| (kind.clone(), name.to_owned(), standing.who.org.clone()));
            }
        }
        subjects
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

    /// The columns of its row; `None` if nothing has been said.
    pub fn row(&self, kind: &Kind) -> Option<Row> {
        let mut told: Vec<(&str, &Standing)> = self.standing().collect();
        told.sort_by(|a, b| occurred(kind, a.0, &a.1.when).cmp(&occurred(kind, b.0, &b.1.when)));
        let all = || self.parts.iter().filter_map(|part| part.standing().map(|standing| (part.name.as_str(), standing)));
        let (first, last) = match (told.first(), told.last()) {
            (Some(first), Some(last)) => (*first, *last),
            _ => (all().next()?, all().next()?),
        };
        let days = || told.iter().copied().chain(told.is_empty().then(all).into_iter().flatten());
        let latest = |pick: fn(&Standing) -> Option<String>| told.iter().rev().find_map(|(_, standing)| pick(standing));
        let present: Vec<(&str, &Part)> = self.parts.iter().map(|part| (part.name.as_str(), &part.part)).collect();
        Some(Row {
            who: Who { agency: first.1.who.agency.clone(), org: first.1.who.org.clone(), ..last.1.who.clone() },
            title: latest(|s| s.title.clone()),
            stage: if told.is_empty() { "withdrawn".to_owned() } else { last.0.to_owned() },
            outcome: latest(|s| s.outcome.clone()),
            place: latest(|s| s.place.clone()),
            campaign: latest(|s| s.campaign.clone()),
            amount: told.iter().rev().find_map(|(_, s)| s.amount.clone()),
            findings: told.iter().rev().find_map(|(_, s)| s.findings),
            premises: told
                .iter()
                .rev()
                .find_map(|(_, s)| s.subjects.iter().find(|(_, kind)| kind == "premises").map(|(id, _)| *id)),
            entity: latest(|s| s.entity.clone()),
            flags: flags(kind, present.into_iter())
                .into_iter()
                .chain(breaches(told.iter().flat_map(|(_, standing)| &standing.ties)))
                .collect(),
            first_on: days().map(|(_, s)| s.when.first_day()).min()?,
            last_on: days().map(|(_, s)| s.when.last_day()).max()?,
            precision: last.1.when.precision().code(),
        })
    }
}

impl Standing {
    fn hear(&mut self, says: &Says, root: &kernel::DivisionCode, by: Option<&str>) {
        match says {
            Says::Attribute(attribute) => match attribute {
                Attribute::Title(text) => self.title = Some(text.clone()),
                Attribute::Outcome(code) => self.outcome = Some((*code).to_owned()),
                Attribute::Place(text) => self.place = Some(text.clone()),
                Attribute::Campaign(number) => self.campaign = Some(number.clone()),
                Attribute::Amount(money) => self.amount = Some((money.minor, money.currency.code().to_owned())),
                Attribute::File(_) => {} // The pages read it from the events of the record.
                Attribute::Findings(n) => self.findings = Some(i32::try_from(*n).unwrap_or(i32::MAX)),
            },
            Says::Count(count) => self.counts.push(Counted {
                measure: count.measure.to_owned(),
                slot: count.slot.clone(),
                amount: count.quantity.amount,
                unit: count.quantity.unit.code().to_owned(),
                qualifier: count.quantity.qualifier.code().to_owned(),
                per_record: count.per_record,
            }),
            Says::Legal(fact) => self.legal.push(*fact),
            Says::Mention(mention) => {
                if let Mention::Entity(code, _) = mention {
                    self.entity = Some(code.to_string());
                }
                if let Mention::Premises(premises) = mention
                    && let Some(code) = &premises.entity
                {
                    self.entity = Some(code.to_string());
                    self.subjects.push((SubjectId::derive("entity", root, code.as_str()), "entity".to_owned()));
                }
                self.subjects.push((subject_of(mention, root), kind_of(mention).to_owned()));
            }
            Says::Link(link, reason) => self.links.extend(Said::of(link, reason, by)),
            Says::Tie(tie) => self.ties.push(tie.clone()),
            Says::Alert(alert) => self.alert = Some(alert.clone()),
            Says::ArisesFrom(..) => {}
        }
    }

    fn fact(&self, part: &str, count: &Counted) -> Fact {
        Fact {
            measure: count.measure.clone(),
            part: part.to_owned(),
            slot: count.slot.clone(),
            amount: count.amount,
            unit: count.unit.clone(),
            qualifier: count.qualifier.clone(),
            campaign: self.campaign.clone(),
            occurred_from: self.when.first_day(),
            occurred_on: self.when.last_day(),
            precision: self.when.precision().code(),
            who: self.who.clone(),
        }
    }
}

/// The subject that `mention` names within `root`.
pub fn subject_of(mention: &Mention, root: &kernel::DivisionCode) -> SubjectId {
    match mention {
        Mention::Premises(premises) => premises.id(root),
        Mention::Entity(code, _) => SubjectId::derive("entity", root, code.as_str()),
        Mention::Record { kind, org, number } => SubjectId(RecordId::own(org, kind, number).0),
        Mention::Shared { kind, number } => match kernel::RecordKey::new(number.trim()) {
            Ok(key) => SubjectId(RecordId::shared(root, kind, &key).0),
            Err(_) => SubjectId::derive(kind, root, number),
        },
    }
}

/// The kind under which a subject is kept.
pub fn kind_of(mention: &Mention) -> &'static str {
    match mention {
        Mention::Premises(_) => "premises",
        Mention::Entity(..) => "entity",
        Mention::Record { .. } => "record",
        Mention::Shared { kind, .. } => kind,
    }
}

/// Who states it and where, from an event's columns.
pub fn who(agency: &str, org: &str, division: &str, divisions: &DivisionTree) -> Who {
    let county = kernel::DivisionCode::new(division)
        .ok()
        .and_then(|code| divisions.county_of(&code))
        .map(|county| county.code.to_string());
    Who { agency: agency.to_owned(), org: org.to_owned(), division: division.to_owned(), county }
}
