//! The rules of a site check.

use std::collections::BTreeMap;

use kernel::{Class, Decider, Identity, Kind, Parts, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Judged, Monitored, Outcome, Reading, Rechecked, Visited};

/// A site check as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    pub(super) parts: Parts,
    /// The conclusion of the check that stands.
    pub outcome: Option<Outcome>,
    /// How many values exceed their limit, by monitoring.
    exceeded: BTreeMap<String, usize>,
}

impl Inspection {
    /// How many values exceed their limit.
    pub fn exceeded(&self) -> usize {
        self.exceeded.values().sum()
    }
}

/// What a site check is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// The premises was checked.
    Visit(Told, Visited),
    /// Samples were monitored.
    Monitor(Told, Monitored),
    /// It was checked again.
    Recheck(Told, Rechecked),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for Inspection {
    const KIND: Kind = Kind {
        code: "environment.inspection",
        zh: "环境现场检查",
        en: "Environmental site check",
        class: Class::Inspection,
        identity: Identity::Own,
        stages: &[
            Stage::first("visited", "已检查", "visited"),
            Stage::after("monitored", "已监测", "monitored", &["visited"]),
            Stage::after("rechecked", "已复查", "rechecked", &["visited"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Visit(told, data) => {
                let by_findings = if data.findings.is_empty() { Outcome::NoViolation } else { Outcome::Violation };
                let outcome = data.outcome.unwrap_or(by_findings);
                Event::Visited(told, data, outcome)
            }
            Command::Monitor(told, data) => {
                let judged: Vec<Judged> = data.readings.iter().map(Reading::judged).collect::<Result<_, Refusal>>()?;
                Event::Monitored(told, data, judged)
            }
            Command::Recheck(told, data) => Event::Rechecked(told, data),
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
            Event::Visited(..) | Event::Monitored(..) | Event::Rechecked(..) => self.parts.record(&part, told),
        };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::Visited(_, _, outcome) => self.outcome = Some(*outcome),
            Event::Monitored(_, _, judged) => {
                self.exceeded.insert(part, judged.iter().filter(|one| one.exceeded).count());
            }
            Event::Withdrawn(_, data) if data.part == "visited" => self.outcome = None,
            Event::Withdrawn(_, data) => {
                self.exceeded.remove(&data.part);
            }
            Event::Rechecked(..) => {}
        }
    }
}
