//! Answers of JetStream: to a publish, and to a request of its API.

use std::time::Instant;

use async_nats::jetstream::context::{RequestError, RequestErrorKind};
use async_nats::jetstream::{self, ErrorCode, response::Response};
use async_nats::{Message, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::client::{Client, cause};
use crate::said::{Forbidden, Said};
use crate::{BusError, Result};

/// Where a report or notice lies on the bus; not yet a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Stored {
    /// The stream.
    pub stream: String,
    /// Its number there.
    #[serde(rename = "seq")]
    pub sequence: u64,
    /// Whether the bus had it already, under the same id.
    #[serde(default)]
    pub duplicate: bool,
}

/// Reads the answer to a publish on `subject`.
pub(crate) fn stored(answer: &Message, subject: &str) -> Result<Stored> {
    if answer.status == Some(StatusCode::NO_RESPONDERS) {
        return Err(BusError::Missing { what: format!("a stream for {subject}") });
    }
    match serde_json::from_slice::<Response<Stored>>(&answer.payload) {
        Ok(Response::Ok(stored)) => Ok(stored),
        Ok(Response::Err { error }) => Err(refusal("a message", &error)),
        Err(error) => Err(BusError::unavailable("reading the answer to a message", None, cause(error))),
    }
}

/// Asks the JetStream API.
pub(crate) async fn ask<T: DeserializeOwned>(client: &Client, subject: String, body: &impl Serialize, doing: &str) -> Result<T> {
    let since = Instant::now();
    let news = client.said.listen();
    let whole = format!("$JS.API.{subject}");
    let answer = tokio::select! {
        answer = client.jetstream.request::<_, _, Response<T>>(subject, body) => answer,
        refusal = Said::forbids(news, &whole) => return Err(refusal),
    };
    match answer {
        Ok(Response::Ok(answer)) => Ok(answer),
        Ok(Response::Err { error }) => Err(refusal(doing, &error)),
        Err(error) => Err(unanswered(client, since, doing, error)),
    }
}

/// What an error of JetStream means to the caller.
pub(crate) fn refusal(doing: &str, error: &jetstream::Error) -> BusError {
    let said = error.to_string();
    match error.error_code() {
        ErrorCode::STREAM_NOT_FOUND | ErrorCode::CONSUMER_NOT_FOUND => BusError::Missing { what: doing.to_owned() },
        ErrorCode::STREAM_STORE_FAILED
        | ErrorCode::INSUFFICIENT_RESOURCES
        | ErrorCode::STORAGE_RESOURCES_EXCEEDED
        | ErrorCode::ACCOUNT_RESOURCES_EXCEEDED => BusError::Full { said },
        _ => BusError::Refused { doing: doing.to_owned(), said },
    }
}

/// What it means that JetStream did not answer since `since`.
pub(crate) fn unanswered(client: &Client, since: Instant, doing: &str, error: RequestError) -> BusError {
    let said = client.said.since(since);
    match (error.kind(), said) {
        (RequestErrorKind::NoResponders, _) => BusError::Missing { what: "JetStream for this user's account".into() },
        (_, Some(said)) if Forbidden::of(&said).is_some() => BusError::NotAllowed { said },
        (_, said) => BusError::unavailable(doing, said, cause(error)),
    }
}
