//! The rules of a sample.

use kernel::{Class, Decider, Identity, Kind, Parts, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Judged, Notified, Taken, Tested};

/// A sample as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub(super) parts: Parts,
    /// The verdict of the result that stands.
    pub judged: Option<Judged>,
}

/// What a sample is told.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug)]
pub enum Command {
    /// It was taken.
    Take(Told, Taken),
    /// The laboratory stated its result.
    Test(Told, Tested),
    /// The result was notified.
    Notify(Told, Notified),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for Sample {
    const KIND: Kind = Kind {
        code: "food-drug.sample",
        zh: "食药抽样检验",
        en: "Food and drug sample",
        class: Class::Inspection,
        identity: Identity::Own,
        stages: &[
            Stage::first("taken", "已抽样", "taken"),
            Stage::after("tested", "已检验", "tested", &["taken"]),
            Stage::after("notified", "已告知", "notified", &["tested"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Take(told, data) => Event::Taken(told, data),
            Command::Test(told, data) => {
                let judged = data.judged();
                Event::Tested(told, data, judged)
            }
            Command::Notify(told, data) => Event::Notified(told, data),
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
            Event::Taken(..) | Event::Tested(..) | Event::Notified(..) => self.parts.record(&part, told),
        };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::Tested(_, _, judged) => self.judged = Some(*judged),
            Event::Withdrawn(_, data) if data.part == "tested" => self.judged = None,
            Event::Taken(..) | Event::Notified(..) | Event::Withdrawn(..) => {}
        }
    }
}
