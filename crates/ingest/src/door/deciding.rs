//! What becomes of reports that have been read: each is decided over one load of the batch, appended, or kept in quarantine.

use std::collections::HashSet;

use event_store::quarantine::{self, Refused};
use event_store::unit::Denied;
use event_store::{Outcome, Priority, StoreError, Unit, UnitOfWork};
use kernel::{MessageId, OrgId, RecordId, Refusal};

use super::{Arrived, Door, Verdict};

/// Messages that have been decided and wait to be appended.
pub struct Prepared {
    pub(super) messages: Vec<Arrived>,
    pub(super) verdicts: Vec<Option<Verdict>>,
    ready: Vec<Ready>,
    refused: Vec<(usize, Refused)>,
    pub(super) again: Vec<usize>,
    deferred: Vec<usize>,
    touched: HashSet<RecordId>,
}

/// A message whose unit is decided.
struct Ready {
    place: usize,
    unit: Unit,
}

impl Prepared {
    /// The records it decides on: another batch must not decide on them until this one is finished.
    pub fn records(&self) -> &HashSet<RecordId> {
        &self.touched
    }

    /// Places of messages about busy records, which were left for a later batch.
    pub fn deferred(&self) -> &[usize] {
        &self.deferred
    }

    pub(super) fn refuse(&mut self, place: usize, sender: Option<(OrgId, MessageId)>, refusal: Refusal) {
        let message = &self.messages[place];
        let (org, id) = sender.map_or((None, None), |(org, id)| (Some(org), Some(id)));
        let refused = Refused { subject: message.subject.clone(), org, message: id, body: message.body.to_vec(), refusal };
        self.refused.push((place, refused));
    }
}

impl Door {
    /// Reads and decides a batch, without writing anything. Messages about `busy` records are left out: see [`Prepared::deferred`].
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn prepare(&self, messages: Vec<Arrived>, busy: &HashSet<RecordId>) -> Result<Prepared, StoreError> {
        let mut prepared = Prepared {
            verdicts: vec![None; messages.len()],
            messages,
            ready: Vec::new(),
            refused: Vec::new(),
            again: Vec::new(),
            deferred: Vec::new(),
            touched: HashSet::new(),
        };
        let all: Vec<usize> = (0..prepared.messages.len()).collect();
        self.decide(&mut prepared, &all, busy).await?;
        Ok(prepared)
    }

    /// Appends what was prepared; decides again what lost a race, a bounded number of times. `None` stands for deferred messages.
    ///
    /// # Errors
    /// [`StoreError`]: nothing may be acknowledged; sending all of it again is harmless.
    pub async fn finish(&self, mut prepared: Prepared) -> Result<Vec<Option<Verdict>>, StoreError> {
        for _ in 0..self.inner.limits.rounds {
            self.append(&mut prepared).await?;
            let again = std::mem::take(&mut prepared.again);
            if again.is_empty() {
                break;
            }
            self.decide(&mut prepared, &again, &HashSet::new()).await?;
        }
        self.keep(&mut prepared).await?;
        let open = prepared.verdicts.iter().filter(|verdict| verdict.is_none()).count() - prepared.deferred.len();
        if open > 0 {
            // Lost every race: another process works on the same records. The bus brings them again.
            return Err(StoreError::Unavailable(sqlx::Error::Protocol(format!(
                "{open} reports lost every race for their records"
            ))));
        }
        Ok(prepared.verdicts)
    }

    /// Reads the messages at `places`, looks up what is known, and decides the rest over one load.
    async fn decide(&self, prepared: &mut Prepared, places: &[usize], busy: &HashSet<RecordId>) -> Result<(), StoreError> {
        let mut read = Vec::with_capacity(places.len());
        for place in places.iter().copied() {
            match self.read(place, &prepared.messages[place]) {
                Ok(one) if busy.contains(&one.record) => prepared.deferred.push(place),
                Ok(one) => {
                    prepared.touched.insert(one.record);
                    read.push(one);
                }
                Err((sender, refusal)) => prepared.refuse(place, sender, refusal),
            }
        }
        let read = self.sort_out_known(prepared, read).await?;
        let opened = self.open(prepared, read).await?;
        let records: Vec<RecordId> = opened.iter().map(|one| one.record).collect();
        let unit = UnitOfWork::load(&self.inner.pool, &records).await?;
        for one in opened {
            match (one.run)(unit.clone(), one.record, one.circumstances).await {
                Ok(events) => prepared.ready.push(Ready { place: one.place, unit: Unit { events, inbox: Some(one.row) } }),
                Err(Denied::Rejected(refusal)) => {
                    prepared.refuse(one.place, Some((one.heading.org, one.heading.message)), refusal)
                }
                Err(Denied::Failed(error)) => return Err(error),
            }
        }
        Ok(())
    }

    async fn append(&self, prepared: &mut Prepared) -> Result<(), StoreError> {
        let (places, units): (Vec<usize>, Vec<Unit>) = prepared.ready.drain(..).map(|ready| (ready.place, ready.unit)).unzip();
        let outcomes = self.inner.writer.append(units, Priority::Machine).await?;
        for (place, outcome) in places.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Written { block, first, last } => {
                    self.inner.metrics.accepted(u64::try_from(last + 1 - first).unwrap_or(0));
                    prepared.verdicts[place] = Some(Verdict::Accepted { position: last, head_hash: hex::encode(&block.hash) });
                }
                Outcome::Stale | Outcome::Known => prepared.again.push(place),
            }
        }
        Ok(())
    }

    async fn keep(&self, prepared: &mut Prepared) -> Result<(), StoreError> {
        let (places, refused): (Vec<usize>, Vec<Refused>) = prepared.refused.drain(..).unzip();
        let entries = quarantine::keep(&self.inner.pool, &refused).await?;
        for ((place, refused), entry) in places.into_iter().zip(refused).zip(entries) {
            self.inner.metrics.quarantined();
            prepared.verdicts[place] = Some(Verdict::Quarantined { entry, refusal: refused.refusal });
        }
        Ok(())
    }
}
