//! `jointcase publish`: an agency's own file becomes reports, each with its receipt.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use bus::{Outcome, Outgoing};
use importer::{FileJournal, Import, Mapped, Mapping, RejectedWriter};
use ingest::Registry;
use kernel::{AgencyCode, DivisionCode, Envelope, Heading, MessageId, OrgId, RecordKey, Refusal, ReportType};
use serde_json::value::RawValue;

use super::say;
use crate::cli::PublishArgs;
use crate::config::Config;
use crate::delivery::{Delivered, Delivery, Senders};
use crate::installation::{Installation, folder, read_seed};

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::of_the_roster);

/// Whether `data` is a sound report of its type; who states it and where does not matter here, the door judges that.
fn sound(report_type: &ReportType, data: &RawValue) -> Result<(), Refusal> {
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
    let agency = AgencyCode::new(args.agency.as_str())?;
    if !REGISTRY.agencies().iter().any(|known| known.code == agency.as_str()) {
        let known: Vec<&str> = REGISTRY.agencies().iter().map(|known| known.code).collect();
        bail!("there is no agency {agency}: choose one of {}", known.join(", "));
    }
    let mapping = args.mapping.as_deref().map(Mapping::read).transpose()?;
    if let (Some(first), Some(mapping)) = (args.dry_run, mapping.clone()) {
        return dry_run(&args.file, mapping, first);
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
    let delivered = match mapping {
        Some(mapping) => mapped(senders, &args.file, mapping, &journal, &agency).await?,
        None => Published { delivered: envelopes(senders, &args.file, Some(&agency)).await?, ..Published::default() },
    };
    delivered.print(&args.file);
    Ok(if delivered.delivered.complete() && delivered.rejected == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn dry_run(file: &Path, mapping: Mapping, first: usize) -> Result<ExitCode> {
    let shown = Import::open(file, mapping, importer::NothingKnown, sound)?.dry_run(first)?;
    shown.reports.iter().for_each(say);
    for rejected in &shown.rejected {
        let column = rejected.column.as_deref().unwrap_or("-");
        let value = rejected.value.as_deref().unwrap_or_default();
        say(format!("row {} column {column} value {value:?}: {} / {}", rejected.row, rejected.reason.zh, rejected.reason.en));
    }
    Ok(if shown.rejected.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What publishing a file came to.
#[derive(Clone, Debug, Default)]
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
}

impl Published {
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
            say(format!("  quarantined {code}: {number} (jointcase quarantine list)"));
        }
        if d.unaccounted > 0 {
            say(format!(
                "  without a receipt (未收到回执): {}; publish the file again, what was accepted is known",
                d.unaccounted
            ));
        }
        d.complaints.iter().for_each(|complaint| say(format!("  {complaint}")));
        if let Some(rejected) = &self.rejected_file {
            say(format!("  rows that could not be mapped (请更正后重新报送): {}", rejected.display()));
        }
    }
}

/// Publishes the rows of `file` by `mapping`; what was accepted before is known by the journal in `journal`.
///
/// # Errors
/// If the file or the mapping cannot be read, or the bus not be reached.
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
    let title = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut delivery = Delivery::begin(senders, &title, None, Some(on_ended));
    for next in import.by_ref() {
        match next? {
            Mapped::Rejected(row) => rejected.write(&row)?,
            Mapped::Report(report) => {
                if report.report_type.agency != *agency {
                    bail!("the mapping makes reports of {}, not of {agency}: name that agency", report.report_type.agency);
                }
                let outgoing =
                    Outgoing { message: report.message, subject: report.subject.clone(), body: report.body.clone().into() };
                let org = report.org.clone();
                under_way.lock().unwrap_or_else(PoisonError::into_inner).insert(report.message, *report);
                delivery.send(&org, outgoing).await?;
            }
        }
    }
    let counts = import.counts();
    let delivered = delivery.finish().await?;
    journal.sync()?;
    Ok(Published {
        delivered,
        rows: counts.rows,
        rejected: counts.rejected,
        rejected_file: rejected.finish()?,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// Publishes a file that holds reports already, one envelope a line.
///
/// # Errors
/// If a line is no envelope, or the bus cannot be reached.
pub async fn envelopes(senders: Senders, file: &Path, agency: Option<&AgencyCode>) -> Result<Delivered> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let title = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut delivery = Delivery::begin(senders, &title, Some(lines.len() as u64), None);
    for (number, line) in lines.into_iter().enumerate() {
        let envelope: Envelope = serde_json::from_str(line)
            .with_context(|| format!("line {} of {} is no report; a file of rows needs --mapping", number + 1, file.display()))?;
        if agency.is_some_and(|agency| envelope.report_type.agency != *agency) {
            bail!("line {} is a report of {}: name that agency", number + 1, envelope.report_type.agency);
        }
        let subject = envelope.report_type.subject(&envelope.org);
        delivery.send(&envelope.org, Outgoing { message: envelope.id, subject, body: line.as_bytes().to_vec().into() }).await?;
    }
    delivery.finish().await
}
