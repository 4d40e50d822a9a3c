//! One unit of work for everybody: the records a batch touches are loaded in one query, each command runs through `CqrsFramework` over a
//! store whose `commit` collects, and what was collected is appended at once. Of a record that is remembered nothing is loaded.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::SubsecRound;
use cqrs_es::persist::PersistedEventRepository;
use cqrs_es::{AggregateContext, AggregateError, CqrsFramework, EventEnvelope, EventStore};
use kernel::{Decider, DomainEvent, RecordId, Refusal, decider};
use postgres_es::PostgresEventRepository;
use sqlx::PgPool;
use uuid::Uuid;

use crate::adapter::{Record, Remembered};
use crate::digest::{Covered, digest};
use crate::memory::Standing;
use crate::{Circumstances, Memory, PreparedEvent, StoreError};

/// Why a command had no effect.
#[derive(Debug)]
pub enum Denied {
    /// The record's rules say no: tell the sender.
    Rejected(Refusal),
    /// The store failed: try again.
    Failed(StoreError),
}

/// The records of one batch, as loaded and as decided so far.
#[derive(Clone)]
pub struct UnitOfWork {
    shared: Arc<Shared>,
}

struct Shared {
    pool: PgPool,
    streams: Mutex<HashMap<RecordId, Stream>>,
}

/// A record of the batch.
#[derive(Default)]
struct Stream {
    /// The record as it stands after all this unit has decided, where that is known without reading `past`.
    standing: Option<Standing>,
    /// Whether `past` begins with the record's first event; else with what this unit has decided on what was remembered.
    whole: bool,
    past: Vec<Past>,
}

/// An event as it is stored, without what a decider does not need. The payload stays text until somebody reads it: most records of a
/// batch are new, and their events are written once and never read here.
#[derive(Clone)]
struct Past {
    sequence: i64,
    event_type: String,
    event_version: String,
    payload: String,
}

impl UnitOfWork {
    /// Loads `records` in one query. A record that is not among them is loaded when it is touched.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn load(pool: &PgPool, records: &[RecordId]) -> Result<Self, StoreError> {
        Self::load_beside(pool, records, HashMap::new()).await
    }

    /// Loads those of `records` that are not remembered.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn recall(pool: &PgPool, records: &[RecordId], memory: &Memory) -> Result<Self, StoreError> {
        Self::load_beside(pool, records, memory.take(records)).await
    }

    async fn load_beside(
        pool: &PgPool,
        records: &[RecordId],
        remembered: HashMap<RecordId, Standing>,
    ) -> Result<Self, StoreError> {
        let mut streams: HashMap<RecordId, Stream> = HashMap::with_capacity(records.len());
        let unknown: HashSet<RecordId> = records.iter().filter(|record| !remembered.contains_key(record)).copied().collect();
        for (record, past) in pasts(pool, unknown).await? {
            streams.insert(record, Stream { standing: None, whole: true, past });
        }
        for (record, standing) in remembered {
            streams.insert(record, Stream { standing: Some(standing), ..Stream::default() });
        }
        Ok(Self { shared: Arc::new(Shared { pool: pool.clone(), streams: Mutex::new(streams) }) })
    }

    /// Remembers those of `written` that stand here as they were written: each record with the sequence of its last event.
    pub fn remember(&self, written: &HashMap<RecordId, i64>, memory: &Memory) {
        let mut streams = self.streams();
        memory.keep(written.iter().filter_map(|(record, sequence)| {
            let standing = streams.get_mut(record)?.standing.take()?;
            (standing.sequence == *sequence).then_some((*record, standing))
        }));
    }

    /// Runs one command on one record and returns the events it leads to, as they will be appended.
    ///
    /// # Errors
    /// [`Denied`] says whether the rules or the store said no; then nothing of it is collected.
    pub async fn run<D>(
        &self,
        record: RecordId,
        command: D::Command,
        circumstances: &Circumstances,
    ) -> Result<Vec<PreparedEvent>, Denied>
    where
        D: Decider,
    {
        let remembered = self.streams().get(&record).is_some_and(|stream| !stream.whole && stream.standing.is_some());
        if !remembered {
            return self.decide::<D>(record, command, circumstances).await;
        }
        match self.decide::<D>(record, command.clone(), circumstances).await {
            Ok(events) if !events.is_empty() => Ok(events),
            // Perhaps only because the record has moved on since.
            Ok(_) | Err(Denied::Rejected(_)) => {
                self.streams().entry(record).or_default().standing = None;
                self.decide::<D>(record, command, circumstances).await
            }
            Err(failed) => Err(failed),
        }
    }

    async fn decide<D>(
        &self,
        record: RecordId,
        command: D::Command,
        circumstances: &Circumstances,
    ) -> Result<Vec<PreparedEvent>, Denied>
    where
        D: Decider,
    {
        let collected = Arc::<Mutex<Vec<Past>>>::default();
        let store = Collecting { unit: self.clone(), record, collected: Arc::clone(&collected) };
        let framework = CqrsFramework::<Record<D>, _>::new(store, Vec::new(), ());
        let result = framework.execute(&record.to_string(), command).await;
        match result {
            Ok(()) => {
                let collected = std::mem::take(&mut *collected.lock().unwrap_or_else(PoisonError::into_inner));
                let events: Vec<PreparedEvent> = prepare::<D>(collected, record, circumstances)?;
                self.streams().entry(record).or_default().past.extend(events.iter().map(past));
                Ok(events)
            }
            Err(AggregateError::UserError(rejection)) => Err(Denied::Rejected(rejection.into())),
            Err(AggregateError::DatabaseConnectionError(error)) => Err(Denied::Failed(match error.downcast::<sqlx::Error>() {
                Ok(error) => StoreError::from(*error),
                Err(error) => StoreError::Unreadable(error.to_string()),
            })),
            Err(AggregateError::AggregateConflict) => {
                Err(Denied::Failed(StoreError::Unreadable("a conflict without a commit".into())))
            }
            Err(AggregateError::DeserializationError(error) | AggregateError::UnexpectedError(error)) => {
                Err(Denied::Failed(StoreError::Unreadable(error.to_string())))
            }
        }
    }

    /// The record as it stands.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read.
    pub async fn state<D: Decider>(&self, record: RecordId) -> Result<D, StoreError> {
        let store = Collecting { unit: self.clone(), record, collected: Arc::default() };
        let loaded: Result<Loaded<D>, AggregateError<D::Rejection>> =
            EventStore::<Record<D>>::load_aggregate(&store, &record.to_string()).await;
        loaded.map(|loaded| loaded.record.0).map_err(|error| StoreError::Unreadable(error.to_string()))
    }

    fn streams(&self) -> MutexGuard<'_, HashMap<RecordId, Stream>> {
        self.shared.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The past of each of `records`.
async fn pasts(pool: &PgPool, records: HashSet<RecordId>) -> Result<HashMap<RecordId, Vec<Past>>, StoreError> {
    let ids: Vec<String> = records.iter().map(ToString::to_string).collect();
    let mut pasts: HashMap<RecordId, Vec<Past>> = records.into_iter().map(|record| (record, Vec::new())).collect();
    if ids.is_empty() {
        return Ok(pasts);
    }
    let rows: Vec<(String, i64, String, String, String)> = sqlx::query_as(
        "SELECT aggregate_id, sequence, event_type, event_version, payload::text FROM events
          WHERE aggregate_id = ANY($1) ORDER BY aggregate_id, sequence",
    )
    .bind(&ids)
    .fetch_all(pool)
    .await?;
    for (id, sequence, event_type, event_version, payload) in rows {
        let record = id.parse().map_err(|_| StoreError::Unreadable(format!("record id {id:?}")))?;
        pasts.entry(record).or_default().push(Past { sequence, event_type, event_version, payload });
    }
    Ok(pasts)
}

fn past(event: &PreparedEvent) -> Past {
    Past {
        sequence: event.sequence,
        event_type: event.event_type.clone(),
        event_version: event.event_version.clone(),
        payload: event.payload.clone(),
    }
}

fn prepare<D: Decider>(events: Vec<Past>, record: RecordId, circumstances: &Circumstances) -> Result<Vec<PreparedEvent>, Denied> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let metadata = serde_json::to_string(&circumstances.metadata)
        .map_err(|error| Denied::Failed(StoreError::Unreadable(error.to_string())))?;
    let aggregate_id = record.to_string();
    // As exactly as Postgres keeps it, so that the digest of what is read equals the digest of what was written.
    let [earliest, latest] = [circumstances.occurred.earliest, circumstances.occurred.latest].map(|at| at.trunc_subsecs(6));
    let prepare = |event: Past| {
        let event_id = Uuid::new_v4();
        let digest = digest(&Covered {
            event_id,
            aggregate_type: D::KIND.code,
            aggregate_id: &aggregate_id,
            sequence: event.sequence,
            event_type: &event.event_type,
            event_version: &event.event_version,
            payload: &event.payload,
            metadata: &metadata,
            place: [
                circumstances.agency.as_str(),
                circumstances.org.as_str(),
                circumstances.division.as_str(),
                circumstances.root.as_str(),
            ],
            occurred: [earliest.timestamp_micros(), latest.timestamp_micros()],
            precision: circumstances.occurred.precision.code(),
            message: circumstances.message.map(|message| message.0),
        });
        PreparedEvent {
            event_id,
            aggregate_type: D::KIND.code.to_owned(),
            aggregate_id: record,
            sequence: event.sequence,
            event_type: event.event_type,
            event_version: event.event_version,
            payload: event.payload,
            metadata: metadata.clone(),
            agency: circumstances.agency.to_string(),
            org: circumstances.org.to_string(),
            division: circumstances.division.to_string(),
            root: circumstances.root.to_string(),
            earliest,
            latest,
            precision: circumstances.occurred.precision.code(),
            message: circumstances.message,
            digest,
        }
    };
    Ok(events.into_iter().map(prepare).collect())
}

/// The framework's store of one command: reads what was loaded, collects what is decided.
struct Collecting {
    unit: UnitOfWork,
    record: RecordId,
    collected: Arc<Mutex<Vec<Past>>>,
}

/// A record as the framework handles it.
struct Loaded<D> {
    record: Record<D>,
    sequence: i64,
}

impl<D: Decider> AggregateContext<Record<D>> for Loaded<D>
where
    D::Event: for<'de> serde::Deserialize<'de>,
{
    fn aggregate(&mut self) -> &mut Record<D> {
        &mut self.record
    }
}

type ReadEvents<D> = Result<Vec<(i64, <D as Decider>::Event)>, AggregateError<<D as Decider>::Rejection>>;

impl Collecting {
    /// Loads a record that was not among those of the batch, or is no longer remembered.
    async fn load_missing<D: Decider>(&self, aggregate_id: &str) -> Result<(), AggregateError<D::Rejection>> {
        if self.unit.streams().get(&self.record).is_some_and(|stream| stream.whole) {
            return Ok(());
        }
        let repository = PostgresEventRepository::new(self.unit.shared.pool.clone());
        let events = repository.get_events::<Record<D>>(aggregate_id).await?;
        let past = events.into_iter().map(|event| Past {
            sequence: i64::try_from(event.sequence).unwrap_or(i64::MAX),
            event_type: event.event_type,
            event_version: event.event_version,
            payload: event.payload.to_string(),
        });
        let mut past: Vec<Past> = past.collect();
        let mut streams = self.unit.streams();
        let stream = streams.entry(self.record).or_default();
        // What was decided on an outdated memory does not follow on what the store has, and will not be written.
        if past.last().map_or(0, |last| last.sequence) + 1 == stream.past.first().map_or(0, |own| own.sequence) {
            past.append(&mut stream.past);
        }
        *stream = Stream { standing: None, whole: true, past };
        Ok(())
    }

    /// The record's events in today's shape.
    fn read<D: Decider>(&self) -> ReadEvents<D> {
        let wrong = |error: serde_json::Error| AggregateError::DeserializationError(Box::new(error));
        let streams = self.unit.streams();
        let past = streams.get(&self.record).map_or(&[][..], |stream| &stream.past);
        past.iter()
            .map(|event| {
                let payload = decider::recall::<D>(&event.event_type, &event.event_version, &event.payload).map_err(wrong)?;
                Ok((event.sequence, payload))
            })
            .collect()
    }
}

impl<D: Decider> EventStore<Record<D>> for Collecting {
    type AC = Loaded<D>;

    async fn load_events(&self, aggregate_id: &str) -> Result<Vec<EventEnvelope<Record<D>>>, AggregateError<D::Rejection>> {
        self.load_missing::<D>(aggregate_id).await?;
        let envelope = |(sequence, event)| EventEnvelope {
            aggregate_id: aggregate_id.to_owned(),
            sequence: usize::try_from(sequence).unwrap_or(usize::MAX),
            payload: Remembered(event),
            metadata: HashMap::new(),
        };
        Ok(self.read::<D>()?.into_iter().map(envelope).collect())
    }

    async fn load_aggregate(&self, aggregate_id: &str) -> Result<Loaded<D>, AggregateError<D::Rejection>> {
        let standing = self.unit.streams().get_mut(&self.record).and_then(|stream| stream.standing.take());
        if let Some(Standing { record, sequence }) = standing
            && let Ok(record) = record.downcast::<Record<D>>()
        {
            return Ok(Loaded { record: *record, sequence });
        }
        self.load_missing::<D>(aggregate_id).await?;
        let mut loaded = Loaded { record: Record(D::default()), sequence: 0 };
        for (sequence, event) in self.read::<D>()? {
            loaded.record.0.evolve(&event);
            loaded.sequence = sequence;
        }
        Ok(loaded)
    }

    /// Keeps the events for the unit's one append; nothing is dispatched, since nothing has happened yet.
    async fn commit(
        &self,
        events: Vec<Remembered<D::Event>>,
        loaded: Loaded<D>,
        _: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<Record<D>>>, AggregateError<D::Rejection>> {
        let mut collected = self.collected.lock().unwrap_or_else(PoisonError::into_inner);
        for (sequence, Remembered(event)) in (loaded.sequence + 1..).zip(events) {
            collected.push(Past {
                sequence,
                event_type: event.event_type().to_owned(),
                event_version: event.event_version().to_owned(),
                payload: serde_json::to_string(&event).map_err(|error| AggregateError::UnexpectedError(Box::new(error)))?,
            });
        }
        // Its events were applied as they were decided.
        let sequence = loaded.sequence + i64::try_from(collected.len()).unwrap_or(0);
        let standing = Standing { record: Box::new(loaded.record), sequence };
        self.unit.streams().entry(self.record).or_default().standing = Some(standing);
        Ok(Vec::new())
    }
}
