//! A private nats-server with a service user and two organisations, and a stand-in for ingest.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bus::{
    About, Bytes, Client, ConnectOptions, Consumer, Head, Incoming, Judgement, NkeyPair, Outgoing, Permissions, Publisher,
    Receipt, Receipts, StreamLimits, Verdict, connect, ensure_streams, generate_user, permissions_for_org,
    permissions_for_service,
};
use kernel::{AgencyCode, MessageId, OrgId};
use serde_json::Value;
use standalone::nats::{Nats, NatsConfig, NatsUser};
use standalone::{Places, Tools};
use tempfile::TempDir;
use uuid::Uuid;

const ACCOUNT: &str = "JOINTCASE";

pub struct World {
    pub nats: Nats,
    pub service: Client,
    service_key: NkeyPair,
    keys: Vec<(OrgId, NkeyPair)>,
    _folder: TempDir,
}

impl World {
    /// Starts it with the streams of the two agencies.
    pub async fn start() -> Self {
        Self::start_with(&StreamLimits::default()).await
    }

    pub async fn start_with(limits: &StreamLimits) -> Self {
        let world = Self::bare(|_| None).await;
        ensure_streams(&world.service, &agencies(), limits).await.unwrap();
        world
    }

    /// Starts it without streams; `jetstream` may replace that block of the configuration, given a folder for its files.
    pub async fn bare(jetstream: impl FnOnce(&Path) -> Option<Value>) -> Self {
        let service_key = generate_user().unwrap();
        let keys: Vec<_> = [police(), food_drug()].into_iter().map(|org| (org, generate_user().unwrap())).collect();
        let mut users = vec![user(&service_key, permissions_for_service())];
        users.extend(keys.iter().map(|(org, key)| user(key, permissions_for_org(org))));
        let mut config = NatsConfig { users, jetstream_accounts: vec![ACCOUNT.into()], ..NatsConfig::default() };
        let folder = tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o755)).tempdir().unwrap();
        let store = folder.path().join("store");
        std::fs::create_dir(&store).unwrap();
        std::fs::set_permissions(&store, std::fs::Permissions::from_mode(0o777)).unwrap();
        config.extra.extend(jetstream(&store).map(|block| ("jetstream".to_owned(), block)));
        let nats = Nats::start(&Tools::find(&places()).unwrap(), folder.path(), config).await.unwrap();
        let service = connect(options(&nats.url(), Some(&service_key), None)).await.unwrap();
        Self { nats, service, service_key, keys, _folder: folder }
    }

    /// A connection with the rights of the service that speaks the protocol itself.
    pub async fn raw_service(&self) -> async_nats::Client {
        async_nats::ConnectOptions::with_nkey(self.service_key.seed.clone()).connect(self.nats.url()).await.unwrap()
    }

    /// The key of an organisation.
    pub fn key(&self, org: &OrgId) -> &NkeyPair {
        self.keys.iter().find(|(known, _)| known == org).map(|(_, key)| key).unwrap()
    }

    /// A connection of an organisation.
    pub async fn client(&self, org: &OrgId) -> Client {
        connect(options(&self.nats.url(), Some(self.key(org)), Some(org.clone()))).await.unwrap()
    }

    pub async fn publisher(&self, org: &OrgId) -> Publisher {
        Publisher::new(&self.client(org).await, org.clone())
    }

    pub async fn consumer(&self) -> Consumer {
        Consumer::open(&self.service, &agencies()).await.unwrap()
    }

    /// Takes in everything that arrives, as `judge` says; `None` settles without a receipt.
    pub async fn ingest(&self, judge: impl Fn(&Incoming) -> Option<Judgement> + Send + 'static) -> Ingest {
        let mut consumer = self.consumer().await;
        let receipts = Receipts::new(&self.service);
        let seen = Arc::new(Mutex::new(BTreeSet::new()));
        let remembered = seen.clone();
        let task = tokio::spawn(async move {
            loop {
                let batch = consumer.next_batch(500, 1 << 20, Duration::from_secs(1)).await.unwrap();
                let answers = batch.iter().filter_map(|incoming| Some(receipt(incoming, judge(incoming)?))).collect();
                remembered.lock().unwrap().extend(batch.iter().filter_map(|incoming| incoming.message));
                for incoming in &batch {
                    consumer.settle(incoming, Verdict::Done).await.unwrap();
                }
                receipts.send(answers).await.unwrap();
            }
        });
        Ingest { task, seen }
    }
}

/// The stand-in for ingest; dropped, it stops.
pub struct Ingest {
    task: tokio::task::JoinHandle<()>,
    seen: Arc<Mutex<BTreeSet<MessageId>>>,
}

impl Ingest {
    pub fn seen(&self) -> BTreeSet<MessageId> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Ingest {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub fn accept(incoming: &Incoming) -> Option<Judgement> {
    Some(Judgement::Accepted { position: incoming.sequence })
}

fn receipt(incoming: &Incoming, judgement: Judgement) -> Receipt {
    let about = incoming
        .message
        .map_or_else(|| About::Stored { stream: incoming.stream.to_string(), sequence: incoming.sequence }, About::Message);
    let head = Head { incarnation: Uuid::from_u128(1), position: incoming.sequence, hash: "00".into() };
    Receipt { org: incoming.subject.split('.').nth(2).unwrap().parse().unwrap(), about, judgement, head }
}

pub fn police() -> OrgId {
    OrgId::new("jn-police").unwrap()
}

pub fn food_drug() -> OrgId {
    OrgId::new("jn-food-drug").unwrap()
}

pub fn agencies() -> [AgencyCode; 2] {
    [AgencyCode::new("police").unwrap(), AgencyCode::new("food-drug").unwrap()]
}

pub fn message(n: u128) -> MessageId {
    MessageId(Uuid::from_u128(n))
}

/// Report `n` of an organisation, whose agency is its name without the city.
pub fn report(org: &OrgId, n: u128) -> Outgoing {
    let agency = org.as_str().trim_start_matches("jn-");
    let body = Bytes::from(format!("{{\"n\":{n}}}"));
    Outgoing { message: message(n), subject: format!("report.{agency}.{org}.case.accepted"), body }
}

pub fn reports(org: &OrgId, numbers: std::ops::Range<u128>) -> impl futures::Stream<Item = Outgoing> + use<> {
    futures::stream::iter(numbers.map(|n| report(org, n)).collect::<Vec<_>>())
}

/// Pulls until `number` reports are there.
pub async fn pull(consumer: &mut Consumer, number: usize) -> Vec<Incoming> {
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut all = Vec::new();
    while all.len() < number {
        assert!(Instant::now() < deadline, "{} of {number} reports arrived", all.len());
        all.extend(consumer.next_batch(number - all.len(), 1 << 20, Duration::from_secs(1)).await.unwrap());
    }
    all
}

pub fn options(url: &str, key: Option<&NkeyPair>, org: Option<OrgId>) -> ConnectOptions {
    ConnectOptions { url: url.into(), nkey_seed: key.map(|key| key.seed.clone()), name: "test".into(), org }
}

fn user(key: &NkeyPair, permissions: Permissions) -> NatsUser {
    let Permissions { publish, subscribe } = permissions;
    NatsUser {
        public_key: key.public.clone(),
        account: ACCOUNT.into(),
        publish_allow: publish,
        subscribe_allow: subscribe,
        allow_responses: false,
    }
}

#[allow(clippy::disallowed_methods, reason = "a test program reads its own environment")]
fn places() -> Places {
    Places::of(|name| std::env::var(name).ok())
}
