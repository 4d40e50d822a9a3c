//! What the binary is made of: a house of store, door, bus, projections and pages, and the commands that use it.
//!
//! [`house::House`] is built the same way for `main` and for tests; [`installation`] finds or starts the servers it stands on.

pub mod act;
pub mod cabinet;
pub mod cli;
pub mod commands;
pub mod config;
pub mod delivery;
pub mod house;
pub mod installation;
pub mod law;
mod matters;
pub mod notices;
pub mod secrets;
pub mod usage;
pub mod words;
