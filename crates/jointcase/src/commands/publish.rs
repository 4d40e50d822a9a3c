//! `jointcase publish`: an agency's own file becomes reports, each with its receipt.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use anyhow::{Error, Result};
use bus::{Outcome, Outgoing};
use importer::{FileJournal, Import, Mapped, Mapping, Progress, Rejected, RejectedWriter, Stated, StatedFile};
use ingest::Registry;
use kernel::{Agency, AgencyCode, DivisionCode, Heading, MessageId, OrgId, RecordKey, Refusal, ReportType};
use serde_json::value::RawValue;

use super::say;
use crate::cli::PublishArgs;
use crate::config::Config;
use crate::delivery::{Delivered, Delivery, Senders};
use crate::installation::{Installation, folder, read_seed};
use crate::words::said;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::of_the_roster);

/// Whether `data` is a sound report of its type; who states it and where does not matter here, the door judges that.
pub(super) fn sound(report_type: &ReportType, data: &RawValue) -> Result<(), Refusal> {
    let wrong = |error: kernel::id::InvalidId| Refusal::new("own-name", error.to_string(), error.to_string());
    let heading = Heading {
        message: MessageId(uuid::Uuid::nil()),
        corrects: None,
        stated: kernel::time::now(),
        org: OrgId::new("nobody").map_err(wrong)?,
        agency: report_type.agency.clone(),
        division: DivisionCode::new("NOWHERE").map_err(wrong)?,
        root: DivisionCode::new("NOWHERE").map_err(wrong)?,
        key: RecordKey::new("-").map_err(wrong)?,
        act: false,
    };
    REGISTRY.check(report_type, &heading, data.get())
}

/// Publishes the file, or shows what it would become.
pub(crate) async fn run(config: &Config, given: Option<&Path>, args: &PublishArgs) -> Result<ExitCode> {
    let Some(agency) = REGISTRY.agencies().iter().find(|known| known.code == args.agency).map(Agency::code) else {
        let agency = &args.agency;
        let known: Vec<&str> = REGISTRY.agencies().iter().map(|known| known.code).collect();
        let (zh, en) = (known.join("、"), known.join(", "));
        return Err(said(
            format!("没有{agency}这个部门：请在{zh}中选择"),
            format!("there is no agency {agency}: choose one of {en}"),
        ));
    };
    let mapping = args.mapping.as_deref().map(Mapping::read).transpose()?;
    if let Some(first) = args.dry_run {
        return match mapping {
            Some(mapping) => {
                let import = Import::open(&args.file, mapping, importer::NothingKnown, sound)?;
                dry_run(
                    first,
                    import.map(|next| {
                        Ok(match next? {
                            Mapped::Report(report) => Ok(report.pretty()),
                            Mapped::Rejected(row) => Err(*row),
                        })
                    }),
                )
            }
            None => dry_run(
                first,
                StatedFile::open(&args.file, Some(agency))?.map(|next| {
                    Ok(match next? {
                        Stated::Report(report) => Ok(serde_json::to_string_pretty(&report.0)?),
                        Stated::Rejected(row) => Err(*row),
                    })
                }),
            ),
        };
    }
    let reference = roster::reference()?;
    let folder = folder(config, given, "up")?;
    let own_key = args.nkey_file.as_deref().or(config.nkey_file.as_deref()).map(read_seed).transpose()?;
    // An agency's own machine knows the bus and its key; on the office's machine the data folder knows both.
    let (senders, installation) = match (&config.nats_url, own_key) {
        (Some(url), Some(seed)) => (Senders::new(url, move |_| Some(seed.clone())), None),
        (Some(url), None) => (Senders::new(url, |_| None), None),
        (None, _) => {
            let installation = Installation::running(&folder, &reference)?;
            let seeds: HashMap<String, String> = installation.secrets.organisations.clone().into_iter().collect();
            (Senders::new(&installation.nats_url, move |org| seeds.get(org.as_str()).cloned()), Some(installation))
        }
    };
    let journal = installation.as_ref().map_or_else(|| folder.join("publish"), |i| i.folder.join("publish"));
    let published = match mapping {
        Some(mapping) => mapped(senders, &args.file, mapping, &journal, &agency).await?,
        None => envelopes(senders, &args.file, Some(&agency)).await?,
    };
    published.print(&args.file);
    let whole = published.whole();
    match published.broken_off {
        Some(error) => Err(error),
        None if whole => Ok(ExitCode::SUCCESS),
        None => Ok(ExitCode::FAILURE),
    }
}

/// The first reports of a file, and what was rejected before them, as they are read. Nothing is sent.
fn dry_run(first: usize, mut file: impl Iterator<Item = Result<Result<String, Rejected>>>) -> Result<ExitCode> {
    let (mut shown, mut rejected) = (0, 0);
    while shown < first && rejected < first.max(20) {
        match file.next().transpose()? {
            Some(Ok(report)) => {
                say(report);
                shown += 1;
            }
            Some(Err(row)) => {
                refuse(&row);
                rejected += 1;
            }
            None => break,
        }
    }
    Ok(if rejected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn refuse(rejected: &Rejected) {
    let (row, zh, en) = (rejected.row, &rejected.reason.zh, &rejected.reason.en);
    let column = rejected.column.as_deref().map(|column| format!(" 列 (column) {column}")).unwrap_or_default();
    let value = rejected.value.as_deref().map(|value| format!(" 值 (value) {value:?}")).unwrap_or_default();
    say(format!("行 (row) {row}{column}{value}: {zh} / {en}"));
}

/// What publishing a file came to.
#[derive(Debug, Default)]
pub struct Published {
    /// What became of the reports.
    pub delivered: Delivered,
    /// Rows read.
    pub rows: u64,
    /// Records that could not be mapped.
    pub rejected: u64,
    /// Where they were written.
    pub rejected_file: Option<std::path::PathBuf>,
    /// Seconds it took.
    pub seconds: f64,
    /// Why it ended before the end of the file; what was sent until then is in the sums.
    pub broken_off: Option<Error>,
}

impl Published {
    /// Whether the file was read to its end and every report of it has its receipt.
    pub fn whole(&self) -> bool {
        self.delivered.complete() && self.rejected == 0 && self.broken_off.is_none()
    }

    fn print(&self, file: &Path) {
        let d = &self.delivered;
        say(format!(
            "{}: rows (行) {}, published (报送) {}, accepted (接收) {}, already known (重复) {}, quarantined (隔离) {}, rejected (未转换) {}",
            file.display(),
            self.rows,
            d.published,
            d.accepted,
            d.duplicates,
            d.in_quarantine(),
            self.rejected
        ));
        for (code, number) in &d.quarantined {
            say(format!("  quarantined (隔离) {code}: {number} (jointcase quarantine list)"));
        }
        if d.unaccounted > 0 {
            say(format!(
                "  without a receipt (未收到回执): {}; publish the file again, what was accepted is known (请再次报送，已接收的不会重复)",
                d.unaccounted
            ));
        }
        d.complaints.iter().for_each(|complaint| say(format!("  {complaint}")));
        if let Some(rejected) = &self.rejected_file {
            say(format!("  rows to be corrected and published again (请更正后重新报送): {}", rejected.display()));
        }
    }
}

/// Publishes the rows of `file` by `mapping`; what was accepted before is known by the journal in `journal`.
///
/// # Errors
/// If the file or the mapping cannot be opened; what breaks it off later is in [`Published::broken_off`].
pub async fn mapped(senders: Senders, file: &Path, mapping: Mapping, journal: &Path, agency: &AgencyCode) -> Result<Published> {
    let started = std::time::Instant::now();
    let journal = Arc::new(FileJournal::open(journal)?);
    let mut import = Import::open(file, mapping, journal.clone(), sound)?;
    let mut rejected = RejectedWriter::beside(file, import.header());
    // What is under way, so that the journal learns of a report once it has its receipt.
    let under_way: Arc<Mutex<HashMap<MessageId, importer::Report>>> = Arc::default();
    let on_ended = {
        let (under_way, journal) = (under_way.clone(), journal.clone());
        Arc::new(move |outcome: &Outcome| {
            let (message, received) = match outcome {
                Outcome::Accepted { message, .. } | Outcome::Duplicate { message, .. } => (*message, true),
                Outcome::Quarantined { message, .. } | Outcome::Unaccounted(message) => (*message, false),
                Outcome::NotStored(not_stored) => (not_stored.message, false),
            };
            let report = under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&message);
            if let Some(report) = report.filter(|_| received)
                && let Err(error) = journal.received(&report)
            {
                tracing::warn!(%error, "the journal of what was delivered cannot be written");
            }
        })
    };
    let mut delivery = Delivery::begin(senders, &title(file), Some(0), Some(on_ended));
    let reading = async {
        let mut handed = 0;
        while let Some(next) = import.next() {
            match next? {
                Mapped::Rejected(row) => rejected.write(&row)?,
                Mapped::Report(report) => {
                    let of = &report.report_type.agency;
                    if of != agency {
                        return Err(said(
                            format!("该映射文件生成{of}的报送，不是{agency}的：请以该部门报送"),
                            format!("the mapping makes reports of {of}, not of {agency}: publish them as that agency"),
                        ));
                    }
                    let outgoing =
                        Outgoing { message: report.message, subject: report.subject.clone(), body: report.body.clone().into() };
                    let org = report.org.clone();
                    under_way.lock().unwrap_or_else(PoisonError::into_inner).insert(report.message, *report);
                    delivery.send(&org, outgoing).await?;
                    handed += 1;
                    delivery.expect(expected(handed, import.progress()));
                }
            }
        }
        delivery.expect(handed);
        Ok(())
    };
    let read = reading.await;
    let counts = import.counts();
    let delivered = delivery.finish().await;
    let kept = journal.sync().map_err(Error::new);
    Ok(published(started, delivered, counts, rejected, read.and(kept)))
}

/// Publishes a file that holds reports already, one envelope a line or in one JSON list.
///
/// # Errors
/// If the file cannot be opened; what breaks it off later is in [`Published::broken_off`].
pub async fn envelopes(senders: Senders, file: &Path, agency: Option<&AgencyCode>) -> Result<Published> {
    let started = std::time::Instant::now();
    let mut stated = StatedFile::open(file, agency.cloned())?;
    let mut rejected = RejectedWriter::beside(file, stated.header());
    let mut delivery = Delivery::begin(senders, &title(file), Some(0), None);
    let reading = async {
        let mut handed = 0;
        while let Some(next) = stated.next() {
            match next? {
                Stated::Rejected(row) => rejected.write(&row)?,
                Stated::Report(report) => {
                    let (envelope, body) = *report;
                    let subject = envelope.report_type.subject(&envelope.org);
                    let outgoing = Outgoing { message: envelope.id, subject, body: body.into_bytes().into() };
                    delivery.send(&envelope.org, outgoing).await?;
                    handed += 1;
                    delivery.expect(expected(handed, stated.progress()));
                }
            }
        }
        delivery.expect(handed);
        Ok(())
    };
    let read = reading.await;
    let counts = stated.counts();
    let delivered = delivery.finish().await;
    Ok(published(started, delivered, counts, rejected, read))
}

/// What it came to, whether or not it was read to the end: what was rejected until then is kept as well.
fn published(
    started: std::time::Instant,
    delivered: Delivered,
    counts: importer::Counts,
    rejected: RejectedWriter,
    read: Result<()>,
) -> Published {
    let (rejected_file, finished) = match rejected.finish() {
        Ok(file) => (file, Ok(())),
        Err(error) => (None, Err(Error::new(error))),
    };
    Published {
        delivered,
        rows: counts.rows,
        rejected: counts.rejected,
        rejected_file,
        seconds: started.elapsed().as_secs_f64(),
        broken_off: read.and(finished).err(),
    }
}

fn title(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// About how many reports the file has, from those of the part that was read: the length of the bar.
fn expected(handed: u64, progress: Progress) -> u64 {
    let share = handed.saturating_mul(progress.total).checked_div(progress.read);
    share.map_or(handed, |share| share.max(handed))
}
