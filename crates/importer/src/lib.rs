//! Reads an agency's own files and maps them to its reports.
//!
//! [`Import`] turns the rows of a CSV, XLSX or JSON file into envelopes by a [`Mapping`], one after the other and in bounded
//! memory.
//! A row that cannot be mapped goes to a file beside the input ([`RejectedWriter`]), which a clerk corrects and publishes again.
//! What has been delivered is remembered by a [`FileJournal`], so that changed content says what it corrects.

mod canonical;
mod convert;
mod error;
mod import;
mod journal;
mod known;
mod mapping;
mod read;
mod record;
mod rejected;
mod report;
mod stated;
mod value;

pub use error::ImportError;
pub use import::{Counts, Import, Mapped, Progress, Validate};
pub use journal::FileJournal;
pub use known::{ContentHash, Known, Last, NothingKnown, Place};
pub use mapping::Mapping;
pub use read::{Encoding, Format, Rows, Shape, Sheet, detect};
pub use rejected::{Rejected, RejectedWriter};
pub use report::Report;
pub use stated::{Stated, StatedFile};
pub use value::{Cells, Header, Returned, Row, Value};
