//! The notice of an event, from the event and its record's past alone: the same event gives the same bytes.

use std::collections::BTreeSet;

use bus::OutgoingNotice;
use event_store::{StoredEvent, feed};
use joint_office::alert::{self, ClockAlert, Raised};
use kernel::decider::recall;
use kernel::envelope::Mark;
use kernel::law::{State, Warning};
use kernel::reference::Reference;
use kernel::{Decider, DivisionCode, Head, Identity, Kind, OrgId, RecordId, Told};
use uuid::Uuid;

use crate::Book;
use crate::heard::{Heard, Metadata, stage};
use crate::notice::{Alerted, Data, Named, Notice, RecordRef};

/// Who the store is.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    /// In which store an event was recorded first.
    pub origin: Uuid,
    /// Which life of the store it is.
    pub incarnation: Uuid,
}

/// What an alert speaks of.
#[derive(Clone, Default)]
pub(crate) struct Around {
    /// What it says.
    pub raised: Option<Raised>,
    /// The first event of the record whose clock it is.
    pub about: Option<StoredEvent>,
    /// The first event of the matter.
    pub matter: Option<StoredEvent>,
}

/// What the alert says, if the event raises one.
///
/// # Errors
/// A sentence that says why it cannot be understood.
pub(crate) fn raised(event: &StoredEvent) -> Result<Option<Raised>, String> {
    if event.aggregate_type != ClockAlert::KIND.code {
        return Ok(None);
    }
    let event = recall::<ClockAlert>(&event.event_type, &event.event_version, event.payload.get());
    match event.map_err(|error| error.to_string())? {
        alert::Event::Raised(_, raised) => Ok(Some(*raised)),
        alert::Event::Withdrawn(..) => Ok(None),
    }
}

/// Writes the notice; `head` is the end of the history when the event was recorded.
///
/// # Errors
/// A sentence that says why it cannot be told.
pub(crate) fn write(
    heard: &Heard<'_>,
    around: &Around,
    head: &feed::Head,
    store: Store,
    book: &Book,
    reference: &Reference,
) -> Result<Notice, String> {
    let Heard { event, kind, metadata, .. } = heard;
    let telling = heard.telling().ok_or("an event that says nothing")?;
    let Told { when, corrects, .. } = telling.told.clone().ok_or("an event without circumstances")?;
    let stage = kind.stage(stage(&telling.part)).ok_or_else(|| format!("{} has no part {:?}", kind.en, telling.part))?;
    let division = DivisionCode::new(event.division.as_str()).map_err(|error| error.to_string())?;
    let zone =
        reference.divisions.root_of(&division).map(|root| root.zone).ok_or_else(|| format!("there is no division {division}"))?;
    let mut matters = heard.matters();
    if let Some(matter) = &around.matter {
        matters.push(Metadata::of(matter)?.number);
    }
    let record = event.record().map_err(|error| error.to_string())?;
    Ok(Notice {
        specversion: "1.0".to_owned(),
        id: format!("{}-{}", store.incarnation, event.position),
        source: format!("/jointcase/{}", store.origin),
        notice_type: Notice::type_of(&format!("{}.{}", kind.code, stage.code)),
        subject: metadata.number.clone(),
        time: event.recorded_at.with_timezone(&zone).fixed_offset(),
        datacontenttype: "application/json".to_owned(),
        org: org(event)?,
        division,
        mark: metadata.mark.as_deref().and_then(Mark::from_code),
        data: Data {
            record: reference_to(kind, record, metadata.number.clone(), org(event)?),
            event: Named::new(stage.code, &stage.name()),
            part: telling.part.clone(),
            on: when,
            correction: corrects.is_some() && !telling.withdrawn,
            withdrawn: telling.withdrawn,
            matters,
            position: unsigned(event.position),
            head: Head { incarnation: store.incarnation, position: unsigned(head.position), hash: head.hash.clone() },
            alert: around.raised.as_ref().map(|raised| alerted(raised, around, book)).transpose()?,
        },
    })
}

fn alerted(raised: &Raised, around: &Around, book: &Book) -> Result<Alerted, String> {
    let first = around.about.as_ref().ok_or_else(|| format!("nothing is recorded of {}, whose clock it is", raised.record))?;
    let kind =
        book.kind(&first.aggregate_type).ok_or_else(|| format!("no agency declares records of kind {}", first.aggregate_type))?;
    let state = match raised.warning {
        Warning::Half | Warning::Near => State::Running,
        Warning::Missed => State::Missed,
    };
    Ok(Alerted {
        clock: raised.clock.key.clone(),
        question: raised.clock.question.clone(),
        line: raised.clock.line.clone(),
        citation: raised.clock.citation.clone(),
        owner: raised.owner.clone(),
        org: raised.org.clone(),
        due: raised.due,
        state: Named::new(state.code(), &state.name()),
        about: reference_to(kind, raised.record, Metadata::of(first)?.number, org(first)?),
        known_at: raised.known_at,
    })
}

fn reference_to(kind: &Kind, id: RecordId, number: String, teller: OrgId) -> RecordRef {
    let org = match kind.identity {
        Identity::Own => Some(teller),
        Identity::Shared => None,
    };
    RecordRef { kind: Named::new(kind.code, &kind.name()), id, number, org }
}

fn org(event: &StoredEvent) -> Result<OrgId, String> {
    OrgId::new(event.org.as_str()).map_err(|error| error.to_string())
}

/// Positions count from 1.
fn unsigned(position: i64) -> u64 {
    position.unsigned_abs()
}

/// The notice as it is sent to each of `to`.
///
/// # Errors
/// None that is known: a notice can be written.
pub(crate) fn addressed(notice: &Notice, to: BTreeSet<OrgId>) -> Result<Vec<OutgoingNotice>, String> {
    let body: bus::Bytes = serde_json::to_vec(notice).map_err(|error| error.to_string())?.into();
    let what = format!("{}.{}", notice.data.record.kind.code, notice.data.event.code);
    Ok(to.into_iter().map(|to| OutgoingNotice { id: notice.id.clone(), to, what: what.clone(), body: body.clone() }).collect())
}
