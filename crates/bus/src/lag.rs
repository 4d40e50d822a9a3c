//! How far ingest is behind, for `doctor` and metrics.

use async_nats::jetstream::{consumer, stream};
use kernel::AgencyCode;
use serde_json::json;

use crate::ack::ask;
use crate::client::Client;
use crate::{CONSUMER, Result, stream_name};

/// The state of one agency's stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lag {
    /// Whose stream.
    pub agency: AgencyCode,
    /// Its name.
    pub stream: String,
    /// Reports that were not handed out yet.
    pub pending: u64,
    /// Reports that were handed out and are not settled.
    pub unsettled: u64,
    /// Of these, those handed out more than once.
    pub redelivered: u64,
    /// Reports kept, taken in or not.
    pub messages: u64,
    /// Bytes kept.
    pub bytes: u64,
    /// Bytes that may be kept; none for no limit.
    pub max_bytes: Option<u64>,
}

/// Asks for the state of the agencies' streams.
///
/// # Errors
/// `Missing` before [`crate::ensure_streams`], `Unavailable` if the server does not answer.
pub async fn lag(client: &Client, agencies: &[AgencyCode]) -> Result<Vec<Lag>> {
    let mut all = Vec::with_capacity(agencies.len());
    for agency in agencies {
        let name = stream_name(agency);
        let stream: stream::Info = ask(client, format!("STREAM.INFO.{name}"), &json!({}), &name).await?;
        let ingest: consumer::Info = ask(client, format!("CONSUMER.INFO.{name}.{CONSUMER}"), &json!({}), &name).await?;
        all.push(Lag {
            agency: agency.clone(),
            stream: name,
            pending: ingest.num_pending,
            unsettled: ingest.num_ack_pending as u64,
            redelivered: ingest.num_redelivered as u64,
            messages: stream.state.messages,
            bytes: stream.state.bytes,
            max_bytes: u64::try_from(stream.config.max_bytes).ok(),
        });
    }
    Ok(all)
}
