//! Private servers on real folders: what starts, what survives, what is refused.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly like the tests themselves")]

mod nats;
mod owner;
mod postgres;
mod refusals;
mod support;
