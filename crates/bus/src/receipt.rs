//! Receipts (回执): what became of a report, told by ingest to the organisation that sent it. Only then is it delivered.

use std::collections::BTreeMap;

use kernel::{Head, MessageId, OrgId};
use serde::{Deserialize, Serialize};

use crate::client::{Client, cause};
use crate::{BusError, Result, receipt_subject};

/// What became of one report. Public contract: receipts travel as JSON arrays on `receipt.<org>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The organisation that sent it.
    pub org: OrgId,
    /// Which report.
    pub about: About,
    /// What became of it.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// The end of the store's history at that moment.
    pub head: Head,
}

/// Which report a receipt is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// By its message id, as its heading states it.
    Message(MessageId),
    /// By its place on the bus, if its heading states no message id.
    Stored {
        /// The stream.
        stream: String,
        /// Its number there.
        sequence: u64,
    },
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Judgement {
    /// It was taken in.
    Accepted {
        /// The position of its last event.
        position: u64,
    },
    /// It had been taken in before.
    Duplicate {
        /// The position of its last event.
        position: u64,
    },
    /// It was put aside, with the reason.
    Quarantined {
        /// Stable reason code.
        code: String,
        /// What is wrong, in Chinese.
        zh: String,
        /// What is wrong, in English.
        en: String,
        /// Under which it can be shown and retried.
        quarantine_id: String,
    },
}

/// Sends receipts, each to its organisation.
#[derive(Debug, Clone)]
pub struct Receipts {
    client: Client,
}

impl Receipts {
    /// Sends them over `client`, which must be the service's.
    pub fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }

    /// Sends receipts, in batches that the server takes. It does not wait for readers: who misses one sends the report again.
    ///
    /// # Errors
    /// `Unavailable` if the connection was closed.
    pub async fn send(&self, receipts: Vec<Receipt>) -> Result<()> {
        for (org, batches) in batches(&receipts, self.client.largest_body())? {
            for batch in batches {
                let sent = self.client.nats.publish(receipt_subject(&org), batch.into()).await;
                sent.map_err(|error| self.client.unavailable("sending receipts", cause(error)))?;
            }
        }
        Ok(())
    }
}

/// JSON arrays of at most `limit` bytes for each organisation. A receipt that alone is larger is left out: sent again, the report
/// gets it once more, and nobody can read it.
fn batches(receipts: &[Receipt], limit: usize) -> Result<BTreeMap<OrgId, Vec<Vec<u8>>>> {
    let mut all: BTreeMap<OrgId, Vec<Vec<u8>>> = BTreeMap::new();
    for receipt in receipts {
        let text = serde_json::to_vec(receipt).map_err(|error| BusError::unavailable("writing a receipt", None, cause(error)))?;
        if text.len() + 2 > limit {
            tracing::error!(org = %receipt.org, bytes = text.len(), "a receipt is too large to be sent");
            continue;
        }
        let org = all.entry(receipt.org.clone()).or_default();
        match org.last_mut() {
            Some(batch) if batch.len() + text.len() + 2 <= limit => {
                batch.push(b',');
                batch.extend(text);
            }
            Some(_) | None => org.push([b"[".as_slice(), &text].concat()),
        }
    }
    all.values_mut().flatten().for_each(|batch| batch.push(b']'));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn receipt(org: &str, n: u128) -> Receipt {
        Receipt {
            org: OrgId::new(org).unwrap(),
            about: About::Message(MessageId(Uuid::from_u128(n))),
            judgement: Judgement::Accepted { position: 7 },
            head: Head { incarnation: Uuid::from_u128(1), position: 9, hash: "ab".into() },
        }
    }

    #[test]
    fn a_receipt_is_written_as_the_contract_says() {
        let written = serde_json::to_value(receipt("jn-police", 2)).unwrap();
        let expected = serde_json::json!({
            "org": "jn-police",
            "about": { "message": "00000000-0000-0000-0000-000000000002" },
            "verdict": "accepted",
            "position": 7,
            "head": { "incarnation": "00000000-0000-0000-0000-000000000001", "position": 9, "hash": "ab" },
        });
        assert_eq!(written, expected);
        let stored = About::Stored { stream: "REPORTS_POLICE".into(), sequence: 5 };
        assert_eq!(
            serde_json::to_value(stored).unwrap(),
            serde_json::json!({"stored": {"stream": "REPORTS_POLICE", "sequence": 5}})
        );
    }

    #[test]
    fn batches_keep_to_their_organisation_and_to_the_limit() {
        let receipts: Vec<Receipt> =
            (0..100).map(|n| receipt(if n % 2 == 0 { "jn-police" } else { "jn-food-drug" }, n)).collect();
        let all = batches(&receipts, 1000).unwrap();
        assert_eq!(all.len(), 2);
        for (org, batches) in all {
            assert!(batches.iter().all(|batch| batch.len() <= 1000));
            let read: Vec<Receipt> =
                batches.iter().flat_map(|batch| serde_json::from_slice::<Vec<Receipt>>(batch).unwrap()).collect();
            assert_eq!(read, receipts.iter().filter(|receipt| receipt.org == org).cloned().collect::<Vec<_>>());
        }
    }
}
