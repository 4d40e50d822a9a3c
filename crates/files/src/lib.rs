//! Documents and evidence by the SHA-256 of their bytes: streamed in bounded memory, checked, and encrypted under a key per file.
//!
//! Whoever holds the keys and says what happened is above: here is bytes only. What is stored under a hash is whole or is not there.

mod cipher;
mod error;
mod kinds;
mod place;
mod store;

pub use cipher::{ALGORITHM, FileKey};
pub use error::{Damage, FilesError};
pub use place::{DEFAULT_LIMIT, Place, S3};
pub use store::{Condition, Files};
