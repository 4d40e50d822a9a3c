//! Folds a whole history in memory, one generation of changes at a time, and writes each generation behind the next.
//!
//! A record that is told of again while its generation is in memory is written once. One that has left memory is read back from the
//! tables, which the writer has filled by then.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::RecordId;
use sqlx::{Connection, PgConnection, PgPool};
use tokio_util::task::AbortOnDropHandle;

use crate::changes::{Changes, Heard, Known};
use crate::joins::Joins;
use crate::slot::Slot;
use crate::{Folding, ProjectionError, cube, load, write};

/// Records of one generation: about 2 kB each, and two generations are in memory. Small enough that writing begins early and memory is
/// used again, large enough that most records are written once.
const RECORDS: usize = 25_000;
/// Facts of one generation.
const FACTS: usize = 100_000;
/// Withdrawals that are kept in memory before they are written: each writing looks through all facts, which have no index yet.
const KEPT: usize = 200_000;

/// The fold of a rebuild.
pub(crate) struct Bulk {
    pool: PgPool,
    slot: Slot,
    changes: Changes,
    joins: Joins,
    /// The generation before, whose records are looked up in memory.
    before: Arc<Changes>,
    writing: Option<AbortOnDropHandle<Result<(), ProjectionError>>>,
}

impl Bulk {
    /// Into the empty tables of `slot`.
    pub(crate) fn new(pool: PgPool, slot: Slot) -> Self {
        Self { pool, slot, changes: Changes::default(), joins: Joins::new(), before: Arc::default(), writing: None }
    }

    /// Folds a batch.
    ///
    /// # Errors
    /// [`ProjectionError`] if the tables cannot be read or written.
    pub(crate) async fn fold(
        &mut self,
        connection: &mut PgConnection,
        folding: &Folding,
        heard: Vec<Heard>,
    ) -> Result<(), ProjectionError> {
        let mut present = HashMap::new();
        let mut needed: Vec<RecordId> = heard.iter().flat_map(Heard::needs).collect();
        self.bring(connection, folding, &needed, &mut present).await?;
        let told = heard.iter().filter_map(|one| self.changes.records.get(&one.record()).or_else(|| present.get(&one.record())));
        needed.extend(told.flat_map(|known| known.state.joins()).map(|(record, _)| RecordId(record)));
        needed.retain(|one| self.joins.joined(*one));
        let together: Vec<RecordId> = needed.iter().flat_map(|one| self.joins.together(one.0)).map(RecordId).collect();
        self.bring(connection, folding, &together, &mut present).await?;
        self.changes.fold(folding, heard, present, &mut self.joins);
        if self.changes.records.len() >= RECORDS || self.changes.made.len() >= FACTS {
            self.hand_over().await?;
        }
        Ok(())
    }

    /// Brings the states of `records` that are not in this generation: from the one before, else from the tables.
    async fn bring(
        &mut self,
        connection: &mut PgConnection,
        folding: &Folding,
        records: &[RecordId],
        present: &mut HashMap<RecordId, Known>,
    ) -> Result<(), ProjectionError> {
        let mut absent = Vec::new();
        for record in records.iter().copied() {
            if self.changes.records.contains_key(&record) || present.contains_key(&record) {
                continue;
            }
            match self.before.records.get(&record) {
                Some(known) => drop(present.insert(record, Known { stored: known.row().is_some(), ..known.clone() })),
                None => absent.push(record),
            }
        }
        if absent.is_empty() || self.before.records.is_empty() {
            return Ok(());
        }
        self.written().await?;
        present.extend(load::load(connection, self.slot.schema(), &folding.vocabulary, &absent).await?);
        Ok(())
    }

    /// Gives this generation to the writer and begins the next.
    async fn hand_over(&mut self) -> Result<(), ProjectionError> {
        self.written().await?;
        let mut full = std::mem::take(&mut self.changes);
        if full.withdrawn.len() < KEPT {
            self.changes.withdrawn = std::mem::take(&mut full.withdrawn);
        }
        self.before = Arc::new(full);
        let (pool, slot, changes) = (self.pool.clone(), self.slot, Arc::clone(&self.before));
        self.writing = Some(AbortOnDropHandle::new(tokio::spawn(async move {
            let mut connection = pool.acquire().await?;
            let mut tx = connection.begin().await?;
            write::write(&mut tx, slot.schema(), &changes).await?;
            Ok(tx.commit().await?)
        })));
        Ok(())
    }

    /// Waits until the generation before is written.
    async fn written(&mut self) -> Result<(), ProjectionError> {
        match self.writing.take() {
            Some(writing) => writing.await.map_err(|error| ProjectionError::Unreadable(error.to_string()))?,
            None => Ok(()),
        }
    }

    /// Writes what is still in memory, and adds up the facts.
    ///
    /// # Errors
    /// [`ProjectionError`] if the tables cannot be written.
    pub(crate) async fn finish(mut self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        self.written().await?;
        let mut tx = connection.begin().await?;
        write::write(&mut tx, self.slot.schema(), &self.changes).await?;
        cube::fill(&mut tx, self.slot.schema()).await?;
        Ok(tx.commit().await?)
    }
}
