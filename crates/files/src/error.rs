//! Why a file was not stored or not given back, sorted by what the caller does next.

use std::path::PathBuf;

use kernel::{FileHash, Refusal, Text};

/// What went wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The file itself, or the setting, is not accepted: tell the person.
    #[error("{}", .0.text.en)]
    Refused(Refusal),
    /// Nothing is stored under the hash.
    #[error("no bytes are stored under {0}: see with `jointcase file check` which are, or put the file again")]
    Missing(FileHash),
    /// What is stored was changed or cut off: restore it from a backup.
    #[error("what is stored under {hash} is damaged, {}: restore it from a backup, or put the file again", why.text().en)]
    Damaged {
        /// Under which hash.
        hash: FileHash,
        /// How that shows.
        why: Damage,
    },
    /// The store does not answer: try again.
    #[error("the store of files does not answer: see that it runs and may be reached, and try again")]
    Unavailable(#[source] object_store::Error),
    /// A file of this machine cannot be read or written.
    #[error("{} cannot be read or written: see that it is there and what its permissions are", .0.display())]
    Local(PathBuf, #[source] std::io::Error),
}

impl FilesError {
    pub(crate) fn refused(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(code, zh, en))
    }

    /// The sentence in both languages, with what to do.
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::Refused(refusal) => return refusal.text.clone(),
            Self::Missing(hash) => format!("没有存储哈希为{hash}的文件内容：请用jointcase file check查看，或重新入库"),
            Self::Damaged { hash, why } => {
                format!("哈希为{hash}的文件内容已损坏（{}）：请从备份恢复，或重新入库", why.text().zh)
            }
            Self::Unavailable(_) => "文件存储没有响应：请确认其在运行且可以访问，然后重试".to_owned(),
            Self::Local(path, _) => format!("文件{}无法读写：请检查路径和权限", path.display()),
        };
        Text::of(zh, self.to_string())
    }
}

impl From<object_store::Error> for FilesError {
    fn from(error: object_store::Error) -> Self {
        Self::Unavailable(error)
    }
}

/// How it shows that stored bytes are damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// They do not begin like a stored file.
    Beginning,
    /// Their header names an algorithm that this version does not know.
    Algorithm,
    /// Their header names another size of chunks.
    ChunkSize,
    /// Their header is cut off.
    Header,
    /// A chunk was changed or is not in its place.
    Chunk,
    /// The end was changed or cut off.
    End,
    /// All chunks are authentic, and are those of other bytes.
    Hash,
}

impl Damage {
    /// The same in words.
    pub const fn text(self) -> Text {
        match self {
            Self::Beginning => Text::new("开头不是已存储的文件", "it does not begin like a stored file"),
            Self::Algorithm => Text::new("本版本不识别其加密算法", "this version does not know its algorithm"),
            Self::ChunkSize => Text::new("分块大小不同", "its chunks have another size"),
            Self::Header => Text::new("文件头不完整", "its header is cut off"),
            Self::Chunk => Text::new("有分块被改动或错位", "a chunk was changed or is not in its place"),
            Self::End => Text::new("末尾被改动或截断", "its end was changed or cut off"),
            Self::Hash => Text::new("内容的哈希值不同", "its bytes have another hash"),
        }
    }
}
