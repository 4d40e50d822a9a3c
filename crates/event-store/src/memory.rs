//! Records as they stood when they were last written, so that a batch need not read their past again.
//!
//! A record that is remembered may have moved on since, in another process. So what is decided on it counts only if it leads to events,
//! whose sequence the append holds against the store; a "no" or "nothing new" is decided again on what the store has.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;
use kernel::RecordId;

/// A record as it stands after its event number `sequence`.
pub(crate) struct Standing {
    pub(crate) record: Box<dyn Any + Send + Sync>,
    pub(crate) sequence: i64,
}

/// The records that were written last; clones share them.
#[derive(Clone)]
pub struct Memory {
    records: Arc<Mutex<LruCache<RecordId, Standing>>>,
}

impl Memory {
    /// Remembers at most so many records: those that were written last.
    pub fn new(records: usize) -> Self {
        Self { records: Arc::new(Mutex::new(LruCache::new(records))) }
    }

    /// Hands out what is remembered of `records`. It is forgotten here: whoever writes the record remembers it anew.
    pub(crate) fn take(&self, records: &[RecordId]) -> HashMap<RecordId, Standing> {
        let mut remembered = self.records();
        records.iter().filter_map(|record| Some((*record, remembered.remove(record)?))).collect()
    }

    /// Remembers records that stand like this in the store.
    pub(crate) fn keep(&self, standing: impl IntoIterator<Item = (RecordId, Standing)>) {
        let mut remembered = self.records();
        for (record, standing) in standing {
            remembered.insert(record, standing);
        }
    }

    fn records(&self) -> MutexGuard<'_, LruCache<RecordId, Standing>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
