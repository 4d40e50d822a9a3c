//! The event store on Postgres: one append call, one unit of work, and everything that commits with it.
//!
//! [`UnitOfWork`] runs the deciders of a batch through cqrs-es and collects their events, on what [`Memory`] has of their records or the store; [`Writer`] appends what several callers have
//! collected as one block; [`feed`] reads the history on, [`follow`] keeps who follows how far; [`quarantine`] keeps what was refused; [`keys`] seals personal data,
//! [`files`] keeps the keys of files, [`deeds`] what people did beside the history.

pub mod adapter;
pub mod append;
pub mod deeds;
pub mod digest;
pub mod error;
pub mod feed;
pub mod files;
pub mod follow;
pub mod inbox;
pub mod keys;
pub mod memory;
pub mod prepared;
pub mod quarantine;
mod queue;
mod settle;
pub mod setup;
pub mod unit;
pub mod verify;
pub mod writer;

pub use append::{Appended, Committed};
pub use error::StoreError;
pub use feed::StoredEvent;
pub use follow::Ledger;
pub use memory::Memory;
pub use prepared::{Circumstances, InboxRow, PreparedEvent, Unit};
pub use unit::UnitOfWork;
pub use writer::{Outcome, Priority, Writer, WriterLimits};
