//! The door: NATS, CLI and, later, forms and reactions pass through it; nothing else appends.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use event_store::keys::{Sealer, StoreKey};
use event_store::quarantine::{self, Refused};
use event_store::unit::Denied;
use event_store::{Circumstances, InboxRow, Outcome, PreparedEvent, Priority, StoreError, Unit, UnitOfWork, Writer, inbox};
use kernel::reference::{Adopt, Adoption, Reference};
use kernel::{AgencyCode, Decider, DivisionCode, Envelope, Heading, MessageId, OrgId, Person, RecordId, Refusal};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use crate::registry::{Decoded, Run};
use crate::{Metrics, Registry, envelope};

/// Bounds of the door.
#[derive(Clone, Copy, Debug)]
pub struct DoorLimits {
    /// Most bytes of one report.
    pub body_bytes: usize,
    /// How often a report or command that lost a race is decided again.
    pub rounds: usize,
}

impl Default for DoorLimits {
    fn default() -> Self {
        Self { body_bytes: 1 << 20, rounds: 8 }
    }
}

/// A message as it came.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The subject it came on: who was allowed to send it.
    pub subject: String,
    /// Its bytes.
    pub body: bus::Bytes,
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
}

struct Inner {
    registry: Registry,
    reference: Reference,
    pool: PgPool,
    writer: Writer,
    key: StoreKey,
    limits: DoorLimits,
    metrics: Metrics,
}

/// Messages that have been decided and wait to be appended.
pub struct Prepared {
    messages: Vec<Arrived>,
    verdicts: Vec<Option<Verdict>>,
    ready: Vec<Ready>,
    refused: Vec<(usize, Refused)>,
    again: Vec<usize>,
    deferred: Vec<usize>,
    touched: HashSet<RecordId>,
}

/// A message whose unit is decided.
struct Ready {
    place: usize,
    unit: Unit,
}

/// A message that has been read.
struct Opened {
    place: usize,
    heading: Heading,
    record: RecordId,
    run: Run,
    circumstances: Circumstances,
    row: InboxRow,
}

/// A message whose envelope has been read.
struct Read {
    place: usize,
    envelope: Envelope,
    heading: Heading,
    record: RecordId,
    hash: [u8; 32],
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
        Self { inner: Arc::new(Inner { registry, reference, pool, writer, key, limits, metrics: Metrics::default() }) }
    }

    /// What it has done.
    pub fn metrics(&self) -> &Metrics {
        &self.inner.metrics
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
        let prepared = self.prepare(messages, &HashSet::new()).await?;
        Ok(self.finish(prepared).await?.into_iter().flatten().collect())
    }

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

    fn read(&self, place: usize, message: &Arrived) -> Result<Read, (Option<(OrgId, MessageId)>, Refusal)> {
        let (envelope, _) = envelope::read(&message.body, self.inner.limits.body_bytes).map_err(|refusal| (None, refusal))?;
        let sender = Some((envelope.org.clone(), envelope.id));
        let entry = self.inner.registry.get(&envelope.report_type).map_err(|refusal| (sender.clone(), refusal))?;
        let (heading, record) = envelope::heading(&envelope, &message.subject, entry.kind, &self.inner.reference)
            .map_err(|refusal| (sender, refusal))?;
        let hash = Sha256::digest(&message.body).into();
        Ok(Read { place, envelope, heading, record, hash })
    }

    /// Settles what the inbox knows; a second message with one id in the same batch waits for the first.
    async fn sort_out_known(&self, prepared: &mut Prepared, read: Vec<Read>) -> Result<Vec<Read>, StoreError> {
        let asked: Vec<(OrgId, MessageId)> = read.iter().map(|one| (one.heading.org.clone(), one.heading.message)).collect();
        let known = inbox::known(&self.inner.pool, &asked).await?;
        let mut fresh = Vec::with_capacity(read.len());
        let mut revised = Vec::new();
        let mut seen = HashSet::new();
        for mut one in read {
            let id = (one.heading.org.clone(), one.heading.message);
            match known.get(&id) {
                Some(known) if known.body_hash == one.hash => {
                    prepared.verdicts[one.place] = Some(Verdict::Duplicate { position: known.position });
                    self.inner.metrics.duplicate();
                }
                Some(_) if one.heading.corrects.is_some() => {
                    // Same id, other body, and it says what it corrects: a report of its own, under an id that its body gives it.
                    one.heading.message = MessageId(Uuid::new_v5(&one.heading.message.0, &one.hash));
                    revised.push(one);
                }
                Some(_) => prepared.refuse(
                    one.place,
                    Some(id),
                    Refusal::new(
                        "same-id-other-body",
                        "该编号（id）的报送已被接收，内容不同；如为更正，请用新编号并在corrects中写明原编号",
                        "a report with this id was accepted with another body: to correct it, use a new id and name the old one in `corrects`",
                    ),
                ),
                None if !seen.insert(id) => prepared.again.push(one.place),
                None => fresh.push(one),
            }
        }
        if !revised.is_empty() {
            let asked: Vec<(OrgId, MessageId)> =
                revised.iter().map(|one| (one.heading.org.clone(), one.heading.message)).collect();
            let known: HashMap<_, _> = inbox::known(&self.inner.pool, &asked).await?;
            for one in revised {
                let id = (one.heading.org.clone(), one.heading.message);
                match known.get(&id) {
                    Some(known) => {
                        prepared.verdicts[one.place] = Some(Verdict::Duplicate { position: known.position });
                        self.inner.metrics.duplicate();
                    }
                    None if !seen.insert(id) => prepared.again.push(one.place),
                    None => fresh.push(one),
                }
            }
        }
        Ok(fresh)
    }

    /// Seals personal data and reads the reports themselves.
    async fn open(&self, prepared: &mut Prepared, read: Vec<Read>) -> Result<Vec<Opened>, StoreError> {
        let mut persons: Vec<(DivisionCode, Person)> = Vec::new();
        let mut personal: HashMap<usize, serde_json::Value> = HashMap::new();
        for one in read.iter().filter(|one| one.envelope.data.get().contains("\"personal\"")) {
            let Ok(mut data) = serde_json::from_str::<serde_json::Value>(one.envelope.data.get()) else { continue };
            // A dry run that only collects; what is not a person is left for the report's own reading to refuse.
            let collected = kernel::personal::seal_all::<serde_json::Error>(&mut data.clone(), &mut |person| {
                persons.push((one.heading.root.clone(), person));
                Ok(kernel::Sealed { person: Uuid::nil(), alg: String::new(), data: String::new() })
            });
            if collected.is_ok() {
                personal.insert(one.place, data.take());
            }
        }
        let sealer = Sealer::load(&self.inner.pool, &self.inner.key, &persons).await?;
        let mut opened = Vec::with_capacity(read.len());
        for one in read {
            let place = one.place;
            let sender = Some((one.heading.org.clone(), one.heading.message));
            let sealed = personal.remove(&place);
            match self.open_one(prepared, one, sealed, &sealer)? {
                Ok(one) => opened.push(one),
                Err(refusal) => prepared.refuse(place, sender, refusal),
            }
        }
        Ok(opened)
    }

    fn open_one(
        &self,
        prepared: &Prepared,
        one: Read,
        personal: Option<serde_json::Value>,
        sealer: &Sealer,
    ) -> Result<Result<Opened, Refusal>, StoreError> {
        let Read { place, mut envelope, heading, record, hash } = one;
        let unreadable = |error: serde_json::Error| StoreError::Unreadable(error.to_string());
        let report = match personal {
            Some(mut data) => {
                kernel::personal::seal_all::<SealError>(&mut data, &mut |person| Ok(sealer.seal(&heading.root, &person)?))
                    .map_err(|SealError(error)| error)?;
                envelope.data = serde_json::value::to_raw_value(&data).map_err(unreadable)?;
                serde_json::to_string(&envelope).map_err(unreadable)?
            }
            None => String::from_utf8_lossy(&prepared.messages[place].body).into_owned(),
        };
        let entry = match self.inner.registry.get(&envelope.report_type) {
            Ok(entry) => entry,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Decoded { when, run } = match entry.decode(&heading, envelope.data.get()) {
            Ok(decoded) => decoded,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let zone = self.inner.reference.divisions.root(&heading.root).map_or(chrono_tz::UTC, |root| root.zone);
        let report_type = envelope.report_type.to_string();
        let mut metadata = BTreeMap::from([
            ("number".to_owned(), heading.key.to_string()),
            ("report".to_owned(), report_type.clone()),
            ("actor".to_owned(), format!("org:{}", heading.org)),
        ]);
        metadata.extend(envelope.mark.map(|mark| ("mark".to_owned(), mark.code().to_owned())));
        metadata.extend(envelope.ordinal.map(|ordinal| ("ordinal".to_owned(), ordinal.to_string())));
        metadata.extend(envelope.traceparent.clone().map(|trace| ("traceparent".to_owned(), trace)));
        let circumstances = Circumstances {
            agency: heading.agency.clone(),
            org: heading.org.clone(),
            division: heading.division.clone(),
            root: heading.root.clone(),
            occurred: when.span(zone),
            message: Some(heading.message),
            metadata,
        };
        let row = InboxRow { org: heading.org.clone(), message: heading.message, body_hash: hash, report_type, record, report };
        Ok(Ok(Opened { place, heading, record, run, circumstances, row }))
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

    /// Runs a person's or the system's command on one record, with priority over machine batches.
    ///
    /// # Errors
    /// [`Denied`] with the refusal for the person, or the store's failure.
    pub async fn command<D>(
        &self,
        record: RecordId,
        command: D::Command,
        circumstances: &Circumstances,
    ) -> Result<Vec<PreparedEvent>, Denied>
    where
        D: Decider,
        D::Command: Clone,
    {
        for _ in 0..self.inner.limits.rounds {
            let unit = UnitOfWork::load(&self.inner.pool, &[record]).await.map_err(Denied::Failed)?;
            let events = unit.run::<D>(record, command.clone(), circumstances).await?;
            if events.is_empty() {
                return Ok(events);
            }
            let unit = Unit { events: events.clone(), inbox: None };
            match self.inner.writer.append(vec![unit], Priority::Person).await.map_err(Denied::Failed)?.as_slice() {
                [Outcome::Written { .. }] => return Ok(events),
                _ => continue, // Somebody else was faster: decide again on what stands now.
            }
        }
        Err(Denied::Failed(StoreError::Unavailable(sqlx::Error::Protocol("the command lost every race for its record".into()))))
    }

    /// Adopts the trees as they are now; an event only if their content changed.
    ///
    /// # Errors
    /// [`Denied`] if the store fails.
    pub async fn adopt_reference(&self) -> Result<(), Denied> {
        let name = |text: &str| Refusal::new("own-name", text.to_owned(), text.to_owned());
        let org = OrgId::new("jointcase").map_err(|error| Denied::Rejected(name(&error.to_string())))?;
        let agency = AgencyCode::new("reference").map_err(|error| Denied::Rejected(name(&error.to_string())))?;
        let division = DivisionCode::new("ALL").map_err(|error| Denied::Rejected(name(&error.to_string())))?;
        let now = kernel::time::now();
        let circumstances = Circumstances {
            agency,
            division: division.clone(),
            root: division,
            occurred: kernel::Span { earliest: now, latest: now, precision: kernel::Precision::Instant },
            message: None,
            metadata: BTreeMap::from([
                ("actor".to_owned(), "system".to_owned()),
                ("number".to_owned(), Adoption::trees().to_string()),
            ]),
            org: org.clone(),
        };
        let record = RecordId::own(&org, Adoption::KIND.code, &Adoption::trees());
        self.command::<Adoption>(record, Adopt { content: self.inner.reference.content() }, &circumstances).await.map(drop)
    }
}

impl Prepared {
    fn refuse(&mut self, place: usize, sender: Option<(OrgId, MessageId)>, refusal: Refusal) {
        let message = &self.messages[place];
        let (org, id) = sender.map_or((None, None), |(org, id)| (Some(org), Some(id)));
        let refused = Refused { subject: message.subject.clone(), org, message: id, body: message.body.to_vec(), refusal };
        self.refused.push((place, refused));
    }
}

/// Joins the two ways in which sealing can fail.
struct SealError(StoreError);

impl From<StoreError> for SealError {
    fn from(error: StoreError) -> Self {
        Self(error)
    }
}

impl From<serde_json::Error> for SealError {
    fn from(error: serde_json::Error) -> Self {
        Self(StoreError::Unreadable(error.to_string()))
    }
}
