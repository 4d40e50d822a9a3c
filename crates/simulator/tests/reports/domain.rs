//! The roster's own understanding of reports: read, checked, decided, and told into tallies, without store or projections.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kernel::parts::{Part, flags};
use kernel::reference::Reference;
use kernel::telling::LinkEnd;
use kernel::{
    Agency, Count, Decider, DomainEvent, Envelope, Heading, Host, Identity, Kind, Measure, MessageId, Qualifier, RecordId,
    RecordKey, Refusal, Report, Says, Telling, Withdrawal,
};

type Decode = Box<dyn Fn(&Heading, &str) -> Result<Vec<Telling>, Refusal>>;

/// All report types with what they become.
#[derive(Default)]
pub struct Domain {
    agency: &'static str,
    entries: HashMap<String, (&'static Kind, Decode)>,
    /// The unit of every declared measure.
    pub measures: BTreeSet<&'static str>,
}

/// What all accepted reports said, record by record.
#[derive(Default)]
pub struct Told {
    known: HashSet<(String, MessageId)>,
    records: BTreeMap<RecordId, Record>,
    joined: BTreeMap<RecordId, Vec<(RecordId, Part)>>,
}

struct Record {
    kind: &'static Kind,
    parts: BTreeMap<String, (Part, Vec<Telling>, Vec<Option<String>>)>,
}

/// A sum: amount, rows, and whether one of them is a lower bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub amount: i64,
    pub rows: u64,
    pub at_least: bool,
}

impl Domain {
    pub fn of_the_roster() -> Self {
        let mut domain = Self::default();
        roster::mount_all(&mut domain);
        assert!(domain.entries.len() > 60, "the roster declares its reports");
        domain
    }

    /// The full names of all report types.
    pub fn types(&self) -> BTreeSet<String> {
        self.entries.keys().cloned().collect()
    }

    /// Reads and folds one report as the door would.
    pub fn hear(&self, told: &mut Told, envelope: &Envelope, reference: &Reference) -> Result<(), Refusal> {
        let report_type = envelope.report_type.to_string();
        let (kind, decode) = self.entries.get(&report_type).unwrap_or_else(|| panic!("{report_type} is not declared"));
        let organisation = reference.organisations.get(&envelope.org).unwrap_or_else(|| panic!("{} unknown", envelope.org));
        let divisions = &reference.divisions;
        assert!(divisions.within(&envelope.division, &organisation.division), "{} of {}", envelope.division, envelope.org);
        assert!(kind.identity == Identity::Shared || organisation.agency == envelope.report_type.agency, "{report_type}");
        let root = divisions.root_of(&envelope.division).expect("a root");
        let heading = Heading {
            message: envelope.id,
            corrects: envelope.corrects,
            stated: envelope.time.to_utc(),
            org: envelope.org.clone(),
            agency: organisation.agency.clone(),
            division: envelope.division.clone(),
            root: root.code.clone(),
            key: envelope.subject.clone(),
        };
        let tellings = decode(&heading, envelope.data.get())?;
        assert!(told.known.insert((envelope.org.to_string(), envelope.id)), "{report_type}: one id for two reports");
        let record = record_of(kind, &heading, &envelope.subject);
        let county = divisions.county_of(&envelope.division).map(|county| county.code.to_string());
        for telling in tellings {
            told.tell(record, kind, telling, county.clone());
        }
        Ok(())
    }
}

fn record_of(kind: &Kind, heading: &Heading, key: &RecordKey) -> RecordId {
    match kind.identity {
        Identity::Own => RecordId::own(&heading.org, kind.code, key),
        Identity::Shared => RecordId::shared(&heading.root, kind.code, key),
    }
}

impl Told {
    fn tell(&mut self, record: RecordId, kind: &'static Kind, telling: Telling, county: Option<String>) {
        let told = telling.told.clone().expect("a report's telling");
        for says in &telling.says {
            if let Says::Link(link) = says
                && let LinkEnd::Record(_) = link.to
            {
                let mut part = Part::default();
                part.record(&told);
                self.joined.entry(link.record).or_default().push((record, part));
            }
        }
        let known = self.records.entry(record).or_insert_with(|| Record { kind, parts: BTreeMap::new() });
        let (part, tellings, counties) = known.parts.entry(telling.part.clone()).or_default();
        if telling.withdrawn {
            part.take_back(&told);
        } else {
            part.record(&told);
        }
        tellings.push(telling);
        counties.push(county);
    }

    /// How many records of each kind there are.
    pub fn records(&self) -> BTreeMap<&'static str, u64> {
        let mut records = BTreeMap::new();
        self.records.values().for_each(|record| *records.entry(record.kind.code).or_default() += 1);
        records
    }

    /// How many records have each flag, by kind and flag without its label.
    pub fn flags(&self) -> BTreeMap<(&'static str, String), u64> {
        let mut sums = BTreeMap::new();
        for record in self.records.values() {
            let parts: Vec<(&str, &Part)> = record.parts.iter().map(|(name, (part, ..))| (name.as_str(), part)).collect();
            for flag in flags(record.kind, parts.into_iter()) {
                let stage = flag.split('/').next().unwrap_or_default().to_owned();
                *sums.entry((record.kind.code, stage)).or_default() += 1;
            }
        }
        sums
    }

    /// Whether the report that joined `record` to another still stands.
    fn is_joined(&self, record: &RecordId) -> bool {
        self.joined.get(record).is_some_and(|links| {
            links.iter().any(|(link, _)| self.records[link].parts.values().any(|(part, ..)| !part.withdrawn()))
        })
    }

    /// Everything that is counted, by measure and county.
    pub fn tallies(&self) -> BTreeMap<(&'static str, Option<String>), Sum> {
        let mut sums: BTreeMap<(&'static str, Option<String>), Sum> = BTreeMap::new();
        let mut add = |count: &Count, county: &Option<String>| {
            let sum = sums.entry((count.measure, county.clone())).or_default();
            sum.amount += count.quantity.amount;
            sum.rows += 1;
            sum.at_least |= count.quantity.qualifier == Qualifier::AtLeast;
        };
        for (id, record) in &self.records {
            let mut once: BTreeMap<(&str, &str), (_, &Count, &Option<String>)> = BTreeMap::new();
            for (part, tellings, counties) in record.parts.values().filter(|(part, ..)| !part.withdrawn()) {
                let stands = |telling: &Telling| telling.told.as_ref().map(|told| told.message) == part.standing();
                let (at, telling) = tellings.iter().enumerate().find(|(_, telling)| stands(telling)).expect("a standing part");
                let told = telling.told.as_ref().expect("a report's telling");
                for count in telling.says.iter().filter_map(|s| if let Says::Count(count) = s { Some(count) } else { None }) {
                    if !count.per_record {
                        add(count, &counties[at]);
                        continue;
                    }
                    let key = (count.measure, count.slot.as_str());
                    let order = (told.stated.timestamp_micros(), told.message);
                    if once.get(&key).is_none_or(|(first, ..)| order < *first) {
                        once.insert(key, (order, count, &counties[at]));
                    }
                }
            }
            if !self.is_joined(id) {
                once.values().for_each(|(_, count, county)| add(count, county));
            }
        }
        sums
    }
}

impl Host for Domain {
    fn agency(&mut self, agency: Agency) {
        self.agency = agency.code;
    }

    fn record<D: Decider>(&mut self) {}

    fn report<R: Report, D: Decider>(&mut self, into: fn(&Heading, R) -> D::Command) {
        let decode: Decode = Box::new(move |heading, data| {
            let report: R = serde_json::from_str(data).map_err(|e| Refusal::new("wrong-data", e.to_string(), e.to_string()))?;
            report.check()?;
            tellings::<D>(into(heading, report))
        });
        self.entries.insert(format!("jointcase.{}.{}.v{}", self.agency, R::TYPE, R::VERSION), (&D::KIND, decode));
    }

    fn withdrawal<D: Decider>(&mut self, into: fn(&Heading, Withdrawal) -> D::Command) {
        let decode: Decode = Box::new(move |heading, data| {
            let report = serde_json::from_str(data).map_err(|e| Refusal::new("wrong-data", e.to_string(), e.to_string()))?;
            tellings::<D>(into(heading, report))
        });
        self.entries.insert(format!("jointcase.{}.{}.withdrawn.v1", self.agency, D::KIND.short()), (&D::KIND, decode));
    }

    fn measures(&mut self, measures: &'static [Measure]) {
        self.measures.extend(measures.iter().map(|measure| measure.code));
    }

    fn outcomes(&mut self, _: &'static [(&'static str, &'static str, &'static str)]) {}
}

fn tellings<D: Decider>(command: D::Command) -> Result<Vec<Telling>, Refusal> {
    let events = D::default().decide(command).map_err(Into::into)?;
    assert!(!events.is_empty(), "{}: a report says something", D::KIND.code);
    Ok(events.iter().map(DomainEvent::tell).collect())
}
