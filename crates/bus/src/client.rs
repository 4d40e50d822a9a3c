//! One connection to NATS that comes back by itself, and remembers what the server complained of.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_nats::connection::State as Wire;
use async_nats::jetstream::{self, context::ContextBuilder};
use async_nats::{ConnectError, ConnectErrorKind, ServerAddr};
use kernel::OrgId;

use crate::error::Cause;
use crate::key::NkeyPair;
use crate::said::Said;
use crate::{BusError, Result, inbox_prefix};

/// The oldest nats-server that will do: major and minor version.
pub const OLDEST_SERVER: (u32, u32) = (2, 14);
/// The longest pause between two attempts to come back.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// What a heading takes of the largest message: the header with the id of a report, or that of a notice and its receiver.
const HEADING: usize = 192;

/// How to connect.
#[derive(Clone)]
pub struct ConnectOptions {
    /// `nats://host:port`, or `tls://`.
    pub url: String,
    /// The secret half of the user's key.
    pub nkey_seed: Option<String>,
    /// How the connection is called in the server's lists.
    pub name: String,
    /// The organisation that the key belongs to; `None` for the service itself.
    pub org: Option<OrgId>,
}

impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may carry a password.
        f.debug_struct("ConnectOptions").field("name", &self.name).field("org", &self.org).finish_non_exhaustive()
    }
}

/// Whether there is a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// There is.
    Connected,
    /// There is none, and it is being tried for.
    Disconnected,
}

/// A connection; clones share it.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) nats: async_nats::Client,
    pub(crate) jetstream: jetstream::Context,
    pub(crate) said: Arc<Said>,
}

/// Connects, and from then on comes back for ever.
///
/// # Errors
/// `Unavailable`, `NotAllowed`, `TooOld`, `Address` or `Key`.
pub async fn connect(options: ConnectOptions) -> Result<Client> {
    let address: ServerAddr = options.url.parse().map_err(|_| BusError::Address)?;
    let place = format!("connecting to {}:{}", address.host(), address.port());
    let said = Arc::new(Said::default());
    let ear = said.clone();
    let mut wire = async_nats::ConnectOptions::new()
        .name(&options.name)
        .custom_inbox_prefix(inbox_prefix(options.org.as_ref()))
        .ping_interval(Duration::from_secs(10))
        .reconnect_delay_callback(pause)
        .event_callback(move |event| {
            ear.hear(&event);
            std::future::ready(())
        });
    if let Some(seed) = &options.nkey_seed {
        wire = wire.nkey(NkeyPair::from_seed(seed)?.seed);
    }
    let nats = wire.connect(address).await.map_err(|error| not_connected(place, error))?;
    let found = nats.server_info().version;
    if !new_enough(&found) {
        return Err(BusError::TooOld { found });
    }
    let jetstream = ContextBuilder::new().timeout(Duration::from_secs(10)).build(nats.clone());
    Ok(Client { nats, jetstream, said })
}

impl Client {
    /// Whether there is a connection now.
    pub fn state(&self) -> State {
        match self.nats.connection_state() {
            Wire::Connected => State::Connected,
            Wire::Pending | Wire::Disconnected => State::Disconnected,
        }
    }

    /// The server's last complaint, such as a permissions violation.
    pub fn last_complaint(&self) -> Option<String> {
        self.said.last()
    }

    /// The server's version, as it states it.
    pub fn server_version(&self) -> String {
        self.nats.server_info().version
    }

    /// The largest body of a report that the server takes, in bytes.
    pub fn largest_body(&self) -> usize {
        self.nats.max_payload().saturating_sub(HEADING)
    }

    /// Sends what is still in hand, such as acknowledgements, and closes the connection for all clones.
    ///
    /// # Errors
    /// `Unavailable` if the server does not take it within five seconds.
    pub async fn close(self) -> Result<()> {
        let closing = async {
            self.nats.flush().await.map_err(cause)?;
            self.nats.drain().await.map_err(cause)
        };
        match tokio::time::timeout(Duration::from_secs(5), closing).await {
            Ok(closed) => closed.map_err(|source| self.unavailable("closing the connection", source)),
            Err(late) => Err(self.unavailable("closing the connection", cause(late))),
        }
    }

    /// How often a connection was made: what was asked for on an earlier one is lost.
    pub(crate) fn connections(&self) -> u64 {
        self.nats.statistics().connects.load(Ordering::Relaxed)
    }

    pub(crate) fn unavailable(&self, doing: &str, source: Cause) -> BusError {
        BusError::unavailable(doing, self.said.last(), source)
    }

    pub(crate) async fn subscribe(&self, subject: String) -> Result<async_nats::Subscriber> {
        self.nats.subscribe(subject).await.map_err(|error| self.unavailable("subscribing", cause(error)))
    }
}

pub(crate) fn cause(error: impl Error + Send + Sync + 'static) -> Cause {
    Arc::new(error)
}

/// At once, then 50 ms doubled each time up to the longest pause.
fn pause(attempt: usize) -> Duration {
    match u32::try_from(attempt).unwrap_or(u32::MAX) {
        0 | 1 => Duration::ZERO,
        attempt => Duration::from_millis(50).saturating_mul(1 << (attempt - 2).min(8)).min(LONGEST_PAUSE),
    }
}

fn not_connected(place: String, error: ConnectError) -> BusError {
    match error.kind() {
        ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
            BusError::NotAllowed { said: format!("{error}: it does not know this key") }
        }
        ConnectErrorKind::ServerParse => BusError::Address,
        ConnectErrorKind::Dns
        | ConnectErrorKind::TimedOut
        | ConnectErrorKind::Tls
        | ConnectErrorKind::Io
        | ConnectErrorKind::MaxReconnects => BusError::unavailable(place, None, cause(error)),
    }
}

fn new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split(['.', '-']).map(|part| part.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) >= OLDEST_SERVER,
        (Some(_), None) | (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_below_the_oldest_and_unreadable_ones_are_refused() {
        for version in ["2.9.10", "2.13.9", "1.99.0", "", "next"] {
            assert!(!new_enough(version), "{version}");
        }
        for version in ["2.14.0", "2.15.1", "v2.14.0-RC.1", "3.0.0"] {
            assert!(new_enough(version), "{version}");
        }
    }

    #[test]
    fn the_pause_between_attempts_grows_to_its_bound() {
        assert_eq!(pause(1), Duration::ZERO);
        assert!((2..100).all(|attempt| pause(attempt) <= LONGEST_PAUSE && pause(attempt) >= pause(attempt - 1)));
        assert_eq!(pause(usize::MAX), LONGEST_PAUSE);
    }
}
