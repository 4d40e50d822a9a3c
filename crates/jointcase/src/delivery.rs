//! Delivering reports of many organisations at once: one publisher each, one progress bar for all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use bus::{Client, ConnectOptions, DeliveryReport, Outcome, Outgoing, Publisher, Step};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::OrgId;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::words::{Saying, ours, said, text};

/// How many reports wait for one publisher.
const WAITING: usize = 1_000;

/// What was delivered in sum, for the one line that says so.
#[derive(Clone, Debug, Default)]
pub struct Delivered {
    /// Reports sent.
    pub published: u64,
    /// Taken in.
    pub accepted: u64,
    /// Known already.
    pub duplicates: u64,
    /// Put aside, by reason code.
    pub quarantined: BTreeMap<String, u64>,
    /// Sent, but without a receipt, or not even on the bus.
    pub unaccounted: u64,
    /// The first sentences of what went wrong.
    pub complaints: Vec<String>,
}

impl Delivered {
    /// How many were put aside.
    pub fn in_quarantine(&self) -> u64 {
        self.quarantined.values().sum()
    }

    /// Whether every report has its receipt.
    pub fn complete(&self) -> bool {
        self.unaccounted == 0 && self.published == self.accepted + self.duplicates + self.in_quarantine()
    }

    /// Adds what a publisher came to once it has ended; why it ended early, if it did.
    async fn join(&mut self, Sending { queue, task, handed }: Sending) -> Option<anyhow::Error> {
        drop(queue);
        match task.await.saying(|| ("报送中断", "a publisher broke off")).and_then(|report| report) {
            Ok(report) => {
                let stopped = report.stopped.clone().map(anyhow::Error::new);
                // What it was handed and did not come to take waited in the queue.
                let left = handed.saturating_sub(report.published);
                self.published += left;
                self.unaccounted += left;
                self.add(report);
                stopped
            }
            Err(error) => {
                self.published += handed;
                self.unaccounted += handed;
                let text = text(&error);
                self.complaints.push(format!("{} / {}", text.zh, text.en));
                Some(error)
            }
        }
    }

    fn add(&mut self, report: DeliveryReport) {
        self.published += report.published;
        self.accepted += report.accepted;
        self.duplicates += report.duplicates;
        self.unaccounted += report.not_stored.total + report.unaccounted.total;
        for outcome in &report.quarantined.first {
            if let Outcome::Quarantined { code, .. } = outcome {
                *self.quarantined.entry(code.clone()).or_default() += 1;
            }
        }
        let unlisted = report.quarantined.total - report.quarantined.first.len() as u64;
        if unlisted > 0 {
            *self.quarantined.entry("others".into()).or_default() += unlisted;
        }
        let both = |error: &bus::BusError| format!("{} / {}", error.text().zh, error.text().en);
        let not_stored = report.not_stored.first.iter().map(|one| both(&one.error));
        let stopped = report.stopped.iter().map(both);
        self.complaints.extend(stopped.chain(not_stored).take(5));
        self.complaints.truncate(10);
    }
}

/// Gives the seed of an organisation's key.
type Seeds = Box<dyn Fn(&OrgId) -> Option<String> + Send + Sync>;

/// Opens connections as organisations, each with its own key.
pub struct Senders {
    url: String,
    seed: Seeds,
}

impl Senders {
    /// Connects to `url` with the seeds that `seed` gives.
    pub fn new(url: impl Into<String>, seed: impl Fn(&OrgId) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { url: url.into(), seed: Box::new(seed) }
    }

    /// A connection as `org`.
    ///
    /// # Errors
    /// If the bus does not let it in.
    pub async fn connect(&self, org: &OrgId) -> Result<Client> {
        let options = ConnectOptions {
            url: self.url.clone(),
            nkey_seed: (self.seed)(org),
            name: format!("jointcase publish {org}"),
            org: Some(org.clone()),
        };
        bus::connect(options).await.saying(|| {
            (
                format!("{org}无法连接消息总线：请确认服务已启动、密钥有效"),
                format!("{org} cannot connect to the bus: see that the service runs and the key is valid"),
            )
        })
    }
}

/// Hears of each report that has its receipt.
pub type OnEnded = Arc<dyn Fn(&Outcome) + Send + Sync>;

/// Publishers of several organisations that run beside each other.
pub struct Delivery {
    senders: Senders,
    bar: ProgressBar,
    ended: Arc<AtomicU64>,
    on_ended: Option<OnEnded>,
    publishers: BTreeMap<OrgId, Sending>,
    /// What publishers came to that ended early.
    delivered: Delivered,
}

/// One organisation's publisher, and how many reports it was handed.
struct Sending {
    /// None once there are no more reports for it.
    queue: Option<mpsc::Sender<Outgoing>>,
    task: JoinHandle<Result<DeliveryReport>>,
    handed: u64,
}

impl Delivery {
    /// A delivery that shows `title` and, where known, how many reports there will be.
    pub fn begin(senders: Senders, title: &str, total: Option<u64>, on_ended: Option<OnEnded>) -> Self {
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let style = ProgressStyle::with_template("{msg:<28} {bar:30} {human_pos}/{human_len} {per_sec} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(title.to_owned());
        Self { senders, bar, ended: Arc::default(), on_ended, publishers: BTreeMap::new(), delivered: Delivered::default() }
    }

    /// Hands a report to its organisation's publisher, waiting while that one is busy.
    ///
    /// # Errors
    /// If the organisation cannot connect, or its publisher has ended.
    pub async fn send(&mut self, org: &OrgId, report: Outgoing) -> Result<()> {
        if !self.publishers.contains_key(org) {
            let publisher = self.publisher(org).await?;
            self.publishers.insert(org.clone(), publisher);
        }
        let sending = self.publishers.get_mut(org).ok_or_else(|| ours("a publisher is missing"))?;
        if let Some(queue) = &sending.queue
            && queue.send(report).await.is_ok()
        {
            sending.handed += 1;
            return Ok(());
        }
        // It takes no more: it says why.
        let sending = self.publishers.remove(org).ok_or_else(|| ours("a publisher is missing"))?;
        let before = self.delivered.published;
        let stopped = self.delivered.join(sending).await;
        let sent = self.delivered.published - before;
        let zh = format!("{org}的报送在{sent}条之后中断：请稍后再次报送该文件，已接收的不会重复");
        let en = format!(
            "the delivery of {org} has broken off after {sent} reports: publish the file again later, what was accepted is known"
        );
        match stopped {
            Some(error) => Err(error).saying(|| (zh, en)),
            None => Err(said(zh, en)),
        }
    }

    /// About how many reports there will be, as far as is known by now.
    pub fn expect(&self, total: u64) {
        self.bar.set_length(total);
    }

    async fn publisher(&self, org: &OrgId) -> Result<Sending> {
        let client = self.senders.connect(org).await?;
        let (queue, waiting) = mpsc::channel(WAITING);
        let (org, bar, ended, on_ended) = (org.clone(), self.bar.clone(), self.ended.clone(), self.on_ended.clone());
        let task =
            tokio::spawn(async move {
                let reports = futures::stream::unfold(waiting, |mut waiting| async move {
                    waiting.recv().await.map(|report| (report, waiting))
                });
                let publisher = Publisher::new(&client, org);
                let report = publisher.deliver(reports, |step| {
                    if let Step::Ended(outcome) = step {
                        bar.set_position(ended.fetch_add(1, Ordering::Relaxed) + 1);
                        if let Some(on_ended) = &on_ended {
                            on_ended(outcome);
                        }
                    }
                });
                let report = report.await?;
                drop(client.close().await);
                Ok(report)
            });
        Ok(Sending { queue: Some(queue), task, handed: 0 })
    }

    /// Waits for every receipt and sums up; what a publisher that could not begin was handed is without a receipt.
    pub async fn finish(mut self) -> Delivered {
        // No more reports for any: each publisher ends with its last receipt.
        let mut ending: Vec<Sending> = std::mem::take(&mut self.publishers).into_values().collect();
        ending.iter_mut().for_each(|sending| sending.queue = None);
        for sending in ending {
            self.delivered.join(sending).await;
        }
        self.bar.finish_and_clear();
        self.delivered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_waited_for_a_publisher_that_ended_early_is_without_a_receipt() {
        let (queue, _) = mpsc::channel(1);
        let stopped = Some(bus::BusError::Missing { what: "a stream".into() });
        let report = DeliveryReport { published: 3, accepted: 2, duplicates: 1, stopped, ..DeliveryReport::default() };
        let task = tokio::spawn(async { Ok(report) });
        let mut delivered = Delivered::default();
        let why = delivered.join(Sending { queue: Some(queue), task, handed: 5 }).await;
        assert!(why.is_some());
        assert_eq!((delivered.published, delivered.unaccounted, delivered.complete()), (5, 2, false));
        assert_eq!(delivered.complaints.len(), 1);
    }
}
