//! The rules of an office.

use kernel::{Class, Decider, Identity, Kind, Parts, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Closed, Opened, Seconded, SecondmentEnded};

/// An office as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Office {
    pub(super) parts: Parts,
    opened: bool,
    closed: bool,
}

impl Office {
    /// Whether it has been opened and not closed.
    pub fn is_open(&self) -> bool {
        self.opened && !self.closed
    }
}

/// What an office is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// It was opened.
    Open(Told, Opened),
    /// Somebody was seconded to it.
    Second(Told, Seconded),
    /// A secondment ended.
    EndSecondment(Told, SecondmentEnded),
    /// It was closed.
    Close(Told, Closed),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for Office {
    const KIND: Kind = Kind {
        code: "joint-office.office",
        zh: "联勤联动办公室",
        en: "Joint office",
        class: Class::Joint,
        identity: Identity::Own,
        stages: &[
            Stage::first("opened", "已设立", "opened"),
            Stage::after("seconded", "已抽调", "seconded", &["opened"]),
            Stage::after("secondment-ended", "抽调结束", "secondment ended", &["seconded"]),
            Stage::after("closed", "已撤销", "closed", &["opened"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Open(told, data) => Event::Opened(told, data),
            Command::Second(told, data) => Event::Seconded(told, data),
            Command::EndSecondment(told, data) => Event::SecondmentEnded(told, data),
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
        let withdrawn = matches!(event, Event::Withdrawn(..));
        let stands = if withdrawn { self.parts.take_back(&part, told) } else { self.parts.record(&part, told) };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::Opened(..) => self.opened = true,
            Event::Closed(..) => self.closed = true,
            Event::Withdrawn(..) if part == "opened" => self.opened = false,
            Event::Withdrawn(..) if part == "closed" => self.closed = false,
            Event::Seconded(..) | Event::SecondmentEnded(..) | Event::Withdrawn(..) => {}
        }
    }
}
