//! Who is told of an event: the choices, with each role of the affair filled in. Pure.

use std::collections::BTreeSet;

use event_store::StoredEvent;
use joint_office::alert::{self, ClockAlert};
use joint_office::transfer::{self, Said, Transfer};
use kernel::decider::recall;
use kernel::reference::Reference;
use kernel::transfer::regulator::Sent;
use kernel::{Decider, DivisionCode, OrgId, Says, Telling, TransferKind, TransferNumber};

use crate::choices::{Choices, Receiver, Role};
use crate::heard::{Heard, stage};

/// The agency that supervises.
const PROCURATORATE: &str = "procuratorate";
/// The agency whose letters on suspected crimes are copied to it.
const ENVIRONMENT: &str = "environment";

/// Who is told of the event; nobody if it was corrected before it arrived. Whoever was told of a part is told that it was taken back.
///
/// # Errors
/// A sentence that says what of the record cannot be understood.
pub(crate) fn receivers(heard: &Heard<'_>, choices: &Choices, reference: &Reference) -> Result<BTreeSet<OrgId>, String> {
    let Some(telling) = heard.telling() else { return Ok(BTreeSet::new()) };
    let mut all = BTreeSet::new();
    for (place, told) in heard.told.iter().enumerate() {
        let meant = if telling.withdrawn { !told.withdrawn && told.part == telling.part } else { place + 1 == heard.told.len() };
        if meant && notifies(told) {
            let affair = Affair { heard, past: heard.past.get(..=place).unwrap_or_default(), reference };
            for receiver in choices.of(heard.kind.code, stage(&told.part)) {
                all.extend(affair.filled(receiver)?);
            }
        }
    }
    Ok(all)
}

/// An alert of what was over before it was recorded is kept for the record: it is no notice.
fn notifies(told: &Telling) -> bool {
    !told.says.iter().any(|says| matches!(says, Says::Alert(alert) if alert.historical))
}

/// A record up to one of its events.
struct Affair<'a> {
    heard: &'a Heard<'a>,
    past: &'a [StoredEvent],
    reference: &'a Reference,
}

impl Affair<'_> {
    fn filled(&self, receiver: &Receiver) -> Result<Option<OrgId>, String> {
        Ok(match receiver {
            Receiver::Org(org) => Some(org.clone()),
            // An affair that is known by an alias alone, a letter's or an acceptance's number, does not say whose it is.
            Receiver::Role(Role::Regulator) => self.transfer_number().map(|number| number.org().clone()),
            Receiver::Role(Role::Police) => self.police()?,
            Receiver::Role(Role::Procuratorate) => self.procuratorate()?,
            Receiver::Role(Role::Asked) => match self.said()? {
                Some(Said::Consulted(data)) => Some(data.to),
                Some(_) | None => None,
            },
            Receiver::Role(Role::Asker) => self.asker()?,
            Receiver::Role(Role::Owner) => match self.last::<ClockAlert>()? {
                Some(alert::Event::Raised(_, raised)) => raised.org,
                Some(alert::Event::Withdrawn(..)) | None => None,
            },
            Receiver::Role(Role::Office) => self.nearest(joint_office::AGENCY.code, &self.event()?.division)?,
        })
    }

    fn event(&self) -> Result<&StoredEvent, String> {
        self.past.last().ok_or_else(|| "a record without events".to_owned())
    }

    fn transfer_number(&self) -> Option<TransferNumber> {
        self.heard.metadata.number.parse().ok()
    }

    /// The event itself, if it is one of `D`.
    fn last<D: Decider>(&self) -> Result<Option<D::Event>, String> {
        let event = self.event()?;
        if event.aggregate_type == D::KIND.code { recalled::<D>(event).map(Some) } else { Ok(None) }
    }

    /// What the step says; none for a part that was taken back.
    fn said(&self) -> Result<Option<Said>, String> {
        Ok(match self.last::<Transfer>()? {
            Some(transfer::Event::Told(_, said)) => Some(*said),
            Some(transfer::Event::Withdrawn(..)) | None => None,
        })
    }

    /// The police organ that the step names, else the one that the transfer is with.
    fn police(&self) -> Result<Option<OrgId>, String> {
        let named = match self.said()? {
            Some(Said::ExplanationRequested(data)) => Some(data.police),
            Some(Said::FilingNotified(data)) => Some(data.police),
            Some(Said::ItemsHandedOver(data)) => Some(data.to),
            Some(_) | None => None,
        };
        if named.is_some() {
            return Ok(named);
        }
        Ok(self.transfer()?.in_charge().cloned())
    }

    /// The transfer as it stood with the step.
    fn transfer(&self) -> Result<Transfer, String> {
        let mut transfer = Transfer::default();
        for event in self.past {
            transfer.evolve(&recalled::<Transfer>(event)?);
        }
        Ok(transfer)
    }

    /// Who asked what the step answers: whoever put that question to the organisation that answers it.
    fn asker(&self) -> Result<Option<OrgId>, String> {
        let Some(Said::ConsultationAnswered(answer)) = self.said()? else { return Ok(None) };
        let by = &self.event()?.org;
        for event in self.past.iter().rev() {
            if let transfer::Event::Told(account, said) = recalled::<Transfer>(event)?
                && let Said::Consulted(question) = *said
                && question.question == answer.question
                && question.to.as_str() == by.as_str()
            {
                return Ok(Some(account.org));
            }
        }
        Ok(None)
    }

    /// The procuratorate that the step names, else the one of the same level as whoever took it. Of a letter only where the law asks for a copy.
    fn procuratorate(&self) -> Result<Option<OrgId>, String> {
        let named = match self.said()? {
            Some(Said::Sent(data)) if data.copied_to.is_none() && !self.copied(&data)? => return Ok(None),
            Some(Said::Sent(data)) => data.copied_to,
            Some(Said::NoticeServed(data)) => data.copied_to,
            Some(Said::SupervisionSuggested(data)) => data.to,
            Some(_) | None => None,
        };
        if named.is_some() {
            return Ok(named);
        }
        let event = self.event()?;
        let home = self.reference.organisations.get_by_text(&event.org).map(|org| org.division.as_str());
        self.nearest(PROCURATORATE, home.unwrap_or(&event.division))
    }

    /// Whether the law asks for a copy of the letter to the procuratorate: of a suspected crime against the environment or with drugs (G3), not of
    /// a file for administrative detention, nor of food.
    fn copied(&self, sent: &Sent) -> Result<bool, String> {
        let event = self.event()?;
        let sender = self.reference.organisations.get_by_text(&event.org).map(|org| org.agency.as_str());
        let drugs = || Ok::<_, String>(self.transfer()?.about().is_some_and(|about| about.drugs));
        Ok(sent.kind == TransferKind::Crime && (sender == Some(ENVIRONMENT) || drugs()?))
    }

    /// The organisation of `agency` nearest to `division` when the event was recorded.
    fn nearest(&self, agency: &str, division: &str) -> Result<Option<OrgId>, String> {
        let division = DivisionCode::new(division).map_err(|error| error.to_string())?;
        let Some(root) = self.reference.divisions.root_of(&division) else {
            return Err(format!("there is no division {division}"));
        };
        let day = self.event()?.recorded_at.with_timezone(&root.zone).date_naive();
        Ok(self.reference.nearest(agency, &division, day).map(|org| org.id.clone()))
    }
}

fn recalled<D: Decider>(event: &StoredEvent) -> Result<D::Event, String> {
    recall::<D>(&event.event_type, &event.event_version, event.payload.get())
        .map_err(|error| format!("position {}: {error}", event.position))
}
