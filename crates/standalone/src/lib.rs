//! Private Postgres and NATS for one machine and for tests: the real servers as child processes on free loopback
//! ports, which stop with their owner, however it ends.
//!
//! Start with [`Tools::locate`] and [`Machine::start`]; [`postgres::Postgres`] and [`nats::Nats`] also run alone.

mod account;
mod error;
mod guardian;
mod lock;
mod log;
mod machine;
/// NATS with JetStream as a child process.
pub mod nats;
mod net;
mod place;
/// Postgres as a child process.
pub mod postgres;
mod process;
mod secrets;
mod space;
mod tools;

pub use account::is_root;
pub use error::{Server, StandaloneError};
pub use lock::Holder;
pub use machine::{Machine, StartOptions};
pub use place::{Places, default_data_dir};
pub use space::{SPACE_LOW_MIB, free_mib};
pub use tools::{OLDEST_NATS, OLDEST_POSTGRES, Tools, Version};

type Result<T> = std::result::Result<T, StandaloneError>;
