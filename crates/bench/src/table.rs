//! The one table: what was measured, how fast, and against what.

use std::fmt;

use crate::world::Commit;

/// What a line is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// One of the figures whose best is stock postgres-es.
    Stock,
    /// COPY of the same rows.
    Copy,
    /// Compared with both.
    Ours,
    /// With neither: another work.
    Neither,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was measured.
    pub what: String,
    /// What it is compared with.
    pub basis: Basis,
    /// How many a second.
    pub rate: Option<f64>,
    /// The median and the 99th of a hundred, in milliseconds.
    pub latency: Option<(f64, f64)>,
    /// Under what circumstances, in a few words.
    pub note: String,
}

impl Line {
    /// A rate.
    pub fn rate(what: impl Into<String>, basis: Basis, rate: f64) -> Self {
        Self { what: what.into(), basis, rate: Some(rate), latency: None, note: String::new() }
    }

    /// A latency, from sorted microseconds.
    pub fn latency(what: impl Into<String>, sorted_micros: &[u64]) -> Self {
        let at = |share: usize| {
            let place = (sorted_micros.len() * share / 100).min(sorted_micros.len().saturating_sub(1));
            sorted_micros.get(place).map_or(f64::NAN, |micros| *micros as f64 / 1000.0)
        };
        let what = format!("{} ({} times)", what.into(), sorted_micros.len());
        Self { what, basis: Basis::Neither, rate: None, latency: Some((at(50), at(99))), note: String::new() }
    }

    /// With a note.
    pub fn note(self, note: String) -> Self {
        Self { note, ..self }
    }
}

/// The lines so far.
#[derive(Debug, Default)]
pub struct Table {
    head: Vec<String>,
    lines: Vec<(Commit, Line)>,
}

impl Table {
    /// Adds a sentence above the table.
    pub fn head(&mut self, line: String) {
        self.head.push(line);
    }

    /// Adds lines measured where a commit costs so much.
    pub fn add(&mut self, commit: Commit, lines: Vec<Line>) {
        for line in &lines {
            eprintln!("  {}", Figures(line, None, None));
        }
        self.lines.extend(lines.into_iter().map(|line| (commit, line)));
    }

    fn best(&self, commit: Commit, basis: Basis) -> Option<f64> {
        let rates = self.lines.iter().filter(|(c, line)| *c == commit && line.basis == basis).filter_map(|(_, line)| line.rate);
        rates.reduce(f64::max)
    }
}

/// The figures of one line, with the rates to which it is compared.
struct Figures<'a>(&'a Line, Option<f64>, Option<f64>);

impl fmt::Display for Figures<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(line, stock, copy) = self;
        let rate = line.rate.map_or_else(String::new, |rate| format!("{rate:.0}"));
        let (p50, p99) = line.latency.map_or_else(Default::default, |(p50, p99)| (format!("{p50:.1}"), format!("{p99:.1}")));
        let ratio = |basis: &Option<f64>| match (line.rate, basis) {
            (Some(rate), Some(basis)) if line.basis != Basis::Neither => format!("{:.2}", rate / basis),
            _ => String::new(),
        };
        let figures =
            format!("{:<62} {rate:>9} {:>7} {:>7} {p50:>8} {p99:>8}  {}", line.what, ratio(stock), ratio(copy), line.note);
        f.write_str(figures.trim_end())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.head {
            writeln!(f, "{line}")?;
        }
        for commit in [Commit::Plain, Commit::Delayed] {
            let (stock, copy) = (self.best(commit, Basis::Stock), self.best(commit, Basis::Copy));
            let mut lines = self.lines.iter().filter(|(c, _)| *c == commit).peekable();
            if lines.peek().is_some() {
                writeln!(
                    f,
                    "\n{:<62} {:>9} {:>7} {:>7} {:>8} {:>8}",
                    commit.name(),
                    "per s",
                    "× stock",
                    "× COPY",
                    "p50 ms",
                    "p99 ms"
                )?;
            }
            for (_, line) in lines {
                writeln!(f, "{}", Figures(line, stock, copy))?;
            }
        }
        Ok(())
    }
}
