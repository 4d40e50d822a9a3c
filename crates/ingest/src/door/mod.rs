//! The door: NATS, CLI, reactions and, later, forms pass through it; nothing else appends.

mod commands;
mod deciding;
mod reading;

use std::collections::HashSet;
use std::sync::Arc;

use event_store::keys::StoreKey;
use event_store::{Memory, StoreError, Writer};
use kernel::Refusal;
use kernel::reference::Reference;
use sqlx::PgPool;

pub use deciding::Batch;

use crate::{Condition, Matters, Metrics, Registry};

/// Bounds of the door.
#[derive(Clone, Copy, Debug)]
pub struct DoorLimits {
    /// Most bytes of one report.
    pub body_bytes: usize,
    /// How often a report or command that lost a race is decided again.
    pub rounds: usize,
    /// Most records that are remembered as they stand: those that were written last.
    pub remembered: usize,
}

impl Default for DoorLimits {
    fn default() -> Self {
        Self { body_bytes: 1 << 20, rounds: 8, remembered: 1 << 14 }
    }
}

/// A message as it came.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The subject it came on: who was allowed to send it.
    pub subject: String,
    /// Its bytes.
    pub body: bus::Bytes,
    /// The person who says it, as is recorded; `None` where an organisation's system does.
    pub by: Option<String>,
    /// Whether it is done here and now: then the law may bar it. What only states that something was done is recorded, whoever says it.
    pub act: bool,
}

/// What the sender is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Recorded; everything it caused stands at or before `position`, which the block hash covers.
    Accepted {
        /// The last position it caused, or the head's if it caused nothing new.
        position: i64,
        /// The hash of its block, hexadecimal.
        head_hash: String,
    },
    /// Known already.
    Duplicate {
        /// The position of the first time.
        position: i64,
    },
    /// Kept aside, with the reason.
    Quarantined {
        /// The entry's number.
        entry: i64,
        /// Why.
        refusal: Refusal,
    },
}

/// The door with everything it needs.
#[derive(Clone)]
pub struct Door {
    inner: Arc<Inner>,
    /// Who knows the facts of matters; without, an act is judged by its own record alone.
    matters: Option<Arc<dyn Matters>>,
}

struct Inner {
    registry: Registry,
    reference: Reference,
    pool: PgPool,
    writer: Writer,
    memory: Memory,
    key: StoreKey,
    limits: DoorLimits,
    metrics: Metrics,
    condition: Condition,
}

impl Door {
    /// Opens the door over `pool` (role ingest).
    pub fn new(
        registry: Registry,
        reference: Reference,
        pool: PgPool,
        writer: Writer,
        key: StoreKey,
        limits: DoorLimits,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                registry,
                reference,
                pool,
                writer,
                memory: Memory::new(limits.remembered),
                key,
                limits,
                metrics: Metrics::default(),
                condition: Condition::default(),
            }),
            matters: None,
        }
    }

    /// The same door, which holds what people do against the rules that span records.
    #[must_use]
    pub fn mindful(self, matters: Arc<dyn Matters>) -> Self {
        Self { matters: Some(matters), ..self }
    }

    /// What it has done.
    pub fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// What keeps reports from being taken in at present.
    pub fn condition(&self) -> &Condition {
        &self.inner.condition
    }

    /// The trees it reads reports against.
    pub fn reference(&self) -> &Reference {
        &self.inner.reference
    }

    /// The report types it knows.
    pub fn registry(&self) -> &Registry {
        &self.inner.registry
    }

    /// Admits reports and says of each what became of it, in order.
    ///
    /// # Errors
    /// [`StoreError`]: nothing may be acknowledged; sending all of it again is harmless.
    pub async fn admit(&self, messages: Vec<Arrived>) -> Result<Vec<Verdict>, StoreError> {
        let batch = self.receive(messages, &HashSet::new());
        Ok(self.finish(batch).await?.into_iter().flatten().collect())
    }
}
