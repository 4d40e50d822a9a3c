//! Food and drug regulation: inspections, samples, cases, recalls, incidents.

mod case;
mod drugs;
mod foodstuffs;
mod incident;
mod inspection;
mod laboratory;
mod recall;
mod retest;
mod sample;

pub(super) use case::case;
pub(super) use incident::incident;
pub(super) use inspection::inspection;
pub(super) use recall::recall;
pub(super) use sample::sample;
