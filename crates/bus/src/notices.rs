//! Notices (通知) out: one stream for all receivers, each with subjects of its own.

use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType};
use kernel::OrgId;

use crate::ack::Stored;
use crate::client::Client;
use crate::streams::{StreamLimits, ensure_stream};
use crate::{Bytes, Result, notice_subject};

/// The stream that keeps notices.
pub const NOTICES: &str = "NOTICES";
/// By which JetStream knows a notice that it has already, and a reader that it is its own.
pub(crate) const ID_HEADER: &str = "Nats-Msg-Id";
/// For so long JetStream knows which notices it has: one that is repeated sooner is kept once.
const KNOWN_FOR: Duration = Duration::from_secs(120);

/// A notice to one receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingNotice {
    /// Its id: the same id has the same body, for whichever receiver.
    pub id: String,
    /// To whom.
    pub to: OrgId,
    /// Of what: `<kind of record>.<event>`, the rest of the subject.
    pub what: String,
    /// The CloudEvents event as JSON.
    pub body: Bytes,
}

/// Sends notices; a notice is sent once the bus has it on disk.
#[derive(Debug, Clone)]
pub struct Notices {
    client: Client,
}

impl Notices {
    /// Sends over `client`, which must be the service's; makes the stream, or brings it to these limits.
    ///
    /// # Errors
    /// As [`crate::ensure_streams`].
    pub async fn open(client: &Client, limits: &StreamLimits) -> Result<Self> {
        ensure_stream(client, &config(limits)).await?;
        Ok(Self { client: client.clone() })
    }

    /// Sends one notice and waits until it is stored. Whoever sends the next to the same receiver only then keeps their order.
    ///
    /// # Errors
    /// `TooLarge` or `Subject` for this notice; `Missing`, `Full`, `Refused` or `Unavailable` for the bus.
    pub async fn send(&self, notice: &OutgoingNotice) -> Result<Stored> {
        let mut headers = HeaderMap::new();
        headers.insert(ID_HEADER, known_as(&notice.id, &notice.to));
        let subject = format!("{}.{}", notice_subject(&notice.to), notice.what);
        self.client.store(&subject, headers, &notice.body).await
    }
}

/// Several receivers may be sent one notice, and the stream is one.
pub(crate) fn known_as(id: &str, to: &OrgId) -> String {
    format!("{id}-{to}")
}

/// Like the streams of reports: at its limits nothing is dropped and the relay waits.
fn config(limits: &StreamLimits) -> Config {
    Config {
        name: NOTICES.to_owned(),
        description: Some("notices to organisations".to_owned()),
        subjects: vec!["notice.>".to_owned()],
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        max_age: limits.max_age,
        max_bytes: limits.max_bytes,
        duplicate_window: KNOWN_FOR,
        num_replicas: 1,
        ..Config::default()
    }
}
