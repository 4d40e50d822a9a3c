//! Errors as pages in the reader's language.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use event_store::StoreError;
use projections::read::ReadError;

use crate::params::BadParameter;

/// Why there is no page.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// There is no such thing.
    #[error("not found")]
    NotFound,
    /// A parameter of the link cannot be read.
    #[error("parameter {:?} cannot be read", .0.name)]
    BadParameter(BadParameter),
    /// Asked under a name that this server does not answer to.
    #[error("asked under a host name that is not loopback")]
    ForeignHost,
    /// The database is away.
    #[error("the database does not answer")]
    Away,
    /// A mistake of ours.
    #[error("the page could not be made")]
    Broken(#[source] Arc<dyn std::error::Error + Send + Sync>),
}

impl PageError {
    /// The status under which it is sent.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadParameter(_) => StatusCode::BAD_REQUEST,
            Self::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        if error.may_pass() { Self::Away } else { Self::Broken(Arc::new(error)) }
    }
}

impl From<BadParameter> for PageError {
    fn from(bad: BadParameter) -> Self {
        Self::BadParameter(bad)
    }
}

impl From<ReadError> for PageError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unavailable(error) => {
                tracing::warn!(%error, "the database does not answer");
                Self::Away
            }
            ReadError::Broken(error) => Self::Broken(Arc::new(error)),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Broken(Arc::new(error))
    }
}

impl IntoResponse for PageError {
    /// The status alone; [`crate::guard::dress`] makes the page, since it knows the reader's language.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if matches!(self, Self::Away) {
            response.headers_mut().insert(RETRY_AFTER, axum::http::HeaderValue::from_static("5"));
        }
        if let Self::Broken(error) = &self {
            tracing::error!(error = error.as_ref() as &dyn std::error::Error, "a page could not be made");
        }
        response.extensions_mut().insert(self);
        response
    }
}
