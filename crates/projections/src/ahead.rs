//! Reads the feed ahead of the fold and understands what it reads, on a task of its own.

use std::sync::Arc;

use event_store::feed;
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::changes::{Heard, hear};
use crate::{Folding, ProjectionError, Vocabulary};

/// Most events of one batch of a rebuild.
const BATCH: i64 = 10_000;
/// Batches that wait to be folded.
const WAITING: usize = 2;

/// Events that have been read and understood.
pub(crate) struct Batch {
    /// What they say.
    pub(crate) heard: Vec<Heard>,
    /// Those that could not be understood, by position.
    pub(crate) failures: Vec<(i64, String)>,
    /// How many were read.
    pub(crate) read: usize,
    /// Position of the last.
    pub(crate) last: i64,
}

impl Batch {
    /// What they say, if all were understood.
    ///
    /// # Errors
    /// [`ProjectionError::CannotFold`] for the first that was not.
    pub(crate) fn all(self) -> Result<Vec<Heard>, ProjectionError> {
        match self.failures.into_iter().next() {
            Some((position, reason)) => Err(ProjectionError::CannotFold { position, reason }),
            None => Ok(self.heard),
        }
    }
}

/// Reads up to `most` events after `position`; `None` if there are none.
///
/// # Errors
/// [`ProjectionError`] if they cannot be read.
pub(crate) async fn batch(
    pool: &PgPool,
    vocabulary: &Vocabulary,
    position: i64,
    most: i64,
) -> Result<Option<Batch>, ProjectionError> {
    let events = feed::after(pool, position, most).await?;
    let Some(last) = events.last().map(|event| event.position) else { return Ok(None) };
    let read = events.len();
    let (heard, failures) = hear(vocabulary, events);
    Ok(Some(Batch { heard, failures, read, last }))
}

/// The batches of a feed from its beginning to its end, each with where the history ended when it was read.
pub(crate) struct Ahead {
    batches: mpsc::Receiver<Result<(Batch, i64), ProjectionError>>,
    _reading: AbortOnDropHandle<()>,
}

impl Ahead {
    /// Begins to read the whole history.
    pub(crate) fn of(pool: PgPool, vocabulary: Vocabulary) -> Self {
        let (sender, batches) = mpsc::channel(WAITING);
        let reading = tokio::spawn(async move {
            let next = async |position| -> Result<Option<(Batch, i64)>, ProjectionError> {
                let head = feed::head(&pool).await?.position;
                Ok(batch(&pool, &vocabulary, position, BATCH).await?.map(|batch| (batch, head)))
            };
            let mut position = 0;
            while let Some(batch) = next(position).await.transpose() {
                position = batch.as_ref().map_or(position, |(batch, _)| batch.last);
                let failed = batch.is_err();
                if sender.send(batch).await.is_err() || failed {
                    break;
                }
            }
        });
        Self { batches, _reading: AbortOnDropHandle::new(reading) }
    }

    /// The next batch; `None` at the end of the history.
    pub(crate) async fn next(&mut self) -> Option<Result<(Batch, i64), ProjectionError>> {
        self.batches.recv().await
    }
}

type Reading = AbortOnDropHandle<Result<Option<Batch>, ProjectionError>>;

/// The next batch of a live fold: read while the one before is written, where more was waiting than it could hold.
pub(crate) struct Next {
    pool: PgPool,
    folding: Arc<Folding>,
    most: i64,
    /// From which position, and what comes of it.
    reading: Option<(i64, Reading)>,
}

impl Next {
    /// Up to `most` events at once.
    pub(crate) fn new(pool: PgPool, folding: Arc<Folding>, most: i64) -> Self {
        Self { pool, folding, most, reading: None }
    }

    /// The events after `position`, and begins to read those after them if there are likely to be any.
    ///
    /// # Errors
    /// [`ProjectionError`] if they cannot be read.
    pub(crate) async fn after(&mut self, position: i64) -> Result<Option<Batch>, ProjectionError> {
        let batch = match self.reading.take() {
            Some((from, reading)) if from == position => {
                reading.await.map_err(|error| ProjectionError::Unreadable(error.to_string()))??
            }
            Some(_) | None => batch(&self.pool, &self.folding.vocabulary, position, self.most).await?,
        };
        if let Some(full) = batch.as_ref().filter(|batch| i64::try_from(batch.read) == Ok(self.most)) {
            let (pool, folding, from, most) = (self.pool.clone(), Arc::clone(&self.folding), full.last, self.most);
            let reading = tokio::spawn(async move { self::batch(&pool, &folding.vocabulary, from, most).await });
            self.reading = Some((from, AbortOnDropHandle::new(reading)));
        }
        Ok(batch)
    }
}
