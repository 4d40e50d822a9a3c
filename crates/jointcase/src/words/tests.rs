use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use event_store::StoreError;
use files::{Damage, FilesError};
use kernel::mistake::Source;
use kernel::{FileHash, Mistakes};
use projections::ProjectionError;
use projections::read::ReadError;
use standalone::StandaloneError;

use super::*;

#[test]
fn an_error_is_told_in_the_readers_language_with_all_that_lies_behind_it() {
    let io = std::io::Error::other("EIO");
    let error = Err::<(), _>(io).saying(|| ("无法读取密钥文件", "cannot read the key file"));
    let error = error.saying(|| ("无法启动", "cannot start")).expect_err("an error");
    assert_eq!(last_words(&error, Some("zh")), "jointcase: 无法启动：无法读取密钥文件：EIO");
    assert_eq!(last_words(&error, Some("en")), "jointcase: cannot start: cannot read the key file: EIO");
    assert_eq!(last_words(&error, None).lines().count(), 2);
    let bus = Err::<(), _>(bus::BusError::Address).saying(|| ("消息总线", "the bus")).expect_err("an error");
    assert!(text(&bus).zh.contains("形如") && text(&bus).en.contains("is not like"), "{:?}", text(&bus));
}

#[test]
fn what_has_no_chinese_words_is_told_once() {
    assert_eq!(last_words(&anyhow::anyhow!("EIO"), None), "jointcase: EIO");
}

/// Of each kind of error that a command may end with, one; those that carry words of others are made with such.
fn errors() -> Vec<Error> {
    let denied_by_disk = || std::io::Error::from(ErrorKind::PermissionDenied);
    let store = || sqlx::Error::PoolTimedOut;
    let hash = || FileHash::new("a".repeat(64)).expect("a hash");
    let mistake = Source { file: "law/settings.toml", text: "one\ntwo\n" }.error(4, "不是日期", "no date");
    let mut errors: Vec<Error> = vec![
        unlisted(&OrgId::new("nobody").expect("an id")),
        denied(Denied::Rejected(Refusal::new("unlawful", "不予立案", "not filed"))),
        denied(Denied::Failed(StoreError::Stopped)),
        ours("nothing was judged"),
        StoreError::Unavailable(store()).into(),
        StoreError::DiskFull(store()).into(),
        StoreError::Refused(store()).into(),
        StoreError::Unreadable("event 3".into()).into(),
        StoreError::Taken.into(),
        ReadError::Unavailable(store()).into(),
        ReadError::Broken(store()).into(),
        ProjectionError::Unavailable(store()).into(),
        ProjectionError::HeldElsewhere.into(),
        ProjectionError::CannotFold { position: 3, reason: "no such tag".into() }.into(),
        ProjectionError::Unreadable("row 3".into()).into(),
        FilesError::Refused(Refusal::new("empty-file", "文件是空的", "the file is empty")).into(),
        FilesError::Missing(hash()).into(),
        FilesError::Local("a.pdf".into(), denied_by_disk()).into(),
        bus::BusError::Address.into(),
        StandaloneError::Busy { folder: "data".into(), holder: None }.into(),
        mistake.clone().into(),
        Mistakes(vec![mistake]).into(),
        OrgId::new("!").expect_err("no id").into(),
        denied_by_disk().into(),
    ];
    let damages =
        [Damage::Beginning, Damage::Algorithm, Damage::ChunkSize, Damage::Header, Damage::Chunk, Damage::End, Damage::Hash];
    errors.extend(damages.map(|why| FilesError::Damaged { hash: hash(), why }.into()));
    errors
}

#[test]
fn every_error_is_told_in_chinese_to_whoever_reads_chinese_and_in_english_to_others() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for error in errors() {
        let (zh, en) = (last_words(&error, Some("zh")), last_words(&error, Some("en")));
        assert!(chinese(&zh), "no Chinese: {zh}");
        assert!(!chinese(&en), "Chinese in {en}");
    }
}

#[test]
fn a_mistake_in_a_file_is_told_with_its_line_in_one_language() {
    let mistake = Source { file: "law/settings.toml", text: "one\ntwo\n" }.error(4, "不是日期", "no date");
    let error = Err::<(), _>(Mistakes(vec![mistake.clone(), mistake])).saying(|| ("法律有误", "the law is wrong")).expect_err("");
    assert_eq!(
        last_words(&error, Some("zh")),
        "jointcase: 法律有误：law/settings.toml:2: 不是日期\nlaw/settings.toml:2: 不是日期"
    );
    assert!(last_words(&error, Some("en")).ends_with("law/settings.toml:2: no date"));
}

/// The files of this crate, but for tests.
fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => sources(&path, into),
            false if path.ends_with("tests.rs") => {}
            false => into.push(path),
        }
    }
}

#[test]
fn an_error_is_made_only_by_saying_it_in_both_languages() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source");
        for other in ["bail!(", "anyhow!(", ".context(", ".with_context("] {
            assert!(
                !text.contains(other),
                "{}: {other}…) speaks one language, use said, saying or another of words.rs",
                file.display()
            );
        }
    }
}
