//! Numbers for Prometheus, written by hand in its text format 0.0.4.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use projections::read::{FollowerStatus, ProjectionStatus};

use crate::Intake;

/// The upper bounds of the request time histogram, in milliseconds.
const BOUNDS_MS: [u64; 8] = [1, 5, 10, 20, 50, 100, 500, 2500];

/// What this server counts itself.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Requests by the first digit of their status.
    by_class: [AtomicU64; 5],
    buckets: [AtomicU64; BOUNDS_MS.len()],
    micros: AtomicU64,
}

impl Metrics {
    /// Counts one request.
    pub fn request(&self, status: u16, took: Duration) {
        if let Some(class) = usize::from(status / 100).checked_sub(1).and_then(|class| self.by_class.get(class)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        for (bound, bucket) in BOUNDS_MS.iter().zip(&self.buckets) {
            if took <= Duration::from_millis(*bound) {
                bucket.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// All numbers; `store` is `None` while the database is away.
    pub fn text(&self, intake: &Intake, store: Option<&Store>) -> String {
        let mut out = String::new();
        let mut total = 0;
        head(&mut out, "jointcase_http_requests_total", "counter", "HTTP requests by class of status");
        for (class, count) in (1..).zip(&self.by_class) {
            let count = count.load(Ordering::Relaxed);
            total += count;
            line(&mut out, "jointcase_http_requests_total", &format!("{{status=\"{class}xx\"}}"), count);
        }
        head(&mut out, "jointcase_http_request_seconds", "histogram", "Time to the first byte of a response");
        for (bound, bucket) in BOUNDS_MS.iter().zip(&self.buckets) {
            let label = format!("{{le=\"{}.{:03}\"}}", bound / 1000, bound % 1000);
            line(&mut out, "jointcase_http_request_seconds_bucket", &label, bucket.load(Ordering::Relaxed));
        }
        line(&mut out, "jointcase_http_request_seconds_bucket", "{le=\"+Inf\"}", total);
        let micros = self.micros.load(Ordering::Relaxed);
        line(&mut out, "jointcase_http_request_seconds_sum", "", format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000));
        line(&mut out, "jointcase_http_request_seconds_count", "", total);
        head(&mut out, "jointcase_reports_total", "counter", "Reports that this process has judged, by verdict");
        for (verdict, count) in
            [("accepted", intake.accepted), ("duplicate", intake.duplicates), ("quarantined", intake.quarantined)]
        {
            line(&mut out, "jointcase_reports_total", &format!("{{verdict=\"{verdict}\"}}"), count);
        }
        head(&mut out, "jointcase_reports_retried_total", "counter", "Reports that had to be tried again");
        line(&mut out, "jointcase_reports_retried_total", "", intake.retried);
        head(
            &mut out,
            "jointcase_taking_in",
            "gauge",
            "Whether nothing keeps reports from being taken in; /readyz says what does",
        );
        line(&mut out, "jointcase_taking_in", "", u8::from(intake.troubles.is_empty()));
        head(&mut out, "jointcase_database_up", "gauge", "Whether the database answers");
        line(&mut out, "jointcase_database_up", "", u8::from(store.is_some()));
        if let Some(store) = store {
            store.write(&mut out);
        }
        out
    }
}

/// What the database says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Store {
    /// The end of the history.
    pub head: i64,
    /// Where the projections stand.
    pub projections: Vec<ProjectionStatus>,
    /// Where the reactions stand.
    pub reactions: Vec<FollowerStatus>,
    /// Where the relays stand.
    pub relays: Vec<FollowerStatus>,
    /// Quarantined messages without a decision.
    pub quarantine: i64,
}

impl Store {
    fn write(&self, out: &mut String) {
        head(out, "jointcase_head_position", "gauge", "Position of the last event");
        line(out, "jointcase_head_position", "", self.head);
        type Read = fn(&ProjectionStatus) -> i64;
        let gauges: [(&str, &str, Read); 4] = [
            ("jointcase_projection_checkpoint", "Position up to which the projection has folded", |p| p.checkpoint),
            ("jointcase_projection_lag", "Events that the projection is behind", ProjectionStatus::lag),
            ("jointcase_projection_failures", "Events that the projection could not fold", |p| p.failures),
            ("jointcase_projection_red", "Whether a person must look at the projection", |p| i64::from(p.red())),
        ];
        for (name, help, read) in gauges {
            head(out, name, "gauge", help);
            for p in &self.projections {
                let label = format!("{{name=\"{}\",version=\"{}\",live=\"{}\"}}", p.name, p.version, p.live);
                line(out, name, &label, read(p));
            }
        }
        followers(out, "reaction", &self.reactions);
        followers(out, "relay", &self.relays);
        head(out, "jointcase_quarantine_open", "gauge", "Quarantined messages that wait for a decision");
        line(out, "jointcase_quarantine_open", "", self.quarantine);
    }
}

/// Where reactions or relays stand.
fn followers(out: &mut String, sort: &str, all: &[FollowerStatus]) {
    type Read = fn(&FollowerStatus) -> i64;
    let gauges: [(&str, &str, Read); 4] = [
        ("checkpoint", "Position up to which it has gone", |f| f.checkpoint),
        ("lag", "Events that it is behind", FollowerStatus::lag),
        ("failures", "Events that it could not handle", |f| f.failures),
        ("red", "Whether a person must look at it", |f| i64::from(f.red())),
    ];
    for (name, help, read) in gauges {
        let name = format!("jointcase_{sort}_{name}");
        head(out, &name, "gauge", help);
        for f in all {
            line(out, &name, &format!("{{name=\"{}\",version=\"{}\"}}", f.name, f.version), read(f));
        }
    }
}

// Writing to a String does not fail.
fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(out: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name}{labels} {value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_class_and_time() {
        let metrics = Metrics::default();
        metrics.request(200, Duration::from_millis(3));
        metrics.request(404, Duration::from_millis(700));
        let text = metrics.text(&Intake::default(), None);
        for expected in [
            "jointcase_http_requests_total{status=\"2xx\"} 1\n",
            "jointcase_http_requests_total{status=\"4xx\"} 1\n",
            "jointcase_http_request_seconds_bucket{le=\"0.001\"} 0\n",
            "jointcase_http_request_seconds_bucket{le=\"0.005\"} 1\n",
            "jointcase_http_request_seconds_bucket{le=\"2.500\"} 2\n",
            "jointcase_http_request_seconds_sum 0.703000\n",
            "jointcase_database_up 0\n",
        ] {
            assert!(text.contains(expected), "{expected} in\n{text}");
        }
    }

    #[test]
    fn a_database_that_answers_gives_its_head_and_quarantine() {
        let intake = Intake { accepted: 7, troubles: vec![kernel::Text::new("磁盘", "disk")], ..Intake::default() };
        let stands = |name: &str| FollowerStatus {
            name: name.into(),
            version: 1,
            checkpoint: 40,
            head: 42,
            error: None,
            error_at: None,
            updated_at: chrono::DateTime::UNIX_EPOCH,
            failures: 0,
        };
        let (reactions, relays) = (vec![stands("suspected-crime")], vec![stands("notices")]);
        let store = Store { head: 42, projections: Vec::new(), reactions, relays, quarantine: 3 };
        let text = Metrics::default().text(&intake, Some(&store));
        assert!(text.contains("jointcase_reaction_lag{name=\"suspected-crime\",version=\"1\"} 2\n"));
        assert!(text.contains("jointcase_relay_lag{name=\"notices\",version=\"1\"} 2\n"));
        assert!(text.contains("jointcase_reports_total{verdict=\"accepted\"} 7\n") && text.contains("jointcase_taking_in 0\n"));
        assert!(text.contains("jointcase_head_position 42\n") && text.contains("jointcase_quarantine_open 3\n"));
    }
}
