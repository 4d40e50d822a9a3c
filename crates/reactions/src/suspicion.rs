//! A suspected crime (涉嫌犯罪) found by a regulator opens a matter, to which police link their case: one for each affair.
//!
//! What an affair is follows from what the records say of each other (docs/adr/0010): a record, the inspection from which it arose, and
//! its transfers. If one of them belongs to a matter, the others join it; a record that a person took out of its matter is left alone.

use std::collections::{BTreeSet, HashMap};

use joint_office::{link, matter};
use kernel::division::Root;
use kernel::reference::Reference;
use kernel::{
    Decider, DivisionCode, Identity, LegalFact, Link, MessageId, Organisation, RecordId, RecordKey, SubjectId, TransferNumber,
    When,
};
use projections::Vocabulary;
use serde::Serialize;
use uuid::Uuid;

use crate::heard::Heard;
use crate::office::responsible;
use crate::saying::Saying;

/// The rule's name.
pub const NAME: &str = "suspected-crime";
/// Its version: another goes through the history anew.
pub const VERSION: i32 = 1;
/// How many transfers of one case are looked for.
const TRANSFERS: u32 = 9;

/// Another record of the same affair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kin {
    /// Which.
    pub record: RecordId,
    /// Whether it is joined also before anything was reported of it.
    pub unseen: bool,
}

/// What is known of where a record belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belongs {
    /// Something was reported of it.
    pub seen: bool,
    /// Its matters, by its own word or by links that stand.
    pub matters: BTreeSet<Uuid>,
    /// A link to a matter was undone.
    pub taken_out: bool,
}

/// What is known of several records.
pub type Known = HashMap<RecordId, Belongs>;

/// What follows from an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Follows {
    /// Nothing.
    Nothing,
    /// A matter should be opened, and no joint office is responsible for this place.
    NoOffice(DivisionCode),
    /// These reports, in order; the second says which records they join to which matter.
    Reports(Vec<Saying>, Vec<(RecordId, Uuid)>),
}

/// The other records of the affair that `heard` tells of.
pub fn kin(heard: &Heard<'_>, vocabulary: &Vocabulary) -> Vec<Kin> {
    if heard.kind.code == joint_office::transfer::Transfer::KIND.code {
        let Ok(number) = heard.number.parse::<TransferNumber>() else { return Vec::new() };
        let Ok(case) = RecordKey::new(number.case()) else { return Vec::new() };
        let own = vocabulary.followed().iter().filter(|(kind, _)| kind.identity == Identity::Own);
        return own.map(|(kind, _)| Kin { record: RecordId::own(number.org(), kind.code, &case), unseen: false }).collect();
    }
    let source = heard.source().and_then(|(kind, number)| {
        let record = RecordId::own(&heard.org, kind, &RecordKey::new(number).ok()?);
        Some(Kin { record, unseen: true })
    });
    let transfers = (1..=TRANSFERS).filter_map(|ordinal| {
        let number = TransferNumber::new(&heard.org, &heard.number, ordinal).ok()?;
        let root = DivisionCode::new(heard.event.root.as_str()).ok()?;
        let record = RecordId::shared(&root, joint_office::transfer::Transfer::KIND.code, number.key());
        Some(Kin { record, unseen: false })
    });
    source.into_iter().chain(transfers).collect()
}

/// What follows from `heard`; `known` says where its record and `kin` belong.
///
/// # Errors
/// A sentence that says why the event cannot be handled.
pub fn follow(heard: &Heard<'_>, kin: &[Kin], known: &Known, reference: &Reference) -> Result<Follows, String> {
    let opens = heard.states(LegalFact::SuspectedCrimeFound);
    let follows = heard.states(LegalFact::TransferReported) || heard.states(LegalFact::TransferSent);
    let nowhere = Belongs::default();
    let own = known.get(&heard.record).unwrap_or(&nowhere);
    let joined = |kin: &Kin| known.get(&kin.record).and_then(|belongs| belongs.matters.first().copied());
    let present = own.matters.first().copied().or_else(|| kin.iter().find_map(joined));
    if !(opens || follows && present.is_some()) || own.taken_out && own.matters.is_empty() {
        return Ok(Follows::Nothing);
    }
    let at = |kin: &Kin| known.get(&kin.record).unwrap_or(&nowhere).clone();
    let loose = |kin: &&Kin| {
        let belongs = at(kin);
        belongs.matters.is_empty() && !belongs.taken_out && (belongs.seen || kin.unseen)
    };
    // A transfer joins the matter of its case; it does not bring other records there.
    let others = kin.iter().filter(|_| opens).filter(loose).map(|kin| kin.record);
    let joining: Vec<RecordId> = own.matters.is_empty().then_some(heard.record).into_iter().chain(others).collect();
    if present.is_some() && joining.is_empty() {
        return Ok(Follows::Nothing);
    }
    let scene = match Scene::of(heard, reference)? {
        Ok(scene) => scene,
        Err(division) => return Ok(Follows::NoOffice(division)),
    };
    let mut sayings = Vec::with_capacity(joining.len() + 1);
    let matter = match present {
        Some(matter) => matter,
        None => {
            let (saying, matter) = scene.opening()?;
            sayings.push(saying);
            matter
        }
    };
    for record in &joining {
        sayings.push(scene.joining(*record, matter)?);
    }
    Ok(Follows::Reports(sayings, joining.into_iter().map(|record| (record, matter)).collect()))
}

/// Where it happened and who is responsible there.
struct Scene<'a> {
    heard: &'a Heard<'a>,
    reference: &'a Reference,
    root: &'a Root,
    office: &'a Organisation,
    division: DivisionCode,
}

impl<'a> Scene<'a> {
    /// `Err` within is the place for which no joint office is responsible.
    fn of(heard: &'a Heard<'a>, reference: &'a Reference) -> Result<Result<Self, DivisionCode>, String> {
        let division = DivisionCode::new(heard.event.division.as_str()).map_err(|error| error.to_string())?;
        let Some(root) = reference.divisions.root_of(&division) else { return Err(format!("there is no division {division}")) };
        let day = heard.event.recorded_at.with_timezone(&root.zone).date_naive();
        let Some(office) = responsible(reference, &division, day) else { return Ok(Err(division)) };
        Ok(Ok(Self { heard, reference, root, office, division }))
    }

    fn saying<D: Serialize>(&self, what: &str, report: &'static str, number: RecordKey, data: &D) -> Result<Saying, String> {
        Ok(Saying {
            id: MessageId(Uuid::new_v5(&self.heard.event.event_id, format!("{NAME}/{what}").as_bytes())),
            reaction: NAME,
            report,
            number,
            stated: self.heard.event.recorded_at,
            office: self.office.clone(),
            division: self.division.clone(),
            mark: self.heard.mark.clone(),
            data: serde_json::to_value(data).map_err(|error| error.to_string())?,
        })
    }

    /// The report that opens a matter, and the matter.
    fn opening(&self) -> Result<(Saying, Uuid), String> {
        let Heard { org, number, kind, .. } = self.heard;
        let telling = self.heard.telling().and_then(|telling| telling.told.as_ref());
        let on = telling.map(|told| told.when.clone()).ok_or("an event that says nothing")?;
        let name = self.reference.organisations.get(org).map_or(org.as_str(), |org| &org.name.zh);
        let title = self.heard.title().map_or_else(|| format!("{name}{number}"), str::to_owned);
        // The record's own number says to a person where it comes from; one that is too long is known by its id.
        let key = RecordKey::new(format!("{org}:{}:{number}", kind.short()))
            .or_else(|_| RecordKey::new(self.heard.record.to_string()))
            .map_err(|error| error.to_string())?;
        let matter = RecordId::shared(&self.root.code, matter::Matter::KIND.code, &key).0;
        let premises = self.heard.premises().cloned().into_iter().collect();
        let data = matter::Opened { on, title: format!("{title}（涉嫌犯罪）"), premises, campaign: None };
        Ok((self.saying("matter", "joint-office.matter.opened", key, &data)?, matter))
    }

    /// The report that joins `record` to `matter`.
    fn joining(&self, record: RecordId, matter: Uuid) -> Result<Saying, String> {
        let said = Link::about(record, SubjectId(matter));
        let number = link::SubjectLink::number(&said).map_err(|refusal| refusal.to_string())?;
        let on = When::Instant(self.heard.event.recorded_at.with_timezone(&self.root.zone).fixed_offset());
        let reason = format!("“{}”涉嫌犯罪，自动归入案事件（suspected crime, joined by rule）", self.heard.number);
        self.saying(&format!("link/{record}"), "joint-office.link.linked", number, &link::Linked { on, link: said, reason })
    }
}
