//! What becomes of reports that have been read: each is decided over one load of the batch, appended, or kept in quarantine.

use std::collections::{HashMap, HashSet};

use event_store::quarantine::{self, Refused};
use event_store::unit::Denied;
use event_store::{Outcome, PreparedEvent, Priority, StoreError, Unit, UnitOfWork};
use kernel::{Heading, MessageId, OrgId, RecordId, Refusal};

use super::reading::Read;
use super::{Arrived, Door, Verdict};

/// Messages on their way through the door.
pub struct Batch {
    pub(super) messages: Vec<Arrived>,
    pub(super) verdicts: Vec<Option<Verdict>>,
    read: Vec<Read>,
    ready: Vec<Ready>,
    /// On what was decided.
    work: Option<UnitOfWork>,
    refused: Vec<(usize, Refused)>,
    pub(super) again: Vec<usize>,
    deferred: Vec<(usize, RecordId)>,
    touched: HashSet<RecordId>,
}

/// A message whose unit is decided.
struct Ready {
    place: usize,
    unit: Unit,
}

impl Batch {
    /// The records it is about: another batch must not decide on them until this one is finished.
    pub fn records(&self) -> &HashSet<RecordId> {
        &self.touched
    }

    /// Places of messages about busy records, which were left for a later batch, each with its record.
    pub fn deferred(&self) -> &[(usize, RecordId)] {
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
    /// Reads the envelopes of a batch, which touches neither store nor bus. Messages about `busy` records are left out: see
    /// [`Batch::deferred`].
    pub fn receive(&self, messages: Vec<Arrived>, busy: &HashSet<RecordId>) -> Batch {
        let all = 0..messages.len();
        let mut batch = Batch {
            verdicts: vec![None; messages.len()],
            read: Vec::with_capacity(messages.len()),
            messages,
            ready: Vec::new(),
            work: None,
            refused: Vec::new(),
            again: Vec::new(),
            deferred: Vec::new(),
            touched: HashSet::new(),
        };
        self.read_those(&mut batch, all, busy);
        batch
    }

    /// Decides and appends a batch; decides again what lost a race, a bounded number of times. `None` stands for deferred messages.
    ///
    /// # Errors
    /// [`StoreError`]: nothing may be acknowledged; sending all of it again is harmless.
    pub async fn finish(&self, mut batch: Batch) -> Result<Vec<Option<Verdict>>, StoreError> {
        for _ in 0..self.inner.limits.rounds {
            self.decide(&mut batch).await?;
            self.append(&mut batch).await?;
            let again = std::mem::take(&mut batch.again);
            if again.is_empty() {
                break;
            }
            self.read_those(&mut batch, again, &HashSet::new());
        }
        self.keep(&mut batch).await?;
        let open = batch.verdicts.iter().filter(|verdict| verdict.is_none()).count() - batch.deferred.len();
        if open > 0 {
            // Lost every race: another process works on the same records. The bus brings them again.
            return Err(StoreError::Unavailable(sqlx::Error::Protocol(format!(
                "{open} reports lost every race for their records"
            ))));
        }
        Ok(batch.verdicts)
    }

    /// Whether any of `messages` would be refused as things stand; nothing is appended or kept. For those who must do something before
    /// they may say so, such as store bytes.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn refuses(&self, messages: Vec<Arrived>) -> Result<bool, StoreError> {
        let mut batch = self.receive(messages, &HashSet::new());
        self.decide(&mut batch).await?;
        Ok(!batch.refused.is_empty())
    }

    fn read_those(&self, batch: &mut Batch, places: impl IntoIterator<Item = usize>, busy: &HashSet<RecordId>) {
        for place in places {
            match self.read(place, &batch.messages[place]) {
                Ok(one) if busy.contains(&one.record) => batch.deferred.push((place, one.record)),
                Ok(one) => {
                    batch.touched.insert(one.record);
                    batch.read.push(one);
                }
                Err((sender, refusal)) => batch.refuse(place, sender, refusal),
            }
        }
    }

    /// Looks up what is known of the messages that were read, and decides the rest over one load.
    async fn decide(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let read = std::mem::take(&mut batch.read);
        let read = self.sort_out_known(batch, read).await?;
        let opened = self.open(batch, read).await?;
        let records: Vec<RecordId> = opened.iter().map(|one| one.record).collect();
        let work = UnitOfWork::recall(&self.inner.pool, &records, &self.inner.memory).await?;
        batch.work = Some(work.clone());
        for one in opened {
            match (one.run)(work.clone(), one.record, one.circumstances).await {
                Ok(events) => match self.bar(&one.heading, &events).await? {
                    Some(refusal) => batch.refuse(one.place, Some((one.heading.org, one.heading.message)), refusal),
                    None => batch.ready.push(Ready { place: one.place, unit: Unit { events, inbox: Some(one.row) } }),
                },
                Err(Denied::Rejected(refusal)) => batch.refuse(one.place, Some((one.heading.org, one.heading.message)), refusal),
                Err(Denied::Failed(error)) => return Err(error),
            }
        }
        Ok(())
    }

    /// Why the other records of its matter bar what a person does; what is only reported is never barred.
    async fn bar(&self, heading: &Heading, events: &[PreparedEvent]) -> Result<Option<Refusal>, StoreError> {
        match &self.matters {
            Some(matters) if heading.act => matters.bar(events.to_vec()).await,
            Some(_) | None => Ok(None),
        }
    }

    async fn append(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let last = |ready: &Ready| ready.unit.events.last().map(|event| (event.aggregate_id, event.sequence));
        let lasts: Vec<Option<(RecordId, i64)>> = batch.ready.iter().map(last).collect();
        let (places, units): (Vec<usize>, Vec<Unit>) = batch.ready.drain(..).map(|ready| (ready.place, ready.unit)).unzip();
        let outcomes = self.inner.writer.append(units, Priority::Machine).await?;
        let mut written = HashMap::with_capacity(lasts.len());
        for ((place, last_event), outcome) in places.into_iter().zip(lasts).zip(outcomes) {
            match outcome {
                Outcome::Written { block, first, last } => {
                    written.extend(last_event);
                    self.inner.metrics.accepted(u64::try_from(last + 1 - first).unwrap_or(0));
                    batch.verdicts[place] = Some(Verdict::Accepted { position: last, head_hash: hex::encode(&block.hash) });
                }
                Outcome::Stale | Outcome::Known => batch.again.push(place),
            }
        }
        if let Some(work) = batch.work.take() {
            work.remember(&written, &self.inner.memory);
        }
        Ok(())
    }

    async fn keep(&self, batch: &mut Batch) -> Result<(), StoreError> {
        let (places, refused): (Vec<usize>, Vec<Refused>) = batch.refused.drain(..).unzip();
        let entries = quarantine::keep(&self.inner.pool, &refused).await?;
        for ((place, refused), entry) in places.into_iter().zip(refused).zip(entries) {
            self.inner.metrics.quarantined();
            batch.verdicts[place] = Some(Verdict::Quarantined { entry, refusal: refused.refusal });
        }
        Ok(())
    }
}
