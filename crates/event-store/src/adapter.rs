//! The framework lives in this one file: any [`Decider`] becomes a `cqrs_es::Aggregate`.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use kernel::Decider;
use serde::{Deserialize, Serialize};

/// A decider in the framework's clothes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Record<D>(pub D);

/// An event in the framework's clothes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Remembered<E>(pub E);

impl<E: kernel::DomainEvent> cqrs_es::DomainEvent for Remembered<E>
where
    E: for<'de> Deserialize<'de>,
{
    fn event_type(&self) -> String {
        self.0.event_type().to_owned()
    }

    fn event_version(&self) -> String {
        self.0.event_version().to_owned()
    }
}

impl<D> Aggregate for Record<D>
where
    D: Decider,
    D: for<'de> Deserialize<'de>,
    D::Event: for<'de> Deserialize<'de>,
{
    const TYPE: &'static str = D::KIND.code;
    type Command = D::Command;
    type Event = Remembered<D::Event>;
    type Error = D::Rejection;
    type Services = ();

    async fn handle(&mut self, command: D::Command, (): &(), sink: &EventSink<Self>) -> Result<(), D::Rejection> {
        for event in self.0.decide(command)? {
            sink.write(Remembered(event), self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        self.0.evolve(&event.0);
    }
}
