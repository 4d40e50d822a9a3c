//! The bus on a real nats-server, one per test: receipts, permissions, redelivery, restarts.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly like the tests themselves")]

mod connecting;
mod consuming;
mod faults;
mod notices;
mod permissions;
mod publishing;
mod world;
