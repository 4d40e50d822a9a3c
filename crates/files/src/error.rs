//! Why a file was not stored or not given back, sorted by what the caller does next.

use std::path::PathBuf;

use kernel::{FileHash, Refusal};

/// What went wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The file itself, or the setting, is not accepted: tell the person.
    #[error("{} / {}", .0.text.zh, .0.text.en)]
    Refused(Refusal),
    /// Nothing is stored under the hash.
    #[error("no bytes are stored under {0} (没有这个文件的内容)")]
    Missing(FileHash),
    /// What is stored was changed or cut off: restore it from a backup.
    #[error("what is stored under {hash} is damaged: {why} (文件内容已损坏)")]
    Damaged {
        /// Under which hash.
        hash: FileHash,
        /// How that shows.
        why: &'static str,
    },
    /// The store does not answer: try again.
    #[error("the store of files does not answer (文件存储无响应)")]
    Unavailable(#[source] object_store::Error),
    /// A file of this machine cannot be read or written.
    #[error("{} cannot be read or written (文件无法读写)", .0.display())]
    Local(PathBuf, #[source] std::io::Error),
}

impl FilesError {
    pub(crate) fn refused(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(code, zh, en))
    }
}

impl From<object_store::Error> for FilesError {
    fn from(error: object_store::Error) -> Self {
        Self::Unavailable(error)
    }
}
