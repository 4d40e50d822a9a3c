//! One stream per agency, and on each the durable consumer from which ingest pulls.

use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::stream::{Config, ConsumerErrorKind, DiscardPolicy, Info, RetentionPolicy, StorageType};
use kernel::AgencyCode;
use serde_json::{Value, json};

use crate::ack::{ask, refusal};
use crate::client::{Client, cause};
use crate::said::Forbidden;
use crate::{BusError, Result, report_subjects};

/// The durable consumer of every stream.
pub const CONSUMER: &str = "ingest";

/// How much a stream keeps, and how much may be under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamLimits {
    /// How long reports stay, taken in or not: for a replay after a restore.
    pub max_age: Duration,
    /// Bytes per stream; at the limit publishers are told so, nothing is dropped. The server must have them for every stream.
    pub max_bytes: i64,
    /// After how long a report that was handed out and not settled is handed out again.
    pub ack_wait: Duration,
    /// How many reports may be handed out and not yet settled.
    pub max_ack_pending: i64,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self {
            max_age: Duration::from_secs(30 * 24 * 3600),
            max_bytes: 2 * 1024 * 1024 * 1024,
            ack_wait: Duration::from_secs(60),
            max_ack_pending: 20_000,
        }
    }
}

/// The stream of an agency: `REPORTS_FOOD_DRUG`.
pub fn stream_name(agency: &AgencyCode) -> String {
    format!("REPORTS_{}", agency.as_str().to_ascii_uppercase().replace('-', "_"))
}

/// Makes the agencies' streams and their consumers, or brings them to these limits. Repeating it is harmless.
///
/// # Errors
/// `Lax` for a server on which organisations could harm each other's streams; `NotAllowed`, `Refused` or `Full` if the server says no, `Unavailable` if it does not answer.
pub async fn ensure_streams(client: &Client, agencies: &[AgencyCode], limits: &StreamLimits) -> Result<()> {
    check_strict(client).await?;
    for agency in agencies {
        let name = stream_name(agency);
        ensure_stream(client, &stream_config(&name, agency, limits)).await?;
        ensure_consumer(client, &name, limits).await?;
    }
    Ok(())
}

/// Makes a stream, or brings it to this configuration.
pub(crate) async fn ensure_stream(client: &Client, wanted: &Config) -> Result<()> {
    let name = &wanted.name;
    match ask::<Info>(client, format!("STREAM.UPDATE.{name}"), wanted, name).await {
        Ok(_) => Ok(()),
        // Two services that start at once both create it: the same configuration is taken twice.
        Err(BusError::Missing { .. }) => ask::<Info>(client, format!("STREAM.CREATE.{name}"), wanted, name).await.map(drop),
        Err(error) => Err(error),
    }
}

/// Whoever may publish a report names the subject of its answer, which the server sends with its own rights: `{"stream":…,"seq":…}`
/// would be a valid order to purge a stream, if the server did not refuse the unknown field.
async fn check_strict(client: &Client) -> Result<()> {
    match ask::<Value>(client, "STREAM.NAMES".into(), &json!({ "unknown": true }), "an unknown field").await {
        Ok(_) => Err(BusError::Lax),
        Err(BusError::Refused { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

fn stream_config(name: &str, agency: &AgencyCode, limits: &StreamLimits) -> Config {
    Config {
        name: name.to_owned(),
        description: Some(format!("reports of the agency {agency}")),
        subjects: vec![report_subjects(agency)],
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        max_age: limits.max_age,
        max_bytes: limits.max_bytes,
        // The least that a server takes: were it longer, JetStream would drop another body under a known Nats-Msg-Id, unsaid.
        duplicate_window: Duration::from_millis(100),
        num_replicas: 1,
        ..Config::default()
    }
}

async fn ensure_consumer(client: &Client, stream: &str, limits: &StreamLimits) -> Result<()> {
    let config = pull::Config {
        durable_name: Some(CONSUMER.to_owned()),
        description: Some("the door through which reports are taken in".to_owned()),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::Explicit,
        ack_wait: limits.ack_wait,
        // After a bounded number of attempts a report would silently never be handed out again.
        max_deliver: -1,
        max_ack_pending: limits.max_ack_pending,
        ..pull::Config::default()
    };
    let since = Instant::now();
    let doing = format!("{CONSUMER} of {stream}");
    match client.jetstream.create_consumer_on_stream(config, stream).await {
        Ok(_) => Ok(()),
        Err(error) => Err(match (error.kind(), client.said.since(since)) {
            (ConsumerErrorKind::JetStream(error), _) => refusal(&doing, &error),
            (_, Some(said)) if Forbidden::of(&said).is_some() => BusError::NotAllowed { said },
            (_, said) => BusError::unavailable(doing, said, cause(error)),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_named_after_its_agency() {
        assert_eq!(stream_name(&AgencyCode::new("food-drug").unwrap()), "REPORTS_FOOD_DRUG");
    }
}
