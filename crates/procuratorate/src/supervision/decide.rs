//! The rules of a supervision.

use kernel::{Class, Decider, Identity, Kind, Parts, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{CaseRef, ExplanationRequested, FilingNotified, ReasonsExplained};

/// A supervision as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Supervision {
    pub(super) parts: Parts,
    /// The police case whose filing was demanded by a notice that stands.
    pub to_be_filed: Option<CaseRef>,
}

/// What a supervision is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// Police were asked why they filed no case.
    RequestExplanation(Told, ExplanationRequested),
    /// Police explained why they filed no case.
    Explain(Told, ReasonsExplained),
    /// Police were notified to file.
    NotifyFiling(Told, FilingNotified),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for Supervision {
    const KIND: Kind = Kind {
        code: "procuratorate.supervision",
        zh: "检察监督",
        en: "Procuratorial supervision",
        class: Class::Case,
        identity: Identity::Own,
        stages: &[
            Stage::first("explanation-requested", "已要求说明理由", "explanation requested"),
            Stage::after("reasons-explained", "公安机关已说明理由", "reasons explained", &["explanation-requested"]),
            Stage::after("filing-notified", "已通知立案", "filing notified", &["explanation-requested"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::RequestExplanation(told, data) => Event::ExplanationRequested(told, data),
            Command::Explain(told, data) => Event::ReasonsExplained(told, data),
            Command::NotifyFiling(told, data) => Event::FilingNotified(told, data),
            Command::Withdraw(told, data) => {
                data.check(&Self::KIND, &told)?;
                Event::Withdrawn(told, data)
            }
        };
        let (told, part) = event.place();
        Ok(if self.parts.knows(&part, told) { Vec::new() } else { vec![event] })
    }

    fn evolve(&mut self, event: &Event) {
        let (told, part) = event.place();
        let withdrawn = matches!(event, Event::Withdrawn(..));
        let stands = if withdrawn { self.parts.take_back(&part, told) } else { self.parts.record(&part, told) };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::FilingNotified(_, data) => self.to_be_filed = Some(data.case.clone()),
            Event::Withdrawn(_, data) if data.part == "filing-notified" => self.to_be_filed = None,
            Event::ExplanationRequested(..) | Event::ReasonsExplained(..) | Event::Withdrawn(..) => {}
        }
    }
}
