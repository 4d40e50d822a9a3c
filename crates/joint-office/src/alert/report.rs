//! What is reported of a clock whose time runs out.

use chrono::{DateTime, Utc};
use kernel::law::Warning;
use kernel::{OrgId, RecordId, Refusal, SubjectId, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest key of a clock: a question, a record, a part and what it is about.
const LONGEST_KEY: usize = 1_000;

/// An alert was raised (预警).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Raised {
    /// The instant that the warning is of: it may be raised later, after days of downtime.
    pub on: When,
    /// Of what it warns.
    pub warning: Warning,
    /// The instant at which the clock ends.
    pub due: DateTime<Utc>,
    /// The clock.
    pub clock: Clock,
    /// Whose side owes it: `regulator`, `police`, `procuratorate`, `party`, `laboratory`.
    pub owner: String,
    /// The organisation that owes it, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
    /// The record whose fact started the clock.
    pub record: RecordId,
    /// The matter to which that record belonged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<SubjectId>,
    /// The position of the history as of which this was so; what is recorded later may change the clock, not this.
    pub known_at: i64,
    /// The instant had passed when the clock's first fact was recorded: kept for the record, no notice goes out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub historical: bool,
}

/// A clock of the law as the catalogue names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// By what it is known: question, record, part, and what it is about.
    pub key: String,
    /// The question it answers, such as `filing-decision`.
    pub question: String,
    /// The row of the clock table, such as `G9a`.
    pub line: String,
    /// Instrument and article.
    pub citation: String,
}

kernel::report!(Raised = "alert.raised", check);

impl Raised {
    fn consistent(&self) -> Result<(), Refusal> {
        let Clock { key, question, line, citation } = &self.clock;
        if [key, question, line, citation].into_iter().any(|text| text.trim().is_empty()) || key.len() > LONGEST_KEY {
            return Err(Refusal::contradiction(
                "预警须写明期限的标识、问题、条目和依据",
                "an alert names its clock by key, question, row and citation",
            ));
        }
        if self.known_at < 1 {
            return Err(Refusal::contradiction(
                "预警须写明依据的记录位置（known_at）",
                "an alert says as of which position (known_at) it is so",
            ));
        }
        Ok(())
    }
}
