//! The house: store, door, bus, projections, reactions, notices and pages, built the same way for `main` and for tests.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use bus::{ConnectOptions, Consumer, Receipts, StreamLimits};
use event_store::keys::StoreKey;
use event_store::setup::{Database, Role};
use event_store::{Writer, WriterLimits};
use ingest::service::{Service, ServiceLimits};
use ingest::{Door, DoorLimits, Registry};
use kernel::AgencyCode;
use kernel::law::Law;
use kernel::reference::Reference;
use projections::{Folding, Runner, Vocabulary};
use reactions::Ticker;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::matters::Known;
use crate::words::{Saying, denied};

/// What a house is built from: values only.
pub struct Plan {
    /// The database with its roles.
    pub database: Database,
    /// The store's key for personal data.
    pub key: StoreKey,
    /// NATS, and the seed of the service's key there.
    pub nats: (String, Option<String>),
    /// The trees.
    pub reference: Reference,
    /// The law.
    pub law: Law,
    /// Where pages are served; none if `None`.
    pub listen: Option<SocketAddr>,
    /// Bounds of the streams.
    pub streams: StreamLimits,
    /// Bounds of the consumer.
    pub service: ServiceLimits,
    /// Whether the read tables are kept up to date.
    pub project: bool,
    /// Whether reactions run: further reports that follow from what is recorded, and alerts of clocks.
    pub react: bool,
    /// Which events are told to whom; without it no notice goes out.
    pub relay: Option<relay::Choices>,
}

/// A running house.
pub struct House {
    /// The door, for people's commands.
    pub door: Door,
    /// A pool of role ingest.
    pub pool: PgPool,
    /// A pool of role web.
    pub readers: PgPool,
    /// Where pages are served.
    pub web: Option<SocketAddr>,
    /// The service's connection to the bus.
    pub bus: bus::Client,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    pools: Vec<PgPool>,
}

impl House {
    /// Sets the database up, joins all parts and starts them.
    ///
    /// # Errors
    /// A sentence that says which part cannot start and what to do.
    pub async fn open(plan: Plan) -> Result<Self> {
        Self::open_for(plan, Registry::of_the_roster(), Vocabulary::of(roster::mount_all)).await
    }

    /// The same for the agencies that both hosts were mounted with, whichever they are.
    ///
    /// # Errors
    /// As [`House::open`].
    pub async fn open_for(plan: Plan, registry: Registry, vocabulary: Vocabulary) -> Result<Self> {
        let Plan { database, key, nats, reference, law, listen, streams, service, project, react, relay } = plan;
        // Before anything else: an address that cannot be bound must not leave work behind.
        let listener = match listen {
            Some(address) => Some(TcpListener::bind(address).await.saying(|| {
                (
                    format!("无法在{address}提供网页：请用--listen另选地址"),
                    format!("pages cannot be served on {address}: choose another with --listen"),
                )
            })?),
            None => None,
        };
        database.set_up().await.saying(|| {
            (
                "数据库不能就绪：请确认DATABASE_URL指向的Postgres在运行且账号为其所有者，或运行jointcase doctor",
                "the database cannot be set up: see that the Postgres of DATABASE_URL runs and the account owns it, or look with jointcase doctor",
            )
        })?;
        let stop = CancellationToken::new();
        let mut tasks = Vec::new();

        let (pool, door) = Self::door_for(&database, key, reference.clone(), registry);
        let readers = database.pool(Role::Web, 8);
        let known = Known { pool: readers.clone(), vocabulary: vocabulary.clone(), law: Arc::new(law.clone()) };
        let door = door.mindful(Arc::new(known));
        door.adopt(&law).await.map_err(denied)?;

        let (url, nkey_seed) = nats;
        let client = bus::connect(ConnectOptions { url, nkey_seed, name: "jointcase service".into(), org: None })
            .await
            .saying(|| {
                (
                    "无法连接消息总线：请确认NATS_URL指向的服务器在运行、NATS_NKEY_FILE是本服务的密钥，或运行jointcase doctor",
                    "the bus cannot be reached: see that the server of NATS_URL runs and NATS_NKEY_FILE is this service's key, or look with jointcase doctor",
                )
            })?;
        let agencies: Vec<AgencyCode> = door.registry().agencies().iter().map(kernel::Agency::code).collect();
        bus::ensure_streams(&client, &agencies, &streams)
            .await
            .saying(|| ("消息总线上的消息流不能建立", "the streams of the bus cannot be made"))?;
        let consumer = Consumer::open(&client, &agencies)
            .await
            .saying(|| ("消息总线上的消费者不能建立", "the consumers of the bus cannot be made"))?;
        let service = Service::new(door.clone(), pool.clone(), consumer, Receipts::new(&client), service, stop.clone()).await?;
        tasks.push(tokio::spawn(service.run()));

        let mut pools = vec![pool.clone()];
        tasks.push(tokio::spawn(expire(pool.clone(), stop.clone())));
        if project {
            let folding = Arc::new(Folding::new(vocabulary.clone(), &reference, law.clone()));
            let pool = database.pool(Role::Project, 3);
            pools.push(pool.clone());
            tasks.push(tokio::spawn(Runner::new(pool, folding, stop.clone()).run()));
        }
        if react {
            let pool = database.pool(Role::React, 3);
            pools.push(pool.clone());
            let runner = reactions::Runner::new(door.clone(), pool.clone(), Arc::new(vocabulary.clone()), stop.clone());
            tasks.push(tokio::spawn(runner.run()));
            tasks.push(tokio::spawn(Ticker::new(door.clone(), pool, Arc::new(law.clone()), stop.clone()).run()));
        }
        if let Some(choices) = relay {
            let pool = database.pool(Role::Relay, 3);
            pools.push(pool.clone());
            let relay = relay::Relay::new(pool, client.clone(), streams.clone(), choices, reference.clone(), stop.clone());
            tasks.push(tokio::spawn(relay.run()));
        }
        pools.push(readers.clone());
        let mut web = None;
        if let Some(listener) = listener {
            web = Some(listener.local_addr()?);
            let watched = door.clone();
            let intake = Arc::new(move || {
                let counts = watched.metrics().counts();
                web::Intake {
                    accepted: counts.accepted,
                    duplicates: counts.duplicates,
                    quarantined: counts.quarantined,
                    retried: counts.retried,
                    troubles: watched.condition().troubles(),
                }
            });
            let app = web::App::new(web::WebConfig { pool: readers.clone(), vocabulary, reference, law, intake });
            let stopped = stop.clone();
            tasks.push(tokio::spawn(async move {
                if let Err(error) = web::serve(listener, app, stopped.cancelled_owned()).await {
                    tracing::error!(error = &error as &dyn std::error::Error, "pages are not served any more");
                }
            }));
        }
        Ok(Self { door, pool, readers, web, bus: client, stop, tasks, pools })
    }

    /// A door alone, for commands that do not run the house.
    pub fn door(database: &Database, key: StoreKey, reference: Reference) -> (PgPool, Door) {
        Self::door_for(database, key, reference, Registry::of_the_roster())
    }

    fn door_for(database: &Database, key: StoreKey, reference: Reference, registry: Registry) -> (PgPool, Door) {
        let pool = database.pool(Role::Ingest, 8);
        let writer = Writer::start(pool.clone(), WriterLimits::default());
        (pool.clone(), Door::new(registry, reference, pool, writer, key, DoorLimits::default()))
    }

    /// Waits until the read tables have everything up to the head, or `deadline` has passed; returns `(checkpoint, head)`.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn projected(&self, deadline: Duration) -> Result<(i64, i64)> {
        let until = tokio::time::Instant::now() + deadline;
        loop {
            let head = event_store::feed::head(&self.pool).await?.position;
            let checkpoint = projections::read::checkpoint(&self.readers).await?;
            if checkpoint >= head || tokio::time::Instant::now() > until {
                return Ok((checkpoint, head));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends every part after it has finished what it began.
    pub async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            if tokio::time::timeout(Duration::from_secs(20), task).await.is_err() {
                tracing::warn!("a part of the house did not end in time");
            }
        }
        drop(self.bus.close().await);
        for pool in self.pools {
            pool.close().await;
        }
    }
}

/// Drops the bytes of quarantined messages past their date, once an hour.
async fn expire(pool: PgPool, stop: CancellationToken) {
    let mut hour = tokio::time::interval(Duration::from_secs(3600));
    loop {
        tokio::select! {
            _ = hour.tick() => match event_store::quarantine::expire(&pool).await {
                Ok(0) => {}
                Ok(dropped) => tracing::info!(dropped, "the bytes of quarantined messages have expired"),
                Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "expired bytes of the quarantine could not be dropped"),
            },
            () = stop.cancelled() => return,
        }
    }
}
