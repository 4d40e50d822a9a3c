//! How a file is encrypted: a header that names the algorithm, then chunks, each authenticated with its place and whether it is the last.
//!
//! The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015): chunks cannot be changed, moved, left out or cut off unnoticed.
//! Header and hash of the file are authenticated with each chunk, so that one file's bytes do not pass under another's hash.

use aes_gcm::aead::generic_array::GenericArray;
use aes_gcm::aead::rand_core::RngCore;
use aes_gcm::aead::stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::aead::{KeyInit, OsRng, Payload};
use aes_gcm::{Aes256Gcm, Key};
use kernel::FileHash;

use crate::Damage;

/// The algorithm by the name under which it is stored; another, such as one with SM4, has another name.
pub const ALGORITHM: &str = "A256GCM-STREAM";
/// Bytes of a chunk before it is encrypted.
pub(crate) const CHUNK: usize = 64 * 1024;
/// What encryption adds to a chunk.
const TAG: usize = 16;
const MAGIC: &[u8; 8] = b"JCFILE1\n";
const NONCE: usize = 7;
/// Magic, algorithm, bytes per chunk, nonce.
pub(crate) const HEADER: usize = 8 + 16 + 4 + NONCE;

/// The key of one file.
#[derive(Clone)]
pub struct FileKey([u8; 32]);

impl FileKey {
    /// The key of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(&self.0))
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(not shown)")
    }
}

/// How many bytes a file of `size` bytes has when it is encrypted.
pub(crate) const fn sealed_size(size: u64) -> u64 {
    let chunks = size.div_ceil(CHUNK as u64);
    HEADER as u64 + size + TAG as u64 * if chunks == 0 { 1 } else { chunks }
}

/// Encrypts a file that is given bit by bit.
pub(crate) struct Sealing {
    stream: EncryptorBE32<Aes256Gcm>,
    aad: Vec<u8>,
    open: Vec<u8>,
}

impl Sealing {
    /// Begins with the header, which goes before everything else.
    pub fn begin(key: &FileKey, hash: &FileHash) -> (Self, Vec<u8>) {
        let mut nonce = [0; NONCE];
        OsRng.fill_bytes(&mut nonce);
        let mut header = Vec::with_capacity(HEADER);
        header.extend_from_slice(MAGIC);
        header.extend_from_slice(ALGORITHM.as_bytes());
        header.resize(8 + 16, 0);
        header.extend_from_slice(&u32::try_from(CHUNK).unwrap_or(u32::MAX).to_be_bytes());
        header.extend_from_slice(&nonce);
        let stream = EncryptorBE32::from_aead(key.cipher(), GenericArray::from_slice(&nonce));
        (Self { stream, aad: aad(&header, hash), open: Vec::with_capacity(2 * CHUNK) }, header)
    }

    /// Takes more bytes; gives what is ready.
    ///
    /// # Errors
    /// If the file has more chunks than the counter can tell apart (256 TiB).
    pub fn add(&mut self, bytes: &[u8]) -> Result<Vec<u8>, aes_gcm::Error> {
        self.open.extend_from_slice(bytes);
        let mut ready = Vec::new();
        while self.open.len() > CHUNK {
            let msg = &self.open[..CHUNK];
            ready.extend(self.stream.encrypt_next(Payload { msg, aad: &self.aad })?);
            self.open.drain(..CHUNK);
        }
        Ok(ready)
    }

    /// The last chunk, marked as such.
    ///
    /// # Errors
    /// As [`Sealing::add`].
    pub fn end(self) -> Result<Vec<u8>, aes_gcm::Error> {
        self.stream.encrypt_last(Payload { msg: &self.open, aad: &self.aad })
    }
}

/// Decrypts a file that is given bit by bit.
pub(crate) struct Opening<'a> {
    key: &'a FileKey,
    hash: &'a FileHash,
    stream: Option<(DecryptorBE32<Aes256Gcm>, Vec<u8>)>,
    sealed: Vec<u8>,
}

impl<'a> Opening<'a> {
    pub fn begin(key: &'a FileKey, hash: &'a FileHash) -> Self {
        Self { key, hash, stream: None, sealed: Vec::with_capacity(2 * CHUNK) }
    }

    /// Takes more bytes; gives what is ready and authentic.
    ///
    /// # Errors
    /// Where something was changed.
    pub fn add(&mut self, bytes: &[u8]) -> Result<Vec<u8>, Damage> {
        self.sealed.extend_from_slice(bytes);
        if self.stream.is_none() && self.sealed.len() >= HEADER {
            let header: Vec<u8> = self.sealed.drain(..HEADER).collect();
            self.stream = Some((self.stream(&header)?, aad(&header, self.hash)));
        }
        let mut ready = Vec::new();
        if let Some((stream, aad)) = &mut self.stream {
            while self.sealed.len() > CHUNK + TAG {
                let msg = &self.sealed[..CHUNK + TAG];
                ready.extend(stream.decrypt_next(Payload { msg, aad }).map_err(|_| Damage::Chunk)?);
                self.sealed.drain(..CHUNK + TAG);
            }
        }
        Ok(ready)
    }

    /// The last chunk, if it is the last.
    ///
    /// # Errors
    /// Where something was changed, or the end is missing.
    pub fn end(self) -> Result<Vec<u8>, Damage> {
        let (stream, aad) = self.stream.ok_or(Damage::Header)?;
        stream.decrypt_last(Payload { msg: &self.sealed, aad: &aad }).map_err(|_| Damage::End)
    }

    fn stream(&self, header: &[u8]) -> Result<DecryptorBE32<Aes256Gcm>, Damage> {
        let rest = header.strip_prefix(MAGIC).ok_or(Damage::Beginning)?;
        let (algorithm, rest) = rest.split_at(16);
        if algorithm.strip_prefix(ALGORITHM.as_bytes()).is_none_or(|rest| rest.iter().any(|b| *b != 0)) {
            return Err(Damage::Algorithm);
        }
        let (chunk, nonce) = rest.split_at(4);
        if u32::from_be_bytes(chunk.try_into().unwrap_or_default()) as usize != CHUNK {
            return Err(Damage::ChunkSize);
        }
        Ok(DecryptorBE32::from_aead(self.key.cipher(), GenericArray::from_slice(nonce)))
    }
}

fn aad(header: &[u8], hash: &FileHash) -> Vec<u8> {
    [header, hash.as_str().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: FileKey = FileKey::new([7; 32]);

    fn hash(digit: &str) -> FileHash {
        FileHash::new(digit.repeat(64)).expect("a hash")
    }

    fn sealed(bytes: &[u8], pieces: usize) -> Vec<u8> {
        let (mut sealing, mut all) = Sealing::begin(&KEY, &hash("a"));
        for piece in bytes.chunks(pieces.max(1)) {
            all.extend(sealing.add(piece).expect("sealed"));
        }
        all.extend(sealing.end().expect("sealed"));
        all
    }

    fn opened_as(sealed: &[u8], pieces: usize, hash: &FileHash) -> Result<Vec<u8>, Damage> {
        let mut opening = Opening::begin(&KEY, hash);
        let mut all = Vec::new();
        for piece in sealed.chunks(pieces.max(1)) {
            all.extend(opening.add(piece)?);
        }
        all.extend(opening.end()?);
        Ok(all)
    }

    fn opened(sealed: &[u8]) -> Result<Vec<u8>, Damage> {
        opened_as(sealed, 50_000, &hash("a"))
    }

    /// Lengths around the ends of chunks, and small ones.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let length = prop_oneof![0..300usize, CHUNK - 2..CHUNK + 3, 2 * CHUNK - 2..2 * CHUNK + 3, 3 * CHUNK..3 * CHUNK + 9];
        (length, any::<u8>()).prop_map(|(length, seed)| (0..length).map(|at| (at % 251) as u8 ^ seed).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_bytes_come_back_in_whatever_pieces_they_are_given(bytes in bytes(), a in 1..200_000usize, b in 1..200_000usize) {
            let sealed = sealed(&bytes, a);
            prop_assert_eq!(sealed.len() as u64, sealed_size(bytes.len() as u64));
            prop_assert_eq!(opened_as(&sealed, b, &hash("a")), Ok(bytes));
        }

        #[test]
        fn any_truncation_is_noticed(bytes in bytes(), kept in any::<prop::sample::Index>()) {
            let sealed = sealed(&bytes, CHUNK);
            prop_assert!(opened(&sealed[..kept.index(sealed.len())]).is_err());
        }

        #[test]
        fn a_file_cut_at_the_end_of_a_chunk_is_noticed(bytes in bytes()) {
            let sealed = sealed(&bytes, CHUNK);
            let mut end = HEADER + CHUNK + TAG;
            while end < sealed.len() {
                prop_assert!(opened(&sealed[..end]).is_err());
                end += CHUNK + TAG;
            }
        }

        #[test]
        fn any_flipped_bit_is_noticed(bytes in bytes(), at in any::<prop::sample::Index>(), bit in 0..8u32) {
            let mut sealed = sealed(&bytes, CHUNK);
            let at = at.index(sealed.len());
            sealed[at] ^= 1 << bit;
            prop_assert!(opened(&sealed).is_err());
        }

        #[test]
        fn appended_bytes_are_noticed(bytes in bytes(), more in 1..40usize) {
            let mut sealed = sealed(&bytes, CHUNK);
            sealed.extend(vec![0; more]);
            prop_assert!(opened(&sealed).is_err());
        }
    }

    #[test]
    fn chunks_that_change_places_are_noticed() {
        let mut sealed = sealed(&vec![1; 3 * CHUNK], CHUNK);
        let (one, two) = (HEADER, HEADER + CHUNK + TAG);
        let first = sealed[one..two].to_vec();
        sealed.copy_within(two..two + CHUNK + TAG, one);
        sealed[two..two + CHUNK + TAG].copy_from_slice(&first);
        assert!(opened(&sealed).is_err());
    }

    #[test]
    fn another_key_or_another_files_hash_does_not_open_it() {
        let sealed = sealed(b"secret", CHUNK);
        assert!(opened_as(&sealed, CHUNK, &hash("b")).is_err());
        let (other, hash) = (FileKey::new([8; 32]), hash("a"));
        let mut opening = Opening::begin(&other, &hash);
        assert_eq!(opening.add(&sealed), Ok(Vec::new()));
        assert!(opening.end().is_err());
    }

    #[test]
    fn the_header_names_the_algorithm_and_an_unknown_one_is_said() {
        let mut sealed = sealed(b"secret", CHUNK);
        assert_eq!(&sealed[..22], b"JCFILE1\nA256GCM-STREAM");
        sealed[8..15].copy_from_slice(b"SM4-GCM");
        assert_eq!(opened(&sealed), Err(Damage::Algorithm));
        assert!(!format!("{KEY:?}").contains('7'));
    }
}
