//! The roster's own understanding of reports: read, checked, decided, and told into tallies, without store or projections.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use kernel::parts::{Part, breaches, flags};
use kernel::reference::Reference;
use kernel::telling::LinkEnd;
use kernel::{
    Agency, Count, Decider, DomainEvent, Envelope, Heading, Host, Identity, Kind, Measure, MessageId, Qualifier, RecordId,
    RecordKey, Refusal, Report, Says, Telling, Withdrawal,
};
use simulator::Sum;

type Decode = Box<dyn Fn(&Heading, &str) -> Result<Vec<Telling>, Refusal>>;

/// All report types with what they become.
#[derive(Default)]
pub struct Domain {
    agency: &'static str,
    entries: HashMap<String, (&'static Kind, Decode)>,
    /// The codes of all declared measures.
    pub measures: BTreeSet<&'static str>,
}

/// What all accepted reports said, record by record.
#[derive(Default)]
pub struct Told {
    known: HashSet<(String, MessageId)>,
    records: BTreeMap<RecordId, Record>,
    /// Records that a link joins to others, with the link.
    joined: BTreeMap<RecordId, RecordId>,
}

struct Record {
    kind: &'static Kind,
    key: RecordKey,
    parts: BTreeMap<String, ToldPart>,
}

/// Who tells something and where.
pub struct By {
    pub agency: String,
    pub org: String,
    pub division: String,
    pub county: Option<String>,
}

/// A part with all its tellings, each with who told it.
#[derive(Default)]
struct ToldPart {
    part: Part,
    tellings: Vec<(Telling, By)>,
}

/// A telling that stands, with its record and kind of record.
pub struct Standing<'t> {
    pub record: RecordId,
    pub kind: &'static Kind,
    pub key: &'t RecordKey,
    pub telling: &'t Telling,
    pub by: &'t By,
}

impl ToldPart {
    /// The telling that stands, unless it takes the part back.
    fn standing(&self) -> Option<&(Telling, By)> {
        let stands = |telling: &Telling| telling.told.as_ref().map(|told| told.message) == self.part.standing();
        self.tellings.iter().find(|(telling, _)| stands(telling)).filter(|_| !self.part.withdrawn())
    }
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
        let (kind, decode) = &self.entries[&report_type];
        let organisation = reference.organisations.get(&envelope.org).unwrap_or_else(|| panic!("{} unknown", envelope.org));
        let divisions = &reference.divisions;
        assert!(divisions.within(&envelope.division, &organisation.division), "{} of {}", envelope.division, envelope.org);
        let of_the_joint_office = kind.identity == Identity::Shared && envelope.report_type.agency.as_str() == "joint-office";
        assert!(of_the_joint_office || organisation.agency == envelope.report_type.agency, "{report_type}");
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
            act: false,
        };
        let tellings = decode(&heading, envelope.data.get())?;
        assert!(told.known.insert((envelope.org.to_string(), envelope.id)), "{report_type}: one id for two reports");
        let record = record_of(kind, &heading, &envelope.subject);
        let county = divisions.county_of(&envelope.division).map(|county| county.code.to_string());
        for telling in tellings {
            let (agency, org) = (organisation.agency.to_string(), envelope.org.to_string());
            let by = By { agency, org, division: envelope.division.to_string(), county: county.clone() };
            told.tell((record, &envelope.subject), kind, telling, by);
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
    fn tell(&mut self, (record, key): (RecordId, &RecordKey), kind: &'static Kind, telling: Telling, by: By) {
        let told = telling.told.clone().expect("a report's telling");
        for says in &telling.says {
            if let Says::Link(link, _) = says
                && let (LinkEnd::Record(joined), LinkEnd::Record(_)) = (link.from, link.to)
            {
                self.joined.insert(joined, record);
            }
        }
        let known = self.records.entry(record).or_insert_with(|| Record { kind, key: key.clone(), parts: BTreeMap::new() });
        let known = known.parts.entry(telling.part.clone()).or_default();
        if telling.withdrawn {
            known.part.take_back(&told);
        } else if known.part.record(&told) {
            known.part.naming(telling.names().map(ToOwned::to_owned));
            known
                .part
                .passing(telling.says.iter().filter_map(|says| if let Says::Aside(aside) = says { Some(aside) } else { None }));
        }
        known.tellings.push((telling, by));
    }

    /// Everything that stands, record by record.
    pub fn standing(&self) -> impl Iterator<Item = Standing<'_>> {
        self.records.iter().flat_map(|(record, told)| {
            let standing = told.parts.values().filter_map(ToldPart::standing);
            standing.map(|(telling, by)| Standing { record: *record, kind: told.kind, key: &told.key, telling, by })
        })
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
            let parts: Vec<(&str, &Part)> = record.parts.iter().map(|(name, told)| (name.as_str(), &told.part)).collect();
            let says = record.parts.values().filter_map(ToldPart::standing).flat_map(|(telling, _)| &telling.says);
            let ties = says.filter_map(|says| if let Says::Tie(tie) = says { Some(tie) } else { None });
            for flag in flags(record.kind, parts.into_iter()).into_iter().chain(breaches(ties)) {
                let stage = flag.split('/').next().unwrap_or_default().to_owned();
                *sums.entry((record.kind.code, stage)).or_default() += 1;
            }
        }
        sums
    }

    /// Everything that is counted, by measure and county.
    pub fn tallies(&self) -> BTreeMap<(&'static str, Option<String>), Sum> {
        let mut sums = BTreeMap::new();
        for (id, record) in &self.records {
            let mut once: BTreeMap<(&str, &str), (_, &Count, &Option<String>)> = BTreeMap::new();
            for (telling, By { county, .. }) in record.parts.values().filter_map(ToldPart::standing) {
                let told = telling.told.as_ref().expect("a report's telling");
                let order = (told.stated.timestamp_micros(), told.message);
                for count in telling.says.iter().filter_map(|s| if let Says::Count(count) = s { Some(count) } else { None }) {
                    let key = (count.measure, count.slot.as_str());
                    if !count.per_record {
                        add(&mut sums, count, county);
                    } else if once.get(&key).is_none_or(|(first, ..)| order < *first) {
                        once.insert(key, (order, count, county));
                    }
                }
            }
            let link = self.joined.get(id).and_then(|link| self.records.get(link));
            if !link.is_some_and(|link| link.parts.values().any(|part| part.standing().is_some())) {
                once.values().for_each(|(_, count, county)| add(&mut sums, count, county));
            }
        }
        sums
    }
}

fn add(sums: &mut BTreeMap<(&'static str, Option<String>), Sum>, count: &Count, county: &Option<String>) {
    let sum = sums.entry((count.measure, county.clone())).or_default();
    sum.amount += count.quantity.amount;
    sum.rows += 1;
    sum.at_least |= count.quantity.qualifier == Qualifier::AtLeast;
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
