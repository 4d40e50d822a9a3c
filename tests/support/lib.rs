//! What every whole-house test starts from: real servers, a private world for each test, and waiting for facts.
//!
//! [`database`] gives a set-up database of its own on one cluster that the whole run shares; [`OwnPostgres`] and [`OwnNats`] are servers
//! that a test may kill. Everything dies with the test program, however that ends.

pub mod browser;
pub mod bucket;
pub mod heap;
pub mod house;
pub mod http;
pub mod installed;
pub mod program;
pub mod proxy;
mod servers;
pub mod small_disk;
pub mod statement;
mod wait;
pub mod wire;

pub use servers::{OwnNats, OwnPostgres, SECRET, database, folder, tools};
pub use statement::Statement;
pub use wait::{PATIENCE, wait_for, wait_until};
