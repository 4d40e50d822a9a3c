//! How a message becomes a report that can be decided: form and authority, what the inbox knows, personal data sealed, data decoded.

use std::collections::{BTreeMap, HashMap, HashSet};

use event_store::keys::Sealer;
use event_store::{Circumstances, InboxRow, StoreError, inbox};
use kernel::{DivisionCode, Envelope, Heading, MessageId, OrgId, Person, RecordId, Refusal};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::deciding::Batch;
use super::{Arrived, Door, Verdict};
use crate::envelope;
use crate::registry::{Decoded, Run};

/// A message whose envelope has been read.
pub(super) struct Read {
    pub(super) place: usize,
    pub(super) envelope: Envelope,
    pub(super) heading: Heading,
    pub(super) record: RecordId,
    pub(super) hash: [u8; 32],
}

/// A message that has been read.
pub(super) struct Opened {
    pub(super) place: usize,
    pub(super) heading: Heading,
    pub(super) record: RecordId,
    pub(super) run: Run,
    pub(super) circumstances: Circumstances,
    pub(super) row: InboxRow,
}

impl Door {
    /// Form, sender, division and authority; a refusal names the sender where it could be told.
    pub(super) fn read(&self, place: usize, message: &Arrived) -> Result<Read, (Option<(OrgId, MessageId)>, Refusal)> {
        let (envelope, _) = envelope::read(&message.body, self.inner.limits.body_bytes).map_err(|refusal| (None, refusal))?;
        let sender = Some((envelope.org.clone(), envelope.id));
        let entry = self.inner.registry.get(&envelope.report_type).map_err(|refusal| (sender.clone(), refusal))?;
        let (mut heading, record) = envelope::heading(&envelope, &message.subject, entry.kind, &self.inner.reference)
            .map_err(|refusal| (sender, refusal))?;
        heading.act = message.act;
        let hash = Sha256::digest(&message.body).into();
        Ok(Read { place, envelope, heading, record, hash })
    }

    /// Settles what the inbox knows; a second message with one id in the same batch waits for the first.
    pub(super) async fn sort_out_known(&self, batch: &mut Batch, read: Vec<Read>) -> Result<Vec<Read>, StoreError> {
        let asked: Vec<(OrgId, MessageId)> = read.iter().map(|one| (one.heading.org.clone(), one.heading.message)).collect();
        let known = inbox::known(&self.inner.pool, &asked).await?;
        let mut fresh = Vec::with_capacity(read.len());
        let mut revised = Vec::new();
        let mut seen = HashSet::new();
        for mut one in read {
            let id = (one.heading.org.clone(), one.heading.message);
            match known.get(&id) {
                Some(known) if known.body_hash == one.hash => {
                    batch.verdicts[one.place] = Some(Verdict::Duplicate { position: known.position });
                    self.inner.metrics.duplicate();
                }
                Some(_) if one.heading.corrects.is_some() => {
                    // Same id, other body, and it says what it corrects: a report of its own, under an id that its body gives it.
                    one.heading.message = MessageId(Uuid::new_v5(&one.heading.message.0, &one.hash));
                    revised.push(one);
                }
                Some(_) => batch.refuse(
                    one.place,
                    Some(id),
                    Refusal::new(
                        "same-id-other-body",
                        "该编号（id）的报送已被接收，内容不同；如为更正，请用新编号并在corrects中写明原编号",
                        "a report with this id was accepted with another body: to correct it, use a new id and name the old one in `corrects`",
                    ),
                ),
                None if !seen.insert(id) => batch.again.push(one.place),
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
                        batch.verdicts[one.place] = Some(Verdict::Duplicate { position: known.position });
                        self.inner.metrics.duplicate();
                    }
                    None if !seen.insert(id) => batch.again.push(one.place),
                    None => fresh.push(one),
                }
            }
        }
        Ok(fresh)
    }

    /// Seals personal data and reads the reports themselves.
    pub(super) async fn open(&self, batch: &mut Batch, read: Vec<Read>) -> Result<Vec<Opened>, StoreError> {
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
            match self.open_one(batch, one, sealed, &sealer)? {
                Ok(one) => opened.push(one),
                Err(refusal) => batch.refuse(place, sender, refusal),
            }
        }
        Ok(opened)
    }

    fn open_one(
        &self,
        batch: &Batch,
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
            None => String::from_utf8_lossy(&batch.messages[place].body).into_owned(),
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
            ("actor".to_owned(), batch.messages[place].by.clone().unwrap_or_else(|| format!("org:{}", heading.org))),
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
        let row = InboxRow::new(heading.org.clone(), heading.message, hash, report_type, record, report);
        Ok(Ok(Opened { place, heading, record, run, circumstances, row }))
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
