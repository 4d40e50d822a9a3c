//! A whole house for one test: a database and a NATS of its own, a key for every organisation, and what tests ask of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bus::{Client, ConnectOptions, DeliveryOptions, DeliveryReport, Outcome, Outgoing, Publisher, Step, StreamLimits};
use event_store::setup::{Database, Role};
use futures::Stream;
use ingest::Registry;
use ingest::service::ServiceLimits;
use jointcase::delivery::Senders;
use jointcase::house::{House, Plan};
use jointcase::installation::bus_of;
use jointcase::secrets::Secrets;
use kernel::law::Law;
use kernel::reference::Reference;
use kernel::{MessageId, OrgId};
use projections::read::{self, FactFilter, Lens, Page, RecordFilter, RecordRow, Span};
use projections::{Folding, Vocabulary, rebuild};
use sqlx::{Connection, PgConnection, PgPool};
use standalone::nats::NatsConfig;
use tempfile::TempDir;

use crate::statement::Statement;
use crate::{OwnNats, OwnPostgres, PATIENCE, database, folder, wait_until};

/// Where a house stands: servers, keys and secrets. Several houses may be opened on one site, as several services run on one store.
pub struct Site {
    /// The database.
    pub database: Database,
    /// Its address for the owner; none on the shared cluster, whose roles belong to all tests.
    pub database_url: Option<String>,
    /// The bus.
    pub nats: OwnNats,
    /// The trees that reports are read against.
    pub reference: Reference,
    /// Bounds of the streams.
    pub streams: StreamLimits,
    /// The data folder, with the secrets in it.
    pub folder: TempDir,
    /// The keys of all organisations of the shipped trees.
    pub secrets: Secrets,
}

/// What became of reports, as their sender heard it.
#[derive(Debug, Default)]
pub struct Heard {
    /// The publisher's sums.
    pub report: DeliveryReport,
    /// Each report's own.
    pub outcomes: BTreeMap<MessageId, Outcome>,
}

/// A figure: its sum, how many facts make it up, and whether it is a lower bound.
pub type Figure = (i64, i64, bool);

impl Site {
    /// A site on the cluster that the whole run shares.
    ///
    /// # Panics
    /// If a server does not start.
    pub async fn new() -> Self {
        Self::build(None, 1 << 20).await
    }

    /// A site whose bus takes larger messages than the door.
    ///
    /// # Panics
    /// If a server does not start.
    pub async fn with_a_generous_bus() -> Self {
        Self::build(None, 4 << 20).await
    }

    /// A site on a Postgres of the test's own: one that it breaks, or one for the real program, which sets its roles' passwords.
    ///
    /// # Panics
    /// If a server does not start.
    pub async fn on(postgres: &OwnPostgres) -> Self {
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        Self::build(Some(postgres.server.admin_url(&name)), 1 << 20).await
    }

    async fn build(database_url: Option<String>, max_payload: usize) -> Self {
        let reference = roster::reference().expect("the shipped trees");
        let folder = folder();
        let secrets = Secrets::open(folder.path(), &reference).expect("new secrets");
        let database = match &database_url {
            Some(url) => Database::new(url, secrets.roles()).expect("an address of our own"),
            None => database().await,
        };
        let config = bus_of(&secrets).expect("keys that were just made");
        let nats = OwnNats::start(NatsConfig { max_payload, ..config }).await;
        let streams = StreamLimits { max_bytes: 256 << 20, ..StreamLimits::default() };
        Self { database, database_url, nats, reference, streams, folder, secrets }
    }

    /// What a house on this site is built from.
    pub fn plan(&self) -> Plan {
        Plan {
            database: self.database.clone(),
            key: self.secrets.store_key(),
            nats: (self.nats.server.url(), Some(self.secrets.service.clone())),
            reference: self.reference.clone(),
            law: law(),
            listen: None,
            streams: self.streams.clone(),
            service: ServiceLimits::default(),
            project: true,
            react: false, // Most tests count what they said themselves.
            relay: None,
        }
    }

    /// Opens a house here.
    ///
    /// # Panics
    /// If a part of it cannot start.
    pub async fn open(&self) -> House {
        House::open(self.plan()).await.expect("a house")
    }

    /// Opens a house whose agencies are those that the two hosts were mounted with.
    ///
    /// # Panics
    /// If a part of it cannot start.
    pub async fn open_for(&self, plan: Plan, registry: Registry, vocabulary: Vocabulary) -> House {
        House::open_for(plan, registry, vocabulary).await.expect("a house")
    }

    /// Connections as any organisation, for the publishers of the program itself.
    pub fn senders(&self) -> Senders {
        let seeds = self.secrets.organisations.clone();
        Senders::new(self.nats.server.url(), move |org| seeds.get(org.as_str()).cloned())
    }

    /// A connection as `org`.
    ///
    /// # Panics
    /// If the bus does not let it in.
    pub async fn client(&self, org: &str) -> Client {
        let org = org_id(org);
        self.senders().connect(&org).await.expect("a connection")
    }

    /// A connection with the rights of the service.
    ///
    /// # Panics
    /// If the bus does not let it in.
    pub async fn service_client(&self) -> Client {
        let nkey_seed = Some(self.secrets.service.clone());
        let options = ConnectOptions { url: self.nats.server.url(), nkey_seed, name: "a test".into(), org: None };
        bus::connect(options).await.expect("a connection")
    }

    /// Sends reports as `org` and waits for every receipt.
    ///
    /// # Panics
    /// If the delivery cannot begin.
    pub async fn deliver(&self, org: &str, reports: Vec<Outgoing>) -> Heard {
        let client = self.client(org).await;
        let heard = deliver(&client, org, DeliveryOptions::default(), futures::stream::iter(reports)).await;
        client.close().await.expect("closed");
        heard
    }

    /// Sends statements, each as its own organisation and all organisations at once, and waits for every receipt.
    ///
    /// # Panics
    /// If a delivery cannot begin.
    pub async fn tell(&self, statements: &[Statement]) -> Heard {
        let mut by_org: BTreeMap<&str, Vec<Outgoing>> = BTreeMap::new();
        for statement in statements {
            by_org.entry(&statement.org).or_default().push(statement.outgoing());
        }
        let deliveries = by_org.into_iter().map(|(org, reports)| self.deliver(org, reports));
        let mut all = Heard::default();
        futures::future::join_all(deliveries).await.into_iter().for_each(|heard| all.join(heard));
        all
    }

    /// Proves that the history is whole, that its reports are in it once, and that the read tables are what a rebuild makes.
    ///
    /// # Panics
    /// If anything is wrong.
    pub async fn verify(&self) {
        self.verify_for(Vocabulary::of(roster::mount_all)).await;
    }

    /// The same for other agencies than the roster's.
    ///
    /// # Panics
    /// If anything is wrong.
    pub async fn verify_for(&self, vocabulary: Vocabulary) {
        let pool = self.database.pool(Role::Project, 3);
        let verified = event_store::verify::verify(&pool, |_| {}).await.expect("a history");
        assert!(verified.faults.is_empty(), "{:?}", verified.faults);
        assert!(verified.events > 0 && verified.reports > 0, "an empty history proves nothing");
        let mut connection = PgConnection::connect_with(&pool.connect_options()).await.expect("a connection");
        let folding = Folding::new(vocabulary, &self.reference, law());
        let compared = rebuild::compare(&pool, &mut connection, &folding).await.expect("a rebuild");
        assert!(compared.len() >= 5, "{compared:?}");
        for table in &compared {
            assert!(table.equal(), "the live table differs from a rebuild: {table:?}");
        }
        let failures: i64 = self.count("SELECT count(*) FROM projection_failures").await;
        assert_eq!(failures, 0, "events that cannot be folded");
    }

    /// How many reports are in the inbox: each that was ever accepted, once.
    ///
    /// # Panics
    /// If the database does not answer.
    pub async fn accepted(&self) -> BTreeSet<MessageId> {
        let rows: Vec<uuid::Uuid> =
            sqlx::query_scalar("SELECT message_id FROM inbox").fetch_all(&self.database.owner_pool(1)).await.expect("the inbox");
        rows.into_iter().map(MessageId).collect()
    }

    /// One number that the database counts, as its owner.
    ///
    /// # Panics
    /// If the database does not answer.
    pub async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.database.owner_pool(1)).await.expect("a count")
    }
}

impl Heard {
    /// Adds what another publisher heard.
    pub fn join(&mut self, other: Self) {
        let (sum, more) = (&mut self.report, other.report);
        sum.published += more.published;
        sum.accepted += more.accepted;
        sum.duplicates += more.duplicates;
        sum.repeats += more.repeats;
        sum.quarantined.total += more.quarantined.total;
        sum.quarantined.first.extend(more.quarantined.first);
        sum.not_stored.total += more.not_stored.total;
        sum.not_stored.first.extend(more.not_stored.first);
        sum.unaccounted.total += more.unaccounted.total;
        sum.unaccounted.first.extend(more.unaccounted.first);
        sum.stopped = sum.stopped.take().or(more.stopped);
        self.outcomes.extend(other.outcomes);
    }

    /// Fails unless every report has a receipt, and each was taken in now or before.
    ///
    /// # Panics
    /// If one was not.
    pub fn all_taken_in(&self) {
        self.all_accounted_for();
        assert_eq!(self.report.quarantined.total, 0, "{:?}", self.report.quarantined.first.first());
    }

    /// Fails unless every report has a receipt.
    ///
    /// # Panics
    /// If one has none.
    pub fn all_accounted_for(&self) {
        let report = &self.report;
        assert!(report.complete(), "{:?} {:?} {:?}", report.stopped, report.not_stored.first.first(), report.unaccounted.total);
        assert_eq!(report.published, report.accepted + report.duplicates + report.quarantined.total);
    }

    /// How many were put aside, by reason code.
    pub fn codes(&self) -> BTreeMap<String, u64> {
        let mut codes = BTreeMap::new();
        for outcome in &self.report.quarantined.first {
            if let Outcome::Quarantined { code, .. } = outcome {
                *codes.entry(code.clone()).or_default() += 1;
            }
        }
        codes
    }
}

/// Sends reports over `client` as `org`.
///
/// # Panics
/// If the delivery cannot begin.
pub async fn deliver(client: &Client, org: &str, options: DeliveryOptions, reports: impl Stream<Item = Outgoing>) -> Heard {
    let mut outcomes = BTreeMap::new();
    let publisher = Publisher::with_options(client, org_id(org), options);
    let report = publisher
        .deliver(reports, |step| {
            if let Step::Ended(outcome) = step {
                let message = match outcome {
                    Outcome::Accepted { message, .. }
                    | Outcome::Duplicate { message, .. }
                    | Outcome::Quarantined { message, .. }
                    | Outcome::Unaccounted(message) => *message,
                    Outcome::NotStored(not_stored) => not_stored.message,
                };
                outcomes.insert(message, outcome.clone());
            }
        })
        .await
        .expect("a delivery that begins");
    Heard { report, outcomes }
}

/// Waits until the read tables have everything that is recorded.
///
/// # Panics
/// If they do not get there in time.
pub async fn settled(house: &House) {
    let (checkpoint, head) = house.projected(PATIENCE).await.expect("the store answers");
    assert!(checkpoint >= head, "the read tables are at {checkpoint} of {head}");
}

/// Waits until `count` reports are in the inbox.
///
/// # Panics
/// If they do not get there in time.
pub async fn taken_in(site: &Site, count: i64) {
    wait_until("the reports are taken in", PATIENCE, || async { site.count("SELECT count(*) FROM inbox").await >= count }).await;
}

/// All figures of `root` over all days, by measure and county.
///
/// # Panics
/// If the database does not answer.
pub async fn figures(readers: &PgPool, root: &str, vocabulary: &Vocabulary) -> BTreeMap<(String, Option<String>), Figure> {
    let lens = Lens { root: root.to_owned(), ..Lens::default() };
    let mut figures = BTreeMap::new();
    for measure in vocabulary.measures() {
        let rows = read::by_county(readers, &lens, measure.code, always()).await.expect("figures");
        figures.extend(rows.into_iter().map(|row| ((measure.code.to_owned(), row.county), (row.amount, row.rows, row.at_least))));
    }
    figures
}

/// The records of `filter`, all of them.
///
/// # Panics
/// If the database does not answer.
pub async fn records(readers: &PgPool, filter: &RecordFilter) -> Vec<RecordRow> {
    let (mut all, mut page) = (Vec::new(), Page::first(500));
    loop {
        let paged = read::records(readers, filter, &page).await.expect("records");
        all.extend(paged.rows);
        match paged.next {
            Some(next) => page.after = Some(next),
            None => return all,
        }
    }
}

/// The facts of `filter`, all of them.
///
/// # Panics
/// If the database does not answer.
pub async fn facts(readers: &PgPool, filter: &FactFilter) -> Vec<read::FactRow> {
    let (mut all, mut page) = (Vec::new(), Page::first(100));
    loop {
        let paged = read::facts(readers, filter, &page).await.expect("facts");
        all.extend(paged.rows);
        match paged.next {
            Some(next) => page.after = Some(next),
            None => return all,
        }
    }
}

/// From the beginning until long after today.
///
/// # Panics
/// Never.
pub fn always() -> Span {
    Span { from: None, to: chrono::NaiveDate::from_ymd_opt(2200, 12, 31).expect("a day") }
}

/// How patiently a publisher waits in tests that break things: it asks again soon, and often.
pub fn stubborn() -> DeliveryOptions {
    DeliveryOptions {
        window: 400,
        ack_wait: Duration::from_secs(4),
        receipt_wait: Duration::from_secs(3),
        tries: 30,
        ..DeliveryOptions::default()
    }
}

/// A file of the samples that ship with the program.
pub fn sample(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples").join(path)
}

/// The law as it ships.
pub fn law() -> Law {
    Law::shipped().expect("the shipped law")
}

fn org_id(org: &str) -> OrgId {
    OrgId::new(org).expect("an organisation id")
}
