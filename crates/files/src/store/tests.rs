//! A folder of files: what is stored, what is refused, and what is left when something goes wrong.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::ReadBuf;

use super::*;
use crate::place::S3;

const KEY: FileKey = FileKey::new([3; 32]);

struct Site {
    folder: TempDir,
    files: Files,
}

impl Site {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let place = Place { folder: folder.path().join("files"), url: None, s3: S3::default(), limit: 4 << 20 };
        Self { files: Files::open(&place).expect("a store"), folder }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }

    /// Every file below the folder of the store that has a hash for its name.
    fn hashes(&self) -> Vec<String> {
        let mut names = Vec::new();
        for folder in std::fs::read_dir(self.folder.path().join("files")).expect("the store") {
            for file in std::fs::read_dir(folder.expect("an entry").path()).expect("a folder") {
                names.push(file.expect("a file").file_name().to_string_lossy().into_owned());
            }
        }
        names.retain(|name| FileHash::new(name.as_str()).is_ok());
        names
    }
}

/// A PDF of `size` bytes.
fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(size, 0x5a);
    bytes
}

fn code(result: Result<impl std::fmt::Debug, FilesError>) -> &'static str {
    match result {
        Err(FilesError::Refused(refusal)) => {
            assert!(!refusal.text.zh.is_ascii() && refusal.text.en.is_ascii(), "{refusal:?}");
            refusal.code
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// Gives its bytes and then never ends.
struct Stuck(&'static [u8]);

impl AsyncRead for Stuck {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        if self.0.is_empty() {
            return Poll::Pending;
        }
        buffer.put_slice(std::mem::take(&mut self.0));
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn what_is_put_comes_back_and_is_not_readable_where_it_lies() {
    let site = Site::new();
    for size in [10, 65_536, 65_537, 3_000_000] {
        let (bytes, name) = (pdf(size), format!("{size}.pdf"));
        let path = site.file(&name, &bytes);
        let file = site.files.look(&path).await.expect("a file");
        assert_eq!((file.size, file.media_type.as_str()), (size as u64, "application/pdf"));
        assert!(!site.files.holds(&file.sha256, file.size).await.expect("an answer"));
        site.files.put(&file, &KEY, bytes.as_slice()).await.expect("stored");
        assert!(site.files.holds(&file.sha256, file.size).await.expect("an answer"));
        assert_eq!(site.files.check(&file.sha256, &KEY).await.expect("an answer"), Condition::Present);
        let out = site.folder.path().join(format!("{size}.out"));
        assert_eq!(site.files.get_to(&file.sha256, &KEY, &out).await.expect("given back"), size as u64);
        assert!(std::fs::read(&out).expect("bytes") == bytes);
        let stored = std::fs::read(site.folder.path().join("files").join(&file.sha256.as_str()[..2]).join(file.sha256.as_str()));
        assert!(!stored.expect("bytes").windows(5).any(|window| window == b"%PDF-"));
        let error = site.files.get_to(&file.sha256, &KEY, &out).await.expect_err("the file is there already");
        assert!(matches!(error, FilesError::Local(..)), "{error}");
    }
}

#[tokio::test]
async fn bytes_that_are_not_what_was_stated_are_refused_and_nothing_is_stored() {
    let site = Site::new();
    let file = site.files.look(&site.file("a.pdf", &pdf(200_000))).await.expect("a file");
    for other in [pdf(199_999), pdf(200_001), [pdf(199_999), vec![1]].concat(), Vec::new()] {
        assert_eq!(code(site.files.put(&file, &KEY, other.as_slice()).await), "bytes-differ");
        assert_eq!(site.files.check(&file.sha256, &KEY).await.expect("an answer"), Condition::Missing);
    }
    assert_eq!(site.hashes(), [""; 0]);
}

#[tokio::test]
async fn too_large_an_empty_and_a_disguised_file_are_refused_with_a_sentence() {
    let site = Site::new();
    assert_eq!(code(site.files.look(&site.file("big.pdf", &pdf(5 << 20))).await), "file-too-large");
    assert_eq!(code(site.files.look(&site.file("empty.pdf", b"")).await), "empty-file");
    assert_eq!(code(site.files.look(&site.file("invoice.pdf", b"MZ\x90\0\x03\0\0\0")).await), "wrong-file-type");
    let stated =
        File { sha256: FileHash::new("a".repeat(64)).expect("a hash"), size: 5 << 20, media_type: "application/pdf".into() };
    assert_eq!(code(site.files.put(&stated, &KEY, pdf(5 << 20).as_slice()).await), "file-too-large");
}

#[tokio::test]
async fn what_is_interrupted_leaves_nothing_under_its_hash() {
    let site = Site::new();
    let bytes: &'static [u8] = Box::leak(pdf(60_000).into_boxed_slice());
    let file = site.files.look(&site.file("a.pdf", &[bytes, &[1]].concat())).await.expect("a file");
    let interrupted = tokio::time::timeout(Duration::from_millis(200), site.files.put(&file, &KEY, Stuck(bytes))).await;
    assert!(interrupted.is_err());
    assert_eq!((site.hashes(), site.files.holds(&file.sha256, file.size).await.expect("an answer")), (Vec::new(), false));
    site.files.put(&file, &KEY, [bytes, &[1]].concat().as_slice()).await.expect("stored later");
    assert_eq!(site.hashes(), [file.sha256.as_str()]);
}

/// Names of everything below the folder of the store that is no whole file.
fn parts(site: &Site) -> Vec<std::path::PathBuf> {
    let shelves = std::fs::read_dir(site.folder.path().join("files")).expect("the store");
    let files = shelves.flat_map(|shelf| std::fs::read_dir(shelf.expect("a shelf").path()).expect("a shelf"));
    files.map(|file| file.expect("a file")).filter(|file| is_part(&file.file_name())).map(|file| file.path()).collect()
}

#[tokio::test]
async fn what_a_crash_left_half_written_is_swept_when_the_file_is_put_again() {
    let site = Site::new();
    let bytes: &'static [u8] = Box::leak(pdf(60_000).into_boxed_slice());
    let file = site.files.look(&site.file("a.pdf", &[bytes, &[1]].concat())).await.expect("a file");
    // Never dropped: as a process that is killed leaves it.
    let mut putting = Box::pin(site.files.put(&file, &KEY, Stuck(bytes)));
    assert!(tokio::time::timeout(Duration::from_millis(200), &mut putting).await.is_err());
    std::mem::forget(putting);
    let [part] = parts(&site).try_into().expect("one part");
    site.files.put(&file, &KEY, [bytes, &[1]].concat().as_slice()).await.expect("stored");
    assert_eq!(parts(&site), std::slice::from_ref(&part), "somebody may be writing it");
    let long_ago = std::time::SystemTime::now() - ABANDONED - Duration::from_secs(60);
    std::fs::File::options().write(true).open(&part).expect("a part").set_modified(long_ago).expect("set back");
    site.files.put(&file, &KEY, [bytes, &[1]].concat().as_slice()).await.expect("stored");
    assert!(parts(&site).is_empty(), "nobody is");
    assert_eq!(site.hashes(), [file.sha256.as_str()], "whole files stay");
}

#[tokio::test]
async fn what_was_changed_cut_off_or_is_gone_is_seen() {
    let site = Site::new();
    let file = site.files.look(&site.file("a.pdf", &pdf(150_000))).await.expect("a file");
    site.files.put(&file, &KEY, pdf(150_000).as_slice()).await.expect("stored");
    let path = site.folder.path().join("files").join(&file.sha256.as_str()[..2]).join(file.sha256.as_str());
    let whole = std::fs::read(&path).expect("bytes");
    for damaged in [whole[..whole.len() - 1].to_vec(), [&whole[..90_000], &[whole[90_000] ^ 1], &whole[90_001..]].concat()] {
        std::fs::write(&path, damaged).expect("written");
        assert_eq!(site.files.check(&file.sha256, &KEY).await.expect("an answer"), Condition::Differs);
        let out = site.folder.path().join("out");
        assert!(matches!(site.files.get_to(&file.sha256, &KEY, &out).await, Err(FilesError::Damaged { .. })));
        assert!(!out.exists() && !site.folder.path().join("out.part").exists(), "half a file was left");
    }
    assert_eq!(site.files.check(&file.sha256, &FileKey::new([4; 32])).await.expect("an answer"), Condition::Differs);
    site.files.remove(&file.sha256).await.expect("removed");
    site.files.remove(&file.sha256).await.expect("removing what is not there is no error");
    assert_eq!(site.files.check(&file.sha256, &KEY).await.expect("an answer"), Condition::Missing);
}
