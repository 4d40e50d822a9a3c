//! Agencies declare, hosts decide how to run them: an agency's `mount(host)` is its whole wiring.

use crate::{AgencyCode, Decider, Heading, Measure, Report, Text, Withdrawal};

/// An agency: who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agency {
    /// The code, first part of its report types and of its stream's subjects.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
}

impl Agency {
    /// The checked code.
    ///
    /// # Panics
    /// If the declared code is not an agency code: a mistake in the roster, found by its test.
    #[allow(clippy::expect_used, reason = "a constant of the program; the roster's test loads every agency")]
    pub fn code(&self) -> AgencyCode {
        AgencyCode::new(self.code).expect("a declared agency code")
    }

    /// The name in both languages.
    pub const fn name(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// Where an agency is mounted: the door, the projections, the schema book, the tests.
pub trait Host {
    /// The agency that the following declarations belong to.
    fn agency(&mut self, agency: Agency);

    /// A kind of record.
    fn record<D: Decider>(&mut self);

    /// A report and the command of the record that it becomes.
    fn report<R: Report, D: Decider>(&mut self, into: fn(&Heading, R) -> D::Command);

    /// The command by which a part of the record is taken back: the report `<record>.withdrawn.v1`.
    fn withdrawal<D: Decider>(&mut self, into: fn(&Heading, Withdrawal) -> D::Command);

    /// What the agency's records are counted as.
    fn measures(&mut self, measures: &'static [Measure]);

    /// Codes of [`crate::Attribute::Outcome`] with their names: `(code, zh, en)`.
    fn outcomes(&mut self, outcomes: &'static [(&'static str, &'static str, &'static str)]);

    /// Codes that stand in the field `field` of reports and events, with their names, for hosts that show them to people.
    fn words(&mut self, _field: &'static str, _words: impl IntoIterator<Item = (&'static str, Text)>) {}
}

/// A field with its codes and their names: `(field, [(code, zh, en)])`.
pub type Coded = (&'static str, &'static [(&'static str, &'static str, &'static str)]);

/// Declares codes with their names, field by field.
pub fn declare(host: &mut impl Host, fields: &'static [Coded]) {
    for (field, words) in fields {
        host.words(field, words.iter().map(|(code, zh, en)| (*code, Text::new(zh, en))));
    }
}
