//! Where files are kept: a folder, or a bucket that speaks S3.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, RetryConfig};
use url::Url;

use crate::FilesError;

/// Most bytes of a file, where nothing else is set: 200 MiB.
pub const DEFAULT_LIMIT: u64 = 200 << 20;

/// Where files are kept, and how large they may be.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder, where no URL is given.
    pub folder: PathBuf,
    /// `s3://bucket/prefix` or `file:///folder`.
    pub url: Option<String>,
    /// How the bucket is reached.
    pub s3: S3,
    /// Most bytes of one file.
    pub limit: u64,
}

/// How a bucket is reached.
#[derive(Clone, Default)]
pub struct S3 {
    /// Where, if it is not Amazon's: `https://minio.example:9000`.
    pub endpoint: Option<String>,
    /// The region; `us-east-1` where none is said.
    pub region: Option<String>,
    /// Id of the access key.
    pub access_key: Option<String>,
    /// The access key's secret.
    pub secret_key: Option<String>,
}

impl std::fmt::Debug for S3 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3").field("endpoint", &self.endpoint).field("region", &self.region).finish_non_exhaustive()
    }
}

/// A store, the path under which its files lie, and its folder if it is one of this machine.
pub(crate) struct Opened {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) prefix: Path,
    pub(crate) folder: Option<PathBuf>,
}

impl Place {
    /// Opens it; a folder is made if it is missing.
    ///
    /// # Errors
    /// [`FilesError::Refused`] if the URL or what goes with it is wrong, [`FilesError::Local`] if the folder cannot be made.
    pub(crate) fn open(&self) -> Result<Opened, FilesError> {
        let Some(text) = &self.url else { return folder(&self.folder) };
        let url = Url::parse(text).map_err(|error| wrong(text, "无法识别", &error.to_string()))?;
        match url.scheme() {
            "file" => {
                folder(&url.to_file_path().map_err(|()| wrong(text, "不是本机文件夹", "it names no folder of this machine"))?)
            }
            "s3" => self.bucket(text, &url),
            _ => Err(wrong(text, "只支持s3://和file://", "only s3:// and file:// are known")),
        }
    }

    fn bucket(&self, text: &str, url: &Url) -> Result<Opened, FilesError> {
        let bucket =
            url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| wrong(text, "缺少桶名", "it names no bucket"))?;
        if !url.username().is_empty() || url.query().is_some() {
            return Err(wrong(text, "不应含密钥或参数", "keys and options do not belong into it"));
        }
        let (Some(access), Some(secret)) = (&self.s3.access_key, &self.s3.secret_key) else {
            return Err(wrong(
                text,
                "须设置AWS_ACCESS_KEY_ID和AWS_SECRET_ACCESS_KEY",
                "it needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            ));
        };
        // One TLS and one crypto provider in the whole program; said already where somebody else was first.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_access_key_id(access)
            .with_secret_access_key(secret)
            .with_region(self.s3.region.as_deref().unwrap_or("us-east-1"))
            .with_retry(RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(30), ..RetryConfig::default() });
        if let Some(endpoint) = &self.s3.endpoint {
            let plain = endpoint.starts_with("http://"); // Bytes are encrypted before they leave; the keys are signed with, not sent.
            builder = builder.with_endpoint(endpoint).with_allow_http(plain);
        }
        let store = builder.build().map_err(|error| wrong(text, "无法识别", &error.to_string()))?;
        let prefix = Path::from_url_path(url.path()).map_err(|error| wrong(text, "无法识别", &error.to_string()))?;
        Ok(Opened { store: Arc::new(store), prefix, folder: None })
    }
}

/// A folder that only its owner may enter. What is stored there is on the disk when the call returns.
fn folder(folder: &FilePath) -> Result<Opened, FilesError> {
    let local = |error| FilesError::Local(folder.to_owned(), error);
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(local)?;
    let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
    Ok(Opened { store: Arc::new(store), prefix: Path::default(), folder: Some(folder.to_owned()) })
}

fn wrong(url: &str, zh: &str, why: &str) -> FilesError {
    FilesError::refused(
        "wrong-files-url",
        format!("文件存储地址“{url}”有误（{zh}）：请写成s3://桶名/前缀或file:///文件夹"),
        format!("the place of files {url:?} is wrong, {why}: write s3://bucket/prefix or file:///folder"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str, s3: S3) -> String {
        let place = Place { folder: "/nowhere".into(), url: Some(url.into()), s3, limit: DEFAULT_LIMIT };
        match place.open() {
            Err(FilesError::Refused(refusal)) => refusal.text.en.into_owned(),
            Err(error) => panic!("{url}: {error}"),
            Ok(_) => panic!("{url} was opened"),
        }
    }

    fn keys() -> S3 {
        S3 { access_key: Some("id".into()), secret_key: Some("secret".into()), ..S3::default() }
    }

    #[test]
    fn a_wrong_url_is_refused_with_what_is_wrong() {
        for (url, s3, why) in [
            ("bucket", keys(), "relative URL"),
            ("ftp://host/x", keys(), "only s3:// and file://"),
            ("s3:///prefix", keys(), "names no bucket"),
            ("s3://id:secret@bucket", keys(), "keys and options"),
            ("s3://bucket/prefix", S3::default(), "AWS_ACCESS_KEY_ID"),
        ] {
            let sentence = refused(url, s3);
            assert!(sentence.contains(why), "{url}: {sentence}");
        }
    }

    #[test]
    fn a_bucket_is_opened_under_its_prefix_and_its_keys_are_not_shown() {
        let place = Place { folder: "/nowhere".into(), url: Some("s3://bucket/a/b".into()), s3: keys(), limit: DEFAULT_LIMIT };
        assert_eq!(place.open().expect("a bucket").prefix.as_ref(), "a/b");
        assert!(!format!("{place:?}").contains("secret"), "{place:?}");
    }
}
