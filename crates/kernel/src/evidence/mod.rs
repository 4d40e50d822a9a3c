//! Evidence and documents (证据、文书): a piece's number, what it is, and what its keepers report of it.
//!
//! Every agency tells of evidence in the same words, so its reports are mounted under each (`jointcase.police.evidence.taken.v1`); the
//! record belongs to the joint office. A piece has at most one file of its own, what it consists of or the picture that shows it, and each later
//! link of its chain at most one: the photograph or record of that moment.

mod number;
mod report;

pub use number::EvidenceNumber;
pub use report::{Disposed, End, Examined, FileStored, HandedOn, How, Purpose, Sort, Taken};

use crate::transfer::RECORD as TRANSFER;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::parts::label;
use crate::{FileHash, Mention, OrgId, RecordKey, Refusal, TransferNumber};

/// A file as a report states it: its bytes arrive apart from the report and are held against this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// SHA-256 of its bytes.
    pub sha256: FileHash,
    /// How many bytes it has.
    pub size: u64,
    /// Its media type, such as `application/pdf`.
    #[serde(rename = "type")]
    pub media_type: String,
}

impl File {
    /// Whether it can be meant.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn check(&self) -> Result<(), Refusal> {
        let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        if self.size == 0 || i64::try_from(self.size).is_err() {
            return Err(Refusal::contradiction("文件大小须大于零", "a file has more than no bytes"));
        }
        if self.media_type.len() > 120 || !self.media_type.split_once('/').is_some_and(|(kind, name)| word(kind) && word(name)) {
            return Err(Refusal::contradiction(
                "文件类型须写作如application/pdf",
                "write the type of a file like application/pdf",
            ));
        }
        Ok(())
    }

    /// What tells two statements of a file apart: the same hash with another size is a mistake in one of them.
    pub fn value(&self) -> String {
        format!("{} {}", self.sha256, self.size)
    }
}

/// To what a piece of evidence belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Belongs {
    /// The record of an agency, such as its case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Of>,
    /// The transfer with which it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferNumber>,
    /// The matter (案事件), by its shared number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
}

/// A record of an agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Of {
    /// What it is, such as `police.case` or `food-drug.admin-case`.
    pub kind: String,
    /// Whose it is.
    pub org: OrgId,
    /// Its number there.
    pub number: RecordKey,
    /// Which thing on that record's list the piece is, by its label: the list and the evidence are one model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

impl Belongs {
    /// Whether it can be meant.
    ///
    /// # Errors
    /// A [`Refusal`] with the sentence for the sender.
    pub fn check(&self) -> Result<(), Refusal> {
        let Some(of) = &self.record else { return Ok(()) };
        let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !of.kind.split_once('.').is_some_and(|(agency, record)| word(agency) && word(record)) {
            return Err(Refusal::contradiction(
                format!("“{}”不是记录种类：应如police.case", of.kind),
                format!("{:?} is no kind of record: write it like police.case", of.kind),
            ));
        }
        of.item.iter().try_for_each(|item| label(item))
    }

    /// What a record says that belongs so.
    pub fn mentions(&self) -> Vec<Mention> {
        let record = self.record.as_ref().map(|of| Mention::Record {
            kind: of.kind.clone(),
            org: of.org.clone(),
            number: of.number.clone(),
        });
        let transfer = self.transfer.as_ref().map(|number| (TRANSFER, number.key().to_string()));
        let matter = self.matter.clone().map(|number| (MATTER, number));
        let shared = transfer.into_iter().chain(matter).map(|(kind, number)| Mention::Shared { kind, number });
        record.into_iter().chain(shared).collect()
    }
}

/// The kind of a matter's record.
const MATTER: &str = "joint-office.matter";
