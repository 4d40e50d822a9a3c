//! The rules, given / when / then: an event as it is told, and what is reported in consequence.

mod alerts;
mod offices;
mod suspicions;
