//! The rules of a case.

use kernel::{Class, Decider, Identity, Kind, Parts, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Closed, Closure, CrimeSuspected, Decided, Filed, Served};

/// A case as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AdminCase {
    pub(super) parts: Parts,
    /// Whether a suspected crime was found in it.
    pub suspected_crime: bool,
    /// How it was closed.
    pub closure: Option<Closure>,
}

/// What a case is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// It was filed.
    File(Told, Filed),
    /// A suspected crime was found in it.
    SuspectCrime(Told, CrimeSuspected),
    /// Orders or a penalty were decided.
    Decide(Told, Decided),
    /// The decision was served.
    Serve(Told, Served),
    /// It was closed.
    Close(Told, Closed),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for AdminCase {
    const KIND: Kind = Kind {
        code: "environment.admin-case",
        zh: "环境行政案件",
        en: "Environmental administrative case",
        class: Class::Case,
        identity: Identity::Own,
        stages: &[
            Stage::first("filed", "已立案", "filed"),
            Stage::after("crime-suspected", "发现涉嫌犯罪", "suspected crime found", &["filed", "decided-directly"]),
            Stage::after("decided", "已决定", "decided", &["filed"]),
            Stage::first("decided-directly", "当场决定", "decided without filing"),
            Stage::after("served", "已送达", "served", &["decided", "decided-directly"]),
            Stage::after("closed", "已结案", "closed", &["filed", "decided-directly"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::File(told, data) => Event::Filed(told, data),
            Command::SuspectCrime(told, data) => Event::CrimeSuspected(told, data),
            Command::Decide(told, data) => Event::Decided(told, data),
            Command::Serve(told, data) => Event::Served(told, data),
            Command::Close(told, data) => Event::Closed(told, data),
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
        let stands = match event {
            Event::Withdrawn(..) => self.parts.take_back(&part, told),
            Event::Filed(..) | Event::CrimeSuspected(..) | Event::Decided(..) | Event::Served(..) | Event::Closed(..) => {
                self.parts.record(&part, told)
            }
        };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::CrimeSuspected(..) => self.suspected_crime = true,
            Event::Closed(_, data) => self.closure = Some(data.closure),
            Event::Withdrawn(_, data) if data.part == "crime-suspected" => self.suspected_crime = false,
            Event::Withdrawn(_, data) if data.part == "closed" => self.closure = None,
            Event::Filed(..) | Event::Decided(..) | Event::Served(..) | Event::Withdrawn(..) => {}
        }
    }
}
