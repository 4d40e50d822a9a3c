//! Reads the feed ahead of a rebuild and understands what it reads, on a task of its own.

use event_store::feed;
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

use crate::changes::{Heard, hear};
use crate::{ProjectionError, Vocabulary};

/// Most events of one batch.
const BATCH: i64 = 10_000;
/// Batches that wait to be folded.
const WAITING: usize = 2;

/// Events that have been read and understood.
pub(crate) struct Batch {
    /// What they say.
    pub(crate) heard: Vec<Heard>,
    /// Position of the last.
    pub(crate) last: i64,
    /// Where the history ended when it was read.
    pub(crate) head: i64,
}

/// The batches of a feed from its beginning to its end.
pub(crate) struct Ahead {
    batches: mpsc::Receiver<Result<Batch, ProjectionError>>,
    _reading: AbortOnDropHandle<()>,
}

impl Ahead {
    /// The next batch; `None` at the end of the history.
    pub(crate) async fn next(&mut self) -> Option<Result<Batch, ProjectionError>> {
        self.batches.recv().await
    }
}

/// Begins to read the whole history.
pub(crate) fn read(pool: PgPool, vocabulary: Vocabulary) -> Ahead {
    let (sender, batches) = mpsc::channel(WAITING);
    let reading = tokio::spawn(async move {
        let mut position = 0;
        loop {
            match batch(&pool, &vocabulary, position).await.transpose() {
                None => break,
                Some(batch) => {
                    position = batch.as_ref().map_or(position, |batch| batch.last);
                    let failed = batch.is_err();
                    if sender.send(batch).await.is_err() || failed {
                        break;
                    }
                }
            }
        }
    });
    Ahead { batches, _reading: AbortOnDropHandle::new(reading) }
}

async fn batch(pool: &PgPool, vocabulary: &Vocabulary, position: i64) -> Result<Option<Batch>, ProjectionError> {
    let head = feed::head(pool).await?.position;
    let events = feed::after(pool, position, BATCH).await?;
    let Some(last) = events.last().map(|event| event.position) else { return Ok(None) };
    let (heard, failures) = hear(vocabulary, events);
    match failures.into_iter().next() {
        Some((position, reason)) => Err(ProjectionError::CannotFold { position, reason }),
        None => Ok(Some(Batch { heard, last, head })),
    }
}
