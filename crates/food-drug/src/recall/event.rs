//! What a recall remembers.

use kernel::{Attribute, Count, DomainEvent, Mention, Says, Telling, Told, Withdrawal};
use serde::{Deserialize, Serialize};

use super::report::{Announced, Closed, Status};
use crate::{ALERTS, RECALLS};

/// What happened to a recall.
#[allow(clippy::large_enum_variant, reason = "moved once and dropped; a box for each would cost more than it saves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// It was announced.
    Announced(Told, Announced),
    /// It ended.
    Closed(Told, Closed),
    /// A part was taken back.
    Withdrawn(Told, Withdrawal),
}

impl Event {
    /// The circumstances and the part of the record that is told.
    pub(super) fn place(&self) -> (&Told, String) {
        match self {
            Self::Announced(told, data) => {
                (told, data.edition.as_ref().map_or_else(|| "announced".into(), |edition| format!("announced/{edition}")))
            }
            Self::Closed(told, _) => (told, "closed".into()),
            Self::Withdrawn(told, data) => (told, data.part.clone()),
        }
    }
}

impl DomainEvent for Event {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Announced(..) => "recall-announced",
            Self::Closed(..) => "recall-closed",
            Self::Withdrawn(..) => "recall-withdrawn",
        }
    }

    fn tell(&self) -> Telling {
        let (told, part) = self.place();
        let says = match self {
            Self::Announced(_, data) => announced(data),
            Self::Closed(..) => vec![Says::Attribute(Attribute::Outcome(Status::Closed.code()))],
            Self::Withdrawn(..) => return Telling::withdrawn(part, told),
        };
        Telling::of(part, told, says)
    }
}

fn announced(data: &Announced) -> Vec<Says> {
    let measure = match data.status {
        Status::Active | Status::Closed => RECALLS.code,
        Status::Alert => ALERTS.code,
    };
    // One recall, however many notices tell of it.
    let mut says = vec![
        Says::Attribute(Attribute::Title(data.title.clone())),
        Says::Attribute(Attribute::Outcome(data.status.code())),
        Count::once_per_record(measure),
    ];
    if !data.places.is_empty() {
        says.push(Says::Attribute(Attribute::Place(data.places.join(", "))));
    }
    if let Some(entity) = &data.entity {
        let name = data.company.clone().unwrap_or_else(|| entity.to_string());
        says.push(Says::Mention(Mention::Entity(entity.clone(), name)));
    }
    says
}
