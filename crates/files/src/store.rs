//! Putting a file, getting it back, and seeing whether it is there and whole.

#[cfg(test)]
mod tests;

use std::fs::File as LocalFile;
use std::io::{Read, Seek};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use kernel::{File, FileHash};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use tokio::fs::OpenOptions;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::cipher::{Opening, Sealing, sealed_size};
use crate::kinds::{BEGINNING, Kinds, Text};
use crate::place::{Opened, Place};
use crate::{Damage, FileKey, FilesError};

/// What is read at once.
const PIECE: usize = 64 * 1024;
/// What goes to the store at once; S3 takes no smaller parts but the last.
const PART: usize = 5 << 20;
/// After how long without a write a part is nobody's any more.
const ABANDONED: Duration = Duration::from_secs(3_600);
/// How many parts may be under way.
const UNDER_WAY: usize = 2;

/// Files by their hash.
#[derive(Clone, Debug)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    limit: u64,
    kinds: Kinds,
    /// Where they are kept, if that is a folder of this machine.
    folder: Option<PathBuf>,
}

/// How it is with the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// They are there and are what their hash says.
    Present,
    /// They are not there.
    Missing,
    /// They were changed or cut off, or do not fit their key.
    Differs,
}

impl Files {
    /// Opens the place where files are kept.
    ///
    /// # Errors
    /// [`FilesError::Refused`] with what is wrong about its URL; [`FilesError::Local`] if its folder cannot be made.
    pub fn open(place: &Place) -> Result<Self, FilesError> {
        let Opened { store, prefix, folder } = place.open()?;
        Ok(Self { store, prefix, limit: place.limit, kinds: Kinds::shipped(), folder })
    }

    /// Reads a file of this machine: its hash, its size and its type by content, before anything of it is stored.
    ///
    /// # Errors
    /// [`FilesError::Refused`] if it is empty, too large or of a type that is not taken in.
    pub async fn look(&self, path: &FilePath) -> Result<File, FilesError> {
        let (limit, kinds, path) = (self.limit, self.kinds.clone(), path.to_owned());
        let looked = tokio::task::spawn_blocking(move || look(&path, limit, &kinds)).await;
        looked.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }

    /// Stores `source` under its hash, encrypted; what does not turn out to be `file` is not stored.
    ///
    /// # Errors
    /// [`FilesError::Refused`] if hash or size differ; nothing is stored then, nor if this is interrupted.
    pub async fn put(&self, file: &File, key: &FileKey, source: impl AsyncRead + Unpin) -> Result<(), FilesError> {
        if file.size > self.limit {
            return Err(too_large(file.size, self.limit));
        }
        self.sweep(&file.sha256);
        let upload = self.store.put_multipart(&self.path(&file.sha256)).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        match send(&mut upload, file, key, source).await {
            Ok(()) => {
                upload.finish().await?;
                Ok(())
            }
            Err(error) => {
                upload.abort().await?;
                Err(error)
            }
        }
    }

    /// Writes the bytes behind `hash` into `out`; they are authentic piece by piece, and whole if this succeeds.
    ///
    /// # Errors
    /// [`FilesError::Missing`] or [`FilesError::Damaged`]; what was written until then is not to be used.
    pub async fn get(&self, hash: &FileHash, key: &FileKey, mut out: impl AsyncWrite + Unpin) -> Result<u64, FilesError> {
        let found = match self.store.get(&self.path(hash)).await {
            Err(object_store::Error::NotFound { .. }) => return Err(FilesError::Missing(hash.clone())),
            found => found?,
        };
        let damaged = |why| FilesError::Damaged { hash: hash.clone(), why };
        let written = |error| FilesError::Local(PathBuf::from("output"), error);
        let (mut pieces, mut opening) = (found.into_stream(), Opening::begin(key, hash));
        let (mut digest, mut size) = (Sha256::new(), 0);
        while let Some(piece) = pieces.try_next().await? {
            for piece in piece.chunks(PIECE) {
                let open = opening.add(piece).map_err(damaged)?;
                digest.update(&open);
                size += open.len() as u64;
                out.write_all(&open).await.map_err(written)?;
            }
        }
        let open = opening.end().map_err(damaged)?;
        digest.update(&open);
        out.write_all(&open).await.map_err(written)?;
        out.flush().await.map_err(written)?;
        if hex::encode(digest.finalize()) != hash.as_str() {
            return Err(damaged(Damage::Hash));
        }
        Ok(size + open.len() as u64)
    }

    /// Writes the bytes behind `hash` into a new file of this machine, which is there only if they are whole.
    ///
    /// # Errors
    /// As [`Files::get`]; [`FilesError::Local`] if there is such a file already.
    pub async fn get_to(&self, hash: &FileHash, key: &FileKey, path: &FilePath) -> Result<u64, FilesError> {
        let local = |error| FilesError::Local(path.to_owned(), error);
        if path.try_exists().map_err(local)? {
            return Err(local(std::io::Error::from(std::io::ErrorKind::AlreadyExists)));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).await;
        let mut out = out.map_err(|error| FilesError::Local(part.clone(), error))?;
        let got = match self.get(hash, key, &mut out).await {
            Ok(size) => out.sync_all().await.and(std::fs::rename(&part, path)).map(|()| size).map_err(local),
            Err(error) => Err(error),
        };
        if got.is_err() {
            drop(std::fs::remove_file(&part));
        }
        got
    }

    /// Whether something of the right size is stored under the hash of `file`, without reading it.
    ///
    /// # Errors
    /// [`FilesError::Unavailable`] if the store does not answer.
    pub async fn holds(&self, hash: &FileHash, size: u64) -> Result<bool, FilesError> {
        match self.store.head(&self.path(hash)).await {
            Ok(found) => Ok(found.size == sealed_size(size)),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads what is stored under `hash` from beginning to end.
    ///
    /// # Errors
    /// [`FilesError::Unavailable`] if the store does not answer.
    pub async fn check(&self, hash: &FileHash, key: &FileKey) -> Result<Condition, FilesError> {
        match self.get(hash, key, tokio::io::sink()).await {
            Ok(_) => Ok(Condition::Present),
            Err(FilesError::Missing(_)) => Ok(Condition::Missing),
            Err(FilesError::Damaged { .. }) => Ok(Condition::Differs),
            Err(error @ (FilesError::Refused(_) | FilesError::Unavailable(_) | FilesError::Local(..))) => Err(error),
        }
    }

    /// Removes what is stored under `hash`, if anything is.
    ///
    /// # Errors
    /// [`FilesError::Unavailable`] if the store does not answer.
    pub async fn remove(&self, hash: &FileHash) -> Result<(), FilesError> {
        match self.store.delete(&self.path(hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what puttings that were cut off, by a crash say, left half written on the shelf of `hash`, where a file that is put again goes;
    /// a bucket does so itself.
    ///
    /// What cannot be looked at or removed now is left for the next time: no file depends on it.
    fn sweep(&self, hash: &FileHash) {
        let Some(folder) = &self.folder else { return };
        let shelf = std::fs::read_dir(folder.join(&hash.as_str()[..2]));
        for part in shelf.into_iter().flatten().flatten() {
            if is_part(&part.file_name()) && abandoned(&part) {
                drop(std::fs::remove_file(part.path()));
            }
        }
    }

    fn path(&self, hash: &FileHash) -> Path {
        self.prefix.clone().join(&hash.as_str()[..2]).join(hash.as_str())
    }
}

/// Whether a file of a folder is one that is being written: its hash, `#` and a number (so `object_store` names it).
fn is_part(name: &std::ffi::OsStr) -> bool {
    let parts = name.to_str().and_then(|name| name.split_once('#'));
    parts.is_some_and(|(hash, n)| FileHash::new(hash).is_ok() && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether nobody has written to it for so long that nobody will.
fn abandoned(part: &std::fs::DirEntry) -> bool {
    let written = part.metadata().and_then(|about| about.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > ABANDONED))
}

async fn send(
    upload: &mut WriteMultipart,
    file: &File,
    key: &FileKey,
    mut source: impl AsyncRead + Unpin,
) -> Result<(), FilesError> {
    let read = |error| FilesError::Local(PathBuf::from("input"), error);
    let long = |_| too_large(file.size, u64::from(u32::MAX) * PIECE as u64);
    let (mut sealing, header) = Sealing::begin(key, &file.sha256);
    upload.write(&header);
    let (mut digest, mut size, mut piece) = (Sha256::new(), 0_u64, vec![0; PIECE]);
    loop {
        let n = source.read(&mut piece).await.map_err(read)?;
        size += n as u64;
        if n == 0 || size > file.size {
            break;
        }
        digest.update(&piece[..n]);
        upload.wait_for_capacity(UNDER_WAY).await?;
        upload.write(&sealing.add(&piece[..n]).map_err(long)?);
    }
    let found = hex::encode(digest.finalize());
    if size != file.size || found != file.sha256.as_str() {
        return Err(FilesError::refused(
            "bytes-differ",
            format!("文件内容与所述哈希值或大小不符（应为{}，{}字节），未存入", file.sha256, file.size),
            format!("the bytes are not those with hash {} and {} bytes: nothing was stored", file.sha256, file.size),
        ));
    }
    upload.write(&sealing.end().map_err(long)?);
    Ok(())
}

fn look(path: &FilePath, limit: u64, kinds: &Kinds) -> Result<File, FilesError> {
    let local = |error| FilesError::Local(path.to_owned(), error);
    let mut source = LocalFile::open(path).map_err(local)?;
    let stated = source.metadata().map_err(local)?.len();
    if stated > limit {
        return Err(too_large(stated, limit));
    }
    let (mut digest, mut size, mut text) = (Sha256::new(), 0_u64, Text::begin());
    let (mut beginning, mut piece) = (Vec::with_capacity(BEGINNING), vec![0; PIECE]);
    loop {
        let n = source.read(&mut piece).map_err(local)?;
        size += n as u64;
        if size > limit {
            return Err(too_large(size, limit)); // It grew while it was read.
        }
        let piece = &piece[..n];
        digest.update(piece);
        text.add(piece, n == 0);
        beginning.extend(piece.iter().take(BEGINNING - beginning.len()));
        if n == 0 {
            break;
        }
    }
    if size == 0 {
        return Err(FilesError::refused("empty-file", "文件是空的，没有内容", "the file is empty"));
    }
    source.rewind().map_err(local)?;
    let Some(media_type) = kinds.of(&beginning, text.is_text(), source) else {
        let (zh, en) = (kinds.names("、"), kinds.names(", "));
        return Err(FilesError::refused(
            "wrong-file-type",
            format!("按内容判断，该文件不是允许的类型（{zh}）；文件名不作依据"),
            format!("by its content, whatever its name, the file is of none of the types that are taken in ({en})"),
        ));
    };
    let sha256 = hex::encode(digest.finalize());
    let sha256 =
        FileHash::new(sha256).map_err(|error| FilesError::refused("wrong-hash", error.to_string(), error.to_string()))?;
    Ok(File { sha256, size, media_type: media_type.to_owned() })
}

fn too_large(size: u64, limit: u64) -> FilesError {
    FilesError::refused(
        "file-too-large",
        format!("文件{size}字节，超过上限{limit}字节"),
        format!("the file has {size} bytes, more than the limit of {limit}"),
    )
}
