//! Follows the history and sends notices: in order, one relay at a time, resuming after any stop.

use std::collections::BTreeMap;

use bus::{BusError, Client, Notices, OutgoingNotice, StreamLimits};
use event_store::follow::{keep_trying, wait};
use event_store::{Ledger, StoreError, StoredEvent, feed};
use futures::{StreamExt, TryStreamExt, stream};
use joint_office::alert::Raised;
use kernel::reference::Reference;
use kernel::{OrgId, RecordId};
use sqlx::{PgConnection, PgPool};
use tokio_util::sync::CancellationToken;

use crate::choices::Choices;
use crate::heard::{Heard, stage, telling};
use crate::receivers::receivers;
use crate::writing::{Around, Store, addressed, raised, write};

/// The relay's name.
pub const NAME: &str = "notices";
/// Its version: another one goes through the history once more.
const RUNS: i32 = 1;
/// Most positions between two checkpoints: as many are repeated after a crash.
const WINDOW: i64 = 1_000;
/// To how many receivers is sent at once; to each in order.
const AT_ONCE: usize = 16;

/// What can go wrong with the relay, sorted by what the caller does next.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The store is away, or refuses: wait and try again; nothing is lost and nothing is passed over.
    #[error("notices wait for the database")]
    Store(#[from] StoreError),
    /// The bus is away, full, or refuses: the same.
    #[error("notices wait for the bus")]
    Bus(#[from] BusError),
    /// Another process relays: leave it to it.
    #[error("another process sends notices")]
    HeldElsewhere,
}

/// The relay of this process.
pub struct Relay {
    pool: PgPool,
    bus: Client,
    limits: StreamLimits,
    choices: Choices,
    reference: Reference,
    stop: CancellationToken,
}

/// One relay's turn: it holds the lease.
struct Turn {
    connection: PgConnection,
    notices: Notices,
    store: Store,
}

/// What is to be sent of a stretch of the history.
#[derive(Default)]
struct Work {
    /// To each receiver in order, with the position.
    chains: BTreeMap<OrgId, Vec<(i64, OutgoingNotice)>>,
    failures: Vec<(i64, String)>,
}

impl Relay {
    /// Over a pool of role `relay` and the service's connection to the bus; `stop` ends [`Relay::run`].
    pub fn new(
        pool: PgPool,
        bus: Client,
        limits: StreamLimits,
        choices: Choices,
        reference: Reference,
        stop: CancellationToken,
    ) -> Self {
        Self { pool, bus, limits, choices, reference, stop }
    }

    /// Works until told to stop: takes the lease (waiting while another process has it), follows the history.
    pub async fn run(self) {
        keep_trying(&self.stop, |error| matches!(error, RelayError::HeldElsewhere), || self.session()).await;
    }

    async fn session(&self) -> Result<(), RelayError> {
        let connection = Ledger::RELAYS.lease(&self.pool, NAME).await?.ok_or(RelayError::HeldElsewhere)?;
        let notices = Notices::open(&self.bus, &self.limits).await?;
        let (origin, incarnation) = feed::identity(&self.pool).await?;
        let mut turn = Turn { connection, notices, store: Store { origin, incarnation } };
        let mut listener = feed::listen(&self.pool).await?;
        while !self.stop.is_cancelled() {
            if !self.step(&mut turn).await? {
                wait(&mut listener, &self.stop).await?;
            }
        }
        Ok(())
    }

    /// Goes through the next stretch of the history; says whether there is more.
    ///
    /// What is sent comes first, the checkpoint second: stopped between the two, the same is sent again under the same ids.
    async fn step(&self, turn: &mut Turn) -> Result<bool, RelayError> {
        let checkpoint = Ledger::RELAYS.begin(&mut turn.connection, NAME, RUNS).await?;
        let head = feed::head(&self.pool).await?.position;
        if head <= checkpoint {
            return Ok(false);
        }
        let until = head.min(checkpoint + WINDOW);
        let kinds: Vec<&str> = self.choices.kinds().into_iter().collect();
        let mut work = Work::default();
        for (event, head) in feed::sealed(&self.pool, checkpoint, until, &kinds).await? {
            match self.told(&event, head, turn.store).await? {
                Ok(notices) => {
                    for notice in notices {
                        work.chains.entry(notice.to.clone()).or_default().push((event.position, notice));
                    }
                }
                Err(reason) => work.failures.push((event.position, reason)),
            }
        }
        let chains = stream::iter(work.chains.into_values()).map(|chain| send(&turn.notices, chain)).buffer_unordered(AT_ONCE);
        let refused: Vec<Vec<(i64, String)>> = chains.try_collect().await?;
        work.failures.extend(refused.into_iter().flatten());
        work.failures.sort();
        Ledger::RELAYS.advance(&mut turn.connection, NAME, until, &work.failures).await?;
        Ok(until < head)
    }

    /// The notices of one event, one for each receiver; within, a sentence that says why it cannot be told.
    async fn told(
        &self,
        event: &StoredEvent,
        head: feed::Head,
        store: Store,
    ) -> Result<Result<Vec<OutgoingNotice>, String>, StoreError> {
        let book = &self.choices.book;
        // Most events of a chosen kind are chosen for nobody: they need no look at the past.
        match telling(event, book) {
            Ok(told) if !told.withdrawn && self.choices.of(&event.aggregate_type, stage(&told.part)).next().is_none() => {
                return Ok(Ok(Vec::new()));
            }
            Ok(_) => {}
            Err(reason) => return Ok(Err(reason)),
        }
        let Ok(record) = event.record() else { return Ok(Err(format!("{:?} is not a record id", event.aggregate_id))) };
        let past = feed::past(&self.pool, record, event.sequence).await?;
        let heard = match Heard::of(&past, book) {
            Ok(heard) => heard,
            Err(reason) => return Ok(Err(reason)),
        };
        let to = match receivers(&heard, &self.choices, &self.reference) {
            Ok(to) if to.is_empty() => return Ok(Ok(Vec::new())),
            Ok(to) => to,
            Err(reason) => return Ok(Err(reason)),
        };
        let around = match raised(event) {
            Ok(None) => Around::default(),
            Ok(Some(raised)) => self.around(&raised).await?,
            Err(reason) => return Ok(Err(reason)),
        };
        Ok(write(&heard, &around, &head, store, book, &self.reference).and_then(|notice| addressed(&notice, to)))
    }

    /// The records that an alert names, by what was told of them first.
    async fn around(&self, raised: &Raised) -> Result<Around, StoreError> {
        let about = feed::past(&self.pool, raised.record, 1).await?.pop();
        let matter = match raised.matter {
            Some(matter) => feed::past(&self.pool, RecordId(matter.0), 1).await?.pop(),
            None => None,
        };
        Ok(Around { raised: Some(raised.clone()), about, matter })
    }
}

/// Sends a chain in order; returns what the bus does not take for its form.
async fn send(notices: &Notices, chain: Vec<(i64, OutgoingNotice)>) -> Result<Vec<(i64, String)>, BusError> {
    let mut refused = Vec::new();
    for (position, notice) in chain {
        match notices.send(&notice).await {
            Ok(_) => {}
            Err(error @ (BusError::TooLarge { .. } | BusError::Subject(_))) => {
                let text = error.text();
                refused.push((position, format!("{}: {} / {}", notice.to, text.zh, text.en)));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(refused)
}
