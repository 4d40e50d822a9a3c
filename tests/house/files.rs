//! Documents and evidence in a whole house: bytes and what is said of them belong together, and what is refused leaves nothing behind.

use std::path::PathBuf;

use event_store::files::{self as keys, FileCondition};
use files::{FileKey, Files, FilesError, Place, S3};
use ingest::Verdict;
use jointcase::cabinet::{Cabinet, Found, Put, Whose};
use jointcase::house::House;
use kernel::evidence::Belongs;
use kernel::{DivisionCode, EvidenceNumber, FileHash, OrgId, RecordId, RecordKey};
use projections::read;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::Statement;
use tests::bucket::Bucket;
use tests::house::{Site, settled};

const NUMBER: &str = "jn-food-drug:证2016-17";
const ACTOR: &str = "张三 of jn-food-drug (not authenticated)";

fn org() -> OrgId {
    OrgId::new("jn-food-drug").expect("an org")
}

fn number() -> EvidenceNumber {
    EvidenceNumber::read(NUMBER).expect("a number")
}

fn record() -> RecordId {
    let root = DivisionCode::new("370800000000").expect("a code");
    RecordId::shared(&root, "joint-office.evidence", &RecordKey::new(NUMBER).expect("a number"))
}

/// A PDF of `size` bytes.
fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(size, 0x5a);
    bytes
}

fn hash(bytes: &[u8]) -> FileHash {
    FileHash::new(hex::encode(Sha256::digest(bytes))).expect("a hash")
}

/// The golden example of a report on evidence, with `change` made to its data.
fn told(org: &str, step: &str, change: impl FnOnce(&mut Value)) -> Statement {
    let path = tests::house::sample(&format!("../crates/kernel/reports/evidence.{step}.v1.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let envelope: Value = serde_json::from_str(&text).expect("JSON");
    let mut data = envelope["data"].clone();
    change(&mut data);
    let agency = org.strip_prefix("jn-").expect("an agency of Jining");
    Statement::new(org, &format!("{agency}.evidence.{step}"), NUMBER, data)
}

/// That the evidence was taken, with `bytes` for its file.
fn taken(bytes: &[u8]) -> Statement {
    let file = json!({"sha256": hash(bytes), "size": bytes.len(), "type": "application/pdf"});
    told("jn-food-drug", "taken", |data| data["file"] = file)
}

struct Desk {
    site: Site,
    house: House,
    cabinet: Cabinet,
}

impl Desk {
    async fn new() -> Self {
        let site = Site::new().await;
        let house = site.open().await;
        let place = Place { folder: site.folder.path().join("files"), url: None, s3: S3::default(), limit: 1 << 20 };
        let files = Files::open(&place).expect("a folder of files");
        let cabinet = Cabinet { door: house.door.clone(), pool: house.pool.clone(), key: site.secrets.store_key(), files };
        Self { site, house, cabinet }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.site.folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }

    async fn put(&self, path: &std::path::Path) -> anyhow::Result<Put> {
        self.cabinet.put(path, Whose::Evidence(number()), &org(), ACTOR).await
    }

    /// What lies where the bytes behind `hash` would lie.
    fn stored(&self, hash: &FileHash) -> PathBuf {
        self.site.folder.path().join("files").join(&hash.as_str()[..2]).join(hash.as_str())
    }

    async fn flags(&self) -> Vec<String> {
        settled(&self.house).await;
        read::record(&self.house.readers, record().0).await.expect("an answer").expect("the evidence").flags
    }

    async fn condition(&self, hash: &FileHash) -> Option<FileCondition> {
        let known = keys::conditions(&self.house.readers, &[hash.to_string()]).await.expect("an answer");
        known.get(hash.as_str()).copied()
    }

    async fn close(self) {
        self.site.verify().await;
        self.house.stop().await;
    }
}

#[tokio::test]
async fn bytes_that_match_their_statement_are_stored_once_said_and_given_back() {
    let desk = Desk::new().await;
    let bytes = pdf(300_000);
    desk.site.tell(&[taken(&bytes)]).await.all_taken_in();
    let hash = hash(&bytes);
    assert_eq!(desk.flags().await, [format!("awaited:file/{}", hash.short())]);
    assert_eq!(desk.cabinet.check().await.expect("checked"), [(hash.clone(), Found::Awaited)]);

    let path = desk.file("笔录.pdf", &bytes);
    let put = desk.put(&path).await.expect("an answer");
    assert!(matches!(&put, Put::Stored { file, .. } if file.sha256 == hash && file.size == 300_000), "{put:?}");
    assert_eq!(desk.flags().await, [""; 0]);
    assert_eq!(desk.condition(&hash).await, Some(FileCondition::Present));
    let head = event_store::feed::head(&desk.house.pool).await.expect("a head").position;
    let again = desk.put(&path).await.expect("an answer");
    assert!(matches!(again, Put::Known(_)), "{again:?}");
    assert_eq!(event_store::feed::head(&desk.house.pool).await.expect("a head").position, head, "it was said twice");

    let out = desk.site.folder.path().join("out.pdf");
    desk.cabinet.get(&hash, &out, ACTOR).await.expect("given back");
    assert!(std::fs::read(&out).expect("bytes") == bytes);
    assert_eq!(desk.cabinet.check().await.expect("checked"), [(hash, Found::Present)]);
    desk.close().await;
}

#[tokio::test]
async fn what_is_not_the_stated_file_is_refused_kept_as_evidence_and_not_stored() {
    let desk = Desk::new().await;
    desk.site.tell(&[taken(&pdf(1_000))]).await.all_taken_in();
    let other = pdf(1_001);
    let put = desk.put(&desk.file("other.pdf", &other)).await.expect("an answer");
    let Put::Refused(entry, refusal) = put else { panic!("{put:?}") };
    assert_eq!(refusal.code, "unlawful");
    assert!(refusal.text.zh.contains("不符") && refusal.text.en.contains("does not match"), "{refusal:?}");
    assert!(!desk.stored(&hash(&other)).exists());
    assert_eq!(desk.condition(&hash(&other)).await, None);
    let kept: i64 = desk.site.count(&format!("SELECT count(*) FROM quarantine WHERE id = {entry}")).await;
    assert_eq!(kept, 1);

    // Evidence that nobody took has no file; a program is none, whatever its name; and a file may be too large.
    let unknown = EvidenceNumber::read("jn-food-drug/证2016-99").expect("a number");
    let path = desk.file("a.pdf", &pdf(1_000));
    let put = desk.cabinet.put(&path, Whose::Evidence(unknown), &org(), ACTOR).await.expect("an answer");
    assert!(matches!(put, Put::Refused(..)), "{put:?}");
    for (name, bytes, code) in
        [("invoice.pdf", b"MZ\x90\0\x03\0".to_vec(), "wrong-file-type"), ("big.pdf", pdf((1 << 20) + 1), "file-too-large")]
    {
        let error = desk.put(&desk.file(name, &bytes)).await.expect_err("a refusal");
        let Some(FilesError::Refused(refusal)) = error.downcast_ref() else { panic!("{error}") };
        assert_eq!(refusal.code, code);
        assert!(!desk.stored(&hash(&bytes)).exists());
    }
    desk.close().await;
}

#[tokio::test]
async fn a_document_of_a_record_is_found_with_it() {
    let desk = Desk::new().await;
    let path = desk.file("letter.txt", "移送书\n".as_bytes());
    let belongs = Belongs { matter: Some("济联案〔2016〕3号".into()), ..Belongs::default() };
    let whose = Whose::Document(belongs, "移送书".into());
    let put = desk.cabinet.put(&path, whose.clone(), &org(), ACTOR).await.expect("an answer");
    let Put::Stored { number, file, .. } = put else { panic!("{put:?}") };
    assert_eq!(file.media_type, "text/plain");
    assert!(matches!(desk.cabinet.put(&path, whose, &org(), ACTOR).await.expect("an answer"), Put::Known(_)));
    settled(&desk.house).await;
    let root = DivisionCode::new("370800000000").expect("a code");
    let evidence = RecordId::shared(&root, "joint-office.evidence", number.key());
    let row = read::record(&desk.house.readers, evidence.0).await.expect("an answer").expect("the document");
    assert_eq!((row.title.as_deref(), row.flags.len()), (Some("移送书"), 0));
    let matter = RecordId::shared(&root, "joint-office.matter", &RecordKey::new("济联案〔2016〕3号").expect("a number"));
    let about = read::subject_records(&desk.house.readers, &[matter.0], &read::Page::first(9)).await.expect("records");
    assert_eq!(about.rows.iter().map(|row| row.record).collect::<Vec<_>>(), [evidence.0]);
    desk.close().await;
}

#[tokio::test]
async fn a_report_of_other_bytes_or_of_a_second_hand_over_is_recorded_and_flagged() {
    let desk = Desk::new().await;
    let bytes = pdf(1_000);
    let elsewhere = told("jn-food-drug", "handed-on", |data| {
        data["step"] = 2.into();
        data["on"] = "2016-08-13".into();
        data["to"] = "县公安局物证室".into();
        data["seal_found"] = "封2016-9999".into();
    });
    let other = told("jn-food-drug", "file-stored", |data| data["file"]["sha256"] = hash(b"other").to_string().into());
    desk.site.tell(&[taken(&bytes), told("jn-food-drug", "handed-on", |_| {}), elsewhere, other]).await.all_taken_in();
    let awaited = format!("awaited:file/{}", hash(&bytes).short());
    assert_eq!(desk.flags().await, ["differs:file", &awaited, "again:handed-on/2", "seal:handed-on/2"]);

    // To a person the same is refused with a sentence, and kept.
    let again = told("jn-police", "handed-on", |data| {
        data["step"] = 3.into();
        data["to"] = "市局档案室".into();
    });
    let verdict = desk.house.door.admit(vec![again.done_by("李四")]).await.expect("a verdict").remove(0);
    let Verdict::Quarantined { refusal, .. } = verdict else { panic!("{verdict:?}") };
    assert!(refusal.text.zh.contains("移交他人") && refusal.text.en.contains("handed on"), "{refusal:?}");
    desk.close().await;
}

#[tokio::test]
async fn bytes_that_are_gone_or_changed_are_seen_and_can_be_brought_again() {
    let desk = Desk::new().await;
    let bytes = pdf(100_000);
    desk.site.tell(&[taken(&bytes)]).await.all_taken_in();
    let (hash, path) = (hash(&bytes), desk.file("a.pdf", &bytes));
    desk.put(&path).await.expect("stored");
    let mut sealed = std::fs::read(desk.stored(&hash)).expect("bytes");
    sealed[70_000] ^= 1;
    std::fs::write(desk.stored(&hash), sealed).expect("written");
    assert_eq!(desk.cabinet.check().await.expect("checked"), [(hash.clone(), Found::Differs)]);
    assert_eq!(desk.condition(&hash).await, Some(FileCondition::Differs));
    assert!(desk.cabinet.get(&hash, &desk.site.folder.path().join("out"), ACTOR).await.is_err());

    std::fs::remove_file(desk.stored(&hash)).expect("removed");
    assert_eq!(desk.cabinet.missing().await.expect("looked"), std::slice::from_ref(&hash));
    assert_eq!(desk.cabinet.check().await.expect("checked"), [(hash.clone(), Found::Missing)]);
    assert!(matches!(desk.put(&path).await.expect("an answer"), Put::Known(_)));
    assert_eq!(desk.cabinet.check().await.expect("checked"), [(hash, Found::Present)]);
    desk.close().await;
}

#[tokio::test]
async fn once_its_key_is_destroyed_a_file_is_unreadable_and_the_history_stays_whole() {
    let desk = Desk::new().await;
    let bytes = pdf(100_000);
    desk.site.tell(&[taken(&bytes)]).await.all_taken_in();
    let (hash, path) = (hash(&bytes), desk.file("a.pdf", &bytes));
    desk.put(&path).await.expect("stored");
    assert!(keys::erase(&desk.house.pool, &hash).await.expect("erased"));
    assert!(!keys::erase(&desk.house.pool, &hash).await.expect("an answer"));
    let error = desk.cabinet.get(&hash, &desk.site.folder.path().join("out"), ACTOR).await.expect_err("no key");
    let text = jointcase::words::text(&error);
    assert!(text.en.contains("was destroyed") && text.zh.contains("密钥已销毁"), "{text:?}");
    assert_eq!(desk.cabinet.check().await.expect("checked"), [(hash.clone(), Found::Erased)]);
    assert_eq!(desk.condition(&hash).await, Some(FileCondition::Erased));
    assert!(desk.put(&path).await.is_err(), "what was erased is not taken in again");
    desk.close().await;
}

#[tokio::test]
async fn a_bucket_that_speaks_s3_keeps_files_as_a_folder_does() {
    let (bucket, endpoint) = Bucket::serve().await;
    let s3 = S3 {
        endpoint: Some(endpoint),
        region: None,
        access_key: Some("id".into()),
        secret_key: Some("a secret of this test".into()),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let url = Some("s3://evidence/jining".to_owned());
    let files = Files::open(&Place { folder: folder.path().into(), url, s3, limit: 16 << 20 }).expect("a bucket");
    let (bytes, key) = (pdf(6 << 20), FileKey::new([5; 32])); // More than one part of an upload.
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, &bytes).expect("written");
    let file = files.look(&path).await.expect("a file");
    assert!(!files.holds(&file.sha256, file.size).await.expect("an answer"));

    let other = files.put(&file, &key, &bytes[..bytes.len() - 1]).await;
    assert!(matches!(other, Err(FilesError::Refused(_))), "{other:?}");
    assert_eq!(bucket.keys(), (Vec::new(), 0));
    files.put(&file, &key, bytes.as_slice()).await.expect("stored");
    let name = format!("/evidence/jining/{}/{}", &file.sha256.as_str()[..2], file.sha256);
    assert_eq!(bucket.keys(), (vec![name], 0));
    assert!(files.holds(&file.sha256, file.size).await.expect("an answer"));
    let out = folder.path().join("out.pdf");
    files.get_to(&file.sha256, &key, &out).await.expect("given back");
    assert!(std::fs::read(out).expect("bytes") == bytes);
}
