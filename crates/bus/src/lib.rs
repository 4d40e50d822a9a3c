//! NATS: streams, publisher with receipts, pull consumer, verdicts. Only this crate says ack, nak and term.
//!
//! An agency's program connects, and [`Publisher::deliver`]s its reports until each has a [`Receipt`]. The service makes the
//! streams ([`ensure_streams`]), pulls with [`Consumer::next_batch`], settles each message with a [`Verdict`], and answers
//! through [`Receipts`]. [`Notices`] go out through one stream, of which [`NoticeReader`] reads an organisation's own. JetStream is transport, never the record: every loss here ends in a duplicate, which the inbox knows.

mod ack;
mod client;
mod consumer;
mod delivery;
mod error;
mod flight;
mod incoming;
mod key;
mod lag;
mod notices;
mod publisher;
mod pull;
mod reading;
mod receipt;
mod run;
mod said;
mod streams;
mod subject;

pub use ack::Stored;
pub use client::{Client, ConnectOptions, OLDEST_SERVER, State, connect};
pub use consumer::Consumer;
pub use delivery::{DeliveryOptions, DeliveryReport, Listed, NotStored, Outcome, Step};
pub use error::BusError;
pub use incoming::{Incoming, Settler, Verdict};
pub use kernel::Head;
pub use key::{NkeyPair, generate_user};
pub use lag::{Lag, lag};
pub use notices::{NOTICES, Notices, OutgoingNotice};
pub use publisher::{Outgoing, Publisher};
pub use reading::{KeptNotice, NoticeReader};
pub use receipt::{About, Judgement, Receipt, Receipts};
pub use streams::{CONSUMER, StreamLimits, ensure_streams, stream_name};
pub use subject::{
    MESSAGE_HEADER, Permissions, inbox_prefix, notice_subject, permissions_for_org, permissions_for_service, receipt_subject,
    report_subjects,
};
/// The bytes of a body, cheap to clone.
pub use tokio_util::bytes::Bytes;

type Result<T> = std::result::Result<T, BusError>;
