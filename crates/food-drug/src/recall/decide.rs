//! The rules of a recall.

use std::collections::BTreeMap;

use kernel::{Class, Decider, Identity, Kind, Parts, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Announced, Closed, Status};

/// A recall as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recall {
    pub(super) parts: Parts,
    announced: BTreeMap<String, Status>,
    closed: bool,
}

impl Recall {
    /// Where it stands: at its end if that was told, else as its notices say; `None` if it has none.
    pub fn status(&self) -> Option<Status> {
        if self.closed || self.announced.values().any(|status| *status == Status::Closed) {
            return Some(Status::Closed);
        }
        self.announced.values().copied().next()
    }
}

/// What a recall is told.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug)]
pub enum Command {
    /// It was announced.
    Announce(Told, Announced),
    /// It ended.
    Close(Told, Closed),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for Recall {
    const KIND: Kind = Kind {
        code: "food-drug.recall",
        zh: "食药召回",
        en: "Food and drug recall",
        class: Class::Inspection,
        identity: Identity::Own,
        stages: &[Stage::first("announced", "已公告", "announced"), Stage::after("closed", "已终结", "closed", &["announced"])],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Announce(told, data) => Event::Announced(told, data),
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
            Event::Announced(..) | Event::Closed(..) => self.parts.record(&part, told),
        };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::Announced(_, data) => {
                self.announced.insert(part, data.status);
            }
            Event::Closed(..) => self.closed = true,
            Event::Withdrawn(_, data) if data.part == "closed" => self.closed = false,
            Event::Withdrawn(_, data) => {
                self.announced.remove(&data.part);
            }
        }
    }
}
