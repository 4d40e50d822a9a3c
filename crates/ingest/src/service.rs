//! The consumer of the door: pulls reports, admits them in batches, answers with receipts and settles each message after the append.
//!
//! A few batches are under way: while one is appended the next are read and decided. A message about a record of an earlier batch waits
//! for it. While the store is away or the disk is full nothing is pulled; messages wait on the bus, and it goes on by
//! itself.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use bus::{About, Consumer, Head, Incoming, Judgement, Receipt, Receipts, Settler};
use event_store::{StoreError, feed};
use kernel::{OrgId, RecordId, Text};
use sqlx::PgPool;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Arrived, Batch, Door, Part, Verdict};

const BUS_AWAY: Text = Text::new(
    "消息总线（NATS）暂时无法读取：各单位的报送之后自动接收",
    "the bus (NATS) cannot be read at present: reports are taken in when it is back",
);

/// Batches that are not full begin at most this often: each costs five statements however few reports it holds. Who is alone is taken in at
/// once.
const PACE: Duration = Duration::from_millis(15);

/// Bounds of the service.
#[derive(Clone, Copy, Debug)]
pub struct ServiceLimits {
    /// Most messages in one batch.
    pub batch: usize,
    /// Most bytes in one batch.
    pub batch_bytes: usize,
    /// Batches that may be decided and appended while the next is read.
    pub under_way: usize,
    /// How long to wait after a failure of the store, at first and at most.
    pub backoff: (Duration, Duration),
}

impl Default for ServiceLimits {
    fn default() -> Self {
        Self { batch: 500, batch_bytes: 4 << 20, under_way: 3, backoff: (Duration::from_millis(200), Duration::from_secs(5)) }
    }
}

/// Brings reports from the bus to the door until it is told to stop.
pub struct Service {
    work: Work,
    consumer: Consumer,
    limits: ServiceLimits,
}

/// What a batch needs to be finished.
#[derive(Clone)]
struct Work {
    door: Door,
    pool: PgPool,
    settler: Settler,
    receipts: Receipts,
    incarnation: Uuid,
    backoff: (Duration, Duration),
    stop: CancellationToken,
}

struct UnderWay {
    records: HashSet<RecordId>,
    task: JoinHandle<()>,
}

impl Service {
    /// Joins door and bus. `pool` is the door's (role ingest); `stop` ends [`Service::run`].
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn new(
        door: Door,
        pool: PgPool,
        consumer: Consumer,
        receipts: Receipts,
        limits: ServiceLimits,
        stop: CancellationToken,
    ) -> Result<Self, StoreError> {
        let (_, incarnation) = feed::identity(&pool).await?;
        let settler = consumer.settler();
        Ok(Self { work: Work { door, pool, settler, receipts, incarnation, backoff: limits.backoff, stop }, consumer, limits })
    }

    /// Works until told to stop; then finishes what it has begun.
    pub async fn run(mut self) {
        let stop = self.work.stop.clone();
        let mut under_way: VecDeque<UnderWay> = VecDeque::new();
        let mut deferred: Vec<(RecordId, Incoming)> = Vec::new();
        let mut not_before = Instant::now();
        while !stop.is_cancelled() {
            tokio::select! {
                () = async { self.work.door.condition().machine_is_well().await; sleep_until(not_before).await } => {}
                () = stop.cancelled() => break,
            }
            let wait = if deferred.is_empty() { Duration::from_secs(1) } else { Duration::from_millis(1) };
            let room = self.limits.batch.saturating_sub(deferred.len()).max(1);
            let pulled = tokio::select! {
                pulled = self.consumer.next_batch(room, self.limits.batch_bytes, wait) => pulled,
                () = stop.cancelled() => break,
            };
            let begun = Instant::now();
            let pulled = match pulled {
                Ok(messages) => {
                    self.work.door.condition().well(Part::Bus);
                    messages
                }
                Err(error) => {
                    self.work.door.condition().wrong(Part::Bus, BUS_AWAY);
                    tracing::warn!(error = &error as &dyn std::error::Error, "reports cannot be pulled");
                    tokio::time::sleep(self.limits.backoff.0).await;
                    Vec::new()
                }
            };
            let held = deferred.len() + pulled.len();
            if held == 0 {
                continue;
            }
            not_before = if held < self.limits.batch { begun + PACE } else { begun };
            under_way.retain(|one| !one.task.is_finished());
            while under_way.len() > self.limits.under_way {
                finish_first(&mut under_way).await;
            }
            let busy: HashSet<RecordId> = under_way.iter().flat_map(|one| one.records.iter().copied()).collect();
            // What waits is not read again before its record is free.
            let (mut waiting, free): (Vec<_>, Vec<_>) = deferred.into_iter().partition(|(record, _)| busy.contains(record));
            let batch: Vec<Incoming> = free.into_iter().map(|(_, message)| message).chain(pulled).collect();
            let read = self.work.door.receive(arrived(&batch), &busy);
            let left: HashMap<usize, RecordId> = read.deferred().iter().copied().collect();
            let mut taken = Vec::with_capacity(batch.len());
            for (place, message) in batch.into_iter().enumerate() {
                match left.get(&place) {
                    Some(record) => waiting.push((*record, message)),
                    None => taken.push(message),
                }
            }
            deferred = waiting;
            if taken.is_empty() {
                finish_first(&mut under_way).await; // Nothing to do but wait for the records.
                continue;
            }
            let records = read.records().clone();
            let task = tokio::spawn(self.work.clone().finish(read, taken));
            under_way.push_back(UnderWay { records, task });
        }
        while !under_way.is_empty() {
            finish_first(&mut under_way).await;
        }
    }
}

async fn finish_first(under_way: &mut VecDeque<UnderWay>) {
    if let Some(first) = under_way.pop_front()
        && let Err(error) = first.task.await
    {
        tracing::error!(%error, "a batch broke off; its reports come again");
    }
}

fn arrived(batch: &[Incoming]) -> Vec<Arrived> {
    batch
        .iter()
        .map(|message| Arrived { subject: message.subject.clone(), body: message.payload.clone(), by: None, act: false })
        .collect()
}

impl Work {
    /// Takes a batch through the door and answers; `messages` are those that were not deferred, in order.
    async fn finish(self, batch: Batch, messages: Vec<Incoming>) {
        match self.door.finish(batch).await {
            Ok(verdicts) => {
                self.door.condition().well(Part::Store);
                self.answer(&messages, verdicts.into_iter().flatten().collect()).await;
            }
            Err(error) => {
                self.door.condition().store_failed(&error);
                tracing::warn!(error = &error as &dyn std::error::Error, "a batch could not be taken in; it is tried again");
                self.start_again(messages).await;
            }
        }
    }

    /// Admits a batch from the beginning until the store takes it: what was written already comes back as a duplicate.
    async fn start_again(self, messages: Vec<Incoming>) {
        self.door.metrics().retried(messages.len());
        let mut pause = self.backoff.0;
        loop {
            match self.door.admit(arrived(&messages)).await {
                Ok(verdicts) => {
                    self.door.condition().well(Part::Store);
                    return self.answer(&messages, verdicts).await;
                }
                Err(error) if error.may_pass() => {
                    self.door.condition().store_failed(&error);
                    tokio::select! {
                        () = tokio::time::sleep(pause) => pause = (pause * 2).min(self.backoff.1),
                        () = self.stop.cancelled() => return self.hand_back(&messages).await,
                    }
                }
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "a batch cannot be admitted; each report is tried by itself"
                    );
                    return self.one_by_one(messages).await;
                }
            }
        }
    }

    /// One report that the store cannot take does not keep the others.
    async fn one_by_one(self, messages: Vec<Incoming>) {
        for message in messages {
            let one = std::slice::from_ref(&message);
            match self.door.admit(arrived(one)).await {
                Ok(verdicts) => {
                    self.door.condition().well(Part::Store);
                    self.answer(one, verdicts).await;
                }
                Err(error) => {
                    self.door.condition().store_failed(&error);
                    tracing::error!(
                        subject = message.subject,
                        stream = &*message.stream,
                        sequence = message.sequence,
                        error = &error as &dyn std::error::Error,
                        "a report cannot be admitted; it comes again in half a minute"
                    );
                    self.settle(&message, bus::Verdict::RetryLater(Duration::from_secs(30))).await;
                }
            }
        }
    }

    async fn hand_back(&self, messages: &[Incoming]) {
        for message in messages {
            self.settle(message, bus::Verdict::RetryLater(Duration::from_millis(100))).await;
        }
    }

    /// Sends receipts, then settles: a report that is settled without a receipt would leave its sender waiting.
    async fn answer(&self, messages: &[Incoming], verdicts: Vec<Verdict>) {
        if let Some(head) = self.head().await {
            let receipts =
                messages.iter().zip(&verdicts).filter_map(|(message, verdict)| receipt(message, verdict, &head)).collect();
            if let Err(error) = self.receipts.send(receipts).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "receipts could not be sent; their senders will ask again"
                );
            }
        }
        for (message, verdict) in messages.iter().zip(&verdicts) {
            self.settle(
                message,
                match verdict {
                    Verdict::Accepted { .. } | Verdict::Duplicate { .. } => bus::Verdict::Done,
                    Verdict::Quarantined { .. } => bus::Verdict::NeverRetry,
                },
            )
            .await;
        }
    }

    async fn head(&self) -> Option<Head> {
        match feed::head(&self.pool).await {
            Ok(head) => Some(Head { incarnation: self.incarnation, position: unsigned(head.position), hash: head.hash }),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "no receipts: the head cannot be read; senders will ask again"
                );
                None
            }
        }
    }

    async fn settle(&self, message: &Incoming, verdict: bus::Verdict) {
        if let Err(error) = self.settler.settle(message, verdict).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a report could not be settled; it comes again");
        }
    }
}

fn unsigned(position: i64) -> u64 {
    u64::try_from(position).unwrap_or(0)
}

/// The receipt goes to whom the bus let send on this subject, whatever the body says.
fn receipt(message: &Incoming, verdict: &Verdict, head: &Head) -> Option<Receipt> {
    let org = OrgId::new(message.subject.split('.').nth(2)?).ok()?;
    let about = message
        .message
        .map_or_else(|| About::Stored { stream: message.stream.to_string(), sequence: message.sequence }, About::Message);
    let judgement = match verdict {
        Verdict::Accepted { position, .. } => Judgement::Accepted { position: unsigned(*position) },
        Verdict::Duplicate { position } => Judgement::Duplicate { position: unsigned(*position) },
        Verdict::Quarantined { entry, refusal } => Judgement::Quarantined {
            code: refusal.code.to_owned(),
            zh: refusal.text.zh.to_string(),
            en: refusal.text.en.to_string(),
            quarantine_id: entry.to_string(),
        },
    };
    Some(Receipt { org, about, judgement, head: head.clone() })
}
