//! One unit of work for everybody: the records a batch touches are loaded in one query, each command runs through `CqrsFramework` over a
//! repository whose `persist` collects, and what was collected is appended at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::SubsecRound;
use cqrs_es::persist::{
    PersistedEventRepository, PersistedEventStore, PersistenceError, ReplayStream, SerializedEvent, SerializedSnapshot,
};
use cqrs_es::{Aggregate, AggregateError, CqrsFramework};
use kernel::{Decider, DomainEvent, RecordId, Refusal};
use postgres_es::PostgresEventRepository;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use crate::adapter::Record;
use crate::digest::{Covered, digest};
use crate::{Circumstances, PreparedEvent, StoreError};

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
    streams: Mutex<Streams>,
}

#[derive(Default)]
struct Streams {
    /// The past of every loaded record, and what this unit has decided after it.
    events: HashMap<String, Vec<SerializedEvent>>,
    /// What the command that is running has decided.
    collected: Vec<SerializedEvent>,
}

impl UnitOfWork {
    /// Loads `records` in one query. A record that is not among them is loaded when it is touched.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn load(pool: &PgPool, records: &[RecordId]) -> Result<Self, StoreError> {
        let mut ids: Vec<String> = records.iter().map(ToString::to_string).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut events: HashMap<String, Vec<SerializedEvent>> = HashMap::with_capacity(ids.len());
        if !ids.is_empty() {
            let rows: Vec<(String, String, i64, String, String, Value)> = sqlx::query_as(
                "SELECT aggregate_id, aggregate_type, sequence, event_type, event_version, payload FROM events
                  WHERE aggregate_id = ANY($1) ORDER BY aggregate_id, sequence",
            )
            .bind(&ids)
            .fetch_all(pool)
            .await?;
            for (id, aggregate_type, sequence, event_type, event_version, payload) in rows {
                events.entry(id.clone()).or_default().push(SerializedEvent {
                    aggregate_id: id,
                    sequence: usize::try_from(sequence).unwrap_or(usize::MAX),
                    aggregate_type,
                    event_type,
                    event_version,
                    payload,
                    metadata: Value::Object(serde_json::Map::new()),
                });
            }
        }
        for id in ids {
            events.entry(id).or_default();
        }
        let streams = Mutex::new(Streams { events, collected: Vec::new() });
        Ok(Self { shared: Arc::new(Shared { pool: pool.clone(), streams }) })
    }

    /// Puts `events`, which are decided but may not be committed yet, behind the past of their records.
    pub fn expect(&self, events: &[PreparedEvent]) {
        let mut streams = self.streams();
        for event in events {
            let Some(known) = streams.events.get_mut(&event.aggregate_id.to_string()) else { continue };
            let next = known.last().map_or(1, |last| last.sequence + 1);
            if usize::try_from(event.sequence).ok() == Some(next)
                && let Ok(payload) = serde_json::from_str(&event.payload)
            {
                known.push(SerializedEvent {
                    aggregate_id: event.aggregate_id.to_string(),
                    sequence: next,
                    aggregate_type: event.aggregate_type.clone(),
                    event_type: event.event_type.clone(),
                    event_version: event.event_version.clone(),
                    payload,
                    metadata: Value::Object(serde_json::Map::new()),
                });
            }
        }
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
        let store = PersistedEventStore::<_, Record<D>>::new_event_store(Collecting(self.clone()))
            .with_upcasters(vec![Box::new(Upcast::<D::Event>(std::marker::PhantomData))]);
        let framework = CqrsFramework::new(store, Vec::new(), ());
        let result = framework.execute(&record.to_string(), command).await;
        let collected = std::mem::take(&mut self.streams().collected);
        match result {
            Ok(()) => collected.into_iter().map(|event| prepare(event, record, circumstances)).collect(),
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

    /// Takes back what a unit decided, so that later commands of the batch do not build on it.
    pub fn forget(&self, events: &[PreparedEvent]) {
        let mut streams = self.streams();
        for event in events {
            if let Some(known) = streams.events.get_mut(&event.aggregate_id.to_string()) {
                known.retain(|k| i64::try_from(k.sequence).is_ok_and(|sequence| sequence < event.sequence));
            }
        }
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.shared.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn prepare(event: SerializedEvent, record: RecordId, circumstances: &Circumstances) -> Result<PreparedEvent, Denied> {
    let unreadable = |error: serde_json::Error| Denied::Failed(StoreError::Unreadable(error.to_string()));
    let payload = serde_json::to_string(&event.payload).map_err(unreadable)?;
    let metadata = serde_json::to_string(&circumstances.metadata).map_err(unreadable)?;
    let sequence = i64::try_from(event.sequence).unwrap_or(i64::MAX);
    let event_id = Uuid::new_v4();
    // As exactly as Postgres keeps it, so that the digest of what is read equals the digest of what was written.
    let [earliest, latest] = [circumstances.occurred.earliest, circumstances.occurred.latest].map(|at| at.trunc_subsecs(6));
    let digest = digest(&Covered {
        event_id,
        aggregate_type: &event.aggregate_type,
        aggregate_id: &event.aggregate_id,
        sequence,
        event_type: &event.event_type,
        event_version: &event.event_version,
        payload: &payload,
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
    Ok(PreparedEvent {
        event_id,
        aggregate_type: event.aggregate_type,
        aggregate_id: record,
        sequence,
        event_type: event.event_type,
        event_version: event.event_version,
        payload,
        metadata,
        agency: circumstances.agency.to_string(),
        org: circumstances.org.to_string(),
        division: circumstances.division.to_string(),
        root: circumstances.root.to_string(),
        earliest,
        latest,
        precision: circumstances.occurred.precision.code(),
        message: circumstances.message,
        digest,
    })
}

/// The repository of a unit of work: reads what was loaded, collects what is decided.
struct Collecting(UnitOfWork);

impl PersistedEventRepository for Collecting {
    async fn get_events<A: Aggregate>(&self, aggregate_id: &str) -> Result<Vec<SerializedEvent>, PersistenceError> {
        if let Some(events) = self.0.streams().events.get(aggregate_id) {
            return Ok(events.clone());
        }
        let events = PostgresEventRepository::new(self.0.shared.pool.clone()).get_events::<A>(aggregate_id).await?;
        self.0.streams().events.insert(aggregate_id.to_owned(), events.clone());
        Ok(events)
    }

    async fn get_last_events<A: Aggregate>(&self, id: &str, last: usize) -> Result<Vec<SerializedEvent>, PersistenceError> {
        Ok(self.get_events::<A>(id).await?.into_iter().filter(|event| event.sequence > last).collect())
    }

    async fn get_snapshot<A: Aggregate>(&self, _: &str) -> Result<Option<SerializedSnapshot>, PersistenceError> {
        Ok(None) // No snapshots: cqrs-es 0.5.0 applies every event twice with them (tests/house/library_facts.rs).
    }

    async fn persist<A: Aggregate>(
        &self,
        events: &[SerializedEvent],
        _: Option<(String, Value, usize)>,
    ) -> Result<(), PersistenceError> {
        let mut streams = self.0.streams();
        for event in events {
            streams.events.entry(event.aggregate_id.clone()).or_default().push(event.clone());
            streams.collected.push(event.clone());
        }
        Ok(())
    }

    async fn stream_events<A: Aggregate>(&self, id: &str) -> Result<ReplayStream, PersistenceError> {
        PostgresEventRepository::new(self.0.shared.pool.clone()).stream_events::<A>(id).await
    }

    async fn stream_all_events<A: Aggregate>(&self) -> Result<ReplayStream, PersistenceError> {
        PostgresEventRepository::new(self.0.shared.pool.clone()).stream_all_events::<A>().await
    }
}

/// The one door for an event's past, as the framework calls it.
struct Upcast<E>(std::marker::PhantomData<fn() -> E>);

impl<E: DomainEvent> cqrs_es::persist::EventUpcaster for Upcast<E> {
    fn can_upcast(&self, _: &str, _: &str) -> bool {
        true
    }

    fn upcast(&self, event: SerializedEvent) -> SerializedEvent {
        let payload = E::upcast(&event.event_type, &event.event_version, event.payload);
        SerializedEvent { payload, ..event }
    }
}
