//! The rules of an inspection.

use kernel::{Class, Decider, Identity, Kind, Parts, Refusal, Stage, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::report::{Disposed, Outcome, Planned, Rechecked, ResultPublished, ResultTold, Visited};

/// An inspection as it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    pub(super) parts: Parts,
    /// The conclusion of the visit that stands.
    pub outcome: Option<Outcome>,
}

/// What an inspection is told.
#[derive(Clone, Debug)]
pub enum Command {
    /// It was planned.
    Plan(Told, Planned),
    /// The premises was visited.
    Visit(Told, Visited),
    /// The result was told on the spot.
    TellResult(Told, ResultTold),
    /// The result was published.
    PublishResult(Told, ResultPublished),
    /// It was decided what follows.
    Dispose(Told, Disposed),
    /// It was checked again.
    Recheck(Told, Rechecked),
    /// A part is taken back.
    Withdraw(Told, Withdrawal),
}

impl Decider for Inspection {
    const KIND: Kind = Kind {
        code: "food-drug.inspection",
        zh: "食药监督检查",
        en: "Food and drug inspection",
        class: Class::Inspection,
        identity: Identity::Own,
        stages: &[
            Stage::first("planned", "已计划", "planned"),
            Stage::first("visited", "已检查", "visited"),
            Stage::after("result-told", "已告知检查结果", "result told", &["visited"]),
            Stage::after("result-published", "已公开检查结果", "result published", &["visited"]),
            Stage::after("disposed", "已处理", "disposed", &["visited"]),
            Stage::after("rechecked", "已复查", "rechecked", &["disposed"]),
        ],
    };
    type Command = Command;
    type Event = Event;
    type Rejection = Refusal;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let event = match command {
            Command::Plan(told, data) => Event::Planned(told, data),
            Command::Visit(told, data) => {
                let outcome = data.outcome.unwrap_or(if data.findings.is_empty() { Outcome::Pass } else { Outcome::Fail });
                Event::Visited(told, data, outcome)
            }
            Command::TellResult(told, data) => Event::ResultTold(told, data),
            Command::PublishResult(told, data) => Event::ResultPublished(told, data),
            Command::Dispose(told, data) => Event::Disposed(told, data),
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
            Event::Planned(..)
            | Event::Visited(..)
            | Event::ResultTold(..)
            | Event::ResultPublished(..)
            | Event::Disposed(..)
            | Event::Rechecked(..) => self.parts.record(&part, told),
        };
        if !stands {
            return; // Corrected before it arrived: kept, but it does not stand.
        }
        match event {
            Event::Visited(_, _, outcome) => self.outcome = Some(*outcome),
            Event::Withdrawn(_, data) if data.part == "visited" => self.outcome = None,
            Event::Planned(..)
            | Event::ResultTold(..)
            | Event::ResultPublished(..)
            | Event::Disposed(..)
            | Event::Rechecked(..)
            | Event::Withdrawn(..) => {}
        }
    }
}
