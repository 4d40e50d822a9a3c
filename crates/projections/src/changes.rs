//! What a batch of events changes in the read tables: the fold, without a database.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use event_store::StoredEvent;
use kernel::law::{CaseOf, Role};
use kernel::{AgencyCode, Alert, Class, DivisionCode, RecordId, RecordKey, Says, SubjectId, Telling, TransferNumber};
use serde::Deserialize;
use uuid::Uuid;

use crate::joins::Joins;
use crate::legal::LegalChanges;
use crate::links::LinkRow;
use crate::mentioned::Mentioned;
use crate::state::{Fact, RecordState, Row, Subjects, Whos};
use crate::{Folding, Vocabulary};

/// The facts of all records of a matter are one history.
const MATTER: &str = "joint-office.matter";
/// The records that regulator, police and procuratorate tell together; their number names the regulator's case.
pub(crate) const TRANSFER: &str = kernel::transfer::RECORD;

/// What every regulator calls its case, after its own code.
const CASE: &str = "admin-case";
/// The police's case, which a question names that they ask before any regulator has it.
const POLICE_CASE: &str = "police.case";

/// A record with its state and the columns that do not follow from its parts.
#[derive(Clone, Debug)]
pub struct Known {
    /// Kind of record.
    pub kind: &'static kernel::Kind,
    /// Its parts.
    pub state: RecordState,
    /// The root under which it lies.
    pub root: String,
    /// The organisation's own number.
    pub number: String,
    /// `reconstructed` or `simulated`.
    pub mark: Option<String>,
    /// The how-manieth of identical rows.
    pub ordinal: Option<i32>,
    /// Position of its first event.
    pub first_position: i64,
    /// Position of its last event.
    pub last_position: i64,
    /// When that was recorded.
    pub recorded_at: chrono::DateTime<chrono::Utc>,
    /// How far it may be shared.
    pub sharing: i16,
    /// The store it comes from.
    pub origin: Uuid,
    /// Whether the tables have a row of it already.
    pub stored: bool,
}

/// A fact row to be written, or to be withdrawn.
#[derive(Clone, Debug)]
pub struct FactChange {
    /// The record that counts.
    pub record: RecordId,
    /// What it counts.
    pub fact: Fact,
    /// The root under which it lies.
    pub root: String,
    /// The position at which this happened.
    pub at: i64,
    /// The local day of recording.
    pub on: NaiveDate,
    /// How far it may be shared.
    pub sharing: i16,
    /// The store it comes from.
    pub origin: Uuid,
}

/// A subject of a record, as of the event that last changed the record's subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The subject.
    pub subject: SubjectId,
    /// Its kind.
    pub kind: Cow<'static, str>,
    /// The part that says so.
    pub part: String,
    /// Position of that event.
    pub position: i64,
    /// Who states that part.
    pub org: String,
}

/// When something is said to have occurred, and where: root, county ('' for anywhere in the root), first and last local day it may have been.
pub type Reported = (String, String, NaiveDate, NaiveDate);

/// Everything that events change, since the tables were last written.
#[derive(Debug, Default)]
pub struct Changes {
    /// Records with their new state.
    pub records: HashMap<RecordId, Known>,
    /// What these records are about now, where it changed.
    pub subjects_of: HashMap<RecordId, Vec<About>>,
    /// Subjects that were mentioned.
    pub subjects: BTreeMap<SubjectId, Mentioned>,
    /// How many parts more, or fewer, are said to have occurred.
    pub reported: BTreeMap<Reported, i64>,
    /// Facts made.
    pub made: Vec<FactChange>,
    /// Facts withdrawn.
    pub withdrawn: Vec<FactChange>,
    /// Facts of law made and withdrawn.
    pub legal: LegalChanges,
    /// Records and matters of which it changed what belongs to what.
    pub moved: HashSet<Uuid>,
    /// New transfers, each with the cases of which it may be: one of every kind that regulators' cases have.
    pub files: Vec<(RecordId, RecordId)>,
    /// What these records, each a link, say of two things now, where it changed.
    pub links: HashMap<RecordId, BTreeSet<LinkRow>>,
    /// The warnings that these records, each the alerts of a clock, have given, and whether each stands, where it changed.
    pub alerts: HashMap<RecordId, BTreeSet<(Alert, bool)>>,
    /// Events that could not be folded.
    pub failures: Vec<(i64, String)>,
    whos: Whos,
}

/// What the fold finds already known.
struct Past<'a> {
    present: HashMap<RecordId, Known>,
    joins: &'a mut Joins,
}

/// An event that has been heard.
pub struct Heard {
    event: StoredEvent,
    record: RecordId,
    telling: Telling,
    kind: &'static kernel::Kind,
}

impl Heard {
    /// The record it is about.
    pub fn record(&self) -> RecordId {
        self.record
    }

    /// The records whose present state the fold needs: its own unless it is new, and those it joins.
    pub fn needs(&self) -> impl Iterator<Item = RecordId> {
        let own = (self.event.sequence > 1).then_some(self.record);
        let ends = self.telling.says.iter().filter_map(|says| match says {
            Says::Link(link, _) => Some([link.from, link.to].map(|end| RecordId(end.id()))),
            Says::Attribute(_)
            | Says::Count(_)
            | Says::Legal(_)
            | Says::Mention(_)
            | Says::ArisesFrom(..)
            | Says::Alert(_)
            | Says::Encloses(_)
            | Says::Aside(_)
            | Says::Tie(_)
            | Says::To(_)
            | Says::Of(_)
            | Says::Until(_) => None,
        });
        own.into_iter().chain(ends.flatten())
    }
}

#[derive(Deserialize, Default)]
struct Metadata {
    number: Option<String>,
    mark: Option<String>,
    ordinal: Option<String>,
    actor: Option<String>,
}

/// Understands events in the agencies' common words; what cannot be understood is a failure by position.
pub fn hear(vocabulary: &Vocabulary, events: Vec<StoredEvent>) -> (Vec<Heard>, Vec<(i64, String)>) {
    let mut heard = Vec::with_capacity(events.len());
    let mut failures = Vec::new();
    for event in events {
        let Some(kind) = vocabulary.kind(&event.aggregate_type) else {
            if !event.aggregate_type.starts_with("reference.") {
                failures.push((event.position, format!("no agency declares records of kind {}", event.aggregate_type)));
            }
            continue;
        };
        let Ok(record) = event.record() else {
            failures.push((event.position, format!("{:?} is not a record id", event.aggregate_id)));
            continue;
        };
        match vocabulary.hear(&event.aggregate_type, &event.event_type, &event.event_version, event.payload.get()) {
            Some(Ok(telling)) => heard.push(Heard { event, record, telling, kind }),
            Some(Err(error)) => failures.push((event.position, error.to_string())),
            None => {}
        }
    }
    (heard, failures)
}

impl Changes {
    /// Folds further events, in order, over the present states of the records they need, and of all that hang together with them by
    /// `joins`.
    pub fn fold(&mut self, folding: &Folding, heard: Vec<Heard>, present: HashMap<RecordId, Known>, joins: &mut Joins) {
        let mut past = Past { present, joins };
        for one in heard {
            self.fold_one(folding, one, &mut past);
        }
    }

    fn fold_one(&mut self, folding: &Folding, one: Heard, past: &mut Past<'_>) {
        let Heard { event, record, telling, kind } = one;
        let Ok(root) = DivisionCode::new(event.root.as_str()) else { return };
        let mut known = self.take(record, past).unwrap_or_else(|| fresh(kind, &event));
        known.state.counted_elsewhere = !past.joins.counts(record);
        let who = self.whos.of(&event.agency, &event.org, &event.division, &folding.divisions);
        let on = folding.local_day(&root, event.recorded_at);
        let touched = known.state.touched_by(&telling);
        let lawful = folding.under_the_law(&root) && touched.law;
        let before = known.state.facts_around(&telling.part);
        let legal = if lawful { known.state.legal_around(&telling.part) } else { Vec::new() };
        let about = if touched.subjects { known.state.subjects() } else { Subjects::new() };
        let links = if touched.links { known.state.links() } else { BTreeSet::new() };
        known.last_position = event.position;
        known.recorded_at = event.recorded_at;
        self.mention(&telling, &event, &root, who.county.as_deref());
        self.report(&known, &telling.part, -1);
        known.state.tell(&telling, who, &root, acted_by(&telling, &event).as_deref());
        self.report(&known, &telling.part, 1);
        let now = known.state.facts_around(&telling.part);
        self.count(record, &known, before, now, on);
        if lawful {
            let kept = self.legal.change(record, &known, &legal, &known.state.legal_around(&telling.part));
            self.failures.extend(kept.err().map(|error| (event.position, error.to_string())));
        }
        if (kind.code == MATTER || kind.short() == CASE || kind.code == POLICE_CASE) && !known.stored {
            self.moved.insert(record.0); // A link or a transfer may have named it before it was told of.
        }
        let now = if touched.subjects { known.state.subjects() } else { Subjects::new() };
        if now != about {
            let (left, joined) = (matters(&about), matters(&now));
            let moved = left.symmetric_difference(&joined).flat_map(|matter| [*matter, record.0]);
            self.moved.extend(moved);
            let about = |(subject, (kind, part, org))| About { subject, kind, part, position: event.position, org };
            self.subjects_of.insert(record, now.into_iter().map(about).collect());
        }
        if touched.alerts {
            self.alerts.insert(record, known.state.alerts());
        }
        let whose = (kind.code == TRANSFER && event.sequence == 1).then(|| case_of(folding, &known.number)).flatten();
        if let Some(case) = whose {
            let agency = case.agency.as_ref().map(AgencyCode::to_string);
            known.state.whose = agency.map(|agency| Box::new((agency, case.org.to_string())));
            // What police ask about a case of their own is no regulator's yet.
            let regulators = |agency: &AgencyCode| folding.law.catalogue.role(agency.as_str()) == Role::Regulator;
            if folding.under_the_law(&root) && case.agency.as_ref().is_none_or(regulators) {
                let kept = self.legal.transfers(record, &known, &case);
                self.failures.extend(kept.err().map(|error| (event.position, error.to_string())));
            }
            self.moved.extend(case.records.iter().flat_map(|file| [record.0, file.0]));
            self.files.extend(case.records.into_iter().map(|file| (record, file)));
        }
        let linked = if touched.links { known.state.links() } else { BTreeSet::new() };
        self.records.insert(record, known);
        if linked != links {
            self.relink(record, &links, linked, (event.position, on), past);
        }
    }

    /// A link's record said `before` of two things and says `now`.
    fn relink(
        &mut self,
        record: RecordId,
        before: &BTreeSet<LinkRow>,
        now: BTreeSet<LinkRow>,
        (at, on): (i64, NaiveDate),
        past: &mut Past<'_>,
    ) {
        let joins = |rows: &BTreeSet<LinkRow>| rows.iter().filter_map(LinkRow::join).collect::<BTreeSet<_>>();
        let (joined, joins) = (joins(before), joins(&now));
        let changed: Vec<_> = joined.symmetric_difference(&joins).copied().collect();
        let together: BTreeSet<Uuid> =
            changed.iter().flat_map(|(from, to)| [*from, *to]).flat_map(|end| past.joins.together(end)).collect();
        let counted: Vec<(RecordId, bool)> =
            together.into_iter().map(RecordId).map(|record| (record, past.joins.counts(record))).collect();
        for join in changed {
            if joins.contains(&join) {
                past.joins.insert(join);
            } else {
                past.joins.remove(join);
            }
        }
        for (record, counted) in counted {
            if counted != past.joins.counts(record) {
                self.recount(record, counted, at, on, past);
            }
        }
        self.moved.extend(before.symmetric_difference(&now).flat_map(|row| [row.from, row.to]));
        self.links.insert(record, now);
    }

    fn take(&mut self, record: RecordId, past: &mut Past<'_>) -> Option<Known> {
        self.records.remove(&record).or_else(|| past.present.remove(&record))
    }

    /// Counts a record that was not `counted`, or the other way round. It may be told of later than the join.
    fn recount(&mut self, record: RecordId, counted: bool, at: i64, on: NaiveDate, past: &mut Past<'_>) {
        let Some(mut known) = self.take(record, past) else { return };
        // A state that was read from the tables does not know its joins.
        known.state.counted_elsewhere = !counted;
        let before = known.state.facts_once();
        known.state.counted_elsewhere = counted;
        known.last_position = at;
        let now = known.state.facts_once();
        self.count(record, &known, before, now, on);
        self.records.insert(record, known);
    }

    /// Withdraws what is not counted any more and makes what is counted now; what stays is not touched.
    fn count(&mut self, record: RecordId, known: &Known, before: Vec<Fact>, now: Vec<Fact>, on: NaiveDate) {
        let change = |fact: Fact| FactChange {
            record,
            fact,
            root: known.root.clone(),
            at: known.last_position,
            on,
            sharing: known.sharing,
            origin: known.origin,
        };
        let (gone, stays): (Vec<Fact>, Vec<Fact>) = before.into_iter().partition(|fact| !now.contains(fact));
        for fact in gone {
            self.withdrawn.push(change(fact));
        }
        for fact in now.into_iter().filter(|fact| !stays.contains(fact)) {
            self.made.push(change(fact));
        }
    }

    /// Adds what `part` of a record on a list is said to have occurred, or takes it away (`sign` -1).
    fn report(&mut self, known: &Known, part: &str, sign: i64) {
        if matches!(known.kind.class, Class::Evidence | Class::Own) {
            return;
        }
        let Some((county, first, last)) = known.state.reported(known.kind, part) else { return };
        for scope in [Some(""), county].into_iter().flatten() {
            *self.reported.entry((known.root.clone(), scope.to_owned(), first, last)).or_default() += sign;
        }
    }

    fn mention(&mut self, telling: &Telling, event: &StoredEvent, root: &DivisionCode, county: Option<&str>) {
        let stated = telling.told.as_ref().map_or(0, |told| told.stated.timestamp_micros());
        for says in &telling.says {
            let Says::Mention(mention) = says else { continue };
            for (subject, new) in Mentioned::of(mention, root, county, stated, event.position) {
                match self.subjects.get_mut(&subject) {
                    Some(known) => known.add(new),
                    None => {
                        self.subjects.insert(subject, new);
                    }
                }
            }
        }
    }
}

/// The matters among `subjects`.
fn matters(subjects: &Subjects) -> BTreeSet<Uuid> {
    subjects.iter().filter(|(_, (kind, ..))| kind == MATTER).map(|(subject, _)| subject.0).collect()
}

/// Whose case the transfer with this number is; nobody knows if it is known by an alias only.
fn case_of(folding: &Folding, number: &str) -> Option<CaseOf> {
    let number: TransferNumber = number.parse().ok()?;
    let key = RecordKey::new(number.case()).ok()?;
    let org = number.org();
    // Before a regulator has the case its number names one of police.
    let kinds = folding.vocabulary.kinds().filter(|kind| kind.short() == CASE || kind.code == POLICE_CASE);
    let records = kinds.map(|kind| RecordId::own(org, kind.code, &key)).collect();
    Some(CaseOf { org: org.clone(), agency: folding.organisations.get(org).map(|one| one.agency.clone()), records })
}

/// The person who said something of two things; other statements are an organisation's.
fn acted_by(telling: &Telling, event: &StoredEvent) -> Option<String> {
    let links = telling.says.iter().any(|says| matches!(says, Says::Link(..)));
    let metadata: Metadata = if links { serde_json::from_str(event.metadata.get()).unwrap_or_default() } else { return None };
    metadata.actor.filter(|actor| !actor.starts_with("org:"))
}

fn fresh(kind: &'static kernel::Kind, event: &StoredEvent) -> Known {
    let metadata: Metadata = serde_json::from_str(event.metadata.get()).unwrap_or_default();
    Known {
        kind,
        state: RecordState::default(),
        root: event.root.clone(),
        number: metadata.number.unwrap_or_default(),
        mark: metadata.mark,
        ordinal: metadata.ordinal.and_then(|ordinal| ordinal.parse().ok()),
        first_position: event.position,
        last_position: event.position,
        recorded_at: event.recorded_at,
        sharing: event.sharing,
        origin: event.origin,
        stored: false,
    }
}

impl Known {
    /// The row's columns that follow from the parts; `None` if nothing stands to be shown.
    pub fn row(&self) -> Option<Row> {
        self.state.row(self.kind)
    }
}
