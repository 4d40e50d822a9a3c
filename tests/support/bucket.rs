//! A bucket that speaks as much S3 on loopback as files need: multipart uploads, reading, looking.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

/// What was stored, and what is on its way.
#[derive(Clone, Default)]
pub struct Bucket {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    objects: BTreeMap<String, Bytes>,
    uploads: HashMap<String, BTreeMap<u32, Bytes>>,
    unsigned: usize,
}

impl Bucket {
    /// Serves it on a free port; returns the address to give as the endpoint.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn serve() -> (Self, String) {
        let bucket = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (bucket, endpoint)
    }

    /// The keys under which something whole is stored, and how many requests were not signed.
    pub fn keys(&self) -> (Vec<String>, usize) {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        (inner.objects.keys().cloned().collect(), inner.unsigned)
    }
}

async fn answer(State(bucket): State<Bucket>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut inner = bucket.inner.lock().unwrap_or_else(PoisonError::into_inner);
    let signed = headers.get("authorization").and_then(|value| value.to_str().ok());
    if !signed.is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=id/")) {
        inner.unsigned += 1;
        return StatusCode::FORBIDDEN.into_response();
    }
    let key = uri.path().to_owned();
    let query = uri.query().unwrap_or_default().to_owned();
    let part = query.split('&').find_map(|pair| pair.strip_prefix("partNumber=")).and_then(|number| number.parse().ok());
    match (method.as_str(), part) {
        ("POST", _) if query.starts_with("uploads") => {
            inner.uploads.insert(key, BTreeMap::new());
            "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>".into_response()
        }
        ("PUT", Some(part)) => {
            inner.uploads.entry(key).or_default().insert(part, body);
            [("etag", format!("\"{part}\""))].into_response()
        }
        ("POST", _) => {
            let parts = inner.uploads.remove(&key).unwrap_or_default();
            inner.objects.insert(key, parts.into_values().flatten().collect());
            "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>".into_response()
        }
        ("DELETE", _) => {
            inner.uploads.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        ("GET" | "HEAD", _) => match inner.objects.get(&key) {
            Some(bytes) => {
                ([("etag", "\"whole\""), ("last-modified", "Fri, 27 Nov 2026 10:00:00 GMT")], bytes.clone()).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}
