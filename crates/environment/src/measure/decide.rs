//! The rules of a measure.

use std::collections::BTreeMap;

use kernel::{Class, Decider, Identity, Kind, Parts, Refusal, Stage, Told, When, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Extended, Imposed, Lifted, LiftedBecause};

/// A measure as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub(super) parts: Parts,
    /// The ends of its terms, by the part that set each.
    terms: BTreeMap<String, When>,
    /// Why it was lifted; `None` while it holds.
    pub lifted: Option<LiftedBecause>,
}

impl Measure {
    /// Until when it holds: the latest of its term and its extensions.
    pub fn until(&self) -> Option<&When> {
        self.terms.values().max_by_key(|until| until.last_day())
    }
}

/// What a measure is told.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug)]
pub enum Command {
    /// It was imposed.
    Impose(Told, Imposed),
    /// It was extended.
    Extend(Told, Extended),
    /// It was lifted.
    Lift(Told, Lifted),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for Measure {
    const KIND: Kind = Kind {
        code: "environment.measure",
        zh: "环境行政措施",
        en: "Environmental measure",
        class: Class::Case,
        identity: Identity::Own,
        stages: &[
            Stage::first("imposed", "已决定", "imposed"),
            Stage::after("extended", "已延长", "extended", &["imposed"]),
            Stage::after("lifted", "已解除", "lifted", &["imposed"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Impose(told, data) => Event::Imposed(told, data),
            Command::Extend(told, data) => Event::Extended(told, data),
            Command::Lift(told, data) => Event::Lifted(told, data),
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
            Event::Imposed(..) | Event::Extended(..) | Event::Lifted(..) => self.parts.record(&part, told),
        };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::Imposed(_, data) => match &data.until {
                Some(until) => drop(self.terms.insert(part, until.clone())),
                None => drop(self.terms.remove(&part)),
            },
            Event::Extended(_, data) => drop(self.terms.insert(part, data.until.clone())),
            Event::Lifted(_, data) => self.lifted = Some(data.because),
            Event::Withdrawn(_, data) if data.part == "lifted" => self.lifted = None,
            Event::Withdrawn(..) => drop(self.terms.remove(&part)),
        }
    }
}
